"""Binds a layout to a header, learns what whole columns settle, and reads them a chunk at a time."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from dataclasses import field as slot
from zoneinfo import ZoneInfo

from casewright.domain.marketplace import (
    AMAZON_SITES,
    Marketplace,
    marketplace_by_amazon_id,
    marketplace_by_code,
    marketplace_by_site,
)
from casewright.intake.findings import FindingLog
from casewright.intake.reports.dates import DateOrder, OrderHabit
from casewright.intake.reports.layouts import Layout, column_name, named_report
from casewright.intake.reports.numbers import NumberHabit
from casewright.intake.reports.table import Chunk, Table, read_chunks
from casewright.intake.reports.values import (
    KINDS,
    NUMBER_KINDS,
    TIME_KINDS,
    UNKNOWN_WORD,
    Setting,
    Trouble,
    currency_code,
    read_money,
    site_currency,
)
from casewright.intake.reports.vocabulary import DAY_FIRST_COUNTRIES, MONTH_FIRST_COUNTRIES, fold

__all__ = ["Bound", "ColumnReader", "Habits", "bind", "missing_fields", "note_missing", "note_other_name"]

_NEEDS_LEARNING = frozenset({"REP009", "REP011", "REP014"})
"""Troubles that the rest of the file may settle: a number or a date with two readings, a currency stated elsewhere."""
_MEMO = 8_000

_HINT_KINDS = frozenset({"marketplace", "email"})


@dataclass(slots=True)
class ColumnReader:
    """One field of the record and where its cells stand. Counts the words it does not know."""

    field: str
    kind: str
    label: str
    at: int
    setting: Setting = slot(default_factory=Setting)
    words: dict[str, str] = slot(default_factory=dict)
    learnt: bool = False
    unsettled: bool = False
    memo: dict[object, object] = slot(default_factory=dict)
    unknown: Counter[str] = slot(default_factory=Counter)
    first_seen: dict[str, int] = slot(default_factory=dict)

    def read(self, cells: Sequence[str], currencies: list[str], numbers: list[int], log: FindingLog) -> list[object]:
        """Return the values of one chunk; what cannot be read is noted with its row."""
        if self.words:
            cells = [self.meant(cell) for cell in cells]
        if len(self.memo) > _MEMO:
            self.memo.clear()
        values = self._money(cells, currencies) if self.kind == "money" else self._plain(cells)
        if Trouble in set(map(type, values)):
            self._note(values, numbers, log)
            return [value.instead if isinstance(value, Trouble) else value for value in values]
        return values

    def meant(self, cell: str) -> str:
        """Return what a cell stands for by the user's own words, else the cell."""
        return self.words.get(fold(cell), cell) if self.words else cell

    def _money(self, cells: Sequence[str], currencies: list[str]) -> list[object]:
        memo, setting = self.memo, self.setting
        pairs = list(zip(cells, currencies, strict=True))
        memo.update((pair, read_money(*pair, setting)) for pair in set(pairs) if pair not in memo)
        return [memo[pair] for pair in pairs]

    def _plain(self, cells: Sequence[str]) -> list[object]:
        """Read each distinct cell once, unless most differ, as order numbers do."""
        memo, setting, convert = self.memo, self.setting, KINDS[self.kind]
        distinct = set(cells)
        if len(distinct) * 2 > len(cells):
            return [convert(cell, setting) for cell in cells]
        memo.update((cell, convert(cell, setting)) for cell in distinct if cell not in memo)
        return [memo[cell] for cell in cells]

    def _note(self, values: list[object], numbers: list[int], log: FindingLog) -> None:
        for trouble, number in zip(values, numbers, strict=True):
            if isinstance(trouble, Trouble):
                self.note(trouble, number, log)

    def note(self, trouble: Trouble, number: int, log: FindingLog) -> None:
        """Note what hindered one cell; a word that is not known is counted until the column is closed."""
        if trouble.code in _NEEDS_LEARNING and not self.learnt:
            self.unsettled = True
        if trouble.code == UNKNOWN_WORD:
            word = str(trouble.values[0][1])
            self.unknown[word] += 1
            self.first_seen.setdefault(word, number)
        else:
            log.add(trouble.code, number, self.label, **dict(trouble.values))

    def forget(self) -> None:
        """Begin anew, before the column is read a second time."""
        self.memo.clear()
        self.unknown.clear()
        self.first_seen.clear()

    def close(self, log: FindingLog) -> None:
        """Note once what concerns the whole column."""
        for word, count in self.unknown.items():
            log.add(UNKNOWN_WORD, self.first_seen[word], self.label, text=word, count=count)
        if self.setting.took_utc:
            log.add("REP013", None, self.label)


