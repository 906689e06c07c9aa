"""How well pictures of documents are read: characters and values right, per kind, family, language and damage.

Three families of made-up documents. The readers were written on family A. Family B has other words, layouts and
fonts: at its first reading 85.0 % of its values were found, with 32 false ones; the layout reading was mended after it.
Family C was written last: at its first reading 92.9 % were found, none false, and every kind was right; the words it
lacked were added after it. Those two numbers are the fair ones; what runs now only shows that nothing got worse.

Run: python benchmarks/reading.py [DOCUMENTS_PER_TEMPLATE] [abc] [-v]
"""

import re
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, fields

from casewright.domain.exhibit import Observation, ObservationKind, ObservationRole
from casewright.domain.place import Place
from casewright.evidence.readers.eyes import Eyes, rapid_eyes
from casewright.evidence.readers.page import SeenLine, page_of_seen
from casewright.evidence.readers.read import read_exhibit
from casewright.evidence.safety.answers import Raster
from casewright.intake.reading import SourceFile
from reading_making import Made, Truth, family_of, make
from reading_pages import DEGRADATIONS, spoil

_SAME = str.maketrans({"：": ":", "，": ",", "。": ".", "？": "?", "！": "!", "（": "(", "）": ")", "￥": "¥"})
_LEADERS = re.compile(r"[.·…]{2,}")
_HEAD = (
    "family, language, kind or damage",
    "docs",
    "characters %",
    "values %",
    "found/asked",
    "false",
    "sure",
    "kind %",
)


@dataclass
class Score:
    """Counts of one line of the table."""

    documents: int = 0
    kinds: int = 0
    characters: int = 0
    wrong_characters: int = 0
    values: int = 0
    found: int = 0
    false: int = 0
    false_sure: int = 0

    def add(self, other: "Score") -> None:
        """Count another score in."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    def line(self, name: str) -> str:
        """Return the line of the table."""
        characters = 100 * (1 - self.wrong_characters / max(self.characters, 1))
        values = 100 * self.found / max(self.values, 1)
        kinds = 100 * self.kinds / max(self.documents, 1)
        return (
            f"{name:<34}{self.documents:>6}{characters:>14.2f}{values:>10.1f}"
            f"{f'{self.found}/{self.values}':>13}{self.false:>7}{self.false_sure:>6}{kinds:>8.0f}"
        )


class Recording:
    """Eyes that remember what they saw last."""

    def __init__(self, eyes: Eyes) -> None:
        self._eyes, self.text = eyes, ""

    def read(self, picture: Raster, turns: int = 0) -> tuple[SeenLine, ...]:
        """See, and remember the text in reading order."""
        lines = self._eyes.read(picture, turns)
        self.text = page_of_seen(Place("", ""), None, lines, picture.width, picture.height).text
        return lines


def _squeezed(text: str) -> str:
    """Leave out blanks and dots of leaders, and write wide punctuation narrow: neither is an error of reading."""
    return "".join(_LEADERS.sub("", text.translate(_SAME)).split())


def distance(first: str, second: str) -> int:
    """Return how many characters must change to make one text the other."""
    row = list(range(len(second) + 1))
    for at, one in enumerate(first, start=1):
        previous, row[0] = row[0], at
        for index, other in enumerate(second, start=1):
            previous, row[index] = row[index], min(row[index] + 1, row[index - 1] + 1, previous + (one != other))
    return row[-1]


def _same(observation: Observation, truth: Truth) -> bool:
    kind, value, role = truth
    if observation.kind is not kind or (role is not None and observation.role is not role):
        return False
    if isinstance(value, str) and isinstance(observation.value, str):
        return _squeezed(value).casefold() == _squeezed(observation.value).casefold()
    return observation.value == value


def _false(made: Made, observations: tuple[Observation, ...]) -> list[Observation]:
    """Return readings of a kind that was asked for whose value stands nowhere in the document as that kind."""
    asked = {kind for kind, _, _ in made.truth} - {ObservationKind.SCAN}
    return [
        one
        for one in observations
        if one.kind in asked
        and one.role is not ObservationRole.TAKEN
        and not any(_same(one, (kind, value, None)) for kind, value, _ in made.truth)
    ]


def measure(made: Made, eyes: Recording, how: str) -> tuple[Score, list[str]]:
    """Read one document and count. Return also what was missed or read wrongly, in words."""
    reading = read_exhibit(SourceFile("scan.jpg", spoil(made.drawn.picture, how)), eyes=eyes)
    wanted = _squeezed("".join(made.drawn.lines))
    missed = [truth for truth in made.truth if not any(_same(one, truth) for one in reading.observations)]
    false = _false(made, reading.observations)
    right = reading.kind.value == made.kind
    score = Score(
        documents=1,
        kinds=int(right),
        characters=len(wanted),
        wrong_characters=min(distance(wanted, _squeezed(eyes.text)), len(wanted)),
        values=len(made.truth),
        found=len(made.truth) - len(missed),
        false=len(false),
        false_sure=sum(one.sure for one in false),
    )
    notes = [f"missed {kind.value} {value}" for kind, value, _ in missed]
    notes += [f"false {one.kind.value} {one.value} {'sure' if one.sure else 'unsure'}" for one in false]
    return score, notes if right else [*notes, f"kind {reading.kind.value}"]


def _cells(family: str, made: Made, how: str) -> tuple[tuple[str, ...], ...]:
    return (
        (family, made.language, "all"),
        (family, made.language, made.kind),
        (family, "all", how),
        (family, "all", "all"),
    )


def main() -> None:
    """Measure and print."""
    arguments = [argument for argument in sys.argv[1:] if argument != "-v"]
    each = int(arguments[0]) if arguments else 1
    loaded = rapid_eyes()
    if loaded is None:
        raise SystemExit("install the recogniser first: pip install 'casewright[evidence]'")
    eyes, started = Recording(loaded), time.process_time()
    scores: defaultdict[tuple[str, ...], Score] = defaultdict(Score)
    for name in arguments[1] if len(arguments) > 1 else "abc":
        family = family_of(f"family_{name}")
        for template in family["document"]:
            for number in range(each):
                made = make(family, template, f"{name}{template['kind']}{template['language']}{number}")
                for how in DEGRADATIONS:
                    score, notes = measure(made, eyes, how)
                    if notes and "-v" in sys.argv:
                        print(name, made.language, made.kind, how, notes)
                    for cell in _cells(name, made, how):
                        scores[cell].add(score)
    print(
        f"{_HEAD[0]:<34}{_HEAD[1]:>6}{_HEAD[2]:>14}{_HEAD[3]:>10}{_HEAD[4]:>13}{_HEAD[5]:>7}{_HEAD[6]:>6}{_HEAD[7]:>8}"
    )
    for cell in sorted(scores):
        print(scores[cell].line("  ".join(cell)))
    count = sum(score.documents for cell, score in scores.items() if cell[1:] == ("all", "all"))
    print(f"CPU-seconds a document, the drawing of it included: {(time.process_time() - started) / max(count, 1):.2f}")


if __name__ == "__main__":
    main()
