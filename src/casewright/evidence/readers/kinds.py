"""Guess what kind of exhibit a text is, and whose word it is, by the words that name it and the fields it has."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from casewright.domain.exhibit import ExhibitKind, Observation, ObservationKind, Speaker
from casewright.evidence.readers.labels import label_at_start
from casewright.evidence.readers.page import Page
from casewright.evidence.readers.squash import squashed
from casewright.evidence.readers.vocabulary import KindWords, kind_words

__all__ = ["KindGuess", "guess_kind", "usual_speaker"]

_HEADING_ROWS = 5
_ENOUGH = 5
_CLEAR_LEAD = 3
_MOST_REPEATS = 2


@dataclass(frozen=True, slots=True)
class KindGuess:
    """A kind with whose word it is; `sure` is false where another kind comes close."""

    kind: ExhibitKind
    speaker: Speaker
    sure: bool


def usual_speaker(kind: ExhibitKind) -> Speaker:
    """Return whose word such an exhibit usually is."""
    return next((words.speaker for words in kind_words() if words.kind is kind), Speaker.SELLER)


def guess_kind(
    pages: Sequence[Page], names: Iterable[str], observations: Sequence[Observation], file: str
) -> KindGuess:
    """Guess by title, words, field names, scans, and at last the file's name."""
    fields = Counter(names)
    scans = [observation.value for observation in observations if observation.kind is ObservationKind.SCAN]
    fields["event"] = len(scans) if len(scans) >= _CLEAR_LEAD or len(set(scans)) > 1 else 0
    heading = _heading(pages)
    body = squashed("\n".join(page.text for page in pages)[:20_000]).key
    stem = squashed(file.rsplit("/", 1)[-1].rsplit(".", 1)[0]).key
    scores = sorted(((_score(words, heading, body, stem, fields), words) for words in kind_words()), key=_by_score)
    (best, words), (second, _) = scores[0], scores[1]
    if best < _ENOUGH:
        return KindGuess(ExhibitKind.OTHER, Speaker.SELLER, sure=False)
    return KindGuess(words.kind, words.speaker, sure=best - second >= _CLEAR_LEAD)


def _by_score(scored: tuple[float, KindWords]) -> float:
    return -scored[0]


def _heading(pages: Sequence[Page]) -> list[tuple[str, float]]:
    """Return the spans of the first rows of the first page that are no field, with how tall they are."""
    if not pages:
        return []
    heights = sorted(span.height for span in pages[0].spans)
    usual = heights[len(heights) // 2] if heights else 1.0
    return [
        (squashed(span.text).key, span.height / max(usual, 1e-6))
        for row in pages[0].rows[:_HEADING_ROWS]
        for span in row
        if (hit := label_at_start(span.text)) is None or not hit.marked
    ]


def _score(words: KindWords, heading: Sequence[tuple[str, float]], body: str, stem: str, fields: Counter[str]) -> float:
    score = 0.0
    titles = [phrase for phrase, weight in words.phrases if weight > _MOST_REPEATS]
    for text, height in heading:
        found = max((len(title) for title in titles if _holds(text, title)), default=0)
        if found:
            whole = found / max(len(text), 1)
            score += 4 + 4 * whole + 2 * min(max(height - 1, 0), 2)
            break
    score += sum(2 for phrase, _ in words.phrases if len(phrase) > 1 and _holds(body, phrase))
    score += 3 if any(len(title) > 1 and title in stem for title in titles) else 0
    score += sum(weight * min(fields[name], _MOST_REPEATS) for name, weight in words.fields)
    return score


def _holds(text: str, phrase: str) -> bool:
    """Whether a squashed text holds a phrase; very short Latin ones must be all of it."""
    return phrase in text if len(phrase) > len("pod") or not phrase.isascii() else phrase == text
