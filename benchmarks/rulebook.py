"""How fast tables decide: one case, and ten million, beside other engines on the same table with answers compared.

    python benchmarks/rulebook.py [ROWS]

Rivals: zen-engine, a chain of ifs as one would write it by hand, OpenFisca-core, and DuckDB merely reading the same
Parquet. Those that are not installed are left out and named (extra `bench`). Times are of the processor, all threads
together, the best of several runs, so that other work on the machine does not count.

A chain of ifs is as fast as its first row that holds is near, so there are two tables: one whose rows have few
conditions, where a case stops soon, and one with several, where it walks past many. Our compiled table is asked with
the values a case has: money with its currency, which the chain of ifs need not look at, and nothing is left unknown.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import ibis
import numpy as np
from numpy.typing import NDArray

from casewright.bulk import BulkCases, FactColumn, decide_bulk
from casewright.bulk.parquet import read_facts_file
from casewright.bulk.replay import tallies_of_file
from casewright.domain.money import Money
from casewright.rulebook import Table, decide
from casewright.rulebook.batch import BatchAnswer, decide_batch
from casewright.rulebook.cells import Equals, Interval
from casewright.rulebook.compile import compiled_table
from casewright.rulebook.replaying import Tally
from casewright.rulebook.walk import walk
from rulebook_table import (
    CARRIERS,
    DAY,
    FEW,
    REASONS,
    SEVERAL,
    VERDICTS,
    ZONE,
    CaseArrays,
    case_arrays,
    cases_of,
    draft_of,
    facts_of,
    table_of,
)

ONE_BY_ONE = 2_000
ROUNDS = 9
MANY = 10_000_000
FISCA = 500_000
Found = tuple[float, Any]


def best(run: Callable[[], Any], times: int = 5) -> Found:
    """Return the least processor time of several runs, in seconds, and what the last run returned."""
    least, found = float("inf"), None
    for _ in range(times):
        started = time.process_time()
        found = run()
        least = min(least, time.process_time() - started)
    return least, found


def if_chain(table: Table) -> Callable[[Mapping[str, Any]], int]:
    """Write the table as a chain of ifs over plain values, as a programmer would, and compile it."""
    lines = ["def chain(case):"]
    names = ("reason", "carrier", "proof", "age", "claims", "amount")
    lines += [f"    {name} = case[{name!r}]" for name in names]
    for number, row in enumerate(table.rows):
        tests = [_python_test(item.fact, item.cell.tests[0], negated=item.cell.negated) for item in row.when]
        lines.append(f"    if {' and '.join(tests)}: return {number}" if tests else f"    return {number}")
    scope: dict[str, Any] = {}
    exec("\n".join(lines), scope)  # noqa: S102 - our own text, made above
    chain: Callable[[Mapping[str, Any]], int] = scope["chain"]
    return chain


def _python_test(fact: str, test: Equals | Interval, *, negated: bool) -> str:
    if isinstance(test, Equals):
        if isinstance(test.bound, bool):
            return fact if test.bound else f"not {fact}"
        return f"{fact} {'!=' if negated else '=='} {test.bound!r}"
    low, high = (bound.minor if isinstance(bound, Money) else bound for bound in (test.low, test.high))
    return f"{fact} >= {low}" if high is None else f"{low} <= {fact} < {high}"


def zen_table(table: Table) -> str:
    """Write the table in zen's own format."""
    names = ("reason", "carrier", "proof", "age", "claims", "amount")
    rules = []
    for number, row in enumerate(table.rows):
        cells = {item.fact: _zen_cell(item.cell.tests[0], negated=item.cell.negated) for item in row.when}
        rules.append({"_id": f"r{number}", **{name: cells.get(name, "") for name in names}, "row": str(number)})
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": name, "name": name, "field": name, "type": "expression"} for name in names],
        "outputs": [{"id": "row", "name": "row", "field": "row", "type": "expression"}],
        "rules": rules,
    }
    place = {"x": 0, "y": 0}
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", "position": place},
        {"id": "table", "type": "decisionTableNode", "name": "table", "position": place, "content": content},
        {"id": "out", "type": "outputNode", "name": "out", "position": place},
    ]
    edges = [
        {"id": "1", "sourceId": "in", "targetId": "table", "type": "edge"},
        {"id": "2", "sourceId": "table", "targetId": "out", "type": "edge"},
    ]
    return json.dumps({"nodes": nodes, "edges": edges})


def _zen_cell(test: Equals | Interval, *, negated: bool) -> str:
    if isinstance(test, Equals):
        text = json.dumps(test.bound)
        return f"$ != {text}" if negated else text
    low, high = (bound.minor if isinstance(bound, Money) else bound for bound in (test.low, test.high))
    return f">= {low}" if high is None else f"[{low}..{high})"


