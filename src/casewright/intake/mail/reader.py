"""One mail in, one notice out: the stages in their order."""

import re
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from types import MappingProxyType
from typing import Any, cast

from casewright.domain.marketplace import Marketplace, marketplace_by_amazon_id, marketplace_by_site
from casewright.domain.notice import Attachment, MailKind, MailNotice
from casewright.domain.signature import SignatureState
from casewright.intake.mail.addresses import Address, addresses_in, relay_base
from casewright.intake.mail.content import Content, read_content
from casewright.intake.mail.dates import header_instant
from casewright.intake.mail.fields import Fields, read_fields
from casewright.intake.mail.findings import Remarks
from casewright.intake.mail.headers import Headers, split_headers
from casewright.intake.mail.items import ordered_items
from casewright.intake.mail.kinds import Signs, is_bounce, is_own_reply, kind_of, speaks_as_marketplace, type_kind
from casewright.intake.mail.language import language_of
from casewright.intake.mail.messages import body_of, outside_body
from casewright.intake.mail.mime import Part, parts_of
from casewright.intake.mail.opinions import OPINIONS, comment_of, review_of
from casewright.intake.mail.signatures import SignerKeys, checked_signatures
from casewright.intake.mail.trust import Sending, is_marketplace, is_mirakl, suspicions_of
from casewright.intake.mail.vocabulary import words
from casewright.intake.mail.wording import fold, plain
from casewright.intake.order_ids import order_ids_in
from casewright.intake.reading import Reading, SourceFile

__all__ = ["looks_like_mail", "read_mail"]

_WRITTEN = frozenset({MailKind.BUYER_MESSAGE, MailKind.OWN_REPLY_COPY})
_ABOUT_ORDER = (
    frozenset(MailKind)
    - _WRITTEN
    - {MailKind.UNKNOWN_NOTICE, MailKind.SUSPECT, MailKind.REVIEW_NOTICE}
    - {MailKind.DELIVERY_FAILURE_OPT_OUT, MailKind.DELIVERY_FAILURE}
)
_DELIVERY_REPORT = "message/delivery-status"
_GIVEN_UP = re.compile(rb"^action[ \t]*:[ \t]*failed\b", re.IGNORECASE | re.MULTILINE)
_RETURNED = frozenset({"message/rfc822", "text/rfc822-headers"})
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,500}>")
_CASE_LINK = re.compile(
    r"[?&](?:ss|cc)=([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-fA-F]{8})(?![0-9a-fA-F-])"
)
_CASE_PART = re.compile(r"[0-9a-fA-F]{8}(?:(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})?")
_SITE_LINK = re.compile(r"[?&](?:mp|marketplaceId)=(A[A-Z0-9]{9,15})")
_HOST = re.compile(r"https?://([a-z0-9.-]{4,100})", re.IGNORECASE)
_BUYER = re.compile(r"\s+(?:-|–|via|über|par|tramite|por|przez)\s+amazon.*$", re.IGNORECASE)
_HEADER_LINE = re.compile(
    rb"(?im)^(?:from|to|subject|date|received|message-id|return-path|delivered-to|mime-version|reply-to|x-[a-z0-9-]+|"
    rb"content-type|dkim-signature|authentication-results)[ \t]*:"
)
_MIRAKL_ORDER = re.compile(r"(?<![\w-])[A-Za-z0-9][\w-]{2,38}-[A-Z](?![\w-])")
"""An order of a Mirakl marketplace: the marketplace's own number, and a letter for the seller's share of it."""
_MOST_REFERENCES = 100
_MOST_ORDERS = 100
_NO_KEYS: SignerKeys = MappingProxyType({})
_ENOUGH_HEADERS = 2


@dataclass(frozen=True, slots=True)
class _Envelope:
    """The header fields a notice keeps."""

    senders: tuple[Address, ...]
    recipients: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    subject: str
    notification_type: str | None
    marketplace_id: str | None
    only_late: bool = False

    @property
    def sender(self) -> Address | None:
        return self.senders[0] if self.senders else None


def looks_like_mail(content: bytes) -> bool:
    """Say whether bytes begin like a mail: header lines, at least two of them well known, before anything else."""
    head = content[:64_000].lstrip(b"\xef\xbb\xbf\r\n \t")
    first_line = head.split(b"\n", 1)[0]
    if not re.match(rb"[!-9;-~]{1,100}[ \t]*:|From ", first_line):
        return False
    block = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    names = {match[0].lower().rstrip(b": \t") for match in _HEADER_LINE.finditer(block)}
    return len(names) >= _ENOUGH_HEADERS


