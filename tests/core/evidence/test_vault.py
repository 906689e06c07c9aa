"""The vault: what is kept is whole, named once, proved, and forgotten when it must be."""

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from string import Formatter

import pytest

from casewright.cli.evidence_home import EvidenceHome, NoEvidenceHomeError
from casewright.domain.exhibit import (
    Exhibit,
    ExhibitKind,
    Locator,
    Observation,
    ObservationKind,
    ObservationRole,
    Speaker,
    Weight,
)
from casewright.domain.money import Money
from casewright.domain.place import Place, Severity
from casewright.evidence.log.errors import ProofError
from casewright.evidence.log.journal import FolderJournal
from casewright.evidence.log.lines import entry_line
from casewright.evidence.log.log import Log
from casewright.evidence.log.merkle import leaf_hash
from casewright.evidence.log.note import NoteSigner
from casewright.evidence.log.proof import open_proof
from casewright.evidence.vault.blobs import FolderBlobs, MemoryBlobs
from casewright.evidence.vault.digest import Algorithm, Digest, digest_of
from casewright.evidence.vault.errors import (
    BlobDamagedError,
    DigestError,
    ExhibitPurgedError,
    ExhibitTakenError,
    ExhibitUnknownError,
    KeyDamagedError,
    KeyLostError,
    TwinMissingError,
)
from casewright.evidence.vault.findings import VAULT_FINDINGS
from casewright.evidence.vault.keys import FolderKeys
from casewright.evidence.vault.leaves import (
    CustodyLeaf,
    CustodyStep,
    ExhibitLeaf,
    LeafError,
    PurgeLeaf,
    leaf_bytes,
    leaf_from_bytes,
    leaf_name,
)
from casewright.evidence.vault.objects import ObjectBlobs
from casewright.evidence.vault.proving import prove_exhibit
from casewright.evidence.vault.sealing import Label, commitment_of
from casewright.evidence.vault.twin import (
    RedactedTwin,
    TwinError,
    make_twin,
    twin_bytes,
    twin_confirms,
    twin_from_bytes,
)
from casewright.evidence.vault.vault import Vault
from casewright.evidence.vault.verify import VaultReport, verify_vault

SIGNER = NoteSigner("shop.example/evidence", bytes(range(32)))
AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
SLIP = "签收人：李雷 Lei Li, Hauptstraße 5, 10115 Berlin".encode()
PDF = Label("EX-1", "application/pdf")


class Counter:
    """Made-up entropy: never the same twice."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, size: int) -> bytes:
        self.count += 1
        return hashlib.sha512(str(self.count).encode()).digest()[:size]


class Store:
    """A vault in a folder, opened as the shell opens it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.blobs = FolderBlobs(folder / "vault")
        self.keys = FolderKeys(folder / "keys", bytes(32), Counter())
        self.journal = FolderJournal(folder / "log")
        self.vault = Vault(self.blobs, self.keys, Log(self.journal, SIGNER.key, SIGNER, name_of=leaf_name))

    def keep(self, content: bytes = SLIP, label: Label = PDF, subject: str = "order 1") -> ExhibitLeaf:
        return self.vault.keep(content, label, subject=subject, by="agent-1", at=AT)

    def verify(self) -> VaultReport:
        return verify_vault(self.blobs, self.journal, SIGNER.key, keys=self.keys)

    def bytes_of_all(self) -> bytes:
        return b"".join(path.read_bytes() for path in self.folder.rglob("*") if path.is_file())


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def twin_of(name: str, *, expected: str | None = "Lei Li") -> RedactedTwin:
    place = Place("slip.pdf", "00")
    exhibit = Exhibit(
        name,
        ExhibitKind.PROOF_OF_DELIVERY,
        Speaker.CARRIER,
        place,
        "application/pdf",
        received_at=AT,
        observations=(
            Observation(ObservationKind.SCAN, "delivered", Locator(place, page=1, line=3)),
            Observation(ObservationKind.AT, AT, Locator(place, page=1, line=3), role=ObservationRole.DELIVERED),
            Observation(ObservationKind.SIGNED_BY, "LEI  LI", Locator(place, page=1, line=4, words="LEI  LI")),
            Observation(ObservationKind.CITY, "Berlin", Locator(place, page=1, line=5)),
            Observation(ObservationKind.WEIGHT, Weight(1250), Locator(place, page=1)),
            Observation(ObservationKind.AMOUNT, Money(1999, "EUR"), Locator(place, page=1)),
            Observation(ObservationKind.DATED, date(2026, 2, 27), Locator(place, page=1)),
            Observation(ObservationKind.SERIAL, "SN-77", Locator(place, page=2), sure=False),
            Observation(ObservationKind.TEXT, "left with the neighbour, Mrs Weber", Locator(place, page=1)),
        ),
    )
    order = {ObservationKind.CITY: "München"} | ({ObservationKind.PERSON: expected} if expected else {})
    return make_twin(exhibit, order, salt=bytes(range(16)))


