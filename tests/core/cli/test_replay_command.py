"""Old cases decided again from the command line: from cases.json, from Parquet, under another day or a draft."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from casewright.cli.main import main

TABLE = Path(__file__).parents[3] / "src" / "casewright" / "policies" / "amazon" / "return-request.toml"
UNSHIPPED = {"fulfilment": "seller", "order_state": "unshipped"}
SHIPPED = UNSHIPPED | {"order_state": "shipped"}


def casewright(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def case(
    key: str, facts: Mapping[str, object], amount: str | None = "10.00", table: str = "address-change"
) -> dict[str, Any]:
    known = [{"name": name, "value": value, "read_from": []} for name, value in facts.items()]
    money = None if amount is None else {"amount": amount, "currency": "EUR"}
    return {
        "key": key,
        "table": table,
        "policy_on": "2026-05-01",
        "marketplace": "amazon_de",
        "facts": known,
        "money": money,
    }


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "cases.json"
    listed = [case("a", UNSHIPPED), case("b", UNSHIPPED, "2.50"), case("c", SHIPPED, None), case("d", {})]
    path.write_text(json.dumps({"version": 1, "zone": "Asia/Shanghai", "cases": listed}), encoding="utf-8")
    return path


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """Return the table on address changes in which an unshipped order falls to another row."""
    text = (TABLE.parent / "address-change.toml").read_text(encoding="utf-8")
    start = text.index('code = "ADR030"')
    changed = text[:start] + text[start:].replace('order_state = "unshipped"', 'order_state = "pending"', 1)
    assert changed != text
    path = tmp_path / "draft.toml"
    path.write_text(changed, encoding="utf-8")
    return path


def test_a_draft_shows_which_cases_move_and_their_money(cases: Path, draft: Path) -> None:
    report = json.loads(casewright("replay", cases, "--table", draft, "--json").stdout)
    assert (report["cases"], report["changed"]) == (4, 2)
    (flow,) = report["flows"]
    assert (flow["before"], flow["count"], flow["examples"]) == ("ADR030", 2, ["a", "b"])
    assert flow["after"] != "ADR030"
    assert flow["money"] == [{"amount": "12.50", "currency": "EUR"}]
    shifts = {row["row"]: (row["before"], row["after"]) for row in report["rows"]}
    assert shifts["ADR030"] == (2, 0)
    assert shifts["asks"][0] == shifts["asks"][1] >= 1


def test_the_same_table_changes_nothing(cases: Path) -> None:
    unchanged = TABLE.parent / "address-change.toml"
    result = casewright("replay", cases, "--table", unchanged, "--lang", "en")
    assert result.stdout == "4 cases, 0 change.\n"


def test_another_day_is_told_in_both_languages(cases: Path) -> None:
    assert casewright("replay", cases, "--on", "2011-01-01", "--lang", "zh").stdout.startswith("共 4 个案件，其中 4 个")
    told = casewright("replay", cases, "--on", "2011-01-01", "--lang", "en").stdout
    assert "ADR030 → no policy on that day: 2 · 12.50 EUR · for example a, b" in told


def test_the_folder_that_run_wrote_is_replayed_as_it_stands(tmp_path: Path) -> None:
    shop = Path(__file__).parents[3] / "examples" / "lantern-home"
    ran = casewright("run", shop, "--out", tmp_path / "out", "--json", "--no-packets")
    replayed = casewright("replay", tmp_path / "out", "--on", "2011-01-01", "--json")
    report = json.loads(replayed.stdout)
    assert report["cases"] == report["changed"] == len(json.loads(ran.stdout)["cases"]) > 0
    assert {flow["after"] for flow in report["flows"]} == {"no_policy"}


def test_a_draft_that_is_not_proven_says_so_beside_its_replay(cases: Path, draft: Path) -> None:
    text = draft.read_text(encoding="utf-8")
    last = text.rindex("when = {")
    draft.write_text(text[:last] + text[last:].replace("{}", '{ order_state = "pending" }', 1), encoding="utf-8")
    told = casewright("replay", cases, "--table", draft, "--lang", "zh").stdout
    assert told.startswith("草稿未通过证明：")
    checked = casewright("policy", "check", draft, "--json")
    found = json.loads(checked.stdout)["problems"]
    assert checked.exit_code == 1
    assert found == json.loads(casewright("replay", cases, "--table", draft, "--json").stdout)["problems"]


def test_a_proven_draft_is_proven_alone(draft: Path) -> None:
    whole = draft.with_name("whole.toml")
    whole.write_bytes((TABLE.parent / "address-change.toml").read_bytes())
    assert casewright("policy", "check", whole, "--lang", "en").stdout.startswith("1 tables with")


def test_what_is_missing_or_wrong_is_said(cases: Path, tmp_path: Path) -> None:
    assert "--on DAY, or --table" in casewright("replay", cases).output
    broken = tmp_path / "broken.json"
    broken.write_text("{}", encoding="utf-8")
    assert "is no cases.json" in casewright("replay", broken, "--on", "2026-01-01").output
    nameless = tmp_path / "nameless.toml"
    nameless.write_text("x = 1", encoding="utf-8")
    assert "which table it is" in casewright("replay", cases, "--table", nameless).output
    parquet = tmp_path / "facts.parquet"
    pq.write_table(pa.table({"order_state": ["unshipped"]}), parquet)
    assert "--by TABLE" in casewright("replay", parquet, "--on", "2026-01-01").output


def facts_file(path: Path, **columns: object) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


def test_a_parquet_file_gives_the_same_report_as_its_cases(cases: Path, draft: Path, tmp_path: Path) -> None:
    parquet = facts_file(
        tmp_path / "facts.parquet",
        key=["a", "b", "c", "d"],
        marketplace=["amazon_de"] * 4,
        fulfilment=["seller", "seller", "seller", None],
        order_state=["unshipped", "unshipped", "shipped", None],
        money_minor=pa.array([1000, 250, None, 1000], pa.int64()),
        money_currency=["EUR", "EUR", None, "EUR"],
        note=["x"] * 4,
    )
    one = json.loads(casewright("replay", cases, "--table", draft, "--json").stdout)
    many = json.loads(casewright("replay", parquet, "--table", draft, "--json").stdout)
    assert many["unused_columns"] == ["note"]
    assert (one.pop("aspects"), many.pop("aspects")) == ({"row": 2, "steps": 2}, None)
    for report in (one, many):
        report.pop("unused_columns")
        for flow in report["flows"]:
            assert set(flow.pop("examples")) <= {"a", "b"}
    assert many == one
    assert many["changed"] == 2


@pytest.mark.parametrize(
    ("columns", "refusal"),
    [
        ({"order_state": [1]}, "needs text"),
        ({"order_state": ["flying"]}, "outside its domain"),
        ({"order_total_minor": [1]}, "without order_total_currency"),
    ],
)
def test_columns_that_do_not_fit_are_refused(
    tmp_path: Path, draft: Path, columns: dict[str, object], refusal: str
) -> None:
    parquet = facts_file(tmp_path / "facts.parquet", **columns)
    result = casewright("replay", parquet, "--table", draft)
    assert result.exit_code == 1
    assert refusal in result.output


def test_the_shipped_tables_are_covered() -> None:
    result = casewright("policy", "coverage", Path(__file__).parents[2] / "policies", "--json")
    report = json.loads(result.stdout)
    assert (result.exit_code, report["lacks"]) == (0, [])
    assert report["rows_hit"] == report["rows_missed"] == report["rows"] > 0


def test_a_folder_without_cases_is_said(tmp_path: Path) -> None:
    assert "No cases below" in casewright("policy", "coverage", tmp_path, "--lang", "en").output


def test_the_difference_of_two_days_names_its_sources() -> None:
    told = casewright("policy", "diff", "2026-02-15", "2026-02-16", "--lang", "en").stdout
    assert "safe_t_days: 60 days → 30 days (amazon_us) [C3, C4]" in told
    changes = json.loads(casewright("policy", "diff", "2026-02-15", "2026-02-16", "--json").stdout)["changes"]
    assert {change["kind"] for change in changes} >= {"value_changes"}
    assert "没有变化" in casewright("policy", "diff", "2026-02-16", "2026-02-16", "--lang", "zh").stdout


def test_a_recorded_decision_replays_by_itself(tmp_path: Path) -> None:
    facts, record = tmp_path / "facts.json", tmp_path / "record.json"
    facts.write_text(json.dumps(UNSHIPPED), encoding="utf-8")
    decided = casewright(
        "decide", "address-change", "--facts", facts, "--on", "2026-05-01", "--record", record, "--json"
    )
    digest = json.loads(decided.stdout)["record_sha256"]
    again = casewright("replay", record, "--digest", digest, "--lang", "en")
    assert (again.exit_code, again.stdout) == (0, "The record gives the same decision.\n")
    assert "was changed" in casewright("replay", record, "--digest", "0" * 64).output
    record.write_bytes(record.read_bytes().replace(b'"ADR030"', b'"ADR010"'))
    told = casewright("replay", record, "--json")
    assert told.exit_code == 1
    assert json.loads(told.stdout)["differs"] == ["row", "rows"]
