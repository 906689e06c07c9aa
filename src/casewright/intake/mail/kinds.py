"""What kind of notice a mail is: by its type field, then its sender and anchors, then the words of its subject."""

import re
from dataclasses import dataclass
from types import MappingProxyType

from casewright.domain.notice import ClaimOutcome, MailKind
from casewright.intake.mail.addresses import RELAY, Address
from casewright.intake.mail.content import Content
from casewright.intake.mail.decisions import outcome_of
from casewright.intake.mail.messages import has_markers
from casewright.intake.mail.retrying import retry_marker
from casewright.intake.mail.trust import is_marketplace, is_mirakl
from casewright.intake.mail.vocabulary import says
from casewright.intake.mail.wording import fold, plain

__all__ = ["Signs", "is_bounce", "is_own_reply", "kind_of", "speaks_as_marketplace", "type_kind"]

_BY_TYPE: MappingProxyType[str, MailKind] = MappingProxyType(
    {
        "BBC_MESSAGE_SENT_TO_MERCHANT": MailKind.BUYER_MESSAGE,
        "BBC_MESSAGE_CONFIRMATION_TO_MERCHANT": MailKind.OWN_REPLY_COPY,
        "BUYER_OPTED_OUT_BSM_MESSAGES": MailKind.DELIVERY_FAILURE_OPT_OUT,
        "RETURN_REQUEST": MailKind.RETURN_REQUEST,
        "REFUND_ISSUED": MailKind.REFUND_ISSUED,
        "BRC_SELLER_NOTIFICATION": MailKind.CANCEL_REQUEST,
        "A_Z_CLAIM_RESPONDENT_NOTIFY": MailKind.ATOZ_CLAIM_RECEIVED,
        "A_Z_CLAIM_RESPONDENT_CLOSE": MailKind.ATOZ_CLAIM_DECISION,
    }
)
_BY_FAMILY = (
    ("CHARGEBACK", MailKind.CHARGEBACK_NOTICE),
    ("SAFE_T", MailKind.SAFE_T_NOTICE),
    ("SAFET", MailKind.SAFE_T_NOTICE),
    ("SELLER_FEEDBACK", MailKind.FEEDBACK_NOTICE),
    ("CUSTOMER_REVIEW", MailKind.REVIEW_NOTICE),
)
_SURVEY = re.compile(r"customAttribute1Value=([A-Z_]{4,60})")
_BY_SUBJECT = (
    ("undelivered", MailKind.DELIVERY_FAILURE),
    ("opt_out", MailKind.DELIVERY_FAILURE_OPT_OUT),
    ("chargeback", MailKind.CHARGEBACK_NOTICE),
    ("cancel_request", MailKind.CANCEL_REQUEST),
    ("return_request", MailKind.RETURN_REQUEST),
    ("claim_decision", MailKind.ATOZ_CLAIM_DECISION),
    ("claim_received", MailKind.ATOZ_CLAIM_RECEIVED),
    ("refund_issued", MailKind.REFUND_ISSUED),
)
_FAILURES = frozenset({MailKind.DELIVERY_FAILURE_OPT_OUT, MailKind.DELIVERY_FAILURE})
_ATOZ_SENDERS = ("atoz-guarantee", "a-to-z", "seller-guarantee", "atoz")
_CHARGEBACK_SENDERS = ("cb-seller",)
_MAIL_SERVERS = frozenset({"mailer-daemon", "postmaster", "mail-daemon", "maildaemon"})
_SAFE_T_SENDERS = ("safe-t", "safet")
_OPINIONS = (("feedback", MailKind.FEEDBACK_NOTICE), ("review", MailKind.REVIEW_NOTICE))
_OFFICIAL = frozenset({MailKind.ATOZ_CLAIM_RECEIVED, MailKind.ATOZ_CLAIM_DECISION, MailKind.CHARGEBACK_NOTICE})
_SIGNED = re.compile(
    r"^(?:(?:ihr|ihre|votre|vos|tu|il|la|su|sua|het|the|your|with|das|l'|equipe|equipo|team|del|da|de|von|by)\W+){0,3}"
    r"amazon(?:\.[a-z.]{2,6})?(?:\W+(?:team|seller|central|services|payments|marketplace|guarantee|support|europe|"
    r"eu|inc|llc|"
    r"kundenservice|verkauferservice|garantie|a-z|performance|customer|service|account|protection)){0,4}\W*$",
    re.MULTILINE,
)
_WATERMARK = re.compile(r"spc-[a-z]{2}amazon-\d+")
_FEW_SENTENCES = 12


@dataclass(frozen=True, slots=True)
class Signs:
    """Everything that may tell the kind."""

    notification_type: str | None
    sender: Address | None
    subject: str
    contents: tuple[Content, ...]
    recipients: tuple[Address, ...] = ()
    only_late: bool = False

    @property
    def survey_type(self) -> str | None:
        """The type named by a survey link inside the text; it needs no header."""
        for content in self.contents:
            for text in (*content.links, content.raw):
                if match := _SURVEY.search(text):
                    return match[1]
        return None


def type_kind(notification_type: str | None) -> MailKind | None:
    """Return the kind a notification type stands for, also for newer types of a known family."""
    value = (notification_type or "").strip().upper()
    if value in _BY_TYPE:
        return _BY_TYPE[value]
    if re.match(r"A_?(?:TO_?)?Z_", value):
        closes = re.search(r"CLOSE|DECISION|RESOL|GRANT|DENI|WITHDR", value)
        return MailKind.ATOZ_CLAIM_DECISION if closes else MailKind.ATOZ_CLAIM_RECEIVED
    return next((kind for mark, kind in _BY_FAMILY if mark in value), None)