def test_an_exhibit_comes_back_as_it_was_kept(store: Store) -> None:
    leaf = store.keep()
    sealed = store.vault.open("EX-1")
    assert sealed.content == SLIP
    assert sealed.label == PDF
    assert leaf.size_bytes == len(SLIP)
    assert store.verify().whole
    assert store.verify().opened == 1


def test_nothing_on_the_disk_shows_the_content_its_digest_or_its_subject(store: Store) -> None:
    store.keep(subject="order 302-1")
    everything = store.bytes_of_all()
    assert "李雷".encode() not in everything
    assert hashlib.sha256(SLIP).hexdigest().encode() not in everything
    assert hashlib.sha256(SLIP).digest() not in everything
    assert b"302-1" not in everything
    assert not any("302-1" in str(path) for path in store.folder.rglob("*"))


def test_the_stored_file_can_only_be_read(store: Store) -> None:
    digest = store.keep().sealed
    path = store.folder / "vault" / "sha256" / digest.value[:2] / digest.value
    assert path.stat().st_mode & 0o777 == 0o440


def test_the_same_exhibit_again_is_stored_and_entered_once(store: Store) -> None:
    assert store.keep() == store.keep()
    assert len(list(store.blobs.digests())) == 1
    assert sum(isinstance(leaf, ExhibitLeaf) for leaf in store.vault.leaves()) == 1


def test_a_name_never_stands_for_a_second_content(store: Store) -> None:
    store.keep()
    with pytest.raises(ExhibitTakenError):
        store.keep(b"another slip")
    with pytest.raises(ExhibitTakenError):
        store.keep(subject="order 2")
    assert len(list(store.blobs.digests())) == 1


def test_equal_content_of_two_subjects_cannot_be_told_from_each_other(store: Store) -> None:
    first = store.keep()
    second = store.keep(label=Label("EX-2", "application/pdf"), subject="order 2")
    assert first.commitment != second.commitment
    assert first.sealed != second.sealed


def test_content_and_salt_together_prove_what_the_log_holds(store: Store) -> None:
    store.keep()
    sealed = store.vault.open("EX-1")
    proven = open_proof(store.vault.proof("EX-1"), SIGNER.key)
    leaf = leaf_from_bytes(proven.entry)
    assert isinstance(leaf, ExhibitLeaf)
    assert commitment_of(SLIP, sealed.salt) == leaf.commitment
    assert commitment_of(SLIP + b" ", sealed.salt) != leaf.commitment


def test_custody_and_case_events_stand_in_the_same_log(store: Store) -> None:
    store.keep()
    store.vault.custody("EX-1", CustodyStep.SENT, by="agent-2", at=AT)
    event = store.vault.event("case 7", "event 3", b"buyer was refunded", subject="order 1", at=AT)
    assert store.vault.confirms(event, b"buyer was refunded")
    assert not store.vault.confirms(event, b"buyer was not refunded")
    steps = [leaf.step for leaf in store.vault.leaves() if isinstance(leaf, CustodyLeaf)]
    assert steps == [CustodyStep.RECEIVED, CustodyStep.SENT]
    with pytest.raises(ExhibitUnknownError):
        store.vault.custody("EX-9", CustodyStep.OPENED, by="agent-2", at=AT)


