"""Reads the parts of a table: dated values, rows, and what always holds. Every name must be known."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from casewright.domain.marketplace import AMAZON_SITES
from casewright.domain.money import Money, MoneyError
from casewright.domain.words import Words
from casewright.rulebook.catalogue import Catalogue, FactType
from casewright.rulebook.cells import Equals, Ref, bounds_of, parse_cell
from casewright.rulebook.dates import EXACT_UNITS, fields_in
from casewright.rulebook.decision import Confidence, Overruled
from casewright.rulebook.errors import CellError
from casewright.rulebook.section import Section
from casewright.rulebook.table import Always, ClockRule, Condition, Row, Scope, Value
from casewright.rulebook.tell import value_text

__all__ = ["MARKS", "Names", "read_always", "read_row", "read_scope", "read_value"]

MARKS = ("agrees", "narrows", "forbids", "silent")
"""How an old source's advice stands to today's policy."""
TIME_UNITS = (*EXACT_UNITS, "business_days")
_UNITS = (*TIME_UNITS, "count", "money", "percent")
_PLACES = {"*"} | {site.code for site in AMAZON_SITES} | {site.region for site in AMAZON_SITES}
"""The places every rulebook may name; a catalogue adds marketplaces of its own."""


@dataclass(frozen=True, slots=True)
class Names:
    """What a row may name: the catalogue, the dated values by name, and the table's own scope."""

    catalogue: Catalogue
    values: Mapping[str, Value]
    scope: Scope


def read_scope(entry: Section, otherwise: Scope, catalogue: Catalogue) -> Scope:
    """Read `applies_to = { marketplace = [...] }`; absent means what the table applies to."""
    if not entry.has("applies_to"):
        return otherwise
    inner = entry.section("applies_to")
    scope = inner.texts("marketplace")
    inner.done()
    if unknown := [place for place in scope if place not in _PLACES and place not in catalogue.marketplaces]:
        entry.refuse(
            Words(f"applies_to names {', '.join(unknown)}", f"applies_to 里的 {'、'.join(unknown)} 不认识"),
            Words("Name a marketplace code, a region, or *", "请写站点代码、地区，或 *"),
        )
    if not scope:
        entry.refuse(
            Words("applies_to names no marketplace", "applies_to 没有写站点"),
            Words("Name at least one, or leave applies_to out", "请至少写一个，或不写 applies_to"),
        )
    return scope


def read_value(entry: Section, scope: Scope, catalogue: Catalogue) -> Value:
    """Read one dated value."""
    name = entry.text("name")
    entry.at(f"value {name}")
    unit = entry.choice("unit", _UNITS)
    amount = _amount(entry, unit)
    value = Value(
        name=name,
        unit=unit,
        amount=amount,
        text=str(amount),
        from_on=entry.day("from"),
        to_on=entry.day_or_none("to"),
        scope=read_scope(entry, scope, catalogue),
        cite=_cites(entry, catalogue),
        confidence=_confidence(entry),
        conflict=entry.words_or_none("conflict"),
    )
    entry.done()
    if value.to_on is not None and value.to_on <= value.from_on:
        entry.refuse(
            Words("it ends before it begins", "结束早于开始"),
            Words("Set `to` to the first day on which it no longer holds", "`to` 请写不再适用的第一天"),
        )
    return value


def _amount(entry: Section, unit: str) -> int | Decimal | Money:
    raw = entry.take("is")
    try:
        if unit == "money" and isinstance(raw, str):
            number, currency = raw.split()
            return Money.of(number, currency)
        if unit == "percent" and isinstance(raw, str):
            return Decimal(raw)
        if unit not in ("money", "percent") and type(raw) is int and raw >= 0:
            return raw
    except (ValueError, InvalidOperation, MoneyError):
        pass
    return entry.refuse(
        Words(f"is = {raw!r} is no amount in {unit}", f"is = {raw!r} 不是以 {unit} 计的数"),
        Words('Write 24 for a length or count, "50.00 USD" for money', '时长或个数写 24 这样，金额写 "50.00 USD" 这样'),
    )


def _cites(entry: Section, catalogue: Catalogue) -> tuple[str, ...]:
    cites = entry.texts("cite")
    for cite in cites:
        if cite not in catalogue.sources:
            entry.refuse(
                Words(f"unknown source {cite!r}", f"不认识的依据 {cite!r}"),
                Words(
                    "Cite a source of catalogue/sources.toml, or add it there first",
                    "请引用 catalogue/sources.toml 里的依据，或先在那里补上",
                ),
            )
    if not cites:
        entry.refuse(
            Words("it names no source", "没有写明依据"),
            Words(
                'Add cite = ["..."]; a rule without a source is an opinion',
                '请补上 cite = ["…"]；没有依据的规则只是意见',
            ),
        )
    return cites


