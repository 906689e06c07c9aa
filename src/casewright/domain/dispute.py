"""A dispute: what is asserted about one order, and what our own records say of it, before any exhibit is read.

Its type decides which proofs are wanted. A claim, a chargeback, a return or a request of our own (SAFE-T) each make
one; `casewright.evidence.board` sets exhibits beside it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from casewright.domain.exhibit import Weight
from casewright.domain.money import Money
from casewright.domain.place import Place
from casewright.domain.returns import RefundedBy
from casewright.domain.words import Words

__all__ = ["DISPUTE_WORDS", "Dispute", "DisputeType", "DisputedItem"]


class DisputeType(StrEnum):
    """What the dispute is about: the 26 rows D1-D26 of the evidence matrix, in its order."""

    DELIVERED_NOT_RECEIVED = "delivered_not_received"
    PROTECTED_NOT_RECEIVED = "protected_not_received"
    LOST_IN_TRANSIT = "lost_in_transit"
    REFUSED_OR_UNDELIVERABLE = "refused_or_undeliverable"
    LATE = "late"
    COD_REFUSED = "cod_refused"
    COD_DENIED = "cod_denied"
    COD_AMOUNT = "cod_amount"
    DAMAGED = "damaged"
    DEFECTIVE = "defective"
    NOT_AS_DESCRIBED = "not_as_described"
    WRONG_ITEM = "wrong_item"
    PARTS_MISSING = "parts_missing"
    COUNTERFEIT = "counterfeit"
    RETURN_NOT_REFUNDED = "return_not_refunded"
    RETURN_REJECTED = "return_rejected"
    RETURN_SWAPPED = "return_swapped"
    RETURN_LOST = "return_lost"
    PAYMENT_UNAUTHORISED = "payment_unauthorised"
    REFUND_NOT_PROCESSED = "refund_not_processed"
    CANCELLED_BUT_CHARGED = "cancelled_but_charged"
    PROPERTY_DAMAGE = "property_damage"
    PERSONAL_INJURY = "personal_injury"
    FEEDBACK_REMOVAL = "feedback_removal"
    FBA_RETURN_NOT_CREDITED = "fba_return_not_credited"
    SANCTION = "sanction"

    @property
    def matrix_row(self) -> str:
        """Return the row of the evidence matrix: `D1` to `D26`."""
        return f"D{list(DisputeType).index(self) + 1}"


DISPUTE_WORDS: Mapping[DisputeType, Words] = MappingProxyType(
    {
        DisputeType.DELIVERED_NOT_RECEIVED: Words(
            "Not received, tracking says delivered", "物流显示妥投，买家称未收到"
        ),
        DisputeType.PROTECTED_NOT_RECEIVED: Words(
            "Not received, label under claims protection", "未收到，面单有索赔保护"
        ),
        DisputeType.LOST_IN_TRANSIT: Words("Not received, in transit or lost", "未收到，运输中或已丢失"),
        DisputeType.REFUSED_OR_UNDELIVERABLE: Words("Refused or undeliverable", "拒收或无法投递"),
        DisputeType.LATE: Words("Late", "送达延误"),
        DisputeType.COD_REFUSED: Words("Cash on delivery refused at the door", "货到付款，上门拒收"),
        DisputeType.COD_DENIED: Words("Cash on delivery delivered, buyer denies", "货到付款已签收，买家否认"),
        DisputeType.COD_AMOUNT: Words("Cash on delivery: amount or double payment", "货到付款金额有误或重复付款"),
        DisputeType.DAMAGED: Words("Damaged on arrival", "到货破损"),
        DisputeType.DEFECTIVE: Words("Defective", "商品有缺陷"),
        DisputeType.NOT_AS_DESCRIBED: Words("Not as described", "与描述不符"),
        DisputeType.WRONG_ITEM: Words("Wrong item or colour", "发错商品或颜色"),
        DisputeType.PARTS_MISSING: Words("Missing parts", "缺少部件"),
        DisputeType.COUNTERFEIT: Words("Counterfeit or authenticity", "假货或真伪争议"),
        DisputeType.RETURN_NOT_REFUNDED: Words("Return sent, refund missing", "已退货，未收到退款"),
        DisputeType.RETURN_REJECTED: Words("Return refused by the seller", "卖家拒绝退货"),
        DisputeType.RETURN_SWAPPED: Words("Returned item swapped, empty or used", "退回商品被调包、空包或已使用"),
        DisputeType.RETURN_LOST: Words("Return lost or falsely scanned as delivered", "退货丢失或虚假签收"),
        DisputeType.PAYMENT_UNAUTHORISED: Words("Payment not authorised", "未经授权的付款"),
        DisputeType.REFUND_NOT_PROCESSED: Words("Refund not processed, or duplicate charge", "退款未处理或重复扣款"),
        DisputeType.CANCELLED_BUT_CHARGED: Words("Cancelled but charged", "已取消仍被扣款"),
        DisputeType.PROPERTY_DAMAGE: Words("Property damage", "财产损失"),
        DisputeType.PERSONAL_INJURY: Words("Personal injury", "人身伤害"),
        DisputeType.FEEDBACK_REMOVAL: Words("Removal of seller feedback", "申请移除卖家反馈"),
        DisputeType.FBA_RETURN_NOT_CREDITED: Words("FBA return not credited", "FBA 退货未入账"),
        DisputeType.SANCTION: Words("Listing or account sanction", "商品或账户受限"),
    }
)
"""The name of each type as a person reads it."""


@dataclass(frozen=True, slots=True)
class DisputedItem:
    """One article of the order in dispute. `weight` is one unit's own weight as we know it; None means not known."""

    sku: str | None = None
    asin: str | None = None
    title: str | None = None
    quantity: int | None = None
    serial: str | None = None
    batch: str | None = None
    weight: Weight | None = None


