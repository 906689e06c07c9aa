"""Rows of payments: where a cell says that a row is a refund, its sum is the one refunded and its day the one paid."""

import re
from collections.abc import Sequence
from dataclasses import replace

from casewright.domain.exhibit import ObservationKind, ObservationRole
from casewright.evidence.readers.labels import LabelHit
from casewright.evidence.readers.refunds import denies_refund, speaks_of_refund
from casewright.evidence.readers.vocabulary import meanings
from casewright.intake.mail.wording import fold

__all__ = ["with_refund"]

_NEVER = re.compile(
    r"\b(?:no|not|non|fee|fees|commission|request(?:ed)?|anfrage|antrag|pending|gebuhr|frais|commissione|comision)\b"
    r"|declin|reject|refus|拒|不|失败|申请|手续费|佣金|手数料|依頼|申請"
)
"""A refund that was asked for or turned down, and what is paid for one, is none."""
_LONGEST = 40
_SUM = re.compile(
    r"\b(?:amount|sum|total|value|net|gross|debit|credit|betrag|summe|wert|soll|haben|montant|somme|importe?|importo|debito"
    r"|credito|cargo|abono|valor)\b|金额|額|支出|收入|出金|入金"
)
_NOT_A_SUM = re.compile(r"\b(?:currency|unit|fee|tax|date|order|rate|quantity|status)\b|币|税|费|状态|单价")
_DAY = re.compile(
    r"\b(?:date|day|datum|tag|jour|data|fecha|dia|created|posted|booked|when|at|time)\b|日期|时间|日時|日付"
)


def with_refund(
    header: Sequence[str], hits: Sequence[LabelHit | None], cells: Sequence[str]
) -> tuple[LabelHit | None, ...]:
    """Return what the columns of one row mean; in a row that is a refund, a plain sum and a plain day are its own."""
    if not any(_says_refund(cell) for cell in cells):
        return tuple(hits)
    return tuple(_of_refund(fold(name.replace("_", " ")), hit) for name, hit in zip(header, hits, strict=True))


def _says_refund(cell: str) -> bool:
    words = fold(cell)
    return len(cell) <= _LONGEST and speaks_of_refund(cell) and _NEVER.search(words) is None and not denies_refund(cell)


def _of_refund(name: str, hit: LabelHit | None) -> LabelHit | None:
    kind = None if hit is None else hit.meaning.kind
    if (
        kind in (None, ObservationKind.AMOUNT, ObservationKind.TEXT)
        and _SUM.search(name)
        and not _NOT_A_SUM.search(name)
    ):
        return _as("refunded", name, hit)
    plain_day = kind is None or (kind is ObservationKind.AT and hit is not None and hit.meaning.role in _PLAIN_DAYS)
    return _as("paid", name, hit) if plain_day and _DAY.search(name) else hit


_PLAIN_DAYS = frozenset({None, ObservationRole.ISSUED, ObservationRole.ORDERED, ObservationRole.SHIPPED})
"""`Posting date` and `transaction date` are days of the payment where the row is one."""


def _as(meaning: str, name: str, hit: LabelHit | None) -> LabelHit:
    known = meanings()[meaning]
    return LabelHit(known, 0, len(name), marked=False) if hit is None else replace(hit, meaning=known)
