"""Laws of the exchange: out and back changes nothing, the DMN file decides as we do, no bytes make an import fail."""

import contextlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from casewright.domain.facts import Fact, FactValue
from casewright.domain.money import Money
from casewright.domain.words import Words
from casewright.rulebook import (
    FactSpec,
    FactType,
    IncompleteTableError,
    NoPolicyOnDay,
    Table,
    decide,
    table_from_text,
)
from casewright.rulebook.catalogue import ActionSpec, Catalogue, ClockSpec, OutcomeSpec, SourceSpec
from casewright.rulebook.cells import Cell, Ref, compare_with, resolve_cell, truth
from casewright.rulebook.exchange import (
    Form,
    Surroundings,
    TypedTable,
    export_table,
    import_tables,
    read_dmn,
    typed_table,
)
from casewright.rulebook.exchange.fitting import with_bounds
from casewright.rulebook.exchange.sfeel import SfeelError, parse_output, parse_unary_tests

SAY = Words("x", "某")
ZONE = ZoneInfo("Europe/Berlin")
FIRST = date(2020, 1, 1)
STATES = ("new", "old", "lost")
KINDS = {
    "state": FactType.ENUM,
    "done": FactType.BOOLEAN,
    "age": FactType.INTEGER,
    "rate": FactType.DECIMAL,
    "paid": FactType.MONEY,
    "day": FactType.DATE,
    "at": FactType.INSTANT,
    "given": FactType.DAYS,
    "span": FactType.DURATION,
    "city": FactType.TEXT,
    "case.opened_on": FactType.DATE,
}


def _spec(name: str, kind: FactType) -> FactSpec:
    return FactSpec(name, kind, SAY, SAY, SAY, dict.fromkeys(STATES, SAY) if kind is FactType.ENUM else {})


SPECS = {name: _spec(name, kind) for name, kind in KINDS.items()} | {"marketplace": _spec("marketplace", FactType.TEXT)}
CATALOGUE = Catalogue(
    SPECS,
    {code: ActionSpec(code, SAY) for code in ("do:one", "do:two")},
    {name: ClockSpec(name, SAY, "at") for name in ("answer", "solve")},
    {
        "ruling": OutcomeSpec("ruling", SAY, {"deny": SAY, "grant": SAY}),
        "score": OutcomeSpec("score", SAY, {}, FactType.DECIMAL),
    },
    {code: SourceSpec(code, SAY) for code in ("S1", "seed 001 预防 4")},
    SAY,
    SAY,
)
SMALL = st.integers(0, 6)
LITERALS: Mapping[str, st.SearchStrategy[str]] = MappingProxyType(
    {
        "state": st.sampled_from(STATES),
        "done": st.sampled_from(["true", "false"]),
        "age": st.integers(-2, 6).map(str),
        "rate": SMALL.map(lambda number: f"{Decimal(number) / 4}"),
        "paid": st.builds("{}.50 EUR".format, SMALL),
        "day": SMALL.map(lambda number: (FIRST + timedelta(days=number)).isoformat()),
        "at": SMALL.map(lambda number: datetime(2020, 1, 1, number, tzinfo=UTC).isoformat()),
        "given": SMALL.map(str),
        "span": st.builds("P{}DT{}H".format, st.integers(0, 2), st.integers(1, 3)),
        "city": st.sampled_from(["Rome", 'New "York"', "São Paulo", "北京"]),
        "case.opened_on": SMALL.map(lambda number: (FIRST + timedelta(days=40 * number)).isoformat()),
    }
)
BOUNDS = {"age": "limit", "given": "limit", "paid": "fee", "span": "hours_given"}
"""The dated value that a bound of each fact may name."""
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="{}"), max_size=12
)
PLACES = st.sampled_from(["amazon_de", "amazon_fr", "amazon_jp", "amazon_us"])
SCOPES = ('["*"]', '["europe"]', '["amazon_de", "amazon_jp"]', '["amazon_de"]', '["amazon_jp", "amazon_us"]')
DAYS = SMALL.map(lambda number: FIRST + timedelta(days=40 * number))


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@st.composite
def unary_test(draw: st.DrawFn, fact: str) -> str:
    literal = draw(LITERALS[fact])
    if not KINDS[fact].ordered:
        return literal
    bound = draw(st.sampled_from([literal, BOUNDS.get(fact, literal)]))
    form = draw(st.sampled_from(["{}", "<{}", "<= {}", ">  {}", ">= {}", "range"]))
    if form != "range":
        return form.format(bound)
    left, right = draw(st.sampled_from(["[", "(", "]"])), draw(st.sampled_from(["]", ")", "["]))
    return f"{left}{BOUNDS[fact]}..{BOUNDS[fact]}{right}" if fact in BOUNDS else f"[{literal}..{literal}]"


