"""Rows of payments: where a cell says that a row is a refund, its sum is the one refunded and its day the one paid."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from casewright.domain.exhibit import ObservationKind, ObservationRole
from casewright.evidence.readers.labels import LabelHit
from casewright.evidence.readers.refund_papers import (
    has_sum,
    is_beside,
    is_completion,
    is_day,
    is_refund_cell,
    is_refund_under,
    is_refused,
    is_sum,
)
from casewright.evidence.readers.refunds import announces_refund
from casewright.evidence.readers.vocabulary import meanings
from casewright.intake.mail.wording import fold

__all__ = ["is_refund_row", "with_refund"]

_REFUNDED = "refunded"
_NO_SUMS = frozenset({ObservationKind.WEIGHT, ObservationKind.TITLE, ObservationKind.TEXT})
"""What `gross` or `goods` name elsewhere; a sum under such a head is none of these."""
_SIGNS = "-−–() "
_SERIAL = re.compile(r"[A-Za-z]{1,6}[-_ ]?\d{6,}\w*")
"""The number of a payment, which stands under a head that speaks of the refund as its sum does."""
_DECIMAL = re.compile(r"[-−–(]? ?[$€£¥￥]? ?\d[\d.,' ]*[.,]\d{2}\)?")
"""A sum as lists of payments write it: with its decimals, and often with a minus or in brackets."""


def with_refund(
    header: Sequence[str], hits: Sequence[LabelHit | None], cells: Sequence[str]
) -> tuple[LabelHit | None, ...]:
    """Return what the columns of one row mean; in a row that is a refund, a plain sum and a plain day are its own."""
    if not is_refund_row(header, cells):
        return tuple(hits)
    rows = zip(header, hits, (*cells, *("" for _ in header)), strict=False)
    meant = [_of_refund(fold(name.replace("_", " ")), hit, cell) for name, hit, cell in rows]
    if not any(hit is not None and hit.meaning.name == _REFUNDED for hit in meant):
        at = _only_sum(header, meant, cells)
        if at is not None:
            meant[at] = _as(_REFUNDED, header[at], None)
    return tuple(meant)


def _only_sum(header: Sequence[str], meant: Sequence[LabelHit | None], cells: Sequence[str]) -> int | None:
    """Return the column nobody knows that holds the one sum of a refund's row, whatever the column is called."""
    sums = [
        at
        for at, (name, hit, cell) in enumerate(zip(header, meant, cells, strict=False))
        if hit is None or hit.meaning.kind in _NO_SUMS
        if _DECIMAL.fullmatch(cell) and any(sign in "123456789" for sign in cell)
        if not is_beside(fold(name.replace("_", " ")))
    ]
    return sums[0] if len({cells[at].strip(_SIGNS) for at in sums}) == 1 else None


def is_refund_row(header: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether a row of a table is money that went back: by a cell, by the head of a column, or by its kind and sum."""
    if any(map(is_refund_cell, cells)) or any(map(_of_column, header, cells)):
        return True
    filled = zip(header, cells, strict=False)
    summed = any(is_sum(head.replace("_", " ")) and any(map(str.isdigit, cell)) for head, cell in filled)
    return summed and any(map(is_refund_under, header, cells))


def _of_column(name: str, cell: str) -> bool:
    """Whether a column is about money that went back, and the row has a sum or a day in it."""
    if not any(sign in "123456789" for sign in cell):
        return False
    return _announces(name, summed=has_sum(cell))


@lru_cache(maxsize=4_000)
def _announces(name: str, *, summed: bool) -> bool:
    """Whether the head of a column is about money that went back; over a sum, what is given need not be named."""
    return not is_refused(name) and announces_refund(f"{name} $1.00" if summed else name)


def _of_refund(name: str, hit: LabelHit | None, cell: str) -> LabelHit | None:
    kind = None if hit is None else hit.meaning.kind
    if kind is ObservationKind.SIGNED_BY:  # nobody signs for money: it is a party's name
        return None
    if (
        kind in (None, ObservationKind.AMOUNT, ObservationKind.TEXT)
        and (is_sum(name) or (has_sum(cell) and _announces(name, summed=True)))
        and not is_beside(name)
        and not _SERIAL.fullmatch(cell)
    ):
        return _as(_REFUNDED, name, hit)
    done = is_completion(name) and kind in (None, ObservationKind.AT) and any(map(str.isdigit, cell))
    plain_day = kind is None or (kind is ObservationKind.AT and hit is not None and hit.meaning.role in _PLAIN_DAYS)
    said = plain_day and (is_day(name) or _is_day_of_refund(name, cell))
    return _as("paid", name, hit) if said or (done and not _DECIMAL.fullmatch(cell)) else hit


def _is_day_of_refund(name: str, cell: str) -> bool:
    """Whether a column such as `sent back on` holds a day."""
    return _announces(name, summed=False) and not has_sum(cell) and any(sign.isdigit() for sign in cell)


_PLAIN_DAYS = frozenset({None, ObservationRole.ISSUED, ObservationRole.ORDERED, ObservationRole.SHIPPED})
"""`Posting date` and `transaction date` are days of the payment where the row is one."""


def _as(meaning: str, name: str, hit: LabelHit | None) -> LabelHit:
    known = meanings()[meaning]
    return LabelHit(known, 0, len(name), marked=False) if hit is None else replace(hit, meaning=known)
