"""Today follows the desk without a reload, and what connected sources bring goes in like any file."""

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client

from casewright_sources.commands import connect
from casewright_sources.connections import Connections
from casewright_web.fetch_command import fetch
from casewright_web.models import CaseRow, SourceFile
from casewright_web.services.arrivals import DeskSink
from casewright_web.watching import Watch

pytestmark = pytest.mark.django_db
BuyerMail = Callable[..., bytes]
Take = Callable[..., object]


def pulse_address(page: str) -> str:
    return page.split('id="pulse" hx-get="')[1].split('"', maxsplit=1)[0]


def test_an_open_page_hears_nothing_while_nothing_changes(mei: Client) -> None:
    address = pulse_address(mei.get("/").content.decode())
    assert mei.get(address, headers={"hx-request": "true"}).status_code == 204


def test_an_open_page_is_told_of_a_new_case_with_the_new_counts(mei: Client, take: Take, buyer_mail: BuyerMail) -> None:
    address = pulse_address(mei.get("/").content.decode())
    take(buyer_mail("Where is my parcel?"))
    told = mei.get(address, headers={"hx-request": "true"})
    assert told.headers["HX-Trigger"] == "cases-changed"
    body = told.content.decode()
    assert 'id="count-open" hx-swap-oob="true">1<' in body
    assert 'id="tiles" hx-swap-oob="true"' in body
    assert mei.get(pulse_address(body), headers={"hx-request": "true"}).status_code == 204


def test_a_list_that_fetches_itself_anew_keeps_as_many_rows_as_it_holds(
    mei: Client, take: Take, buyer_mail: BuyerMail
) -> None:
    for number in range(53):
        order, alias = f"302-5550301-{number:07}", f"buyer{number:02}+{number:08x}"
        take(buyer_mail("Where is my parcel?", order=order, number=number, alias=alias), f"{number}.eml")
    rows = [
        mei.get(f"/?rows={asked}", headers={"hx-request": "true"}).content.decode().count("data-href")
        for asked in ("", "52", "x", "999999")
    ]
    assert rows == [50, 52, 50, 53]


def test_the_desk_keeps_what_arrives_once(buyer_mail: BuyerMail) -> None:
    sink, content = DeskSink(), buyer_mail("Where is my parcel?")
    assert sink.keep("post/INBOX/1.eml", content)
    assert not sink.keep("post/INBOX/2.eml", content)
    assert SourceFile.objects.get().name == "post/INBOX/1.eml"
    assert CaseRow.objects.get().events.get().actor == "casewright"


class Gathering:
    """A sink that says when enough has come."""

    def __init__(self, enough: int) -> None:
        self.names: list[str] = []
        self._enough = enough
        self.full = threading.Event()

    def keep(self, name: str, content: bytes) -> bool:
        del content
        self.names.append(name)
        if len(self.names) >= self._enough:
            self.full.set()
        return True


def maildir(folder: Path) -> Path:
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True)
    return folder


def deliver(box: Path, name: str, content: bytes) -> None:
    """Put a mail into a Maildir as its rule says: written elsewhere, then moved in whole."""
    (box / "tmp" / name).write_bytes(content)
    (box / "tmp" / name).rename(box / "new" / name)


def test_the_watch_follows_what_is_connected_while_it_runs(tmp_path: Path, buyer_mail: BuyerMail) -> None:
    home, box, sink = tmp_path / "home", maildir(tmp_path / "box"), Gathering(2)
    watch = Watch(Connections(home), sink)
    watch.look()
    told = CliRunner().invoke(connect, ["folder", str(box), "--home", str(home), "--lang", "zh"])
    assert "已连接" in told.output
    watch.look()
    deliver(box, "1.host", buyer_mail("One", number=1))
    deliver(box, "2.host", buyer_mail("Two", number=2))
    assert sink.full.wait(30)
    watch.stopped.set()
    assert sorted(sink.names) == ["folder/new/1.host", "folder/new/2.host"]


def test_fetching_into_a_folder_leaves_the_desks_own_place_alone(tmp_path: Path, buyer_mail: BuyerMail) -> None:
    home, box, into = tmp_path / "home", maildir(tmp_path / "box"), tmp_path / "into"
    deliver(box, "1.host", buyer_mail("One"))
    CliRunner().invoke(connect, ["folder", str(box), "--home", str(home)])
    done = CliRunner().invoke(fetch, ["--into", str(into), "--home", str(home), "--json"])
    assert json.loads(done.output) == [{"name": "folder", "seen": 1, "new": 1, "trouble": None, "needs_person": False}]
    assert [path.read_bytes() for path in into.glob("*.host")] == [buyer_mail("One")]
    assert Connections(home).state("folder").cursor is None


def test_fetching_says_what_could_not_be_read_and_ends_with_one(tmp_path: Path) -> None:
    home, box = tmp_path / "home", maildir(tmp_path / "box")
    CliRunner().invoke(connect, ["folder", str(box), "--home", str(home)])
    for name in ("cur", "new", "tmp"):
        (box / name).rmdir()
    box.rmdir()
    done = CliRunner().invoke(fetch, ["--into", str(tmp_path / "into"), "--home", str(home), "--lang", "en"])
    assert done.exit_code == 1
    assert "cannot be read" in done.output