@dataclass(slots=True)
class Bound:
    """A layout tied to one table: its columns, where the currency stands, and what settlements state once."""

    table: Table
    columns: tuple[ColumnReader, ...]
    currency_at: int | None
    settlement_at: int | None
    state_at: tuple[int, int] | None
    settled: dict[str, str] = slot(default_factory=dict)
    contested: set[str] = slot(default_factory=set)

    @property
    def unsettled(self) -> bool:
        """Whether a cell has been met that only the rest of the file can settle: then learn, and read again."""
        return any(reader.unsettled for reader in self.columns) or (
            bool(self.contested) and not all(reader.learnt for reader in self.columns)
        )

    def currencies(self, by_column: list[Sequence[str]]) -> list[str]:
        """Return the currency of each row: its own, else the one its settlement states."""
        if self.currency_at is None and self.site_at is not None:
            suggested = {cell: self.suggested(cell) for cell in set(by_column[self.site_at])}
            return [suggested[cell] for cell in by_column[self.site_at]]
        if self.currency_at is None:
            return [self.table.layout.fixed_currency or ""] * len(by_column[0])
        codes = {cell: currency_code(cell) for cell in set(by_column[self.currency_at])}
        own = [codes[cell] for cell in by_column[self.currency_at]]
        if self.settlement_at is None:
            return own
        settlements = by_column[self.settlement_at]
        self.learn_settlements(set(zip(settlements, by_column[self.currency_at], strict=True)))
        return [
            code or self.settled.get(settlement.strip(), "") for code, settlement in zip(own, settlements, strict=True)
        ]

    @property
    def site_at(self) -> int | None:
        """Where the row's site stands, if that is all that tells of its currency."""
        if self.currency_at is not None or self.table.layout.fixed_currency:
            return None
        return next((reader.at for reader in self.columns if reader.kind == "marketplace"), None)

    def suggested(self, cell: str) -> str:
        """Return what the site in a cell suggests for the amounts of its row."""
        meant = next((reader.meant(cell) for reader in self.columns if reader.at == self.site_at), cell)
        return site_currency(meant)

    def learn_settlements(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Learn each settlement's currency from the cells that stand beside each other."""
        for settlement, currency in sorted(pairs):
            code = currency_code(currency)
            if code and self.settled.setdefault(settlement.strip(), code) not in (code, ""):
                self.contested.add(settlement.strip())

    def learn(self, log: FindingLog) -> None:
        """Walk the table once to settle notations, the order of day and month, and each settlement's currency."""
        habits = Habits(self)
        for chunk in read_chunks(self.table, None):
            if chunk.numbers:
                habits.learn([set(cells) for cells in chunk.columns].__getitem__)
                if self.settlement_at is not None and self.currency_at is not None:
                    both = zip(chunk.columns[self.settlement_at], chunk.columns[self.currency_at], strict=True)
                    self.learn_settlements(set(both))
        habits.settle(log)

    def read(self, chunk: Chunk, log: FindingLog) -> dict[str, list[object]]:
        """Return the values of one chunk by field name."""
        currencies = self.currencies(chunk.columns)
        return {
            reader.field: reader.read(chunk.columns[reader.at], currencies, chunk.numbers, log)
            for reader in self.columns
        }


class Habits:
    """What a walk through a whole table has shown of its columns."""

    def __init__(self, bound: Bound) -> None:
        self._bound = bound
        self._numbers = {reader.at: NumberHabit() for reader in bound.columns if reader.kind in NUMBER_KINDS}
        self._orders = {reader.at: OrderHabit() for reader in bound.columns if reader.kind in TIME_KINDS}
        self._hints: set[str] = set()

    @property
    def columns(self) -> frozenset[int]:
        """The positions of the columns that a walk looks at."""
        hinting = {reader.at for reader in self._bound.columns if reader.kind in _HINT_KINDS}
        currency = set() if self._bound.currency_at is None else {self._bound.currency_at}
        return frozenset(self._numbers.keys() | self._orders.keys() | hinting | currency)

    def learn(self, distinct: Callable[[int], set[str]]) -> None:
        """Look at some rows; `distinct` gives the different cells of the column at a position."""
        for at, number in self._numbers.items():
            number.learn(distinct(at))
        for at, order in self._orders.items():
            order.learn(distinct(at))
        if self._bound.currency_at is not None:
            self._hints.update(distinct(self._bound.currency_at))
        for reader in self._bound.columns:
            if reader.kind in _HINT_KINDS:
                self._hints.update(cell.rpartition("@")[2] for cell in distinct(reader.at))

    def settle(self, log: FindingLog) -> None:
        """Tell the columns what was learnt, so that they can be read anew from the beginning."""
        for settlement in sorted(self._bound.contested):
            self._bound.settled[settlement] = ""
            log.add("REP023", text=settlement)
        whole_file, usual = NumberHabit(), _usual_order(self._hints)
        for habit in self._numbers.values():
            whole_file.join(habit)
        for reader in self._bound.columns:
            reader.learnt, reader.unsettled = True, False
            reader.forget()
            if reader.kind in NUMBER_KINDS:
                habit = self._numbers[reader.at]
                reader.setting.mark = habit.mark if habit.seen else whole_file.mark
            if reader.kind in TIME_KINDS:
                reader.setting.order = self._orders[reader.at].settle(usual)


_LOOKUPS: tuple[Callable[[str], Marketplace | None], ...] = (
    marketplace_by_site,
    marketplace_by_code,
    marketplace_by_amazon_id,
)


def _usual_order(hints: set[str]) -> DateOrder | None:
    """Return how the countries named in the file write dates, when they all write them alike."""
    countries = {site.country for hint in hints for lookup in _LOOKUPS if (site := lookup(hint.strip())) is not None}
    currencies = {currency_code(hint) for hint in hints}
    countries |= {site.country for site in AMAZON_SITES if site.currency in currencies}
    orders = {DateOrder.DAY_FIRST for country in countries if country in DAY_FIRST_COUNTRIES}
    orders |= {DateOrder.MONTH_FIRST for country in countries if country in MONTH_FIRST_COUNTRIES}
    return next(iter(orders)) if len(orders) == 1 else None


def _positions(header: Iterable[str]) -> dict[str, int]:
    positions: dict[str, int] = {}
    for at, cell in enumerate(header):
        positions.setdefault(column_name(cell), at)
    return positions


def _first(positions: dict[str, int], names: Iterable[str]) -> int | None:
    return next((positions[name] for name in names if name in positions), None)


def bind(table: Table) -> Bound:
    """Find each field's column by name."""
    layout, positions = table.layout, _positions(table.header)
    columns = tuple(
        ColumnReader(
            known.name,
            known.kind,
            table.header[at],
            at,
            Setting(naive_is_utc=layout.naive_is_utc, zone=ZoneInfo(layout.zone) if layout.zone else None),
            {fold(word): meant for word, meant in known.words},
        )
        for known in layout.fields
        if (at := _first(positions, known.columns)) is not None
    )
    return Bound(
        table=table,
        columns=columns,
        currency_at=None if layout.fixed_currency else _first(positions, layout.currency),
        settlement_at=positions.get(layout.currency_from_first) if layout.currency_from_first else None,
        state_at=_pair(positions, layout),
    )


def _pair(positions: dict[str, int], layout: Layout) -> tuple[int, int] | None:
    if layout.state_from is None or not set(layout.state_from) <= positions.keys():
        return None
    shipped, to_ship = layout.state_from
    return positions[shipped], positions[to_ship]


def missing_fields(bound: Bound) -> tuple[str, ...]:
    """Return the column names of required fields that the header lacks."""
    present = {reader.field for reader in bound.columns}
    layout = bound.table.layout
    return tuple(
        known.columns[0] for known in layout.fields if known.name in layout.required and known.name not in present
    )


def note_missing(table: Table, missing: Sequence[str], log: FindingLog) -> None:
    """Note that required columns are missing: from a report that is known, or from one that is only resembled."""
    names = ", ".join(missing)
    code = "REP001" if table.marked else "TAB008"
    log.add(code, table.header_row, names, report=table.layout.title, names=names)


def note_other_name(table: Table, log: FindingLog) -> None:
    """Note that a file is called as one report and has the columns of another."""
    named, found = named_report(log.file), table.layout
    if table.marked and named is not None and not set(named.report_types[:1]) & set(found.report_types):
        log.add("REP025", table.header_row, named=named.title, report=found.title)
