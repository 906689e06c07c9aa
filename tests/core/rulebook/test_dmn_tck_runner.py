"""The conformance runner counts honestly: what differs is wrong, and what is left out has a name."""

import json
import sys
from pathlib import Path

import pytest

import dmn_tck
from dmn_tck import run

MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m">
<inputData id="i" name="Age in years"/>
<decision id="d1" name="Age group"><variable name="Age group" typeRef="string"/><decisionTable hitPolicy="UNIQUE">
<input><inputExpression typeRef="number"><text>Age in years</text></inputExpression></input><output/>
<rule><inputEntry><text>[0..18[</text></inputEntry><outputEntry><text>"child"</text></outputEntry></rule>
<rule><inputEntry><text>>=18</text></inputEntry><outputEntry><text>"adult"</text></outputEntry></rule>
</decisionTable></decision>
<decision id="d2" name="Fee"><variable name="Fee" typeRef="number"/><decisionTable hitPolicy="FIRST">
<input><inputExpression typeRef="string"><text>Age group</text></inputExpression></input><output/>
<rule><inputEntry><text>"child"</text></inputEntry><outputEntry><text>2.50</text></outputEntry></rule>
<rule><inputEntry><text>-</text></inputEntry><outputEntry><text>5</text></outputEntry></rule>
</decisionTable></decision>
<decision id="d3" name="Twice"><literalExpression><text>Fee * 2</text></literalExpression></decision>
</definitions>"""
LITERAL = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m">
<decision id="d" name="One"><literalExpression><text>1</text></literalExpression></decision></definitions>"""
AGE = '<inputNode name="Age in years"><value xsi:type="xsd:decimal">{}</value></inputNode>'


def case(age: str, **expected: str) -> str:
    results = "".join(
        f'<resultNode name="{name.replace("_", " ")}" type="decision"><expected>{value}</expected></resultNode>'
        for name, value in expected.items()
    )
    return f'<testCase id="{age}">{AGE.format(age)}{results}</testCase>'


def value(text: str, kind: str = "string") -> str:
    return f'<value xsi:type="xsd:{kind}">{text}</value>'


def lay(folder: Path, *cases: str, names: str = "ages.dmn") -> Path:
    place = folder / "TestCases" / "compliance-level-2" / "ages"
    place.mkdir(parents=True, exist_ok=True)
    (place / "ages.dmn").write_text(MODEL, encoding="utf-8")
    (place / "ages-test-01.xml").write_text(
        '<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
        f"<modelName>{names}</modelName>{''.join(cases)}</testCases>",
        encoding="utf-8",
    )
    return folder


def test_what_a_case_expects_is_passed_and_a_chain_of_tables_is_followed(tmp_path: Path) -> None:
    report = run(
        lay(
            tmp_path,
            case("17.5", Age_group=value("child"), Fee=value("2.5", "decimal")),
            case("18", Fee=value("5.00", "decimal")),
        )
    )
    assert [(one.decision, one.state) for one in report.outcomes] == [
        ("Age group", "passed"),
        ("Fee", "passed"),
        ("Fee", "passed"),
    ]
    assert (report.models["compliance-level-2"], report.cases["compliance-level-2"]) == (1, 2)


@pytest.mark.parametrize(
    "expected",
    [
        value("adult"),
        value("child", "decimal"),
        '<value xsi:nil="true"/>',
        f"<list><item>{value('child')}</item></list>",
    ],
)
def test_an_answer_that_differs_in_value_type_or_shape_is_wrong(tmp_path: Path, expected: str) -> None:
    report = run(lay(tmp_path, case("3", Age_group=expected)))
    assert [one.state for one in report.outcomes] == ["wrong"]
    assert "'child'" in report.outcomes[0].detail


def test_no_row_that_holds_passes_only_where_null_is_expected(tmp_path: Path) -> None:
    cases = case("-1", Age_group='<value xsi:nil="true"/>') + case("-2", Age_group=value("child"))
    assert [one.state for one in run(lay(tmp_path, cases)).outcomes] == ["passed", "wrong"]


def test_what_is_left_out_has_a_name(tmp_path: Path) -> None:
    cases = [
        case("3", Twice=value("5", "decimal")),
        case("", Age_group=value("child")),
        case("4", Nothing=value("child")),
    ]
    report = run(lay(tmp_path, *cases))
    assert [(one.state, one.code) for one in report.outcomes] == [
        ("refused", "IMP061"),
        ("refused", "RUN020"),
        ("refused", "RUN050"),
    ]


def test_models_without_a_table_and_tables_without_a_case_are_told(tmp_path: Path) -> None:
    lay(tmp_path, names="another.dmn")
    (tmp_path / "TestCases" / "compliance-level-2" / "ages" / "one.dmn").write_text(LITERAL, encoding="utf-8")
    report = run(tmp_path)
    assert report.without_tables == 1
    assert report.unread == ("TestCases/compliance-level-2/ages/ages.dmn",)
    assert report.outcomes == ()


def test_a_table_inside_a_function_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    function = (
        '<businessKnowledgeModel id="b" name="B"><encapsulatedLogic><decisionTable id="t"/></encapsulatedLogic>'
        "</businessKnowledgeModel>"
    )
    lay(tmp_path, case("3", One=value("1", "decimal")))
    place = tmp_path / "TestCases" / "compliance-level-2" / "ages" / "ages.dmn"
    place.write_text(LITERAL.replace("</definitions>", f"{function}</definitions>"), encoding="utf-8")
    assert [(one.state, one.code) for one in run(tmp_path).outcomes] == [("refused", "IMP061")]


def test_the_command_prints_what_it_counted_and_fails_on_a_wrong_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(tmp_path, case("3", Age_group=value("child"), Twice=value("5", "decimal")))
    monkeypatch.setattr(sys, "argv", ["dmn_tck.py", str(tmp_path), "--each"])
    assert dmn_tck.main() == 0
    told = capsys.readouterr().out
    assert "IMP061  ages" in told
    assert "passed" in told
    lay(tmp_path, case("3", Age_group=value("adult")))
    monkeypatch.setattr(sys, "argv", ["dmn_tck.py", str(tmp_path), "--json"])
    assert dmn_tck.main() == 1
    printed = capsys.readouterr()
    assert [one["decision"] for one in json.loads(printed.out)["wrong"]] == ["Age group"]
    assert "wrong: TestCases/compliance-level-2/ages 3 Age group" in printed.err


def test_without_a_folder_nothing_is_measured_and_an_empty_one_is_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["dmn_tck.py"])
    assert dmn_tck.main() == 0
    assert "not measured" in capsys.readouterr().out
    monkeypatch.setattr(sys, "argv", ["dmn_tck.py", str(tmp_path)])
    assert dmn_tck.main() == 1
    assert "no model with a decision table" in capsys.readouterr().err
