"""A table as DMN 1.3: one decision table with the governing day as an input column, one decision per dated value.

What DMN has no words for (codes, spans, sources, reasons) stands on each rule in a namespace of our own.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casewright.domain.words import Words
from casewright.rulebook.catalogue import FactType
from casewright.rulebook.cells import Cell, Ref, bounds_of
from casewright.rulebook.dates import amount_for
from casewright.rulebook.exchange.columns import ORDER_KEY, merged, order_kept
from casewright.rulebook.exchange.dmn_columns import FactColumn, ValueShape, ValueShapes, fact_columns, variable_name
from casewright.rulebook.exchange.dmn_diagram import draw
from casewright.rulebook.exchange.dmn_outputs import OutputColumn, output_columns
from casewright.rulebook.exchange.dmn_xml import Elements
from casewright.rulebook.exchange.document import Entry, Flat, written
from casewright.rulebook.exchange.findings import ExportRefusedError
from casewright.rulebook.exchange.hit_names import dmn_hit
from casewright.rulebook.exchange.placement import Placement, day_cell, placements, places_cell
from casewright.rulebook.exchange.sfeel_write import literal_text, unary_text
from casewright.rulebook.table import EVERYWHERE, Always, Row, Table, Value

__all__ = ["table_to_dmn"]

_NOTE = Words(
    "Made from the policy file {file}. Where a fact is unknown, Casewright asks for it; other engines go on.",
    "由规则文件 {file} 生成。事实未知时 Casewright 会询问，其他引擎会继续往下判断。",
)
_DAY_LABEL = "policy day · 政策日"
_PLACE, _PLACE_LABEL = "marketplace", "marketplace · 站点"
_PART_TYPES = {"currency": "string", "length": "days and time duration"}


def table_to_dmn(table: Table) -> bytes:
    """Return the DMN file of a table; the same table gives the same bytes. Raise ExportRefusedError."""
    return _Writer(table).write()


@dataclass(frozen=True, slots=True)
class _Line:
    """One rule: where and when it holds, its conditions, and the entry it is written from."""

    placement: Placement | None
    cells: Mapping[str, Cell]
    entry: Entry
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Grid:
    """One decision table to write: its lines, with the columns they need."""

    role: str
    title: str
    facts: tuple[FactColumn, ...]
    outputs: tuple[OutputColumn, ...]
    lines: tuple[_Line, ...]
    hit: str
    aggregation: str | None = None


class _Writer:
    """Builds one file. Elements are numbered in order, so ids are stable for one table."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.document = written(table)
        self.xml = Elements(table.catalogue.sources)
        self.values = ValueShapes(table)
        scopes = [row.scope for row in table.rows] + [value.scope for value in table.values]
        self.with_places = any(scope != EVERYWHERE for scope in scopes)

    def write(self) -> bytes:
        """Return the whole file."""
        root, table = self.xml.root, self.table
        root.set("id", f"definitions_{variable_name(table.name)}")
        root.set("name", table.title.en)
        root.set("namespace", f"urn:casewright:table:{table.name}")
        root.set("exporter", "Casewright")
        grids = [self._rows(), *self._always()]
        self._input_data(grids)
        for grid in grids:
            self._decision_table(grid)
        for name in self.values.shapes:
            self._value_decision(name)
        draw(self.xml)
        return self.xml.written()

    @property
    def _day(self) -> str:
        """The variable of the governing day; of an instant, the day it falls on where the case is."""
        name = variable_name(self.table.dated_by)
        spec = self.table.catalogue.facts[self.table.dated_by]
        return name if spec.type is FactType.DATE else f"{name}_day"

    @property
    def _placing(self) -> list[str]:
        return [self._day, _PLACE] if self.with_places else [self._day]

    def _input_data(self, grids: Iterable[_Grid]) -> None:
        """Declare each variable that comes from outside, once."""
        types = {self._day: "date"} | ({_PLACE: "string"} if self.with_places else {})
        for column in (column for grid in grids for column in grid.facts):
            types.setdefault(column.expression, column.type_ref)
        for name, type_ref in types.items():
            data = self.xml.add(self.xml.root, "inputData", id=f"data_{name}", name=name)
            self.xml.add(data, "variable", id=f"data_{name}_variable", name=name, typeRef=type_ref)

    def _decision(self, name: str, title: str, type_ref: str, reads: Sequence[str]) -> Any:  # noqa: ANN401
        """Start a decision that reads these variables: data from outside, or decided values."""
        decision = self.xml.add(self.xml.root, "decision", id=f"decision_{name}", name=title)
        self.xml.add(decision, "variable", id=f"decision_{name}_variable", name=title, typeRef=type_ref)
        values = {shape.variable for shape in self.values.shapes.values()}
        for number, read in enumerate(dict.fromkeys(reads), 1):
            needed = self.xml.add(decision, "informationRequirement", id=f"decision_{name}_reads_{number}")
            kind, target = ("requiredDecision", "decision") if read in values else ("requiredInput", "data")
            self.xml.add(needed, kind, href=f"#{target}_{read}")
        return decision

    def _value_decision(self, name: str) -> None:
        values, shape = self.values.values[name], self.values.shapes[name]
        entries = [entry for entry in self.document.values if entry.fields["name"] == name]
        own = f"value_{shape.variable}"
        decision = self._decision(shape.variable, shape.variable, "" if shape.parts else "number", self._placing)
        self.xml.mark(decision, role="value")
        grid = self.xml.add(decision, "decisionTable", id=own, hitPolicy="UNIQUE")
        self._placement_inputs(grid, own)
        for part in shape.parts or ("amount",):
            title, kind = part if shape.parts else shape.variable, _PART_TYPES.get(part, "number")
            self.xml.mark(self.xml.add(grid, "output", id=f"{own}_{part}", name=title, typeRef=kind), part=part)
        number = 0
        for value, entry, placed in zip(values, entries, placements(values), strict=True):
            for placement in self._somewhere(entry, placed):
                number += 1
                rule = self.xml.add(grid, "rule", id=f"{own}_rule_{number}")
                self.xml.extend(rule, entry.fields)
                self._placement_cells(rule, placement)
                for text in _value_cells(value, shape):
                    self.xml.cell(rule, "outputEntry", text)

    def _rows(self) -> _Grid:
        table, document = self.table, self.document
        columns = merged(document.rows)
        lines = tuple(
            _Line(placement, _cells(row), entry, order_kept(entry, columns))
            for row, entry, placed in zip(table.rows, document.rows, placements(table.rows), strict=True)
            for placement in self._somewhere(entry, placed)
        )
        hit, aggregation = dmn_hit(table.hit, table.collect)
        outputs = output_columns(table, columns, single=aggregation is not None)
        return _Grid("rows", table.title.en, self._facts(columns), outputs, lines, hit, aggregation)

    def _always(self) -> Iterator[_Grid]:
        """What does not wait for a decision, as a decision of its own that collects every line that holds."""
        entries = self.document.always
        columns = merged(entries)
        lines = tuple(
            _Line(None, _cells(item), entry, order_kept(entry, columns))
            for item, entry in zip(self.table.always, entries, strict=True)
        )
        if lines:
            outputs = output_columns(self.table, columns, single=False, coded=False)
            title = f"{self.table.title.en}: always"
            yield _Grid("always", title, self._facts(columns), outputs, lines, "RULE ORDER")

    def _facts(self, columns: Iterable[str]) -> tuple[FactColumn, ...]:
        return tuple(fact_columns((key for key in columns if key.startswith("when.")), self.table.catalogue))

    def _decision_table(self, grid: _Grid) -> None:
        placed = any(line.placement for line in grid.lines)
        named = {name for line in grid.lines for name in _values_named(line)}
        reads = self._placing if placed else []
        reads += [column.expression for column in grid.facts]
        reads += [shape.variable for name, shape in self.values.shapes.items() if name in named]
        decision = self._decision(f"{variable_name(self.table.name)}_{grid.role}", grid.title, "", reads)
        self.xml.mark(decision, role=grid.role)
        if grid.role == "rows":
            self.xml.describe(decision, "\n".join(text.format(file=self.table.file) for text in (_NOTE.en, _NOTE.zh)))
            self.xml.extend(decision, self.document.head.fields)
        element = self.xml.add(
            decision,
            "decisionTable",
            id=f"{grid.role}_table",
            hitPolicy=grid.hit,
            aggregation=grid.aggregation or "",
        )
        self._columns(element, grid, placed=placed)
        for number, line in enumerate(grid.lines, 1):
            self._rule(self.xml.add(element, "rule", id=f"{grid.role}_rule_{number}"), grid, line)

    def _columns(self, element: Any, grid: _Grid, *, placed: bool) -> None:  # noqa: ANN401
        if placed:
            self._placement_inputs(element, grid.role)
        for number, column in enumerate(grid.facts, 1):
            name = f"{grid.role}_input_{number}"
            head = self.xml.input(element, name, column.label, column.expression, column.type_ref)
            self.xml.mark(head, fact=column.spec.name, type=column.spec.type.value, part=column.part)
            if column.allowed is not None:
                self.xml.add(head, "inputValues", column.allowed)
        for number, output in enumerate(grid.outputs, 1):
            name = f"{grid.role}_output_{number}"
            head = self.xml.add(element, "output", id=name, name=output.name, label=output.label)
            head.set("typeRef", output.type_ref)
            self.xml.mark(head, key=output.key)
            if output.allowed is not None:
                self.xml.add(head, "outputValues", output.allowed)

    def _rule(self, rule: Any, grid: _Grid, line: _Line) -> None:  # noqa: ANN401
        fields = line.entry.fields
        if note := _annotation(fields):
            self.xml.describe(rule, note)
        shown = {output.key for output in grid.outputs} - {"code"}
        kept: Flat = {key: text for key, text in fields.items() if not key.startswith("when.") and key not in shown}
        self.xml.extend(rule, kept | ({ORDER_KEY: line.order} if line.order else {}))
        if line.placement is not None:
            self._placement_cells(rule, line.placement)
        for column in grid.facts:
            cell = line.cells.get(column.spec.name)
            entry = self.xml.cell(rule, "inputEntry", self.values.cell(cell, column, line.entry.where))
            if cell is not None:
                self.xml.mark(entry, cell=cell.text)
        for output in grid.outputs:
            self.xml.cell(rule, "outputEntry", output.cell(fields, self.values.shapes, self.table.name))

    def _placement_inputs(self, grid: Any, role: str) -> None:  # noqa: ANN401
        self.xml.mark(self.xml.input(grid, f"{role}_day", _DAY_LABEL, self._day, "date"), role="day")
        if self.with_places:
            self.xml.mark(self.xml.input(grid, f"{role}_place", _PLACE_LABEL, _PLACE, "string"), role=_PLACE)

    def _placement_cells(self, rule: Any, placement: Placement) -> None:  # noqa: ANN401
        self.xml.cell(rule, "inputEntry", unary_text(day_cell(placement), str))
        if self.with_places:
            self.xml.cell(rule, "inputEntry", unary_text(places_cell(placement), str))

    def _somewhere(self, entry: Entry, placed: Sequence[Placement]) -> Sequence[Placement]:
        if not placed:
            raise ExportRefusedError(
                self.table.name,
                entry.where,
                Words("more specific ones of its name always win over it", "更具体的同名数值总是优先于它"),
                Words("Remove it", "请删掉它"),
            )
        return placed


def _cells(item: Row | Always) -> Mapping[str, Cell]:
    return {condition.fact: condition.cell for condition in item.when}


def _values_named(line: _Line) -> Iterator[str]:
    """Return the names in its bounds, and the texts of its results, which may be names of values as well."""
    yield from (bound.name for bound in bounds_of(line.cells.values()) if isinstance(bound, Ref))
    yield from (text for key, text in line.entry.fields.items() if isinstance(text, str) and key.startswith("then."))


def _annotation(fields: Flat) -> str:
    """What a person reads beside the rule: its reason in both languages."""
    return "\n".join(str(fields[key]) for key in ("because.en", "because.zh") if key in fields)


def _value_cells(value: Value, shape: ValueShape) -> Iterator[str]:
    for part in shape.parts or ("amount",):
        if part == "currency":
            yield literal_text(getattr(value.amount, "currency", ""))
        elif part == "length":
            yield literal_text(amount_for(value, FactType.DURATION))
        else:
            yield literal_text(value.amount)