def read_mail(name: str, content: bytes, keys: SignerKeys = _NO_KEYS) -> Reading:
    """Read one mail into one notice. Never raises; every fault is a finding with the file and the part.

    `keys` are signers' keys that were stored; with them the signatures are checked.
    """
    remarks = Remarks(name, sha256(content).hexdigest())
    source = content.removeprefix(b"\xef\xbb\xbf")
    if b"\n" not in source[:64_000] and b"\r" in source[:64_000]:
        source = source.replace(b"\r", b"\n")
    start = len(source) - len(source.lstrip(b"\r\n"))
    headers, body_start = split_headers(source, start, len(source), remarks, "header")
    if not headers.fields:
        remarks.add("MAIL001", "header")
    headers.remark_doubles(remarks)
    parts = parts_of(source, headers, body_start, remarks)
    contents = read_content(parts, remarks)
    envelope = replace(_envelope(headers, remarks), only_late=_is_only_late(parts))
    notice = _notice(envelope, headers, contents, remarks)
    attached, inside = _attached(parts, remarks, returned=notice.kind is MailKind.DELIVERY_FAILURE)
    review = review_of(notice, contents, remarks.place(contents[0].part)) if contents else None
    signatures = checked_signatures(source, headers, keys)
    for one in signatures:
        if one.state is SignatureState.BROKEN:
            remarks.add("MAIL025", "header DKIM-Signature", one.domain)
    notice = replace(notice, attachments=attached, signatures=signatures)
    if notice.kind is MailKind.DELIVERY_FAILURE:
        notice = _about_returned(notice, parts)
    return Reading((notice,) if review is None else (notice, review), remarks.all, inside)


def _envelope(headers: Headers, remarks: Remarks) -> _Envelope:
    senders: list[Address] = []
    for index, raw in enumerate(headers.all("from")[:5]):
        text = Headers((("from", raw),)).text("from", remarks)
        found = addresses_in(text)
        senders.extend(found[:5] if index == 0 else found[:1])
    if not senders:
        remarks.add("MAIL021", "header From")
    return _Envelope(
        senders=tuple(senders),
        recipients=addresses_in(headers.text("to", remarks)),
        reply_to=addresses_in(headers.text("reply-to", remarks)),
        subject=headers.text("subject", remarks) or "",
        notification_type=_token(headers.text("x-space-notification-type", remarks)),
        marketplace_id=_token(headers.text("x-marketplace-id", remarks)),
    )


def _token(text: str | None) -> str | None:
    return text.split()[0][:100] if text and text.split() else None


def _site(envelope: _Envelope, contents: list[Content]) -> Marketplace | None:
    """Tell the national site: by its id, a link, a site address; amazon.com sends for every site and tells nothing."""
    if envelope.marketplace_id and (site := marketplace_by_amazon_id(envelope.marketplace_id)):
        return site
    links = [link for content in contents for link in content.links[:50]]
    for link in links:
        if (match := _SITE_LINK.search(link)) and (site := marketplace_by_amazon_id(match[1])):
            return site
    own = marketplace_by_site(envelope.sender.domain) if envelope.sender else None
    if own and own.site != "amazon.com":
        return own
    hosts = (match[1] for link in links if (match := _HOST.match(link)))
    named = next((site for host in hosts if (site := marketplace_by_site(host)) and site.site != "amazon.com"), None)
    return named or own


