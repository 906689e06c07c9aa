"""What each kind of notice states, read from one rendering of its text."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from casewright.domain.marketplace import Marketplace
from casewright.domain.money import Money
from casewright.domain.notice import ClaimOutcome, MailKind, NoticeFulfilment, NoticeItem
from casewright.domain.returns import RefundedBy
from casewright.intake.mail.addresses import relay_base
from casewright.intake.mail.amounts import amounts_in
from casewright.intake.mail.content import Content
from casewright.intake.mail.dates import days_in
from casewright.intake.mail.deadlines import act_within_days, respond_by, respond_within_days
from casewright.intake.mail.decisions import outcome_of, recovery_outcome_of
from casewright.intake.mail.findings import Remarks
from casewright.intake.mail.items import items_of
from casewright.intake.mail.retrying import hindrance, retry_marker
from casewright.intake.mail.vocabulary import says
from casewright.intake.mail.wording import Sentence, fold, plain

__all__ = ["Fields", "read_fields"]

_CLAIMS = frozenset({MailKind.ATOZ_CLAIM_RECEIVED, MailKind.ATOZ_CLAIM_DECISION, MailKind.CHARGEBACK_NOTICE})
_WITH_MONEY = _CLAIMS | {MailKind.REFUND_ISSUED, MailKind.SAFE_T_NOTICE}
_OUTCOMES = {MailKind.ATOZ_CLAIM_DECISION: outcome_of, MailKind.SAFE_T_NOTICE: recovery_outcome_of}
_ASKING = frozenset({MailKind.ATOZ_CLAIM_RECEIVED, MailKind.CHARGEBACK_NOTICE, MailKind.SAFE_T_NOTICE})
_WITH_ITEMS = frozenset({MailKind.RETURN_REQUEST, MailKind.REFUND_ISSUED, MailKind.CANCEL_REQUEST})
_WITH_ACT = frozenset({MailKind.UNKNOWN_NOTICE, MailKind.SAFE_T_NOTICE})
"""Notices whose time counts whatever they ask for: papers, a plan, an appeal."""
_WITH_ANSWER = frozenset(
    {
        MailKind.ATOZ_CLAIM_RECEIVED,
        MailKind.CHARGEBACK_NOTICE,
        MailKind.SAFE_T_NOTICE,
        MailKind.RETURN_REQUEST,
        MailKind.CANCEL_REQUEST,
        MailKind.UNKNOWN_NOTICE,
    }
)
_UNDELIVERED = frozenset({MailKind.DELIVERY_FAILURE_OPT_OUT, MailKind.DELIVERY_FAILURE})
_REST_OF_LINE = re.compile(r"[\t|]|\s{2,}")
_MONTH_FIRST = frozenset({"amazon_us"})
_OTHER_SUMS = re.compile(
    r"(?<![a-z])(?:order total|total of the order|total amount of (?:the|this) order|purchase price|bestellwert|"
    r"bestellsumme|montant de la commande|"
    r"totale dell'ordine|total del pedido|total do pedido|valor do pedido|ordertotaal|wartosc zamowienia|ordersumma|"
    r"siparis tutari|fee_|gebuhr|frais de)|注文合計|订单总额|手数料"
)


@dataclass(frozen=True, slots=True)
class Fields:
    """The stated values; None and empty where the text states nothing."""

    money: Money | None = None
    respond_within_days: int | None = None
    respond_by: datetime | None = None
    outcome: ClaimOutcome | None = None
    asks_information: bool | None = None
    refunded_by: RefundedBy | None = None
    reason: str | None = None
    request_date: date | None = None
    in_policy: bool | None = None
    auto_authorised: bool | None = None
    items: tuple[NoticeItem, ...] = ()
    return_carrier: str | None = None
    return_tracking: str | None = None
    fulfilment: NoticeFulfilment | None = None
    relay: str | None = None
    retry_marker: str | None = None


def read_fields(content: Content, subject: str, kind: MailKind, site: Marketplace | None, remarks: Remarks) -> Fields:
    """Read what a notice of this kind states. `site` gives the currency of `$` and the zone of a day."""
    items = items_of(content) if kind in _WITH_ITEMS else ()
    answers = kind in _WITH_ANSWER
    returns = kind is MailKind.RETURN_REQUEST
    undelivered = kind in _UNDELIVERED
    month_first = site is not None and site.code in _MONTH_FIRST
    zone = site.zone if site else "UTC"
    return Fields(
        money=_money(content, subject, kind, site, remarks) if kind in _WITH_MONEY else None,
        respond_within_days=_within_days(content, kind, remarks) if answers else None,
        respond_by=respond_by(content, zone, month_first=month_first) if answers else None,
        outcome=_OUTCOMES[kind](content) if kind in _OUTCOMES else None,
        asks_information=_asks_information(content, subject) if kind in _ASKING else None,
        refunded_by=_refunded_by(content) if kind is MailKind.REFUND_ISSUED else None,
        reason=hindrance(content) if undelivered else _stated_reason(content, kind, items),
        request_date=_request_date(content, month_first=month_first) if returns else None,
        in_policy=_in_policy(content) if returns else None,
        auto_authorised=_auto_authorised(content) if returns else None,
        items=items,
        return_carrier=_named(content, "carrier") if returns else None,
        return_tracking=_tracking(content) if returns else None,
        fulfilment=_fulfilment(content) if kind in _WITH_ITEMS else None,
        relay=_relay(content) if undelivered else None,
        retry_marker=retry_marker(content) if undelivered else None,
    )


def _within_days(content: Content, kind: MailKind, remarks: Remarks) -> int | None:
    days = respond_within_days(content, remarks)
    return act_within_days(content) if days is None and kind in _WITH_ACT else days


def _asks_information(content: Content, subject: str) -> bool | None:
    """Say yes when a sentence asks for more; one that only says what may come asks for nothing."""
    keys = [fold(plain(subject)), *(sentence.key for sentence in content.sentences)]
    asked = any(
        says("matters", "asks_information", key) and not says("decisions", "if", key) and not says("values", "not", key)
        for key in keys
    )
    return True if asked else None


def _refunded_by(content: Content) -> RefundedBy | None:
    """Say who gave the money back when the sentences about the refund say so and agree."""
    keys = [sentence.key for sentence in content.sentences if not says("decisions", "if", sentence.key)]
    seller = any(says("matters", "refunded_by_seller", key) for key in keys)
    marketplace = any(says("matters", "refunded_by_marketplace", key) for key in keys)
    if seller == marketplace:
        return None
    return RefundedBy.SELLER if seller else RefundedBy.MARKETPLACE


def _named(content: Content, topic: str) -> str | None:
    value = content.labelled(topic)
    return _REST_OF_LINE.split(value)[0].strip(" .;,") or None if value else None


def _tracking(content: Content) -> str | None:
    """Return a tracking number: it holds a digit, unlike a sentence about tracking."""
    for label, value in content.labels:
        if says("labels", "tracking", label) and (match := re.match(r"[A-Z0-9][A-Z0-9 -]{4,39}", value, re.IGNORECASE)):
            number = _REST_OF_LINE.split(match[0])[0].strip()
            if any(sign.isdigit() for sign in number):
                return number
    return None


def _topic_sentences(content: Content, kind: MailKind) -> list[Sentence]:
    claim = kind in _CLAIMS or kind is MailKind.SAFE_T_NOTICE
    return [sentence for sentence in content.sentences if _about(sentence.key, claim=claim)]


def _about(key: str, *, claim: bool) -> bool:
    if claim:
        topics = ("atoz_name", "claim_received", "claim_decision", "chargeback")
        return says("matters", "safe_t", key) or any(says("subjects", topic, key) for topic in topics)
    return says("subjects", "refund_issued", key) or says("labels", "price", key)


def _amounts(text: str, local: str | None) -> list[Money]:
    """Return the sums that may be the one in question: not those of nothing, as for free shipping."""
    return [
        money
        for money, start in amounts_in(text, local)
        if money.minor and not _OTHER_SUMS.search(fold(text[max(0, start - 40) : start]))
    ]


def _money(content: Content, subject: str, kind: MailKind, site: Marketplace | None, remarks: Remarks) -> Money | None:
    """Take the amount from its label, else the sentence about the matter, the subject, or the only one there is."""
    local = site.currency if site else None
    for label, value in content.labels:
        if says("labels", "amount", label) and not _OTHER_SUMS.search(label) and (found := _amounts(value, local)):
            return found[0]
    for sentence in _topic_sentences(content, kind):
        if found := _amounts(sentence.text, local):
            return found[0]
    if found := _amounts(plain(subject), local):
        return found[0]
    found = list(dict.fromkeys(money for sentence in content.sentences for money in _amounts(sentence.text, local)))
    if len(found) > 1:
        remarks.add("MAIL014", content.part, ", ".join(map(str, found[:5])))
    return found[0] if len(found) == 1 else None


def _stated_reason(content: Content, kind: MailKind, items: tuple[NoticeItem, ...]) -> str | None:
    return _reason(content, items) if kind in _WITH_MONEY | _WITH_ITEMS else None


def _reason(content: Content, items: tuple[NoticeItem, ...]) -> str | None:
    """Return the labelled reason, else the one that all articles share."""
    shared = {item.reason for item in items}
    if items and len(shared) == 1:
        return next(iter(shared))
    if items and len(shared) > 1:
        return None
    for label, value in content.labels:
        if value and says("labels", "reason", label) and not says("labels", "comment", label):
            return value[:500]
    return None


def _request_date(content: Content, *, month_first: bool) -> date | None:
    for label, value in content.labels:
        if says("labels", "request_date", label) and (found := days_in(value, month_first=month_first)):
            return found[0]
    for sentence in content.sentences:
        if says("subjects", "return_request", sentence.key) and (
            found := days_in(sentence.text, month_first=month_first)
        ):
            return found[0]
    return None


def _judged_policy(key: str) -> bool | None:
    if says("values", "outside", key) or says("values", "not", key):
        return False
    return True if says("values", "inside", key) else None


def _in_policy(content: Content) -> bool | None:
    for label, value in content.labels:
        if says("labels", "policy", label) and (judged := _judged_policy(fold(value))) is not None:
            return judged
    for sentence in content.sentences:
        if (
            says("labels", "policy", sentence.key)
            and ":" not in sentence.key
            and not says("decisions", "if", sentence.key)
            and (judged := _judged_policy(sentence.key)) is not None
        ):
            return judged
    return None


def _judged_authorisation(key: str) -> bool | None:
    if says("values", "automatic", key):
        return not says("values", "not", key)
    if says("values", "by_hand", key) or says("values", "not", key):
        return False
    return None


def _auto_authorised(content: Content) -> bool | None:
    for label, value in content.labels:
        if says("labels", "authorisation", label) and value:
            judged = _judged_authorisation(fold(value))
            if judged is not None:
                return judged
    for sentence in content.sentences:
        if says("labels", "authorisation", sentence.key) and not says("decisions", "if", sentence.key):
            judged = _judged_authorisation(sentence.key)
            if judged is not None:
                return judged
    return None


def _fulfilment(content: Content) -> NoticeFulfilment | None:
    for label, value in content.labels:
        if not says("labels", "fulfilment", label):
            continue
        key = fold(value)
        if says("values", "merchant", key) or (says("values", "amazon", key) and says("values", "not", key)):
            return NoticeFulfilment.MERCHANT
        if says("values", "amazon", key):
            return NoticeFulfilment.AMAZON
    return None


def _relay(content: Content) -> str | None:
    found = (relay_base(text) for text in (*content.links, *content.lines))
    return next((base for base, _ in filter(None, found)), None)
