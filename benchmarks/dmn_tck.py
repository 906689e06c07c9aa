"""How much of the public DMN conformance suite our tables answer, and that nothing is answered wrongly.

Run: python benchmarks/dmn_tck.py [DIR] [--each] [--json]

DIR holds the suite (dmn-tck/tck), or some of its folders: models `NAME.dmn`, and beside each its test files. A model
is run when there is a decision table in it. Each result that a case expects is one check: passed; refused, by the name
of what our grammar leaves out; or wrong, which it must never be.
"""

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casewright.domain.facts import FactValue
from casewright.rulebook.exchange.dmn_typed import type_of
from dmn_tck_cases import Case, CaseFile, MistypedError, Scalar, Tested, read_cases, scalar_value
from dmn_tck_model import Answer, Model, NoAnswerError, read_model

__all__ = ["Outcome", "Report", "run"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one check. `code` names the refusal; `detail` says what was refused, or got for what."""

    folder: str
    case: str
    decision: str
    state: str
    code: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """All checks of the models with decision tables, and how many models were left out for having none."""

    outcomes: tuple[Outcome, ...]
    models: Mapping[str, int]
    cases: Mapping[str, int]
    without_tables: int
    unread: tuple[str, ...]

    def count(self, state: str, level: str | None = None) -> int:
        """Return how many checks came out so, in all or of one level."""
        return sum(one.state == state and level in (None, _level(one.folder)) for one in self.outcomes)


def run(root: Path) -> Report:
    """Run every case of every model with a decision table below this folder."""
    outcomes: list[Outcome] = []
    models: Counter[str] = Counter()
    cases: Counter[str] = Counter()
    without, unread = 0, []
    for path in sorted(root.rglob("*.dmn")):
        model = read_model(path.read_bytes())
        if not model.has_tables:
            without += 1
            continue
        folder = path.parent.relative_to(root).as_posix()
        models[_level(folder)] += 1
        files = list(_case_files(path))
        if not files:
            unread.append(path.relative_to(root).as_posix())
        for case in (case for file in files for case in file.cases):
            cases[_level(folder)] += 1
            outcomes.extend(_outcomes(model, folder, case))
    return Report(tuple(outcomes), models, cases, without, tuple(unread))


def _level(folder: str) -> str:
    return next((part for part in folder.split("/") if part.startswith(("compliance", "non-compliant"))), "tables")


def _case_files(model: Path) -> Iterator[CaseFile]:
    """Return the test files of a model: those that name it, or all beside it where it is the folder's only model."""
    alone = len(list(model.parent.glob("*.dmn"))) == 1
    for path in sorted(model.parent.glob("*.xml")):
        file = read_cases(path)
        if file is not None and (alone or file.model in (model.name, model.stem)):
            yield file


def _outcomes(model: Model, folder: str, case: Case) -> Iterator[Outcome]:
    for check in case.checks:
        try:
            answer = model.answer(check.decision, case.inputs)
            same = _same(answer, check.expected)
        except NoAnswerError as error:
            yield Outcome(folder, case.id, check.decision, "refused", error.code, error.words)
            continue
        detail = "" if same else f"gives {answer!r} for {check.expected!r}"
        yield Outcome(folder, case.id, check.decision, "passed" if same else "wrong", detail=detail)


def _same(answer: Answer, expected: Tested) -> bool:
    """Say whether an answer is what the case expects, with its type and, in a list, its place."""
    match answer, expected:
        case None, None:
            return True
        case list(), Sequence():
            return len(answer) == len(expected) and all(map(_same, answer, expected))
        case dict(), Mapping():
            return answer.keys() == expected.keys() and all(_same(answer[name], expected[name]) for name in answer)
        case ((None | list() | dict()), _):
            return False
        case value, Scalar():
            return _same_value(value, expected)
        case _:
            return False


def _same_value(value: FactValue, expected: Scalar) -> bool:
    try:
        return scalar_value(expected, type_of(value)) == value
    except MistypedError:
        return False


def _print(report: Report, root: Path, *, each: bool) -> None:
    print(f"DMN conformance suite in {root}: models with decision tables")
    print(f"{'':<22}{'models':>8}{'cases':>8}{'checks':>8}{'passed':>8}{'refused':>9}{'wrong':>7}")
    for level in (*sorted(report.models), None):
        models, cases = _sum(report.models, level), _sum(report.cases, level)
        states = [report.count(state, level) for state in ("passed", "refused", "wrong")]
        line = f"{level or 'all':<22}{models:>8}{cases:>8}{sum(states):>8}{states[0]:>8}{states[1]:>9}{states[2]:>7}"
        print(line)
    print(f"left out: {report.without_tables} models without a decision table")
    for name in report.unread:
        print(f"no cases beside {name}")
    print("refused, by name")
    for code, group in _grouped(one for one in report.outcomes if one.state == "refused"):
        print(f"{len(group):>6}  {code}  {', '.join(sorted({one.folder.split('/')[-1] for one in group}))}")
        print(f"{'':<16}such as: {group[0].detail}")
    for one in report.outcomes if each else ():
        print(f"{one.state:<8} {one.code:<7} {one.folder} {one.case} {one.decision}")


def _sum(counts: Mapping[str, int], level: str | None) -> int:
    return sum(counts.values()) if level is None else counts[level]


def _grouped(outcomes: Iterable[Outcome]) -> list[tuple[str, list[Outcome]]]:
    groups: dict[str, list[Outcome]] = {}
    for one in outcomes:
        groups.setdefault(one.code, []).append(one)
    return sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0]))


def _as_json(report: Report) -> dict[str, Any]:
    refused = _grouped(one for one in report.outcomes if one.state == "refused")
    return {
        "models": sum(report.models.values()),
        "models_without_tables": report.without_tables,
        "cases": sum(report.cases.values()),
        "checks": len(report.outcomes),
        "passed": report.count("passed"),
        "refused": {code: len(group) for code, group in refused},
        "wrong": [
            {"folder": one.folder, "case": one.case, "decision": one.decision, "detail": one.detail}
            for one in report.outcomes
            if one.state == "wrong"
        ],
    }


def main() -> int:
    """Run and print; return 1 when anything is wrong, or when a folder that was named holds no such model."""
    parser = ArgumentParser(description="Run the decision tables of the public DMN conformance suite.")
    parser.add_argument("dir", type=Path, nargs="?", help="the suite, or some of its folders")
    parser.add_argument("--each", action="store_true", help="name every check")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    if given.dir is None:
        print("not measured: name the folder in which the suite (dmn-tck/tck on GitHub) lies")
        return 0
    report = run(given.dir)
    if given.json:
        print(json.dumps(_as_json(report), ensure_ascii=False, indent=1))
    elif report.models:
        _print(report, given.dir, each=given.each)
    else:
        print(f"not measured: no model with a decision table below {given.dir}", file=sys.stderr)
    for one in report.outcomes:
        if one.state == "wrong":
            print(f"wrong: {one.folder} {one.case} {one.decision}: {one.detail}", file=sys.stderr)
    return bool(report.count("wrong")) or not report.models


if __name__ == "__main__":
    raise SystemExit(main())
