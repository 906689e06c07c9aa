"""The core works where the desk's packages are not installed, and says what to install for the desk's commands."""

import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
BLOCK = """
import sys
for name in ("django", "django_htmx", "granian", "psycopg", "whitenoise", "dj_database_url"):
    sys.modules[name] = None
from casewright.cli.main import main
main(sys.argv[1:])
"""


def without_the_desk(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", BLOCK, *arguments], capture_output=True, text=True, check=False, cwd=ROOT
    )


def test_a_folder_runs_without_the_desks_packages(tmp_path: Path) -> None:
    done = without_the_desk(
        "run", "examples/lantern-home", "--out", str(tmp_path), "--on", "2026-11-20", "--no-packets"
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "cases.json").is_file()


def test_the_desks_commands_say_what_to_install() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    done = without_the_desk("serve", "--port", str(port))
    assert done.returncode == 1
    assert 'pip install "casewright[web]"' in done.stderr
