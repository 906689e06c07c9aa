"""Bundles of evidence with planted faults through the product's own path: read with text recognition, then the board.

Nine families of papers with other words, layouts, field names, days and fonts; in all but A and B a paper is worded in
several ways. A, C, D, E, F, H and I may be looked at while the readers are mended; B and G are held out: nobody tunes
on them. G is worded and set as carriers, shops, banks and laboratories do it, by a writer who had not seen the readers.
So is I, by another such writer, with the harmless days, sums and names that stand beside the facts on real papers, and
with sales to France: at the first look, before anything was mended on it, 82.9 % were found and 11 of 78 clean bundles
alarmed (seed 71, PDF pages instead of pictures).
For each of the 26 types of dispute: three clean bundles and at least eight faulted ones. A fault counts as found only
if the right kind of contradiction, missing proof or reason names the exhibit it lies in. False alarms are clean bundles
with any contradiction or quarantine; "unseen" counts required proofs that are in a clean bundle and not credited,
"stray" remarks of faulted bundles that neither the fault nor the clean bundle explains. Beside it the public
`disputeguard`, given the same papers' text in its slots: a fault counts as found if its report changes at all.

Run: python benchmarks/planted_faults.py [--family NAME] [--seed N] [--types T ...] [--faults F ...] [--worlds N]
     [--memory DIR] [--write DIR] [-v]
"""

import argparse
import sys
import time
from collections import defaultdict
from pathlib import Path

from casewright.domain.dispute import DisputeType
from casewright.domain.exhibit import ObservationKind
from casewright.evidence.board.board import Board
from casewright.evidence.readers.eyes import rapid_eyes
from casewright.evidence.readers.read import read_exhibit
from casewright.evidence.readers.reading import ExhibitReading, ReadingHints
from casewright.intake.reading import SourceFile
from casewright.simulate.bundle import WORLDS, Bundle, bundles_of
from casewright.simulate.faults import expected
from casewright.simulate.folder import write_bundle
from casewright.simulate.wording import FAMILIES
from planted_eyes import RememberingEyes
from planted_rival import Verdict, rival_verdict, rival_version
from planted_score import Tally, board_of_bundle, false_alarms, is_found, stray_alarms, unseen_proofs

_HEAD = ("type or fault", "found", "%", "alarms", "%", "unseen", "stray", "rival")


class Readings:
    """Reads each file once in a run; with a folder, pictures are not looked at again in later runs."""

    def __init__(self, memory: Path | None) -> None:
        eyes = rapid_eyes()
        if eyes is None:
            raise SystemExit("install the text recognition first: pip install 'casewright[pictures]'")
        self.eyes = RememberingEyes(eyes, memory)
        self._kept: dict[tuple[str, bytes, ReadingHints], ExhibitReading] = {}

    def read(self, file: SourceFile, hints: ReadingHints) -> ExhibitReading:
        """Return the reading of a file."""
        key = (file.name, file.content, hints)
        if key not in self._kept:
            self._kept[key] = read_exhibit(file, hints=hints, eyes=self.eyes)
        return self._kept[key]


class Measuring:
    """Goes through the bundles and counts, by type and by fault."""

    def __init__(self, readings: Readings, *, verbose: bool) -> None:
        self._readings, self._verbose = readings, verbose
        self.by_type: dict[str, Tally] = defaultdict(Tally)
        self.by_fault: dict[str, Tally] = defaultdict(Tally)
        self.all = Tally()
        self._clean: dict[str, tuple[Board, Verdict | None]] = {}
        self.has_rival = rival_version() is not None

    def take(self, bundle: Bundle) -> None:
        """Measure one bundle; the clean one of its world must have been before."""
        board = board_of_bundle(bundle, self._readings.read)
        verdict = rival_verdict(bundle, _texts(board)) if self.has_rival else None
        if bundle.planted is None:
            self._clean[bundle.story.order_id] = board, verdict
            self._count_clean(bundle, board)
            return
        clean, before = self._clean[bundle.story.order_id]
        found = is_found(bundle, board, clean)
        stray = stray_alarms(bundle, board, clean, expected(bundle.planted.fault))
        for tally in (self.all, self.by_type[bundle.story.type.value], self.by_fault[bundle.planted.fault.value]):
            tally.planted += 1
            tally.found += found
            tally.stray += stray
            if verdict is not None:
                tally.rival_planted += 1
                tally.rival_found += verdict != before
        if self._verbose and not found:
            shown = [f"{one.kind.value} {one.shown.exhibit}" for one in board.contradictions]
            print(f"MISSED {bundle.key} in {bundle.struck}: {shown}")

    def _count_clean(self, bundle: Bundle, board: Board) -> None:
        alarms, unseen = false_alarms(board), unseen_proofs(board)
        for tally in (self.all, self.by_type[bundle.story.type.value]):
            tally.clean += 1
            tally.alarmed += bool(alarms)
            tally.unseen += len(unseen)
        if self._verbose:
            for words in alarms:
                print(f"ALARM {bundle.key}: {words}")
            for words in unseen:
                print(f"UNSEEN {bundle.key}: {words}")


def _texts(board: Board) -> dict[str, str]:
    """Return for each file what was read in it, as one text."""
    texts: dict[str, str] = defaultdict(str)
    for one in board.exhibits:
        values = (str(seen.value) for seen in one.observations if seen.kind is not ObservationKind.PICTURE)
        texts[one.place.file.partition("!/")[0]] += " ".join(values)
    return texts


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="planted faults through readers and board")
    parser.add_argument("--family", choices=FAMILIES, action="append")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--types", nargs="*", type=DisputeType, default=list(DisputeType))
    parser.add_argument("--faults", nargs="*", default=[])
    parser.add_argument("--worlds", type=int, default=WORLDS)
    parser.add_argument("--memory", type=Path)
    parser.add_argument("--write", type=Path)
    parser.add_argument("-v", "--verbose", action="store_true")
    return parser.parse_args()


def _measure(family: str, told: argparse.Namespace) -> None:
    begun = time.process_time()
    readings = Readings(told.memory)
    measuring = Measuring(readings, verbose=told.verbose)
    for kind in told.types:
        for bundle in bundles_of(family, kind, told.seed, told.worlds):
            if bundle.planted is not None and told.faults and bundle.planted.fault.value not in told.faults:
                continue
            if told.write is not None:
                write_bundle(bundle, told.write / family)
            measuring.take(bundle)
    print(f"\nfamily {family}, seed {told.seed}, beside disputeguard {rival_version() or '(not installed)'}")
    print("{:<28}{:>9}{:>8}{:>9}{:>8}{:>8}{:>7}{:>10}".format(*_HEAD))
    for name, tally in (*measuring.by_type.items(), *sorted(measuring.by_fault.items()), ("all", measuring.all)):
        print(tally.line(name))
    spent = time.process_time() - begun
    print(f"CPU-seconds {spent:.0f} without the confined processes; pictures looked at {readings.eyes.looked}")


def main() -> None:
    """Measure the families asked for, one after the other."""
    told = _arguments()
    if told.memory is not None:
        told.memory.mkdir(parents=True, exist_ok=True)
    for family in told.family or FAMILIES:
        _measure(family, told)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
