"""A team's own list of cases: each row becomes a notice of its own, so that the first day has a history."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from enum import StrEnum
from itertools import chain

from casewright.domain.case import Case, Record
from casewright.domain.money import Money
from casewright.domain.notice import ClaimOutcome, MailKind
from casewright.domain.report_row import ReportRow, ReportValue
from casewright.intake.findings import FindingLog
from casewright.intake.mail.wording import fold
from casewright.intake.paste.reader import NEVER_PASTED, Paste, wrap_paste
from casewright.intake.paste.words import page_words
from casewright.intake.reading import SourceFile

__all__ = ["CASE_TRACKER", "TrackedStatus", "cases_of_tracker", "tracked_status"]

CASE_TRACKER = "case_tracker"
"""The name of the layout."""
_OUTCOMES = {
    ClaimOutcome.FOR_SELLER: ("won", "denied", "for seller", "胜诉", "驳回", "申诉成功"),
    ClaimOutcome.AGAINST_SELLER: ("lost", "granted", "against seller", "败诉", "买家胜", "申诉失败"),
    ClaimOutcome.AMAZON_FUNDED: ("amazon funded", "amazon paid", "亚马逊承担", "平台承担"),
    ClaimOutcome.WITHDRAWN: ("withdrawn", "撤回", "撤诉", "取消索赔"),
}

_KINDS = {  # as teams shorten them; a word that is part of another's stands after it
    MailKind.SAFE_T_NOTICE: ("safe-t", "safe t", "safet"),
    MailKind.ATOZ_CLAIM_RECEIVED: ("a to z", "atoz", "a-z", "a2z"),
    MailKind.CHARGEBACK_NOTICE: ("charge back",),
    MailKind.REVIEW_NOTICE: ("product review", "negative review", "商品评论", "评论", "评价"),
    MailKind.FEEDBACK_NOTICE: ("feedback", "差评", "店铺反馈"),
    MailKind.CANCEL_REQUEST: ("cancel", "取消"),
    MailKind.RETURN_REQUEST: ("return", "退货"),
    MailKind.BUYER_MESSAGE: ("message", "站内信"),
}


class TrackedStatus(StrEnum):
    """Whose turn the team's own list says it is: ours, somebody else's, nobody's."""

    OPEN = "open"
    WAITING = "waiting"
    CLOSED = "closed"


_STATUSES = {  # looked for in this order: "not closed" is open, "reopened" too
    TrackedStatus.OPEN: (
        "open",
        "not ",
        "unresolved",
        "new",
        "to do",
        "in progress",
        "未",
        "待处理",
        "待回复",
        "处理中",
        "进行中",
        "跟进",
    ),
    TrackedStatus.WAITING: ("wait", "pending", "等", "待"),
    TrackedStatus.CLOSED: (
        "clos",
        "done",
        "finish",
        "resolved",
        "complete",
        "settled",
        "结案",
        "关闭",
        "完成",
        "完结",
        "结束",
        "解决",
    ),
}
_FIRST_INSTANT = NEVER_PASTED


def cases_of_tracker(records: Iterable[Record], log: FindingLog) -> tuple[SourceFile, ...]:
    """Return one file per row, read like a confirmed page. The rows themselves stay records of their orders."""
    rows = _tracked(records)
    for row in rows:
        if (text := _text(row.get("status"))) and _status(row) is None:
            log.add("TAB005", row.place.row, "status", text=text[:80])
    unknown: dict[str, int | None] = {}
    for row in rows:
        if (text := _text(dict(row.values).get("case-type"))) and _kind(text) is None:
            unknown.setdefault(text, row.place.row)
    for text, number in unknown.items():
        log.add("TAB007", number, "case-type", text=text[:80])
    return tuple(_file(row) for row in rows)


def _tracked(records: Iterable[Record]) -> list[ReportRow]:
    return [record for record in records if isinstance(record, ReportRow) and record.report == CASE_TRACKER]


def tracked_status(case: Case, read_at: Mapping[str, datetime]) -> TrackedStatus | None:
    """Return where a case stands by the newest row of the team's list; None where the list does not say.

    A list speaks only of cases that nothing else speaks of: mails and returns tell more than it knows. `read_at` says
    when each file was read, by digest; of several rows read at once the one with the most left to do counts.
    """
    files = {notice.place.file for notice in case.notices}
    own = [row for row in _tracked(case.rows) if _inside(row) in files]
    if not own or files - {_inside(row) for row in own} or case.returns:
        return None
    newest = max(read_at.get(row.place.digest, _FIRST_INSTANT) for row in own)
    said = {_status(row) for row in own if read_at.get(row.place.digest, _FIRST_INSTANT) == newest}
    return next((status for status in TrackedStatus if status in said), None)


def _inside(row: ReportRow) -> str:
    """Return the name of the file that a row becomes."""
    return f"{row.place.file}!/{row.place.row}.json"


def _status(row: ReportRow) -> TrackedStatus | None:
    word = fold(_text(row.get("status")))
    found = (status for status, words in _STATUSES.items() if any(one in word for one in words))
    return next(found, None) if word else None


def _file(row: ReportRow) -> SourceFile:
    values = dict(row.values)
    outcome = _outcome(values.get("outcome"))
    kind = _kind(values.get("case-type")) or MailKind.UNKNOWN_NOTICE  # a person sorts it
    if kind is MailKind.ATOZ_CLAIM_RECEIVED and outcome is not None:
        kind = MailKind.ATOZ_CLAIM_DECISION
    told = {
        "kind": kind.value,
        "order_id": row.order_id or "",
        "marketplace": _text(values.get("marketplace")),
        "sent_at": _text(values.get("opened-at")),
        "respond_by": _text(values.get("respond-by")),
        "money": _text(values.get("amount")),
        "reason": _text(values.get("reason")),
        "outcome": outcome.value if outcome else "",
        "buyer_name": _text(values.get("buyer")),
        "body": _text(values.get("note")),
    }
    text = "\n".join(f"{name}: {_text(value)}" for name, value in row.values)
    content = wrap_paste(Paste(text, told, CASE_TRACKER, _FIRST_INSTANT))
    return SourceFile(_inside(row), content)


def _text(value: ReportValue | None) -> str:
    if value is None:
        return ""
    if isinstance(value, Money):
        return f"{value.amount:f} {value.currency}"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return datetime.combine(value, time(12), UTC).isoformat()
    return str(value)


def _kind(value: ReportValue | None) -> MailKind | None:
    """Return the kind that the team's own word names; None for a word nobody knows."""
    word = fold(_text(value)).replace("_", " ")
    exact = (kind for kind in MailKind if word == kind.value.replace("_", " "))
    short = (kind for kind, words in _KINDS.items() if any(one in word for one in words))
    told = (MailKind(kind) for kind, words in page_words("titles").items() if any(fold(one) in word for one in words))
    return next(chain(exact, short, told), None)


def _outcome(value: ReportValue | None) -> ClaimOutcome | None:
    word = fold(_text(value))
    found = (outcome for outcome, words in _OUTCOMES.items() if any(one in word for one in words))
    return next(found, None) if word else None
