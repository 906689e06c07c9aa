"""`casewright verify`: what was altered is named, offline, whatever form the evidence came in."""

import json
import shutil
from contextlib import nullcontext
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from casewright.cli.evidence_home import EvidenceHome, KeyFileDamagedError
from casewright.cli.main import main
from casewright.domain.exhibit import Exhibit, ExhibitKind, Speaker
from casewright.domain.place import Place
from casewright.evidence.packet.build import build_packet
from casewright.evidence.packet.content import (
    ClaimElement,
    PacketContent,
    PacketExhibit,
    PacketLetter,
    Point,
    WordsMask,
)
from casewright.evidence.packet.exports.bagit import bagit_folder
from casewright.evidence.packet.fonts import find_fonts
from casewright.evidence.packet.logged import log_evidence
from casewright.evidence.packet.profile import profile_named
from casewright.evidence.vault.sealing import Label

AT = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)
FILES = {"EX-001": b"Slip of RM 4471", "EX-002": b"Ring me on 555-0100."}


def casewright(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def checked(*arguments: str | Path) -> dict[str, Any]:
    result = casewright("verify", "--json", *arguments)
    found: dict[str, Any] = json.loads(result.stdout)
    assert result.exit_code == (1 if found["whole"] is False else 0)
    return found


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all there is: the vault, the packet with what stands beside it, originals, and a bag."""
    folder = tmp_path_factory.mktemp("sent")
    home = EvidenceHome(folder / "home", origin="shop.example/evidence")
    vault, names = home.open(), {}
    for key, content in FILES.items():
        names[key] = vault.name_for(content, subject="order 1")
        vault.keep(content, Label(names[key], "text/plain"), subject="order 1", by="desk", at=AT)
        (folder / "originals").mkdir(exist_ok=True)
        (folder / "originals" / f"{key}.txt").write_bytes(content)
    log = log_evidence(vault, names)
    by_digest = {sha256(content).hexdigest(): content for content in FILES.values()}
    exhibits = tuple(
        PacketExhibit(
            Exhibit(key, ExhibitKind.OTHER, Speaker.CARRIER, Place(key, sha256(content).hexdigest()), "text/plain"),
            ClaimElement.DELIVERY,
        )
        for key, content in FILES.items()
    )
    letter = PacketLetter(("Team",), ("Shop",), AT.date(), "Response", (Point("It came."),), (), (Point("Deny it."),))
    masks = (WordsMask(r"555-\d+", "telephone number"),)
    whole = PacketContent("CW-1", "Claim", "amazon_uk", "en", letter, (), exhibits, masks=masks, log=log)
    packet = build_packet(whole, profile_named("amazon", AT.date()), find_fonts(), AT, fetch=by_digest.__getitem__)
    (folder / "packet.pdf").write_bytes(packet.pdf)
    (folder / "packet.manifest.json").write_bytes(packet.manifest)
    (folder / "packet.receipt.json").write_bytes(packet.receipt)
    bag = bagit_folder(whole, packet, AT, fetch=by_digest.__getitem__, sign_note=home.sign_note, keep_covered=True)
    for path, body in bag.items():
        (folder / "bag" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "bag" / path).write_bytes(body)
    return folder


def spoil(path: Path, at: int = -3) -> None:
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


@pytest.fixture
def copy(sent: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sent, tmp_path / "copy"))


def test_a_packet_is_held_to_its_originals_and_to_the_log_by_the_key_given(sent: Path) -> None:
    found = checked(sent / "packet.pdf", "--originals", sent / "originals", "--key", sent / "home" / "log.pub")
    assert found["whole"]
    assert found["log_key"]["given"]
    assert [(one["number"], one["original"], one["log"]) for one in found["exhibits"]] == [
        ("EX-001", True, True),
        ("EX-002", None, True),
    ]


def test_without_a_key_the_packets_own_is_used_and_the_reader_is_told(sent: Path) -> None:
    assert not checked(sent / "packet.pdf")["log_key"]["given"]
    assert "log.pub" not in casewright("verify", sent / "packet.pdf").output
    assert "shop.example/evidence+" in casewright("verify", sent / "packet.pdf").output


def test_a_strangers_key_proves_nothing(sent: Path, tmp_path: Path) -> None:
    EvidenceHome(tmp_path, origin="shop.example/evidence").open()
    found = checked(sent / "packet.pdf", "--key", tmp_path / "log.pub")
    assert found["altered"] == ["EX-001", "EX-002"]


def test_the_salt_that_comes_with_a_covered_original_opens_its_entry(copy: Path) -> None:
    shutil.copy(copy / "bag" / "data" / "openings.json", copy / "originals" / "openings.json")
    found = checked(copy / "packet.pdf", "--originals", copy / "originals")
    assert [one["original"] for one in found["exhibits"]] == [True, True]
    spoil(copy / "originals" / "EX-002.txt")
    assert checked(copy / "packet.pdf", "--originals", copy / "originals")["altered"] == ["EX-002"]


def test_originals_are_found_by_what_is_in_them_when_their_names_say_nothing(copy: Path) -> None:
    (copy / "originals" / "EX-001.txt").rename(copy / "originals" / "slip from the carrier.txt")
    found = checked(copy / "packet.pdf", "--originals", copy / "originals")
    assert found["exhibits"][0]["original"] is True


@pytest.mark.parametrize("what", ["manifest", "receipt"])
def test_what_stands_beside_a_packet_is_compared_with_it(copy: Path, what: str) -> None:
    spoil(copy / f"packet.{what}.json")
    assert f"{what}_differs" in {fault["kind"] for fault in checked(copy / "packet.pdf")["faults"]}


def test_a_manifest_alone_holds_originals_to_the_log(copy: Path) -> None:
    assert checked(copy / "packet.manifest.json", "--originals", copy / "originals")["whole"]
    spoil(copy / "originals" / "EX-001.txt")
    found = checked(copy / "packet.manifest.json", "--originals", copy / "originals")
    assert (found["kind"], found["altered"]) == ("manifest", ["EX-001"])


def rewrite(path: Path, old: str, new: str) -> None:
    path.chmod(0o600)
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize("gone", ["packet.receipt.json", "packet.pdf"])
def test_a_manifest_that_says_something_else_is_found_by_the_receipt_or_the_packet_beside_it(
    copy: Path, gone: str
) -> None:
    (copy / gone).unlink()
    assert checked(copy / "packet.manifest.json")["whole"] is True
    rewrite(copy / "packet.manifest.json", '"speaker":"carrier"', '"speaker":"buyer"')
    found = checked(copy / "packet.manifest.json")
    assert [fault["kind"] for fault in found["faults"]] == [
        "manifest_differs" if gone == "packet.receipt.json" else "receipt_differs"
    ]
    for tongue in ("en", "zh"):
        told = casewright("verify", copy / "packet.manifest.json", "--lang", tongue).output
        assert "Whole" not in told
        assert not told.startswith("完好")


def test_a_manifest_in_a_bag_is_held_to_what_lies_there(copy: Path) -> None:
    assert checked(copy / "bag" / "data" / "manifest.json")["whole"] is True
    rewrite(copy / "bag" / "data" / "manifest.json", '"amazon_uk"', '"amazon_fr"')
    kinds = [fault["kind"] for fault in checked(copy / "bag" / "data" / "manifest.json")["faults"]]
    assert kinds == ["receipt_differs", "manifest_differs"]


def test_a_manifest_all_alone_is_never_called_unaltered(copy: Path, tmp_path: Path) -> None:
    lone = Path(shutil.copy(copy / "packet.manifest.json", tmp_path / "from a mail.json"))
    assert checked(lone, "--key", copy / "home" / "log.pub")["whole"] is None
    told = casewright("verify", lone, "--lang", "en").output
    assert "only commitments and proofs were checked" in told
    assert "nothing in this" not in told
    told = casewright("verify", lone, "--lang", "zh").output
    assert "只核对了承诺值和日志证明" in told
    assert "没有任何改动" not in told


def test_of_a_lone_manifest_no_page_is_said_to_be_checked(copy: Path, tmp_path: Path) -> None:
    lone = Path(shutil.copy(copy / "packet.manifest.json", tmp_path / "from a mail.json"))
    english = casewright("verify", lone, "--lang", "en").output
    assert "only pages and lists were checked" not in english
    assert "pages are not in a manifest, so none was checked" in english
    chinese = casewright("verify", lone, "--lang", "zh").output
    assert "只核对了页面和清单" not in chinese
    assert "没有核对页面" in chinese
    assert "only pages and lists were checked" in casewright("verify", copy / "packet.pdf", "--lang", "en").output


def test_a_bag_is_whole_and_any_spoilt_file_in_it_is_named(copy: Path) -> None:
    assert checked(copy / "bag")["whole"]
    spoil(copy / "bag" / "data" / "originals" / "EX-002.txt")
    found = checked(copy / "bag")
    assert found["altered"] == ["EX-002"]
    (copy / "bag" / "data" / "more.txt").write_text("x")
    (copy / "bag" / "bag-info.txt").unlink()
    assert {"file_added", "file_missing"} <= {fault["kind"] for fault in checked(copy / "bag")["faults"]}


def test_lists_of_a_bag_that_were_rewritten_with_the_file_fail_at_the_logs_signature(copy: Path) -> None:
    bag = copy / "bag"
    listing = bag / "manifest-sha256.txt"
    before = sha256((bag / "data" / "openings.json").read_bytes()).hexdigest()
    (bag / "data" / "openings.json").write_text("{}")
    listing.write_text(listing.read_text().replace(before, sha256(b"{}").hexdigest()))
    tags = bag / "tagmanifest-sha256.txt"
    lines = [
        f"{sha256((bag / line[66:]).read_bytes()).hexdigest()}  {line[66:]}" for line in tags.read_text().splitlines()
    ]
    tags.write_text("\n".join(lines) + "\n")
    assert [fault["kind"] for fault in checked(bag)["faults"]] == ["note_fails"]


def test_an_evidence_home_is_checked_whole_and_a_spoilt_exhibit_named(copy: Path) -> None:
    assert checked(copy / "home")["exhibits"] == {"all": 2, "opened": 2, "purged": 0}
    spoil(next(path for path in (copy / "home" / "vault").rglob("*") if path.is_file()))
    found = checked(copy / "home")
    assert len(found["altered"]) == 1
    assert casewright("verify", copy / "home", "--lang", "zh").exit_code == 1


def kept_as(copy: Path, number: str) -> tuple[str, Path]:
    """Return the name and the sealed bytes under which the vault of the folder keeps an exhibit."""
    journal = (copy / "home" / "log" / "journal").read_text()
    vault = EvidenceHome(copy / "home", origin="shop.example/evidence").open()
    name = vault.name_for(FILES[number], subject="order 1")
    digest = next(line for line in journal.splitlines() if f'"{name}"' in line and '"sealed"' in line)
    value = digest.partition('"sealed":"sha256:')[2].partition('"')[0]
    return name, next((copy / "home" / "vault").rglob(value))


def test_a_fault_of_a_vault_is_told_with_packet_number_title_and_file(copy: Path) -> None:
    number = "EX-002"
    name, stored = kept_as(copy, number)
    spoil(stored)
    (called,) = checked(copy / "home", "--originals", copy / "originals")["called"]
    assert (called["exhibit"], called["packet"], called["number"]) == (name, "CW-1", number)
    english = casewright("verify", copy / "home", "--originals", copy / "originals", "--lang", "en").output
    assert f"{name} is {number}, “Document”, of packet CW-1" in english
    chinese = casewright("verify", copy / "home", "--lang", "zh").output
    assert f"{name} 即证据包 CW-1 中的 {number}" in chinese


def test_a_whole_exhibit_is_named_with_its_file_and_without_manifests_nothing_is_called(copy: Path) -> None:
    names = {number: kept_as(copy, number) for number in FILES}
    for _, stored in names.values():
        spoil(stored)
    files = {one["file"] for one in checked(copy / "home", "--originals", copy / "originals")["called"]}
    assert files & {f"{number}.txt" for number in FILES}
    (copy / "packet.manifest.json").write_text("[]")
    assert checked(copy / "home")["called"] == []


def test_a_home_under_a_strangers_key_is_not_whole_and_its_own_key_is_told_as_its_own(
    copy: Path, tmp_path: Path
) -> None:
    assert checked(copy / "home", "--key", copy / "home" / "log.pub")["log_key"]["given"]
    assert "from log.pub in the folder itself" in casewright("verify", copy / "home", "--lang", "en").output
    assert "取自该文件夹内的 log.pub" in casewright("verify", copy / "home", "--lang", "zh").output
    EvidenceHome(tmp_path / "other", origin="shop.example/evidence").open()
    found = checked(copy / "home", "--key", tmp_path / "other" / "log.pub")
    assert found["whole"] is False
    assert "VAULT012" in {fault["kind"] for fault in found["faults"]}


@pytest.mark.parametrize("content", ["", "zz", "00" * 31, "\xe9" * 64, "AB" * 32])
def test_with_a_damaged_master_key_the_log_is_checked_all_the_same(copy: Path, content: str) -> None:
    (copy / "home" / "master.key").write_text(content, "utf-8")
    found = checked(copy / "home")
    assert [fault["kind"] for fault in found["faults"]] == ["VAULT014"]
    assert (found["exhibits"], found["entries"]) == ({"all": 2, "opened": 0, "purged": 0}, checked_entries(copy))


def checked_entries(copy: Path) -> int:
    return sum(line.startswith("+ ") for line in (copy / "home" / "log" / "journal").read_text("utf-8").splitlines())


@pytest.mark.parametrize("name", ["signing.key", "log.pub", "master.key"])
def test_any_flipped_bit_of_a_key_file_is_noticed_without_a_traceback(copy: Path, name: str) -> None:
    path = copy / "home" / name
    whole = path.read_bytes()
    path.chmod(0o600)
    for at in range(0, len(whole.rstrip()), 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :])
        result = casewright("verify", copy / "home")
        assert result.exit_code == 1, at
        assert isinstance(result.exception, SystemExit), at


@pytest.mark.parametrize("name", ["signing.key", "master.key"])
def test_a_lost_or_altered_secret_is_never_replaced_by_a_new_one(copy: Path, name: str) -> None:
    home = EvidenceHome(copy / "home", origin="shop.example/evidence")
    if name == "signing.key":
        spoil(copy / "home" / name)
    else:  # another key of the right form: only what it does not open betrays it
        secret = copy / "home" / name
        secret.chmod(0o600)
        secret.write_text(secret.read_text()[::-1])
    with pytest.raises(KeyFileDamagedError, match=name) if name == "signing.key" else nullcontext():
        home.open()
    (copy / "home" / name).unlink()
    with pytest.raises(KeyFileDamagedError, match=name):
        home.open()
    kinds = [fault["kind"] for fault in checked(copy / "home")["faults"]]
    assert kinds == ["VAULT016" if name == "signing.key" else "VAULT014"]


def test_where_log_pub_was_damaged_the_key_that_was_handed_over_still_checks_the_log(copy: Path) -> None:
    key = (copy / "home" / "log.pub").read_text("utf-8").strip()
    spoil(copy / "home" / "log.pub", 3)
    assert [fault["kind"] for fault in checked(copy / "home", "--key", key)["faults"]] == ["VAULT013"]
    assert "log.pub 缺失、损坏或被改动" in casewright("verify", copy / "home", "--lang", "zh").output


@pytest.mark.parametrize(
    ("name", "content"), [("a.txt", b"hello"), ("a.json", b"{}"), ("a.pdf", b"%PDF-1.7\n"), ("e", b"")]
)
def test_what_is_none_of_these_is_refused_in_both_languages(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    found = checked(tmp_path / name)
    assert not found["whole"]
    assert all(fault["en"] and fault["zh"] for fault in found["faults"])
    assert casewright("verify", tmp_path / name, "--lang", "zh").output.startswith("不完好")


def test_a_folder_that_is_no_bag_and_a_key_that_is_none_are_told_what_would_be_right(
    sent: Path, tmp_path: Path
) -> None:
    assert "no log.pub" in casewright("verify", tmp_path).output
    assert "log.pub" in casewright("verify", sent / "packet.pdf", "--key", "nonsense").output
