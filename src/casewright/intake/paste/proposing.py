"""A pasted page to proposed values. What the page leaves open is marked, and a person confirms."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from casewright.domain.marketplace import (
    Marketplace,
    marketplace_by_amazon_id,
    marketplace_by_code,
    marketplace_by_site,
)
from casewright.domain.notice import ClaimOutcome, MailKind
from casewright.intake.mail.amounts import amounts_in
from casewright.intake.mail.content import Content, read_content
from casewright.intake.mail.dates import instants_in
from casewright.intake.mail.deadlines import span_days
from casewright.intake.mail.decisions import outcome_of
from casewright.intake.mail.fields import Fields, read_fields
from casewright.intake.mail.findings import Remarks
from casewright.intake.mail.kinds import Signs, kind_of
from casewright.intake.mail.messages import body_of
from casewright.intake.mail.mime import Part
from casewright.intake.mail.vocabulary import says
from casewright.intake.mail.wording import fold
from casewright.intake.order_ids import order_ids_in
from casewright.intake.paste.kinds import FIELD_TITLES, KIND_TITLES
from casewright.intake.paste.labels import Sheet, read_sheet
from casewright.intake.paste.thread import PastedMessage, messages_in
from casewright.intake.paste.words import page_words

__all__ = ["LONGEST_PASTE", "Proposal", "Proposed", "propose"]

LONGEST_PASTE = 1_000_000
"""Signs of a page that are read; the longest thread seen has a few thousand."""
_BESIDE = re.compile(r"\s*[|\t]|\s{2,}|\s+(?=[^\s:：]{2,20}[:：])")
"""Where a value ends that has others beside it: at a bar, a wide gap, or before a word and a colon."""
_HTML = re.compile(r"<(?:!doctype html|html|body|div|table|span|p|br)\b", re.IGNORECASE)
_HOST = re.compile(r"(?:https?://|@|\b)(?:[a-z0-9-]+\.)*(amazon\.[a-z.]{2,6})\b", re.IGNORECASE)
_SITE_ID = re.compile(r"(?:mp|marketplaceId|mons_sel_mkid)=(?:amzn1\.mp\.o\.)?(A[A-Z0-9]{9,15})")
_QUOTE = 120
_TITLE_LINES = 4
_ANSWERED = frozenset({MailKind.ATOZ_CLAIM_RECEIVED, MailKind.CHARGEBACK_NOTICE, MailKind.UNKNOWN_NOTICE})
"""Pages that give a time to answer."""
_WRITTEN = frozenset({MailKind.BUYER_MESSAGE, MailKind.OWN_REPLY_COPY, MailKind.UNKNOWN_NOTICE, None})


@dataclass(frozen=True, slots=True)
class Proposed:
    """One value as a person would type it. `sure` is false where the page leaves room; `quote` shows where it stood."""

    name: str
    value: str | None
    sure: bool
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a page seems to say."""

    fields: tuple[Proposed, ...]
    messages: tuple[PastedMessage, ...] = ()

    def value(self, name: str) -> str | None:
        """Return one proposed value."""
        return next((field.value for field in self.fields if field.name == name), None)


def propose(text: str, *, marketplace: str | None = None, pasted_at: datetime | None = None) -> Proposal:
    """Return what a text or HTML page seems to say. Never raises. `marketplace` is the site when it is known.

    A kind that no title names is unsure, and so is what a page says that shows several orders.
    `pasted_at` is the moment of pasting: what comes after it is never proposed as the arrival.
    """
    text = text[:LONGEST_PASTE]
    content = _content(text)
    if content is None:
        return Proposal(tuple(Proposed(name, None, sure=False) for name in FIELD_TITLES))
    site = (marketplace_by_code(marketplace) if marketplace else None) or _site(text)
    opening = next((line for line in content.lines if line.strip()), "")
    titled = _titled(content)
    kind = titled or kind_of(Signs(None, None, opening, (content,)))
    messages, speaker = _thread(content.lines, site, kind)
    kind = MailKind.BUYER_MESSAGE if messages else kind
    sheet = read_sheet(content.lines)
    page = _Page(replace(content, lines=sheet.lines), sheet, site, kind or MailKind.UNKNOWN_NOTICE, pasted_at)
    remarks = Remarks("paste", "")
    stated = read_fields(page.content, opening, page.kind, site, remarks)
    open_codes = {finding.code for finding in remarks.all}
    respond_by = _respond_by(page, stated.respond_by)
    orders = _orders(content)
    alone = len(orders) <= 1
    told = titled is page.kind and titled in KIND_TITLES and (len(orders) == 1 or titled is MailKind.UNKNOWN_NOTICE)
    reason = stated.reason or next((one.value for one in sheet.values("reason")), None)
    fields = (
        Proposed("kind", page.kind.value, sure=told, quote=opening[:_QUOTE]),
        Proposed("marketplace", site.code if site else None, sure=site is not None),
        _order(content),
        _sent_at(page, messages, respond_by),
        _money(page.content, stated, site, sure="MAIL014" not in open_codes),
        respond_by,
        _days(page, stated, sure="MAIL023" not in open_codes),
        _outcome(stated, kind),
        Proposed("reason", _cell(reason), sure=alone or reason is None),
        _buyer(sheet, speaker, alone=alone),
        Proposed("body", body := _body(content, sheet, messages, kind), sure=body is None),
    )
    return Proposal(fields, messages)