def _kinds(
    envelope: _Envelope, headers: Headers, contents: list[Content], remarks: Remarks
) -> tuple[MailNotice, MailKind | None]:
    """Judge the sender and name the kind; also return the kind whose fields are read."""
    sent_to, late = envelope.recipients, envelope.only_late
    signs = Signs(envelope.notification_type, envelope.sender, envelope.subject, tuple(contents), sent_to, late)
    told = kind_of(signs)
    marked = envelope.notification_type is not None or envelope.marketplace_id is not None
    suspicions = suspicions_of(
        Sending(
            senders=envelope.senders,
            reply_to=envelope.reply_to,
            authentication=headers.text("authentication-results", remarks),
            marked=marked,
            speaks_as_marketplace=not is_marketplace(envelope.sender) and speaks_as_marketplace(signs, told),
        )
    )
    if envelope.notification_type and type_kind(envelope.notification_type) is None:
        remarks.add("MAIL018", "header X-Space-Notification-Type", envelope.notification_type)
    for suspicion in suspicions:
        remarks.add("MAIL016", "header From", suspicion.words.en, suspicion.words.zh)
    if suspicions:
        kind, read_as = MailKind.SUSPECT, told
    else:
        known = is_marketplace(envelope.sender) or is_mirakl(envelope.sender)
        read_as = told if known or is_bounce(signs) or is_own_reply(signs) else None
        kind = read_as or MailKind.UNKNOWN_NOTICE
    if kind is MailKind.UNKNOWN_NOTICE:
        remarks.add("MAIL013", "header Subject")
    claimed = (told or MailKind.UNKNOWN_NOTICE) if suspicions else None
    return MailNotice(kind=kind, place=remarks.place(), suspicions=suspicions, claimed_kind=claimed), read_as


def _notice(envelope: _Envelope, headers: Headers, contents: list[Content], remarks: Remarks) -> MailNotice:
    judged, read_as = _kinds(envelope, headers, contents, remarks)
    site = _site(envelope, contents)
    date_text = headers.text("date", remarks)
    sent_at = header_instant(date_text)
    if sent_at is None:
        remarks.add("MAIL009", "header Date", date_text or "-")
    references = tuple(_MESSAGE_ID.findall(headers.text("references", remarks) or ""))
    notice = replace(
        judged,
        message_id=_message_id(headers, "message-id", remarks),
        sent_at=sent_at,
        sender=envelope.sender.spec if envelope.sender else None,
        sender_name=(envelope.sender.name or None) if envelope.sender else None,
        subject=envelope.subject or None,
        notification_type=envelope.notification_type,
        marketplace_id=envelope.marketplace_id,
        in_reply_to=_message_id(headers, "in-reply-to", remarks),
        references=references[-_MOST_REFERENCES:],
    )
    if read_as in _WRITTEN:
        notice = _with_message(notice, envelope, contents, remarks)
    elif read_as in OPINIONS:
        said = comment_of(contents)
        notice = replace(notice, body=said, language=language_of(said))
    elif read_as is not None or judged.kind is MailKind.UNKNOWN_NOTICE:
        notice = _with_fields(notice, read_as or MailKind.UNKNOWN_NOTICE, envelope, contents, site, remarks)
    if judged.kind is MailKind.BUYER_MESSAGE and _is_automatic(headers, envelope.subject, remarks):
        remarks.add("MAIL027", "header Subject")
    return _with_orders(notice, read_as, envelope.sender, contents, remarks)


def _is_automatic(headers: Headers, subject: str, remarks: Remarks) -> bool:
    """Say whether a program answered: RFC 3834 marks it, and the subject says so."""
    marked = (headers.text("auto-submitted", remarks) or "no").partition(";")[0].strip().lower()
    return marked != "no" or words("messages", "automatic").match(fold(plain(subject))) is not None


def _is_only_late(parts: list[Part]) -> bool:
    """Say whether a mail server reports (RFC 3464) on a mail that it has not given up."""
    reports = [part.content for part in parts if part.media_type == _DELIVERY_REPORT]
    return bool(reports) and not any(_GIVEN_UP.search(report) for report in reports)


def _message_id(headers: Headers, name: str, remarks: Remarks) -> str | None:
    text = headers.text(name, remarks)
    match = _MESSAGE_ID.search(text or "")
    return match[0] if match else _token(text)


def _with_message(notice: MailNotice, envelope: _Envelope, contents: list[Content], remarks: Remarks) -> MailNotice:
    body = body_of(contents)
    if body is None:
        remarks.add("MAIL017", contents[0].part if contents else "body")
    relay = next(filter(None, map(_relay, (*envelope.senders[:1], *envelope.recipients))), None)
    case_part = relay[1] if relay else None
    links = (match[1] for content in contents for link in content.links if (match := _CASE_LINK.search(link)))
    return replace(
        notice,
        body=body,
        language=language_of(body),
        relay=relay[0] if relay else None,
        case_id=case_part if case_part and _CASE_PART.fullmatch(case_part) else next(links, None),
        items=next((items for one in contents if (items := ordered_items(outside_body([one])))), ()),
        buyer_name=_buyer_name(envelope.sender) if notice.kind is not MailKind.OWN_REPLY_COPY else None,
    )


