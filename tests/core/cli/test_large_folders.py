"""A folder too large for memory is read piece by piece and says the same; what is put aside leaves nothing behind."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from casewright.cli import spool as spooling
from casewright.cli.folder import sources_of
from casewright.cli.run import run
from casewright.cli.spool import Spool, is_large
from casewright.intake import SourceFile
from casewright.pipeline import read_files

MAIL = (
    "From x Thu Sep  3 10:00:00 2026\nDate: Thu, 03 Sep 2026 10:00:00 +0000\n"
    'From: "B" <q{number}abcdefgh+045bd6e6-981a-4031-8a71-7b2893d30113@marketplace.amazon.de>\n'
    "To: support@shop.example\nMessage-ID: <m{number}@eu-west-1.amazonses.com>\n"
    "Subject: Question from buyer (Order: 302-5560000-{number:07})\nX-Marketplace-ID: A1PA6795UKMFR9\n"
    "X-Space-Notification-Type: BBC_MESSAGE_SENT_TO_MERCHANT\n\n"
    "Order ID 302-5560000-{number:07}:\n------------- Begin message -------------\n\n{words}\n\n"
    "------------- End message -------------\n\n"
)
WORDS = ("Where is my parcel?", "请问包裹到哪里了？", "Bitte stornieren.\n\n>From Berlin with regards")


def mailbox(*numbers: int) -> bytes:
    return "".join(MAIL.format(number=number, words=WORDS[number % 3]) for number in numbers).encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two mailboxes that share mails, one of these also by itself, a report, a list, a mapping and an unknown file."""
    shop = tmp_path / "shop"
    (shop / "old").mkdir(parents=True)
    (shop / "inbox.mbox").write_bytes(mailbox(*range(12)))
    (shop / "old" / "all.mbox").write_bytes(mailbox(*range(8, 20)))
    (shop / "m.eml").write_bytes(next(iter(read_files([SourceFile("b", mailbox(3))]).kept[1:])).content)
    (shop / "copy of m.eml").write_bytes((shop / "m.eml").read_bytes())
    (shop / "cases.csv").write_text("order-id,case-type,opened-at\n302-5560000-0000004,return,2026-09-05\n")
    (shop / "note.bin").write_bytes(b"\x00\x01")
    return shop


def told(folder: Path, language: str) -> str:
    arguments = [str(folder), "--json", "--no-packets", "--on", "2026-09-10", "--lang", language]
    result = CliRunner().invoke(run, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_large_folder_is_told_of_like_a_small_one(
    folder: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = told(folder, language)
    monkeypatch.setattr(spooling, "SPOOLED_FROM_BYTES", 1)
    assert told(folder, language) == whole
    assert len(json.loads(whole)["cases"]) > 20


def test_a_folder_is_large_by_the_sum_of_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spooling, "SPOOLED_FROM_BYTES", 10)
    names = [tmp_path / name for name in "ab"]
    for path in names:
        path.write_bytes(b"12345")
    assert is_large(names)
    assert not is_large([names[0], tmp_path / "gone"])


def test_bytes_in_the_spool_are_those_that_were_given(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"one")
    (tmp_path / "empty").write_bytes(b"")
    with Spool() as spool:
        kept = [spool.keep(SourceFile("first", b"\x00" * 5)), *sources_of(sorted(tmp_path.iterdir()), tmp_path, spool)]
        assert [spool.keep(one) for one in kept] == kept
        assert [(one.name, one.content) for one in kept] == [
            ("first", b"\x00" * 5),
            ("a.txt", b"one"),
            ("empty", b""),
        ]


def test_a_spool_has_no_name_that_anybody_could_find(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Spool() as spool:
        spool.keep(SourceFile("a", b"personal"))
        assert list(tmp_path.iterdir()) == []