def _confidence(entry: Section) -> Confidence:
    return Confidence(entry.choice("confidence", tuple(Confidence)))


def read_row(entry: Section, names: Names) -> Row:
    """Read one row of a table."""
    code = entry.text("code")
    entry.at(f"row {code}")
    mark = entry.choice("mark", MARKS) if entry.has("mark") else None
    when = _conditions(entry, names)
    do, clocks, outcome = _then(entry.section("then"), names)
    row = Row(
        code=code,
        name=entry.text("name"),
        from_on=entry.day("from"),
        to_on=entry.day_or_none("to"),
        scope=read_scope(entry, names.scope, names.catalogue),
        when=when,
        do=do,
        clocks=clocks,
        outcome=outcome,
        because=entry.words("because"),
        cite=_cites(entry, names.catalogue),
        confidence=_confidence(entry),
        mark=mark,
        overruled=_overruled(entry, mark),
        conflict=entry.words_or_none("conflict"),
    )
    entry.done()
    _check_row(entry, row, names)
    return row


def _check_row(entry: Section, row: Row, names: Names) -> None:
    if row.to_on is not None and row.to_on <= row.from_on:
        entry.refuse(
            Words("it ends before it begins", "结束早于开始"),
            Words("Set `to` to the first day on which it no longer holds", "`to` 请写不再适用的第一天"),
        )
    if not row.do:
        entry.refuse(
            Words("it orders nothing", "没有写要做什么"),
            Words("Give it at least one action: then = { do = [...] }", "至少写一个动作：then = { do = [...] }"),
        )
    for field in fields_in(row.because):
        name, _, part = field.partition(".")
        if name not in names.values or part not in ("", "long"):
            entry.refuse(
                Words(
                    f"because speaks of {{{field}}}, which is no dated value",
                    f"because 里的 {{{field}}} 不是带日期的数值",
                ),
                Words("Name a value of this table", "请写本表的数值名"),
            )


def _overruled(entry: Section, mark: str | None) -> Overruled | None:
    seed = entry.text("seed") if entry.has("seed") else None
    words = entry.words("against") if entry.has("against") else None
    if mark in ("narrows", "forbids") and (seed is None or words is None):
        entry.refuse(
            Words(f"mark = {mark!r} without the advice it overrules", f"写了 mark = {mark!r}，却没有写它否定的说法"),
            Words("Add seed, against.en and against.zh", "请补上 seed、against.en 和 against.zh"),
        )
    if words is not None and (seed is None or mark not in ("narrows", "forbids")):
        entry.refuse(
            Words("against without a seed and a mark", "写了 against，却没有 seed 和 mark"),
            Words('Add seed and mark = "narrows" or "forbids"', '请补上 seed，并写 mark = "narrows" 或 "forbids"'),
        )
    if mark is None or seed is None or words is None:
        return None
    return Overruled(seed, words, mark)


def _conditions(entry: Section, names: Names) -> tuple[Condition, ...]:
    conditions = []
    for fact, raw in entry.section("when").entries():
        spec = names.catalogue.facts.get(fact)
        if spec is None:
            entry.refuse(
                Words(f"unknown fact {fact!r}", f"不认识的事实 {fact!r}"),
                Words(
                    "Use a fact of catalogue/facts.toml, or add it there first",
                    "请用 catalogue/facts.toml 里的事实，或先在那里补上",
                ),
            )
        try:
            cell = parse_cell(raw, spec)
        except CellError as error:
            told = error.words
            what = Words(f"fact {fact}, {told.en}", f"事实 {fact}，{told.zh}")
            entry.refuse(what, Words("Correct the cell", "请改正单元格"))
        for bound in bounds_of([cell]):
            if isinstance(bound, Ref):
                _check_bound(entry, fact, spec.type, names.values.get(bound.name), bound.name)
        if not cell.any_value:
            conditions.append(Condition(fact, cell))
    return tuple(conditions)


def _check_bound(entry: Section, fact: str, kind: FactType, value: Value | None, name: str) -> None:
    if value is None:
        entry.refuse(
            Words(f"unknown value {name!r}", f"不认识的数值 {name!r}"),
            Words(
                "Use a dated value of this table or of the shared values, or add it",
                "请用本表或共用数值里带日期的数值，或先补上",
            ),
        )
    if not _fits(kind, value):
        entry.refuse(
            Words(f"fact {fact} cannot be compared with {name}", f"事实 {fact} 不能与 {name} 比较"),
            Words(f"Its type is {kind}; name a value of that kind", f"它的类型是 {kind}；请写同类的数值"),
        )


