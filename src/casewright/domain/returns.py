"""A return of goods, and a refund of money: two facts that need not go together."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from casewright.domain.money import Money
from casewright.domain.order import Fulfilment
from casewright.domain.place import Place

__all__ = ["Refund", "RefundedBy", "Return"]


class RefundedBy(StrEnum):
    """Who gave the money back; it decides which recovery remains open (facts C2, C5)."""

    SELLER = "seller"
    MARKETPLACE = "marketplace"


@dataclass(frozen=True, slots=True)
class Return:
    """One row of a returns report. Codes are kept as the report writes them; None means the report does not say."""

    order_id: str
    place: Place
    order_item_id: str | None = None
    ordered_on: date | None = None
    requested_on: date | None = None
    status: str | None = None
    rma_id: str | None = None
    merchant_rma_id: str | None = None
    label_type: str | None = None
    label_cost: Money | None = None
    label_paid_by: str | None = None
    carrier: str | None = None
    tracking_number: str | None = None
    atoz_claim: bool | None = None
    prime: bool | None = None
    asin: str | None = None
    sku: str | None = None
    title: str | None = None
    quantity: int | None = None
    reason: str | None = None
    in_policy: bool | None = None
    return_type: str | None = None
    resolution: str | None = None
    invoice_number: str | None = None
    delivered_on: date | None = None
    order_amount: Money | None = None
    order_quantity: int | None = None
    safet_reason: str | None = None
    safet_claim_id: str | None = None
    safet_state: str | None = None
    safet_created_at: str | None = None
    safet_reimbursement: Money | None = None
    refunded: Money | None = None
    disposition: str | None = None
    comment: str | None = None
    fulfilment: Fulfilment | None = None


@dataclass(frozen=True, slots=True)
class Refund:
    """Money that went back to the buyer, as a notice or report states it."""

    order_id: str
    place: Place
    money: Money
    refunded_at: datetime
    refunded_by: RefundedBy | None = None
    reason: str | None = None
