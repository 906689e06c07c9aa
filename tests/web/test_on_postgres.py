"""The same tests of the desk once more, on a PostgreSQL server that this test starts and stops itself."""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def server_programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    onpath = shutil.which("initdb")
    return found[-1].parent if found else Path(onpath).parent if onpath else None


def server_user() -> str | None:
    """Return whom to run the server as: it refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def database_url(socket_enabled: None) -> Iterator[str]:
    del socket_enabled
    programs = server_programs()
    if programs is None:
        pytest.skip("no PostgreSQL server here: apt-get install postgresql")
    user, port = server_user(), free_port()
    with tempfile.TemporaryDirectory(prefix="casewright-pg-") as name:
        folder = Path(name)
        if user:
            shutil.chown(folder, user)

        def run(program: str, *arguments: str) -> None:
            command = [str(programs / program), *arguments]
            subprocess.run(  # noqa: S603 - the server's own programs
                command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL, timeout=60
            )

        data = str(folder / "data")
        run("initdb", "-D", data, "-U", "desk", "--auth=trust", "--encoding=UTF8", "--no-sync")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        run("pg_ctl", "-D", data, "-l", str(folder / "log"), "-w", "-o", options, "start")
        try:
            yield f"postgres://desk@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


@pytest.mark.postgres
@pytest.mark.slow
def test_the_desk_does_the_same_on_postgresql(database_url: str) -> None:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "tests/web",
        "-m",
        "not postgres",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
    ]
    result = subprocess.run(  # noqa: S603 - our own test run
        command,
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        check=False,
        timeout=1500,
    )
    assert result.returncode == 0, result.stdout[-4000:]
    assert "1 skipped" in result.stdout, "the test that is for SQLite only did not notice the other database"


@pytest.mark.postgres
@pytest.mark.slow
def test_two_processes_on_postgresql_add_each_file_once(
    database_url: str, race: Callable[[str | None], tuple[int, str]]
) -> None:
    assert race(database_url) == (12, "12 12 4 True")
