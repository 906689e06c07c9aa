"""The nearest meaning of a wording that no list of words knows; None where nothing is near enough, or two are."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from casewright.evidence.readers.encoder import installed_encoder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Nearest", "Subject", "nearest"]

_PHRASES = 2
"""How near a meaning is tell its two nearest phrases: one alone may share a mere word."""
_LONGEST = 200
_FEWEST_LETTERS = 2


class Subject(StrEnum):
    """What a text may be asked for; each has its own phrases, `words/near_<subject>.toml`."""

    KIND = "kinds"
    FIELD = "fields"
    EVENT = "events"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Nearest:
    """A meaning, how near its phrases are (0 to 1), and by how much they are nearer than those of the next one."""

    meaning: str
    similarity: float
    lead: float


@dataclass(frozen=True, slots=True)
class _Phrases:
    """The phrases of a subject as vectors, the rows of each meaning, and what it takes to be told."""

    vectors: "NDArray[np.float32]"
    rows: tuple[tuple[str, slice], ...]
    similarity: float
    lead: float


def nearest(
    subject: Subject,
    text: str,
    *,
    among: frozenset[str] | None = None,
    prefer: frozenset[str] | None = None,
    bar: tuple[float, float] | None = None,
) -> Nearest | None:
    """Return what a text means, of all meanings or `among` some. None without an encoder.

    `bar` is how near and by how much nearer than the next a meaning must be, where the subject's own is not meant;
    of the meanings to `prefer` the nearest is taken, though another may be nearer by as much as the bar allows.
    """
    phrases = _phrases(subject)
    if phrases is None or sum(map(str.isalpha, text)) < _FEWEST_LETTERS:
        return None
    scores = [one for one in _scores(subject, text[:_LONGEST]) if among is None or one[0] in among]
    best = next((one for one in scores if prefer is None or one[0] in prefer), None)
    if best is None:
        return None
    lead = round(best[1] - max((score for meaning, score in scores if meaning != best[0]), default=0.0), 3)
    least = bar or (phrases.similarity, phrases.lead)
    return Nearest(best[0], best[1], lead) if best[1] >= least[0] and lead >= least[1] else None


@lru_cache(maxsize=20_000)
def _scores(subject: Subject, text: str) -> tuple[tuple[str, float], ...]:
    """Return how near each meaning is, the nearest first."""
    encoder, phrases = installed_encoder(), _phrases(subject)
    if encoder is None or phrases is None:
        return ()
    near = (phrases.vectors * encoder.vectors([text])[0]).sum(axis=1)  # a matrix product would start threads
    scores = (
        (meaning, round(float(sum(sorted(near[rows])[-_PHRASES:])) / _PHRASES, 3)) for meaning, rows in phrases.rows
    )
    return tuple(sorted(scores, key=lambda one: (-one[1], one[0])))


@cache
def _phrases(subject: Subject) -> _Phrases | None:
    encoder = installed_encoder()
    if encoder is None:
        return None
    table = tomllib.loads((files(__package__) / "words" / f"near_{subject}.toml").read_text("utf-8"))
    phrases: list[str] = []
    rows: list[tuple[str, slice]] = []
    for meaning, entry in table["near"].items():
        rows.append((meaning, slice(len(phrases), len(phrases) + len(entry["phrases"]))))
        phrases.extend(entry["phrases"])
    return _Phrases(encoder.vectors(phrases), tuple(rows), table["bar"]["similarity"], table["bar"]["lead"])