def _relay(sender: Address) -> tuple[str, str | None] | None:
    """Return the alias that stands for the buyer, and its case part."""
    if is_mirakl(sender):
        local, _, case_part = sender.local.partition("+")
        return f"{local}@{sender.domain}", case_part or None
    return relay_base(sender.spec)


def _buyer_name(sender: Address | None) -> str | None:
    """Return the buyer's shown name, unless the marketplace shows only a general word in its place."""
    name = _BUYER.sub("", sender.name).strip() if sender else ""
    return name if name and "amazon" not in name.lower() else None


def _with_fields(
    notice: MailNotice,
    kind: MailKind,
    envelope: _Envelope,
    contents: list[Content],
    site: Marketplace | None,
    remarks: Remarks,
) -> MailNotice:
    read = [read_fields(content, envelope.subject, kind, site, remarks) for content in contents]
    stated = {field.name: _first_stated([getattr(one, field.name) for one in read]) for field in fields(Fields)}
    known = {name: value for name, value in stated.items() if value is not None}
    if kind is MailKind.ATOZ_CLAIM_DECISION and str(known.get("outcome", "unknown")) == "unknown":
        remarks.add(
            "MAIL022", contents[0].part if contents else "body", "no clear sentence", "没有明确的句子，或前后矛盾"
        )
    return replace(notice, **cast("Any", known))


def _first_stated(values: list[object]) -> object:
    stated = [value for value in values if value is not None and value != ()]
    clear = [value for value in stated if str(value) != "unknown"]
    return next(iter(clear or stated), None)


def _with_orders(
    notice: MailNotice, kind: MailKind | None, sender: Address | None, contents: list[Content], remarks: Remarks
) -> MailNotice:
    """Take the order from the subject, else a label, else the template around a message, else the text, else a link."""
    labelled = [content.labelled("order") or "" for content in contents]
    template = [outside_body(contents)] if kind in _WRITTEN else []
    texts = [plain("\n".join(content.lines)) for content in contents]
    links = [link for content in contents for link in content.links]
    written = [plain(notice.subject or ""), *labelled, *template, *texts]
    found = order_ids_in("\n".join([*written, *links]))[:_MOST_ORDERS]
    if is_mirakl(sender):
        found = found or tuple(dict.fromkeys(_MIRAKL_ORDER.findall("\n".join(written[: 1 + len(labelled)]))))
    if kind in _ABOUT_ORDER:
        if not found:
            remarks.add("MAIL015", "header Subject")
        elif len(found) > 1 and len(order_ids_in("\n".join(written[:2]))) != 1:
            remarks.add("MAIL024", contents[0].part if contents else "body", ", ".join(found[:5]))
    return replace(notice, order_id=found[0] if found else None, order_ids=found)


def _about_returned(notice: MailNotice, parts: list[Part]) -> MailNotice:
    """Take the order, the alias and the thread from the mail that came back, where the notice itself names none."""
    returned = (part for part in parts if part.media_type in _RETURNED)
    own = next((one for part in returned for one in read_mail(part.name, part.content).records), None)
    if not isinstance(own, MailNotice):
        return notice
    if notice.order_id is None:
        notice = replace(notice, order_id=own.order_id, order_ids=own.order_ids)
    return replace(notice, in_reply_to=notice.in_reply_to or own.message_id, relay=notice.relay or own.relay)


def _attached(
    parts: list[Part], remarks: Remarks, *, returned: bool
) -> tuple[tuple[Attachment, ...], tuple[SourceFile, ...]]:
    """Return what is attached, and what of it is read in its turn; a mail that came back as undelivered is not."""
    attached = [part for part in parts if part.attached]
    mails = [part for part in attached if part.media_type == "message/rfc822"]
    for part in mails:
        if not returned:
            remarks.add("MAIL019", part.label, part.name)
    return (
        tuple(
            Attachment(part.name, part.media_type, len(part.content), sha256(part.content).hexdigest())
            for part in attached
        ),
        tuple(SourceFile(part.name, part.content) for part in attached if not (returned and part in mails)),
    )
