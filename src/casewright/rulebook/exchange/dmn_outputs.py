"""What a row orders, as output columns: its code, its actions, its clocks and its results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casewright.domain.words import Words
from casewright.rulebook.catalogue import FactType, OutcomeSpec
from casewright.rulebook.cells import parse_literal
from casewright.rulebook.exchange.dmn_columns import ValueShape
from casewright.rulebook.exchange.document import Flat
from casewright.rulebook.exchange.findings import ExportRefusedError
from casewright.rulebook.exchange.sfeel_write import FEEL_TYPES, literal_text, quoted
from casewright.rulebook.table import Collect, Table

__all__ = ["ITEM_BREAK", "OutputColumn", "output_columns"]

ITEM_BREAK = ", "
"""Stands between the items of a list in one cell."""
_WRITTEN_AS_TEXT = (FactType.ENUM, FactType.TEXT, FactType.MONEY)


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """One output column for one key of a row. `result` is the field of the result it holds, if it holds one."""

    key: str
    name: str
    label: str
    result: OutcomeSpec | None = None

    @property
    def type_ref(self) -> str:
        """The FEEL type of what the column gives."""
        kind = self.result.type if self.result else FactType.TEXT
        return "string" if kind in _WRITTEN_AS_TEXT else FEEL_TYPES[kind]

    @property
    def allowed(self) -> str | None:
        """The values it can give, the one that wins first, as S-FEEL."""
        values = self.result.values if self.result else ()
        return ", ".join(quoted(value) for value in values) or None

    def cell(self, fields: Flat, shapes: Mapping[str, ValueShape], table: str) -> str:
        """Return the cell of one row: a FEEL literal, the variable of a dated value, or nothing."""
        text = fields.get(self.key, "")
        if not isinstance(text, str):
            if any(ITEM_BREAK.strip() in item for item in text):
                raise ExportRefusedError(
                    table,
                    self.key,
                    Words("an item of a list holds a comma", "列表里有一项含逗号"),
                    Words("Rename it", "请改名"),
                )
            return quoted(ITEM_BREAK.join(text))
        kind = self.result.type if self.result else FactType.TEXT
        if self.result and text in shapes and kind not in (FactType.ENUM, FactType.TEXT):
            shape = shapes[text]
            return shape.variable if kind is FactType.MONEY else shape.reference(_PARTS.get(kind, "amount"))
        if not self.result or kind in _WRITTEN_AS_TEXT:
            return quoted(text)
        return literal_text(parse_literal(text, self.result.as_fact())) if text else "null"


_PARTS = {FactType.DURATION: "length"}


def output_columns(table: Table, keys: Sequence[str], *, single: bool, coded: bool = True) -> tuple[OutputColumn, ...]:
    """Return the output columns of these keys; what ranks rows comes first. `single`: only what is summed."""
    wanted = [key for key in keys if key.startswith("then.") or key == "do" or key.endswith("_within")]
    ranked = [f"then.{name}" for name in table.by]
    code = (OutputColumn("code", "row", "row · 行"),) if coded else ()
    if single:
        # What is counted are the rows themselves, so their codes stand where another table has numbers.
        return code if table.collect is Collect.COUNT else tuple(_summed(table, key) for key in ranked)
    first = [key for key in ranked if key in wanted]
    others = (_column(table, key) for key in wanted if key not in first)
    return (*(_column(table, key) for key in first), *code, *others)


def _summed(table: Table, key: str) -> OutputColumn:
    column = _column(table, key)
    if column.result and column.result.type is FactType.MONEY:
        raise ExportRefusedError(
            table.name,
            key,
            Words("sums money, and numbers of DMN have no currency", "对金额求和，而 DMN 的数字没有币种"),
            Words("Export it as xlsx or md instead", "请改为导出 xlsx 或 md"),
        )
    return column


def _column(table: Table, key: str) -> OutputColumn:
    name = key.removeprefix("then.")
    catalogue = table.catalogue
    result = catalogue.outcomes.get(name) if key.startswith("then.") else None
    if result is not None:
        return OutputColumn(key, name, f"{result.label.en} · {result.label.zh}", result)
    clock = catalogue.clocks.get(name.removesuffix("_within"))
    return OutputColumn(key, name, f"{clock.words.en} · {clock.words.zh}" if clock else "do · 做什么")
