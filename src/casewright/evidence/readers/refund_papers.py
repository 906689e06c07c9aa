"""Papers that say that money went back, whatever they are called: by a row, a sentence, and the sum that went."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from casewright.domain.exhibit import Observation, ObservationKind, ObservationRole
from casewright.domain.money import Money
from casewright.evidence.readers.measures import amount_in
from casewright.evidence.readers.page import Page, Span
from casewright.evidence.readers.refunds import announces_refund, denies_refund, names_refund, tells_refund
from casewright.evidence.readers.typed import DocumentHabits
from casewright.evidence.readers.vocabulary import refund_words
from casewright.intake.mail.amounts import amounts_in
from casewright.intake.mail.wording import fold

__all__ = [
    "has_sum",
    "is_beside",
    "is_completion",
    "is_day",
    "is_refund_cell",
    "is_refund_under",
    "is_refused",
    "is_sum",
    "names_payment",
    "refunded_sum",
    "says_refund",
]

_LONGEST_CELL = 60
_LONGEST_KIND = 24
_MOST_ROWS = 300
_FEWEST, _NUMBERED = 2, 3
_MINUS = re.compile(r"(?<![\w.,])[-−–](?=\s?[$€£¥￥]?\s?\d)")
"""Money that went out stands in many lists with a minus."""
_DECIMAL = re.compile(r"\d[.,]\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class _Sum:
    """A sum of money on a row: whether the row speaks of a refund, whether a label calls it a sum, which it is."""

    of_refund: bool
    labelled: bool
    money: Money
    span: Span
    page: Page
    words: str


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(refund_words()[name], re.IGNORECASE)


@lru_cache(maxsize=20_000)
def is_sum(name: str) -> bool:
    """Whether a label or the head of a column is a word for a sum."""
    return _pattern("sum").search(fold(name)) is not None


@lru_cache(maxsize=20_000)
def is_beside(name: str) -> bool:
    """Whether a label stands for something beside the sum that was paid: a fee, a tax, a currency, a balance."""
    return _pattern("beside").search(fold(name)) is not None


@lru_cache(maxsize=20_000)
def is_day(name: str) -> bool:
    """Whether a label or the head of a column is a word for the day or the time of a payment."""
    return _pattern("day").search(fold(name)) is not None


@lru_cache(maxsize=20_000)
def is_completion(name: str) -> bool:
    """Whether a label only says that something was done, as `completed on`, and not what."""
    return _pattern("completed").search(fold(name)) is not None


def is_refused(name: str) -> bool:
    """Whether words take a refund back: asked for, owed, turned down, or only what is paid for one."""
    return _pattern("never").search(fold(name)) is not None


def has_sum(text: str) -> bool:
    """Whether a text holds a sum of money."""
    return _DECIMAL.search(text) is not None or any(True for _ in amounts_in(_MINUS.sub(" ", text), None))


@lru_cache(maxsize=20_000)
def is_refund_cell(cell: str) -> bool:
    """Whether a cell of a table, or a value, says that its row is a refund: made, not asked for and not turned down."""
    if len(cell) > _LONGEST_CELL or not any(map(str.isalpha, cell)) or is_refused(cell):
        return False
    return names_refund(cell) or announces_refund(cell)


def is_refund_under(head: str, cell: str) -> bool:
    """Whether a cell says so by standing under a head such as `type`, where `return` is one of money beside a sum."""
    named = fold(head.replace("_", " "))
    return (
        _pattern("nature").search(named) is not None and _pattern("returned").fullmatch(fold(cell.strip())) is not None
    )


def names_payment(head: str) -> bool:
    """Whether the head of a column is one that lists of payments have: a kind, a sum, a day."""
    named = head.replace("_", " ")
    return _pattern("nature").search(fold(named)) is not None or is_sum(named) or is_day(named)


def says_refund(pages: Sequence[Page]) -> bool:
    """Whether some row says that money went back: a label with its sum, a kind of transaction, or a sentence.

    Of a table, half of the rows or more must be refunds with a sum: a list of events may hold one among others.
    """
    rows = [row for page in pages for row in page.rows][:_MOST_ROWS]
    if any(_row_says(row) for row in rows):
        return True
    if any(is_refund_under(*pair) for pair in _pairs(rows)) and any(has_sum(_text(row)) for row in rows):
        return True
    filled = [row for row in rows if len(row) > _FEWEST and has_sum(_text(row))]
    return 0 < len(filled) <= 2 * sum(map(_is_refund_row, filled))


def _text(row: Sequence[Span]) -> str:
    return " ".join(span.text for span in row)


def _is_refund_row(row: Sequence[Span]) -> bool:
    text = _text(row)
    return any(is_refund_cell(span.text) for span in row) or (announces_refund(text) and not is_refused(text))


def _row_says(row: Sequence[Span]) -> bool:
    text = _text(row)
    if tells_refund(text):
        return True
    label, value = _parts(row)
    if not label or is_refused(label) or denies_refund(text):
        return False
    if _pattern("nature").search(fold(label)) and len(label) <= _LONGEST_KIND:
        return is_refund_cell(value)
    return announces_refund(f"{label} {value}") and any(
        money.minor for money, _ in amounts_in(_MINUS.sub(" ", value), None)
    )


def _parts(row: Sequence[Span]) -> tuple[str, str]:
    """Return a row of a form as label and value, whether a colon or a place parts the two; a number before is none."""
    cells = row[1:] if len(row) == _NUMBERED and row[0].text.strip(" .)").isdigit() else row
    if len(cells) == _FEWEST:
        return cells[0].text.strip(" :："), cells[1].text.strip()
    if len(cells) == 1:
        label, _, value = cells[0].text.replace("：", ":").partition(":")
        return label.strip(), value.strip()
    return "", ""


def _pairs(rows: Sequence[Sequence[Span]]) -> Iterator[tuple[str, str]]:
    """Yield label and value of every row, also of those whose value stands on the next row."""
    for at, row in enumerate(rows):
        label, value = _parts(row)
        if label and not value and at + 1 < len(rows) and len(rows[at + 1]) == 1:
            value = rows[at + 1][0].text.strip()
        if label and value:
            yield label, value


def refunded_sum(pages: Sequence[Page], habits: DocumentHabits) -> Iterator[Observation]:
    """Yield the sum that went back by a paper about a refund, where no label says so in a known way.

    It stands on a row that speaks of the refund, else on one that is called a sum; the largest is the whole.
    """
    found = [one for page in pages for row in page.rows[:_MOST_ROWS] for one in _sums(row, page, habits)]
    if not found:
        return
    best = max(found, key=lambda one: (one.of_refund, one.labelled, one.money.minor))
    spot = best.page.spot(best.span, best.words)
    sure = best.span.sure and len({one.money for one in found}) == 1
    yield Observation(ObservationKind.AMOUNT, best.money, spot, sure, ObservationRole.REFUNDED)


def _sums(row: Sequence[Span], page: Page, habits: DocumentHabits) -> Iterator[_Sum]:
    text = _text(row)
    label, value = _parts(row)
    called = bool(label) and is_sum(label)
    if label and is_beside(label) and not announces_refund(label):
        return
    of_refund = announces_refund(text)
    for span in row:
        bare = _MINUS.sub(" ", value if called and len(row) == 1 else span.text)
        for money in _read(bare, habits, bare=called or of_refund):
            yield _Sum(of_refund, called, money, span, page, text)
    for money in _read(_MINUS.sub(" ", text), habits, bare=False):  # `45.90` in one cell, `USD` in the next
        yield _Sum(of_refund, called, money, row[0], page, text)


def _read(text: str, habits: DocumentHabits, *, bare: bool) -> Iterator[Money]:
    """Yield the sums of a text that are not nought; with `bare`, also one that stands there without a currency."""
    read = [money for money, _ in amounts_in(text, habits.currency)]
    if not read and bare and _DECIMAL.search(text):
        measured = amount_in(text, habits.currency, habits.proved or habits.mark)
        read = [measured.value] if measured is not None and isinstance(measured.value, Money) else []
    yield from (money for money in read if money.minor)
