"""How well the rulebook decides for a house it was not written for: the retail store of tau2-bench.

Run: python benchmarks/retail_store.py [--db FILE] [--actions FILE] [--tasks FILE] [--json]

The gold actions of each task are decided in order, each against the books as the allowed ones before it left them, and
carried out when allowed. Then each allowed one is changed in one thing that the policy forbids (mutants), or that it
allows (controls). --actions takes a list of marked actions, or the benchmark's own tasks; --tasks says who is calling.
"""

import json
import os
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from casewright.rulebook import Rulebook, check_all, decide, load_rulebook
from retail_store_books import Books, Request, address_of, after, caller_in, read_books
from retail_store_facts import TABLES, Talk, amount_due, facts_of
from retail_store_mutants import Changed, controls_of, mutants_of, payment_requests

__all__ = ["Gold", "Judge", "Tally", "read_gold", "replay", "run"]

SHARED = Path(os.environ.get("CASEWRIGHT_SHARED", Path(__file__).parents[2] / "shared"))
FOLDER = SHARED / "data" / "bench" / "tau2-retail"
DAY = date(2025, 7, 1)
"""The policy bears no date, and neither do the orders: any day on which the tables are in force will do."""


@dataclass(frozen=True, slots=True)
class Gold:
    """One gold action. `right` is what the data says of it: None where it says nothing."""

    task: str
    step: int
    request: Request
    right: bool | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the store's table says: the row that decided, or the facts it asks for."""

    allowed: bool
    row: str


class Judge:
    """The store's rulebook, ready to answer requests."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.tables = {action: book.table(table) for action, table in TABLES.items()}
        self.zone = ZoneInfo("America/New_York")
        self.count = 0

    def answer(self, request: Request, books: Books, talk: Talk) -> Answer:
        """Decide one request."""
        self.count += 1
        facts = facts_of(request, books, talk)
        table = self.tables[request.action]
        decision = decide(table, facts, on=DAY, marketplace="retail_store", zone=self.zone, trace=False)
        if decision.row is None:
            return Answer(allowed=False, row="asks " + ", ".join(question.fact for question in decision.questions))
        return Answer(allowed=dict(decision.outcome)["answer"] == "allowed", row=decision.row)


@dataclass(slots=True)
class Tally:
    """How often each kind was allowed and refused, and by which rows."""

    allowed: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    rows: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, kind: str, answer: Answer) -> None:
        """Count one answer."""
        (self.allowed if answer.allowed else self.refused)[kind] += 1
        self.rows.setdefault(kind, Counter())[answer.row] += 1

    def as_json(self) -> dict[str, Any]:
        """Return the counts by kind."""
        return {
            kind: {"allowed": self.allowed[kind], "refused": self.refused[kind], "rows": dict(sorted(rows.items()))}
            for kind, rows in sorted(self.rows.items())
        }


def read_gold(actions: Path) -> tuple[Gold, ...]:
    """Read gold actions, from a list of marked actions or from the benchmark's own tasks; look-ups are left out."""
    found = []
    for entry in json.loads(actions.read_text(encoding="utf-8")):
        if "evaluation_criteria" in entry:
            steps = (entry["evaluation_criteria"] or {}).get("actions") or []
            found += [(str(entry["id"]), at, one["name"], one["arguments"], None) for at, one in enumerate(steps)]
        else:
            found.append((str(entry["task"]), entry["step"], entry["action"], entry["args"], entry.get("policy_ok")))
    return tuple(
        Gold(task, step, _request(action, arguments), right)
        for task, step, action, arguments, right in found
        if action in TABLES
    )


def _request(action: str, arguments: Mapping[str, Any]) -> Request:
    return Request(
        action=action,
        order_id=arguments.get("order_id"),
        user_id=arguments.get("user_id"),
        reason=arguments.get("reason"),
        items=tuple(arguments.get("item_ids", ())),
        new_items=tuple(arguments.get("new_item_ids", ())),
        method=arguments.get("payment_method_id"),
        address=address_of(arguments) if "address1" in arguments else (),
    )


