"""Packets signed, and put into the shapes that others take."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from io import BytesIO

import pikepdf
import pytest
from asn1crypto import keys, tsp  # type: ignore[import-untyped] # has no types
from asn1crypto import x509 as asn1_x509
from pyhanko.sign.timestamps import DummyTimeStamper

from casewright.domain.exhibit import (
    Exhibit,
    ExhibitKind,
    Locator,
    Observation,
    ObservationKind,
    ObservationRole,
    Speaker,
)
from casewright.domain.place import Place
from casewright.evidence.packet.build import Packet, build_packet
from casewright.evidence.packet.content import (
    ClaimElement,
    PacketContent,
    PacketExhibit,
    PacketLetter,
    Point,
    WordsMask,
)
from casewright.evidence.packet.errors import ContentError, SigningError
from casewright.evidence.packet.exports.bagit import bagit_folder
from casewright.evidence.packet.exports.paypal import paypal_evidence
from casewright.evidence.packet.exports.stripe import stripe_evidence
from casewright.evidence.packet.fonts import find_fonts
from casewright.evidence.packet.profile import profile_named
from casewright.evidence.packet.signing import SigningKey, sign_packet, signature_holds
from casewright.evidence.packet.verify import verify_packet
from certificates import Identity

AT = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)
DAY = date(2026, 11, 19)
SLIP, TALK = b"Slip of RM 4471", b"Ring me on 555-0100."
FILES = {sha256(one).hexdigest(): one for one in (SLIP, TALK)}


def reading(
    kind: ObservationKind, value: str | date, role: ObservationRole | None = None, *, sure: bool = True
) -> Observation:
    return Observation(kind, value, Locator(Place("slip", "x")), sure, role)


def one(key: str, content: bytes, kind: ExhibitKind, *readings: Observation) -> Exhibit:
    place = Place(key, sha256(content).hexdigest())
    return Exhibit(key, kind, Speaker.CARRIER, place, "text/plain", observations=readings)


SHIPPED = (
    reading(ObservationKind.TRACKING, "RM 4471"),
    reading(ObservationKind.CARRIER, "Royal Mail"),
    reading(ObservationKind.DATED, date(2026, 11, 10), ObservationRole.SHIPPED),
    reading(ObservationKind.TRACKING, "GUESSED1", sure=False),
)
CONTENT = PacketContent(
    "CW-1",
    "Claim CW-1",
    "amazon_uk",
    "en",
    PacketLetter(
        ("Team",),
        ("Shop",),
        DAY,
        "Response",
        (Point("It came. Her number is 555-0100.", ("slip",)),),
        (),
        (Point("Deny it."),),
    ),
    (),
    (
        PacketExhibit(one("slip", SLIP, ExhibitKind.PROOF_OF_DELIVERY, *SHIPPED), ClaimElement.DELIVERY),
        PacketExhibit(one("talk", TALK, ExhibitKind.MESSAGE_THREAD), ClaimElement.CONVERSATION),
    ),
    masks=(WordsMask(r"555-\d+", "telephone number"),),
)


@pytest.fixture(scope="module")
def packet() -> Packet:
    return build_packet(CONTENT, profile_named("stripe", DAY), find_fonts(), AT, fetch=FILES.__getitem__)


class _Authority:
    """A time-stamping authority of our own, asked in DER and answering in DER."""

    def __init__(self) -> None:
        made = Identity("Time", AT, for_time=True)
        self._stamper = DummyTimeStamper(
            asn1_x509.Certificate.load(made.der), keys.PrivateKeyInfo.load(made.key_bytes()), fixed_dt=AT
        )

    def reply(self, request: bytes) -> bytes:
        answer: bytes = self._stamper.request_tsa_response(tsp.TimeStampReq.load(request)).dump()
        return answer


class _Down:
    def reply(self, request: bytes) -> bytes:
        assert request
        raise OSError("connection refused")


class _Babbling:
    def reply(self, request: bytes) -> bytes:
        assert request
        return b"not an answer"


def test_a_signature_holds_for_its_packet_and_the_sealed_part_stays_as_it_was(packet: Packet) -> None:
    maker = Identity("Lantern Home", AT)
    signed = sign_packet(packet.pdf, SigningKey(maker.pkcs12(b"pw"), b"pw"), AT, reason="Packet of CW-1")
    assert signed.pdf.startswith(packet.pdf)
    assert packet.pdf.endswith(b"%%EOF\n")
    assert signature_holds(signed.pdf, AT, (maker.der,))
    assert not signature_holds(signed.pdf, AT, (Identity("Somebody else", AT).der,))
    assert verify_packet(signed.pdf, receipt=packet.receipt, check_signature=lambda pdf: signature_holds(pdf, AT)).whole


def test_one_changed_byte_of_a_signed_packet_breaks_the_signature(packet: Packet) -> None:
    maker = Identity("Lantern Home", AT)
    signed = bytearray(sign_packet(packet.pdf, SigningKey(maker.pkcs12(b"pw"), b"pw"), AT, reason="r").pdf)
    signed[len(packet.pdf) // 2] ^= 1
    assert not signature_holds(bytes(signed), AT)
    kinds = {
        fault.kind.value
        for fault in verify_packet(bytes(signed), check_signature=lambda p: signature_holds(p, AT)).faults
    }
    assert {"seal_broken", "signature_fails"} <= kinds


def test_a_time_service_confirms_the_time(packet: Packet) -> None:
    maker = Identity("Lantern Home", AT)
    key = SigningKey(maker.pkcs12(b"pw"), b"pw")
    signed = sign_packet(packet.pdf, key, AT, reason="r", time_service=_Authority())
    assert signed.time_confirmed
    assert signature_holds(signed.pdf, AT)
    with pikepdf.open(BytesIO(signed.pdf)) as document:
        assert document.Root.AcroForm.Fields[0].V.SubFilter == "/ETSI.CAdES.detached"


@pytest.mark.parametrize("service", [_Down(), _Babbling()])
def test_a_time_service_that_fails_costs_the_confirmed_time_not_the_signature(
    packet: Packet, service: _Down | _Babbling
) -> None:
    key = SigningKey(Identity("Lantern Home", AT).pkcs12(b"pw"), b"pw")
    signed = sign_packet(packet.pdf, key, AT, reason="r", time_service=service)
    assert not signed.time_confirmed
    assert "without it" in signed.remarks[0].en
    assert signature_holds(signed.pdf, AT)


def test_a_wrong_password_is_refused_in_words(packet: Packet) -> None:
    key = SigningKey(Identity("Lantern Home", AT).pkcs12(b"pw"), b"other")
    with pytest.raises(SigningError, match="Check key and password"):
        sign_packet(packet.pdf, key, AT, reason="r")
    assert b"pw" not in repr(key).encode()


def test_stripe_gets_its_fields_with_hidden_words_hidden(packet: Packet) -> None:
    found = stripe_evidence(CONTENT, packet, profile_named("stripe", DAY))
    assert found.fields["shipping_tracking_number"] == "RM4471"
    assert found.fields["shipping_carrier"] == "Royal Mail"
    assert found.fields["shipping_date"] == "2026-11-10"
    assert "555" not in json.dumps(found.fields)
    assert set(found.files) == {"shipping_documentation", "customer_communication", "uncategorized_file"}
    with pikepdf.open(BytesIO(found.files["shipping_documentation"].content)) as document:
        assert len(document.pages) == 1


def test_stripe_gets_one_file_when_the_parts_would_be_too_large_together(packet: Packet) -> None:
    narrow = replace(profile_named("stripe", DAY), max_bytes=len(packet.pdf) + 10)
    assert set(stripe_evidence(CONTENT, packet, narrow).files) == {"uncategorized_file"}


def test_paypal_gets_typed_items_that_name_their_files(packet: Packet) -> None:
    found = paypal_evidence(CONTENT, packet)
    proof = next(item for item in found.evidences if item["evidence_type"] == "PROOF_OF_FULFILLMENT")
    assert proof["evidence_info"]["tracking_info"] == [{"carrier_name": "ROYAL_MAIL", "tracking_number": "RM4471"}]
    named = {document["name"] for item in found.evidences for document in item["documents"]}
    assert named == {file.name for file in found.files}
    assert "555" not in json.dumps(found.evidences)


def test_a_letter_too_long_for_paypal_is_refused(packet: Packet) -> None:
    long = replace(CONTENT, letter=replace(CONTENT.letter, opening="x" * 2001))
    with pytest.raises(ContentError, match="2000"):
        paypal_evidence(long, packet)


def test_a_bag_lists_every_file_and_keeps_covered_originals_out(packet: Packet) -> None:
    bag = bagit_folder(CONTENT, packet, AT, fetch=FILES.__getitem__, sign_note=lambda text: f"signed:{text}")
    listed = dict(line.split("  ")[::-1] for line in bag["manifest-sha256.txt"].decode().splitlines())
    assert listed == {path: sha256(content).hexdigest() for path, content in bag.items() if path.startswith("data/")}
    assert bag["data/originals/EX-001.txt"] == SLIP
    assert "data/originals/EX-002.txt" not in bag
    assert b"Originals-Withheld: EX-002" in bag["bag-info.txt"]
    assert bag["manifest-sha256.note"] == b"signed:" + bag["manifest-sha256.txt"]
    whole = bagit_folder(CONTENT, packet, AT, fetch=FILES.__getitem__, keep_covered=True)
    assert whole["data/originals/EX-002.txt"] == TALK