@st.composite
def cell_texts(draw: st.DrawFn, fact: str) -> str:
    tests = draw(st.lists(unary_test(fact), min_size=1, max_size=3))
    joined = draw(st.sampled_from([", ", ",", " , "])).join(tests)
    return f"not({joined})" if draw(st.booleans()) else joined


@st.composite
def conditions(draw: st.DrawFn) -> str:
    names = draw(st.lists(st.sampled_from(sorted(KINDS)), max_size=4, unique=True))
    return ", ".join(f"{quoted(name)} = {quoted(draw(cell_texts(name)))}" for name in names)


@st.composite
def spans(draw: st.DrawFn) -> str:
    start, length = draw(DAYS), draw(st.one_of(st.none(), st.integers(1, 4)))
    end = "" if length is None else f"to = {start + timedelta(days=50 * length)}\n"
    return f"from = {start}\n{end}"


def reasons(draw: st.DrawFn) -> str:
    texts = [f"why {draw(TEXTS)}", f"因为{draw(TEXTS)}"]
    return f"because.en = {quoted(texts[0])}\nbecause.zh = {quoted(texts[1])}\n"


@st.composite
def rows(draw: st.DrawFn, number: int, name: str, scope: str) -> str:
    orders = ['do = ["do:one", "do:two"]']
    orders += ['answer_within = ["given", "hours_given"]'] if draw(st.booleans()) else []
    orders += [f'ruling = "{draw(st.sampled_from(["deny", "grant"]))}"'] if draw(st.booleans()) else []
    orders += [f'score = "{draw(st.sampled_from(["1.50", "-2", "share"]))}"'] if draw(st.booleans()) else []
    applies = "" if scope == SCOPES[0] else f"applies_to = {{ marketplace = {scope} }}\n"
    return (
        f'[[row]]\ncode = "R{number:03}"\nname = "{name}"\n{draw(spans())}{applies}when = {{ {draw(conditions())} }}\n'
        f'then = {{ {", ".join(orders)} }}\n{reasons(draw)}cite = ["S1", "seed 001 预防 4"]\n'
        'confidence = "uncertain"\n'
    )


@st.composite
def row_lists(draw: st.DrawFn) -> str:
    """Rows of which some share a name, each of those for places of its own."""
    count = draw(st.integers(1, 6))
    used: dict[str, int] = {}
    lines = []
    for number in range(count):
        name = draw(st.sampled_from(["shared", f"row-{number}"]))
        turn = used.get(name, 0)
        if turn >= len(SCOPES):
            name, turn = f"row-{number}", 0
        used[name] = turn + 1
        scope = _APART[turn] if name == "shared" else draw(st.sampled_from(SCOPES))
        lines.append(draw(rows(number, name, scope)))
    return "".join(lines)


_APART = ('["*"]', '["europe"]', '["amazon_de"]', '["amazon_jp"]', '["amazon_us"]')


def value(name: str, unit: str, amounts: tuple[str, ...]) -> str:
    """One value everywhere, closed and followed by another, and one in Germany."""
    spans_and_scopes = (
        f"from = {FIRST}\nto = 2020-05-01\n",
        "from = 2020-05-01\n",
        f'from = {FIRST}\napplies_to = {{ marketplace = ["amazon_de"] }}\n',
    )
    return "".join(
        f'[[value]]\nname = "{name}"\nunit = "{unit}"\n{span}is = {amount}\ncite = ["S1"]\nconfidence = "secondary"\n'
        for span, amount in zip(spans_and_scopes, amounts, strict=True)
    )


