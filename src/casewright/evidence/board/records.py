"""Exhibits out of a case's own records: the order, each parcel's scans, labels, returns and mails, with places."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from casewright.domain.case import Case
from casewright.domain.exhibit import (
    Exhibit,
    ExhibitKind,
    Locator,
    Observation,
    ObservationKind,
    ObservationRole,
    Speaker,
)
from casewright.domain.notice import MailKind, MailNotice
from casewright.domain.order import Order, OrderLine
from casewright.domain.place import Place
from casewright.domain.returns import Return
from casewright.domain.shipment import Scan, Shipment
from casewright.evidence.readers.mails import mail_kind, read_notice

__all__ = ["exhibits_from_records", "numbered", "place_key"]

_KIND, _ROLE = ObservationKind, ObservationRole
_ROW = "application/vnd.casewright.rows"
"""The media type of an exhibit that is rows of a report: the report itself is in `place`."""
_EVIDENCE_MAILS = frozenset(
    {MailKind.BUYER_MESSAGE, MailKind.OWN_REPLY_COPY, MailKind.RETURN_REQUEST, MailKind.REFUND_ISSUED}
)


def exhibits_from_records(case: Case) -> tuple[Exhibit, ...]:
    """Return what the case's records are as exhibits, without keys. A suspect mail is none."""
    found: list[Exhibit] = []
    if case.order is not None:
        found.append(_order(case.order))
    found += [_history(number, scans) for number, scans in _by_parcel(case.scans).items()]
    found += [_label(one) for one in case.shipments if one.claims_protected is not None]
    found += [_return(row) for row in case.returns]
    mails = {mail.place.digest: mail for mail in (*case.notices, *case.related)}
    found += [_mail(mail) for mail in mails.values() if mail.kind in _EVIDENCE_MAILS]
    return tuple(found)


def numbered(exhibits: Iterable[Exhibit], known: dict[str, str] | None = None) -> tuple[Exhibit, ...]:
    """Give each exhibit its key: the one known for its place, else the next free number, oldest first.

    `known` maps a place's digest and part to the key given before, so that numbers stay when exhibits join.
    """
    kept = dict(known or {})
    taken = set(kept.values())
    free = (key for key in (f"EX-{number:03d}" for number in range(1, 10_000)) if key not in taken)
    ordered = sorted(exhibits, key=_by_age)
    return tuple(replace(one, key=kept.get(place_key(one.place)) or next(free)) for one in ordered)


def place_key(place: Place) -> str:
    """Return what names the place of an exhibit whatever its file is called."""
    return "|".join([place.digest, place.part or "", "" if place.row is None else str(place.row)])


def _by_age(one: Exhibit) -> tuple[str, str, str]:
    at = one.received_at or one.made_at
    return ("" if at is None else at.isoformat(), one.place.file, place_key(one.place))


def _row_spot(place: Place, column: str | None = None, words: str | None = None) -> Locator:
    return Locator(replace(place, column=column), line=place.row, words=words)


def _order(order: Order) -> Exhibit:
    first = order.lines[0]
    said = [Observation(_KIND.ORDER, order.order_id, _row_spot(first.place, "order-id", order.order_id))]
    for line in order.lines:
        said.extend(_line(line))
    if order.total is not None:
        said.append(Observation(_KIND.AMOUNT, order.total, _row_spot(first.place), role=_ROLE.TOTAL))
    return Exhibit(
        key="",
        kind=ExhibitKind.ORDER_RECORD,
        speaker=Speaker.MARKETPLACE,
        place=first.place,
        media_type=_ROW,
        made_at=order.purchased_at,
        observations=tuple(said),
    )


