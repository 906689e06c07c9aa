"""After its day no byte below a desk's home tells of the buyer: database, journal, vault, originals, drafts, cache."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DUE, LATER = "114-5550104-0000104", "114-5550105-0000105"
GONE = (
    "Quillfeather",
    "Marjolaine",
    "Zanzibarville",
    "97999",
    "purple heirloom",
    "grandmother",
    "abgonealias",
    "QLF slip",
)
STAYS = ("Underhillson", "Rosamunde", "Featherstonebury", "60777", "yellow teapot")

_WORK = """
import sys, django
django.setup()
from datetime import datetime, timedelta
from pathlib import Path
from casewright_web.models import CaseRow, ShopRow
from casewright_web.packet_making import packet_make_next
from casewright_web.purging import purge_next
from casewright_web.services.events import event_chain_check
from casewright_web.services.exhibit_reading import exhibit_read_next
from casewright_web.services.exhibit_vault import evidence_home
from casewright_web.services.forgetting import forget_next
from casewright_web.services.forgotten_records import records_forget_next
from casewright_web.services.forgotten_sources import originals_sweep
from casewright_web.services.imports import source_import
from casewright_web.services.packets import packet_want
from casewright_web.services.refresh import case_refresh_all
at = datetime.fromisoformat(sys.argv[1])
shop = {"name": "Lantern Home", "zone": "UTC", "country": "CN", "stands_at": at}
ShopRow.objects.update_or_create(pk=1, defaults=shop)
for path in sorted(Path(sys.argv[3]).iterdir()) if len(sys.argv) > 3 else ():
    source_import(name=path.name, content=path.read_bytes(), actor="mei", at=at)
while exhibit_read_next(at=at): pass
if len(sys.argv) > 4:
    for row in CaseRow.objects.all():
        packet_want(case=row, profile="amazon")
for _ in range(3):
    while forget_next(at=at): pass
    while purge_next(at=at, find_lines=lambda _: ()): pass
    at += timedelta(minutes=11)
while packet_make_next(at=at): pass
while records_forget_next(at=at): pass
case_refresh_all(at=at)
originals_sweep(at=at)
for row in CaseRow.objects.filter(order_ref=sys.argv[2]):
    decision = row.decision["decision"]
    passing = ("days_since_delivery", "minutes_since_order")
    facts = {one["name"]: one["value"] for one in row.decision["facts"] if one["name"] not in passing}
    told = f'told {row.events.filter(kind="personal_data_forgotten").count()}'
    print(row.key, decision["row"], decision["because"], row.money_minor, facts, told, event_chain_check(case=row))
    for exhibit in row.exhibits.exclude(purged_at=None):
        print("TWIN", '["signed_by",true,' in exhibit.reading["twin"])
print(evidence_home().verify().whole)
"""
_KILLED = """
import os, signal, sys, django
django.setup()
from datetime import datetime, timedelta
from casewright_web.models import CaseRow, ShopRow
from casewright_web.purging import purge_next
from casewright_web.services import forgotten_cases
from casewright_web.services.forgetting import forget_next
def killed(**_):
    os.kill(os.getpid(), signal.SIGKILL)
forgotten_cases.event_append = killed
at = datetime.fromisoformat(sys.argv[1])
ShopRow.objects.update(stands_at=at)
CaseRow.objects.update(look_at=None)
while True:
    while forget_next(at=at): pass
    while purge_next(at=at, find_lines=lambda _: ()): pass
    at += timedelta(minutes=11)
