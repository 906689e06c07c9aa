"""Decision tables of other tools: taken where the grammar reaches, refused by name and element where it does not."""

from collections.abc import Callable

import pytest

from casewright.rulebook import Rulebook, load_rulebook
from casewright.rulebook.exchange import Imported, Surroundings, import_tables, read_dmn, typed_table
from casewright.rulebook.exchange.findings import IMPORT_FINDINGS

Loader = Callable[..., Rulebook]
BOOK = load_rulebook()
DMN_13 = "https://www.omg.org/spec/DMN/20191111/MODEL/"
VERSIONS = [
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    DMN_13,
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
]
DAMAGED = ('"damaged"', "]18..60]")


def cells(*texts: str, kind: str = "inputEntry", number: int = 1) -> str:
    return "".join(f'<{kind} id="{kind[0]}{number}{i}"><text>{text}</text></{kind}>' for i, text in enumerate(texts, 1))


def rule(*inputs: str, out: tuple[str, ...] = ('"refund"',), number: int = 1, note: str = "") -> str:
    told = f"<description>{note}</description>" if note else ""
    outputs = cells(*out, kind="outputEntry", number=number)
    return f'<rule id="r{number}">{told}{cells(*inputs, number=number)}{outputs}</rule>'


def column(expression: str, *, kind: str = "string", number: int = 1, more: str = "") -> str:
    typed = f' typeRef="{kind}"' if kind else ""
    return f'<input id="i{number}"><inputExpression{typed}><text>{expression}</text></inputExpression>{more}</input>'


REASON, AGE = column("return_reason"), column("Customer Age", kind="integer", number=2)
ROUTE = '<output id="o1" name="route" typeRef="string"/>'


def table(*parts: str, hit: str = 'hitPolicy="FIRST"', name: str = "Refund route") -> str:
    return f'<decision id="d1" name="{name}"><decisionTable id="t1" {hit}>{"".join(parts)}</decisionTable></decision>'


def dmn(*decisions: str, namespace: str = DMN_13, more: str = "") -> bytes:
    head = f'<definitions xmlns="{namespace}" id="x" name="x" namespace="urn:x" {more}>'
    return f'<?xml version="1.0" encoding="UTF-8"?>{head}{"".join(decisions)}</definitions>'.encode()


def taken(*decisions: str) -> Imported:
    return import_tables(dmn(*decisions), Surroundings(BOOK.catalogue))


def refusals(*decisions: str) -> list[tuple[str, str]]:
    result = taken(*decisions)
    every = [*result.findings, *(one for table in result.tables for one in table.findings)]
    assert all(one.text is None for one in result.tables if any(two.level == "refused" for two in one.findings))
    return [(one.code, one.where) for one in every if one.level == "refused"]


@pytest.mark.parametrize("namespace", VERSIONS)
def test_every_version_of_dmn_is_read(namespace: str) -> None:
    content = dmn(table(REASON, AGE, ROUTE, rule(*DAMAGED)), namespace=namespace)
    result = import_tables(content, Surroundings(BOOK.catalogue))
    assert result.findings == ()
    assert [one.name for one in result.tables] == ["refund-route"]
    assert result.tables[0].text is not None


def test_a_table_of_another_tool_becomes_a_policy_file_to_finish() -> None:
    imported = taken(table(REASON, AGE, ROUTE, rule(*DAMAGED, note="A broken parcel is paid back"))).tables[0]
    assert imported.text is not None
    assert 'when = { return_reason = "damaged", customer_age = "(18..60]" }' in imported.text
    assert 'then = { route = "refund" }' in imported.text
    assert 'because.en = "A broken parcel is paid back"' in imported.text
    for missing in ("dated_by", "title.zh", "from", "because.zh", "cite", "confidence", "then.do"):
        assert f"# {missing} is missing" in imported.text
    assert "cite =" not in imported.text
    assert imported.table is None


def test_the_list_of_what_is_missing_names_every_gap_in_both_languages() -> None:
    imported = taken(table(REASON, AGE, ROUTE, rule(*DAMAGED))).tables[0]
    missing = [one for one in imported.findings if one.level == "missing"]
    assert [(one.code, one.where) for one in missing] == [
        ("IMP040", "d1"),
        ("IMP040", "r1"),
        ("IMP041", "r1"),
        ("IMP042", "r1"),
    ]
    assert "customer_age" in missing[2].words.en
    assert "integer" in missing[2].words.en
    assert "route" in missing[3].words.zh


