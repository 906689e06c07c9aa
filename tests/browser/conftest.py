"""A real desk, served as users get it, and a real browser."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
PORT = 18000 + os.getpid() % 2000
expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong
QUIET = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

CHARGEBACK = (
    "reports/all-orders-north-america.txt",
    "reports/tracking.csv",
    "reports/shipments.csv",
    "mail/2026-11-17-us-chargeback.eml",
    "files/114-5550104-0000104-proof-of-delivery.pdf",
)
"""One dispute of the example shop, with its records and a delivery slip."""

PREPARE = """
import sys, django
django.setup()
from pathlib import Path
from casewright_web.desk_prepare import desk_prepare
print(desk_prepare(home=Path(sys.argv[1]), folder=Path(sys.argv[2])).password)
"""
SERVE = "import sys; from casewright_web.commands import serve; serve(sys.argv[1:])"


def mail(number: int, order: str, text: str, hours_ago: float) -> bytes:
    sent = datetime.now(UTC) - timedelta(hours=hours_ago)  # noqa: TID251 - the served desk reads the true clock
    return (
        f"Date: {sent:%a, %d %b %Y %H:%M:%S} +0000\r\n"
        'From: "Jonas" <abcdefgh+045bd6e6-981a-4031-8a71-7b2893d30113@marketplace.amazon.de>\r\n'
        "To: support@shop.example\r\n"
        f"Message-ID: <{number}@eu-west-1.amazonses.com>\r\n"
        f"Subject: Question from buyer (Order: {order})\r\n"
        "X-Marketplace-ID: A1PA6795UKMFR9\r\n"
        "X-Space-Notification-Type: BBC_MESSAGE_SENT_TO_MERCHANT\r\n"
        "MIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=UTF-8\r\n\r\n"
        f"------------- Begin message -------------\r\n\r\n{text}\r\n\r\n"
        "------------- End message -------------\r\n"
    ).encode()


@dataclass(frozen=True)
class Desk:
    """Where the desk is, and how to get in."""

    url: str
    password: str


@pytest.fixture(scope="session")
def desk_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the served desk."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def desk(desk_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    home, shop = desk_home, tmp_path_factory.mktemp("lantern")
    asks = [
        "Bitte an meine neue Adresse schicken.",
        "Where is my parcel?",
        "The lamp arrived broken.",
        "请问发票在哪里？",
    ]
    for number in range(24):
        order = f"302-5550301-00003{number:02}"
        (shop / f"{number:02}.eml").write_bytes(mail(number, order, asks[number % 4], hours_ago=number * 1.5))
    for name in CHARGEBACK:
        shutil.copy(ROOT / "examples" / "lantern-home" / name, shop)
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "CASEWRIGHT_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "casewright_web.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    prepared = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", PREPARE, str(home), str(shop)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert prepared.returncode == 0, prepared.stderr
    log = (home / "serve.log").open("wb")
    server = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", SERVE, "--port", str(PORT), "--home", str(home)],
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    yield Desk(f"http://127.0.0.1:{PORT}", prepared.stdout.strip().splitlines()[-1])
    os.killpg(server.pid, signal.SIGTERM)
    server.wait(timeout=20)
    log.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).is_file():
        pytest.skip("no Chromium here: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        running.close()


def open_desk(page: Page, desk: Desk) -> None:
    """Go to the desk, waiting while it still starts."""
    for _ in range(600):
        try:
            page.goto(desk.url)
        except Error:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the desk did not start")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    fresh = browser.new_context(viewport={"width": 1280, "height": 800}, timezone_id="Asia/Shanghai", locale="en-GB")
    fresh.set_default_timeout(120_000)
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext, desk: Desk) -> Iterator[Page]:
    """A browser window in which `demo` is logged in. Whatever the browser complains about fails the test."""
    complaints: list[str] = []
    fresh = context.new_page()
    fresh.on("pageerror", lambda error: complaints.append(str(error)))
    fresh.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    open_desk(fresh, desk)
    fresh.fill("#id_username", "demo")
    fresh.fill("#id_password", desk.password)
    fresh.click("button.main")
    fresh.wait_for_selector("#cases")
    yield fresh
    assert complaints == []
