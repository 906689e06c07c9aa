"""Laws of the vault: no changed byte goes unnoticed, and the finding names the exhibit; whatever is sealed opens."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casewright.domain.exhibit import Exhibit, ExhibitKind, Speaker
from casewright.domain.place import Place
from casewright.evidence.log.copies import FolderCopy
from casewright.evidence.log.journal import FolderJournal
from casewright.evidence.log.log import Log
from casewright.evidence.log.note import NoteSigner
from casewright.evidence.vault.blobs import FolderBlobs
from casewright.evidence.vault.errors import SealedError
from casewright.evidence.vault.keys import FolderKeys, SubjectKey
from casewright.evidence.vault.leaves import CustodyStep, LeafError, leaf_bytes, leaf_from_bytes, leaf_name
from casewright.evidence.vault.sealing import Label, open_sealed, seal
from casewright.evidence.vault.twin import make_twin
from casewright.evidence.vault.vault import Vault
from casewright.evidence.vault.verify import VaultReport, verify_vault

SIGNER = NoteSigner("shop.example/evidence", bytes(range(32)))
LINE_BREAK = ord("\n")
AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def entropy(size: int) -> bytes:
    return hashlib.sha512(b"made up").digest()[:size]


def verify(folder: Path) -> VaultReport:
    return verify_vault(
        FolderBlobs(folder / "vault"),
        FolderJournal(folder / "log"),
        SIGNER.key,
        keys=FolderKeys(folder / "keys", bytes(32), entropy),
        copies=FolderCopy(folder / "copies").notes(),
    )


@pytest.fixture(scope="module")
def shop() -> Iterator[Path]:
    """Three exhibits of two subjects, one of them purged, with custody, in a folder with its second place."""
    folder = Path(tempfile.mkdtemp())
    log = Log(
        FolderJournal(folder / "log"),
        SIGNER.key,
        SIGNER,
        name_of=leaf_name,
        copies=[FolderCopy(folder / "copies")],
    )
    vault = Vault(FolderBlobs(folder / "vault"), FolderKeys(folder / "keys", bytes(32), entropy), log)
    for name, subject in (("EX-1", "order 1"), ("EX-2", "order 1"), ("EX-3", "order 2")):
        vault.keep(f"content of {name}".encode(), Label(name, "text/plain"), subject=subject, by="agent-1", at=AT)
    vault.custody("EX-2", CustodyStep.SENT, by="agent-1", at=AT)
    exhibit = Exhibit("EX-3", ExhibitKind.SIGNATURE, Speaker.CARRIER, Place("a", "b"), "text/plain")
    twin = make_twin(exhibit, {}, salt=bytes(16))
    vault.purge("order 2", {"EX-3": twin}, ground="G1", by="clerk-1", at=AT)
    assert verify(folder).findings == ()
    yield folder
    shutil.rmtree(folder)


def sealed_of(shop: Path) -> dict[str, str]:
    """Exhibit by the name of its stored file."""
    log = Log(FolderJournal(shop / "log"), SIGNER.key, name_of=leaf_name)
    vault = Vault(FolderBlobs(shop / "vault"), FolderKeys(shop / "keys", bytes(32), entropy), log)
    leaves = [leaf for subject in ("order 1", "twin of order 2") for leaf in vault.exhibits(subject)]
    leaves += [leaf for leaf in vault._exhibit_leaves() if leaf.exhibit == "EX-3"]
    return {leaf.sealed.value: leaf.exhibit for leaf in leaves}


def changed(shop: Path, kind: str, data: st.DataObject) -> tuple[Path, VaultReport]:
    """Flip one bit pattern in one byte of one file of that kind, verify, and put it back."""
    paths = sorted(path for path in (shop / kind).rglob("*") if path.is_file() and path.stat().st_size)
    path = data.draw(st.sampled_from(paths))
    before = path.read_bytes()
    content = bytearray(before)
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    mode = path.stat().st_mode
    path.chmod(0o600)
    try:
        path.write_bytes(content)
        return path, verify(shop)
    finally:
        path.write_bytes(before)
        path.chmod(mode)


def named(report: VaultReport) -> set[str]:
    return {name for one in report.findings for name in one.exhibits}


@given(st.data())
@settings(deadline=None)
def test_any_changed_byte_of_the_vault_names_its_exhibit_and_no_other(shop: Path, data: st.DataObject) -> None:
    path, report = changed(shop, "vault", data)
    assert not report.whole
    assert named(report) == {sealed_of(shop)[path.name]}


@given(st.data())
@settings(deadline=None)
def test_any_changed_byte_of_a_key_names_the_exhibits_under_it(shop: Path, data: st.DataObject) -> None:
    _, report = changed(shop, "keys", data)
    assert not report.whole
    assert named(report) in ({"EX-1", "EX-2"}, {"EX-3.twin"})


@given(st.data())
@settings(deadline=None)
def test_any_changed_byte_of_a_copied_head_names_the_copy(shop: Path, data: st.DataObject) -> None:
    path, report = changed(shop, "copies", data)
    assert [path.name in one.finding.words.en for one in report.findings] == [True]


def check_changed_log(shop: Path, whole: bytes, at: int, flip: int) -> None:
    """With one byte of the log changed, its line is told, and the exhibits of that line and no others."""
    content = bytearray(whole)
    content[at] ^= flip
    number = whole.count(b"\n", 0, at) + 1
    line = whole.split(b"\n")[number - 1]
    try:
        (shop / "log" / "journal").write_bytes(content)
        report = verify(shop)
    finally:
        (shop / "log" / "journal").write_bytes(whole)
    assert not report.whole
    assert {one.finding.place.row for one in report.findings} & {number, number + 1}
    if line.startswith(b"+") and whole[at] != LINE_BREAK:
        entry = json.loads(line.split(b" ", 2)[2])
        wanted = {one["exhibit"] for one in entry.get("purged", [entry])}
        assert wanted <= named(report)
        assert named(report) == wanted or content[at] == LINE_BREAK


@given(st.data())
@settings(deadline=None, max_examples=40)
def test_any_changed_byte_of_the_log_names_the_line_and_whom_it_concerns(shop: Path, data: st.DataObject) -> None:
    whole = (shop / "log" / "journal").read_bytes()
    check_changed_log(shop, whole, data.draw(st.integers(0, len(whole) - 1)), data.draw(st.integers(1, 255)))


@pytest.mark.slow
def test_every_third_byte_of_the_log_changed_in_turn_is_told_with_whom_it_concerns(shop: Path) -> None:
    whole = (shop / "log" / "journal").read_bytes()
    for at in range(0, len(whole), 3):
        flip = whole[at] ^ LINE_BREAK if at % 2 else 1 << at % 8
        check_changed_log(shop, whole, at, flip or 1)


@given(st.binary(max_size=200), st.text(min_size=1, max_size=20), st.sampled_from(["image/jpeg", "text/plain"]))
def test_whatever_is_sealed_opens_again_and_is_sealed_the_same(content: bytes, name: str, media_type: str) -> None:
    key = SubjectKey("k.1", bytes(32))
    label = Label(name, media_type)
    stored, sealed = seal(content, label, key)
    assert open_sealed(stored, key) == sealed
    assert seal(content, label, key)[0] == stored
    with pytest.raises(SealedError):
        open_sealed(stored, SubjectKey("k.1", b"1" * 32))


@given(st.binary(max_size=200))
def test_no_bytes_at_all_open_as_an_exhibit_or_read_as_an_entry(content: bytes) -> None:
    with pytest.raises(SealedError):
        open_sealed(content, SubjectKey("k.1", bytes(32)))
    with suppress(LeafError):
        assert leaf_bytes(leaf_from_bytes(content)) == content
    assert isinstance(leaf_name(content), str)
