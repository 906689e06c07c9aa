"""The day on which the personal data of each record must go (facts G1), and whose clocks hold it back (G7).

What came before the order's day is due on that day; what came later, to answer a claim, is kept as long again from its
own day. While a clock of a case still runs, its records stay: they are being answered. So they do for some days after
the first of them came in: history that is read late would be gone before anybody saw it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from casewright.domain.case import Case, Record
from casewright.domain.kept_file import KeptFile
from casewright.domain.notice import MailNotice
from casewright.domain.order import OrderLine
from casewright.domain.returns import Return
from casewright.domain.review import Review
from casewright.domain.shipment import Scan, ScanKind, Shipment
from casewright.evidence.vault.retention import retention_rule

__all__ = ["RecordDue", "records_due"]


@dataclass(frozen=True, slots=True)
class RecordDue:
    """When a record's personal data must be gone. `held` says that a running clock, or a first look, keeps it for now.

    `subjects` are the orders it speaks of, else the key of its case, else its own file.
    """

    due_on: date
    held: bool
    subjects: frozenset[str]


def records_due(
    records: Sequence[Record],
    arrived: Sequence[date],
    cases: Iterable[Case],
    running: Collection[str],
    zone: ZoneInfo,
    today: date,
) -> list[RecordDue]:
    """Return for each record when it is due, and whether it is held today.

    `arrived` says when each came, for records that tell no day; `running` are the orders, or keys of cases without
    one, of which a clock runs.
    """
    subjects = _subjects_of(records, cases)
    days = [_day_of(record, zone) for record in records]
    first = _first_days(records, subjects, days, arrived, zone)
    unseen = _came_lately(subjects, arrived, today)
    return [
        RecordDue(
            max(_due(first[one], day) for one in subjects[at]),
            any(one in running or one in unseen for one in subjects[at]),
            subjects[at],
        )
        for at, day in enumerate(days)
    ]


def _came_lately(subjects: Sequence[frozenset[str]], arrived: Sequence[date], today: date) -> frozenset[str]:
    """Return of whom the first record came so few days ago that nobody may have seen it; newer ones change nothing."""
    came: dict[str, date] = {}
    for own, day in zip(subjects, arrived, strict=True):
        for one in own:
            came[one] = min(came.get(one, day), day)
    return frozenset(one for one, day in came.items() if today < _look_ends(day))


def _look_ends(day: date) -> date:
    return day + timedelta(days=retention_rule("first_look_days", day).days)


def _subjects_of(records: Sequence[Record], cases: Iterable[Case]) -> list[frozenset[str]]:
    by_mail: dict[str, set[str]] = defaultdict(set)
    for case in cases:
        for notice in (*case.notices, *case.related):
            by_mail[notice.place.digest].add(case.order_ref or case.key)
    found = []
    for record in records:
        if isinstance(record, MailNotice):
            own = {*record.order_ids, *by_mail[record.place.digest], record.order_id or ""} - {""}
        elif isinstance(record, KeptFile):
            own = set(record.order_ids) | by_mail.get(record.mail_digest or "", set())
        else:
            own = {record.order_id} if record.order_id else set()
        found.append(frozenset(own or {f"file:{record.place.digest}"}))
    return found


def _first_days(
    records: Sequence[Record],
    subjects: Sequence[frozenset[str]],
    days: Sequence[date | None],
    arrived: Sequence[date],
    zone: ZoneInfo,
) -> dict[str, date]:
    """Return by order the first day on which what came before it may no longer be kept."""
    delivered: dict[str, date] = {}
    news: dict[str, date] = {}
    came: dict[str, date] = {}
    for record, own, day, came_on in zip(records, subjects, days, arrived, strict=True):
        for one in own:
            came[one] = max(came.get(one, came_on), came_on)
            if day is not None:
                news[one] = max(news.get(one, day), day)
            if isinstance(record, Scan) and record.kind is ScanKind.DELIVERED:
                on = record.scanned_at.astimezone(zone).date()
                delivered[one] = min(delivered.get(one, on), on)
    return {
        one: _after("personal_data_days", delivered[one])
        if one in delivered
        else _after("undelivered_days", news.get(one, came[one]))
        for one in came
    }


def _after(rule: str, day: date) -> date:
    return day + timedelta(days=retention_rule(rule, day).days + 1)


def _due(first: date, day: date | None) -> date:
    """Return when a record is due that is of this day."""
    return first if day is None or day < first else _after("late_arrival_days", day)


def _day_of(record: Record, zone: ZoneInfo) -> date | None:
    """Return the day a record is of, so that the newest tells when an order was last heard of."""
    match record:
        case MailNotice(sent_at=at) | Shipment(shipped_at=at):
            found: date | datetime | None = at
        case Scan():
            found = record.scanned_at
        case OrderLine():
            found = record.updated_at or record.purchased_at
        case Return():
            found = record.delivered_on or record.requested_on
        case Review():
            found = record.written_on
        case _:
            found = None
    return found.astimezone(zone).date() if isinstance(found, datetime) else found
