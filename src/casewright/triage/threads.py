"""Which order or thread a mail belongs to: its case id, then what it replies to, then its order, then the alias."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from casewright.domain.notice import MailNotice
from casewright.triage.links import alias_of

__all__ = ["Spot", "sent_order", "spots_of"]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a mail belongs: an order if one is known, and a thread in any case."""

    order_ref: str | None
    thread: str

    @property
    def subject(self) -> str:
        """The key that cases of this spot are named by."""
        return self.order_ref or self.thread


def sent_order(notice: MailNotice) -> tuple[float, str]:
    """Sort key: by the instant it was sent, undated mails first, then by digest."""
    return (notice.sent_at.timestamp() if notice.sent_at else 0.0, notice.place.digest)


def _thread_of(notice: MailNotice, known: dict[str, str]) -> str:
    if notice.case_id:
        return f"thread:{notice.case_id}"
    for mail in (notice.in_reply_to, *reversed(notice.references)):
        if mail and mail in known:
            return known[mail]
    alias = alias_of(notice)
    if alias and not notice.order_id:
        return f"relay:{alias}"
    return f"order:{notice.order_id}" if notice.order_id else f"file:{notice.place.digest[:16]}"


def spots_of(notices: Iterable[MailNotice]) -> dict[str, Spot]:
    """Return the spot of each mail by the digest of its bytes.

    A mail without an order number takes that of its thread, or that of its alias when the alias has exactly one.
    """
    ordered = sorted(notices, key=sent_order)
    thread_by_mail: dict[str, str] = {}
    threads: dict[str, str] = {}
    orders_by_thread: dict[str, list[str]] = defaultdict(list)
    orders_by_alias: dict[str, set[str]] = defaultdict(set)
    for notice in ordered:
        thread = _thread_of(notice, thread_by_mail)
        threads[notice.place.digest] = thread
        if notice.message_id:
            thread_by_mail[notice.message_id] = thread
        if notice.order_id:
            orders_by_thread[thread].append(notice.order_id)
            if alias := alias_of(notice):
                orders_by_alias[alias].add(notice.order_id)

    def order_of(notice: MailNotice) -> str | None:
        if notice.order_id:
            return notice.order_id
        if known := orders_by_thread[threads[notice.place.digest]]:
            return known[0]
        of_alias = orders_by_alias.get(alias_of(notice) or "", set())
        return next(iter(of_alias)) if len(of_alias) == 1 else None

    return {notice.place.digest: Spot(order_of(notice), threads[notice.place.digest]) for notice in ordered}
