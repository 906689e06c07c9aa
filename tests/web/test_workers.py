"""Processes that work beside the pages, and start anew when they die."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from casewright_web.workers import Worker, kept_running

_PROGRAM = """import os, sys, time
with open({told!r}, "a", encoding="ascii") as file:
    file.write(f"{{os.getpid()}}\\n")
time.sleep(60)
"""


def _until(holds: Callable[[], bool]) -> bool:
    for _ in range(600):
        if holds():
            return True
        time.sleep(0.05)
    return False


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGHUP])
def test_a_process_that_dies_beside_the_pages_is_started_anew_and_ends_with_them(
    blow: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "told"
    (tmp_path / "made_up_work.py").write_text(_PROGRAM.format(told=str(told)), encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))

    def started() -> list[int]:
        return [int(line) for line in told.read_text().splitlines()] if told.exists() else []

    with kept_running(Worker("made_up_work", restart_seconds=0.1), look_seconds=0.05):
        assert _until(lambda: len(started()) == 1)
        os.kill(started()[0], blow)
        assert _until(lambda: len(started()) == 2)
        assert _alive(started()[1])
    assert _until(lambda: not _alive(started()[1]))
    assert len(started()) == 2


def test_a_process_that_dies_at_once_is_not_started_again_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "told"
    (tmp_path / "made_up_end.py").write_text(f"open({str(told)!r}, 'a').write('x')", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))
    worker = Worker("made_up_end", restart_seconds=3600)
    worker.keep_running()
    worker.end()
    for _ in range(3):
        worker.keep_running()
        worker.end()
    assert not told.exists() or told.read_text() == "x"