@dataclass(frozen=True, slots=True)
class _Page:
    """A page taken apart: `content` holds each label and its value in one line."""

    content: Content
    sheet: Sheet
    site: Marketplace | None
    kind: MailKind
    pasted_at: datetime | None

    def instants(self, text: str, *, else_at: time = time(23, 59, 59)) -> list[datetime]:
        """Return the instants of a text as this site writes and counts them."""
        zone = self.site.zone if self.site else "UTC"
        return instants_in(text[:400], zone, month_first=_month_first(self.site), else_at=else_at)

    def past(self, instant: datetime) -> bool:
        """Say whether an instant can be an arrival: it does not come after the moment of pasting."""
        return self.pasted_at is None or instant <= self.pasted_at


def _thread(
    lines: Sequence[str], site: Marketplace | None, kind: MailKind | None
) -> tuple[tuple[PastedMessage, ...], str | None]:
    """Return the messages of a page that is a thread by its title or, if nothing tells its kind, by its form."""
    if kind not in {None, MailKind.OWN_REPLY_COPY, MailKind.BUYER_MESSAGE}:
        return (), None
    if kind is not MailKind.BUYER_MESSAGE and (known := messages_in(lines, site))[0]:
        return known
    messages, name = messages_in(lines, site, named=True)
    thread = kind is MailKind.BUYER_MESSAGE or len(messages) > 1
    return (messages, name) if thread else ((), None)


def _content(text: str) -> Content | None:
    media_type = "text/html" if _HTML.search(text[:20_000]) else "text/plain"
    part = Part("1", media_type, "utf-8", "paste", text.encode("utf-8", "replace"), attached=False)
    contents = read_content([part], Remarks("paste", ""))
    return contents[0] if contents else None


def _site(text: str) -> Marketplace | None:
    """Return the only site the page names, by its id in a link, else by its host; amazon.com names every site."""
    by_id = {site.code: site for found in _SITE_ID.findall(text) if (site := marketplace_by_amazon_id(found))}
    hosts = {site.code: site for host in _HOST.findall(text) if (site := marketplace_by_site(host))}
    named = by_id or {code: site for code, site in hosts.items() if code != "amazon_us"} or hosts
    return next(iter(named.values())) if len(named) == 1 else None


def _orders(content: Content) -> tuple[str, ...]:
    return order_ids_in("\n".join([*content.lines, *content.links]))


def _order(content: Content) -> Proposed:
    labelled = order_ids_in(content.labelled("order") or "")
    found = _orders(content)
    value = next(iter(labelled or found), None)
    return Proposed("order_id", value, sure=len(found) == 1, quote=", ".join(found[:3]) or None)


def _month_first(site: Marketplace | None) -> bool:
    return site is not None and site.country == "US"


def _sent_at(page: _Page, messages: tuple[PastedMessage, ...], respond_by: Proposed) -> Proposed:
    """Propose the newest message's instant, else the one labelled as the arrival, else the earliest without a label.

    A day without a time counts from its first second: what runs from it must not end too late.
    """
    written = [message.sent_at for message in messages if message.sent_at and page.past(message.sent_at)]
    came = [(one, found) for one in page.sheet.values("came") for found in page.instants(one.value, else_at=time())]
    told = [(one, found) for one, found in came if page.past(found)]
    if written:
        return Proposed("sent_at", written[-1].isoformat(), sure=page.site is not None)
    if told:
        label, found = told[0]
        timed = page.instants(label.value)[0] == found
        late = respond_by.value is not None and datetime.fromisoformat(respond_by.value) < found
        sure = page.site is not None and timed and not late
        return Proposed("sent_at", found.isoformat(), sure=sure, quote=label.quote[:_QUOTE])
    loose = [line for line in page.sheet.loose if not says("deadlines", "until", fold(line[:400]))]
    moments = (moment for line in loose for moment in page.instants(line, else_at=time()) if page.past(moment))
    earliest = min(moments, key=datetime.timestamp, default=None)
    return Proposed("sent_at", earliest.isoformat() if earliest else None, sure=False)


