"""Tables with a user's own column names, read by a mapping; and a team's list of cases."""

import json
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from casewright.cli.main import main
from casewright.domain.money import Money
from casewright.domain.notice import ClaimOutcome, MailKind, MailNotice
from casewright.domain.report_row import ReportRow
from casewright.domain.shipment import Scan, ScanKind
from casewright.intake import SourceFile
from casewright.intake.mapping import TARGETS, MappingError, mapping_text, parse_mapping, proposed_columns, targets
from casewright.intake.mapping.field_table import with_field_table
from casewright.pipeline import FolderReading, open_cases, read_files

MAPPING = """casewright = "mapping"
name = "SF tracking"
as = "tracking_history"
zone = "Asia/Shanghai"

[columns]
order_id = "客户单号"
scanned_at = "操作时间"
kind = "操作"

[words.kind]
"妥妥的" = "delivered"
"""
TABLE = """编号,客户单号,操作,操作时间
1,302-5550301-0000301,妥妥的,2026-11-05 12:10
2,302-5550301-0000301,已揽收,2026-11-01 09:00
"""


def _read(table: str | bytes, mapping: str = MAPPING, name: str = "sf.csv") -> FolderReading:
    content = table.encode() if isinstance(table, str) else table
    return read_files([SourceFile(name, content), SourceFile("sf.mapping.toml", mapping.encode())])


def _codes(reading: FolderReading) -> list[str]:
    return [finding.code for finding in reading.findings]


def test_a_couriers_table_is_read_by_the_mapping_beside_it() -> None:
    reading = _read(TABLE)
    scans = [record for record in reading.records if isinstance(record, Scan)]
    assert [(one.kind, one.scanned_at.astimezone(UTC), one.place.row) for one in scans] == [
        (ScanKind.DELIVERED, datetime(2026, 11, 5, 4, 10, tzinfo=UTC), 2),
        (ScanKind.ACCEPTED, datetime(2026, 11, 1, 1, 0, tzinfo=UTC), 3),
    ]
    assert _codes(reading) == ["TAB004"]


def test_the_same_table_in_a_spreadsheet_below_a_title_is_read_too() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["顺丰"], *[line.split(",") for line in TABLE.splitlines()]):
        sheet.append(row)
    target = BytesIO()
    book.save(target)
    reading = _read(target.getvalue(), name="sf.xlsx")
    assert [one.place.row for one in reading.records if isinstance(one, Scan)] == [3, 4]


def test_a_table_that_lacks_a_mapped_column_is_kept_as_before() -> None:
    assert "REP020" in _codes(_read(TABLE.replace("操作时间", "何时")))


def test_a_known_report_needs_no_mapping_and_keeps_its_true_name() -> None:
    reading = _read("order-id,order-status,客户单号,操作时间,操作\n302-5550301-0000301,Shipped,x,y,z\n")
    assert type(reading.records[0]).__name__ == "OrderLine"
    assert "TAB004" not in _codes(reading)


def test_amounts_take_the_currency_that_the_mapping_states() -> None:
    mapping = mapping_text(
        name='the "COD" list',
        target="cod_remittance",
        columns={"tracking-number": "单", "cod-amount": "钱", "order-id": "号"},
        currency="CNY",
    )
    (row,) = [
        one for one in _read("单,钱,号\nSF1,49.90,302-5550301-0000301\n", mapping).records if isinstance(one, ReportRow)
    ]
    assert row.get("cod-amount") == Money(4990, "CNY")
    assert parse_mapping(mapping.encode()).name == 'the "COD" list'


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('as = "tracking_history"', 'as = "trackng"', "tracking_history"),
        ("[columns]", "[colums]", "colums"),
        ('order_id = "客户单号"', 'order = "客户单号"', "order_id"),
        ('scanned_at = "操作时间"\n', "", "scanned_at"),
        ("Asia/Shanghai", "Beijing", "Asia/Shanghai"),
        ('kind = "操作"', "kind = 3", "kind"),
        ('name = "SF tracking"', "name = ", "TOML"),
    ],
)
def test_a_wrong_mapping_says_what_it_should_be(old: str, new: str, says: str) -> None:
    with pytest.raises(MappingError, match=says):
        parse_mapping(MAPPING.replace(old, new).encode())
    reading = _read(TABLE, MAPPING.replace(old, new))
    assert "TAB003" in _codes(reading)
    assert says in next(finding.words.zh for finding in reading.findings if finding.code == "TAB003")


