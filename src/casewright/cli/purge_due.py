"""What of an evidence home is due to be forgotten, order by order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console

from casewright.cli.evidence_home import new_salt
from casewright.domain.words import Language, Words
from casewright.evidence.board.board import Board
from casewright.evidence.board.view import zone_of
from casewright.evidence.readers.lines import pixel_lines
from casewright.evidence.vault.vault import Vault
from casewright.pipeline import CaseFile
from casewright.pipeline.boards import CaseBoard
from casewright.pipeline.packing.keeping import subject_of
from casewright.pipeline.purging import Purging, due_on, known_contents, last_window_on, purge_subject

if TYPE_CHECKING:
    from casewright.domain.exhibit import Exhibit

__all__ = ["DueOrder", "Purger", "print_due"]

_BY = "command line"
_NOTHING = Words("Nothing is due by {day}.", "截至 {day}，没有到期须清除的内容。")
_DUE = Words(
    "{subject}: due {day}, {count} exhibits in the vault. Claims may come until {until}; the twins speak then.",
    "{subject}：应于 {day} 清除，证据库中有 {count} 项。{until} 前仍可能有索赔，届时由脱敏副本作证。",
)
_DONE = Words("Purged; a redacted twin stands for each.", "已清除，每项均保留脱敏副本。")
_HINT = Words(
    "Nothing was changed. Add --do to make the redacted twins and purge.",
    "尚未改动。加上 --do 即生成脱敏副本并清除。",
)
_BESIDE = Words(
    "Files of your own with the same data, in FOLDER or elsewhere, are yours to delete.",
    "文件夹或其他位置中含有同样信息的文件，请自行删除。",
)


@dataclass(frozen=True, slots=True)
class DueOrder:
    """An order of which the vault keeps exhibits that must go, with its cases and their boards."""

    subject: str
    due_on: date
    names: tuple[str, ...]
    cases: tuple[tuple[CaseFile, Board], ...]

    @property
    def until(self) -> date | None:
        """The last day on which a claim may come."""
        return next(filter(None, (last_window_on(board) for _, board in self.cases)), None)

    def told(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "subject": self.subject,
            "cases": [file.case.key for file, _ in self.cases],
            "due_on": self.due_on.isoformat(),
            "claims_until": None if self.until is None else self.until.isoformat(),
            "exhibits": list(self.names),
        }


class Purger:
    """Looks into a vault at an instant. What a killed run left is finished first."""

    def __init__(self, vault: Vault, at: datetime) -> None:
        self._vault, self._at = vault, at
        vault.resume(by=_BY, at=at)

    def due(self, files: Sequence[CaseFile], boards: Mapping[str, CaseBoard]) -> list[DueOrder]:
        """Return the orders that are due, the first due first."""
        by_subject: dict[str, list[tuple[CaseFile, Board]]] = {}
        for file in files:
            if file.case.key in boards:
                by_subject.setdefault(subject_of(file.case), []).append((file, boards[file.case.key].board))
        found = (self._order(subject, cases) for subject, cases in by_subject.items())
        return sorted(filter(None, found), key=lambda one: (one.due_on, one.subject))

    def _order(self, subject: str, cases: Sequence[tuple[CaseFile, Board]]) -> DueOrder | None:
        day = min(filter(None, (due_on(board) for _, board in cases)), default=None)
        names = tuple(leaf.exhibit for leaf in self._vault.exhibits(subject) if leaf.twin_of is None)
        today = self._at.astimezone(zone_of(cases[0][1].dispute)).date()
        return DueOrder(subject, day, names, tuple(cases)) if names and day is not None and day <= today else None

    def purge(self, due: DueOrder) -> None:
        """Make what stays, and forget the rest."""
        known: dict[str, Exhibit] = {}
        for file, board in due.cases:
            known |= known_contents(file.case, board)
        purging = Purging(known, due.cases[0][1].dispute, new_salt, pixel_lines)
        purge_subject(self._vault, due.subject, purging, by=_BY, at=self._at)


def print_due(found: Sequence[DueOrder], day: date, tongue: Language, *, done: bool) -> None:
    """Print what is due, and what is to be done."""
    console = Console(highlight=False, markup=False, soft_wrap=True)
    if not found:
        console.print(_NOTHING.fill(day=day).say(tongue))
        return
    for one in found:
        told = _DUE.fill(subject=one.subject, day=one.due_on, count=len(one.names), until=one.until or "?")
        console.print(told.say(tongue))
    for line in (_DONE, _BESIDE) if done else (_HINT,):
        console.print(line.say(tongue))