def one_by_one(conditions: tuple[int, int]) -> None:
    """Measure single cases. Every engine's rows are compared with the reference walk."""
    table = table_of(conditions)
    compiled = compiled_table(table, DAY, None)
    facts = facts_of(case_arrays(ONE_BY_ONE, unknown=False))
    values = [{name: fact.value for name, fact in one.items()} for one in facts]
    plain = [
        {name: value.minor if isinstance(value, Money) else value for name, value in one.items()} for one in values
    ]
    stops = [walk(compiled.snapshot, one) for one in facts]
    expected = [stop.rows[0] for stop in stops if stop is not None]
    chain = if_chain(table)
    codes = {row.code: number for number, row in enumerate(table.rows)}
    walked = sum(expected) / len(expected) + 1
    size = f"{len(table.rows)} rows of {conditions[0]} to {conditions[1]} conditions, 6 inputs, {ONE_BY_ONE:,} cases"
    print(f"One case: {size} that look at {walked:.0f} rows; decisions a second")
    mask, found = best(lambda: [compiled.first(one)[0] for one in values], 50)
    _line("the compiled table: which row", mask, found == expected)

    def rows(*, trace: bool) -> list[int]:
        asked = (decide(table, one, on=DAY, marketplace=None, zone=ZONE, trace=trace) for one in facts)
        return [codes[decision.row or ""] for decision in asked]

    whole, found = best(lambda: rows(trace=False))
    _line("a whole decision (checked, with reasons)", whole, found == expected)
    traced, found = best(lambda: rows(trace=True), 2)
    _line("the same with the why-not of every row", traced, found == expected)
    by_hand, found = best(lambda: [chain(one) for one in plain], 50)
    _line("a chain of ifs by hand", by_hand, found == expected)
    low, middle, high = _spread(
        lambda: [compiled.first(one)[0] for one in values], lambda: [chain(one) for one in plain]
    )
    print(
        f"  compiled / chain of ifs         {middle:6.2f}   {low:.2f} to {high:.2f} in {ROUNDS} rounds (expected: 0.6)"
    )
    if find_spec("zen") is None:
        print('  zen-engine is not installed: pip install "casewright[bench]"')
        return
    decision = import_module("zen").ZenEngine().create_decision(zen_table(table))
    zen, found = best(lambda: [decision.evaluate(one)["result"]["row"] for one in plain], 3)
    _line("zen-engine", zen, found == expected)
    print(f"  compiled / zen-engine           {zen / mask:6.1f}   (expected at least 50)")
    print(f"  a whole decision / zen-engine   {zen / whole:6.1f}")


