"""A reader whose server was killed ends in the middle of its list; the next one opens what lacks, each case once."""

import fcntl
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROWS = 150
_QUEUE = """
import sys
from io import BytesIO
from pathlib import Path
from casewright_web.commands import begin
begin(Path(sys.argv[1]))
from django.core.management import call_command
from django.utils import timezone
from casewright_web.services.lake_imports import lake_import_queue
call_command("migrate", verbosity=0)
content = sys.stdin.buffer.read()
lake_import_queue(file=BytesIO(content), name="cases.csv", size_bytes=len(content), actor="mei", at=timezone.now())
"""
_SERVER = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-m", "casewright_web.lake_work"])
time.sleep(300)
"""


_SERVE = """
import sys
from casewright_web.commands import serve
serve(["--home", sys.argv[1], "--port", PORT])
"""


def start(home: Path, code: str) -> "subprocess.Popen[bytes]":
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "CASEWRIGHT_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "casewright_web.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    arguments = [sys.executable, "-c", code, str(home)]
    return subprocess.Popen(arguments, env=environment, stdin=subprocess.PIPE)  # noqa: S603 - our own program


def told(home: Path, question: str) -> str:
    with closing(sqlite3.connect(home / "desk.sqlite3", timeout=60)) as desk:
        return str(desk.execute(question).fetchone()[0])


def wait_for(home: Path, question: str, answer: str) -> None:
    until = time.monotonic() + 240
    while told(home, question) != answer:
        assert time.monotonic() < until, told(home, question)
        time.sleep(0.05)


def kill(server: "subprocess.Popen[bytes]") -> None:
    server.send_signal(signal.SIGKILL)
    server.communicate()


def workers_of(home: Path) -> list[int]:
    """Return the processes that work for the desk in a home, as the system lists them."""
    mark = f"CASEWRIGHT_HOME={home}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
    return found


def answers(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def wait_until_it_answers(port: int, *, wanted: bool) -> None:
    until = time.monotonic() + 240
    while answers(port) != wanted:
        assert time.monotonic() < until
        time.sleep(0.1)


STATE = "SELECT state FROM casewright_web_lakeimport"
SOME_CASES = "SELECT COUNT(*) > 5 FROM casewright_web_caserow"
CASES = "SELECT COUNT(*) || ' ' || COUNT(DISTINCT order_ref) FROM casewright_web_caserow"
OPENED = "SELECT COUNT(*) FROM casewright_web_caseevent WHERE kind = 'opened'"


def test_a_reader_ends_with_its_server_and_the_next_one_opens_each_case_once(tmp_path: Path) -> None:
    home = tmp_path / "home"
    rows = [f"302-5550301-{number:07},return,2026-01-05,Amazon.de,open" for number in range(ROWS)]
    content = "\n".join(["order-id,case-type,opened-at,marketplace,status", *rows]).encode()
    queued = start(home, _QUEUE)
    queued.communicate(content)
    assert queued.returncode == 0
    first = start(home, _SERVER)
    wait_for(home, SOME_CASES, "1")
    kill(first)
    second = start(home, _SERVER)  # at once, while the first reader may not have ended
    try:
        wait_for(home, STATE, "done")
    finally:
        kill(second)
    assert told(home, CASES) == f"{ROWS} {ROWS}"
    assert told(home, OPENED) == str(ROWS)
    with (home / "lake-work.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # returns once the second reader has ended, too


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="only here the system lists environments")
def test_pages_and_workers_end_with_a_server_that_is_killed(tmp_path: Path, socket_enabled: None) -> None:
    del socket_enabled
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = start(tmp_path / "home", _SERVE.replace("PORT", f'"{port}"'))
    try:
        wait_until_it_answers(port, wanted=True)
    finally:
        kill(server)
    wait_until_it_answers(port, wanted=False)
    until = time.monotonic() + 240
    while left := workers_of(tmp_path / "home"):
        assert time.monotonic() < until, left
        time.sleep(0.1)
