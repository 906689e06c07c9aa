"""How fast a table is proven: 12 inputs, 200 rows, complete and without overlap by construction, beside z3.

    python benchmarks/verify.py [ROWS]

A table that is a partition is the hard case for a prover: nothing may be missing and nothing may overlap, so neither
search can stop early. The same table with one row taken out has exactly that hole. Times are of the processor, the best
of several runs. z3 gets the same pieces as a formula; where it is not installed it is left out and named.
"""

import sys
import time
from collections.abc import Callable
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

from casewright.domain.words import Words
from casewright.rulebook import FactSpec, FactType, Table
from casewright.rulebook.axes import axes_of
from casewright.rulebook.catalogue import ActionSpec, Catalogue
from casewright.rulebook.cells import Cell, Equals, Interval
from casewright.rulebook.compile import Compiled, compile_snapshot
from casewright.rulebook.dates import snapshot
from casewright.rulebook.decision import Confidence
from casewright.rulebook.prove import case_for_row, clashing_rows, uncovered_case
from casewright.rulebook.prove_z3 import case_by_z3
from casewright.rulebook.table import EVERYWHERE, Condition, HitPolicy, Row
from casewright.rulebook.walk import walk

SAY = Words("x", "某")
DAY = date(2026, 5, 1)
INPUTS, ROWS = 12, 200
LETTERS = ("a", "b", "c", "d")
_HIGH = 64
_SEED = 20_261_121
Box = tuple[tuple[int, int], ...]


def partition(rows: int) -> list[Box]:
    """Cut the whole space into that many boxes: again and again one box in two, along a column chosen by chance."""
    chance = np.random.default_rng(_SEED)
    whole = tuple((0, _HIGH) if column % 2 else (0, len(LETTERS)) for column in range(INPUTS))
    boxes: list[Box] = [whole]
    while len(boxes) < rows:
        place = int(chance.integers(len(boxes)))
        box = boxes[place]
        columns = [column for column, (low, high) in enumerate(box) if high - low > 1]
        column = columns[int(chance.integers(len(columns)))]
        low, high = box[column]
        cut = int(chance.integers(low + 1, high))
        boxes[place] = (*box[:column], (low, cut), *box[column + 1 :])
        boxes.append((*box[:column], (cut, high), *box[column + 1 :]))
    return boxes


def table_of(boxes: list[Box], hit: HitPolicy) -> Table:
    """Write each box as a row: an odd column is a whole number, an even one a letter."""
    facts = {f"f{column}": _fact(column) for column in range(INPUTS)}
    facts["opened_on"] = FactSpec("opened_on", FactType.DATE, SAY, SAY, SAY, {})
    catalogue = Catalogue(facts, {"do": ActionSpec("do", SAY)}, {}, {}, {}, SAY, SAY)
    rows = tuple(_row(number, box) for number, box in enumerate(boxes))
    return Table("t", None, SAY, hit, "opened_on", EVERYWHERE, (), rows, (), catalogue, "t.toml")


def _fact(column: int) -> FactSpec:
    name = f"f{column}"
    if column % 2:
        return FactSpec(name, FactType.INTEGER, SAY, SAY, SAY, {}, 0, _HIGH - 1)
    return FactSpec(name, FactType.ENUM, SAY, SAY, SAY, dict.fromkeys(LETTERS, SAY))


def _row(number: int, box: Box) -> Row:
    whole = tuple((0, _HIGH) if column % 2 else (0, len(LETTERS)) for column in range(INPUTS))
    when = tuple(
        Condition(f"f{column}", _cell(column, side)) for column, side in enumerate(box) if side != whole[column]
    )
    code = f"R{number:03}"
    return Row(code, code, date(2020, 1, 1), None, EVERYWHERE, when, ("do",), (), (), SAY, ("S",), Confidence.PUBLISHED)


def _cell(column: int, side: tuple[int, int]) -> Cell:
    low, high = side
    if column % 2:
        return Cell((Interval(low, high, high_open=True),), f"[{low}..{high})")
    return Cell(tuple(Equals(LETTERS[index]) for index in range(low, high)), ", ".join(LETTERS[low:high]))


