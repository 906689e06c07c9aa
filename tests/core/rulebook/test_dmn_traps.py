"""Where engines read the same DMN table differently: every case here decides as FEEL does, or is refused by name."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from casewright.rulebook import load_rulebook
from casewright.rulebook.exchange import Surroundings, import_tables
from dmn_tck_cases import Scalar, Tested
from dmn_tck_model import Answer, NoAnswerError, read_model

ESCAPED = str.maketrans({"<": "&lt;", ">": "&gt;", "&": "&amp;"})
Column = tuple[str, str]
Rule = Sequence[str]


def text(content: str) -> str:
    return f"<text>{content.translate(ESCAPED)}</text>"


def output(name: str = "", *, values: str = "", default: str = "", kind: str = "") -> str:
    attributes = (f' name="{name}"' if name else "") + (f' typeRef="{kind}"' if kind else "")
    listed = f"<outputValues>{text(values)}</outputValues>" if values else ""
    otherwise = f"<defaultOutputEntry>{text(default)}</defaultOutputEntry>" if default else ""
    return f"<output{attributes}>{listed}{otherwise}</output>"


def decision(
    columns: Sequence[Column],
    rules: Sequence[Rule],
    *,
    outputs: Sequence[str] = ("<output/>",),
    hit: str = "UNIQUE",
    name: str = "D",
) -> str:
    inputs = "".join(
        f'<input><inputExpression typeRef="{kind}">{text(read)}</inputExpression></input>' for read, kind in columns
    )
    body = "".join(
        "<rule>"
        + "".join(
            f"<{tag}>{text(cell)}</{tag}>"
            for number, cell in enumerate(rule)
            for tag in ["inputEntry" if number < len(columns) else "outputEntry"]
        )
        + "</rule>"
        for rule in rules
    )
    policy, _, aggregation = hit.partition("+")
    given = f'hitPolicy="{policy}"' + (f' aggregation="{aggregation}"' if aggregation else "")
    grid = f"<decisionTable {given}>{inputs}{''.join(outputs)}{body}</decisionTable>"
    return f'<decision id="{name}" name="{name}"><variable name="{name}"/>{grid}</decision>'


def model(*parts: str) -> bytes:
    return (
        f'<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m">{"".join(parts)}</definitions>'
    ).encode()


def answer(*parts: str, ask: str = "D", **inputs: str | bool | None) -> Answer:
    given: dict[str, Tested] = {
        name: None if value is None else Scalar(value if isinstance(value, str) else str(value).lower())
        for name, value in inputs.items()
    }
    return read_model(model(*parts)).answer(ask, given)


def refusal(*parts: str, ask: str = "D", **inputs: str | bool | None) -> str:
    with pytest.raises(NoAnswerError) as caught:
        answer(*parts, ask=ask, **inputs)
    return caught.value.code


def holds(kind: str, cell: str, value: str) -> bool:
    """Say whether a cell accepts a value: it gives yes, and the row beside it, for all the rest, gives no."""
    table = decision([("x", kind)], [(cell, '"yes"'), ("-", '"no"')], hit="FIRST")
    return answer(table, x=value) == "yes"


@pytest.mark.parametrize(
    ("cell", "inside", "outside"),
    [
        ("[30..120[", ("30", "119.99"), ("29.99", "120")),
        ("]3..5]", ("3.01", "5"), ("3", "5.01")),
        ("(3..5)", ("3.01", "4.99"), ("3", "5")),
        ("]3..5[", ("4",), ("3", "5")),
        ("[3..5)", ("3",), ("5",)),
        ("[3..3]", ("3", "3.0"), ("2.99",)),
        ("-5", ("-5", "-5.0"), ("5",)),
        ("[-5..-1]", ("-5", "-1"), ("-5.01", "0")),
        ("< -3", ("-3.01",), ("-3", "3")),
        (".5", ("0.5",), ("5",)),
        ("= 7", ("7",), ("8",)),
        ("<18,>=60", ("17", "60"), ("18", "59")),
        ("not(<18,>=60)", ("18", "59.9"), ("17", "60")),
        ("not([3..5])", ("2.9", "5.1"), ("3", "5")),
        ("1.50", ("1.5",), ("1.05",)),
    ],
)
def test_a_range_holds_its_bounds_as_its_brackets_say(
    cell: str, inside: tuple[str, ...], outside: tuple[str, ...]
) -> None:
    assert [holds("number", cell, value) for value in inside] == [True] * len(inside)
    assert [holds("number", cell, value) for value in outside] == [False] * len(outside)


@pytest.mark.parametrize(
    ("kind", "cell", "inside", "outside"),
    [
        ("date", '> date("2016-10-01")', "2016-10-02", "2016-10-01"),
        ("date", '[date("2016-10-01")..date("2016-11-01")[', "2016-10-01", "2016-11-01"),
        ("date", '@"2016-10-01"', "2016-10-01", "2016-10-02"),
        ("date", 'not(date("2016-10-01"))', "2016-10-02", "2016-10-01"),
        ("dateTime", '<= date and time("2026-01-26T09:00:00Z")', "2026-01-26T10:00:00+01:00", "2026-01-26T09:00:01Z"),
        ("dayTimeDuration", '> duration("P3D")', "PT73H", "PT72H"),
        ("days and time duration", 'duration("-PT1H")', "-PT60M", "PT1H"),
    ],
)
def test_days_instants_and_lengths_compare_as_times(kind: str, cell: str, inside: str, outside: str) -> None:
    assert holds(kind, cell, inside)
    assert not holds(kind, cell, outside)


@pytest.mark.parametrize(
    ("cell", "inside", "outside"),
    [
        ('"High","Low"', "Low", "low"),
        ('not("High","Low")', "Medium", "High"),
        ('"say \\"hi\\""', 'say "hi"', "say hi"),
        ('"caf\\u00e9"', "café", "cafe"),
        ('"5"', "5", "5.0"),
        ('"true"', "true", "TRUE"),
        ('">= 5"', ">= 5", "5"),
    ],
)
def test_texts_are_compared_sign_by_sign(cell: str, inside: str, outside: str) -> None:
    assert holds("string", cell, inside)
    assert not holds("string", cell, outside)


def test_a_negated_boolean_is_the_other_one() -> None:
    assert holds("boolean", "not(true)", "false")
    assert not holds("boolean", "not(true)", "true")
    assert holds("boolean", "true, false", "false")


@pytest.mark.parametrize(
    ("kind", "cell", "code"),
    [
        ("string", "5", "IMP017"),
        ("boolean", '"true"', "IMP017"),
        ("number", "1e3", "IMP012"),
        ("number", "other", "IMP013"),
        ("number", "[5..5)", "IMP012"),
        ("number", "null", "IMP014"),
        ("boolean", "TRUE", "IMP013"),
        ("time", 'time("09:00:00")', "IMP015"),
        ("yearMonthDuration", 'duration("P1Y")', "IMP015"),
        ("dateTime", 'date and time("2026-01-26T09:00:00")', "IMP012"),
    ],
)
def test_what_facts_cannot_say_is_refused_and_never_guessed(kind: str, cell: str, code: str) -> None:
    assert refusal(decision([("x", kind)], [(cell, '"yes"')]), x="1") == code


def test_an_unknown_input_is_asked_for_only_where_it_decides() -> None:
    table = decision(
        [("age", "number"), ("risk", "string")],
        [("<18", "-", '"no"'), (">=18", '"low"', '"yes"'), (">=18", 'not("low")', '"no"')],
    )
    assert answer(table, age="17", risk=None) == "no"
    assert refusal(table, age="18", risk=None) == "RUN010"
    assert refusal(table, risk="low") == "RUN010"


def test_no_row_that_holds_is_null_and_so_are_two_that_must_not() -> None:
    gap = decision([("x", "number")], [("<5", '"low"')])
    clash = decision([("x", "number")], [("<5", '"low"'), ("<9", '"some"')])
    assert answer(gap, x="7") is None
    assert answer(clash, x="4") is None
    assert answer(clash, x="7") == "some"


def test_any_takes_equal_results_only() -> None:
    rows = [("<5", '"low"'), ("<9", '"low"'), (">3", '"high"')]
    table = decision([("x", "number")], rows, hit="ANY")
    assert answer(table, x="2") == "low"
    assert answer(table, x="4") is None
    assert answer(table, x="10") == "high"


RANKED = [output("a", values='"yes","maybe","no"'), output("b"), output("c", values='"late","soon"')]
RANKED_ROWS = [(">0", '"no"', '"1"', '"late"'), (">1", '"yes"', '"2"', '"soon"'), (">2", '"yes"', '"3"', '"late"')]


def test_priority_ranks_from_the_left_by_the_listed_values_and_by_no_other_column() -> None:
    table = decision([("x", "number")], RANKED_ROWS, outputs=RANKED, hit="PRIORITY")
    assert answer(table, x="1") == {"a": "no", "b": "1", "c": "late"}
    assert answer(table, x="2") == {"a": "yes", "b": "2", "c": "soon"}
    assert answer(table, x="3") == {"a": "yes", "b": "3", "c": "late"}


def test_output_order_lists_every_hit_by_rank_and_keeps_equal_ones() -> None:
    table = decision([("x", "number")], RANKED_ROWS, outputs=RANKED, hit="OUTPUT ORDER")
    listed = answer(table, x="3")
    assert isinstance(listed, list)
    assert [one["b"] for one in listed if isinstance(one, dict)] == ["3", "2", "1"]
    rows = [(">0", '"p"'), (">1", '"q"'), (">2", '"p"')]
    same = decision([("x", "number")], rows, outputs=[output(values='"p","q"')], hit="OUTPUT ORDER")
    assert answer(same, x="3") == ["p", "p", "q"]


@pytest.mark.parametrize("hit", ["COLLECT", "RULE ORDER"])
def test_a_collected_list_keeps_the_table_s_order_and_equal_results(hit: str) -> None:
    table = decision([("x", "number")], [(">0", '"b"'), (">1", '"a"'), (">2", '"b"')], hit=hit)
    assert answer(table, x="3") == ["b", "a", "b"]
    assert answer(table, x="0") == []


@pytest.mark.parametrize(
    ("aggregation", "some", "none"),
    [("SUM", Decimal("25.0"), None), ("MIN", Decimal("-5.5"), None), ("MAX", Decimal("15.25"), None), ("COUNT", 3, 0)],
)
def test_an_aggregation_takes_every_hit_equal_ones_too(
    aggregation: str, some: Decimal | int, none: Decimal | int | None
) -> None:
    rows = [(">0", "15.25"), (">1", "15.25"), (">2", "-5.5"), (">9", "100")]
    table = decision([("x", "number")], rows, hit=f"COLLECT+{aggregation}")
    assert answer(table, x="3") == some
    assert answer(table, x="0") == none


@pytest.mark.parametrize("hit", ["U", "F", "unique", "FIRST+SUM"])
def test_a_hit_policy_by_its_letter_is_refused(hit: str) -> None:
    assert refusal(decision([("x", "number")], [("-", "1")], hit=hit), x="1") == "IMP022"


APART = [("<5", '"low"'), (">=5", '"high"')]
MEET = [("<5", '"low"'), ("<9", '"some"')]


@pytest.mark.parametrize(
    ("hit", "rows", "expected"),
    [
        ("FIRST", [("<5", '"low"'), ("<9", '"some"')], ["low", "some", "other"]),
        ("UNIQUE", [("<5", '"low"'), ("[5..9)", '"some"')], ["low", "some", "other"]),
        ("ANY", [("<5", '"low"'), ("<3", '"low"'), ("[5..9)", '"some"')], ["low", "some", "other"]),
        ("PRIORITY", [("<9", '"some"'), ("<5", '"low"')], ["low", "some", "other"]),
    ],
)
def test_a_default_output_answers_only_where_no_rule_does(hit: str, rows: list[Rule], expected: list[str]) -> None:
    given = [output(values='"low","some","other"', default='"other"')]
    table = decision([("x", "number")], rows, outputs=given, hit=hit)
    assert [answer(table, x=value) for value in ("1", "5", "9")] == expected


def test_the_default_output_of_a_rank_stands_last_even_where_it_ranks_first() -> None:
    given = [output(values='"best","low"', default='"best"')]
    table = decision([("x", "number")], [("<5", '"low"')], outputs=given, hit="PRIORITY")
    assert answer(table, x="1") == "low"
    assert answer(table, x="6") == "best"


@pytest.mark.parametrize(
    ("hit", "rows", "values"),
    [
        ("UNIQUE", MEET, ""),
        ("ANY", MEET, ""),
        ("PRIORITY", APART, ""),
        ("COLLECT", APART, ""),
        ("RULE ORDER", APART, ""),
        ("OUTPUT ORDER", APART, '"low","high","other"'),
    ],
)
def test_a_default_output_that_an_order_of_rows_cannot_give_is_refused(hit: str, rows: list[Rule], values: str) -> None:
    given = [output(values=values, default='"other"')]
    assert refusal(decision([("x", "number")], rows, outputs=given, hit=hit), x="9") == "IMP025"


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("string", '"a"', 'not("a")'),
        ("string", '"a","b"', '"c"'),
        ("boolean", "true", "not(true)"),
        ("number", "[1..5[", "[5..9]"),
        ("number", "not([1..5])", "[2..3]"),
        ("date", '< date("2020-01-01")', '>= date("2020-01-01")'),
    ],
)
def test_rows_that_can_never_hold_together_leave_room_for_a_default(kind: str, one: str, other: str) -> None:
    given = [output(default='"other"')]
    read = read_model(model(decision([("x", kind)], [(one, '"1"'), (other, '"2"')], outputs=given)))
    assert read.refused == {}


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [("string", '"a"', 'not("b")'), ("number", "[1..5]", "[5..9]"), ("boolean", "true", "true, false")],
)
def test_rows_that_may_hold_together_do_not(kind: str, one: str, other: str) -> None:
    given = [output(default='"other"')]
    read = read_model(model(decision([("x", kind)], [(one, '"1"'), (other, '"2"')], outputs=given)))
    assert read.refused["D"].code == "IMP025"


def test_two_columns_of_one_fact_are_refused_since_a_row_has_one_cell_for_it() -> None:
    columns = [("Age", "number"), ("Age", "number")]
    assert refusal(decision(columns, [(">10", "<20", '"yes"')]), Age="30") == "IMP032"
    named_alike = decision([("Age", "number"), ("age", "number")], [(">10", "<20", '"yes"')])
    around = Surroundings(load_rulebook().catalogue)
    assert "IMP032" in [one.code for one in import_tables(model(named_alike), around).tables[0].findings]


def test_a_column_that_reads_a_list_or_a_structure_is_refused() -> None:
    items = (
        '<itemDefinition name="tTexts" isCollection="true"><typeRef>string</typeRef></itemDefinition>'
        '<itemDefinition name="tPart"><itemComponent name="a"/></itemDefinition>'
    )
    for kind in ("tTexts", "ns:tTexts", "tPart"):
        assert refusal(items, decision([("x", kind)], [('"a"', '"yes"')]), x="a") == "IMP015"


def test_a_type_is_followed_through_its_definitions() -> None:
    items = (
        '<itemDefinition name="tAge"><typeRef>ns:tCount</typeRef></itemDefinition>'
        '<itemDefinition name="tCount"><typeRef>number</typeRef></itemDefinition>'
    )
    table = decision([("x", "ns:tAge")], [("<5", '"low"'), ("-", '"high"')], hit="FIRST")
    assert answer(items, table, x="7") == "high"
    assert refusal(items, decision([("x", "tAge")], [('"a"', '"low"')]), x="7") == "IMP017"


@pytest.mark.parametrize("cell", ['""', '" high"', '"high "'])
def test_a_result_that_a_policy_file_would_lose_or_trim_is_refused(cell: str) -> None:
    assert refusal(decision([("x", "number")], [("-", cell)]), x="1") == "IMP016"
    assert refusal(decision([("x", "number")], [("<1", '"a"')], outputs=[output(default=cell)]), x="1") == "IMP016"


def test_a_result_of_another_type_than_its_column_declares_is_refused() -> None:
    assert refusal(decision([("x", "number")], [("-", "5")], outputs=[output("r", kind="string")]), x="1") == "IMP023"


def test_a_blank_output_is_null() -> None:
    outputs = [output("a"), output("b")]
    table = decision([("x", "number")], [("-", '"yes"', "-")], outputs=outputs)
    assert answer(table, x="1") == {"a": "yes", "b": None}


def test_a_ranking_that_differs_from_the_catalogue_is_refused_and_a_new_one_is_told() -> None:
    catalogue = load_rulebook().catalogue
    name, spec = next((name, spec) for name, spec in catalogue.outcomes.items() if len(spec.values) > 1)
    first, second = list(spec.values)[:2]
    rows = [("-", f'"{first}"')]
    for listed, codes in ((f'"{second}","{first}"', {"IMP034"}), (f'"{first}","{second}"', set())):
        table = decision([("x", "number")], rows, outputs=[output(name, values=listed)], hit="PRIORITY")
        found = {one.code for one in import_tables(model(table), Surroundings(catalogue)).tables[0].findings}
        assert found & {"IMP034", "IMP068"} == codes
    table = decision([("x", "number")], [("-", '"p"')], outputs=[output("grade", values='"p","q"')], hit="PRIORITY")
    told = import_tables(model(table), Surroundings(catalogue)).tables[0].findings
    assert ["p > q" in one.words.en for one in told if one.code == "IMP068"] == [True]


def test_a_table_reads_what_another_table_gives_and_no_other_decision() -> None:
    inner = decision([("x", "number")], [("<5", '"low"'), (">=5", '"high"')], name="Risk")
    outer = decision([("Risk", "string")], [('"low"', "true"), ('"high"', "false")])
    assert answer(inner, outer, x="4") is True
    assert answer(inner, outer, x="5") is False
    literal = '<decision id="r" name="Risk"><literalExpression><text>1</text></literalExpression></decision>'
    assert refusal(literal, outer, x="4") == "IMP061"


def test_a_part_of_a_structure_is_read_by_its_path() -> None:
    table = decision([("person.Home town", "string")], [('"Bonn"', '"yes"'), ("-", '"no"')], hit="FIRST")
    read = read_model(model(table))
    assert read.answer("D", {"person": {"Home town": Scalar("Bonn")}}) == "yes"
    with pytest.raises(NoAnswerError, match="RUN040"):
        read.answer("D", {"person": {"Home town": [Scalar("Bonn")]}})


def test_a_value_outside_those_a_column_allows_is_refused() -> None:
    table = decision([("x", "number")], [("-", '"yes"')]).replace(
        "</inputExpression>", "</inputExpression><inputValues><text>[0..15]</text></inputValues>"
    )
    tested = table.replace("<text>-</text>", "<text>&lt;99</text>", 1)
    assert answer(tested, x="15") == "yes"
    assert refusal(tested, x="16") == "RUN030"