def read_callers(tasks: Path, books: Books) -> dict[str, str]:
    """Return, for each task, the customer whom its scenario names; tasks that name nobody for certain are left out."""
    callers = {}
    for entry in json.loads(tasks.read_text(encoding="utf-8")):
        said = json.dumps(entry.get("user_scenario", ""), ensure_ascii=False)
        if (caller := caller_in(said, books)) is not None:
            callers[str(entry["id"])] = caller
    return callers


def by_task(gold: Iterable[Gold]) -> Iterator[tuple[str, list[Gold]]]:
    """Return the gold of each task in order: every task begins with the books as they were."""
    tasks: dict[str, list[Gold]] = {}
    for one in gold:
        tasks.setdefault(one.task, []).append(one)
    yield from tasks.items()


def first_owner(gold: Iterable[Gold], books: Books) -> str | None:
    """Return whose account or order the task touches first: the stand-in where its scenario is not at hand."""
    for one in gold:
        if one.request.user_id in books.customers:
            return one.request.user_id
        if (order := books.orders.get(one.request.order_id or "")) is not None:
            return order.user_id
    return None


Replayed = tuple[Gold, Answer, Books, Talk]


def replay(gold: Iterable[Gold], books: Books, callers: Mapping[str, str], judge: Judge) -> Iterator[Replayed]:
    """Decide every gold action in order, and return it with its answer and the state it was decided in."""
    for task, steps in by_task(gold):
        state = books
        talk = Talk(callers.get(task) or first_owner(steps, books))
        for at, one in enumerate(steps):
            rest = [later.request for later in steps[at + 1 :]]
            now = replace(talk, covered=any(_covered(request, state, talk, judge) for request in rest))
            answer = judge.answer(one.request, state, now)
            yield one, answer, state, now
            if answer.allowed:
                state = after(one.request, state)


def _covered(request: Request, books: Books, talk: Talk, judge: Judge) -> bool:
    return request.action != "transfer_to_human_agents" and judge.answer(request, books, talk).allowed


def run(db: Path, actions: Path, tasks: Path | None) -> dict[str, Any]:
    """Return every count of the benchmark."""
    book = load_rulebook(files("casewright.policies") / "retail_store")
    books, gold, judge = read_books(db), read_gold(actions), Judge(book)
    callers = read_callers(tasks, books) if tasks is not None else {}
    by_action, mutants, controls, made_up = Tally(), Tally(), Tally(), Tally()
    refused, against = [], 0
    for one, answer, state, talk in replay(gold, books, callers, judge):
        by_action.add(one.request.action, answer)
        against += one.right is not None and one.right != answer.allowed
        if not answer.allowed:
            refused.append(_refused(one, answer, state, book))
            continue
        _count(mutants, mutants_of(one.request, state, talk), judge)
        _count(controls, controls_of(one.request, state, talk), judge)
    for request, talk in payment_requests(books):
        made_up.add(request.action, judge.answer(request, books, talk))
        _count(mutants, mutants_of(request, books, talk), judge)
        _count(controls, controls_of(request, books, talk), judge)
    named = {one.task for one in gold}
    return {
        "problems_of_the_tables": len(check_all(book)),
        "tasks": len(named),
        "callers_named_by_the_scenario": len(named & callers.keys()),
        "gold": by_action.as_json(),
        "gold_refused": refused,
        "gold_marked": sum(one.right is not None for one in gold),
        "gold_against_its_mark": against,
        "payment_changes_made_up": made_up.as_json(),
        "mutants": mutants.as_json(),
        "controls": controls.as_json(),
        "decisions": judge.count,
    }


def _refused(one: Gold, answer: Answer, books: Books, book: Rulebook) -> dict[str, Any]:
    """Return what a person needs to judge a gold action that was refused: the row, its reason, and any sums."""
    codes = {row.code: row for table in book for row in table.rows}
    order = books.orders.get(one.request.order_id or "")
    method = None if order is None else books.customers[order.user_id].methods.get(one.request.method or "")
    return {
        "task": one.task,
        "step": one.step,
        "row": answer.row,
        "because": codes[answer.row].because.en if answer.row in codes else "",
        "data_says_right": one.right,
        "due_cents": None if order is None or method is None else amount_due(one.request, order, books),
        "gift_card_cents": None if method is None else method.balance,
    }


