"""Killed with SIGKILL at any moment and started again: the lake is that of an undisturbed import."""

import hashlib
import random  # noqa: TID251 - moments to kill at
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

pytest.importorskip("polars", reason="the lake is not installed: pip install casewright[lake]")

from casewright.lake.checking import verify
from casewright.lake.compaction import compact
from casewright.lake.importing import import_file
from casewright.lake.lake import folder_lake

pytestmark = pytest.mark.slow
AT = datetime(2026, 3, 1, tzinfo=UTC)
WORKER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from casewright.lake.compaction import compact
from casewright.lake.importing import import_file
from casewright.lake.lake import folder_lake
lake = folder_lake(Path(sys.argv[1]))
print("ready", flush=True)
for path in sorted(Path(sys.argv[2]).iterdir()):
    import_file(lake, path, path.name, at=datetime(2026, 3, 1, tzinfo=UTC))
    compact(lake)
print("done", flush=True)
"""


def reports(folder: Path) -> Path:
    folder.mkdir()
    header = "amazon-order-id\tpurchase-date\tlast-updated-date\torder-status\tsku\tquantity\tcurrency\titem-price\n"
    for number in range(4):
        lines = (
            f"302-{at % 7919:07}-{at:07}\t2026-01-05T10:00:00+00:00\t2026-01-{number + 10}T10:30:00+00:00\tShipped\t"
            f"S{at % 7}\t1\tEUR\t{at % 99}.10\n"
            for at in range(number * 5000, number * 5000 + 30_000)
        )
        (folder / f"{number}.txt").write_text(header + "".join(lines), encoding="utf-8")
    return folder


def contents(folder: Path) -> dict[str, str]:
    """Every file that is not a draft or a compacted file of an earlier round, by its digest."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name[:1] != "." and "compacted" not in path.parts
    }


def test_killed_at_random_moments_and_started_again_it_equals_an_undisturbed_run(tmp_path: Path) -> None:
    source = reports(tmp_path / "reports")
    calm = folder_lake(tmp_path / "calm")
    for path in sorted(source.iterdir()):
        import_file(calm, path, path.name, at=AT)
    compact(calm)
    moments = random.Random(7)  # noqa: S311 - the same in each run
    kills, done = 0, False
    while not done:
        worker = subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-c", WORKER, str(tmp_path / "lake"), str(source)], stdout=subprocess.PIPE, text=True
        )
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
        if kills < 12:
            time.sleep(moments.uniform(0, 1.2))
            worker.send_signal(signal.SIGKILL)
        done = worker.communicate()[0] == "done\n"
        kills += 1
    lake = folder_lake(tmp_path / "lake")
    lake.begin()
    assert list(verify(lake)) == []
    assert contents(tmp_path / "lake") == contents(tmp_path / "calm")
    mine, theirs = lake.compacted("order_line"), calm.compacted("order_line")
    assert mine is not None
    assert theirs is not None
    assert (mine.sha256, mine.covers) == (theirs.sha256, theirs.covers)
    assert not list((tmp_path / "lake" / "drafts").iterdir())


def test_a_person_who_stops_the_command_is_told_that_nothing_was_kept_and_nothing_is(tmp_path: Path) -> None:
    report, lake = reports(tmp_path / "reports") / "0.txt", tmp_path / "lake"
    whole = report.read_text(encoding="utf-8")
    report.write_text(whole + whole.partition("\n")[2] * 20, encoding="utf-8")
    command = "import sys; from casewright.cli.main import main; main(['lake', 'import', *sys.argv[1:]])"
    worker = subprocess.Popen(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", command, str(report), "--lake", str(lake), "--lang", "zh"], stderr=subprocess.PIPE
    )
    while not any(path.stat().st_size > 1000 for path in lake.glob("drafts/.new-*")):
        assert worker.poll() is None
        time.sleep(0.01)
    worker.send_signal(signal.SIGINT)
    _, said = worker.communicate(timeout=120)
    assert worker.returncode == 1
    assert "已取消" in said.decode()
    assert list(contents(lake)) == ["lake.json"]
    assert import_file(folder_lake(lake), report, report.name, at=AT).new
