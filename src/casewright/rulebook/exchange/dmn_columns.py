"""How facts, values and results become columns and variables of a DMN decision table."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from casewright.domain.money import Money
from casewright.domain.words import Words
from casewright.rulebook.catalogue import Catalogue, FactSpec, FactType
from casewright.rulebook.cells import Cell, Ref, bounds_of
from casewright.rulebook.exchange.findings import ExportRefusedError
from casewright.rulebook.exchange.sfeel_write import FEEL_TYPES, quoted, unary_text
from casewright.rulebook.table import Always, Row, Table, Value

__all__ = ["FactColumn", "ValueShape", "ValueShapes", "fact_columns", "variable_name"]


def variable_name(name: str) -> str:
    """Return a name that S-FEEL reads as one word."""
    return re.sub(r"\W", "_", name)


@dataclass(frozen=True, slots=True)
class FactColumn:
    """One input column. `part` is `amount` or `currency` where a fact of money fills two columns."""

    spec: FactSpec
    part: str

    @property
    def expression(self) -> str:
        """The variable that the column reads."""
        name = variable_name(self.spec.name)
        return f"{name}_{self.part}" if self.part else name

    @property
    def type_ref(self) -> str:
        """The FEEL type of the variable."""
        return "string" if self.part == "currency" else FEEL_TYPES[self.spec.type]

    @property
    def label(self) -> str:
        """What a person reads above the column."""
        label = f"{self.spec.label.en} · {self.spec.label.zh}"
        return f"{label} ({self.part})" if self.part else label

    @property
    def allowed(self) -> str | None:
        """The values of an enum, as S-FEEL."""
        return ", ".join(quoted(value) for value in self.spec.values) if self.spec.type is FactType.ENUM else None


def fact_columns(keys: Iterable[str], catalogue: Catalogue) -> Iterator[FactColumn]:
    """Return the input columns of these `when.` keys."""
    for key in keys:
        spec = catalogue.facts[key.removeprefix("when.")]
        parts = ("amount", "currency") if spec.type is FactType.MONEY else ("",)
        yield from (FactColumn(spec, part) for part in parts)


@dataclass(frozen=True, slots=True)
class ValueShape:
    """What a dated value gives: one number, or an amount with its currency, or with its length of time."""

    name: str
    parts: tuple[str, ...]

    @property
    def variable(self) -> str:
        """The variable of the whole value."""
        return variable_name(self.name)

    def reference(self, part: str) -> str:
        """Return the expression for one part, where the value has parts."""
        return f"{self.variable}.{part}" if part in self.parts else self.variable


class ValueShapes:
    """The dated values of a table by name, with the parts that its cells need."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.values: dict[str, list[Value]] = {}
        for value in table.values:
            self.values.setdefault(value.name, []).append(value)
        lengths = frozenset(_lengths_named(table))
        self.shapes: Mapping[str, ValueShape] = {
            name: ValueShape(name, _parts(values[0], as_length=name in lengths)) for name, values in self.values.items()
        }

    def cell(self, cell: Cell | None, column: FactColumn, where: str) -> str:
        """Return the text of one cell in one column. Raise ExportRefusedError where money has several currencies."""
        if cell is None or cell.any_value:
            return "-"
        if column.part == "currency":
            return self._currency(cell, where)
        part = "length" if column.spec.type is FactType.DURATION else "amount"
        return unary_text(cell, lambda ref: self.shapes[ref.name].reference(part))

    def _currency(self, cell: Cell, where: str) -> str:
        bounds = bounds_of([cell])
        written = dict.fromkeys(bound.currency for bound in bounds if isinstance(bound, Money))
        named = [bound.name for bound in bounds if isinstance(bound, Ref)]
        if len(written) > 1:
            raise ExportRefusedError(
                self.table.name,
                where,
                Words("one cell names several currencies", "一个单元格里有多种币种"),
                Words("Write one row per currency", "请每种币种写一行"),
            )
        return quoted(next(iter(written))) if written else self.shapes[named[0]].reference("currency")


def _lengths_named(table: Table) -> Iterator[str]:
    """Return the values that stand where an exact length is meant: in cells and in results."""
    catalogue = table.catalogue
    holders: tuple[Row | Always, ...] = (*table.rows, *table.always)
    for condition in (condition for holder in holders for condition in holder.when):
        if catalogue.facts[condition.fact].type is FactType.DURATION:
            yield from (bound.name for bound in bounds_of([condition.cell]) if isinstance(bound, Ref))
    for name, text in (pair for row in table.rows for pair in row.outcome):
        if catalogue.outcomes[name].type is FactType.DURATION:
            yield text


def _parts(value: Value, *, as_length: bool) -> tuple[str, ...]:
    if isinstance(value.amount, Money):
        return ("amount", "currency")
    return ("amount", "length") if as_length else ()