def test_an_instant_without_its_zone_is_refused() -> None:
    with pytest.raises(LeafError, match="zone"):
        leaf_bytes(CustodyLeaf("EX-1", CustodyStep.SENT, "agent-1", datetime(2026, 3, 1)))  # noqa: DTZ001


def test_the_bytes_of_each_entry_are_fixed() -> None:
    sealed = Digest(Algorithm.SHA256, "ab" * 32)
    leaf = ExhibitLeaf("证据-1", sealed, "hmac-sha256:00", 5, "image/jpeg", "k.1")
    assert leaf_bytes(leaf).decode() == (
        '{"commitment":"hmac-sha256:00","exhibit":"证据-1","is":"exhibit","key":"k.1","media_type":"image/jpeg",'
        f'"sealed":"sha256:{"ab" * 32}","size":5,"version":1}}'
    )
    assert leaf_from_bytes(leaf_bytes(leaf)) == leaf


@pytest.mark.parametrize(
    "entry", [b"", b"[]", b"null", b'{"is":"exhibit"}', b'{"is":"gift","version":1}', b'{"version":1}', b"\xff"]
)
def test_an_entry_that_is_not_ours_is_refused(entry: bytes) -> None:
    with pytest.raises(LeafError):
        leaf_from_bytes(entry)


def test_an_older_digest_is_checked_by_its_own_algorithm(store: Store) -> None:
    store.keep()
    (stored,) = (store.blobs.get(digest) for digest in store.blobs.digests())
    assert stored is not None
    older = digest_of(stored, Algorithm.SHA512)
    assert older.fits(stored)
    assert Digest.from_text(str(older)) == older
    for text in ("sha256:ab", "md5:" + "a" * 32, "ab" * 32, "sha256:" + "AB" * 32):
        with pytest.raises(DigestError):
            Digest.from_text(text)


