"""What a case is a dispute about, and what its records say of the order, each value with its place."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from casewright.domain.case import Case, CaseKind
from casewright.domain.dispute import Dispute, DisputedItem, DisputeType
from casewright.domain.marketplace import marketplace_by_code
from casewright.domain.message import Direction
from casewright.domain.notice import MailKind
from casewright.domain.order import Fulfilment, OrderLine, Payment
from casewright.domain.place import Place
from casewright.domain.shipment import ScanKind
from casewright.evidence.board.rules import Rules, board_rulebook
from casewright.facts.reasons import claim_ground, return_reason, told_reason
from casewright.rulebook import NoPolicyOnDay

__all__ = ["dispute_of"]

_MATTERS = {
    CaseKind.ATOZ_CLAIM: "atoz_claim",
    CaseKind.CHARGEBACK: "chargeback",
    CaseKind.RETURN: "return",
    CaseKind.QUALITY: "quality",
    CaseKind.WHERE_IS_PARCEL: "where_is_parcel",
    CaseKind.REFUND: "refund",
}
_BACK = frozenset({ScanKind.REFUSED, ScanKind.RETURNING, ScanKind.UNDELIVERABLE})


def dispute_of(case: Case) -> Dispute | None:
    """Return the dispute that a case is, or None where nothing is disputed or the matter wants no proof."""
    kind = _type_of(case)
    return None if kind is None else _filled(case, kind)


def _type_of(case: Case) -> DisputeType | None:
    facts: dict[str, str | bool] = {
        "matter": _MATTERS.get(case.kind, "other"),
        "ground": _ground(case) or "not_told",
        "reason": _reason(case) or "not_told",
        "parcel_state": _parcel_state(case),
        "cash_on_delivery": any(line.payment is Payment.COD for line in _lines(case)),
        "label_protected": any(one.claims_protected for one in case.shipments),
        "shipped_by_marketplace": case.order is not None and case.order.fulfilment is Fulfilment.MARKETPLACE,
    }
    if case.opened_at is None:
        return None
    rules = Rules(board_rulebook(), case.opened_at.astimezone(_zone(case)).date(), case.marketplace)
    try:
        answer = rules.ask("dispute-type", facts)
    except NoPolicyOnDay:
        return None
    named = dict(answer.outcome).get("kind", "none")
    return None if named == "none" else DisputeType(named)


def _zone(case: Case) -> ZoneInfo:
    site = marketplace_by_code(case.marketplace or "")
    return ZoneInfo(site.zone if site else "UTC")


def _ground(case: Case) -> str | None:
    """Return what is claimed: by the notice, else by the buyer's own words about a parcel that did not come."""
    stated = [case.claim.reason] if case.claim and case.claim.reason else []
    stated += [notice.reason for notice in case.notices if notice.reason and case.kind is CaseKind.CHARGEBACK]
    found = next((ground for ground in map(claim_ground, stated) if ground), None)
    if found is not None:
        return found
    return "not_received" if case.kind is CaseKind.WHERE_IS_PARCEL and _parcel_state(case) == "delivered" else None


def _reason(case: Case) -> str | None:
    stated: Iterable[str | None] = (
        *(row.reason for row in case.returns),
        *(item.reason for notice in case.notices for item in notice.items),
        case.claim.reason if case.claim else None,
    )
    coded = next((reason for reason in (return_reason(text) for text in stated if text) if reason), None)
    if coded is not None:
        return coded
    written = (one.text for one in case.messages if one.direction is Direction.FROM_BUYER)
    return next((reason for reason in map(told_reason, written) if reason), None)


def _parcel_state(case: Case) -> str:
    telling = [scan.kind for scan in case.scans if scan.kind is not ScanKind.OTHER]
    if not telling:
        return "not_told"
    last = telling[-1]
    return "delivered" if last is ScanKind.DELIVERED else "returning" if last in _BACK else "moving"