@st.composite
def tables(draw: st.DrawFn) -> Table:
    numbers = [str(draw(SMALL)) for _ in range(3)]
    head = (
        f'table = "t"\ntitle = {{ en = {quoted("a " + draw(TEXTS))}, zh = "表" }}\nhit = "first"\n'
        'dated_by = "case.opened_on"\n'
    )
    values = (
        value("limit", "count", (numbers[0], numbers[1], numbers[2]))
        + value("fee", "money", tuple(f'"{number}.50 EUR"' for number in numbers))
        + value("hours_given", "hours", tuple(numbers))
        + value("share", "percent", ('"12.50"', '"3"', '"0.10"'))
    )
    always = ""
    if draw(st.booleans()):
        always = f'[[always]]\nwhen = {{ {draw(conditions())} }}\ndo = ["do:two"]\nsolve_within = "hours_given"\n'
    return table_from_text(head + values + always + draw(row_lists()), "shop/t.toml", CATALOGUE)


FACTS: Mapping[str, st.SearchStrategy[FactValue]] = MappingProxyType(
    {
        "state": st.sampled_from(STATES),
        "done": st.booleans(),
        "age": st.integers(-3, 7),
        "rate": st.integers(0, 8).map(lambda number: Decimal(number) / 4),
        "paid": st.builds(lambda number: Money(number * 50, "EUR"), st.integers(0, 14)),
        "day": SMALL.map(lambda number: FIRST + timedelta(days=number)),
        "at": SMALL.map(lambda number: datetime(2020, 1, 1, number, tzinfo=UTC)),
        "given": SMALL,
        "span": st.integers(0, 60).map(lambda number: timedelta(hours=number)),
        "city": st.sampled_from(["Rome", 'New "York"', "Lima"]),
        "case.opened_on": DAYS,
    }
)


@given(tables(), st.sampled_from([Form.XLSX, Form.DMN]))
@settings(max_examples=30, deadline=None)
def test_out_and_back_is_the_same_table(table: Table, form: Form) -> None:
    result = import_tables(export_table(table, form), Surroundings(CATALOGUE))
    assert result.findings == ()
    assert [one.words.en for one in result.tables[0].findings] == []
    back = result.tables[0].table
    assert back is not None
    assert back.digest == table.digest


def _variables(table: Table, facts: Mapping[str, FactValue], place: str) -> dict[str, FactValue]:
    """The data that another engine would be given: whole numbers as numbers, money as amount and currency."""
    given: dict[str, FactValue] = {"marketplace": place}
    for name, fact in facts.items():
        variable = name.replace(".", "_")
        if isinstance(fact, Money):
            given |= {f"{variable}_amount": fact.amount, f"{variable}_currency": fact.currency}
        else:
            given[variable] = _number(fact)
    assert table.dated_by == "case.opened_on"
    return given


def _number(value: FactValue) -> FactValue:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _hits(
    typed: TypedTable, data: Mapping[str, FactValue], known: Mapping[str, FactValue]
) -> list[Mapping[str, object]]:
    """Run a decision table of DMN by the book: every rule of which every cell holds, in order."""
    found: list[Mapping[str, object]] = []
    names = [output.name for output in typed.raw.outputs]
    for rule in typed.rules:
        columns = [column.raw.text for column in typed.columns]
        if all(_holds(cell, data[name], known) for cell, name in zip(rule.cells, columns, strict=True)):
            found.append(dict(zip(names, rule.outputs, strict=True)))
    return found


def _holds(cell: Cell, value: FactValue, known: Mapping[str, FactValue]) -> bool:
    settled = resolve_cell(cell, known)
    return (
        truth(
            with_bounds(settled, lambda bound: bound if isinstance(bound, Ref) else _number(bound)), compare_with(value)
        )
        is True
    )


def _row_elsewhere(table: Table, data: Mapping[str, FactValue]) -> object:
    """Decide by the exported file alone: its value decisions first, then its rows."""
    known: dict[str, FactValue] = {}
    decisions = {raw.id: raw for raw in read_dmn(export_table(table, Form.DMN)).tables}
    for raw in decisions.values():
        if raw.ours.get("role") == "value":
            hits = _hits(typed_table(raw), data, {})
            assert len(hits) <= 1
            for part, amount in hits[0].items() if hits else ():
                assert amount is not None
                assert isinstance(amount, (Decimal, str, timedelta))
                known[raw.name if part == raw.name else f"{raw.name}.{part}"] = amount
    rows_raw = next(raw for raw in decisions.values() if raw.ours.get("role") == "rows")
    hits = _hits(typed_table(rows_raw, {name: name for name in known}), data, known)
    return hits[0]["row"] if hits else None


