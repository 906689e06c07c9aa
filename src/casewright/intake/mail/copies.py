"""Which mails are copies of one another: the Message-ID alone does not say so, since a sender may use one twice."""

from collections import defaultdict
from collections.abc import Iterable

from casewright.domain.notice import MailKind, MailNotice
from casewright.domain.place import Finding
from casewright.intake.mail.findings import Remarks

__all__ = ["REPEATED_ID", "distinct_mails", "repeated_ids"]

REPEATED_ID = "MAIL026"
"""The code of a finding of `repeated_ids`."""

_STATED = (
    "order_id",
    "case_id",
    "money",
    "outcome",
    "respond_within_days",
    "respond_by",
    "asks_information",
    "refunded_by",
    "request_date",
    "return_tracking",
    "retry_marker",
)
"""What a notice states and a copy of it cannot state otherwise; a copy may hold less, such as one without its HTML."""


def _fullest_first(notice: MailNotice) -> tuple[int, str, int, str]:
    known = sum(getattr(notice, name) is not None for name in _STATED)
    return -known, notice.place.digest, len(notice.place.file), notice.place.file


def _copies(one: MailNotice, other: MailNotice) -> bool:
    """Say whether two mails of one Message-ID state the same, as far as both state it."""
    if (one.kind, one.body) != (other.kind, other.body):
        return False
    pairs = ((getattr(one, name), getattr(other, name)) for name in _STATED)
    return all(mine is None or theirs is None or mine == theirs for mine, theirs in pairs)


def distinct_mails(notices: Iterable[MailNotice]) -> list[MailNotice]:
    """Drop copies of a mail: the same bytes, or the same Message-ID stating the same; a suspect replaces nobody."""
    kept: list[MailNotice] = []
    seen: set[str] = set()
    by_id: dict[str, list[MailNotice]] = defaultdict(list)
    for notice in sorted(notices, key=_fullest_first):
        if notice.place.digest in seen:
            continue
        seen.add(notice.place.digest)
        if notice.message_id and notice.kind is not MailKind.SUSPECT:
            if any(_copies(notice, one) for one in by_id[notice.message_id]):
                continue
            by_id[notice.message_id].append(notice)
        kept.append(notice)
    return kept


def _name(notice: MailNotice, *, beside: MailNotice) -> str:
    """Name a mail by its file, and by its digest, too, where the other one's file is called the same."""
    file, digest = notice.place.file, notice.place.digest
    return f"{file} ({digest[:8]}…)" if file == beside.place.file else file


def repeated_ids(notices: Iterable[MailNotice], known: Iterable[MailNotice] = ()) -> tuple[Finding, ...]:
    """Return a finding for each mail that has the Message-ID of another one and says something else.

    Each is named beside the first one there was: one of those `known` from earlier readings, else of its own reading.
    """
    first: dict[str, list[MailNotice]] = defaultdict(list)
    for earlier in known:
        if earlier.message_id and earlier.kind is not MailKind.SUSPECT:
            first[earlier.message_id].append(earlier)
    found: list[Finding] = []
    for notice in sorted(distinct_mails(notices), key=lambda one: (len(one.place.file), one.place.file)):
        if not notice.message_id or notice.kind is MailKind.SUSPECT:
            continue
        others = first[notice.message_id]
        if others and not any(_copies(notice, one) for one in others):
            remarks = Remarks(notice.place.file, notice.place.digest)
            remarks.add(REPEATED_ID, "header Message-ID", _name(others[0], beside=notice))
            found.extend(remarks.all)
        others.append(notice)
    return tuple(found)