"""


def start(home: Path, *arguments: str, ends: int = 0) -> str:
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "CASEWRIGHT_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "casewright_web.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == ends, done.stderr
    return done.stdout.strip()


def mail(order: str, name: str, alias: str, text: str, number: int, day: str) -> bytes:
    return (
        f"Date: {day} 09:00:00 +0000\r\n"
        f'From: "{name}" <{alias}+0{number}5bd6e6-981a-4031-8a71-7b2893d30113@marketplace.amazon.com>\r\n'
        "To: support@shop.example\r\n"
        f"Message-ID: <{number}@eu-west-1.amazonses.com>\r\n"
        f"Subject: {name} asks about order {order}\r\n"
        "X-Marketplace-ID: ATVPDKIKX0DER\r\n"
        "X-Space-Notification-Type: BBC_MESSAGE_SENT_TO_MERCHANT\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=xx\r\n\r\n"
        "--xx\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n"
        f"Order ID {order}:\r\n"
        f"------------- Begin message -------------\r\n\r\n{text}\r\n\r\n"
        "------------- End message -------------\r\n"
        f'--xx\r\nContent-Type: text/plain; name="{name} slip.txt"\r\n'
        f'Content-Disposition: attachment; filename="{name} slip.txt"\r\n\r\n'
        f"PROOF OF DELIVERY\r\nOrder: {order}\r\nSigned by: {name}\r\n\r\n--xx--\r\n"
    ).encode()


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "orders.txt").write_text(
        "amazon-order-id\tpurchase-date\tlast-updated-date\torder-status\tsales-channel\tsku\tquantity\tcurrency\t"
        "item-price\tship-city\tship-state\tship-postal-code\tship-country\n"
        f"{DUE}\t2026-10-11T02:17:26+00:00\t2026-10-13T11:30:05+00:00\tShipped\tAmazon.com\tLH-STRI-10\t1\tUSD\t32.50\t"
        "ZANZIBARVILLE\tOR\t97999\tUS\n"
        f"{LATER}\t2026-11-02T02:17:26+00:00\t2026-11-03T11:30:05+00:00\tShipped\tAmazon.com\tLH-STRI-10\t1\tUSD\t32.50\t"
        "FEATHERSTONEBURY\tIL\t60777\tUS\n"
    )
    (folder / "tracking.csv").write_text(
        "order-id,tracking-number,carrier,event-time,event,city,country,signed-by\n"
        f"{DUE},LHYT1,YunExpress,2026-10-20T20:02:00-07:00,Delivered,Zanzibarville,US,M. Quillfeather\n"
        f"{LATER},LHYT2,YunExpress,2026-11-15T20:02:00-07:00,Delivered,Featherstonebury,US,R. Underhillson\n"
    )
    words = "Where is my parcel? The purple heirloom lamp for my grandmother in Zanzibarville never came."
    other = "Where is my parcel? The yellow teapot for Featherstonebury never came."
    (folder / "1.eml").write_bytes(mail(DUE, "Marjolaine Quillfeather", "abgonealias", words, 1, "Fri, 23 Oct 2026"))
    (folder / "Marjolaine.eml").write_bytes(
        mail(DUE, "Marjolaine Quillfeather", "abgonealias", f"Still nothing. {words}", 3, "Sat, 24 Oct 2026")
    )
    (folder / "2.eml").write_bytes(mail(LATER, "Rosamunde Underhillson", "zzstaysalias", other, 2, "Tue, 17 Nov 2026"))
    return folder


def files_with(home: Path, word: str) -> Iterator[str]:
    wanted = word.lower().encode()
    for path in sorted(home.rglob("*")):
        if path.is_file() and wanted in path.read_bytes().lower():
            yield path.relative_to(home).as_posix()


def told_after(before: str) -> str:
    """What the desk tells of the case then: the same, with one event more and the signer known as the recipient."""
    return before.replace("told 0", "told 1").replace("\nTrue", "\nTWIN True\nTrue")


def test_after_its_day_no_byte_tells_of_the_buyer_and_the_other_case_keeps_its_own(shop: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    start(home, "-m", "django", "migrate", "--verbosity", "0")
    before = start(home, "-c", _WORK, "2026-11-19T09:00:00+00:00", DUE, str(shop))
    for word in (*GONE[:-1], *STAYS):
        assert list(files_with(home, word)), word
    assert start(home, "-c", _WORK, "2026-11-26T09:00:00+00:00", DUE) == told_after(before)
    assert {word: found for word in GONE if (found := list(files_with(home, word)))} == {}
    for word in STAYS:
        assert "desk.sqlite3" in list(files_with(home, word)), word
    start(home, "-c", _WORK, "2026-11-26T09:00:00+00:00", DUE, str(shop))
    assert {word: found for word in GONE if (found := list(files_with(home, word)))} == {}


@pytest.mark.slow
def test_a_pass_that_is_killed_is_done_again_and_leaves_no_byte(shop: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    start(home, "-m", "django", "migrate", "--verbosity", "0")
    before = start(home, "-c", _WORK, "2026-11-19T09:00:00+00:00", DUE, str(shop), "with packets")
    start(home, "-c", _KILLED, "2026-11-26T09:00:00+00:00", ends=-signal.SIGKILL)
    assert start(home, "-c", _WORK, "2026-11-27T09:00:00+00:00", DUE) == told_after(before)
    assert {word: found for word in GONE if (found := list(files_with(home, word)))} == {}
