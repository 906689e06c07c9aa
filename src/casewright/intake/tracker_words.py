"""What a team's own words for kinds, states and outcomes mean; the words themselves stand in `tracker_words.toml`."""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import chain
from types import MappingProxyType

from casewright.domain.notice import ClaimOutcome, MailKind
from casewright.domain.words import Words
from casewright.intake.mail.wording import fold
from casewright.intake.paste.kinds import KIND_TITLES, OUTCOME_TITLES
from casewright.intake.paste.words import page_words

__all__ = [
    "TRACKER_MEANINGS",
    "TrackedStatus",
    "kind_meant",
    "outcome_meant",
    "status_meant",
    "word_meant",
]


class TrackedStatus(StrEnum):
    """Whose turn the team's own list says it is: ours, somebody else's, nobody's."""

    OPEN = "open"
    WAITING = "waiting"
    CLOSED = "closed"


_MORE_KINDS = {
    MailKind.SAFE_T_NOTICE: Words("SAFE-T claim", "SAFE-T 索赔"),
    MailKind.FEEDBACK_NOTICE: Words("Seller feedback", "店铺反馈"),
    MailKind.REVIEW_NOTICE: Words("Product review", "商品评论"),
    MailKind.UNKNOWN_NOTICE: Words("Something else", "其他"),
}
TRACKER_MEANINGS: Mapping[str, Mapping[str, Words]] = MappingProxyType(
    {
        "case-type": {kind.value: words for kind, words in {**KIND_TITLES, **_MORE_KINDS}.items()},
        "status": {
            TrackedStatus.OPEN.value: Words("open: we have to act", "待处理（该我方处理）"),
            TrackedStatus.WAITING.value: Words("waiting for others", "等待对方"),
            TrackedStatus.CLOSED.value: Words("closed", "已结案"),
        },
        "outcome": {
            outcome.value: words for outcome, words in OUTCOME_TITLES.items() if outcome is not ClaimOutcome.UNKNOWN
        },
    }
)
"""The fields of a list of cases that hold words, and what such a word may mean, each with its title."""


@cache
def _words(table: str) -> dict[str, tuple[str, ...]]:
    tables = tomllib.loads(files(__package__).joinpath("tracker_words.toml").read_text(encoding="utf-8"))
    return {value: tuple(words) for value, words in tables[table].items()}


def _found(table: str, word: str) -> str | None:
    spaced = f" {word} "
    return next((value for value, words in _words(table).items() if any(one in spaced for one in words)), None)


def status_meant(text: str) -> TrackedStatus | None:
    """Return where a case stands by the team's own word; None for a word nobody knows."""
    found = _found("status", fold(text)) if text else None
    return None if found is None else TrackedStatus(found)


def outcome_meant(text: str) -> ClaimOutcome | None:
    """Return how a claim ended by the team's own word, or by the value itself; None for a word nobody knows."""
    if text in TRACKER_MEANINGS["outcome"]:
        return ClaimOutcome(text)
    found = _found("outcome", fold(text)) if text else None
    return None if found is None else ClaimOutcome(found)


def kind_meant(text: str) -> MailKind | None:
    """Return the kind that the team's own word names; None for a word nobody knows."""
    word = fold(text).replace("_", " ")
    exact = (kind for kind in MailKind if word == kind.value.replace("_", " "))
    short = (MailKind(kind) for kind in (_found("kind", word),) if kind is not None)
    told = (MailKind(kind) for kind, words in page_words("titles").items() if any(fold(one) in word for one in words))
    return next(chain(exact, short, told), None) if word else None


_MEANT = MappingProxyType({"case-type": kind_meant, "status": status_meant, "outcome": outcome_meant})


def word_meant(field: str, text: str) -> str | None:
    """Return what a word in a field of TRACKER_MEANINGS means without any mapping; None for a word nobody knows."""
    meant = _MEANT[field](text)
    return None if meant is None else meant.value