def _money(content: Content, stated: Fields, site: Marketplace | None, *, sure: bool) -> Proposed:
    local = site.currency if site else None
    named = {money for line in content.lines for money, _ in amounts_in(line[:400], local)}
    money = stated.money or (next(iter(named)) if len(named) == 1 else None)
    text = f"{money.amount:f} {money.currency}" if money else None
    quote = ", ".join(str(one) for one in sorted(named, key=lambda one: (one.currency, one.minor))[:4]) or None
    return Proposed("money", text, sure=text is None or (sure and len(named) == 1), quote=quote)


def _respond_by(page: _Page, stated: datetime | None) -> Proposed:
    """Propose the earliest instant beside a label of the console, else the one that a sentence states.

    An empty field is unsure on pages that want an answer. From the time left the instant is reckoned, and unsure.
    """
    labelled = [(one, found) for one in page.sheet.values("respond_by") for found in page.instants(one.value)]
    if labelled:
        label, found = min(labelled, key=lambda pair: pair[1].timestamp())
        sure = page.site is not None and len({instant for _, instant in labelled}) == 1
        return Proposed("respond_by", found.isoformat(), sure=sure, quote=label.quote[:_QUOTE])
    if stated is not None:
        return Proposed("respond_by", stated.isoformat(), sure=page.site is not None)
    left = [(one, days) for one in page.sheet.values("left") if (days := span_days(one.value)) is not None]
    if left and page.pasted_at:
        label, days = left[0]
        ends = page.pasted_at + timedelta(days=days)
        return Proposed("respond_by", ends.isoformat(), sure=False, quote=label.quote[:_QUOTE])
    return Proposed("respond_by", None, sure=page.kind not in _ANSWERED)


def _titled(content: Content) -> MailKind | None:
    """Return the kind that the page's first lines name."""
    opening = fold("\n".join([line for line in content.lines if line.strip()][:_TITLE_LINES]))
    told = (kind for kind, words in page_words("titles").items() if any(fold(word) in opening for word in words))
    kind = next((MailKind(kind) for kind in told), None)
    if kind is MailKind.ATOZ_CLAIM_RECEIVED and outcome_of(content) is not ClaimOutcome.UNKNOWN:
        return MailKind.ATOZ_CLAIM_DECISION
    return kind


def _days(page: _Page, stated: Fields, *, sure: bool) -> Proposed:
    beside = (span_days(one.value) for one in page.sheet.values("respond_by"))
    days = stated.respond_within_days
    days = next((found for found in beside if found is not None), None) if days is None else days
    return Proposed("respond_within_days", None if days is None else str(days), sure=sure)


def _cell(value: str | None) -> str | None:
    """Return a value without what a page shows beside it on its line."""
    return _BESIDE.split(value)[0].strip() or None if value else value


def _buyer(sheet: Sheet, speaker: str | None, *, alone: bool) -> Proposed:
    """Propose the labelled name, else the name above the buyer's messages, which a person looks at."""
    stated = next((one.value for one in sheet.values("buyer")), None)
    name = _cell(stated)
    return Proposed("buyer_name", name or speaker, sure=(alone and name == stated) if name else speaker is None)


def _outcome(stated: Fields, kind: MailKind | None) -> Proposed:
    if kind is not MailKind.ATOZ_CLAIM_DECISION:
        return Proposed("outcome", None, sure=True)
    outcome = stated.outcome or ClaimOutcome.UNKNOWN
    return Proposed("outcome", outcome.value, sure=outcome is not ClaimOutcome.UNKNOWN)


def _body(content: Content, sheet: Sheet, messages: tuple[PastedMessage, ...], kind: MailKind | None) -> str | None:
    """Propose the buyer's words: what stands beside their label, marked ones, else, for a message page, all of it."""
    if messages:
        return None
    if sheet.comment or kind not in _WRITTEN:
        return sheet.comment
    return body_of([content]) or "\n".join(content.lines).strip() or None
