"""How fast tables decide: one case, and ten million, beside other engines on the same table with answers compared.

    python benchmarks/rulebook.py [ROWS]

Rivals: zen-engine, a chain of ifs as one would write it by hand, OpenFisca-core, and DuckDB merely reading the same
Parquet. Those that are not installed are left out and named (extra `bench`). Times are of the processor, all threads
together, the best of several runs, so that other work on the machine does not count.
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
from casewright.domain.money import Money
from casewright.rulebook import Table, decide
from casewright.rulebook.batch import BatchCases, decide_batch
from casewright.rulebook.cells import Equals, Interval
from casewright.rulebook.columns import Amounts, BatchColumn, Coded, Scaled
from casewright.rulebook.compile import compiled_table
from casewright.rulebook.walk import walk
from rulebook_table import (
    CARRIERS,
    DAY,
    REASONS,
    VERDICTS,
    ZONE,
    CaseArrays,
    case_arrays,
    cases_of,
    facts_of,
    table_of,
)

ONE_BY_ONE = 2_000
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


def one_by_one() -> None:
    """Measure single cases. Every engine's rows are compared with the reference walk."""
    table = table_of()
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
    size = f"{len(table.rows)} rows, 6 inputs, {ONE_BY_ONE:,} cases that walk {walked:.0f} rows"
    print(f"One case: {size}; decisions a second")
    mask, found = best(lambda: [compiled.first(one)[0] for one in values], 15)
    _line("masks: which row", mask, found == expected)

    def rows(*, trace: bool) -> list[int]:
        asked = (decide(table, one, on=DAY, marketplace=None, zone=ZONE, trace=trace) for one in facts)
        return [codes[decision.row or ""] for decision in asked]

    whole, found = best(lambda: rows(trace=False))
    _line("a whole decision (checked, with reasons)", whole, found == expected)
    traced, found = best(lambda: rows(trace=True), 2)
    _line("the same with the why-not of every row", traced, found == expected)
    by_hand, found = best(lambda: [chain(one) for one in plain], 15)
    _line("a chain of ifs by hand", by_hand, found == expected)
    print(f"  masks / chain of ifs            {by_hand / mask:6.2f}   (expected at least 0.6)")
    if find_spec("zen") is None:
        print('  zen-engine is not installed: pip install "casewright[bench]"')
        return
    decision = import_module("zen").ZenEngine().create_decision(zen_table(table))
    zen, found = best(lambda: [decision.evaluate(one)["result"]["row"] for one in plain], 3)
    _line("zen-engine", zen, found == expected)
    print(f"  masks / zen-engine              {zen / mask:6.1f}   (expected at least 50)")
    print(f"  a whole decision / zen-engine   {zen / whole:6.1f}")


def _line(name: str, seconds: float, agrees: object) -> None:
    print(f"  {name:<42}{ONE_BY_ONE / seconds:>12,.0f}   {'same rows' if agrees else 'OTHER ROWS'}")
    if not agrees:
        raise SystemExit(f"{name} disagrees with the reference")


def write_parquet(arrays: CaseArrays, path: Path) -> None:
    """Write the cases as a shop's export would hold them: names as text, money in minor units beside its currency."""
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
        }
    )


def replayed(row: NDArray[np.int32], minor: NDArray[np.int32], rows: int) -> dict[int, tuple[int, int]]:
    """Return by row how many cases it decides and their money; -1 are those that wait for a fact."""
    counts = np.bincount(row + 1, minlength=rows + 1)
    sums = np.bincount(row + 1, weights=minor, minlength=rows + 1)
    both = enumerate(zip(counts.tolist(), sums.tolist(), strict=True), -1)
    return {index: (int(count), int(total)) for index, (count, total) in both if count}


