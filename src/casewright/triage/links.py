"""Which records belong together: by order, by thread, by mail, by the buyer's relay alias (notes on mail threading)."""

from collections.abc import Iterable

from casewright.domain.case import Record
from casewright.domain.kept_file import KeptFile
from casewright.domain.marketplace import marketplace_by_amazon_id, marketplace_by_site
from casewright.domain.notice import MailKind, MailNotice
from casewright.domain.redacted import REDACTED_LOCAL

__all__ = ["alias_of", "link_keys", "marketplace_of", "orders_named"]


def alias_of(notice: MailNotice) -> str | None:
    """Return the part of the buyer's relay address that stays the same per buyer and site, lower case."""
    if not notice.relay or "@" not in notice.relay:
        return None
    local, _, host = notice.relay.lower().rpartition("@")
    if local == REDACTED_LOCAL:
        return None
    return f"{local.split('+')[0]}@{host}"


def marketplace_of(notice: MailNotice) -> str | None:
    """Return the marketplace code a mail belongs to: its stated id, else the relay's site, else the sender's."""
    if notice.marketplace_id and (site := marketplace_by_amazon_id(notice.marketplace_id)):
        return site.code
    if notice.relay and (site := marketplace_by_site(notice.relay.rpartition("@")[2])):
        return site.code
    sender_host = (notice.sender or "").rpartition("@")[2]
    site = marketplace_by_site(sender_host)
    return site.code if site and site.site != "amazon.com" else None


def link_keys(record: Record) -> frozenset[str]:
    """Return the keys of a record; records that share one must be triaged together.

    A suspect mail shares nothing with anybody: what it names must not touch a real case.
    """
    if isinstance(record, KeptFile):
        orders = {f"order:{order}" for order in record.order_ids}
        return frozenset(orders | ({f"file:{record.mail_digest}"} if record.mail_digest else set()))
    if not isinstance(record, MailNotice):
        return frozenset({f"order:{record.order_id}"} if record.order_id else ())
    own = {f"file:{record.place.digest}"}
    if record.kind is MailKind.SUSPECT:
        return frozenset(own)
    keys = own | {f"order:{order}" for order in record.order_ids}
    keys |= {f"order:{record.order_id}"} if record.order_id else set()
    keys |= {f"thread:{record.case_id}"} if record.case_id else set()
    mails = (record.message_id, record.in_reply_to, *record.references)
    keys |= {f"mail:{mail}" for mail in mails if mail}
    alias = alias_of(record)
    return frozenset(keys | ({f"relay:{alias}"} if alias else set()))


def orders_named(records: Iterable[Record]) -> set[str]:
    """Return the orders that records name; what a suspect mail or a kept file names draws nothing in."""
    found: set[str | None] = set()
    for record in records:
        if isinstance(record, KeptFile) or (isinstance(record, MailNotice) and record.kind is MailKind.SUSPECT):
            continue
        found.add(record.order_id)
        if isinstance(record, MailNotice):
            found.update(record.order_ids)
    return {order for order in found if order}
