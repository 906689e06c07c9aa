"""The lake as its user meets it: import, find, sum, compact, check."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

pl = pytest.importorskip("polars", reason="the lake is not installed: pip install casewright[lake]")

from casewright.cli.main import main  # noqa: E402 - the same
from casewright.domain.money import Money  # noqa: E402 - after the lake's packages were looked for
from casewright.domain.order import OrderLine, OrderState  # noqa: E402 - the same
from casewright.domain.report_row import ReportRow  # noqa: E402 - the same
from casewright.domain.shipment import Scan  # noqa: E402 - the same
from casewright.intake.mapping import mapping_text, parse_mapping  # noqa: E402 - the same
from casewright.intake.reports import read_report  # noqa: E402 - the same
from casewright.intake.spapi import wrap_answers  # noqa: E402 - the same
from casewright.lake.checking import verify  # noqa: E402 - the same
from casewright.lake.compaction import compact  # noqa: E402 - the same
from casewright.lake.errors import ImportCancelledError, LakeVersionError, NoLakeError  # noqa: E402 - the same
from casewright.lake.forgetting import forget_originals  # noqa: E402 - the same
from casewright.lake.frames import frame_of, records_of  # noqa: E402 - the same
from casewright.lake.importing import Imported, Progress, import_file  # noqa: E402 - the same
from casewright.lake.lake import Lake, folder_lake, original_name  # noqa: E402 - the same
from casewright.lake.lookup import month_of_orders, records_of_orders, unsettled_returns  # noqa: E402 - the same
from casewright.lake.personal import with_personal  # noqa: E402 - the same
from casewright.lake.schema import table_of, tables  # noqa: E402 - the same

AT = datetime(2026, 3, 1, tzinfo=UTC)
Take = Callable[..., Imported]
HEADER = (
    "amazon-order-id\tpurchase-date\tlast-updated-date\torder-status\tsku\tquantity\tcurrency\titem-price\tship-city\n"
)
A, B = "302-0000001-0000001", "302-0000002-0000002"


def line(order: str, *, updated: str = "2026-01-05", state: str = "Unshipped", price: str = "59.90") -> str:
    return f"{order}\t2026-01-05T10:00:00+00:00\t{updated}T10:30:00+00:00\t{state}\tLAMP-1\t1\tEUR\t{price}\tKöln\n"


SETTLEMENT = (
    "settlement-id\tcurrency\ttransaction-type\torder-id\tamount-type\tamount-description\tamount\tposted-date-time\n"
    f"77\tEUR\tOrder\t{A}\tItemFees\tCommission\t-2.00\t2026-01-05 10:00:00 UTC\n"
    f"77\tEUR\tOrder\t{A}\tItemFees\tCommission\t-2.00\t2026-01-05 10:00:00 UTC\n"
)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return folder_lake(tmp_path / "lake")


@pytest.fixture
def take(lake: Lake, tmp_path: Path) -> Take:
    def run(content: str | bytes, name: str = "orders.txt", at: datetime = AT) -> Imported:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return import_file(lake, path, name, at=at)

    return run


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_second_import_of_the_same_bytes_changes_nothing(lake: Lake, take: Take, tmp_path: Path) -> None:
    assert take(HEADER + line(A)).new
    before = everything(tmp_path / "lake")
    again = take(HEADER + line(A), name="a copy.txt", at=AT.replace(month=5))
    assert not again.new
    assert everything(tmp_path / "lake") == before
    assert len(lake.manifests()) == 1


def test_the_original_is_kept_whole_under_its_sha256(lake: Lake, take: Take) -> None:
    content = (HEADER + line(A)).encode("cp1252")
    digest = take(content).digest
    assert lake.store.path(original_name(digest)).read_bytes() == content


def test_an_order_is_found_with_the_file_and_row_it_was_read_from(lake: Lake, take: Take) -> None:
    take(HEADER + line(B) + line(A))
    (found,) = records_of_orders(lake, [A])
    assert isinstance(found, OrderLine)
    assert (found.place.file, found.place.row, found.state) == ("orders.txt", 3, OrderState.UNSHIPPED)
    assert records_of_orders(lake, ["302-0000009-0000009"]) == []


def test_of_two_versions_of_a_line_the_newest_wins_before_and_after_compaction(lake: Lake, take: Take) -> None:
    take(HEADER + line(A, updated="2026-01-09", state="Shipped"), name="new.txt")
    take(HEADER + line(A, updated="2026-01-05") + line(B), name="old.txt")
    before = records_of_orders(lake, [A, B])
    assert [one.state for one in before if isinstance(one, OrderLine)] == [OrderState.SHIPPED, OrderState.UNSHIPPED]
    assert compact(lake) == ["order_line"]
    assert records_of_orders(lake, [A, B]) == before
    assert compact(lake) == []


def test_what_is_imported_after_a_compaction_is_seen_beside_it(lake: Lake, take: Take) -> None:
    take(HEADER + line(A))
    compact(lake)
    take(HEADER + line(A, updated="2026-02-01", state="Cancelled"), name="later.txt")
    (found,) = records_of_orders(lake, [A])
    assert isinstance(found, OrderLine)
    assert found.state is OrderState.CANCELLED
    assert compact(lake) == ["order_line"]
    assert records_of_orders(lake, [A]) == [found]


def test_the_same_fee_twice_in_one_settlement_is_two_fees_and_the_file_twice_is_still_two(
    lake: Lake, take: Take
) -> None:
    take(SETTLEMENT, name="settlement.txt")
    take(SETTLEMENT + "\n", name="downloaded again.txt")
    assert len(records_of_orders(lake, [A])) == 2
    compact(lake)
    assert len(records_of_orders(lake, [A])) == 2


def test_a_months_orders_are_summed_once_each(lake: Lake, take: Take) -> None:
    take(HEADER + line(A) + line(B, price="1,10"))
    take(HEADER + line(A, updated="2026-01-06"), name="again.txt")
    (row,) = month_of_orders(lake, date(2026, 1, 1)).to_dicts()
    assert (row["orders"], row["units"], row["total_minor"], row["currency"]) == (2, 2, 6100, "EUR")
    compact(lake)
    assert month_of_orders(lake, date(2026, 1, 1)).to_dicts() == [row]
    assert month_of_orders(lake, date(2025, 12, 1)).is_empty()


def test_personal_fields_stand_in_no_record_file_and_come_from_the_original(lake: Lake, take: Take) -> None:
    digest = take(HEADER + line(B) + line(A)).digest
    stored = pl.read_parquet(lake.store.path(f"records/order_line/{digest}.parquet"))
    assert not {"ship_city", "ship_region", "ship_postal_code"} & set(stored.columns)
    bare = records_of_orders(lake, [A])
    (found,) = with_personal(lake, bare)
    assert isinstance(found, OrderLine)
    assert found.ship_city == "Köln"
    lake.store.remove(original_name(digest))
    assert with_personal(lake, bare) == bare


def test_a_bad_line_is_a_finding_with_its_place_and_loses_no_neighbour(lake: Lake, take: Take) -> None:
    done = take(HEADER + line(A) + "rubbish\n" + line(B))
    assert [(one.code, one.place.row) for one in done.findings] == [("REP005", 3), ("REP007", 3)]
    assert len(records_of_orders(lake, [A, B])) == 2


def test_returns_without_refund_or_resolution_are_found(lake: Lake, take: Take) -> None:
    header = "order-id\treturn-request-date\treturn-request-status\trefunded-amount\tcurrency-code\n"
    take(f"{header}{A}\t2026-01-05\tPending\t\tEUR\n{B}\t2026-01-05\tApproved\t5.00\tEUR\n", name="returns.txt")
    assert [one.order_id for one in unsettled_returns(lake)] == [A]


def test_a_mail_is_not_taken_and_the_answer_says_where_it_belongs(lake: Lake, take: Take, tmp_path: Path) -> None:
    done = take(b"From: a@example.com\r\nSubject: hello\r\n\r\nhello\r\n", name="mail.eml")
    assert done.manifest is None
    assert [one.code for one in done.findings] == ["LAK001"]
    assert lake.manifests() == []
    assert not list((tmp_path / "lake").rglob("originals"))


def test_reports_inside_an_archive_are_imported_each_for_itself(lake: Lake, take: Take) -> None:
    import io  # noqa: PLC0415 - this test alone packs
    import zipfile  # noqa: PLC0415 - the same

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", HEADER + line(A))
        archive.writestr("b.txt", SETTLEMENT)
    done = take(stream.getvalue(), name="both.zip")
    assert [inner.manifest is not None for inner in done.inside] == [True, True]
    assert {one.report for one in lake.manifests()} == {"all_orders", "settlement_v2"}


def test_account_health_keeps_every_metric(lake: Lake, take: Take) -> None:
    content = json.dumps({"performanceMetrics": [{"orderDefectRate": {"rate": 0.5, "count": 3, "status": "GOOD"}}]})
    done = take(content, name="health.json")
    (stored,) = done.manifest.files if done.manifest else ()
    frame = pl.read_parquet(lake.store.path(stored.name))
    (found,) = records_of(frame, tables()["report_row"])
    (read,) = read_report("health.json", content.encode()).records
    assert found == read
    assert isinstance(found, ReportRow)


def test_a_cancelled_import_leaves_nothing_and_can_be_started_again(lake: Lake, tmp_path: Path, take: Take) -> None:
    path = tmp_path / "orders.txt"
    path.write_text(HEADER + line(A), encoding="utf-8")

    def stop(done: Progress) -> None:
        if done.records:
            raise ImportCancelledError(done.name)

    with pytest.raises(ImportCancelledError):
        import_file(lake, path, "orders.txt", at=AT, step=stop)
    assert [Path(name).name for name in everything(tmp_path / "lake")] == ["lake.json"]
    assert take(HEADER + line(A)).new


def test_verify_names_what_was_lost_changed_or_never_finished(lake: Lake, take: Take) -> None:
    digest = take(HEADER + line(A)).digest
    compact(lake)
    assert list(verify(lake)) == []
    original = lake.store.path(original_name(digest))
    original.write_bytes(b"other")
    lake.store.remove(f"records/order_line/{digest}.parquet")
    (original.parent / ("0" * 64)).write_bytes(b"")
    assert [one.code for one in verify(lake)] == ["LAK011", "LAK010", "LAK013"]


def test_originals_go_when_their_time_is_over_and_the_records_stay(lake: Lake, take: Take) -> None:
    digest = take(HEADER + line(A)).digest
    assert forget_originals(lake, date(2026, 3, 31)) == []
    assert [one.digest for one in forget_originals(lake, date(2026, 4, 1))] == [digest]
    assert not lake.store.has(original_name(digest))
    assert with_personal(lake, records_of_orders(lake, [A])) == records_of_orders(lake, [A])
    assert list(verify(lake)) == []


def test_a_lake_of_another_version_and_a_folder_without_a_lake_are_refused(lake: Lake, take: Take) -> None:
    with pytest.raises(NoLakeError):
        lake.check()
    lake.begin()
    lake.put("lake.json", b'{"casewright": "lake", "version": 99}')
    with pytest.raises(LakeVersionError, match="99"):
        take(HEADER + line(A))


def test_every_record_of_the_reader_survives_the_way_through_a_frame() -> None:
    for content in (HEADER + line(A, price="9" * 25) + line(B), SETTLEMENT):
        records = read_report("r.txt", content.replace("Köln", "").encode()).records
        table = table_of(records[0])
        assert table is not None
        report = "all_orders" if table.report is None else None
        assert records_of(frame_of(records, table, report), table) == list(records)


@pytest.mark.parametrize("name", tables())
def test_no_two_fields_of_a_table_share_a_column(name: str) -> None:
    table = tables()[name]
    names = [physical for column in table.columns for physical, _ in column.physical if physical != "order_id"]
    assert len(set(names)) == len(names)
    assert set(names).isdisjoint({"report", "source", "source_name", "part", "row", "exact"})


MAPPED = "单,签收人,动作,何时\n302-0000001-0000001,王,已签收,2026-01-05 12:10\n"
MAPPING = """casewright = "mapping"
name = "SF"
as = "tracking_history"
zone = "Asia/Shanghai"

