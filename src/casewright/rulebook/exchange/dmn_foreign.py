"""A decision table that another tool made, as a document of ours. What it does not say is left open, never invented."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from casewright.domain.words import Words
from casewright.rulebook.catalogue import Catalogue, FactSpec, FactType
from casewright.rulebook.cells import Bound, Cell, Ref, bounds_of, parse_cell
from casewright.rulebook.errors import CellError
from casewright.rulebook.exchange.dmn_order import in_order, ranked_values
from casewright.rulebook.exchange.dmn_read import RawOutput, RawTable
from casewright.rulebook.exchange.dmn_typed import (
    KINDS,
    TypedColumn,
    TypedRule,
    TypedTable,
    declared_type,
    type_of,
    typed_table,
)
from casewright.rulebook.exchange.document import Document, Entry, Flat
from casewright.rulebook.exchange.findings import ImportFinding, import_finding
from casewright.rulebook.exchange.fitting import fitted
from casewright.rulebook.exchange.hit_names import our_hit
from casewright.rulebook.exchange.sfeel import FULL_FEEL
from casewright.rulebook.exchange.sfeel_write import cell_text
from casewright.rulebook.table import Collect, HitPolicy
from casewright.rulebook.tell import value_text

__all__ = ["foreign_document", "language_of"]

_HAN = re.compile(r"[\u4e00-\u9fff]")
_NAME = re.compile(r"[^\W\d][\w ]*(\.[^\W\d][\w ]*)*\Z")
_SAY = Words("-", "-")


def foreign_document(raw: RawTable, names: frozenset[str], catalogue: Catalogue) -> Document:
    """Return the table of another tool as a document. `names` are what data and decisions of its file are called."""
    return _Foreign(raw, names, catalogue).read()


_AS_READ = {FactType.ENUM: FactType.TEXT, FactType.INTEGER: FactType.DECIMAL, FactType.DAYS: FactType.DECIMAL}
"""How the cells of a type look before its catalogue is asked."""


@dataclass(frozen=True, slots=True)
class _Fact:
    """The fact a column stands for: the catalogue's, or one that still has to be added to it."""

    spec: FactSpec
    known: bool


