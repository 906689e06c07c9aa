"""A pasted page to proposed values. What the page leaves open is marked, and a person confirms."""

import re
from dataclasses import dataclass
from datetime import datetime

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
from casewright.intake.mail.decisions import outcome_of
from casewright.intake.mail.fields import Fields, read_fields
from casewright.intake.mail.findings import Remarks
from casewright.intake.mail.kinds import Signs, kind_of
from casewright.intake.mail.messages import body_of
from casewright.intake.mail.mime import Part
from casewright.intake.mail.wording import fold
from casewright.intake.order_ids import order_ids_in
from casewright.intake.paste.kinds import FIELD_TITLES, KIND_TITLES
from casewright.intake.paste.thread import PastedMessage, messages_in
from casewright.intake.paste.words import page_words

__all__ = ["LONGEST_PASTE", "Proposal", "Proposed", "propose"]

LONGEST_PASTE = 1_000_000
"""Signs of a page that are read; the longest thread seen has a few thousand."""
_HTML = re.compile(r"<(?:!doctype html|html|body|div|table|span|p|br)\b", re.IGNORECASE)
_HOST = re.compile(r"(?:https?://|@|\b)(?:[a-z0-9-]+\.)*(amazon\.[a-z.]{2,6})\b", re.IGNORECASE)
_SITE_ID = re.compile(r"(?:mp|marketplaceId|mons_sel_mkid)=(?:amzn1\.mp\.o\.)?(A[A-Z0-9]{9,15})")
_QUOTE = 120
_TITLE_LINES = 4
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


def propose(text: str, *, marketplace: str | None = None) -> Proposal:
    """Return what a text or HTML page seems to say. Never raises. `marketplace` is the site when it is known."""
    text = text[:LONGEST_PASTE]
    content = _content(text)
    if content is None:
        return Proposal(tuple(Proposed(name, None, sure=False) for name in FIELD_TITLES))
    site = (marketplace_by_code(marketplace) if marketplace else None) or _site(text)
    opening = next((line for line in content.lines if line.strip()), "")
    messages = messages_in(content.lines, site)
    kind = _titled(content) or kind_of(Signs(None, None, opening, (content,)))
    if messages and kind in (None, MailKind.OWN_REPLY_COPY):
        kind = MailKind.BUYER_MESSAGE
    remarks = Remarks("paste", "")
    stated = read_fields(content, opening, kind or MailKind.UNKNOWN_NOTICE, site, remarks)
    open_codes = {finding.code for finding in remarks.all}
    fields = (
        Proposed("kind", (kind or MailKind.UNKNOWN_NOTICE).value, sure=kind in KIND_TITLES, quote=opening[:_QUOTE]),
        Proposed("marketplace", site.code if site else None, sure=site is not None),
        _order(content),
        _sent_at(content, messages, site),
        _money(content, stated, site, sure="MAIL014" not in open_codes),
        _respond_by(stated.respond_by, content, site),
        _days(stated, sure="MAIL023" not in open_codes),
        _outcome(stated, kind),
        Proposed("reason", stated.reason, sure=True),
        Proposed("buyer_name", None, sure=True),
        Proposed("body", body := _body(content, messages, kind), sure=body is None),
    )
    return Proposal(fields, messages if kind is MailKind.BUYER_MESSAGE else ())


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


def _order(content: Content) -> Proposed:
    labelled = order_ids_in(content.labelled("order") or "")
    found = order_ids_in("\n".join([*content.lines, *content.links]))
    value = next(iter(labelled or found), None)
    return Proposed("order_id", value, sure=len(found) == 1, quote=", ".join(found[:3]) or None)


def _moments(content: Content, site: Marketplace | None) -> list[datetime]:
    zone = site.zone if site else "UTC"
    return [found for line in content.lines for found in instants_in(line[:400], zone, month_first=_month_first(site))]


def _month_first(site: Marketplace | None) -> bool:
    return site is not None and site.country == "US"


def _sent_at(content: Content, messages: tuple[PastedMessage, ...], site: Marketplace | None) -> Proposed:
    """Propose the newest message's instant, else the earliest instant named; a page seldom says which one is meant."""
    written = [message.sent_at for message in messages if message.sent_at]
    found = written[-1:] or sorted(_moments(content, site), key=datetime.timestamp)[:1]
    return Proposed("sent_at", found[0].isoformat() if found else None, sure=bool(written) and site is not None)


def _money(content: Content, stated: Fields, site: Marketplace | None, *, sure: bool) -> Proposed:
    local = site.currency if site else None
    named = {money for line in content.lines for money, _ in amounts_in(line[:400], local)}
    money = stated.money or (next(iter(named)) if len(named) == 1 else None)
    text = f"{money.amount:f} {money.currency}" if money else None
    quote = ", ".join(str(one) for one in sorted(named, key=lambda one: (one.currency, one.minor))[:4]) or None
    return Proposed("money", text, sure=text is None or (sure and len(named) == 1), quote=quote)


def _respond_by(stated: datetime | None, content: Content, site: Marketplace | None) -> Proposed:
    """Propose the instant that the text states, else the one beside a label of the console."""
    zone, month_first = site.zone if site else "UTC", _month_first(site)
    for line in content.lines if stated is None else ():
        key = fold(line[:400])
        ends = [key.find(word) + len(word) for word in page_words("labels")["respond_by"] if word in key]
        if ends and (found := instants_in(key[min(ends) :], zone, month_first=month_first)):
            return Proposed("respond_by", found[0].isoformat(), sure=site is not None, quote=line.strip()[:_QUOTE])
    return Proposed("respond_by", stated.isoformat() if stated else None, sure=stated is None or site is not None)


def _titled(content: Content) -> MailKind | None:
    """Return the kind that the page's first lines name."""
    opening = fold("\n".join([line for line in content.lines if line.strip()][:_TITLE_LINES]))
    told = (kind for kind, words in page_words("titles").items() if any(fold(word) in opening for word in words))
    kind = next((MailKind(kind) for kind in told), None)
    if kind is MailKind.ATOZ_CLAIM_RECEIVED and outcome_of(content) is not ClaimOutcome.UNKNOWN:
        return MailKind.ATOZ_CLAIM_DECISION
    return kind


def _days(stated: Fields, *, sure: bool) -> Proposed:
    days = stated.respond_within_days
    return Proposed("respond_within_days", None if days is None else str(days), sure=sure)


def _outcome(stated: Fields, kind: MailKind | None) -> Proposed:
    if kind is not MailKind.ATOZ_CLAIM_DECISION:
        return Proposed("outcome", None, sure=True)
    outcome = stated.outcome or ClaimOutcome.UNKNOWN
    return Proposed("outcome", outcome.value, sure=outcome is not ClaimOutcome.UNKNOWN)


def _body(content: Content, messages: tuple[PastedMessage, ...], kind: MailKind | None) -> str | None:
    """Propose the buyer's words: marked ones, else, for a message page, all of it."""
    if messages or kind not in _WRITTEN:
        return None
    return body_of([content]) or "\n".join(content.lines).strip() or None
