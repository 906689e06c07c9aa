"""Mapping a table in the desk: its columns, a look at the result, and tables of the same kind afterwards."""

import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from casewright.intake.mapping import mapping_text
from casewright_web.models import CaseRow, SourceFile, StoredRecord
from casewright_web.services.mappings import mapping_save, mappings_saved

pytestmark = pytest.mark.django_db

TABLE = (
    "编号,单,动作,何时\n1,302-5550301-0000301,已签收,2026-11-05 12:10\n2,302-5550301-0000301,已揽收,2026-11-01 09:00\n"
)
CASES = "单,事,开始\n302-5550301-0000301,退货申请,2026-11-01\n302-5550301-0000302,退货申请,2026-11-02\n"


def _upload(mei: Client, text: str, target: str, name: str = "sf.csv") -> str:
    file = SimpleUploadedFile(name, text.encode())
    return mei.post("/mapping/", {"table": file, "target": target}).content.decode()


def _chosen(page: str, **columns: str) -> dict[str, str]:
    digest = page.split('name="digest" value="')[1][:64]
    return {"digest": digest, "name": "sf.csv", "zone": "Asia/Shanghai", "currency": "", **columns}


def test_the_columns_of_a_strange_table_are_shown_and_tried_before_anything_is_kept(mei: Client) -> None:
    page = _upload(mei, TABLE, "tracking_history")
    assert "<th>动作</th>" in page
    chosen = _chosen(page, target="tracking_history", order_id="单", scanned_at="何时", kind="动作")
    tried = mei.post("/mapping/columns/", chosen).content.decode()
    assert "2 rows can be read" in tried
    assert "Delivered" in tried
    mei.cookies["django_language"] = "zh-hans"
    assert "已妥投" in mei.post("/mapping/columns/", chosen).content.decode()
    assert not SourceFile.objects.exists()


def test_a_saved_mapping_reads_this_table_and_the_next_one(mei: Client) -> None:
    page = _upload(mei, TABLE, "tracking_history")
    chosen = _chosen(page, target="tracking_history", order_id="单", scanned_at="何时", kind="动作", save="1")
    assert mei.post("/mapping/columns/", chosen)["Location"] == "/sources/"
    assert StoredRecord.objects.filter(kind="scan").count() == 2
    later = TABLE.replace("0000301", "0000399")
    mei.post("/imports/", {"files": SimpleUploadedFile("later.csv", later.encode())})
    assert StoredRecord.objects.filter(kind="scan", order_ref="302-5550301-0000399").count() == 2


def test_the_teams_list_of_cases_is_there_on_the_first_day(mei: Client) -> None:
    page = _upload(mei, CASES, "case_tracker")
    chosen = _chosen(page, target="case_tracker", save="1") | {
        "order-id": "单",
        "case-type": "事",
        "opened-at": "开始",
    }
    mei.post("/mapping/columns/", chosen)
    assert sorted(CaseRow.objects.values_list("order_ref", "kind")) == [
        ("302-5550301-0000301", "return"),
        ("302-5550301-0000302", "return"),
    ]


def test_a_known_report_is_refused_with_its_true_name(mei: Client) -> None:
    page = _upload(mei, "order-id,order-status\n302-5550301-0000301,Shipped\n", "tracking_history")
    assert "All orders" in page
    mei.cookies["django_language"] = "zh-hans"
    assert "全部订单" in _upload(mei, "order-id,order-status\n302-5550301-0000301,Shipped\n", "tracking_history")


def test_a_missing_column_is_named(mei: Client) -> None:
    page = _upload(mei, TABLE, "tracking_history")
    answer = mei.post("/mapping/columns/", _chosen(page, target="tracking_history", order_id="单"))
    assert "scanned_at" in answer.content.decode()


@pytest.mark.parametrize("text", ["", "just words", "\x00\x01"])
def test_a_file_without_a_table_says_what_is_needed(mei: Client, text: str) -> None:
    assert "No table was found" in _upload(mei, text, "tracking_history") or not text


def test_a_made_up_digest_leads_back_to_the_start(mei: Client) -> None:
    answer = mei.post("/mapping/columns/", {"digest": "../../etc/passwd", "target": "shipments"})
    assert answer["Location"] == "/mapping/"


STATED = (
    "订单号,案件类型,开始日期,站点,状态\n"
    "302-5550301-0000301,退货申请,2026-10-01,amazon.de,{one}\n"
    "302-5550301-0000302,退货申请,2026-10-02,amazon.de,等买家寄回\n"
    "302-5550301-0000303,退货申请,2026-10-03,amazon.de,未结案\n"
)


def _import(mei: Client, text: str) -> dict[str, str]:
    mei.post("/imports/", {"files": SimpleUploadedFile("cases.csv", text.encode())})
    return dict(CaseRow.objects.values_list("order_ref", "status"))