def many(size: int) -> None:
    """Measure a replay: for each row of the table, how many of the cases it decides and the money in them."""
    table = table_of()
    arrays = case_arrays(size, unknown=True)
    print(f"\nReplay: {size:,} cases, one proof in ten unknown; rows with their cases and money; processor seconds")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.parquet"
        write_parquet(arrays, path)
        scan, _ = best(lambda: _scan(path), 3)
        print(f"  DuckDB reads every column of the Parquet       {scan:8.2f}")
        cases = cases_of(arrays)

        def in_numpy() -> dict[int, tuple[int, int]]:
            answer = decide_batch(table, cases, on=DAY, zone=ZONE)
            return replayed(answer.row, arrays.minor, len(table.rows))

        array, expected = best(in_numpy, 3)
        print(f"  NumPy, columns in memory                       {array:8.2f}   {array / scan:5.2f} x the scan")
        read, found = best(lambda: _in_numpy_from_parquet(table, path), 3)
        print(f"  NumPy, from Parquet                            {read:8.2f}   {read / scan:5.2f} x the scan")
        sql, in_sql = best(lambda: _in_duckdb(table, path), 3)
        print(f"  Ibis on DuckDB, from Parquet                   {sql:8.2f}   {sql / scan:5.2f} x the scan")
        print("  expected: a replay from Parquet in at most 2 x the scan")
        agrees = found == in_sql == expected
        print(f"  the answers are {'the same' if agrees else 'NOT the same'}")
        if not agrees:
            raise SystemExit("the engines disagree")
    open_fisca(table, size, sql)


def _scan(path: Path) -> Any:  # noqa: ANN401 - one row of whatever
    texts, numbers = ("reason", "carrier", "proof", "amount_currency"), ("age", "claims", "amount_minor")
    wanted = ", ".join([f"max({name})" for name in texts] + [f"sum({name})" for name in numbers])
    return duckdb.sql(f"select {wanted} from read_parquet('{path}')").fetchall()  # noqa: S608 - our own path


def _in_numpy_from_parquet(table: Table, path: Path) -> dict[int, tuple[int, int]]:
    """Read the file group by group, so that it never stands in memory as a whole, and decide each group."""
    texts = ["reason", "carrier", "amount_currency"]
    file = import_module("pyarrow.parquet").ParquetFile(path, read_dictionary=texts)
    total: dict[int, tuple[int, int]] = {}
    for group in file.iter_batches(batch_size=1 << 19):
        columns: dict[str, BatchColumn] = {name: _coded(group.column(name)) for name in ("reason", "carrier")}
        proof = group.column("proof")
        codes = proof.cast("int8").fill_null(-1).to_numpy(zero_copy_only=False)
        minor = group.column("amount_minor").to_numpy()
        columns |= {
            "proof": Coded(codes, (False, True)),
            "amount": Amounts(minor, _coded(group.column("amount_currency"))),
        }
        columns |= {name: Scaled(group.column(name).to_numpy()) for name in ("age", "claims")}
        answer = decide_batch(table, BatchCases(columns, len(minor)), on=DAY, zone=ZONE)
        for row, (count, money) in replayed(answer.row, minor, len(table.rows)).items():
            before = total.get(row, (0, 0))
            total[row] = (before[0] + count, before[1] + money)
    return total


def _coded(column: Any) -> Coded:  # noqa: ANN401 - pyarrow ships no types
    return Coded(column.indices.fill_null(-1).to_numpy(zero_copy_only=False), tuple(column.dictionary.to_pylist()))


def _in_duckdb(table: Table, path: Path) -> dict[int, tuple[int, int]]:
    connection = ibis.duckdb.connect()
    held = connection.read_parquet(path)
    facts = {name: FactColumn(name) for name in ("reason", "carrier", "proof", "age", "claims")}
    facts["amount"] = FactColumn("amount_minor", "amount_currency")
    _, answered = decide_bulk(table, BulkCases(held, facts), on=DAY, zone=ZONE)
    grouped = answered.group_by("row").aggregate(cases=answered.count(), money=answered["amount_minor"].sum())
    found = grouped.to_pyarrow().to_pydict()
    connection.disconnect()
    lines = zip(found["row"], found["cases"], found["money"], strict=True)
    return {int(row): (int(count), int(money)) for row, count, money in lines}


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
    print(f"  stretched to {size:,} cases                {stretched:8.2f}   {stretched / ours:5.1f} x ours on DuckDB")
    if not agrees:
        raise SystemExit("OpenFisca-core and we disagree")


def main() -> None:
    """Measure and print."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    one_by_one()
    many(size)


if __name__ == "__main__":
    main()