def _fits(kind: FactType, value: Value) -> bool:
    if kind is FactType.DURATION:
        return value.unit in EXACT_UNITS
    kinds = {FactType.INTEGER: int, FactType.DAYS: int, FactType.DECIMAL: Decimal, FactType.MONEY: Money}
    return type(value.amount) is kinds.get(kind)


def _then(entry: Section, names: Names) -> tuple[tuple[str, ...], tuple[ClockRule, ...], tuple[tuple[str, str], ...]]:
    """Read what a row orders: actions, clocks (`<clock>_within`), outcomes."""
    do = entry.texts("do")
    for action in do:
        if action not in names.catalogue.actions:
            entry.refuse(
                Words(f"unknown action {action!r}", f"不认识的动作 {action!r}"),
                Words(
                    "Use an action of catalogue/actions.toml, or add it there first",
                    "请用 catalogue/actions.toml 里的动作，或先在那里补上",
                ),
            )
    clocks, outcome = [], []
    for key, raw in entry.entries():
        holder = Section({key: raw}, entry.file, entry.where)
        clock = key.removesuffix("_within")
        if clock != key and clock in names.catalogue.clocks:
            clocks.append(ClockRule(clock, _lengths(holder, key, names)))
        elif key in names.catalogue.outcomes:
            outcome.append((key, _result(holder, key, names)))
        else:
            entry.refuse(
                Words(f"unknown key {key}", f"不认识的键 {key}"),
                Words(
                    "Use do, <clock>_within, or an outcome of catalogue/outcomes.toml",
                    "请用 do、<时限>_within，或 catalogue/outcomes.toml 里的结果",
                ),
            )
    return do, tuple(clocks), tuple(outcome)


def _result(holder: Section, key: str, names: Names) -> str:
    """Read one field of a result: one of its values, or a value of its type, or the name of a dated one."""
    spec = names.catalogue.outcomes[key]
    if spec.type is FactType.ENUM:
        text = holder.choice(key, spec.values)
        if text in names.values:
            holder.refuse(
                Words(
                    f"{key} = {text!r} is also the name of a dated value", f"{key} = {text!r} 同时也是一个数值的名称"
                ),
                Words("Give that value another name", "请给那个数值改名"),
            )
        return text
    try:
        cell = parse_cell(holder.take(key), spec.as_fact())
    except CellError as error:
        told = error.words
        holder.refuse(
            Words(f"result {key}, {told.en}", f"结果 {key}，{told.zh}"),
            Words(
                "Write one value of its type, or the name of a dated value", "请写一个同类的值，或一个带日期数值的名称"
            ),
        )
    bound = cell.tests[0].bound if len(cell.tests) == 1 and isinstance(cell.tests[0], Equals) else None
    if bound is None or cell.negated:
        holder.refuse(
            Words(f"{key} = {cell.text!r} is not one value", f"{key} = {cell.text!r} 不是一个确定的值"),
            Words("A result is stated, not tested", "结果要直接写明，不能写成条件"),
        )
    if isinstance(bound, Ref):
        _check_bound(holder, key, spec.type, names.values.get(bound.name), bound.name)
        return bound.name
    return value_text(bound)


def _lengths(entry: Section, key: str, names: Names) -> tuple[str, ...]:
    lengths = entry.texts(key)
    for name in lengths:
        spec, value = names.catalogue.facts.get(name), names.values.get(name)
        fact_fits = spec is not None and spec.type in (FactType.DAYS, FactType.INSTANT)
        if not fact_fits and (value is None or value.unit not in TIME_UNITS):
            entry.refuse(
                Words(f"{key} names {name!r}", f"{key} 里的 {name!r} 不能用"),
                Words(
                    "Name a dated length, or a fact of type days or instant",
                    "请写带日期的时长，或类型为 days、instant 的事实",
                ),
            )
    if not lengths:
        entry.refuse(
            Words(f"{key} names nothing", f"{key} 是空的"),
            Words(
                "Name a dated length, or a fact of type days or instant",
                "请写带日期的时长，或类型为 days、instant 的事实",
            ),
        )
    return lengths


def read_always(entry: Section, names: Names) -> Always:
    """Read the steps and clocks that do not wait for a decision."""
    when = _conditions(entry, names)
    do, clocks, outcome = _then(entry, names)
    if outcome:
        entry.refuse(
            Words("an outcome cannot always hold", "结果不能写成一直成立"),
            Words("Write outcomes in rows", "请把结果写在行里"),
        )
    return Always(when, do, clocks)