def _count(tally: Tally, changed: Iterable[Changed], judge: Judge) -> None:
    for one in changed:
        tally.add(one.kind, judge.answer(one.request, one.books, one.talk))


def _print(result: Mapping[str, Any], seconds: float) -> None:
    print(f"tasks {result['tasks']}, caller named by the scenario in {result['callers_named_by_the_scenario']}")
    print("taken as given: every gold action follows the customer's yes; a gold transfer asks for nothing structured")
    for title, key in (
        ("gold actions", "gold"),
        ("changes of payment, made up from the books because the gold has none", "payment_changes_made_up"),
        ("mutants: one thing changed that the policy forbids", "mutants"),
        ("controls: one thing changed that the policy allows", "controls"),
    ):
        _print_tally(title, result[key])
    for one in result["gold_refused"]:
        says = {None: "nothing of it", True: "it is right", False: "it is wrong"}[one["data_says_right"]]
        print(f"\ngold refused: task {one['task']}, step {one['step']}: {one['row']}; the data says {says}")
        print(f"  {one['because']}")
        if one["gift_card_cents"] is not None and one["due_cents"] is not None:
            print(f"  to pay {one['due_cents'] / 100:.2f}, on the gift card {one['gift_card_cents'] / 100:.2f}")
    print(f"\ngold answered against its mark {result['gold_against_its_mark']} of {result['gold_marked']} marked")
    print(f"decisions {result['decisions']:,} in {seconds:.1f} s, with the facts of each")


def _print_tally(title: str, kinds: Mapping[str, Any]) -> None:
    allowed, refused = (sum(one[side] for one in kinds.values()) for side in ("allowed", "refused"))
    print(f"\n{title}\n{'':40}{'allowed':>9}{'refused':>9}  rows")
    for kind, one in kinds.items():
        rows = ", ".join(f"{row} {count}" for row, count in one["rows"].items())
        print(f"{kind:40}{one['allowed']:>9,}{one['refused']:>9,}  {rows}")
    print(f"{'together':40}{allowed:>9,}{refused:>9,}")


def failures(result: Mapping[str, Any]) -> list[str]:
    """Return each kind of mutant that was allowed and of control that was refused."""
    bad = [f"mutant allowed: {kind}" for kind, one in result["mutants"].items() if one["allowed"]]
    bad += [f"control refused: {kind}" for kind, one in result["controls"].items() if one["refused"]]
    return bad


def main() -> int:
    """Measure and print; return 1 when a mutant is allowed or a control refused."""
    parser = ArgumentParser(description="Replay gold actions of a retail store against its policy tables.")
    parser.add_argument("--db", type=Path, default=FOLDER / "db.json")
    parser.add_argument("--actions", type=Path, default=FOLDER / "write_actions_train74.json")
    parser.add_argument("--tasks", type=Path, help="the tasks whose scenarios name the caller")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    if missing := [str(path) for path in (given.db, given.actions, given.tasks) if path and not path.is_file()]:
        print(f"not measured: no file {', '.join(missing)}; lay the data there, or name it with --db and --actions")
        return len(sys.argv) > 1
    beside = given.actions.with_name("tasks_train74.json")
    tasks = given.tasks or (beside if beside.is_file() else given.actions if _are_tasks(given.actions) else None)
    started = time.perf_counter()
    result = run(given.db, given.actions, tasks)
    if given.json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
    else:
        _print(result, time.perf_counter() - started)
    bad = failures(result)
    for line in bad:
        print(line, file=sys.stderr)
    return bool(bad)


def _are_tasks(actions: Path) -> bool:
    return any("evaluation_criteria" in entry for entry in json.loads(actions.read_text(encoding="utf-8")))


if __name__ == "__main__":
    raise SystemExit(main())
