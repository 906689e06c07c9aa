"""The files of a folder while others write to it: nothing half delivered is read, nothing that moves is missed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from casewright.cli.folder import FileUnreadableError, files_under, sources_of
from casewright.cli.main import main
from casewright.domain.wire import record_to_wire
from casewright.intake import SourceFile
from casewright.intake.mailbox_files import mails_of, starts_as_mbox
from casewright.pipeline import read_files


def _mail(number: int) -> bytes:
    return (
        f"From: Buyer <b{number}@marketplace.amazon.de>\nTo: shop@seller.example\nMessage-ID: <m{number}@x.example>\n"
        f"Subject: Inquiry (Order: 302-5550301-000000{number})\nDate: Mon, 8 Mar 2027 09:00:00 +0000\n\n"
        "Where is my parcel?\n"
    ).encode()


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    for number, name in enumerate(("cur/1.host:2,S", "new/2.host", "tmp/3.host", ".Sent/cur/4.host:2,S"), 1):
        path = tmp_path / "Maildir" / name
        for box in ("cur", "new", "tmp"):
            (path.parent.parent / box).mkdir(parents=True, exist_ok=True)
        path.write_bytes(_mail(number))
    (tmp_path / "Maildir" / "dovecot-uidlist").write_bytes(b"3 V1 N4\n")
    return tmp_path / "Maildir"


def _names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in files_under(folder))


def test_in_a_maildir_only_what_is_being_delivered_is_left_out(maildir: Path) -> None:
    assert _names(maildir) == [".Sent/cur/4.host:2,S", "cur/1.host:2,S", "new/2.host"]
    assert _names(maildir.parent) == [f"Maildir/{name}" for name in _names(maildir)]


def test_a_folder_that_is_called_tmp_is_read_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    (tmp_path / "tmp" / "a.eml").write_bytes(_mail(1))
    assert _names(tmp_path) == ["tmp/a.eml"]


def test_a_mail_that_was_seen_meanwhile_is_read_where_it_is_now(maildir: Path) -> None:
    paths = list(files_under(maildir))
    (maildir / "new" / "2.host").rename(maildir / "cur" / "2.host:2,S")
    (maildir / "cur" / "1.host:2,S").rename(maildir / "cur" / "1.host:2,RS")
    read = {one.name: one.content for one in sources_of(paths, maildir)}
    assert read == {
        ".Sent/cur/4.host:2,S": _mail(4),
        "cur/1.host:2,RS": _mail(1),
        "cur/2.host:2,S": _mail(2),
    }


def test_a_file_that_is_deleted_meanwhile_is_passed_over(maildir: Path) -> None:
    paths = list(files_under(maildir))
    (maildir / "new" / "2.host").unlink()
    (maildir / ".Sent" / "cur" / "4.host:2,S").unlink()
    assert [one.name for one in sources_of(paths, maildir)] == ["cur/1.host:2,S"]


def test_a_file_that_may_not_be_read_is_named_in_both_languages(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadableError) as caught:
        list(sources_of([tmp_path], tmp_path))  # a folder stands for a file without permission: root may read those
    assert str(tmp_path) in caught.value.words.en
    assert "无法读取" in caught.value.words.zh


def test_a_run_over_a_maildir_opens_no_case_of_half_a_mail(maildir: Path) -> None:
    done = CliRunner().invoke(main, ["run", str(maildir), "--json", "--on", "2027-03-09"])
    assert done.exit_code == 0, done.output
    orders = {case["order_ref"] for case in json.loads(done.stdout)["cases"]}
    assert orders == {f"302-5550301-000000{number}" for number in (1, 2, 4)}


def test_a_mailbox_file_is_told_mail_by_mail_as_it_is_read_whole(tmp_path: Path) -> None:
    claim = (
        b"From: Amazon <atoz-guarantee-no-reply@amazon.de>\nMessage-ID: <one@mails.example>\n"
        b"Subject: A-to-z Guarantee claim for order 302-5550301-0000009\nDate: Mon, 8 Mar 2027 09:00:00 +0000\n\n"
        b"A claim for EUR 5.00 was filed on order 302-5550301-0000009. Please respond within 3 days.\n"
    )
    mails = [claim, _mail(2), _mail(2), claim.replace(b"3 days", b"2 days"), b"Subject: half a mail"]
    content = b"".join(b"From x Mon Mar  8 09:00:00 2027\n" + mail + b"\n" for mail in mails)
    (tmp_path / "old.mbox").write_bytes(content)
    printed = CliRunner().invoke(main, ["read", str(tmp_path / "old.mbox")])
    lines = [json.loads(line) for line in printed.stdout.splitlines()]
    whole = read_files([SourceFile("old.mbox", content)])
    records = [record_to_wire(one) for one in whole.records]
    assert json.loads(json.dumps([one for one in lines if one["type"] != "finding"])) == json.loads(json.dumps(records))
    assert sorted(one["code"] for one in lines if one["type"] == "finding") == sorted(
        one.code for one in whole.findings
    )
    assert "MAIL026" in printed.stdout


def test_a_mailbox_file_is_never_held_whole(tmp_path: Path) -> None:
    path = tmp_path / "large.mbox"
    letter = b"A long line of a letter about nothing in particular.\n" * 4000
    with path.open("wb") as file:
        for number in range(1, 9):
            file.write(b"From x Mon Mar  8 09:00:00 2027\n" + _mail(number) + letter + b"\n")
    with path.open("rb") as file:
        assert starts_as_mbox(file)
        mails = mails_of(file)
        next(mails)
        read_so_far = file.tell()
    assert read_so_far < path.stat().st_size / 2