@given(tables(), st.fixed_dictionaries(dict(FACTS)), PLACES)
@settings(max_examples=40, deadline=None)
def test_the_exported_decision_decides_as_we_do(table: Table, facts: dict[str, FactValue], place: str) -> None:
    case = {name: Fact(name, value) for name, value in facts.items()}
    try:
        expected = decide(table, case, on=FIRST, marketplace=place, zone=ZONE).row
    except NoPolicyOnDay:
        return
    except IncompleteTableError:
        expected = None
    assert _row_elsewhere(table, _variables(table, facts, place)) == expected


@given(st.one_of(st.binary(max_size=200), st.binary(max_size=60).map(lambda tail: b"PK\x03\x04" + tail)))
@settings(max_examples=150, deadline=None)
def test_no_bytes_make_an_import_fail(content: bytes) -> None:
    result = import_tables(content, Surroundings(CATALOGUE))
    assert result.tables == ()
    assert result.findings != ()


SAMPLE = table_from_text(
    'table = "t"\ntitle = { en = "t", zh = "表" }\nhit = "first"\ndated_by = "case.opened_on"\n'
    + value("fee", "money", ('"1.50 EUR"', '"2.50 EUR"', '"3.50 EUR"'))
    + '[[row]]\ncode = "R1"\nname = "one"\nfrom = 2020-01-01\nwhen = { paid = "> fee", state = "new" }\n'
    'then = { do = ["do:one"], ruling = "deny" }\nbecause = { en = "why", zh = "因" }\ncite = ["S1"]\n'
    'confidence = "published"\n',
    "shop/t.toml",
    CATALOGUE,
)
EXPORTS = {form: export_table(SAMPLE, form) for form in (Form.XLSX, Form.DMN)}


@given(st.sampled_from([Form.XLSX, Form.DMN]), st.data())
@settings(max_examples=150, deadline=None)
def test_a_damaged_file_gives_findings_and_never_an_exception(form: Form, data: st.DataObject) -> None:
    content = bytearray(EXPORTS[form])
    for _ in range(data.draw(st.integers(1, 4))):
        position = data.draw(st.integers(0, len(content) - 1))
        content[position : position + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    result = import_tables(bytes(content), Surroundings(CATALOGUE))
    assert all(one.table is not None or one.findings for one in result.tables)
    assert result.tables or result.findings


PIECES = st.sampled_from(
    [
        "-",
        "1",
        "2.5",
        '"a"',
        "[",
        "]",
        "(",
        ")",
        "..",
        ",",
        "<",
        ">=",
        "not(",
        "date(",
        '"2020-01-01"',
        "x",
        "+",
        "null",
        "@",
    ]
)


@given(
    st.one_of(
        st.text(max_size=30), st.lists(PIECES, max_size=8).map(" ".join), st.lists(PIECES, max_size=8).map("".join)
    )
)
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_cell_or_is_refused_by_name(text: str) -> None:
    for parse in (parse_unary_tests, parse_output):
        with contextlib.suppress(SfeelError):
            parse(text)


@given(
    st.lists(st.tuples(st.integers(0, 200), st.one_of(TEXTS, st.lists(PIECES, max_size=4).map(" ".join))), max_size=4)
)
@settings(max_examples=100, deadline=None)
def test_any_text_in_the_cells_of_a_dmn_file_gives_findings(pairs: list[tuple[int, str]]) -> None:
    parts = EXPORTS[Form.DMN].decode().split("<text>")
    for number, text in pairs:
        place = number % (len(parts) - 1) + 1
        safe = text.replace("&", "&amp;").replace("<", "&lt;")
        parts[place] = safe + parts[place][parts[place].index("</text>") :]
    result = import_tables("<text>".join(parts).encode(), Surroundings(CATALOGUE))
    assert result.tables
    assert all(one.table is not None or one.findings for one in result.tables)
