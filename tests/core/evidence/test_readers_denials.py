"""Carriers' letters that take a delivery back are no proof of one."""

import pytest

from casewright.domain.exhibit import ExhibitKind, ObservationKind
from casewright.evidence.readers.read import read_exhibit
from casewright.intake.reading import SourceFile

_PARCEL = "1Z999AA10123456784"


def _kind(text: str) -> ExhibitKind:
    return read_exhibit(SourceFile("letter.txt", text.encode())).kind


@pytest.mark.parametrize(
    "said",
    [
        "The entry 'delivered' of 4 May 2026 was keyed by mistake at our depot.",
        "We hold no signature for this parcel and the driver did not hand it over to anybody.",
        "Die Zustellung vom 4. Mai 2026 wurde irrtümlich erfasst.",
        "La mention « livré » du 4 mai 2026 a été saisie par erreur.",
        "El escaneo de entrega del 4 de mayo de 2026 se hizo por error.",
        "5月4日的签收记录为误点，快件未实际交付贵公司。",
        "5月4日の配達完了は入力誤りで、お荷物は引き渡しができておりません。",
    ],
)
def test_a_letter_that_takes_the_delivery_back_denies_it(said: str) -> None:
    assert _kind(f"Delivery of your return\nTracking number: {_PARCEL}\n{said}\n") is ExhibitKind.DELIVERY_DENIAL


@pytest.mark.parametrize(
    "said",
    [
        "Signed by: Ann Lee\nDelivered on: 4 May 2026\nNo signature of a neighbour was needed.",
        "Delivered on: 4 May 2026\nLeft in a safe place; no signature required.",
    ],
)
def test_a_slip_stays_a_proof_of_delivery_where_no_signature_was_needed(said: str) -> None:
    text = f"Proof of delivery\nTracking number: {_PARCEL}\n{said}\n"
    assert _kind(text) is ExhibitKind.PROOF_OF_DELIVERY


def test_a_history_with_place_and_time_on_rows_of_their_own_is_read_event_by_event() -> None:
    text = (
        f"Where your parcel is\nTracking number\n{_PARCEL}\n"
        "Delivered, handed to the resident\nLeeds LS1 4AP\n4 May 2026 14:10\n"
        "Out for delivery\nLeeds LS1 4AP\n4 May 2026 08:02\n"
        "Arrived at the hub\nDerby DE1 2GD\n3 May 2026 22:40\n"
    )
    told = read_exhibit(SourceFile("page.txt", text.encode())).observations
    scans = [one.value for one in told if one.kind is ObservationKind.SCAN]
    moments = [f"{one.value:%d %H:%M}" for one in told if one.kind is ObservationKind.AT]
    assert scans == ["delivered", "out_for_delivery", "in_transit"]
    assert moments == ["04 14:10", "04 08:02", "03 22:40"]