def test_a_chinese_annotation_is_the_chinese_reason() -> None:
    imported = taken(table(REASON, AGE, ROUTE, rule(*DAMAGED, note="破损包裹应退款"))).tables[0]
    assert imported.text is not None
    assert 'because.zh = "破损包裹应退款"' in imported.text
    assert "# because.en is missing" in imported.text


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("&gt; limit + 1", "IMP010"),
        ("abs(x) &gt; 3", "IMP011"),
        ("for x in y return x", "IMP012"),
        ("&gt; other", "IMP013"),
        ("null", "IMP014"),
        ('duration("P1Y")', "IMP015"),
        ("[9..3]", "IMP012"),
        ('"text"', "IMP017"),
    ],
)
def test_a_cell_beyond_the_grammar_is_refused_with_its_element(cell: str, code: str) -> None:
    assert (code, "i2" if code == "IMP017" else "i12") in refusals(table(REASON, AGE, ROUTE, rule('"damaged"', cell)))


@pytest.mark.parametrize("value", ['"a, b"', '" a"', '"not(a)"', '"-"', '""'])
def test_a_text_that_our_cells_would_read_as_grammar_is_refused(value: str) -> None:
    assert refusals(table(column("Tier"), ROUTE, rule(value))) == [("IMP016", "i11")]


def test_a_value_that_the_catalogue_does_not_know_is_refused() -> None:
    assert refusals(table(REASON, ROUTE, rule('"demaged"'))) == [("IMP016", "i11")]


@pytest.mark.parametrize("expression", ["amount * 2", "count(items)", "if a then b else c", "a[1]", ""])
def test_a_column_that_computes_is_refused(expression: str) -> None:
    assert ("IMP020", "i1") in refusals(table(column(expression), ROUTE, rule("-")))


def test_a_name_with_signs_in_it_is_a_name_where_the_file_declares_it() -> None:
    declared = '<inputData id="in" name="Pre-bureau risk"/>'
    assert refusals(declared, table(column("Pre-bureau risk"), ROUTE, rule('"high"'))) == []
    assert refusals(table(column("Pre-bureau risk"), ROUTE, rule('"high"'))) == [("IMP020", "i1")]


@pytest.mark.parametrize(
    ("hit", "written"),
    [
        ("", 'hit = "unique"'),
        ('hitPolicy="ANY"', 'hit = "any"'),
        ('hitPolicy="PRIORITY"', 'hit = "priority"'),
        ('hitPolicy="OUTPUT ORDER"', 'hit = "output_order"'),
        ('hitPolicy="RULE ORDER"', 'hit = "collect"\ncollect = "list"'),
        ('hitPolicy="COLLECT"', 'hit = "collect"\ncollect = "list"'),
        ('hitPolicy="COLLECT" aggregation="SUM"', 'hit = "collect"\ncollect = "sum"'),
    ],
)
def test_hit_policies_keep_their_meaning(hit: str, written: str) -> None:
    imported = taken(table(REASON, ROUTE, rule('"damaged"'), hit=hit)).tables[0]
    assert imported.text is not None
    assert written in imported.text


@pytest.mark.parametrize("hit", ['hitPolicy="NEWEST"', 'hitPolicy="FIRST" aggregation="SUM"'])
def test_a_hit_policy_that_does_not_exist_here_is_refused(hit: str) -> None:
    assert refusals(table(REASON, ROUTE, rule('"damaged"'), hit=hit)) == [("IMP022", "d1")]


def test_another_expression_language_is_refused() -> None:
    code = rule('"damaged"').replace("<inputEntry", '<inputEntry expressionLanguage="javascript"', 1)
    assert refusals(table(REASON, ROUTE, code)) == [("IMP021", "i11")]


def test_a_default_output_becomes_the_last_row_where_rows_can_be_tried_in_order() -> None:
    output = ROUTE.replace("/>", '><defaultOutputEntry><text>"ask"</text></defaultOutputEntry></output>')
    imported = taken(table(REASON, output, rule('"damaged"'))).tables[0]
    assert imported.text is not None
    assert 'when = {}\nthen = { route = "ask" }' in imported.text
    assert refusals(table(REASON, output, rule('"damaged"'), hit='hitPolicy="COLLECT"')) == [("IMP025", "o1")]