@dataclass(frozen=True, slots=True)
class Dispute:
    """What is asserted and what our records say. None means unknown; only the type is always known.

    Instants are aware. `opened_at` is when the claim was made, `promised_by` the latest delivery promised,
    `ship_weight` the parcel's weight at dispatch. `buyer_received` and `buyer_refunded` are what the buyer *says*:
    received or not, got the money back or not; `buyer_returned_at` is when the buyer says the return was sent.
    `refund`, `refunded_at` and `refunded_by` are what our own records say. `seller` is the account's legal name, as
    invoices and certificates must bear it. `read_from` names the place of a field (`city`, `items.0.serial`).
    """

    type: DisputeType
    marketplace: str | None = None
    order_id: str | None = None
    opened_at: datetime | None = None
    respond_by: datetime | None = None
    ordered_at: datetime | None = None
    ship_by: datetime | None = None
    shipped_at: datetime | None = None
    promised_by: datetime | None = None
    delivered_at: datetime | None = None
    recipient: str | None = None
    address: str | None = None
    city: str | None = None
    postal_code: str | None = None
    country: str | None = None
    items: tuple[DisputedItem, ...] = ()
    money: Money | None = None
    order_total: Money | None = None
    carrier: str | None = None
    tracking_numbers: tuple[str, ...] = ()
    return_tracking_numbers: tuple[str, ...] = ()
    claims_protected: bool | None = None
    ship_weight: Weight | None = None
    buyer_received: bool | None = None
    buyer_refunded: bool | None = None
    buyer_returned_at: datetime | None = None
    refund: Money | None = None
    refunded_at: datetime | None = None
    refunded_by: RefundedBy | None = None
    seller: str | None = None
    read_from: tuple[tuple[str, Place], ...] = ()

    def place_of(self, field: str) -> Place | None:
        """Return where a field was read, or None."""
        return next((place for name, place in self.read_from if name == field), None)

    def stated(self) -> Iterator[str]:
        """Yield the names of the fields that say something, in the order of this type."""
        for field in fields(self):
            if field.name not in {"type", "read_from"} and getattr(self, field.name) not in (None, ()):
                yield field.name