def best(run: Callable[[], Any], times: int = 5) -> tuple[float, Any]:
    """Return the least processor time of several runs, in seconds, and what the last run returned."""
    least, found = float("inf"), None
    for _ in range(times):
        started = time.process_time()
        found = run()
        least = min(least, time.process_time() - started)
    return least, found


def _compiled(boxes: list[Box], hit: HitPolicy = HitPolicy.UNIQUE) -> Compiled:
    return compile_snapshot(snapshot(table_of(boxes, hit), DAY, None))


def by_z3(compiled: Compiled) -> object:
    """Ask z3 for a case that no row covers."""
    return case_by_z3(axes_of(compiled), (compiled.here, compiled.every_row), compiled.every_row, 0)


def overlaps_by_z3(compiled: Compiled) -> int:
    """Ask z3 of every pair of rows whether they can hold together: one formula, two assumptions at a time."""
    z3 = import_module("z3")
    solver = z3.SolverFor("QF_FD")
    rows = [z3.Bool(f"row{index}") for index in range(compiled.width)]
    for axis in axes_of(compiled):
        terms = [z3.Bool(f"{axis.fact}#{number}") for number in range(len(axis.pieces))]
        solver.add(z3.PbEq([(one, 1) for one in terms], 1))
        for index, row in enumerate(rows):
            taken = [term for term, (masks, _) in zip(terms, axis.pieces, strict=True) if masks[0] >> index & 1]
            solver.add(z3.Implies(row, z3.Or(taken)))
    pairs = ((one, other) for other in range(compiled.width) for one in range(other))
    return sum(solver.check(rows[one], rows[other]) == z3.sat for one, other in pairs)


def main() -> None:
    """Measure and print."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    boxes = partition(rows)
    whole, torn = _compiled(boxes), _compiled(boxes[:-1])
    shadowed = _compiled([*boxes, boxes[rows // 2]], HitPolicy.FIRST)
    print(f"{INPUTS} inputs, {rows} rows; processor seconds")
    compiling, _ = best(lambda: _compiled(boxes))
    pieces, _ = best(lambda: axes_of.__wrapped__(whole))
    complete, hole = best(lambda: uncovered_case(whole))
    apart, clashes = best(lambda: list(clashing_rows(whole)))
    reached, found = best(lambda: [case_for_row(whole, index) for index in range(rows)], 2)
    missing, gap = best(lambda: uncovered_case(torn))
    dead, none = best(lambda: case_for_row(shadowed, rows))
    right = hole is None and not clashes and None not in found and gap is not None and none is None
    if not right or walk(torn.snapshot, gap or {}) is not None:
        raise SystemExit("a proof is wrong")
    print(f"  compile                                   {compiling:8.3f}")
    print(f"  cut each column into pieces               {pieces:8.3f}")
    print(f"  complete: no case is left uncovered       {complete:8.3f}")
    print(f"  no two rows can hold together             {apart:8.3f}")
    print(f"  every row can hold, with a case for each  {reached:8.3f}")
    print(
        f"  proven, all of it                         {pieces + complete + apart + reached:8.3f}   (expected under 0.2)"
    )
    print(f"  one row taken out: the hole, with a case  {missing:8.3f}")
    print(f"  a row that the others cover: never        {dead:8.3f}")
    if find_spec("z3") is None:
        print('  z3 is not installed: pip install "casewright[prove]"')
        return
    theirs, nothing = best(lambda: by_z3(whole), 3)
    pairs, overlapping = best(lambda: overlaps_by_z3(whole), 1)
    torn_z3, case = best(lambda: by_z3(torn), 3)
    if nothing is not None or overlapping or case is None:
        raise SystemExit("z3 and we disagree")
    print(f"  z3: complete                              {theirs:8.3f}")
    print(f"  z3: no two rows, pair by pair             {pairs:8.3f}")
    print(f"  z3: the hole                              {torn_z3:8.3f}")


if __name__ == "__main__":
    main()
