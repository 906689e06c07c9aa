"""A case: our work file around one matter of one order."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from casewright.domain.claim import Claim
from casewright.domain.kept_file import KeptFile
from casewright.domain.message import Message
from casewright.domain.notice import MailNotice
from casewright.domain.order import Order, OrderLine
from casewright.domain.report_row import ReportRow
from casewright.domain.returns import Refund, Return
from casewright.domain.review import Review
from casewright.domain.shipment import Scan, Shipment

__all__ = ["Case", "CaseKind", "Record"]

Record = MailNotice | OrderLine | Shipment | Scan | Return | Review | ReportRow | KeptFile
"""What intake makes out of bytes."""


class CaseKind(StrEnum):
    """What the case is about. Each kind has one policy table."""

    ATOZ_CLAIM = "atoz_claim"
    CHARGEBACK = "chargeback"
    RETURN = "return"
    CANCELLATION = "cancellation"
    ADDRESS_CHANGE = "address_change"
    WHERE_IS_PARCEL = "where_is_parcel"
    QUALITY = "quality"
    MESSAGE = "message"
    REFUND = "refund"
    UNDELIVERED_REPLY = "undelivered_reply"
    SAFE_T = "safe_t"
    OPINION = "opinion"
    UNREAD_NOTICE = "unread_notice"
    SUSPECT = "suspect"


@dataclass(frozen=True, slots=True)
class Case:
    """One matter with everything read about it.

    `key` is stable: kind and order, or kind and thread, or kind and digest. `marketplace` is a code (`amazon_de`).
    `notices` are the mails of this matter; the other records are all that is known of its order.
    """

    key: str
    kind: CaseKind
    opened_at: datetime | None
    order_ref: str | None = None
    marketplace: str | None = None
    thread: str | None = None
    notices: tuple[MailNotice, ...] = ()
    messages: tuple[Message, ...] = ()
    claim: Claim | None = None
    order: Order | None = None
    shipments: tuple[Shipment, ...] = ()
    scans: tuple[Scan, ...] = ()
    returns: tuple[Return, ...] = ()
    refunds: tuple[Refund, ...] = ()
    reviews: tuple[Review, ...] = ()
    related: tuple[MailNotice, ...] = ()
    files: tuple[KeptFile, ...] = ()
    rows: tuple[ReportRow, ...] = ()