def test_a_blob_is_never_overwritten(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    digest = digest_of(b"right")
    assert blobs.put(digest, b"right")
    assert not blobs.put(digest, b"right")
    path = tmp_path / "sha256" / digest.value[:2] / digest.value
    path.chmod(0o640)
    path.write_bytes(b"wrong")
    with pytest.raises(BlobDamagedError):
        blobs.put(digest, b"right")
    assert path.read_bytes() == b"wrong"


def test_an_object_store_keeps_blobs_as_a_folder_does() -> None:
    obstore = pytest.importorskip("obstore.store")
    blobs = ObjectBlobs(obstore.MemoryStore(), "shop/vault")
    digest = digest_of(b"right")
    assert blobs.get(digest) is None
    assert blobs.put(digest, b"right")
    assert not blobs.put(digest, b"right")
    with pytest.raises(BlobDamagedError):
        blobs.put(digest, b"wrong")
    assert blobs.get(digest) == b"right"
    assert list(blobs.digests()) == [digest]


def test_a_subject_keeps_its_key_and_a_forgotten_key_never_comes_back(tmp_path: Path) -> None:
    keys = FolderKeys(tmp_path, bytes(32), Counter())
    first = keys.make("order 1")
    assert keys.make("order 1") == first
    assert FolderKeys(tmp_path, bytes(32), Counter()).current("order 1") == first
    keys.forget(first.name)
    assert keys.find(first.name) is None
    assert keys.current("order 1") is None
    second = keys.make("order 1")
    assert second.name != first.name
    assert second.secret != first.secret
    assert list(keys.names()) == [second.name]


def test_a_key_file_opens_only_with_its_master_key(tmp_path: Path) -> None:
    key = FolderKeys(tmp_path, bytes(32), Counter()).make("order 1")
    assert key.secret not in b"".join(path.read_bytes() for path in tmp_path.rglob("*.key"))
    with pytest.raises(KeyDamagedError):
        FolderKeys(tmp_path, b"1" * 32, Counter()).find(key.name)
    assert repr(key.secret) not in repr(key)


def test_a_purge_makes_the_exhibit_unreadable_while_everything_still_verifies(store: Store) -> None:
    store.keep()
    purge = store.vault.purge("order 1", {"EX-1": twin_of("EX-1")}, ground="G1", by="clerk-1", at=AT)
    assert isinstance(purge, PurgeLeaf)
    assert [(one.exhibit, one.twin) for one in purge.purged] == [("EX-1", "EX-1.twin")]
    with pytest.raises(ExhibitPurgedError) as caught:
        store.vault.open("EX-1")
    assert caught.value.twin == "EX-1.twin"
    report = store.verify()
    assert (report.whole, report.exhibits, report.opened, report.purged) == (True, 2, 1, 1)
    assert open_proof(store.vault.proof("EX-1"), SIGNER.key).index == 0
    twin = twin_from_bytes(store.vault.open("EX-1.twin").content)
    assert twin.scans() == (("delivered", AT),)


def test_a_purge_without_twins_changes_nothing(store: Store) -> None:
    store.keep()
    store.keep(b"photo", Label("EX-2", "image/jpeg"))
    with pytest.raises(TwinMissingError) as caught:
        store.vault.purge("order 1", {"EX-1": twin_of("EX-1")}, ground="G1", by="clerk-1", at=AT)
    assert caught.value.exhibits == ("EX-2",)
    assert store.vault.open("EX-1").content == SLIP
    assert store.vault.purge("nobody", {}, ground="G1", by="clerk-1", at=AT) is None


def test_evidence_that_comes_after_a_purge_gets_a_new_key(store: Store) -> None:
    store.keep()
    store.vault.purge("order 1", {"EX-1": twin_of("EX-1")}, ground="G1", by="clerk-1", at=AT)
    store.keep(b"chargeback letter", Label("EX-3", "application/pdf"))
    assert store.vault.open("EX-3").content == b"chargeback letter"
    assert [leaf.exhibit for leaf in store.vault.exhibits("order 1")] == ["EX-3"]
    assert store.verify().whole


def test_twins_are_purged_in_their_turn_without_twins_of_their_own(store: Store) -> None:
    store.keep()
    store.vault.purge("order 1", {"EX-1": twin_of("EX-1")}, ground="G1", by="clerk-1", at=AT)
    purge = store.vault.purge("twin of order 1", {}, ground="G7", by="clerk-1", at=AT)
    assert purge is not None
    assert [one.twin for one in purge.purged] == [None]
    assert store.verify().whole


def test_a_purge_that_was_killed_before_the_key_went_is_finished_at_the_next_start(store: Store) -> None:
    store.keep()
    spared = store.keys.current("order 1")
    assert spared is not None
    path = next((store.folder / "keys").rglob("*.key"))
    content = path.read_bytes()
    store.vault.purge("order 1", {"EX-1": twin_of("EX-1")}, ground="G1", by="clerk-1", at=AT)
    path.write_bytes(content)
    path.with_suffix(".gone").unlink()
    assert [one.finding.code for one in store.verify().findings] == ["VAULT010"]
    with pytest.raises(ExhibitPurgedError):
        store.vault.open("EX-1")
    assert store.vault.resume(by="desk", at=AT).forgotten == (spared.name,)
    assert store.verify().whole
    assert store.keys.find(spared.name) is None


def test_an_exhibit_stored_but_not_logged_is_entered_at_the_next_start(tmp_path: Path) -> None:
    store = Store(tmp_path / "first")
    store.keep()
    fresh = FolderJournal(tmp_path / "fresh")
    log = Log(fresh, SIGNER.key, SIGNER, name_of=leaf_name)
    vault = Vault(store.blobs, store.keys, log)
    report = verify_vault(store.blobs, fresh, SIGNER.key, keys=store.keys)
    assert [(one.finding.code, one.exhibits) for one in report.findings] == [("VAULT007", ("EX-1",))]
    assert vault.resume(by="desk", at=AT).entered == ("EX-1",)
    assert vault.open("EX-1").content == SLIP
    assert vault.resume(by="desk", at=AT).entered == ()
    assert verify_vault(store.blobs, fresh, SIGNER.key, keys=store.keys).findings == ()


def test_a_lost_key_is_told_as_lost_and_not_as_purged(store: Store) -> None:
    leaf = store.keep()
    store.keys.forget(leaf.key)
    with pytest.raises(KeyLostError):
        store.vault.open("EX-1")
    assert [(one.finding.code, one.exhibits) for one in store.verify().findings] == [("VAULT003", ("EX-1",))]


def test_a_missing_blob_is_told_by_the_exhibits_name_in_both_languages(store: Store) -> None:
    leaf = store.keep()
    (store.folder / "vault" / "sha256" / leaf.sealed.value[:2] / leaf.sealed.value).unlink()
    (told,) = store.verify().findings
    assert told.finding.severity is Severity.ERROR
    assert told.finding.words.en == "The stored bytes of EX-1 are missing. Restore them from a backup."
    assert told.finding.words.zh == "EX-1 的存储内容缺失。请从备份恢复。"


def test_without_the_key_table_the_sealed_bytes_are_still_checked(store: Store) -> None:
    store.keep()
    report = verify_vault(store.blobs, store.journal, SIGNER.key)
    assert (report.whole, report.exhibits, report.opened) == (True, 1, 0)


def test_a_twin_keeps_times_and_answers_about_persons_without_naming_them() -> None:
    twin = twin_of("EX-1")
    content = twin_bytes(twin)
    for personal in ("LEI", "Berlin", "Weber", "München"):
        assert personal not in content.decode()
    assert [(one.kind, one.matches) for one in twin.matches] == [
        (ObservationKind.SIGNED_BY, True),
        (ObservationKind.CITY, False),
    ]
    assert twin_confirms(twin, ObservationKind.CITY, "berlin")
    assert not twin_confirms(twin, ObservationKind.CITY, "Bonn")
    assert twin_from_bytes(content) == twin
    assert {type(one.value) for one in twin.kept} == {str, datetime, Weight, Money, date}


def test_what_the_order_does_not_say_is_unknown_and_not_false() -> None:
    twin = twin_of("EX-1", expected=None)
    assert twin.matches[0].matches is None


def test_a_twin_needs_a_real_salt_and_refuses_other_bytes() -> None:
    place = Place("slip.pdf", "00")
    exhibit = Exhibit("EX-1", ExhibitKind.OTHER, Speaker.SELLER, place, "text/plain")
    with pytest.raises(TwinError, match="salt"):
        make_twin(exhibit, {}, salt=b"short")
    for content in (b"", b"{}", b"[]", b'{"version":1}', b"\xff"):
        with pytest.raises(TwinError):
            twin_from_bytes(content)


def test_what_was_guessed_is_still_a_guess_in_the_twin_and_counts_against_nobody() -> None:
    spot = Locator(Place("slip.pdf", "00"))
    read = (
        Observation(ObservationKind.BATCH, "QQ100200", spot, guessed=True),
        Observation(ObservationKind.CITY, "Berlin", spot, guessed=True),
        Observation(ObservationKind.CITY, "München", spot, guessed=True),
    )
    exhibit = Exhibit("EX-1", ExhibitKind.OTHER, Speaker.SELLER, spot.place, "text/plain", observations=read)
    twin = twin_from_bytes(twin_bytes(make_twin(exhibit, {ObservationKind.CITY: "München"}, salt=bytes(16))))
    assert [one.guessed for one in twin.kept] == [True]
    assert [one.matches for one in twin.matches] == [None, True]


def test_a_number_that_is_no_whole_number_survives_the_twin() -> None:
    place = Place("lab.pdf", "00")
    reading = Observation(ObservationKind.SERIAL, Decimal("1.50"), Locator(place))
    exhibit = Exhibit("EX-1", ExhibitKind.TEST_REPORT, Speaker.LABORATORY, place, "text/plain", observations=(reading,))
    twin = make_twin(exhibit, {}, salt=bytes(16))
    assert twin_from_bytes(twin_bytes(twin)).kept[0].value == Decimal("1.50")
    assert "1.50" in json.dumps(json.loads(twin_bytes(twin)))


def test_blobs_in_memory_behave_as_those_in_a_folder() -> None:
    blobs = MemoryBlobs()
    digest = digest_of(b"right")
    assert blobs.put(digest, b"right")
    with pytest.raises(BlobDamagedError):
        blobs.put(digest, b"wrong")
    assert list(blobs.digests()) == [digest]


def test_an_entry_replaced_with_its_hash_is_told_by_the_signed_head(store: Store) -> None:
    store.keep()
    store.keep(b"photo", Label("EX-2", "image/jpeg"))
    path = store.folder / "log" / "journal"
    lines = path.read_bytes().split(b"\n")
    forged = lines[1].split(b" ", 2)[2].replace(b"application/pdf", b"text/plain")
    path.write_bytes(b"\n".join([lines[0], entry_line(forged, leaf_hash(forged)).rstrip(), *lines[2:]]))
    found = {one.finding.code: one.exhibits for one in store.verify().findings}
    assert found == {"VAULT005": ("EX-1",), "LOG003": ("EX-1",)}


def test_a_cut_log_is_told_by_the_copy_with_the_exhibits_that_were_in_it(store: Store) -> None:
    store.keep()
    path = store.folder / "log" / "journal"
    before = path.read_bytes()
    store.keep(b"photo", Label("EX-2", "image/jpeg"))
    copy = ("mail of 1 March", store.vault.log.checkpoint)
    path.write_bytes(before)
    report = verify_vault(store.blobs, store.journal, SIGNER.key, keys=store.keys, copies=[copy])
    assert {one.finding.code: one.exhibits for one in report.findings} == {"VAULT007": ("EX-2",), "LOG008": ("EX-2",)}
    assert "Entries 2–3 are gone" in report.findings[-1].finding.words.en


def test_the_shell_prepares_a_vault_once_and_finds_it_again(tmp_path: Path) -> None:
    home = EvidenceHome(tmp_path / "home", origin="shop.example/evidence", copies=tmp_path / "other")
    home.open().keep(SLIP, PDF, subject="order 1", by="agent-1", at=AT)
    assert home.open().open("EX-1").content == SLIP
    assert (tmp_path / "home" / "master.key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "home" / "log.pub").read_text(encoding="utf-8").startswith("shop.example/evidence+")
    assert home.verify().whole
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["000000000002.checkpoint"]
    with pytest.raises(NoEvidenceHomeError):
        EvidenceHome(tmp_path / "empty").verify()


def test_every_finding_says_something_in_both_languages() -> None:
    for severity, words in VAULT_FINDINGS.values():
        assert isinstance(severity, Severity)
        names = {name for _, name, _, _ in Formatter().parse(words.en) if name}
        assert names == {name for _, name, _, _ in Formatter().parse(words.zh) if name}


def test_a_reader_with_original_salt_and_proof_needs_nothing_else(store: Store) -> None:
    leaf = store.keep()
    proof, salt = store.vault.proof("EX-1"), store.vault.open("EX-1").salt
    assert prove_exhibit(proof, SIGNER.key, content=SLIP, salt=salt) == leaf
    assert prove_exhibit(proof, SIGNER.key) == leaf
    for content, other in ((SLIP + b" ", salt), (SLIP, bytes(32)), (SLIP, None)):
        with pytest.raises(ProofError, match="EX-1"):
            prove_exhibit(proof, SIGNER.key, content=content, salt=other)
    with pytest.raises(ProofError, match="not of an exhibit"):
        prove_exhibit(store.vault.log.proof(1), SIGNER.key)
