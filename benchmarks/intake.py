"""Reports into the lake beside plain polars and DuckDB, look-ups and sums, and mails beside a bare parse.

Run: python benchmarks/intake.py [ROWS]     (5,000,000 rows are 1.2 GB, and need three times that on the disk)

Each importer runs in a process of its own; time is wall and processor seconds, memory the peak of the process. On a
machine that others use compare processor seconds.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import duckdb
import polars as pl

from casewright.intake.mail import read_mail
from casewright.lake.compaction import compact
from casewright.lake.importing import import_file
from casewright.lake.lake import folder_lake
from casewright.lake.lookup import month_of_orders, records_of_orders

DEFAULT_ROWS = 1_000_000
STEP = 250_000
ORDER = "303-4438146-9206108"
MAIL = (
    b"Date: Mon, 02 Mar 2026 10:00:00 +0000\r\n"
    b'From: "Jonas" <abcdefgh+045bd6e6-981a-4031-8a71-7b2893d30113@marketplace.amazon.de>\r\n'
    b"To: support@shop.example\r\nMessage-ID: <1@eu-west-1.amazonses.com>\r\n"
    b"Subject: Question from buyer (Order: 302-5550301-0000301)\r\nX-Marketplace-ID: A1PA6795UKMFR9\r\n"
    b"X-Space-Notification-Type: BBC_MESSAGE_SENT_TO_MERCHANT\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/plain; charset=UTF-8\r\n\r\n"
    b"------------- Begin message -------------\r\n\r\nWhere is my parcel?\r\n\r\n"
    b"------------- End message -------------\r\n"
)


def _padded(number: pl.Expr, width: int) -> pl.Expr:
    return number.cast(pl.String).str.zfill(width)


def _instant(begin: tuple[int, int, int], seconds: pl.Expr) -> pl.Expr:
    at = pl.datetime(*begin, time_zone="UTC") + pl.duration(seconds=seconds)
    return at.dt.strftime("%Y-%m-%dT%H:%M:%S+00:00")


def _cells(number: pl.Expr) -> dict[str, pl.Expr]:
    mixed = (number * 2_654_435_761) % 4_294_967_296
    late, lost = mixed % 9 == 0, mixed % 11 == 0
    sent = pl.lit("Shipped - Delivered to Buyer")
    return {
        "amazon-order-id": pl.format(
            "{}-{}-{}",
            (302 + number % 5).cast(pl.String),
            _padded(mixed % 9_999_991, 7),
            _padded((mixed // 7 + number) % 9_999_973, 7),
        ),
        "merchant-order-id": pl.lit(""),
        "purchase-date": _instant((2025, 1, 1), mixed % 31_000_000),
        "last-updated-date": _instant((2025, 1, 3), mixed % 31_000_000),
        "order-status": pl.when(late).then(pl.lit("Unshipped")).when(lost).then(pl.lit("Cancelled")).otherwise(sent),
        "order-item-id": _padded(number, 14),
        "fulfillment-channel": pl.when(mixed % 3 == 0).then(pl.lit("Amazon")).otherwise(pl.lit("Merchant")),
        "sales-channel": pl.when(mixed % 4 == 0).then(pl.lit("Amazon.fr")).otherwise(pl.lit("Amazon.de")),
        "ship-service-level": pl.lit("Standard"),
        "product-name": pl.format("Wäschekorb groß mit Deckel {}", mixed % 2500),
        "sku": pl.format("EX-{}", mixed % 2500),
        "asin": pl.format("B0{}", _padded(mixed % 2500, 8)),
        "item-status": pl.lit("Shipped"),
        "quantity": (1 + mixed % 3).cast(pl.String),
        "currency": pl.lit("EUR"),
        "item-price": pl.format("{}.{}", mixed % 90 + 5, _padded(mixed % 100, 2)),
        "item-tax": pl.format("{}.{}", mixed % 17, _padded(mixed % 97, 2)),
        "shipping-price": pl.lit("4.99"),
        "shipping-tax": pl.lit("0.80"),
        "ship-city": pl.format("Stadt {}", mixed % 3000),
        "ship-postal-code": _padded(mixed % 99_999, 5),
        "ship-country": pl.lit("DE"),
        "is-business-order": pl.lit("false"),
    }


def make_report(path: Path, rows: int) -> None:
    """Write an all-orders report."""
    columns = _cells(pl.col("number"))
    with path.open("wb") as file:
        file.write(("\t".join(columns) + "\n").encode())
        for start in range(0, rows, STEP):
            numbers = pl.int_range(start, min(rows, start + STEP), dtype=pl.Int64, eager=True).alias("number")
            frame = pl.DataFrame(numbers).select(**columns)
            file.write(frame.write_csv(include_header=False, separator="\t", quote_style="never").encode())


def _by_polars(report: Path, folder: Path) -> None:
    scan = pl.scan_csv(report, separator="\t", quote_char=None)
    scan.sink_parquet(folder / "polars.parquet", compression="zstd")


def _by_duckdb(report: Path, folder: Path) -> None:
    source = f"read_csv('{report}', delim='\t', quote='')"
    duckdb.sql(f"COPY (FROM {source}) TO '{folder / 'duckdb.parquet'}' (FORMAT parquet, COMPRESSION zstd)")


def _by_lake(report: Path, folder: Path) -> None:
    import_file(folder_lake(folder / "lake"), report, report.name, at=datetime(2026, 3, 1, tzinfo=UTC))


def _compact(_: Path, folder: Path) -> None:
    compact(folder_lake(folder / "lake"))


WORK: dict[str, Callable[[Path, Path], None]] = {
    "polars scan_csv → sink_parquet": _by_polars,
    "DuckDB COPY": _by_duckdb,
    "lake import": _by_lake,
    "lake compact": _compact,
}


def _child(name: str, report: Path, folder: Path) -> None:
    wall, processor = time.perf_counter(), time.process_time()
    WORK[name](report, folder)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    print(wall, processor, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def _measured(name: str, report: Path, folder: Path) -> tuple[float, float, int]:
    os.sync()  # nobody pays for what another one has left for the disk to write
    done = subprocess.run(
        [sys.executable, __file__, "--child", name, str(report), str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    wall, processor, peak = done.stdout.split()
    return float(wall), float(processor), int(peak)


def _best_ms(work: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(5):
        started = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - started)
    return best * 1000


def _imports(report: Path, folder: Path, rows: int) -> None:
    print(f"{'':32}{'wall s':>9}{'proc. s':>9}{'rows/s':>12}{'peak MB':>9}{'wall ×':>9}{'proc. ×':>9}")
    found = {name: _measured(name, report, folder) for name in WORK}
    rivals = [cost for name, cost in found.items() if not name.startswith("lake")]
    least_wall, least_processor = min(cost[0] for cost in rivals), min(cost[1] for cost in rivals)
    for name, (wall, processor, peak) in found.items():
        ratios = f"{wall / least_wall:9.2f}{processor / least_processor:9.2f}"
        print(f"{name:32}{wall:9.1f}{processor:9.1f}{rows / wall:12,.0f}{peak:9,}{ratios}")


def _questions(folder: Path) -> None:
    lake = folder_lake(folder / "lake")
    print(f"one order       {_best_ms(lambda: records_of_orders(lake, [ORDER])):10.1f} ms")
    print(f"a month's sums  {_best_ms(lambda: month_of_orders(lake, date(2025, 3, 1))):10.1f} ms")


def _mails(count: int = 2000) -> None:
    for name, work in (
        ("mails read into records", lambda: read_mail("m.eml", MAIL)),
        ("mails parsed by the standard library", lambda: message_from_bytes(MAIL, policy=default).get_content()),
    ):
        started = time.process_time()
        for _ in range(count):
            work()
        print(f"{name:38}{count / (time.process_time() - started):10,.0f} a second")


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == ["--child"]:
        _child(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_ROWS
    with tempfile.TemporaryDirectory() as name:
        folder, report = Path(name), Path(name) / "orders.txt"
        make_report(report, rows)
        print(f"{rows:,} rows, {report.stat().st_size / 1e6:,.0f} MB")
        _imports(report, folder, rows)
        _questions(folder)
    _mails()


if __name__ == "__main__":
    main()