def _by_words(key: str) -> MailKind | None:
    return next((kind for topic, kind in _BY_SUBJECT if says("subjects", topic, key)), None)


def _atoz(subject: str, contents: tuple[Content, ...]) -> MailKind:
    """Tell a new claim from a decided one; what says neither is treated as new, so that someone answers."""
    if says("subjects", "claim_decision", subject):
        return MailKind.ATOZ_CLAIM_DECISION
    if says("subjects", "claim_received", subject):
        return MailKind.ATOZ_CLAIM_RECEIVED
    decided = any(outcome_of(content) is not ClaimOutcome.UNKNOWN for content in contents)
    return MailKind.ATOZ_CLAIM_DECISION if decided else MailKind.ATOZ_CLAIM_RECEIVED


def is_bounce(signs: Signs) -> bool:
    """Say whether a mail server reports that a mail to a buyer's relay address did not arrive."""
    if signs.only_late or signs.sender is None or signs.sender.local not in _MAIL_SERVERS:
        return False
    return any(RELAY.search(one.raw) or "@notification.mirakl.net" in one.key for one in signs.contents)


def is_own_reply(signs: Signs) -> bool:
    """Say whether somebody outside the marketplace wrote to a buyer's alias: the seller's own reply, as sent."""
    if not signs.sender or is_marketplace(signs.sender) or is_mirakl(signs.sender):
        return False
    return any(is_mirakl(one) or RELAY.fullmatch(one.spec) for one in signs.recipients)


def _by_way(signs: Signs) -> MailKind | None:
    """Tell what went out to a buyer, and what came back of it, before any word of it is read."""
    if is_bounce(signs):
        return MailKind.DELIVERY_FAILURE
    return MailKind.OWN_REPLY_COPY if is_own_reply(signs) else None


def _by_sender(signs: Signs, subject: str) -> MailKind | None:
    local = signs.sender.local if signs.sender else ""
    if local.startswith(_CHARGEBACK_SENDERS):
        return MailKind.CHARGEBACK_NOTICE
    if local.startswith(_ATOZ_SENDERS):
        return _atoz(subject, signs.contents)
    if local.startswith(_SAFE_T_SENDERS):
        return MailKind.SAFE_T_NOTICE
    if is_mirakl(signs.sender):
        return MailKind.OWN_REPLY_COPY if says("subjects", "own_reply", subject) else MailKind.BUYER_MESSAGE
    if signs.sender and RELAY.fullmatch(signs.sender.spec):
        return MailKind.OWN_REPLY_COPY if says("subjects", "own_reply", subject) else MailKind.BUYER_MESSAGE
    return None


def _by_subject(signs: Signs, subject: str) -> MailKind | None:
    if says("matters", "safe_t", subject):
        return MailKind.SAFE_T_NOTICE
    if says("subjects", "atoz_name", subject):
        return _atoz(subject, signs.contents)
    own = is_marketplace(signs.sender) and says("subjects", "own_reply", subject)
    failed = says("subjects", "undelivered", subject) or says("subjects", "opt_out", subject)
    if own and not failed:
        return MailKind.OWN_REPLY_COPY
    return _by_words(subject) or _opinion(signs, subject)


def _opinion(signs: Signs, subject: str) -> MailKind | None:
    """Tell what a buyer wrote in public, of which only the marketplace itself brings news."""
    if not is_marketplace(signs.sender):
        return None
    return next((kind for topic, kind in _OPINIONS if says("matters", topic, subject)), None)


def _by_text(signs: Signs, subject: str) -> MailKind | None:
    if any(has_markers(content) for content in signs.contents) or says("subjects", "buyer_message", subject):
        return MailKind.BUYER_MESSAGE
    for content in signs.contents:
        opening = [sentence.key for sentence in content.sentences[:_FEW_SENTENCES]]
        if any(says("subjects", "atoz_name", key) for key in opening):
            return _atoz(" ".join(opening), signs.contents)
        if kind := next((kind for key in opening if (kind := _by_words(key))), None):
            return kind
    return None


def kind_of(signs: Signs) -> MailKind | None:
    """Return the kind, or None when nothing tells it."""
    subject = fold(plain(signs.subject))
    told = (
        type_kind(signs.notification_type)
        or _by_way(signs)
        or type_kind(signs.survey_type)
        or _by_sender(signs, subject)
        or _by_subject(signs, subject)
        or _by_text(signs, subject)
    )
    return _undelivered(signs, told) if told in _FAILURES else told


def _undelivered(signs: Signs, told: MailKind) -> MailKind:
    """Tell a buyer who wants no messages, by words or by the word that lets one through, from a message that failed."""
    keys = [fold(plain(signs.subject)), *(one.key for content in signs.contents for one in content.sentences)]
    if any(says("subjects", "opt_out", key) for key in keys):
        return MailKind.DELIVERY_FAILURE_OPT_OUT
    if any(says("subjects", "hindered", key) and not says("decisions", "if", key) for key in keys):
        return MailKind.DELIVERY_FAILURE
    return MailKind.DELIVERY_FAILURE_OPT_OUT if any(map(retry_marker, signs.contents)) else told


def speaks_as_marketplace(signs: Signs, kind: MailKind | None) -> bool:
    """Say whether a text presents itself as the marketplace's own, whoever sent it."""
    if signs.survey_type:
        return True
    key = "\n".join(content.key for content in signs.contents)
    subject = fold(plain(signs.subject))
    if _WATERMARK.search(key) or _SIGNED.search(key):
        return True
    named = "amazon" in key or "amazon" in subject or says("subjects", "atoz_name", f"{subject} {key[:4000]}")
    if kind in _OFFICIAL and named and _by_words(subject) is kind:
        return True
    return kind is not None and "seller central" in key and _by_words(subject) is kind
