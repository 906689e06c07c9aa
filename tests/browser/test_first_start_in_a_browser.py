"""The README's first command: whoever starts the desk in a checkout sees the example shop and its cases."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, expect

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
PORT = 20100 + os.getpid() % 2000
START = "import sys; from casewright_web.commands import demo; demo(sys.argv[1:])"


@pytest.fixture
def started(tmp_path: Path) -> Iterator[str]:
    """Start the desk as `make up` does and return the password it prints."""
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-u", "-c", START, "--port", str(PORT), "--home", str(tmp_path / "home")],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        | {"PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "casewright_web.settings"},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        yield next(found[1] for line in lines if (found := re.search(r"密码: (\S+)", line)))
        os.killpg(process.pid, signal.SIGTERM)


def test_the_first_start_in_a_checkout_shows_the_example_shop(started: str, context: BrowserContext) -> None:
    page = context.new_page()
    for _ in range(60):
        try:
            page.goto(f"http://127.0.0.1:{PORT}/")
            break
        except Error:  # it still starts
            page.wait_for_timeout(1000)
    page.fill("#id_username", "demo")
    page.fill("#id_password", started)
    page.click("button.main")
    expect(page.get_by_text("Lantern Home")).to_be_visible()
    assert page.locator(".row").count() >= 10
