"""Cells that repeat are read once and lie as codes; nobody who reads the lake can tell."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

pl = pytest.importorskip("polars", reason="the lake is not installed: pip install casewright[lake]")
duckdb = pytest.importorskip("duckdb", reason="the lake is not installed: pip install casewright[lake]")

from casewright.intake.mapping import parse_mapping, read_by_mapping  # noqa: E402 - after the packages were looked for
from casewright.intake.reports import read_report  # noqa: E402 - the same
from casewright.lake import columnar, copying, distinct  # noqa: E402 - the same
from casewright.lake.copying import Copied, copied  # noqa: E402 - the same
from casewright.lake.frames import records_of, without_personal  # noqa: E402 - the same
from casewright.lake.importing import import_file  # noqa: E402 - the same
from casewright.lake.lake import Lake, folder_lake  # noqa: E402 - the same
from casewright.lake.lookup import table_frame  # noqa: E402 - the same
from casewright.lake.personal import with_personal  # noqa: E402 - the same
from casewright.lake.schema import table_of, tables  # noqa: E402 - the same

AT = datetime(2026, 3, 1, tzinfo=UTC)
HEADER = "amazon-order-id\tpurchase-date\torder-status\tsku\tproduct-name\tquantity\tcurrency\titem-price\n"


def line(number: int, title: str, currency: str = "EUR") -> str:
    order = f"302-0000001-{number:07}"
    return f"{order}\t2026-01-05T10:00:00+00:00\tShipped\tLAMP\t{title}\t1\t{currency}\t{number % 7}.50\n"


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return folder_lake(tmp_path / "lake")


def stored(lake: Lake, path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    manifest = import_file(lake, path, path.name, at=AT).manifest
    assert manifest is not None
    return lake.store.path(manifest.files[0].name)


def agrees_with_the_row_reader(file: Path, name: str, text: str) -> bool:
    table = tables()["order_line"]
    expected = [without_personal(record, table) for record in read_report(name, text.encode()).records]
    return records_of(pl.read_parquet(file), table) == expected


def test_what_lies_as_codes_is_read_as_text_by_anybody(lake: Lake, tmp_path: Path) -> None:
    text = HEADER + "".join(line(number, f"Lamp {number % 9}") for number in range(1500))
    file = stored(lake, tmp_path / "orders.txt", text)
    types = dict(pl.read_parquet(file).schema)
    assert types == dict(table_frame(lake, tables()["order_line"]).collect_schema())
    (row,) = (
        duckdb.read_parquet(str(file)).project("state, sku, item_price_currency, typeof(title)").distinct().fetchall()
    )
    assert row == ("shipped", "LAMP", "EUR", "VARCHAR")
    assert agrees_with_the_row_reader(file, "orders.txt", text)


def test_a_text_that_only_seemed_to_repeat_is_read_whole(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(distinct, "_MOST", 100)
    monkeypatch.setattr(columnar, "_SAMPLED_BYTES", 100_000)
    text = HEADER + "".join(line(number, "Lamp" if number < 1200 else f"Lamp {number}") for number in range(1500))
    assert agrees_with_the_row_reader(stored(lake, tmp_path / "orders.txt", text), "orders.txt", text)


def test_amounts_of_several_currencies_are_each_read_in_their_own(lake: Lake, tmp_path: Path) -> None:
    codes = ("EUR", "JPY", "GBP", "XXX", "")
    text = HEADER + "".join(line(number, "Lamp", codes[number % 5]) for number in range(60))
    assert agrees_with_the_row_reader(stored(lake, tmp_path / "orders.txt", text), "orders.txt", text)


def test_a_mappings_own_words_and_currency_hold_in_the_lake_too(lake: Lake, tmp_path: Path) -> None:
    words = 'casewright = "mapping"\nname = "SF"\nas = "cod_remittance"\ncurrency = "CNY"\n[columns]\n'
    words += 'tracking-number = "nr"\ncod-amount = "sum"\nstatus = "how"\n[words.status]\n"妥妥的" = "delivered"\n'
    mapping, content = parse_mapping(words.encode()), "nr,sum,how\nSF1,12.50,妥妥的\n".encode()
    path = tmp_path / "sf.csv"
    path.write_bytes(content)
    done = import_file(lake, path, path.name, at=AT, mappings=[mapping])
    assert done.manifest is not None
    expected = read_by_mapping(path.name, content, [mapping])
    assert expected is not None
    table = table_of(expected.records[0])
    assert table is not None
    kept = records_of(pl.read_parquet(lake.store.path(done.manifest.files[0].name)), table)
    assert with_personal(lake, kept) == list(expected.records)
    assert [one.code for one in done.findings] == [one.code for one in expected.findings]


@pytest.mark.parametrize("size", range(1, 9))
@pytest.mark.parametrize("text", ["aäb", "列車が着く", "a😀b", "", "plain"])
def test_utf8_is_told_from_other_bytes_wherever_a_piece_ends(
    text: str, size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "_PIECE", size)
    content = text.encode()
    for bytes_, utf8 in ((content, True), (content + b"\xe4", False), (content + b"\xff" + content, False)):
        (tmp_path / "in").write_bytes(bytes_)
        seen = copied(tmp_path / "in", tmp_path / "out", lambda _done: None)
        assert seen == Copied(sha256(bytes_).hexdigest(), utf8=utf8) == Copied.of(bytes_)
        assert (tmp_path / "out").read_bytes() == bytes_