def _lines(case: Case) -> tuple[OrderLine, ...]:
    return case.order.lines if case.order else ()


class _Sheet:
    """Gathers the fields of a dispute with the place each was read."""

    def __init__(self) -> None:
        self.values: dict[str, object] = {}
        self.read_from: list[tuple[str, Place]] = []

    def put(self, name: str, value: object, place: Place | None) -> None:
        """Keep the first known value of a field."""
        if value is None or name in self.values:
            return
        self.values[name] = value
        if place is not None:
            self.read_from.append((name, place))


def _filled(case: Case, kind: DisputeType) -> Dispute:
    sheet = _Sheet()
    first = case.notices[0].place if case.notices else (case.returns[0].place if case.returns else None)
    sheet.put("opened_at", case.claim.filed_at if case.claim and case.claim.filed_at else case.opened_at, first)
    _of_order(case, sheet)
    _of_parcel(case, sheet)
    _of_money(case, sheet)
    _of_buyer(case, sheet)
    items = tuple(
        DisputedItem(line.sku, line.asin, line.title, line.quantity) for line in _lines(case) if line.sku or line.asin
    )
    return Dispute(
        kind,
        marketplace=case.marketplace,
        order_id=case.order_ref,
        items=items,
        tracking_numbers=tuple(dict.fromkeys(one for one in _parcels(case) if one)),
        return_tracking_numbers=tuple(
            dict.fromkeys(row.tracking_number for row in case.returns if row.tracking_number)
        ),
        read_from=tuple(sheet.read_from),
        **sheet.values,  # type: ignore[arg-type]  # each name was put with the type of its field
    )


def _parcels(case: Case) -> Iterable[str | None]:
    return (*(one.tracking_number for one in case.shipments), *(one.tracking_number for one in case.scans))


def _of_order(case: Case, sheet: _Sheet) -> None:
    order = case.order
    if order is None:
        return
    place = order.lines[0].place
    sheet.put("ordered_at", order.purchased_at, place)
    sheet.put("ship_by", order.ship_by, next(iter(order.ship_by_places()), place))
    sheet.put("promised_by", order.deliver_by, place)
    sheet.put("order_total", order.total, place)
    for line in (*order.lines, *order.earlier):
        sheet.put("city", line.ship_city, line.place)
        sheet.put("postal_code", line.ship_postal_code, line.place)
        sheet.put("country", line.ship_country, line.place)


def _of_parcel(case: Case, sheet: _Sheet) -> None:
    for one in case.shipments:
        sheet.put("carrier", one.carrier, one.place)
        sheet.put("shipped_at", one.shipped_at, one.place)
        sheet.put("promised_by", one.deliver_by, one.place)
        sheet.put("claims_protected", one.claims_protected, one.place)
    for scan in case.scans:
        if scan.kind is ScanKind.DELIVERED:
            sheet.put("delivered_at", scan.scanned_at, scan.place)


def _of_money(case: Case, sheet: _Sheet) -> None:
    for notice in case.notices:
        sheet.put("respond_by", notice.respond_by, notice.place)
        if notice.kind is not MailKind.REFUND_ISSUED:
            sheet.put("money", notice.money, notice.place)
    for refund in case.refunds:
        sheet.put("refund", refund.money, refund.place)
        sheet.put("refunded_at", refund.refunded_at, refund.place)
        sheet.put("refunded_by", refund.refunded_by, refund.place)


def _of_buyer(case: Case, sheet: _Sheet) -> None:
    """Take the buyer's name from the mails that bear it, and from the claim what the buyer says."""
    for notice in (*case.notices, *case.related):
        sheet.put("recipient", notice.buyer_name, notice.place)
    ground = _ground(case)
    place = case.notices[0].place if case.notices else None
    sheet.put("buyer_received", False if ground == "not_received" else None, place)
    sheet.put("buyer_refunded", False if ground == "return_not_refunded" else None, place)