def test_cases_of_the_teams_list_stand_where_the_list_has_them(mei: Client) -> None:
    assert _import(mei, STATED.format(one="已结案")) == {
        "302-5550301-0000301": "closed",
        "302-5550301-0000302": "waiting",
        "302-5550301-0000303": "open",
    }
    last = CaseRow.objects.get(order_ref="302-5550301-0000301").events.order_by("seq").last()
    assert last is not None
    assert (last.actor, last.kind, last.payload["to"]) == ("case_tracker", "status_changed", "closed")


def test_a_later_list_moves_a_case_on_unless_a_person_moved_it_here(mei: Client) -> None:
    _import(mei, STATED.format(one="处理中"))
    assert _import(mei, STATED.format(one="已结案"))["302-5550301-0000301"] == "closed"
    case = CaseRow.objects.get(order_ref="302-5550301-0000302")
    mei.post(f"/cases/{case.pk}/status/", {"status": "open"})
    case.refresh_from_db()
    assert case.status == "open"
    moved = _import(mei, STATED.format(one="已结案").replace("等买家寄回", "已关闭"))
    assert moved["302-5550301-0000302"] == "open"


def test_the_list_does_not_close_a_case_of_which_a_report_speaks(mei: Client) -> None:
    report = "Order ID\tReturn request date\tReturn request status\n302-5550301-0000301\t2026-10-01\tPending\n"
    mei.post("/imports/", {"files": SimpleUploadedFile("returns.txt", report.encode())})
    assert _import(mei, STATED.format(one="已结案"))["302-5550301-0000301"] == "open"
    assert CaseRow.objects.filter(order_ref="302-5550301-0000301").count() == 1


def test_a_saved_mapping_can_be_deleted_and_what_it_read_stays(mei: Client, desk_folder: Path) -> None:
    page = _upload(mei, TABLE, "tracking_history")
    chosen = _chosen(page, target="tracking_history", order_id="单", scanned_at="何时", kind="动作", save="1")
    mei.post("/mapping/columns/", chosen)
    (saved,) = (desk_folder / "mappings").iterdir()
    (desk_folder / "mappings" / f"{'a' * 16}.mapping.toml").write_text("casewright = 3", encoding="utf-8")
    page = mei.get("/mapping/").content.decode()
    assert "Delete the mapping sf.csv" in page
    assert "can no longer be used" in page
    for key in (saved.name[:16], "a" * 16, "b" * 16):
        assert mei.post(f"/mapping/{key}/delete/")["Location"] == "/mapping/"
    assert list((desk_folder / "mappings").iterdir()) == []
    assert "Saved mappings" not in mei.get("/mapping/").content.decode()
    assert StoredRecord.objects.filter(kind="scan").count() == 2


TRACKER = "Case,Order,Status,Amount,Due,Type,Note\n1,302-5550301-0000301,open,49.90,2026-11-25,A-to-z,hello\n"


def test_a_column_that_is_still_to_be_chosen_is_called_as_the_page_calls_it(mei: Client) -> None:
    page = _upload(mei, TRACKER, "case_tracker", "cases.csv")
    chosen = _chosen(page, target="case_tracker") | {"order-id": ""}
    assert "Choose the column that holds: Order number." in mei.post("/mapping/columns/", chosen).content.decode()
    mei.cookies["django_language"] = "zh-hans"
    assert "请选择以下内容所在的列：订单号。" in mei.post("/mapping/columns/", chosen).content.decode()


def test_a_table_that_only_resembles_a_report_can_be_mapped_and_comes_in(mei: Client) -> None:
    page = _upload(mei, TRACKER, "case_tracker", "cases.csv")
    assert "It needs no mapping" not in page
    assert "<option selected>Order</option>" in page  # proposed by its name
    chosen = _chosen(page, target="case_tracker", currency="EUR") | {
        "order-id": "Order",
        "case-type": "Type",
        "respond-by": "Due",
        "amount": "Amount",
        "status": "Status",
    }
    tried = mei.post("/mapping/columns/", chosen).content.decode()
    assert "Answer until: 2026-11-25 23:59" in tried
    assert "Amount: € 49.90" in tried
    mei.cookies["django_language"] = "zh-hans"
    assert "截止日期：2026-11-25 23:59" in mei.post("/mapping/columns/", chosen).content.decode()
    mei.post("/mapping/columns/", chosen | {"save": "1"})
    assert list(CaseRow.objects.values_list("order_ref", "kind")) == [("302-5550301-0000301", "atoz_claim")]


