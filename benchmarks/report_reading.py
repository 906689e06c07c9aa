"""How fast an all-orders report is read on one core: rows and megabytes a second, and the memory beside the records.

Run: python benchmarks/report_reading.py [ROWS]
"""

import sys
import time
import tracemalloc
from collections.abc import Iterator

from casewright.intake.reports import read_report

COLUMNS = (
    "amazon-order-id",
    "merchant-order-id",
    "purchase-date",
    "last-updated-date",
    "order-status",
    "fulfillment-channel",
    "sales-channel",
    "order-channel",
    "url",
    "ship-service-level",
    "product-name",
    "sku",
    "asin",
    "item-status",
    "quantity",
    "currency",
    "item-price",
    "item-tax",
    "shipping-price",
    "shipping-tax",
    "gift-wrap-price",
    "gift-wrap-tax",
    "item-promotion-discount",
    "ship-promotion-discount",
    "ship-city",
    "ship-state",
    "ship-postal-code",
    "ship-country",
    "promotion-ids",
    "cpf",
    "is-business-order",
    "purchase-order-number",
    "price-designation",
    "signature-confirmation-recommended",
    "order-item-id",
)
DEFAULT_ROWS = 200_000


def _row(number: int) -> str:
    day = f"2025-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
    hour = f"{number % 24:02d}"
    cells = {
        "amazon-order-id": f"303-{number % 9_999_999:07d}-{number * 7 % 9_999_999:07d}",
        "purchase-date": f"{day}T{hour}:{number % 60:02d}:{number * 7 % 60:02d}+00:00",
        "last-updated-date": f"{day}T{hour}:{number * 3 % 60:02d}:{number * 11 % 60:02d}+00:00",
        "order-status": "Shipped - Delivered to Buyer",
        "fulfillment-channel": "Merchant",
        "sales-channel": "Amazon.de",
        "product-name": f"Wäschekorb groß {number % 500}",
        "sku": f"EX-{number % 500}",
        "asin": f"B0{number % 500:08d}",
        "item-status": "Shipped",
        "quantity": "1",
        "currency": "EUR",
        "item-price": f"{number % 9000 / 100:.2f}",
        "item-tax": f"{number % 1700 / 100:.2f}",
        "shipping-price": "4.99",
        "shipping-tax": "0.80",
        "ship-city": f"Stadt {number % 3000}",
        "ship-postal-code": f"{number % 99_999:05d}",
        "ship-country": "DE",
        "is-business-order": "false",
        "order-item-id": f"{number:014d}",
    }
    return "\t".join(cells.get(column, "") for column in COLUMNS)


def _lines(rows: int) -> Iterator[str]:
    yield "\t".join(COLUMNS)
    yield from map(_row, range(rows))


def main() -> None:
    """Measure and print."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_ROWS
    content = "\n".join(_lines(rows)).encode()
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        reading = read_report("orders.txt", content)
        best = min(best, time.process_time() - started)
        if len(reading.records) != rows or reading.findings:
            raise SystemExit(f"read {len(reading.records)} of {rows} rows with {len(reading.findings)} findings")
        del reading
    started = time.process_time()
    sum(range(10_000_000))
    yardstick = time.process_time() - started
    tracemalloc.start()
    reading = read_report("orders.txt", content)
    kept, peak = tracemalloc.get_traced_memory()
    print(f"rows          {rows:>12,}")
    print(f"megabytes     {len(content) / 1e6:>12.1f}")
    print(f"rows/s        {rows / best:>12,.0f}")
    print(f"megabytes/s   {len(content) / 1e6 / best:>12.1f}")
    print(f"records, MB   {kept / 1e6:>12.1f}")
    print(f"beside, MB    {(peak - kept) / 1e6:>12.1f}   (the decoded text and one block of cells)")
    print(f"yardstick, s  {yardstick:>12.3f}   (summing ten million integers on this machine)")
    del reading


if __name__ == "__main__":
    main()