TRACKER = """订单号,案件类型,开始日期,截止日期,站点,索赔金额,币种,结果,负责人,备注
302-5550301-0000301,A-to-z 索赔,2026-10-02,2026-10-05,amazon.de,49.90,EUR,败诉,梅,买家说没收到
302-5550301-0000302,退货申请,2026-11-01,,amazon.de,,,,梅,
302-5550301-0000303,奇怪的事,2026-11-02,,amazon.de,,,,梅,看不懂
"""


def test_each_row_of_the_teams_tracker_opens_a_case_with_its_history() -> None:
    reading = read_files([SourceFile("cases.csv", TRACKER.encode())])
    notices = [one for one in reading.records if isinstance(one, MailNotice)]
    assert [(one.kind, one.order_id, one.outcome) for one in notices] == [
        (MailKind.ATOZ_CLAIM_DECISION, "302-5550301-0000301", ClaimOutcome.AGAINST_SELLER),
        (MailKind.RETURN_REQUEST, "302-5550301-0000302", None),
        (MailKind.UNKNOWN_NOTICE, "302-5550301-0000303", None),
    ]
    assert notices[0].money == Money(4990, "EUR")
    assert notices[0].sent_at is not None
    assert notices[0].sent_at.date() == date(2026, 10, 2)
    assert notices[0].place.file == "cases.csv!/2.json"
    assert len(open_cases(reading.records)) == 3
    rows = [one for one in reading.records if isinstance(one, ReportRow)]
    assert [one.get("owner") for one in rows] == ["梅"] * 3


def test_importing_the_same_row_from_two_versions_of_the_tracker_gives_one_case() -> None:
    longer = TRACKER + "302-5550301-0000304,退货申请,2026-11-05,,amazon.de,,,,梅,\n"
    files = [SourceFile("cases.csv", TRACKER.encode()), SourceFile("cases (1).csv", longer.encode())]
    cases = open_cases(read_files(files).records)
    assert len({(case.kind, case.order_ref) for case in cases}) == len(cases) == 4


def test_a_status_that_nobody_knows_is_remarked_upon_and_every_known_one_is_not() -> None:
    table = "订单号,案件类型,状态\n302-5550301-0000301,退货申请,{}\n"
    for word in ("已结案", "Closed", "处理中", "reopened", "等待平台", "未完成", ""):
        assert "TAB005" not in _codes(read_files([SourceFile("cases.csv", table.format(word).encode())]))
    reading = read_files([SourceFile("cases.csv", table.format("阿梅").encode())])
    (finding,) = [one for one in reading.findings if one.code == "TAB005"]
    assert "阿梅" in finding.words.zh
    assert finding.place.column == "状态"


def test_a_kind_that_nobody_knows_is_remarked_upon_under_the_lists_own_name_of_the_column() -> None:
    reading = read_files([SourceFile("cases.csv", TRACKER.encode())])
    (finding,) = [one for one in reading.findings if one.code == "TAB007"]
    assert (finding.place.column, finding.place.row) == ("案件类型", 4)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("A-to-z", MailKind.ATOZ_CLAIM_RECEIVED),
        ("a_to_z", MailKind.ATOZ_CLAIM_RECEIVED),
        ("AtoZ claim", MailKind.ATOZ_CLAIM_RECEIVED),
        ("SAFE-T索赔", MailKind.SAFE_T_NOTICE),
        ("Charge back", MailKind.CHARGEBACK_NOTICE),
        ("退货", MailKind.RETURN_REQUEST),
        ("取消订单", MailKind.CANCEL_REQUEST),
        ("差评", MailKind.FEEDBACK_NOTICE),
        ("站内信", MailKind.BUYER_MESSAGE),
        ("绩效通知", MailKind.UNKNOWN_NOTICE),
    ],
)
def test_the_words_teams_use_for_a_kind_of_case_are_understood(word: str, kind: MailKind) -> None:
    table = f"订单号,案件类型\n302-5550301-0000301,{word}\n"
    reading = read_files([SourceFile("cases.csv", table.encode())])
    assert [one.kind for one in reading.records if isinstance(one, MailNotice)] == [kind]
    assert "TAB007" not in _codes(reading)


def test_a_kind_of_case_that_nobody_knows_is_remarked_upon_once() -> None:
    table = "订单号,案件类型\n" + "".join(f"302-5550301-000030{number},阿梅的\n" for number in range(1, 5))
    reading = read_files([SourceFile("cases.csv", table.encode())])
    (finding,) = [one for one in reading.findings if one.code == "TAB007"]
    assert "阿梅的" in finding.words.zh
    assert len(open_cases(reading.records)) == 4