def test_several_outputs_become_several_results() -> None:
    outputs = '<output id="o1" name="money"/><output id="o2" name="Next step"/>'
    imported = taken(table(REASON, outputs, rule('"damaged"', out=('"open"', '"wait"')))).tables[0]
    assert imported.text is not None
    assert 'then = { money = "open", next_step = "wait" }' in imported.text


@pytest.mark.parametrize(
    ("outputs", "out", "expected"),
    [
        ('<output id="o1" name="money"/>', ("5",), ("IMP023", "o1")),
        ('<output id="o1" name="a"/><output id="o2" name="a"/>', ('"x"', '"y"'), ("IMP032", "o2")),
        ('<output id="o1" name="a"/>', ("price * 2",), ("IMP010", "o11")),
        ('<output id="o1" name="a"/>', ("price",), ("IMP013", "o11")),
        ('<output id="o1" name="a"/>', ('"x"', '"y"'), ("IMP027", "r1")),
    ],
)
def test_an_output_that_cannot_be_placed_is_refused(
    outputs: str, out: tuple[str, ...], expected: tuple[str, str]
) -> None:
    assert expected in refusals(table(REASON, outputs, rule('"damaged"', out=out)))


def test_a_refused_table_does_not_take_its_neighbour_with_it() -> None:
    good = table(REASON, ROUTE, rule('"damaged"'), name="Good")
    bad = table(REASON, ROUTE, rule("a + b"), name="Bad").replace('id="d1"', 'id="d2"')
    result = taken(good, bad)
    assert [(one.name, one.text is not None) for one in result.tables] == [("good", True), ("bad", False)]


def test_what_is_no_decision_table_is_named() -> None:
    literal = '<decision id="d2" name="Sum"><literalExpression id="l"><text>1 + 1</text></literalExpression></decision>'
    function = (
        '<businessKnowledgeModel id="b" name="B"><encapsulatedLogic id="f"><decisionTable id="inner"/>'
        "</encapsulatedLogic></businessKnowledgeModel>"
    )
    result = taken(literal, function, table(REASON, ROUTE, rule('"damaged"')))
    assert [(one.code, one.where) for one in result.findings] == [("IMP026", "inner"), ("IMP061", "d2")]
    assert [(one.code, one.where) for one in taken(literal).findings] == [("IMP061", "d2"), ("IMP005", "-")]


def test_types_come_from_item_definitions_and_allowed_values() -> None:
    item = (
        '<itemDefinition id="it" name="tTier"><typeRef>string</typeRef>'
        '<allowedValues id="av"><text>"gold","silver"</text></allowedValues></itemDefinition>'
    )
    imported = taken(item, table(column("Tier", kind="tTier"), ROUTE, rule('"gold"'))).tables[0]
    told = next(one.words.en for one in imported.findings if one.code == "IMP041")
    assert "enum: gold, silver" in told


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "IMP001"),
        (b"<definitions", "IMP001"),
        (b"\xff\xfe<\x00", "IMP001"),
        (b"PK\x03\x04 broken", "IMP001"),
        (b"<html/>", "IMP004"),
        (b'<definitions xmlns="https://www.omg.org/spec/BPMN/"/>', "IMP004"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "IMP003"),
        ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><x/>'.encode("utf-16"), "IMP003"),
        (b" " * 20_000_001, "IMP002"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(content: bytes, code: str) -> None:
    result = import_tables(content, Surroundings(BOOK.catalogue))
    assert result.tables == ()
    assert [one.code for one in result.findings] == [code]


def test_the_typed_form_gives_cells_and_outputs_that_can_be_run() -> None:
    raw = read_dmn(dmn(table(REASON, AGE, ROUTE, rule(*DAMAGED)))).tables[0]
    typed = typed_table(raw)
    assert typed.findings == ()
    assert [len(one.cells) for one in typed.rules] == [2]
    assert typed.rules[0].outputs == ("refund",)


def test_every_finding_says_what_to_do_in_both_languages() -> None:
    for code, (level, words) in IMPORT_FINDINGS.items():
        assert words.en.endswith("." if not words.en.endswith("}") else "}"), code
        assert words.zh.endswith("。" if not words.zh.endswith("}") else "}"), code
        assert level in ("refused", "missing", "note")
