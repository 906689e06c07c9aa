"""A DMN file that we exported, perhaps edited since, as a document again.

What a column shows counts; the attributes beside it say how the same was written, and what no column shows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from casewright.domain.money import Money, MoneyError
from casewright.domain.words import Words
from casewright.rulebook.catalogue import Catalogue, FactSpec, FactType
from casewright.rulebook.cells import Bound, Cell, Equals, Ref, bounds_of, parse_cell
from casewright.rulebook.errors import CellError
from casewright.rulebook.exchange.columns import ORDER_KEY, canonical, reordered
from casewright.rulebook.exchange.dmn_foreign import language_of
from casewright.rulebook.exchange.dmn_outputs import ITEM_BREAK
from casewright.rulebook.exchange.dmn_placing import Placing
from casewright.rulebook.exchange.dmn_read import RawCell, RawInput, RawRule, RawTable
from casewright.rulebook.exchange.dmn_typed import TypedRule, TypedTable, typed_table
from casewright.rulebook.exchange.document import Document, Entry, Flat, is_list_key
from casewright.rulebook.exchange.findings import ImportFinding, import_finding
from casewright.rulebook.exchange.fitting import fitted, with_bounds
from casewright.rulebook.exchange.hit_names import dmn_hit, our_hit
from casewright.rulebook.exchange.sfeel_write import cell_text
from casewright.rulebook.table import Collect, HitPolicy
from casewright.rulebook.tell import value_text

__all__ = ["own_document"]

_SAY = Words("-", "-")
_PARTS = ("amount", "currency", "length")


def own_document(tables: Sequence[RawTable], catalogue: Catalogue) -> Document:
    """Return the table of an exported file: its rows, what always holds, and its dated values."""
    return _Own(tables, catalogue).read()


@dataclass(slots=True)
class _Facts:
    """The input columns of a decision table by the fact they stand for."""

    spec: FactSpec
    amount: int
    currency: int | None = None


class _Own:
    def __init__(self, tables: Sequence[RawTable], catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.by_role = {
            role: [table for table in tables if table.ours.get("role") == role] for role in ("rows", "always", "value")
        }
        self.names = dict(self._variables())
        self.findings: list[ImportFinding] = []

    def _variables(self) -> Iterator[tuple[str, str]]:
        for table in self.by_role["value"]:
            name = _value_name(table)
            yield table.name, name
            yield from ((f"{table.name}.{part}", name) for part in _PARTS)

    def read(self) -> Document:
        rows = self.by_role["rows"][0]
        head = self._head(rows)
        scope = head.fields.get("applies_to", ("*",))
        placing = Placing(scope if isinstance(scope, tuple) else (scope,), self.findings)
        values = [entry for table in self.by_role["value"] for entry in self._values(table, placing)]
        entries = tuple(self._rows(rows, placing))
        always = [entry for table in self.by_role["always"] for entry in self._always(table)]
        return Document(head, tuple(values), entries, tuple(always), findings=tuple(self.findings))

    def _head(self, raw: RawTable) -> Entry:
        fields = {key: text for key, text in raw.ours.items() if key != "role"}
        if _hit_written(fields) != (raw.hit, raw.aggregation):
            found = our_hit(raw.hit, raw.aggregation)
            fields = {key: text for key, text in fields.items() if key not in ("hit", "collect")}
            if found is None:
                policy = f"{raw.hit} {raw.aggregation or ''}".strip()
                known = ", ".join(policy.value for policy in HitPolicy)
                self.findings.append(import_finding("IMP022", raw.id, policy=policy, known=known))
            else:
                fields["hit"] = found[0].value
                fields |= {} if found[1] is None else {"collect": found[1].value}
        return Entry(raw.id, canonical(fields))

    def _typed(self, raw: RawTable) -> TypedTable:
        typed = typed_table(raw, self.names)
        self.findings.extend(typed.findings)
        return typed

    def _values(self, raw: RawTable, placing: Placing) -> Iterator[Entry]:
        typed = self._typed(raw)
        name = _value_name(raw)
        groups: list[tuple[Flat, list[TypedRule]]] = []
        for rule in typed.rules:
            fields = {"name": name} | rule.raw.ours
            fields |= self._amount(raw, rule, fields)
            same = next((rules for known, rules in groups if known == fields), None)
            if same is None:
                groups.append((fields, [rule]))
            else:
                same.append(rule)
        placed = placing.settle(raw.inputs, [(fields, rules) for fields, rules in groups])
        for (_, rules), fields in zip(groups, placed, strict=True):
            yield Entry(rules[0].raw.id, canonical(fields))

    def _amount(self, raw: RawTable, rule: TypedRule, fields: Flat) -> Flat:
        """Return the amount of a value: as written, where the columns still say the same."""
        cells = zip(raw.outputs, rule.outputs, strict=True)
        parts = {output.ours.get("part", "amount"): value for output, value in cells}
        number, currency = parts.get("amount"), parts.get("currency")
        if not isinstance(number, Decimal):
            return {}
        written = str(fields.get("is", ""))
        shown = f"{value_text(number)} {currency}" if isinstance(currency, str) else value_text(number)
        return {"is": written if _same_amount(written, shown) else shown}

    def _rows(self, raw: RawTable, placing: Placing) -> Iterator[Entry]:
        typed = self._typed(raw)
        columns = self._facts(raw)
        groups: dict[str, list[TypedRule]] = {}
        for number, rule in enumerate(typed.rules, 1):
            groups.setdefault(self._code(raw, rule) or f"?{number}", []).append(rule)
        fields = [self._row(code, rules, raw, columns) for code, rules in groups.items()]
        placed = placing.settle(raw.inputs, list(zip(fields, groups.values(), strict=True)))
        for rules, settled in zip(groups.values(), placed, strict=True):
            yield Entry(rules[0].raw.id, settled)

    def _code(self, raw: RawTable, rule: TypedRule) -> str:
        """Return the code as its column shows it; the attribute where there is no such column."""
        written = rule.raw.ours.get("code", "")
        cells = zip(raw.outputs, rule.outputs, strict=True)
        shown = next((str(value) for output, value in cells if output.ours.get("key") == "code" and value), None)
        if shown and written and shown != written:
            self.findings.append(import_finding("IMP067", rule.raw.id, text=shown, code=written))
        return shown or str(written)

    def _row(self, code: str, rules: Sequence[TypedRule], raw: RawTable, columns: Mapping[str, _Facts]) -> Flat:
        every = [self._fields(rule, raw, columns) for rule in rules]
        if any(fields != every[0] for fields in every[1:]):
            self.findings.append(import_finding("IMP028", rules[1].raw.id, code=code))
        fields = every[0] | ({} if code.startswith("?") else {"code": code})
        self._reason(code, rules[0].raw, fields)
        return reordered(canonical(fields), _order(rules[0].raw))

    def _reason(self, code: str, raw: RawRule, fields: Flat) -> None:
        """Take the reason of a new rule from its annotation; say so when the annotation of an old one was changed."""
        written = [str(fields[key]) for key in ("because.en", "because.zh") if key in fields]
        if not written:
            fields.update({f"because.{language_of(note)}": note for note in raw.notes})
        elif "\n".join(raw.notes).split() != "\n".join(written).split():
            self.findings.append(import_finding("IMP066", raw.id, code=code))

    def _always(self, raw: RawTable) -> Iterator[Entry]:
        columns = self._facts(raw)
        for rule in self._typed(raw).rules:
            fields = self._fields(rule, raw, columns)
            yield Entry(rule.raw.id, reordered(canonical(fields), _order(rule.raw)))

    def _fields(self, rule: TypedRule, raw: RawTable, columns: Mapping[str, _Facts]) -> Flat:
        """Return what one rule says: its own fields, its conditions and its orders."""
        fields = {key: text for key, text in rule.raw.ours.items() if key != ORDER_KEY}
        for name, column in columns.items():
            text = self._condition(rule, column)
            if text is not None:
                fields[f"when.{name}"] = text
        for output, value in zip(raw.outputs, rule.outputs, strict=True):
            key = output.ours.get("key") or f"then.{output.name}"
            if key != "code":
                fields |= _ordered(key, value)
        return fields

    def _facts(self, raw: RawTable) -> Mapping[str, _Facts]:
        found: dict[str, _Facts] = {}
        for number, column in enumerate(raw.inputs):
            if column.ours.get("role"):
                continue
            name = column.ours.get("fact") or column.text
            if column.ours.get("part") == "currency" and name in found:
                found[name].currency = number
            elif name in found:
                self.findings.append(import_finding("IMP032", column.id, key=name))
            else:
                found[name] = _Facts(self._spec(name, column), number)
        return found

    def _spec(self, name: str, column: RawInput) -> FactSpec:
        spec = self.catalogue.facts.get(name)
        if spec is not None:
            return spec
        kinds = {kind.value: kind for kind in FactType}
        kind = kinds.get(column.ours.get("type", ""), FactType.TEXT)
        return FactSpec(name, FactType.TEXT if kind is FactType.ENUM else kind, _SAY, _SAY, _SAY, {})

    def _condition(self, rule: TypedRule, column: _Facts) -> str | None:
        cell, raw = rule.cells[column.amount], rule.raw.inputs[column.amount]
        if cell.any_value:
            return None
        if column.spec.type is FactType.MONEY:
            currency = None if column.currency is None else rule.cells[column.currency]
            cell = self._money(cell, currency, raw)
        cell = fitted(cell, column.spec)
        return _as_written(cell, raw, column.spec)

    def _money(self, cell: Cell, currency: Cell | None, raw: RawCell) -> Cell:
        """Put the currency of the neighbouring column to each amount."""
        test = currency.tests[0] if currency and len(currency.tests) == 1 and not currency.negated else None
        code = test.bound if isinstance(test, Equals) else None

        def money(bound: Bound) -> Bound:
            if isinstance(bound, Decimal) and isinstance(code, str):
                return Money.of(bound, code)
            return bound

        try:
            changed = with_bounds(cell, money)
        except MoneyError:
            changed = cell
        if code is None or any(not isinstance(bound, (Money, Ref)) for bound in bounds_of([changed])):
            self.findings.append(import_finding("IMP033", raw.id))
        return changed


def _value_name(table: RawTable) -> str:
    named = (str(rule.ours["name"]) for rule in table.rules if rule.ours.get("name"))
    return next(named, table.name)


def _hit_written(fields: Flat) -> tuple[str, str | None] | None:
    """Return what the attributes say of the hit policy, in DMN's words."""
    hits, gathers = {hit.value: hit for hit in HitPolicy}, {one.value: one for one in Collect}
    hit, collect = fields.get("hit"), fields.get("collect")
    if not isinstance(hit, str) or hit not in hits:
        return None
    return dmn_hit(hits[hit], gathers.get(collect) if isinstance(collect, str) else None)


def _same_amount(one: str, other: str) -> bool:
    """Say whether two amounts are the same number, and of one currency."""
    first, second = one.split(), other.split()
    try:
        return first[1:] == second[1:] and bool(first and second) and Decimal(first[0]) == Decimal(second[0])
    except ArithmeticError:
        return False


def _order(raw: RawRule) -> tuple[str, ...]:
    order = raw.ours.get(ORDER_KEY, ())
    return order if isinstance(order, tuple) else (order,)


def _ordered(key: str, value: Bound | None) -> Flat:
    """Return what an output cell orders under its key; nothing where it is empty."""
    if value is None or value == "":
        return {}
    text = value.name if isinstance(value, Ref) else value_text(value)
    return {key: tuple(text.split(ITEM_BREAK))} if is_list_key(key) else {key: text}


def _as_written(cell: Cell, raw: RawCell, spec: FactSpec) -> str:
    """Return the cell's text: as it was written where it still means the same, else the usual way."""
    if raw.written is not None:
        try:
            before = parse_cell(raw.written, spec)
        except CellError:
            before = None
        if before is not None and (before.tests, before.negated) == (cell.tests, cell.negated):
            return raw.written
    return cell_text(cell)
