"""A packet beside the log: an original leads to its entry, and what is covered cannot be guessed from what is sent."""

import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from casewright.domain.exhibit import Exhibit, ExhibitKind, Speaker
from casewright.domain.place import Place
from casewright.evidence.log.journal import FolderJournal
from casewright.evidence.log.log import Log
from casewright.evidence.log.note import NoteKey, NoteSigner
from casewright.evidence.packet.build import Packet, build_packet
from casewright.evidence.packet.content import (
    ClaimElement,
    LogEvidence,
    PacketContent,
    PacketExhibit,
    PacketLetter,
    Point,
    WordsMask,
)
from casewright.evidence.packet.faults import PacketFaultKind
from casewright.evidence.packet.fonts import find_fonts
from casewright.evidence.packet.logged import log_evidence
from casewright.evidence.packet.profile import profile_named
from casewright.evidence.packet.verify import Original, Told, verify_manifest, verify_packet
from casewright.evidence.vault.blobs import FolderBlobs
from casewright.evidence.vault.errors import BlobDamagedError
from casewright.evidence.vault.keys import MemoryKeys
from casewright.evidence.vault.leaves import leaf_name
from casewright.evidence.vault.proving import proof_fits
from casewright.evidence.vault.sealing import Label
from casewright.evidence.vault.vault import Vault

AT = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)
SIGNER = NoteSigner("shop.example/evidence", bytes(32))
FILES = {"EX-001": b"Slip of RM 4471", "EX-002": b"Ring me on 555-0100."}
BY_DIGEST = {sha256(content).hexdigest(): content for content in FILES.values()}


def vault_in(folder: Path) -> Vault:
    log = Log(FolderJournal(folder / "log"), SIGNER.key, SIGNER, name_of=leaf_name)
    vault = Vault(FolderBlobs(folder / "vault"), MemoryKeys(lambda count: bytes(range(count))), log)
    for content in FILES.values():
        name = vault.name_for(content, subject="order 1")
        vault.keep(content, Label(name, "text/plain"), subject="order 1", by="desk", at=AT)
    return vault


def logged(vault: Vault) -> LogEvidence:
    names = {key: vault.name_for(content, subject="order 1") for key, content in FILES.items()}
    found = log_evidence(vault, names)
    assert found is not None
    return found


def packet_with(log: LogEvidence | None) -> Packet:
    exhibits = tuple(
        PacketExhibit(
            Exhibit(key, ExhibitKind.OTHER, Speaker.CARRIER, Place(key, sha256(content).hexdigest()), "text/plain"),
            ClaimElement.DELIVERY,
        )
        for key, content in FILES.items()
    )
    letter = PacketLetter(("Team",), ("Shop",), AT.date(), "Response", (Point("It came."),), (), (Point("Deny it."),))
    masks = (WordsMask(r"555-\d+", "telephone number"),)
    content = PacketContent("CW-1", "Claim", "amazon_uk", "en", letter, (), exhibits, masks=masks, log=log)
    return build_packet(content, profile_named("amazon", AT.date()), find_fonts(), AT, fetch=BY_DIGEST.__getitem__)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> LogEvidence:
    return logged(vault_in(tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="module")
def packet(log: LogEvidence) -> Packet:
    return packet_with(log)


def fits(proof: str, told: Told) -> bool:
    return proof_fits(proof, told, SIGNER.key)


def original(told: Told) -> Original:
    return Original(FILES[told["number"]])


def test_an_original_shown_whole_is_held_to_its_digest_and_to_its_log_entry(packet: Packet) -> None:
    check = verify_packet(packet.pdf, originals=original, check_proof=fits)
    assert check.whole
    assert check.proven == ("EX-001", "EX-002")
    assert check.compared == ("EX-001",)


def test_the_original_of_a_covered_exhibit_is_held_to_the_log_once_its_salt_is_handed_over(
    packet: Packet, log: LogEvidence
) -> None:
    salts = {one.key: one.salt for one in log.exhibits}
    handed = verify_packet(packet.pdf, originals=lambda told: Original(FILES[told["number"]], salts[told["number"]]))
    assert handed.compared == ("EX-001", "EX-002")
    other = verify_packet(packet.pdf, originals=lambda told: Original(b"Ring me on 555-0199.", salts[told["number"]]))
    assert other.altered == ("EX-001", "EX-002")


def test_nothing_in_a_packet_lets_covered_words_be_guessed(packet: Packet, log: LogEvidence) -> None:
    """Whoever tries every number finds no digest and no salt to try it with."""
    one = json.loads(packet.manifest)["exhibits"][1]
    assert (one["sha256"], one["salt"]) == (None, None)
    salt = getattr(log.of("EX-002"), "salt", "")
    secrets = (sha256(FILES["EX-002"]).hexdigest(), salt)
    assert not any(secret.encode() in content for secret in secrets for content in (packet.manifest, packet.pdf))
    assert one["commitment"] == f"hmac-sha256:{hmac.digest(bytes.fromhex(salt), FILES['EX-002'], 'sha256').hex()}"


def test_an_exchanged_original_whose_digest_was_exchanged_too_still_fails_at_the_log(packet: Packet) -> None:
    found = json.loads(packet.manifest)
    found["exhibits"][0]["sha256"] = sha256(b"Another slip").hexdigest()
    forged = json.dumps(found).encode()
    check = verify_manifest(forged, originals=lambda _: Original(b"Another slip"), check_proof=fits)
    assert [(fault.kind, fault.exhibit) for fault in check.faults] == [(PacketFaultKind.ORIGINAL_ALTERED, "EX-001")]


def test_a_commitment_or_a_head_that_is_not_the_proven_one_is_named(packet: Packet) -> None:
    found = json.loads(packet.manifest)
    found["exhibits"][0]["commitment"] = "hmac-sha256:" + "0" * 64
    assert verify_manifest(json.dumps(found).encode(), check_proof=fits).altered == ("EX-001",)
    found = json.loads(packet.manifest)
    found["log"]["checkpoint"] = found["log"]["checkpoint"].replace("\n4\n", "\n5\n")
    assert verify_manifest(json.dumps(found).encode(), check_proof=fits).altered == ("EX-001", "EX-002")


def test_a_proof_under_a_strangers_key_does_not_hold(packet: Packet) -> None:
    stranger = NoteKey(SIGNER.key.name, NoteSigner("x", bytes([1]) * 32).key.public)
    check = verify_packet(packet.pdf, check_proof=lambda proof, told: proof_fits(proof, told, stranger))
    assert check.altered == ("EX-001", "EX-002")
    assert {fault.kind for fault in check.faults} == {PacketFaultKind.PROOF_FAILS}


def test_exhibits_that_have_a_number_keep_it_in_every_packet(log: LogEvidence) -> None:
    assert list(packet_with(log).exhibits) == ["EX-001", "EX-002"]
    gone = replace(log, exhibits=log.exhibits[1:])
    assert verify_packet(packet_with(gone).pdf, check_proof=fits).proven == ("EX-002",)


def test_a_packet_does_not_rest_on_an_exhibit_that_the_vault_no_longer_holds_whole(tmp_path: Path) -> None:
    vault = vault_in(tmp_path)
    for path in (tmp_path / "vault").rglob("*"):
        if path.is_file():
            path.chmod(0o600)
            path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(BlobDamagedError):
        logged(vault)