def _spread(ours: Callable[[], Any], theirs: Callable[[], Any]) -> tuple[float, float, float]:
    """Return the least, the middle and the greatest ratio of speeds of several rounds, taken turn by turn."""
    ratios = []
    for _ in range(ROUNDS):
        turns = [(best(theirs, 1)[0], best(ours, 1)[0]) for _ in range(10)]
        ratios.append(min(their for their, _ in turns) / min(our for _, our in turns))
    return min(ratios), sorted(ratios)[ROUNDS // 2], max(ratios)


def _line(name: str, seconds: float, agrees: object) -> None:
    print(f"  {name:<42}{ONE_BY_ONE / seconds:>12,.0f}   {'same rows' if agrees else 'OTHER ROWS'}")
    if not agrees:
        raise SystemExit(f"{name} disagrees with the reference")


def write_parquet(arrays: CaseArrays, path: Path) -> None:
    """Write the cases as a shop's export would hold them: names as text, money in minor units beside its currency.

    The money at stake in each case is its amount.
    """
    import_module("pyarrow.parquet").write_table(_arrow(arrays), path)


def _arrow(arrays: CaseArrays) -> Any:  # noqa: ANN401 - pyarrow ships no types
    arrow = import_module("pyarrow")

    def text(codes: NDArray[np.int8], names: Sequence[str]) -> Any:  # noqa: ANN401 - as above
        return arrow.DictionaryArray.from_arrays(codes, list(names))

    proof = arrow.array(arrays.proof == 1, mask=arrays.proof < 0)
    euro = text(np.zeros(len(arrays.minor), np.int8), ["EUR"])
    return arrow.table(
        {
            "reason": text(arrays.reason, REASONS),
            "carrier": text(arrays.carrier, CARRIERS),
            "proof": proof,
            "age": arrays.age,
            "claims": arrays.claims,
            "amount_minor": arrays.minor,
            "amount_currency": euro,
            "money_minor": arrays.minor,
            "money_currency": euro,
        }
    )


Totals = dict[str, tuple[int, int]]
"""By row how many cases it decides and their money; `asks` are those that wait for a fact."""


def many(size: int) -> None:
    """Measure a replay: each case decided by the table and by a draft of it, added up by row with the money."""
    table = table_of(SEVERAL)
    arrays = case_arrays(size, unknown=True)
    print(f"\nReplay: {size:,} cases, one proof in ten unknown; rows with their cases and money; processor seconds")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.parquet"
        write_parquet(arrays, path)
        scan, _ = best(lambda: _scan(path), 5)
        print(f"  DuckDB reads every column of the Parquet       {scan:8.2f}")
        both, tallies = best(lambda: _replayed(table, draft_of(table), path), 5)
        moved = sum(tally.count for tally in tallies if tally.before != tally.after)
        print(f"  casewright replay, a draft: both answers       {both:8.2f}   {both / scan:5.2f} x the scan")
        print(f"    (expected: at most 2 x the scan; {moved:,} cases change)")
        cases = cases_of(arrays)
        array, answer = best(lambda: decide_batch(table, cases, on=DAY, zone=ZONE), 3)
        print(f"  one answer, NumPy, columns in memory           {array:8.2f}   {array / scan:5.2f} x the scan")
        sql, in_sql = best(lambda: _in_duckdb(table, path), 3)
        print(f"  one answer, Ibis on DuckDB, from Parquet       {sql:8.2f}   {sql / scan:5.2f} x the scan")
        agrees = _totals(tallies) == in_sql == _of_arrays(answer, arrays.minor)
        print(f"  the answers are {'the same' if agrees else 'NOT the same'}")
        if not agrees:
            raise SystemExit("the engines disagree")
    open_fisca(table, size, both)


def _replayed(before: Table, after: Table, path: Path) -> list[Tally]:
    """Replay the file as the command does."""
    file = read_facts_file(path, before)
    return list(tallies_of_file(file, before, after, on=DAY, zone=ZONE, as_of=None, examples=3))


def _totals(tallies: Sequence[Tally]) -> Totals:
    found: Totals = {}
    for tally in tallies:
        count, money = found.get(tally.before.row, (0, 0))
        found[tally.before.row] = count + tally.count, money + tally.money.get("EUR", 0)
    return found


def _of_arrays(answer: BatchAnswer, minor: NDArray[np.int32]) -> Totals:
    rows = [live.row.code for live in answer.plan.rows]
    counts = np.bincount(answer.row + 1, minlength=len(rows) + 1).tolist()
    sums = np.bincount(answer.row + 1, weights=minor, minlength=len(rows) + 1).tolist()
    lines = zip(["asks", *rows], counts, sums, strict=True)
    return {name: (count, int(money)) for name, count, money in lines if count}


def _scan(path: Path) -> Any:  # noqa: ANN401 - one row of whatever
    texts = ("reason", "carrier", "proof", "amount_currency", "money_currency")
    numbers = ("age", "claims", "amount_minor", "money_minor")
    wanted = ", ".join([f"max({name})" for name in texts] + [f"sum({name})" for name in numbers])
    return duckdb.sql(f"select {wanted} from read_parquet('{path}')").fetchall()  # noqa: S608 - our own path


def _in_duckdb(table: Table, path: Path) -> Totals:
    connection = ibis.duckdb.connect()
    held = connection.read_parquet(path)
    facts = {name: FactColumn(name) for name in ("reason", "carrier", "proof", "age", "claims")}
    facts["amount"] = FactColumn("amount_minor", "amount_currency")
    plan, answered = decide_bulk(table, BulkCases(held, facts), on=DAY, zone=ZONE)
    grouped = answered.group_by("row").aggregate(cases=answered.count(), money=answered["amount_minor"].sum())
    found = grouped.to_pyarrow().to_pydict()
    connection.disconnect()
    lines = zip(found["row"], found["cases"], found["money"], strict=True)
    return {"asks" if row < 0 else plan.rows[row].row.code: (int(count), int(money)) for row, count, money in lines}


def open_fisca(table: Table, size: int, ours: float) -> None:
    """Measure OpenFisca's own way, a formula over arrays, on fewer cases; it knows no unknown, so all are known."""
    if find_spec("openfisca_core") is None:
        print('  OpenFisca-core is not installed: pip install "casewright[bench]"')
        return
    fewer = min(size, FISCA)
    arrays = case_arrays(fewer, unknown=False)
    measured, found = best(import_module("rulebook_openfisca").simulation(table, arrays, VERDICTS), 2)
    ours_here = decide_batch(table, cases_of(arrays), on=DAY, zone=ZONE).row
    agrees = bool((found == ours_here).all())
    stretched = measured * size / fewer
    print(f"  OpenFisca-core, {fewer:,} cases, rows {'the same' if agrees else 'NOT the same'}     {measured:8.2f}")
    print(
        f"  stretched to {size:,} cases          {stretched:8.2f}   {stretched / ours:5.1f} x ours, which answers twice"
    )
    if not agrees:
        raise SystemExit("OpenFisca-core and we disagree")


def main() -> None:
    """Measure and print."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    one_by_one(FEW)
    print()
    one_by_one(SEVERAL)
    many(size)


if __name__ == "__main__":
    main()
