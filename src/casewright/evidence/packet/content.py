"""What goes into a packet: the letter, what happened, and the exhibits in the order they are to be read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from casewright.domain.exhibit import Exhibit, Region, Speaker

__all__ = [
    "Body",
    "ClaimElement",
    "Fetch",
    "FileBody",
    "LogEvidence",
    "LoggedExhibit",
    "Moment",
    "PacketContent",
    "PacketExhibit",
    "PacketLetter",
    "PaperSize",
    "Point",
    "RegionMask",
    "TableBody",
    "ThreadBody",
    "Translated",
    "Turn",
    "WordsMask",
]

Fetch = Callable[[str], bytes]
"""Returns the bytes that a SHA-256 names."""


class ClaimElement(StrEnum):
    """The part of a claim that an exhibit speaks to; a packet groups its exhibits in this order."""

    ORDER = "order"
    DELIVERY = "delivery"
    ITEM = "item"
    RETURN = "return"
    MONEY = "money"
    CONVERSATION = "conversation"
    POLICY = "policy"
    OTHER = "other"


class PaperSize(StrEnum):
    """The paper that the reader would print on, as the typesetter names it."""

    A4 = "a4"
    LETTER = "us-letter"


@dataclass(frozen=True, slots=True)
class Point:
    """One sentence, and the exhibits (by key) that show it."""

    says: str
    exhibits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PacketLetter:
    """The one page that asks: to whom, what happened, why it is so, what is asked. In the packet's language."""

    to: tuple[str, ...]
    sender: tuple[str, ...]
    dated_on: date
    subject: str
    facts: tuple[Point, ...]
    why: tuple[Point, ...]
    asked: tuple[Point, ...]
    opening: str | None = None
    signed_by: tuple[str, ...] = ()
    reason_code: str | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline. An instant is shown in the zone it carries; a day stays a day."""

    at: datetime | date
    says: str
    exhibits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Translated:
    """A passage as it was written, its language (BCP 47), and what it says in the packet's language."""

    original: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class FileBody:
    """The exhibit's own bytes, shown as what they are. `pages` picks pages of a document; all of them when empty."""

    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation. `text` is as written; `translation` stands beside it when given."""

    who: str
    text: str
    at: datetime | None = None
    speaker: Speaker | None = None
    language: str | None = None
    translation: str | None = None


@dataclass(frozen=True, slots=True)
class ThreadBody:
    """A conversation, set as messages."""

    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class TableBody:
    """Rows that a system holds, such as carrier scans, set as a table."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Body = FileBody | ThreadBody | TableBody


@dataclass(frozen=True, slots=True)
class RegionMask:
    """A rectangle to be painted over: on one page (from 1), or on every page and picture when `page` is None.

    `name` is what a reader of the list sees; without it the area was marked by a person.
    """

    region: Region
    page: int | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class WordsMask:
    """Words to be painted over wherever they stand: a regular expression, and the name a reader of the list sees."""

    pattern: str
    name: str


@dataclass(frozen=True, slots=True)
class PacketExhibit:
    """One exhibit as it is shown. Without a title it bears the name of its kind; `shows` says why it is here.

    `searched` when its pixels were looked through for what is to be hidden; `untranslated` when it speaks another
    language than the packet and nobody translated it.
    """

    exhibit: Exhibit
    element: ClaimElement
    title: str | None = None
    shows: str | None = None
    body: Body = FileBody()
    translations: tuple[Translated, ...] = ()
    translated_by: str | None = None
    masks: tuple[RegionMask | WordsMask, ...] = ()
    searched: bool = False
    untranslated: bool = False


@dataclass(frozen=True, slots=True)
class LoggedExhibit:
    """What the log says of one exhibit: the proof of its entry, the commitment there, and the salt (hex) that opens it.

    The salt goes into the packet only with an exhibit that is shown whole. Of one that is partly covered the commitment
    alone goes: with the salt, as with a bare digest, what is hidden could be guessed.
    """

    key: str
    proof: str
    commitment: str
    salt: str


@dataclass(frozen=True, slots=True)
class LogEvidence:
    """What the log says of the exhibits: its signed head, its public key, and its entries by exhibit key."""

    checkpoint: str
    public_key: str
    exhibits: tuple[LoggedExhibit, ...] = ()

    def of(self, key: str) -> LoggedExhibit | None:
        """Return what the log says of one exhibit."""
        return next((one for one in self.exhibits if one.key == key), None)


@dataclass(frozen=True, slots=True)
class PacketContent:
    """Everything a packet shows. `language` is the reader's (BCP 47); `zone` the clock that its times are shown in."""

    case: str
    title: str
    marketplace: str
    language: str
    letter: PacketLetter
    timeline: tuple[Moment, ...]
    exhibits: tuple[PacketExhibit, ...]
    order: str | None = None
    zone: str = "UTC"
    paper: PaperSize = PaperSize.A4
    masks: tuple[WordsMask, ...] = ()
    stamp: str = "CW"
    log: LogEvidence | None = None
