"""The cells of a DMN decision table read as S-FEEL: each column of one type, each refusal with its element."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from casewright.domain.words import Words
from casewright.rulebook.catalogue import FactType
from casewright.rulebook.cells import Bound, Cell, Ref, bounds_of
from casewright.rulebook.exchange.dmn_read import RawInput, RawRule, RawTable
from casewright.rulebook.exchange.findings import ImportFinding, import_finding
from casewright.rulebook.exchange.sfeel import SfeelError, parse_output, parse_unary_tests

__all__ = ["KINDS", "TypedColumn", "TypedRule", "TypedTable", "declared_type", "type_of", "typed_table"]

KINDS = {
    FactType.TEXT: Words("texts", "文本"),
    FactType.DECIMAL: Words("numbers", "数字"),
    FactType.BOOLEAN: Words("yes or no", "是否值"),
    FactType.DATE: Words("days", "日期"),
    FactType.INSTANT: Words("instants", "时刻"),
    FactType.DURATION: Words("lengths of time", "时长"),
    FactType.MONEY: Words("money", "金额"),
}
"""What literals of S-FEEL are, in words."""


@dataclass(frozen=True, slots=True)
class TypedColumn:
    """One input column: the raw one, its type (None where nothing tells), and the texts it allows."""

    raw: RawInput
    type: FactType | None
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TypedRule:
    """One rule with its cells and what it gives."""

    raw: RawRule
    cells: tuple[Cell, ...]
    outputs: tuple[Bound | None, ...]


@dataclass(frozen=True, slots=True)
class TypedTable:
    """A decision table whose cells were read. `defaults` is what it gives when no rule holds, if it says so."""

    raw: RawTable
    columns: tuple[TypedColumn, ...]
    rules: tuple[TypedRule, ...]
    defaults: tuple[Bound | None, ...]
    findings: tuple[ImportFinding, ...]


def typed_table(raw: RawTable, names: Mapping[str, str] | None = None) -> TypedTable:
    """Read every cell. `names` maps the variables that cells may name to dated values; refusals are findings."""
    return _Typing(raw, names or {}).read()


class _Typing:
    def __init__(self, raw: RawTable, names: Mapping[str, str]) -> None:
        self.raw = raw
        self.names = names
        self.findings: list[ImportFinding] = []

    def read(self) -> TypedTable:
        rules = tuple(rule for one in self.raw.rules if (rule := self._rule(one)) is not None)
        columns = tuple(
            self._column(column, [rule.cells[number] for rule in rules])
            for number, column in enumerate(self.raw.inputs)
        )
        defaults = tuple(self._default(output.id, output.default) for output in self.raw.outputs)
        return TypedTable(self.raw, columns, rules, defaults, tuple(self.findings))

    def _rule(self, raw: RawRule) -> TypedRule | None:
        found, expected = (len(raw.inputs), len(raw.outputs)), (len(self.raw.inputs), len(self.raw.outputs))
        if found != expected:
            shown = {"found": f"{found[0]}+{found[1]}", "expected": f"{expected[0]}+{expected[1]}"}
            self.findings.append(import_finding("IMP027", raw.id, **shown))
            return None
        cells = tuple(self._cell(cell.id, cell.text) for cell in raw.inputs)
        return TypedRule(raw, cells, tuple(self._default(cell.id, cell.text) for cell in raw.outputs))

    def _cell(self, where: str, text: str) -> Cell:
        try:
            return parse_unary_tests(text, self.names)
        except SfeelError as error:
            self.findings.append(error.at(where, text))
            return Cell((), "-")

    def _default(self, where: str, text: str | None) -> Bound | None:
        try:
            return None if text is None else parse_output(text, self.names)
        except SfeelError as error:
            self.findings.append(error.at(where, text or ""))
            return None

    def _column(self, raw: RawInput, cells: list[Cell]) -> TypedColumn:
        kinds = set(_kinds(bounds_of(cells)))
        declared = (raw.type_ref or "").rpartition(":")[2].strip()
        if declared.lower() in _FOREIGN:
            self.findings.append(import_finding("IMP015", raw.id, text=raw.text or raw.label or "-", name=declared))
        elif (kind := declared_type(declared)) is not None:
            kinds.add(kind)
        allowed = self._allowed(raw)
        if allowed:
            kinds.add(FactType.TEXT)
        if len(kinds) > 1:
            told = [KINDS[kind] for kind in sorted(kinds)]
            shown = Words(", ".join(one.en for one in told), "、".join(one.zh for one in told))
            self.findings.append(import_finding("IMP017", raw.id, name=raw.text or raw.label or "-", kinds=shown))
        return TypedColumn(raw, next(iter(kinds)) if len(kinds) == 1 else None, allowed)

    def _allowed(self, raw: RawInput) -> tuple[str, ...]:
        """Return the texts a column allows; whatever else is declared there is only noted."""
        if not raw.allowed:
            return ()
        try:
            cell = parse_unary_tests(raw.allowed)
        except SfeelError:
            cell = Cell((), "-")
        texts = [bound for bound in bounds_of([cell]) if isinstance(bound, str)]
        if texts and len(texts) == len(cell.tests) and not cell.negated:
            return tuple(texts)
        self.findings.append(import_finding("IMP065", raw.id, name=raw.text or raw.label or "-", text=raw.allowed[:80]))
        return ()


def _kinds(bounds: Iterable[Bound]) -> Iterator[FactType]:
    for bound in bounds:
        if not isinstance(bound, Ref):
            yield type_of(bound)


def declared_type(name: str | None) -> FactType | None:
    """Return the type that a column declares, or None where it declares none that facts have."""
    return _TYPES.get((name or "").rpartition(":")[2].strip().lower())


def type_of(value: Bound) -> FactType:
    """Return the type of a literal; a number is decimal until every number of its column is whole."""
    match value:
        case bool():
            return FactType.BOOLEAN
        case Decimal() | int():
            return FactType.DECIMAL
        case datetime():
            return FactType.INSTANT
        case date():
            return FactType.DATE
        case timedelta():
            return FactType.DURATION
        case _:
            return FactType.TEXT


_TYPES = {
    "string": FactType.TEXT,
    "boolean": FactType.BOOLEAN,
    "number": FactType.DECIMAL,
    "integer": FactType.DECIMAL,
    "long": FactType.DECIMAL,
    "double": FactType.DECIMAL,
    "date": FactType.DATE,
    "datetime": FactType.INSTANT,
    "date and time": FactType.INSTANT,
    "days and time duration": FactType.DURATION,
    "daytimeduration": FactType.DURATION,
}
_FOREIGN = frozenset({"time", "years and months duration", "yearmonthduration", "context", "list", "function"})
