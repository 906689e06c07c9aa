"""How fast the first case comes: mails and report rows per second through the readers, seconds from clone to page.

    python benchmarks/first_case.py [--no-clone]

The rival of the mails is the standard library's bare parse (headers, and the body decoded, nothing understood); the
rival of the rows is its csv reader into dictionaries. Both do less than we do; the ratio is what understanding costs.
"""

import argparse
import csv
import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from casewright.domain.shop import Shop
from casewright.intake import SourceFile, read_source
from casewright.pipeline import decide_case, open_cases, read_files

ROOT = Path(__file__).parents[1]
MAILS = 1500
ROWS = 100_000
AT = datetime(2026, 11, 20, tzinfo=UTC)
COLUMNS = [
    "amazon-order-id",
    "merchant-order-id",
    "purchase-date",
    "last-updated-date",
    "order-status",
    "fulfillment-channel",
    "sales-channel",
    "order-channel",
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
    "ship-city",
    "ship-state",
    "ship-postal-code",
    "ship-country",
    "is-business-order",
]


def claim_mail(number: int) -> bytes:
    """One A-to-z notice, every one of another order."""
    return f"""Date: Thu, 19 Nov 2026 12:{number % 60:02d}:00 +0000
From: atoz-guarantee-no-reply@amazon.com
To: desk@lamps.example
Message-ID: <{number}@bench.example>
Subject: Claim received on order 111-{number:07d}-0000001
MIME-Version: 1.0
Content-Type: text/html; charset=UTF-8
X-Marketplace-ID: ATVPDKIKX0DER
X-Space-Notification-Type: A_Z_CLAIM_RESPONDENT_NOTIFY

<html><body><table><tr><td><p>Hello,</p><p>We received a claim of ${number % 900 + 10}.50 on order
111-{number:07d}-0000001. You must respond within 3 calendar days.</p></td></tr></table></body></html>
""".replace("\n", "\r\n").encode()


def buyer_mail(number: int) -> bytes:
    """One buyer message in a template."""
    return f"""Date: Thu, 19 Nov 2026 13:{number % 60:02d}:00 +0100
From: "Buyer" <relay{number:012d}@marketplace.amazon.de>
To: desk@lamps.example
Message-ID: <m{number}@bench.example>
Subject: Anfrage von Amazon-Kunde Buyer (Bestellung: 302-{number:07d}-0000002)
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
X-Marketplace-ID: A1PA6795UKMFR9
X-Space-Notification-Type: BBC_MESSAGE_SENT_TO_MERCHANT

302-{number:07d}-0000002:
1 / Lampe [ASIN: B0EXAMPLE0]

------------- Anfang der Nachricht -------------

Guten Tag, das Paket ist nicht angekommen. Wo bleibt meine Bestellung?

------------- Ende der Nachricht -------------
""".replace("\n", "\r\n").encode()


def order_report() -> bytes:
    """An all-orders report with many rows."""
    lines = ["\t".join(COLUMNS)]
    for n in range(ROWS):
        bought, lamp = f"2026-11-{n % 28 + 1:02d}T10:00:00+00:00", f"Table lamp {n}\tLH-{n % 50}\tB0EXAMPLE0"
        lines.append(
            f"111-{n:07d}-0000001\t\t{bought}\t2026-11-19T10:00:00+00:00\tShipped\tMerchant\tAmazon.com\t\tStandard\t{lamp}"
            f"\tShipped\t1\tUSD\t{n % 90 + 9}.99\t0.00\t4.99\t0.00\tAustin\tTX\t78701\tUS\tfalse"
        )
    return "\n".join(lines).encode()


def timed(work: Callable[[], object]) -> float:
    """Seconds that the work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def bare_parse(mails: list[bytes]) -> None:
    """What the standard library does with a mail: headers read, body decoded."""
    for content in mails:
        message = message_from_bytes(content, policy=default)
        body = message.get_body(("plain", "html"))
        _ = (message["from"], message["subject"], message["date"], body and body.get_content())


def bare_rows(report: bytes) -> None:
    """What the standard library does with a table: one dictionary of texts per row."""
    for row in csv.DictReader(io.StringIO(report.decode()), delimiter="\t"):
        _ = row["amazon-order-id"]


def row(what: str, count: int, ours: float, rival: float) -> None:
    """Print one line of the table."""
    print(f"{what:<26}{count:>9,}{count / ours:>13,.0f}/s{count / rival:>13,.0f}/s{ours / rival:>9.1f} x")


def reading() -> None:
    """Print the table of reading speeds."""
    mails = [claim_mail(n) if n % 2 else buyer_mail(n) for n in range(MAILS)]
    report = order_report()
    read_source("warm.eml", mails[0])
    print(f"{'':<26}{'count':>9}{'Casewright':>15}{'bare library':>15}{'time':>11}")
    ours = timed(lambda: [read_source(f"{n}.eml", content) for n, content in enumerate(mails)])
    row("mails read", MAILS, ours, timed(lambda: bare_parse(mails)))
    row("report rows read", ROWS, timed(lambda: read_source("orders.txt", report)), timed(lambda: bare_rows(report)))
    files = [SourceFile(f"{n}.eml", content) for n, content in enumerate(mails)]
    shop = Shop("bench")

    def cases() -> None:
        reading = read_files(files)
        for case in open_cases(reading.records):
            decide_case(case, at=AT, shop=shop)

    seconds = timed(cases)
    print(f"{'mails to decided cases':<26}{MAILS:>9,}{MAILS / seconds:>13,.0f}/s")


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def page_after(folder: Path) -> float:
    """Seconds from `make up` to a page that answers."""
    port = free_port()
    start = time.perf_counter()
    with (folder / "up.log").open("wb") as log:
        server = subprocess.Popen(
            ["make", "up", f"PORT={port}"],  # noqa: S607 - make from the path
            cwd=folder,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={**os.environ, "CASEWRIGHT_HOME": str(folder / "var")},
        )
        try:
            while True:
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2):
                        return time.perf_counter() - start
                except OSError:
                    if server.poll() is not None:
                        sys.exit((folder / "up.log").read_text())
                    time.sleep(0.1)
        finally:
            os.killpg(server.pid, 15)
            server.wait()


def clone_to_page() -> None:
    """Print the seconds from clone to page, first and second time."""
    folder = Path(tempfile.mkdtemp(prefix="casewright-clone-"))
    try:
        git = shutil.which("git") or "git"
        cloned = timed(lambda: subprocess.run([git, "clone", "--quiet", str(ROOT), str(folder / "repo")], check=True))
        first = page_after(folder / "repo")
        print(f"\nclone to page, first time {cloned + first:8.1f} s   (environment made, packages downloaded)")
        print(f"`make up`, second time    {page_after(folder / 'repo'):8.1f} s")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Run what is asked for."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--no-clone", action="store_true", help="leave out the clone")
    chosen = arguments.parse_args()
    reading()
    if not chosen.no_clone:
        clone_to_page()


if __name__ == "__main__":
    main()
