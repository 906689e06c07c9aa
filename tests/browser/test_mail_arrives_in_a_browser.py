"""A mail dropped into a connected mailbox stands in Today while somebody looks at it, without a reload."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from imap_server import PASSWORD, ImapServer

pytestmark = [pytest.mark.browser, pytest.mark.imap]
ROOT = Path(__file__).parents[2]
PROMISED_MS = 10_000


def buyer_mail(order: str) -> bytes:
    return (
        "Date: Fri, 20 Nov 2026 08:00:00 +0000\r\n"
        'From: "Ana" <qrstuvwx+045bd6e6-981a-4031-8a71-7b2893d30999@marketplace.amazon.es>\r\n'
        "To: support@shop.example\r\n"
        f"Message-ID: <{order}@eu-west-1.amazonses.com>\r\n"
        f"Subject: Pregunta (Pedido: {order})\r\n"
        "X-Marketplace-ID: A1RKKUPIHCS9HS\r\n"
        "X-Space-Notification-Type: BBC_MESSAGE_SENT_TO_MERCHANT\r\n"
        "Content-Type: text/plain; charset=UTF-8\r\n\r\n"
        "------------- Iniciar mensaje -------------\r\n\r\n¿Dónde está mi paquete?\r\n\r\n"
        "------------- Finalizar mensaje -------------\r\n"
    ).encode()


def connect(home: Path, server: ImapServer, user: str) -> None:
    """Type the command that a person types."""
    arguments = ["mailbox", "--host", "127.0.0.1", "--port", str(server.tls_port), "--user", user, "--home", str(home)]
    arguments += ["--ca-file", str(server.ca_file), "--password-env", "MAIL_PASSWORD"]
    program = "from casewright_sources.commands import connect; connect()"
    subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program, *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT / "src"), "MAIL_PASSWORD": PASSWORD},
        check=True,
        capture_output=True,
    )


def test_a_mail_dropped_into_the_mailbox_stands_in_today_within_ten_seconds(
    page: Page, desk_home: Path, imap_server: ImapServer, socket_enabled: None
) -> None:
    del socket_enabled
    connect(desk_home, imap_server, "live")
    page.goto(f"{page.url.split('?')[0]}sources/")
    expect(page.locator("#connected")).to_contain_text("in order", timeout=30_000)
    page.goto(page.url.replace("sources/", ""))
    before = int(page.locator("#count-open").inner_text())
    page.evaluate("window.sameDocument = true")
    imap_server.drop("live", buyer_mail("407-1234567-7654321"))
    expect(page.locator("#cases")).to_contain_text("407-1234567-7654321", timeout=PROMISED_MS)
    expect(page.locator("#count-open")).to_have_text(str(before + 1))
    assert page.evaluate("window.sameDocument")