def test_a_known_report_can_be_mapped_all_the_same_and_is_read_by_that_mapping(mei: Client) -> None:
    table = "order-id,order-status,when,what\n302-5550301-0000301,Shipped,2026-11-05 12:10,Delivered\n"
    page = _upload(mei, table, "tracking_history")
    assert "Map it all the same" in page
    asked = _chosen(page, target="tracking_history")
    columns = mei.post("/mapping/columns/", asked | {"anyway": "1"}).content.decode()
    assert 'name="instead_of" value="all_orders"' in columns
    chosen = asked | {"order_id": "order-id", "scanned_at": "when", "kind": "what", "instead_of": "all_orders"}
    mei.post("/mapping/columns/", chosen | {"save": "1"})
    assert list(StoredRecord.objects.values_list("kind", flat=True)) == ["scan"]


def test_of_two_mappings_that_fit_the_one_made_last_reads(desk_folder: Path) -> None:
    for at, (name, column) in enumerate([("b", "动作"), ("a", "编号"), ("c", "动作")]):
        columns = {"order_id": "单", "scanned_at": "何时", "kind": column}
        mapping_save(text=mapping_text(name=name, target="tracking_history", columns=columns))
        for path in (desk_folder / "mappings").iterdir():
            if f'name = "{name}"' in path.read_text(encoding="utf-8"):
                os.utime(path, (1_000_000 + at, 1_000_000 + at))
    assert [one.name for one in mappings_saved()] == ["c", "a", "b"]


OWN_WORDS = (
    "Fall,Bestellung,Status,Art,Ausgang,Markt\n"
    "1,302-5550301-0000301,erledigt,Retoure,,DE\n"
    "2,302-5550301-0000302,bei Kollegin,Ärger,,US\n"
    "3,302-5550301-0000303,erledigt,A-bis-z-Antrag,Schwamm drüber,\n"
)
OWN_COLUMNS = {
    "order-id": "Bestellung",
    "status": "Status",
    "case-type": "Art",
    "outcome": "Ausgang",
    "marketplace": "Markt",
}


def test_the_teams_own_words_are_proposed_and_chosen_and_kept_in_the_mapping(mei: Client, desk_folder: Path) -> None:
    chosen = _chosen(_upload(mei, OWN_WORDS, "case_tracker", "faelle.csv"), target="case_tracker") | OWN_COLUMNS
    page = mei.post("/mapping/columns/", chosen).content.decode()
    assert "What your words mean: Status" in page
    assert '<option value="closed" selected>closed</option>' in page  # erledigt is known by itself
    assert page.count("not known") == 3
    words = {
        "word:status": ["erledigt", "bei Kollegin"],
        "meaning:status": ["closed", "waiting"],
        "word:case-type": ["Retoure", "Ärger", "A-bis-z-Antrag"],
        "meaning:case-type": ["return_request", "buyer_message", "atoz_claim_received"],
        "word:outcome": ["Schwamm drüber"],
        "meaning:outcome": ["withdrawn"],
    }
    mei.post("/mapping/columns/", chosen | words | {"save": "1"})
    (saved,) = (desk_folder / "mappings").iterdir()
    text = saved.read_text(encoding="utf-8")
    assert '[words.status]\n"bei Kollegin" = "waiting"' in text
    assert "erledigt" not in text
    assert sorted(CaseRow.objects.values_list("order_ref", "kind", "status")) == [
        ("302-5550301-0000301", "return", "closed"),
        ("302-5550301-0000302", "message", "waiting"),
        ("302-5550301-0000303", "atoz_claim", "closed"),
    ]


def test_the_look_at_the_result_names_sites_states_and_places_in_the_readers_language(mei: Client) -> None:
    wrong = OWN_WORDS.replace(",US", ",Mars")
    chosen = _chosen(_upload(mei, wrong, "case_tracker", "faelle.csv"), target="case_tracker") | OWN_COLUMNS
    mei.cookies["django_language"] = "zh-hans"
    page = mei.post("/mapping/columns/", chosen).content.decode()
    assert "站点：Amazon.de" in page
    assert "amazon_de" not in page
    assert "状态：已结案" in page
    assert "这些词的含义：状态" in page
    assert "sf.csv · 第 3 行" in page


def test_words_that_no_chosen_column_holds_and_made_up_meanings_are_not_kept(mei: Client, desk_folder: Path) -> None:
    chosen = _chosen(_upload(mei, OWN_WORDS, "case_tracker", "faelle.csv"), target="case_tracker") | OWN_COLUMNS
    words = {
        "word:status": ["elsewhere", "bei Kollegin"],
        "meaning:status": ["closed", "nonsense"],
        "word:colour": ["x"],
        "meaning:colour": ["y"],
    }
    mei.post("/mapping/columns/", chosen | words | {"save": "1"})
    (saved,) = (desk_folder / "mappings").iterdir()
    assert "words" not in saved.read_text(encoding="utf-8")