class _Foreign:
    def __init__(self, raw: RawTable, names: frozenset[str], catalogue: Catalogue) -> None:
        self.raw = raw
        self.names = names
        self.catalogue = catalogue
        self.findings: list[ImportFinding] = []
        self.facts: dict[str, str] = {}

    def read(self) -> Document:
        typed = typed_table(self.raw)
        self.findings.extend(typed.findings)
        facts = [self._fact(column, typed, number) for number, column in enumerate(typed.columns)]
        self._refuse_repeated(typed, facts)
        keys = self._outputs(typed)
        hit = our_hit(self.raw.hit, self.raw.aggregation)
        fields, rules, last = self._head(keys, hit), typed.rules, []
        if hit is not None and any(value is not None for value in typed.defaults):
            last = [self._default(typed, keys)]
            rules = self._ordered(typed, hit[0], fields)
        counts = hit is not None and hit[1] is Collect.COUNT
        rows = [self._row(number, rule, facts, [] if counts else keys) for number, rule in enumerate(rules, 1)]
        rows.extend(last)
        head = Entry(self.raw.id, fields)
        if rows:
            self.findings.append(import_finding("IMP060", self.raw.id))
        return Document(head, rows=tuple(rows), facts=self.facts, findings=tuple(self.findings))

    def _head(self, keys: list[str], hit: tuple[HitPolicy, Collect | None] | None) -> Flat:
        name = _slug(self.raw.name, "-") or _slug(self.raw.id, "-")
        fields: Flat = {"table": name}
        fields[f"title.{language_of(self.raw.name)}"] = self.raw.name
        if hit is None:
            policy = f"{self.raw.hit} {self.raw.aggregation or ''}".strip()
            known = ", ".join(policy.value for policy in HitPolicy)
            self.findings.append(import_finding("IMP022", self.raw.id, policy=policy, known=known))
            return fields
        fields["hit"] = hit[0].value
        if hit[1] is not None:
            fields["collect"] = hit[1].value
        results = [key.removeprefix("then.") for key in keys]
        by = self._ranked(results) if hit[0].ranked else results if hit[1] not in (None, Collect.LIST) else []
        if by:
            fields["by"] = tuple(by)
        return fields

    def _ranked(self, results: list[str]) -> list[str]:
        """Return the results that rank rows: those whose output lists its values, in the catalogue's order."""
        by = []
        for name, output in zip(results, self.raw.outputs, strict=True):
            values = ranked_values(output)
            if not values:
                continue
            by.append(name)
            spec = self.catalogue.outcomes.get(name)
            ours = [value for value in spec.values if value in values] if spec else []
            if spec is None or ours != [value for value in values if value in spec.values]:
                told = {"name": name, "theirs": " > ".join(values), "ours": " > ".join(ours)}
                code = "IMP068" if spec is None else "IMP034"
                self.findings.append(import_finding(code, output.id, **told))
        return by

    def _refuse_repeated(self, typed: TypedTable, facts: list[_Fact | None]) -> None:
        """Refuse a second column of one fact: a row has one cell for it."""
        names = [None if fact is None else fact.spec.name for fact in facts]
        for number, name in enumerate(names):
            if name is not None and name in names[:number]:
                self.findings.append(import_finding("IMP032", typed.columns[number].raw.id, key=name))

    def _fact(self, column: TypedColumn, typed: TypedTable, number: int) -> _Fact | None:
        """Find or sketch the fact of a column; None where the column computes something or tells no type."""
        text = column.raw.text or column.raw.label
        if text not in self.names and (not _NAME.match(text) or FULL_FEEL & set(text.split())):
            self.findings.append(import_finding("IMP020", column.raw.id, text=text[:80] or "-"))
            return None
        name = text if text in self.catalogue.facts else _slug(text, "_")
        if name in self.catalogue.facts:
            return _Fact(self.catalogue.facts[name], known=True)
        spec = _sketch(name, column, [rule.cells[number] for rule in typed.rules])
        if spec is not None:
            values = f": {', '.join(spec.values)}" if spec.values else ""
            self.facts[name] = f"{spec.type.value}{values}"
        return None if spec is None else _Fact(spec, known=False)

    def _outputs(self, typed: TypedTable) -> list[str]:
        """Return the key of each output column: actions, a clock, or a field of the result."""
        keys = [self._key(output) for output in self.raw.outputs]
        for number, (key, output) in enumerate(zip(keys, self.raw.outputs, strict=True)):
            if not output.name:
                self.findings.append(import_finding("IMP024", output.id, known=", ".join(self.catalogue.outcomes)))
            if key in keys[:number]:
                self.findings.append(import_finding("IMP032", output.id, key=key))
            if self.raw.aggregation != "COUNT":
                self._check_kinds(key, output, [rule.outputs[number] for rule in typed.rules])
        return keys

    def _key(self, output: RawOutput) -> str:
        known = output.name in self.catalogue.outcomes
        return f"then.{output.name if known else _slug(output.name, '_') or 'result'}"

    def _check_kinds(self, key: str, output: RawOutput, values: list[Bound | None]) -> None:
        """Refuse a result whose cells are of another type than its column or the catalogue declares, or of several."""
        kinds = {type_of(value) for value in values if value is not None}
        declared = declared_type(output.type_ref)
        kinds |= set() if declared is None or not kinds else {declared}
        spec = self.catalogue.outcomes.get(key.removeprefix("then."))
        if spec is None:
            if len(kinds) > 1:
                told = _told(sorted(kinds))
                self.findings.append(import_finding("IMP017", output.id, name=output.name or output.id, kinds=told))
            return
        wanted = _AS_READ.get(spec.type, spec.type)
        if wrong := kinds - {wanted}:
            shown = {"name": output.name or output.id, "kind": _told(sorted(wrong)), "wanted": _told([wanted])}
            self.findings.append(import_finding("IMP023", output.id, **shown))

    def _row(self, number: int, rule: TypedRule, facts: list[_Fact | None], keys: list[str]) -> Entry:
        fields: Flat = {
            "code": f"{_slug(self.raw.name, '-').upper() or 'ROW'}-{number * 10:03}",
            "name": f"rule-{number}",
        }
        for fact, cell, raw in zip(facts, rule.cells, rule.raw.inputs, strict=True):
            if fact is not None and not cell.any_value:
                fields[f"when.{fact.spec.name}"] = self._cell(cell, fact, raw.id, raw.text)
        self._refuse_bare(rule.outputs, [cell.id for cell in rule.raw.outputs])
        fields |= dict(_given(keys, rule.outputs))
        for note in rule.raw.notes:
            fields.setdefault(f"because.{language_of(note)}", note)
        return Entry(rule.raw.id, fields)

    def _cell(self, cell: Cell, fact: _Fact, where: str, written: str) -> str:
        """Write a cell in our grammar, and read it back: what would come back as something else is refused."""
        wanted = fitted(cell, fact.spec)
        text = cell_text(wanted)
        try:
            back = parse_cell(text, fact.spec)
        except CellError as error:
            code = "IMP016" if fact.spec.type in (FactType.TEXT, FactType.ENUM) else "IMP012"
            self.findings.append(import_finding(code, where, text=written[:80], why=error.problem))
            return text
        if (back.tests, back.negated) != (wanted.tests, wanted.negated):
            why = Words("a comma or a sign in it would be read as grammar", "其中的逗号或符号会被当作语法")
            self.findings.append(import_finding("IMP016", where, text=written[:80], why=why))
        return text

    def _ordered(self, typed: TypedTable, hit: HitPolicy, fields: Flat) -> tuple[TypedRule, ...]:
        """Return the rules in an order that has room for a last row, and say so in the head; or refuse the default."""
        where = next(output.id for output in self.raw.outputs if output.default is not None)
        rules = in_order(typed, hit)
        if rules is None:
            self.findings.append(import_finding("IMP025", where, policy=hit.value))
            return typed.rules
        self.findings.append(import_finding("IMP063", where))
        if hit is not HitPolicy.FIRST:
            self.findings.append(import_finding("IMP069", self.raw.id, policy=hit.value))
            fields["hit"] = HitPolicy.FIRST.value
            fields.pop("by", None)
        return rules

    def _default(self, typed: TypedTable, keys: list[str]) -> Entry:
        where = next(output.id for output in self.raw.outputs if output.default is not None)
        code = f"{_slug(self.raw.name, '-').upper() or 'ROW'}-{(len(typed.rules) + 1) * 10:03}"
        fields: Flat = {"code": code, "name": "otherwise"}
        self._refuse_bare(typed.defaults, [where] * len(keys))
        return Entry(where, fields | dict(_given(keys, typed.defaults)))

    def _refuse_bare(self, outputs: tuple[Bound | None, ...], where: list[str]) -> None:
        """Refuse a text that is empty or has blanks at its ends: a policy file would read it as another, or none."""
        why = Words("a result is not empty and has no blanks at its ends", "结果不能为空，首尾也不能有空格")
        for value, place in zip(outputs, where, strict=True):
            if isinstance(value, str) and (not value or value != value.strip()):
                self.findings.append(import_finding("IMP016", place, text=f'"{value[:80]}"', why=why))


