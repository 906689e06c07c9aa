"""A Parquet file of facts as cases: columns named as facts, money in `<fact>_minor` beside `<fact>_currency`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.types as kinds

from casewright.bulk.arrow import boolean_column, coded_column, decimal_column, whole_column
from casewright.bulk.errors import BulkError
from casewright.bulk.masks import FactColumn
from casewright.domain.words import Words
from casewright.rulebook.batch import BatchCases
from casewright.rulebook.catalogue import FactSpec, FactType
from casewright.rulebook.columns import Amounts, BatchColumn, Coded, Scaled
from casewright.rulebook.table import Table

__all__ = ["FactsBlock", "FactsFile", "read_facts_file"]

_BLOCK = 1 << 20
"""How many cases are read at a time."""
_KINDS: Mapping[str, Callable[[Any], bool]] = {
    "text": lambda kind: _is_text(kind.value_type if kinds.is_dictionary(kind) else kind),
    "boolean": kinds.is_boolean,
    "integer": kinds.is_integer,
    "decimal": lambda kind: kinds.is_decimal(kind) or kinds.is_integer(kind),
    "date": kinds.is_date,
    "timestamp": kinds.is_timestamp,
}
_SUITED = {
    FactType.ENUM: "text",
    FactType.TEXT: "text",
    FactType.BOOLEAN: "boolean",
    FactType.INTEGER: "integer",
    FactType.DAYS: "integer",
    FactType.DECIMAL: "decimal",
    FactType.DATE: "date",
    FactType.INSTANT: "timestamp",
    FactType.DURATION: "integer",
    FactType.MONEY: "integer",
}
_PLACE, _KEY, _MONEY = "marketplace", "key", "money"


def _is_text(kind: Any) -> bool:  # noqa: ANN401 - pyarrow ships no types
    return bool(kinds.is_string(kind) or kinds.is_large_string(kind) or kinds.is_string_view(kind))


@dataclass(frozen=True, slots=True, eq=False)
class FactsBlock:
    """Some cases of a file: their facts, the money at stake and their keys, where the file has them."""

    cases: BatchCases
    money: Amounts | None
    keys: Any


@dataclass(frozen=True, slots=True, eq=False)
class FactsFile:
    """A file of facts, its columns by fact, and the columns that no fact is named after.

    `marketplace` is where the cases stand when no column says so.
    """

    path: Path
    specs: Mapping[str, FactSpec]
    columns: Mapping[str, FactColumn]
    names: frozenset[str]
    marketplace: str | None
    unused: tuple[str, ...]

    def blocks(self, wanted: frozenset[str]) -> Iterator[FactsBlock]:
        """Read the file from its beginning, only the wanted facts. Raise BulkError for a value that none can have."""
        columns = {name: column for name, column in self.columns.items() if name in wanted}
        money = _pair(self.names, _MONEY)
        pairs = [*columns.values(), *([money] if money else [])]
        read = {name for pair in pairs for name in (pair.value, pair.currency) if name}
        read |= {name for name in (_PLACE, _KEY) if name in self.names}
        schema = pq.read_schema(self.path)
        texts = [name for name in sorted(read - {_KEY}) if _KINDS["text"](schema.field(name).type)]
        file = pq.ParquetFile(self.path, read_dictionary=texts, memory_map=True)
        for batch in file.iter_batches(batch_size=_BLOCK, columns=sorted(read), use_threads=False):
            facts = {
                name: _checked(self.specs[name], _column(batch, self.specs[name], columns[name])) for name in columns
            }
            place = coded_column(batch.column(_PLACE)) if _PLACE in self.names else self.marketplace
            keys = batch.column(_KEY) if _KEY in self.names else None
            yield FactsBlock(BatchCases(facts, len(batch), place), _amounts(batch, money) if money else None, keys)


def read_facts_file(path: Path, table: Table, marketplace: str | None = None) -> FactsFile:
    """Open a Parquet file for a table. Raise BulkError for another file, or a column that does not fit its fact."""
    try:
        schema = pq.read_schema(path)
    except (OSError, pa.ArrowException) as error:
        words = Words(
            "{path} is no Parquet file ({error}); write one", "{path} 不是 Parquet 文件（{error}）；请重新生成"
        )
        raise BulkError(words.fill(path=path, error=error)) from error
    names = frozenset(schema.names)
    specs = table.catalogue.facts
    columns = {name: column for name, spec in specs.items() if (column := _named(names, spec)) is not None}
    for name, column in columns.items():
        _check_type(schema, specs[name], column.value)
    used = {name for column in columns.values() for name in (column.value, column.currency)}
    money = _pair(names, _MONEY)
    used |= {_PLACE, _KEY, *((money.value, money.currency) if money else ())}
    unused = tuple(name for name in schema.names if name not in used)
    return FactsFile(path, specs, columns, names, marketplace, unused)


def _named(names: frozenset[str], spec: FactSpec) -> FactColumn | None:
    if spec.type is FactType.MONEY:
        return _pair(names, spec.name)
    name = f"{spec.name}_microseconds" if spec.type is FactType.DURATION else spec.name
    return FactColumn(name) if name in names else None


def _pair(names: frozenset[str], name: str) -> FactColumn | None:
    minor, currency = f"{name}_minor", f"{name}_currency"
    if minor in names and currency not in names:
        words = Words(
            "column {minor} stands without {currency}; add the currency of each amount",
            "有 {minor} 列却没有 {currency} 列；请补上每笔金额的币种",
        )
        raise BulkError(words.fill(minor=minor, currency=currency))
    return FactColumn(minor, currency) if minor in names else None


def _check_type(schema: Any, spec: FactSpec, name: str) -> None:  # noqa: ANN401 - pyarrow ships no types
    kind, suited = schema.field(name).type, _SUITED[spec.type]
    if not _KINDS[suited](kind):
        words = Words(
            "column {name} is {kind}; fact {fact} is of type {type} and needs {suited}",
            "{name} 列的类型是 {kind}；事实 {fact} 的类型是 {type}，需要 {suited}",
        )
        raise BulkError(words.fill(name=name, kind=kind, fact=spec.name, type=spec.type.value, suited=suited))
    if kinds.is_timestamp(kind) and kind.tz is None:
        words = Words(
            "column {name} has no time zone; write it as an instant in UTC",
            "{name} 列没有时区；请写成带 UTC 时区的时间",
        )
        raise BulkError(words.fill(name=name))


def _column(batch: Any, spec: FactSpec, column: FactColumn) -> BatchColumn:  # noqa: ANN401 - pyarrow ships no types
    array = batch.column(column.value)
    try:
        if spec.type is FactType.MONEY:
            return _amounts(batch, column)
        if spec.type in (FactType.ENUM, FactType.TEXT):
            return coded_column(array)
        if spec.type is FactType.BOOLEAN:
            return boolean_column(array)
        return decimal_column(array) if kinds.is_decimal(array.type) else whole_column(array)
    except pa.ArrowInvalid as error:
        words = Words("column {name}: {error}; leave such cases out", "{name} 列：{error}；请去掉这样的案件")
        raise BulkError(words.fill(name=column.value, error=error)) from error


def _amounts(batch: Any, column: FactColumn) -> Amounts:  # noqa: ANN401 - pyarrow ships no types
    minor = whole_column(batch.column(column.value))
    return Amounts(minor.keys, coded_column(batch.column(column.currency)), minor.known)


def _checked(spec: FactSpec, column: BatchColumn) -> BatchColumn:
    """Refuse values that a fact cannot have, as a single decision would: they must not pass for some other value."""
    strange: object = None
    if isinstance(column, Coded) and spec.type is FactType.ENUM:
        odd = [code for code, name in enumerate(column.names) if name not in spec.values]
        strange = next((column.names[code] for code in odd if (column.codes == code).any()), None)
    elif isinstance(column, Scaled) and (spec.low is not None or spec.high is not None):
        known = column.keys if column.known is None else column.keys[column.known]
        scale = 10**column.digits
        ends = [int(known.min()), int(known.max())] if len(known) else []
        low = -np.inf if spec.low is None else spec.low * scale
        high = np.inf if spec.high is None else spec.high * scale
        strange = next((end / scale if column.digits else end for end in ends if not low <= end <= high), None)
    if strange is not None:
        words = Words(
            "fact {fact}: {value} is outside its domain; `casewright policy facts` lists what it can be",
            "事实 {fact}：{value} 不在取值范围内；`casewright policy facts` 列出了可用的取值",
        )
        raise BulkError(words.fill(fact=spec.name, value=strange))
    return column