def test_the_command_reads_tables_by_the_mapping_among_its_files(tmp_path: Path) -> None:
    (tmp_path / "sf.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "sf.mapping.toml").write_text(MAPPING, encoding="utf-8")
    files = [str(tmp_path / "sf.csv"), str(tmp_path / "sf.mapping.toml")]
    lines = [json.loads(line) for line in CliRunner().invoke(main, ["read", *files]).output.splitlines()]
    assert [line["kind"] for line in lines if line["type"] == "scan"] == ["delivered", "accepted"]


COURIER = (
    "Order no.,Carrier,Tracking,City,Country,When,What\n302-5550301-0000301,DPD,D1,Berlin,DE,2026-11-05 12:10,{}\n"
)
COURIER_MAPPING = """casewright = "mapping"
name = "DPD"
as = "tracking_history"
zone = "Europe/Berlin"
[columns]
order-id = "Order no."
scanned_at = "When"
kind = "What"
"""


def test_a_table_that_only_resembles_a_report_is_read_by_the_mapping_of_its_user() -> None:
    reading = _read(COURIER.format("Delivered"), COURIER_MAPPING)
    (scan,) = [one for one in reading.records if isinstance(one, Scan)]
    assert scan.scanned_at.astimezone(UTC) == datetime(2026, 11, 5, 11, 10, tzinfo=UTC)
    assert _codes(reading) == ["TAB004"]


def test_a_table_that_only_resembles_a_report_points_to_the_mapping_while_there_is_none() -> None:
    reading = read_files([SourceFile("dpd.csv", COURIER.format("Delivered").encode())])
    (finding,) = reading.findings
    assert finding.code == "TAB008"
    assert "Map a table" in finding.words.en
    assert "映射表格" in finding.words.zh


def test_a_known_report_is_read_by_a_mapping_that_names_it_and_by_no_other() -> None:
    orders = "order-id,order-status,when,what\n302-5550301-0000301,Shipped,2026-11-05 12:10,Delivered\n"
    mapping = COURIER_MAPPING.replace("Order no.", "order-id")
    assert type(_read(orders, mapping).records[0]).__name__ == "OrderLine"
    over = mapping.replace('name = "DPD"', 'name = "DPD"\ninstead_of = "all_orders"')
    assert isinstance(_read(orders, over).records[0], Scan)
    with pytest.raises(MappingError, match="all_orders"):
        parse_mapping(over.replace('instead_of = "all_orders"', 'instead_of = "alle"').encode())


def test_a_mail_is_a_mail_even_where_its_first_lines_would_fit_a_mapping() -> None:
    mail = "From: a@b.de\nTo: x;order no;when;what\nMessage-ID: <1@b.de>\nDate: Mon, 2 Nov 2026 09:00:00 +0000\n\nHi\n"
    mapping = COURIER_MAPPING.replace("Order no.", "order no")
    reading = _read(mail, mapping, name="a.eml")
    assert next(type(one).__name__ for one in reading.records) == "MailNotice"


def test_a_field_may_be_written_with_a_dash_or_an_underscore_but_only_once() -> None:
    dashed, lined = COURIER_MAPPING.encode(), COURIER_MAPPING.replace("order-id", "order_id").encode()
    assert parse_mapping(dashed).layout == parse_mapping(lined).layout
    twice = COURIER_MAPPING.replace("[columns]", '[columns]\norder_id = "x"')
    with pytest.raises(MappingError, match="twice"):
        parse_mapping(twice.encode())


def test_a_wrong_field_is_told_with_every_field_there_is() -> None:
    reading = _read(TABLE, MAPPING.replace('kind = "操作"', 'knd = "操作"'))
    (finding,) = [one for one in reading.findings if one.code == "TAB003"]
    layout = targets()["tracking_history"]
    for words in (finding.words.en, finding.words.zh):
        assert all(field.name in words for field in layout.fields)


def test_columns_are_proposed_by_the_names_known_for_a_field() -> None:
    layout = targets()["tracking_history"]
    assert proposed_columns(layout, ("Order no.", "Carrier", "Tracking", "City", "When")) == {
        "order_id": "Order no.",
        "tracking_number": "Tracking",
        "carrier": "Carrier",
        "city": "City",
    }
    tracker = proposed_columns(targets()["case_tracker"], ("订单", "类型", "截止日期", "Amount", "Foo"))
    assert tracker == {"order-id": "订单", "case-type": "类型", "respond-by": "截止日期", "amount": "Amount"}


def test_the_documented_fields_are_those_of_the_code() -> None:
    text = (Path(__file__).parents[3] / "docs" / "develop" / "mapping.md").read_text(encoding="utf-8")
    assert (
        with_field_table(text) == text
    )  # else: python -m casewright.intake.mapping.field_table docs/develop/mapping.md
    for name in TARGETS:
        assert all(f"`{field.name}`" in text for field in targets()[name].fields)