[columns]
order_id = "单"
signed_by = "签收人"
kind = "动作"
scanned_at = "何时"
"""


def test_a_table_with_other_column_names_is_taken_by_its_mapping_and_found_with_who_signed(
    tmp_path: Path, lake: Lake
) -> None:
    (tmp_path / "sf.csv").write_text(MAPPED, encoding="utf-8")
    (tmp_path / "sf.mapping.toml").write_text(MAPPING, encoding="utf-8")
    files = [str(tmp_path / "sf.csv"), str(tmp_path / "sf.mapping.toml")]
    where = ["--lake", str(tmp_path / "lake")]
    assert CliRunner().invoke(main, ["lake", "import", files[0], *where]).exit_code == 1
    done = CliRunner().invoke(main, ["lake", "import", *files, *where, "--lang", "zh"])
    assert done.exit_code == 0
    assert "TAB004" in done.output
    (scan,) = with_personal(lake, records_of_orders(lake, [A]))
    assert isinstance(scan, Scan)
    assert (scan.signed_by, scan.scanned_at) == ("王", datetime(2026, 1, 5, 4, 10, tzinfo=UTC))


def test_a_wrong_mapping_stops_the_import_with_its_name_and_the_reason(tmp_path: Path) -> None:
    (tmp_path / "sf.mapping.toml").write_text(MAPPING.replace("Asia/Shanghai", "Mars"), encoding="utf-8")
    done = CliRunner().invoke(main, ["lake", "import", str(tmp_path / "sf.mapping.toml"), "--lake", str(tmp_path)])
    assert done.exit_code == 1
    assert "sf.mapping.toml: zone" in done.output


ANSWERS = wrap_answers(
    [
        (
            "orders_2026.getOrder",
            {"orderId": A},
            json.dumps(
                {
                    "order": {
                        "orderId": A,
                        "createdTime": "2026-01-05T10:00:00Z",
                        "buyer": {"buyerName": "Carla Oliveira", "buyerEmail": "carla@example.com"},
                        "recipient": {"deliveryAddress": {"name": "C. Oliveira", "addressLine1": "Paulista 1000"}},
                        "notes": {"gift": "for Ana"},
                    }
                }
            ).encode(),
        ),
        (
            "orders_v0.getOrderAddress",
            {"orderId": A},
            json.dumps({"payload": {"ShippingAddress": {"Name": "Carla", "CountryCode": "BR"}}}).encode(),
        ),
    ]
)


def test_no_name_and_no_address_of_an_interfaces_answer_enters_a_record_file(take: Take, lake: Lake) -> None:
    done = take(ANSWERS, "amazon-orders.json")
    assert done.manifest is not None
    files = [pl.read_parquet(lake.store.path(file.name)) for file in done.manifest.files]
    written = json.dumps([frame.to_dicts() for frame in files], default=str)
    assert "for Ana" in written
    assert '\\"BR\\"' in written
    for personal in ("Carla", "Oliveira", "Paulista", "example.com"):
        assert personal not in written


def test_the_buyer_in_the_teams_list_stays_in_the_original(take: Take, lake: Lake) -> None:
    done = take(f"order-id,case-type,buyer,note,owner\n{A},return,Carla,she is upset,mei\n", "cases.csv")
    assert done.manifest is not None
    assert "Carla" not in str(pl.read_parquet(lake.store.path(done.manifest.files[0].name)).to_dicts())
    (row,) = with_personal(lake, records_of_orders(lake, [A]))
    assert (
        row
        == read_report(
            "cases.csv", f"order-id,case-type,buyer,note,owner\n{A},return,Carla,she is upset,mei\n".encode()
        ).records[0]
    )


def test_a_lists_amounts_take_the_currency_of_their_sign_and_site_in_the_lake_as_elsewhere(
    lake: Lake, take: Take
) -> None:
    table = f"订单号,案件类型,站点,金额\n{A},退货,美国,$88.00\n{B},退货,DE,$5\n"
    done = take(table, name="cases.csv")
    amounts = [one.get("amount") for one in records_of_orders(lake, [A, B]) if isinstance(one, ReportRow)]
    assert amounts == [Money(8800, "USD"), None]
    assert [one.code for one in done.findings] == ["REP024"]


def test_a_mapping_goes_before_a_report_that_is_only_resembled(lake: Lake, tmp_path: Path) -> None:
    path = tmp_path / "dpd.csv"
    path.write_text(
        f"Order no.,Carrier,Tracking,City,Country,When,What\n{A},DPD,D1,Berlin,DE,2026-01-05 12:10,Delivered\n"
    )
    alone = import_file(folder_lake(tmp_path / "other"), path, path.name, at=AT)
    assert [one.code for one in alone.findings] == ["TAB008"]
    columns = {"order_id": "Order no.", "scanned_at": "When", "kind": "What"}
    made = parse_mapping(mapping_text(name="dpd", target="tracking_history", columns=columns, zone="UTC").encode())
    import_file(lake, path, path.name, at=AT, mappings=[made])
    assert [type(one).__name__ for one in records_of_orders(lake, [A])] == ["Scan"]


def test_a_report_called_as_another_one_says_so_in_the_lake(take: Take) -> None:
    done = take(HEADER + line(A), name="GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE.txt")
    assert [one.code for one in done.findings] == ["REP025"]


def test_a_couriers_words_for_a_delivery_stay_in_the_original(lake: Lake, take: Take) -> None:
    take(
        f"order-id,tracking-number,cod-amount,currency,status\n{A},P1,5.00,EUR,left with Frau Muster\n", name="cod.csv"
    )
    (bare,) = records_of_orders(lake, [A])
    assert isinstance(bare, ReportRow)
    assert bare.get("status") is None
    (filled,) = with_personal(lake, [bare])
    assert isinstance(filled, ReportRow)
    assert filled.get("status") == "left with Frau Muster"