def _given(keys: list[str], outputs: tuple[Bound | None, ...]) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    for key, value in zip(keys, outputs, strict=bool(keys)):
        if value is None or isinstance(value, Ref):
            continue
        text = value_text(value)
        yield (
            key,
            tuple(one.strip() for one in text.split(",")) if key == "then.do" or key.endswith("_within") else text,
        )


def _sketch(name: str, column: TypedColumn, cells: list[Cell]) -> FactSpec | None:
    """Return what kind of fact the column needs, as far as the file tells."""
    kind = column.type
    bounds = [bound for bound in bounds_of(cells) if not isinstance(bound, Ref)]
    if kind is None:
        return None
    values: Mapping[str, Words] = {}
    if (
        kind is FactType.DECIMAL
        and bounds
        and all(isinstance(bound, Decimal) and bound == int(bound) for bound in bounds)
    ):
        kind = FactType.INTEGER
    elif kind is FactType.TEXT and (texts := dict.fromkeys((*column.allowed, *map(str, bounds)), _SAY)):
        kind, values = FactType.ENUM, texts
    return FactSpec(name, kind, _SAY, _SAY, _SAY, values)


def language_of(text: str) -> str:
    """Say in which of our two languages a person wrote this."""
    return "zh" if _HAN.search(text) else "en"


def _told(kinds: list[FactType]) -> Words:
    return Words(", ".join(KINDS[kind].en for kind in kinds), "、".join(KINDS[kind].zh for kind in kinds))


def _slug(text: str, mark: str) -> str:
    return re.sub(r"[\W_]+", mark, text.strip().lower()).strip(mark)