def _line(line: OrderLine) -> Iterator[Observation]:
    spot = _row_spot(line.place)
    for kind, value, role in (
        (_KIND.AT, line.purchased_at, _ROLE.ORDERED),
        (_KIND.AT, line.deliver_by, _ROLE.PROMISED),
        (_KIND.CITY, line.ship_city, _ROLE.RECIPIENT),
        (_KIND.POSTAL_CODE, line.ship_postal_code, _ROLE.RECIPIENT),
        (_KIND.SKU, line.sku, None),
        (_KIND.ASIN, line.asin, None),
        (_KIND.TITLE, line.title, None),
    ):
        if value is not None:
            yield Observation(kind, value, spot, role=role)


def _by_parcel(scans: Iterable[Scan]) -> dict[str, list[Scan]]:
    found: dict[str, list[Scan]] = {}
    for scan in scans:
        found.setdefault(scan.tracking_number or "", []).append(scan)
    return found


def _history(number: str, scans: list[Scan]) -> Exhibit:
    said: list[Observation] = []
    if number:
        said.append(Observation(_KIND.TRACKING, number, _row_spot(scans[0].place, words=number)))
    for scan in scans:
        spot = _row_spot(scan.place, words=scan.text)
        said.append(Observation(_KIND.SCAN, scan.kind.value, spot))
        said.append(Observation(_KIND.AT, scan.scanned_at, spot))
        said += [Observation(_KIND.CITY, scan.city, spot)] if scan.city else []
        said += [Observation(_KIND.SIGNED_BY, scan.signed_by, spot)] if scan.signed_by else []
    last = scans[-1]
    return Exhibit(
        key="",
        kind=ExhibitKind.TRACKING_HISTORY,
        speaker=Speaker.CARRIER,
        place=replace(scans[0].place, part=number or scans[0].place.part),
        media_type=_ROW,
        made_at=last.scanned_at,
        observations=tuple(said),
    )


def _label(shipment: Shipment) -> Exhibit:
    """A row of a report is what the seller's own system says; an object without a row is the interface's answer."""
    spot = _row_spot(shipment.place)
    said = [Observation(_KIND.ORDER, shipment.order_id, spot)]
    if shipment.tracking_number:
        said.append(Observation(_KIND.TRACKING, shipment.tracking_number, spot))
    if shipment.carrier:
        said.append(Observation(_KIND.CARRIER, shipment.carrier, spot))
    return Exhibit(
        key="",
        kind=ExhibitKind.LABEL_PURCHASE,
        speaker=Speaker.MARKETPLACE if shipment.place.row is None else Speaker.SELLER_SYSTEM,
        place=replace(shipment.place, part="label"),
        media_type=_ROW,
        made_at=shipment.shipped_at,
        observations=tuple(said),
    )


def _return(row: Return) -> Exhibit:
    spot = _row_spot(row.place)
    said = [Observation(_KIND.ORDER, row.order_id, spot)]
    for kind, value, role in (
        (_KIND.DATED, row.requested_on, _ROLE.ISSUED),
        (_KIND.DATED, row.delivered_on, _ROLE.RETURNED),
        (_KIND.TRACKING, row.tracking_number, _ROLE.RETURNED),
        (_KIND.SKU, row.sku, None),
        (_KIND.ASIN, row.asin, None),
        (_KIND.TEXT, row.reason, None),
        (_KIND.TEXT, row.comment, _ROLE.BUYER_WROTE),
        (_KIND.AMOUNT, row.refunded, _ROLE.REFUNDED),
    ):
        if value is not None and value != "":
            said.append(Observation(kind, value, spot, role=role))
    return Exhibit(
        key="",
        kind=ExhibitKind.RETURN_REQUEST,
        speaker=Speaker.MARKETPLACE,
        place=row.place,
        media_type=_ROW,
        observations=tuple(said),
    )


def _mail(mail: MailNotice) -> Exhibit:
    kind, speaker = mail_kind(mail)
    return Exhibit(
        key="",
        kind=kind,
        speaker=speaker,
        place=mail.place,
        media_type="message/rfc822",
        made_at=mail.sent_at,
        received_at=mail.sent_at,
        observations=read_notice(mail),
    )
