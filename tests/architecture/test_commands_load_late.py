"""A command waits only for the packages it uses, and says the same of itself whether it is loaded or not."""

import importlib
import subprocess
import sys
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from casewright.cli.later import LaterCommand
from casewright.cli.main import main

ROOT = Path(__file__).parents[2]
HEAVY = {"polars", "onnxruntime", "PIL", "django", "pikepdf", "numpy", "cv2", "httpx", "openpyxl", "rich", "jinja2"}
TELL = """
import atexit, sys
atexit.register(lambda: print("\\nloaded:", *sorted(sys.modules), file=sys.stderr))
from casewright.cli.main import main
main(sys.argv[1:])
"""


def loaded_by(*arguments: str) -> set[str]:
    """Run a command in a process of its own and return the modules that it loaded."""
    done = subprocess.run(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", TELL, *arguments], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr[:2000]
    return set(done.stderr.partition("\nloaded:")[2].split())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["policy", "--help"]])
def test_help_and_version_load_no_reader_and_no_heavy_package(arguments: list[str]) -> None:
    loaded = loaded_by(*arguments)
    assert "casewright.cli.later" in loaded
    houses = {name for name in loaded if name.startswith(("casewright.intake", "casewright.evidence"))}
    assert not (loaded & (HEAVY if arguments[0] != "policy" else HEAVY - {"rich"}))
    assert not houses


def test_reading_a_mail_loads_no_rulebook_and_no_evidence(tmp_path: Path) -> None:
    mail = tmp_path / "notice.eml"
    mail.write_bytes(
        b"From: someone@buyer.example\r\nTo: shop@seller.example\r\nSubject: Where is it?\r\n"
        b"Message-ID: <one@buyer.example>\r\nDate: Fri, 20 Nov 2026 09:00:00 +0000\r\n\r\nWhere is my parcel?\r\n"
    )
    loaded = loaded_by("read", str(mail))
    assert "casewright.intake.mail.reader" in loaded
    assert not loaded & (HEAVY - {"openpyxl"})
    assert not {name for name in loaded if name.startswith(("casewright.rulebook", "casewright.evidence"))}


def commands() -> list[EntryPoint]:
    core = ("run", "read", "evidence", "lake", "decide", "replay", "policy", "packet", "verify", "purge")
    ours = [EntryPoint(name, f"casewright.cli.{name}:{name}", "casewright.commands") for name in core]
    return [*ours, *entry_points(group="casewright.commands")]


@pytest.mark.parametrize("point", commands(), ids=lambda point: point.name)
def test_what_help_says_of_a_command_is_what_the_command_says(point: EntryPoint) -> None:
    command = point.load()
    assert isinstance(command, click.Command)
    assert LaterCommand(point.name, point.value).get_short_help_str(200) == command.get_short_help_str(200)
    if isinstance(command, click.Group):
        context = click.Context(command)
        subcommands = [command.get_command(context, name) for name in command.list_commands(context)]
        late = [one for one in subcommands if isinstance(one, LaterCommand)]
        assert [one.get_short_help_str(200) for one in late] == [
            one.make_context(one.name, ["--help"], resilient_parsing=True).command.get_short_help_str(200)
            for one in late
        ]


def test_a_command_that_says_its_help_elsewhere_is_loaded_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "added_command_elsewhere.py").write_text(
        "import click\n@click.command(help='Count the mails.')\ndef count():\n    '''Not this.'''\n", encoding="utf-8"
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert LaterCommand("count", "added_command_elsewhere:count").get_short_help_str() == "Count the mails."


@pytest.mark.parametrize("code", ["import a_module_that_is_not_there\n", "count = 3\n", "def (\n"])
def test_a_broken_command_of_another_package_keeps_no_other_from_being_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    (tmp_path / "broken_command_elsewhere.py").write_text(code, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "broken_command_elsewhere", raising=False)
    importlib.invalidate_caches()
    group = click.Group("all", commands=[LaterCommand("count", "broken_command_elsewhere:count")])
    group.add_command(LaterCommand("gone", "a_package_that_is_not_there.commands:gone"))
    group.add_command(click.Command("whole", help="Work."))
    shown = CliRunner().invoke(group, ["--help"])
    assert shown.exit_code == 0
    assert "Work." in shown.output
    assert "ModuleNotFoundError" in shown.output


def test_every_command_of_the_core_is_listed() -> None:
    context = click.Context(main)
    assert {point.name for point in commands()} <= set(main.list_commands(context))
