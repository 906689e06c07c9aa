"""Whether a board shows what was planted in a bundle, and what it shows that was not planted."""

from collections.abc import Callable
from dataclasses import dataclass

from casewright.evidence.board.board import Board, Grade, ProofState
from casewright.evidence.readers.reading import ExhibitReading, ReadingHints
from casewright.intake.dispute_file import DISPUTE_FILE
from casewright.intake.reading import SourceFile
from casewright.pipeline.evidence import board_of_files
from casewright.simulate.bundle import Bundle
from casewright.simulate.faults import Expected, expected

__all__ = ["Tally", "board_of_bundle", "false_alarms", "is_found", "stray_alarms", "unseen_proofs"]

Read = Callable[[SourceFile, ReadingHints], ExhibitReading]


@dataclass(slots=True)
class Tally:
    """Counts of one line of the table."""

    planted: int = 0
    found: int = 0
    clean: int = 0
    alarmed: int = 0
    unseen: int = 0
    stray: int = 0
    rival_planted: int = 0
    rival_found: int = 0

    def line(self, name: str) -> str:
        """Return the line of the table."""
        share = 100 * self.found / self.planted if self.planted else 0.0
        alarms = 100 * self.alarmed / self.clean if self.clean else 0.0
        rival = f"{self.rival_found}/{self.rival_planted}" if self.rival_planted else "-"
        found, clean = f"{self.found}/{self.planted}", f"{self.alarmed}/{self.clean}"
        return f"{name:<28}{found:>9}{share:>8.1f}{clean:>9}{alarms:>8.1f}{self.unseen:>8}{self.stray:>7}{rival:>10}"


def board_of_bundle(bundle: Bundle, read: Read) -> Board:
    """Return the board that the product makes of the bundle's folder."""
    files = [SourceFile(made.name, made.content) for made in bundle.files]
    made = board_of_files([SourceFile(DISPUTE_FILE, bundle.dispute), *files], read=read)
    if made.board is None or any(finding.code.startswith("DSP") for finding in made.findings):
        raise ValueError(f"{bundle.key}: {[finding.words.en for finding in made.findings]}")
    return made.board


def _keys(board: Board, names: tuple[str, ...]) -> frozenset[str]:
    """Return the keys of the exhibits that are these files or lie inside them."""
    return frozenset(
        one.key
        for one in board.exhibits
        if any(one.place.file == name or one.place.file.startswith(f"{name}!/") for name in names)
    )


def is_found(bundle: Bundle, board: Board, clean: Board) -> bool:
    """Whether the right kind of remark names the exhibit that the fault lies in."""
    if bundle.planted is None:
        raise ValueError("nothing was planted")
    wanted, keys = expected(bundle.planted.fault), _keys(board, bundle.struck)
    if wanted.quarantined and any(one.exhibit in keys for one in board.quarantined):
        return True
    if wanted.proof_lost and _lost(bundle, board, clean):
        return True
    if any(
        why.code in wanted.codes and keys & set(why.exhibits or item.exhibits)
        for item in board.items
        for why in item.weak_because
    ):
        return True
    return any(
        one.kind in wanted.kinds and {one.claimed.exhibit, one.shown.exhibit} & keys for one in board.contradictions
    )


def _lost(bundle: Bundle, board: Board, clean: Board) -> bool:
    """Whether a proof that rests on the struck papers in the clean bundle no longer stands as provided."""
    before = _keys(clean, bundle.before)
    rested = {one.code for one in clean.items if one.state is ProofState.PROVIDED and before & set(one.exhibits)}
    return any(one.code in rested and one.state is not ProofState.PROVIDED for one in board.items)


def false_alarms(board: Board) -> list[str]:
    """Return what a board of a clean bundle remarks though nothing is wrong."""
    told = [f"{one.kind.value}: {one.words.en}" for one in board.contradictions]
    return told + [f"quarantined: {one.reason.words.en}" for one in board.quarantined]


def unseen_proofs(board: Board) -> list[str]:
    """Return the required proofs that do not stand as provided."""
    return [
        f"{one.state.value} {one.proof} {[why.words.en for why in one.weak_because]}"
        for one in board.items
        if one.grade is Grade.REQUIRED and one.state is not ProofState.PROVIDED
    ]


def stray_alarms(bundle: Bundle, board: Board, clean: Board, wanted: Expected) -> int:
    """Count contradictions that neither the fault nor the clean bundle explains."""
    keys = _keys(board, bundle.struck)
    known = {(one.kind, one.words.en) for one in clean.contradictions}
    return sum(
        one.kind not in wanted.kinds and not ({one.claimed.exhibit, one.shown.exhibit} & keys)
        for one in board.contradictions
        if (one.kind, one.words.en) not in known
    )
