"""A policy table as what stands in its file: flat keys and texts, the form that every exchange format shares.

A key is written as in the file, with its path: `when.order_state`, `then.do`, `because.en`. A list keeps its items.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal

from casewright.domain.money import Money
from casewright.domain.words import Words
from casewright.rulebook.exchange.findings import ExportRefusedError, ImportFinding
from casewright.rulebook.table import EVERYWHERE, Always, ClockRule, Condition, Row, Scope, Table, Value
from casewright.rulebook.tell import value_text

__all__ = ["Document", "Entry", "Flat", "is_list_key", "written", "written_value"]

Flat = dict[str, str | tuple[str, ...]]
"""The keys of one entry with their texts, in the order in which they are written."""
_NOT_WRITABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What XML or a spreadsheet would lose or change."""
_LISTS = frozenset({"cite", "applies_to", "do", "then.do", "by"})
_TABLE_FIELDS = frozenset(
    {"name", "case_kind", "title", "hit", "dated_by", "scope", "values"}
    | {"rows", "always", "catalogue", "file", "digest", "facts", "collect", "by", "feeds"}
)
_ROW_FIELDS = frozenset(
    {"code", "name", "from_on", "to_on", "scope", "when", "do", "clocks", "outcome"}
    | {"because", "cite", "confidence", "mark", "overruled"}
)
_VALUE_FIELDS = frozenset({"name", "unit", "amount", "text", "from_on", "to_on", "scope", "cite", "confidence"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One value, row or `always` of a table. `where` is the place it was read: an element id, or a sheet and row."""

    where: str
    fields: Flat


@dataclass(frozen=True, slots=True)
class Document:
    """A table as written, whole or with gaps. `facts` says of what type a fact seems to be that no catalogue knows."""

    head: Entry
    values: tuple[Entry, ...] = ()
    rows: tuple[Entry, ...] = ()
    always: tuple[Entry, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[ImportFinding, ...] = ()

    @property
    def name(self) -> str:
        """The table's name, or nothing."""
        name = self.head.fields.get("table", "")
        return name if isinstance(name, str) else ""

    def entries(self) -> Iterable[Entry]:
        """All entries, the head first."""
        return (self.head, *self.values, *self.always, *self.rows)


def is_list_key(key: str) -> bool:
    """Say whether this key of an entry holds a list."""
    return key in _LISTS or key.endswith(("_within", "[]"))


def written(table: Table) -> Document:
    """Return a loaded table as it would be written. Loading that again gives a table of the same digest.

    Raise ExportRefusedError for a character that no exchange format can carry.
    """
    document = Document(
        head=Entry(table.name, _head(table)),
        values=tuple(Entry(f"value {value.name}", written_value(value, table.scope)) for value in table.values),
        rows=tuple(Entry(row.code, _row(row, table.scope)) for row in table.rows),
        always=tuple(Entry(f"always {number}", _always(item)) for number, item in enumerate(table.always, 1)),
    )
    for entry in document.entries():
        for key, text in entry.fields.items():
            if _NOT_WRITABLE.search(text if isinstance(text, str) else "".join(text)):
                raise ExportRefusedError(
                    table.name,
                    f"{entry.where}, {key}",
                    Words("holds a control character", "含有控制字符"),
                    Words("Remove it from the policy file", "请从规则文件里删掉"),
                )
    return document


def _head(table: Table) -> Flat:
    flat: Flat = {"table": table.name}
    if table.case_kind is not None:
        flat["case_kind"] = table.case_kind
    flat |= _words("title", table.title) | {"hit": table.hit.value}
    if table.collect is not None:
        flat["collect"] = table.collect.value
    if table.by:
        flat["by"] = table.by
    flat["dated_by"] = table.dated_by
    return flat | _scope(table.scope, EVERYWHERE) | _others(table, _TABLE_FIELDS)


def written_value(value: Value, around: Scope) -> Flat:
    """Return one dated value as it is written in a table of the scope around it."""
    flat: Flat = {"name": value.name, "unit": value.unit}
    flat |= _span(value)
    flat |= {"is": _amount(value.amount)}
    flat |= _scope(value.scope, around)
    return flat | {"cite": value.cite, "confidence": value.confidence.value} | _others(value, _VALUE_FIELDS)


def _row(row: Row, around: Scope) -> Flat:
    flat: Flat = {"code": row.code, "name": row.name}
    flat |= _span(row) | _scope(row.scope, around)
    flat |= _when(row.when) | {"then.do": row.do} | _clocks(row.clocks, "then.")
    flat |= {f"then.{name}": value for name, value in row.outcome}
    flat |= _words("because", row.because) | {"cite": row.cite, "confidence": row.confidence.value}
    if row.mark is not None:
        flat["mark"] = row.mark
    if row.overruled is not None:
        flat |= {"seed": row.overruled.seed} | _words("against", row.overruled.words)
    return flat | _others(row, _ROW_FIELDS)


def _always(item: Always) -> Flat:
    flat = _when(item.when)
    if item.do:
        flat["do"] = item.do
    return flat | _clocks(item.clocks, "") | _others(item, frozenset({"when", "do", "clocks"}))


def _words(key: str, words: Words) -> Flat:
    return {f"{key}.en": words.en, f"{key}.zh": words.zh}


def _span(item: Row | Value) -> Flat:
    flat: Flat = {"from": item.from_on.isoformat()}
    if item.to_on is not None:
        flat["to"] = item.to_on.isoformat()
    return flat


def _scope(scope: Scope, around: Scope) -> Flat:
    return {} if scope == around else {"applies_to": scope}


def _when(when: tuple[Condition, ...]) -> Flat:
    return {f"when.{condition.fact}": condition.cell.text for condition in when}


def _clocks(clocks: tuple[ClockRule, ...], before: str) -> Flat:
    return {f"{before}{rule.clock}_within": rule.lengths for rule in clocks}


def _amount(amount: int | Decimal | Money) -> str:
    return str(amount) if isinstance(amount, Decimal) else value_text(amount)


def _others(item: Table | Row | Value | Always, known: frozenset[str]) -> Flat:
    """Write what the loader learned to read since: texts, days, words and lists of texts need no code of their own."""
    flat: Flat = {}
    for name in (one.name for one in fields(item) if one.name not in known):
        match getattr(item, name):
            case None | ():
                pass
            case Words() as words:
                flat |= _words(name, words)
            case str() as text:
                flat[name] = str(text)
            case date() as day:
                flat[name] = day.isoformat()
            case tuple() as items if all(isinstance(one, str) for one in items):
                flat[f"{name}[]"] = items
            case other:
                raise ExportRefusedError(
                    str(item),
                    name,
                    Words(f"cannot be written: {other!r}", f"无法写出：{other!r}"),
                    Words("Teach the exchange this new part of a table", "请让导出功能支持规则表的这个新部分"),
                )
    return flat
