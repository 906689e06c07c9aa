"""One numbered item of evidence, and what was read in it, each reading with the spot it was read at."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from casewright.domain.money import Money
from casewright.domain.place import Place

__all__ = [
    "CallTerms",
    "Exhibit",
    "ExhibitKind",
    "Locator",
    "Observation",
    "ObservationKind",
    "ObservationRole",
    "Region",
    "Speaker",
    "Weight",
]


class ExhibitKind(StrEnum):
    """What kind of evidence it is (evidence matrix §2). `other` is kept and shown, and proves nothing by itself."""

    TRACKING_HISTORY = "tracking_history"
    PROOF_OF_DELIVERY = "proof_of_delivery"
    SIGNATURE = "signature"
    DELIVERY_PHOTO = "delivery_photo"
    LABEL_PURCHASE = "label_purchase"
    ORDER_RECORD = "order_record"
    ADDRESS_MATCH = "address_match"
    LISTING_SNAPSHOT = "listing_snapshot"
    PACK_PHOTO = "pack_photo"
    PACK_RECORD = "pack_record"
    SERIAL_RECORD = "serial_record"
    TEST_REPORT = "test_report"
    INSPECTION = "inspection"
    BUYER_PHOTO = "buyer_photo"
    MESSAGE_THREAD = "message_thread"
    RETURN_REQUEST = "return_request"
    RETURN_PHOTO = "return_photo"
    REFUND_LINE = "refund_line"
    REMITTANCE = "remittance"
    FBA_RETURNS = "fba_returns"
    REIMBURSEMENTS = "reimbursements"
    DELIVERY_ATTEMPTS = "delivery_attempts"
    SERVICE_LOG = "service_log"
    CALL_RECORDING = "call_recording"
    PUBLIC_REVIEW = "public_review"
    INSURANCE = "insurance"
    INVOICE = "invoice"
    POLICY_TEXT = "policy_text"
    CARRIER_TRACE = "carrier_trace"
    DELAY_NOTICE = "delay_notice"
    DAMAGE_REPORT = "damage_report"
    DELIVERY_DENIAL = "delivery_denial"
    AUTHORISATION = "authorisation"
    INSURER_NOTICE = "insurer_notice"
    STATEMENT_OF_REASONS = "statement_of_reasons"
    OTHER = "other"


class Speaker(StrEnum):
    """Whose word it is, the most independent first (evidence matrix §3.2)."""

    CARRIER = "carrier"
    LABORATORY = "laboratory"
    MARKETPLACE = "marketplace"
    BUYER = "buyer"
    SELLER_SYSTEM = "seller_system"
    SELLER = "seller"


class CallTerms(StrEnum):
    """Who called whom for a recording, and whether the caller agreed to it (F4, F17; evidence matrix §2)."""

    BUYER_AGREED = "buyer_agreed"
    BUYER_NOT_ASKED = "buyer_not_asked"
    WE_CALLED = "we_called"


class ObservationKind(StrEnum):
    """What a reading says."""

    PERSON = "person"
    SIGNED_BY = "signed_by"
    CITY = "city"
    POSTAL_CODE = "postal_code"
    ADDRESS = "address"
    AT = "at"
    DATED = "dated"
    ORDER = "order"
    TRACKING = "tracking"
    CARRIER = "carrier"
    SERIAL = "serial"
    BATCH = "batch"
    SKU = "sku"
    ASIN = "asin"
    WEIGHT = "weight"
    AMOUNT = "amount"
    ONE_TIME_CODE = "one_time_code"
    SCAN = "scan"
    TITLE = "title"
    TEXT = "text"
    LABORATORY = "laboratory"
    DEVICE = "device"
    PICTURE = "picture"


class ObservationRole(StrEnum):
    """What part a value plays in its exhibit: which day, whose name, which weight, which sum. None means not told."""

    ORDERED = "ordered"
    SHIPPED = "shipped"
    PROMISED = "promised"
    ATTEMPTED = "attempted"
    DELIVERED = "delivered"
    RETURNED = "returned"
    ISSUED = "issued"
    TESTED = "tested"
    TAKEN = "taken"
    SENT = "sent"
    PAID = "paid"
    RECIPIENT = "recipient"
    SENDER = "sender"
    COURIER = "courier"
    INSPECTOR = "inspector"
    GROSS = "gross"
    NET = "net"
    TOTAL = "total"
    COLLECTED = "collected"
    REFUNDED = "refunded"
    FEE = "fee"
    RESULT = "result"
    BUYER_WROTE = "buyer_wrote"
    SELLER_WROTE = "seller_wrote"


@dataclass(frozen=True, slots=True)
class Weight:
    """A mass in whole grams."""

    grams: int


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle on a page or picture, as fractions of its width and height from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Locator:
    """The spot a reading was made at: file, part or row; page and line from 1; the region, and the words there."""

    place: Place
    page: int | None = None
    line: int | None = None
    region: Region | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """One value read in an exhibit. `sure` is false where the reader guessed between readings; a person confirms it.

    `guessed` says that what the value stands for was guessed, by a label near to a known one or by its place: such a
    reading may help, and contradicts nothing. An `AT` without a zone is the clock at the place the exhibit speaks of.
    Values of one event share page and line.
    """

    kind: ObservationKind
    value: str | Decimal | int | bool | Money | Weight | date | datetime
    locator: Locator
    sure: bool = True
    role: ObservationRole | None = None
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One item: its kind, whose word it is, the bytes (by digest, in `place`), when it was made and when we got it.

    `call` is a person's word on a recording; None while nobody has given it.
    """

    key: str
    kind: ExhibitKind
    speaker: Speaker
    place: Place
    media_type: str
    made_at: datetime | None = None
    received_at: datetime | None = None
    off_channel: bool = False
    call: CallTerms | None = None
    observations: tuple[Observation, ...] = ()
