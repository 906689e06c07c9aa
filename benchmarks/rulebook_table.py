"""The tables and the cases that the rulebook's benchmarks share: six inputs, forty rows, made the same on every run."""

import re
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from casewright.domain.facts import Fact, FactValue
from casewright.domain.money import Money
from casewright.domain.words import Words
from casewright.rulebook import FactSpec, FactType, Table
from casewright.rulebook.batch import BatchCases
from casewright.rulebook.catalogue import ActionSpec, Catalogue, OutcomeSpec, SourceSpec
from casewright.rulebook.columns import Amounts, BatchColumn, Coded, Scaled
from casewright.rulebook.load import table_from_text

__all__ = [
    "CARRIERS",
    "DAY",
    "FEW",
    "REASONS",
    "SEVERAL",
    "VERDICTS",
    "ZONE",
    "CaseArrays",
    "case_arrays",
    "cases_of",
    "draft_of",
    "facts_of",
    "table_of",
    "text_of",
]

SAY = Words("x", "某")
DAY = date(2026, 5, 1)
ZONE = ZoneInfo("UTC")
REASONS = ("not_received", "not_as_described", "refund_missing", "damaged", "other")
CARRIERS = ("dhl", "ups", "post", "own")
VERDICTS = ("appeal", "refund", "escalate", "ask")
_SEED = 20_261_121
_UNKNOWN = 0.1
ROWS = 40
FEW, SEVERAL = (2, 4), (3, 5)
"""How many conditions a row has, from and to: with few, a case meets a row that holds soon; with several, late."""


def _catalogue() -> Catalogue:
    kinds = {
        "reason": (FactType.ENUM, REASONS),
        "carrier": (FactType.ENUM, CARRIERS),
        "proof": (FactType.BOOLEAN, ()),
        "age": (FactType.DAYS, ()),
        "claims": (FactType.INTEGER, ()),
        "amount": (FactType.MONEY, ()),
        "opened_on": (FactType.DATE, ()),
    }
    facts = {
        name: FactSpec(name, kind, SAY, SAY, SAY, dict.fromkeys(values, SAY), low=0)
        for name, (kind, values) in kinds.items()
    }
    verdict = OutcomeSpec("verdict", SAY, dict.fromkeys(VERDICTS, SAY))
    source = SourceSpec("B", SAY)
    return Catalogue(facts, {"do": ActionSpec("do", SAY)}, {}, {"verdict": verdict}, {"B": source}, SAY, SAY)


def text_of(rows: int = ROWS, conditions: tuple[int, int] = SEVERAL) -> str:
    """Return the table as its author would write it."""
    chance = np.random.default_rng(_SEED)
    parts = ['table = "claims"\ntitle = { en = "x", zh = "某" }\nhit = "first"\ndated_by = "opened_on"\n']
    for number in range(rows):
        when = "" if number == rows - 1 else ", ".join(_cells(chance, *conditions))
        parts.append(
            f'[[row]]\ncode = "R{number:03}"\nname = "r{number:03}"\nfrom = 2020-01-01\nwhen = {{ {when} }}\n'
            f'then = {{ do = ["do"], verdict = "{VERDICTS[number % 4]}" }}\n'
            'because = { en = "x", zh = "某" }\ncite = ["B"]\nconfidence = "published"\n'
        )
    return "".join(parts)


def _cells(chance: np.random.Generator, least: int, most: int) -> list[str]:
    """Return the conditions of one row."""
    low, width = int(chance.integers(0, 200)), int(chance.integers(20, 150))
    cells = [
        f'reason = "{REASONS[int(chance.integers(5))]}"',
        f'carrier = "not({CARRIERS[int(chance.integers(4))]})"',
        f"proof = {'true' if chance.integers(2) else 'false'}",
        f'age = "[{low}..{low + width})"',
        f'claims = ">= {int(chance.integers(1, 9))}"',
        f'amount = ">= {int(chance.integers(1, 30)) * 10}.00 EUR"',
    ]
    return [
        cells[index]
        for index in sorted(chance.choice(6, int(chance.integers(least, most + 1)), replace=False).tolist())
    ]


def table_of(conditions: tuple[int, int] = SEVERAL) -> Table:
    """Return the table, loaded as any other."""
    return table_from_text(text_of(conditions=conditions), "benchmark.toml", _catalogue())


def draft_of(table: Table) -> Table:
    """Return the table with one number changed, as a draft that somebody would replay."""
    old = re.search(r'amount = ">= (\d+)\.00 EUR"', text_of())
    text = text_of() if old is None else text_of().replace(old[0], f'amount = ">= {int(old[1]) + 50}.00 EUR"', 1)
    return table_from_text(text, "draft.toml", table.catalogue)


@dataclass(frozen=True, slots=True, eq=False)
class CaseArrays:
    """Random cases as arrays; an unknown proof is -1, every other fact is known."""

    reason: NDArray[np.int8]
    carrier: NDArray[np.int8]
    proof: NDArray[np.int8]
    age: NDArray[np.int32]
    claims: NDArray[np.int32]
    minor: NDArray[np.int32]


def case_arrays(size: int, *, unknown: bool) -> CaseArrays:
    """Return that many cases, the same on every run; one proof in ten is unknown where wanted."""
    chance = np.random.default_rng(_SEED + size)
    proof = chance.integers(0, 2, size, np.int8)
    if unknown:
        proof[chance.random(size) < _UNKNOWN] = -1
    return CaseArrays(
        chance.integers(0, 5, size, np.int8),
        chance.integers(0, 4, size, np.int8),
        proof,
        chance.integers(0, 400, size, np.int32),
        chance.integers(0, 12, size, np.int32),
        chance.integers(100, 50_000, size, np.int32),
    )


def cases_of(arrays: CaseArrays) -> BatchCases:
    """Return the arrays as columns of facts."""
    euro = Coded(np.zeros(len(arrays.minor), np.int8), ("EUR",))
    columns: dict[str, BatchColumn] = {
        "reason": Coded(arrays.reason, REASONS),
        "carrier": Coded(arrays.carrier, CARRIERS),
        "proof": Coded(arrays.proof, (False, True)),
        "age": Scaled(arrays.age),
        "claims": Scaled(arrays.claims),
        "amount": Amounts(arrays.minor, euro),
    }
    return BatchCases(columns, len(arrays.minor))


def facts_of(arrays: CaseArrays) -> list[dict[str, Fact]]:
    """Return the arrays as single cases."""
    return [{name: Fact(name, value) for name, value in one.items()} for one in _values(arrays)]


def _values(arrays: CaseArrays) -> list[dict[str, FactValue | None]]:
    lines = zip(arrays.reason, arrays.carrier, arrays.proof, arrays.age, arrays.claims, arrays.minor, strict=True)
    return [
        {
            "reason": REASONS[reason],
            "carrier": CARRIERS[carrier],
            "proof": None if proof < 0 else bool(proof),
            "age": int(age),
            "claims": int(claims),
            "amount": Money(int(minor), "EUR"),
        }
        for reason, carrier, proof, age, claims, minor in lines
    ]
