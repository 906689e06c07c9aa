"""A mail from the marketplace or through its relay, read into fields. The mail is the first source (facts A36, F14)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from casewright.domain.money import Money
from casewright.domain.place import Place
from casewright.domain.returns import RefundedBy
from casewright.domain.signature import MailSignature
from casewright.domain.words import Words

__all__ = ["Attachment", "ClaimOutcome", "MailKind", "MailNotice", "NoticeFulfilment", "NoticeItem", "Suspicion"]


class MailKind(StrEnum):
    """What the mail is. `suspect` never drives an action; `unknown_notice` goes to a person, never to silence.

    `delivery_failure_opt_out`: the buyer wants no messages; `delivery_failure`: something in the message hindered it.
    """

    ATOZ_CLAIM_RECEIVED = "atoz_claim_received"
    ATOZ_CLAIM_DECISION = "atoz_claim_decision"
    RETURN_REQUEST = "return_request"
    CANCEL_REQUEST = "cancel_request"
    REFUND_ISSUED = "refund_issued"
    BUYER_MESSAGE = "buyer_message"
    OWN_REPLY_COPY = "own_reply_copy"
    DELIVERY_FAILURE_OPT_OUT = "delivery_failure_opt_out"
    DELIVERY_FAILURE = "delivery_failure"
    CHARGEBACK_NOTICE = "chargeback_notice"
    SAFE_T_NOTICE = "safe_t_notice"
    FEEDBACK_NOTICE = "feedback_notice"
    REVIEW_NOTICE = "review_notice"
    SUSPECT = "suspect"
    UNKNOWN_NOTICE = "unknown_notice"


class ClaimOutcome(StrEnum):
    """How the marketplace decided a claim, a buyer's or (SAFE-T) the seller's own.

    Money and account health are decided apart (facts A25, A26).
    """

    AGAINST_SELLER = "against_seller"
    FOR_SELLER = "for_seller"
    AMAZON_FUNDED = "amazon_funded"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


class NoticeFulfilment(StrEnum):
    """Who ships, in the words of the marketplace's own mails: the merchant, or Amazon's network."""

    MERCHANT = "merchant"
    AMAZON = "amazon"


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """One article named in a notice."""

    asin: str | None = None
    sku: str | None = None
    title: str | None = None
    quantity: int | None = None
    reason: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a mail: name as sent, declared type, size in bytes, SHA-256 of its bytes."""

    name: str
    media_type: str
    size_bytes: int
    digest: str


@dataclass(frozen=True, slots=True)
class Suspicion:
    """One reason not to trust a mail, with a code."""

    code: str
    words: Words


@dataclass(frozen=True, slots=True)
class MailNotice:
    """One mail. `order_id` is the order it is about; `order_ids` all it names; `body` only what a person wrote.

    `relay` is the buyer's alias without the case part, the same for all cases of one buyer on one site; `sender` keeps
    the whole address. `body` is the buyer's text, or the seller's own in a copy of his reply.
    `asks_information`: the marketplace asks the seller for more on a claim. `refunded_by` is set only where
    the mail says in so many words who gave the money back.
    `claimed_kind` keeps what a suspect mail pretends to be. Instants are aware; None means the mail does not say.
    """

    kind: MailKind
    place: Place
    message_id: str | None = None
    sent_at: datetime | None = None
    sender: str | None = None
    sender_name: str | None = None
    subject: str | None = None
    notification_type: str | None = None
    marketplace_id: str | None = None
    order_id: str | None = None
    order_ids: tuple[str, ...] = ()
    case_id: str | None = None
    relay: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    language: str | None = None
    body: str | None = None
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
    retry_marker: str | None = None
    buyer_name: str | None = None
    attachments: tuple[Attachment, ...] = ()
    suspicions: tuple[Suspicion, ...] = ()
    claimed_kind: MailKind | None = None
    signatures: tuple[MailSignature, ...] = ()
