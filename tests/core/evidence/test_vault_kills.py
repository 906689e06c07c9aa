"""Killed with SIGKILL between and during every step, and at any moment: no exhibit is lost, and none is doubled."""

import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from casewright.cli.evidence_home import EvidenceHome
from casewright.evidence.vault.leaves import ExhibitLeaf

pytestmark = pytest.mark.slow
AT = datetime(2026, 3, 1, tzinfo=UTC)

WORKER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from casewright.cli.evidence_home import EvidenceHome
from casewright.evidence.vault.sealing import Label

vault = EvidenceHome(Path(sys.argv[1]), copies=Path(sys.argv[1]) / "copies").open()
at = datetime(2026, 3, 1, tzinfo=UTC)
vault.resume(by="desk", at=at)
print("ready", flush=True)
for number in range(int(sys.argv[3]), 10**6):
    name = f"{sys.argv[2]}-{number}"
    content = f"content of {name} ".encode() * 5000
    vault.keep(content, Label(name, "text/plain"), subject=f"order {number % 3}", by="agent-1", at=at)
    print(name, flush=True)
"""

DYING = """
import os, signal, sys
from pathlib import Path
import casewright.evidence.log.durable as durable
from casewright.evidence.log.journal import FolderJournal
from casewright.evidence.vault.blobs import FolderBlobs
from casewright.evidence.vault.keys import FolderKeys
die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
point = sys.argv.pop()
real_put, real_append, real_write = FolderBlobs.put, FolderJournal.append, durable._write
if point == "before the blob":
    FolderBlobs.put = die
if point == "in the middle of the blob":
    def half(handle, content, path):
        real_write(handle, content[: len(content) // 2] if len(content) > 9000 else content, path)
        len(content) > 9000 and die()
    durable._write = half
if point == "before the blob is linked":
    real_link = os.link
    os.link = lambda draft, path: die() if "/vault/" in str(path) else real_link(draft, path)
if point == "between blob and log":
    FolderBlobs.put = lambda self, digest, content: (real_put(self, digest, content), die())
if point == "before the journal":
    FolderJournal.append = die
if point == "in the middle of an entry":
    FolderJournal.append = lambda self, offset, content: (real_append(self, offset, content[:150]), die())
if point == "between entry and head":
    FolderJournal.append = lambda self, offset, content: (
        real_append(self, offset, content[: content.rindex(b"= ")]), die())
if point == "in the middle of the head":
    FolderJournal.append = lambda self, offset, content: (real_append(self, offset, content[:-40]), die())
if point == "before the caller hears":
    FolderJournal.append = lambda self, offset, content: (real_append(self, offset, content), die())
"""
POINTS = [
    "before the blob",
    "in the middle of the blob",
    "before the blob is linked",
    "between blob and log",
    "before the journal",
    "in the middle of an entry",
    "between entry and head",
    "in the middle of the head",
    "before the caller hears",
]
UNLOGGED = {"before the journal", "in the middle of an entry", "between entry and head", "in the middle of the head"}


def run(script: str, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, "-c", script, *arguments], stdout=subprocess.PIPE, text=True
    )


def heard(process: "subprocess.Popen[str]") -> list[str]:
    """The exhibits whose keeping was acknowledged before the process died."""
    output, _ = process.communicate()
    names = output.split("\n")
    names.pop()  # a name without its line end was not heard
    return [name for name in names if name != "ready"]


def check(folder: Path, acknowledged: list[str]) -> Counter[str]:
    """Resume as a new start would, and hold everything against what was acknowledged."""
    home = EvidenceHome(folder, copies=folder / "copies")
    vault = home.open()
    vault.resume(by="desk", at=AT)
    entered = Counter(leaf.exhibit for leaf in vault.leaves() if isinstance(leaf, ExhibitLeaf))
    assert set(acknowledged) <= set(entered)
    assert set(entered.values()) <= {1}
    report = home.verify()
    assert [one.finding.words.en for one in report.findings] == []
    assert report.opened == len(entered)
    assert len(list(vault._blobs.digests())) == len(entered)
    for name in acknowledged:
        assert vault.open(name).content == f"content of {name} ".encode() * 5000
    return entered


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_any_step_loses_and_doubles_nothing(tmp_path: Path, point: str) -> None:
    EvidenceHome(tmp_path).open()
    first = run(WORKER.replace("range(int(sys.argv[3]), 10**6)", "range(3)"), str(tmp_path), "A", "0")
    acknowledged = heard(first)
    assert acknowledged == ["A-0", "A-1", "A-2"]
    dying = run(DYING + WORKER, str(tmp_path), "B", "0", point)
    assert heard(dying) == []
    assert dying.returncode == -signal.SIGKILL
    entered = check(tmp_path, acknowledged)
    stored = point in UNLOGGED | {"between blob and log", "before the caller hears"}
    assert ("B-0" in entered) is stored
    again = run(WORKER.replace("10**6", "2"), str(tmp_path), "B", "0")
    assert heard(again) == ["B-0", "B-1"]
    assert set(check(tmp_path, [*acknowledged, "B-0", "B-1"])) == {"A-0", "A-1", "A-2", "B-0", "B-1"}


def test_kills_at_any_moment_of_two_writers_lose_and_double_nothing(tmp_path: Path) -> None:
    acknowledged: list[str] = []
    following = {"A": 0, "B": 0}
    for turn in range(24):
        writers = {who: run(WORKER, str(tmp_path), who, str(start)) for who, start in following.items()}
        for writer in writers.values():
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
        time.sleep(0.004 * turn)
        for writer in writers.values():
            writer.send_signal(signal.SIGKILL)
        for who, writer in writers.items():
            names = heard(writer)
            acknowledged += names
            following[who] = max([following[who], *(int(name.split("-")[1]) + 1 for name in names)])
    assert len(acknowledged) > 24
    check(tmp_path, acknowledged)
