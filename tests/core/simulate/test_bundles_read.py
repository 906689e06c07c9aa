"""The product's own path over made-up bundles: what is planted is found, what is clean stays quiet."""

from dataclasses import replace

import pytest

from casewright.domain.dispute import DisputeType
from casewright.evidence.board.board import Board
from casewright.evidence.readers.eyes import rapid_eyes
from casewright.evidence.readers.read import read_exhibit
from casewright.evidence.readers.reading import ExhibitReading, ReadingHints
from casewright.intake.reading import SourceFile
from casewright.simulate.bundle import Bundle, make_bundle, planted_of
from casewright.simulate.chance import Chance
from casewright.simulate.exhibits import Made
from planted_eyes import RememberingEyes
from planted_score import board_of_bundle, false_alarms, is_found

PICTURES = (".jpg", ".jpeg", ".png")


def read(file: SourceFile, hints: ReadingHints) -> ExhibitReading:
    return read_exhibit(file, hints=hints)


def made(kind: DisputeType, seed: str, fault: str | None = None) -> tuple[Bundle, Board]:
    bundle = make_bundle("a", kind, Chance(seed), None if fault is None else planted_of(fault))
    assert not any(file.name.endswith(PICTURES) for file in bundle.files)
    return bundle, board_of_bundle(bundle, read)


def test_a_clean_bundle_raises_no_alarm() -> None:
    _, board = made(DisputeType.LATE, "1")
    assert false_alarms(board) == []


@pytest.mark.parametrize("fault", ["wrong_city tracking", "other_order tracking", "missing tracking"])
def test_a_planted_fault_is_found_in_the_file_it_lies_in(fault: str) -> None:
    _, clean = made(DisputeType.LATE, "1")
    bundle, board = made(DisputeType.LATE, "1", fault)
    assert is_found(bundle, board, clean)


def test_a_fault_is_not_called_found_on_a_board_that_does_not_show_it() -> None:
    _, clean = made(DisputeType.LATE, "1")
    bundle, _ = made(DisputeType.LATE, "1", "wrong_city tracking")
    assert not is_found(bundle, clean, clean)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [DisputeType.DELIVERED_NOT_RECEIVED, DisputeType.DAMAGED, DisputeType.COD_DENIED])
def test_what_stands_in_pictures_is_found_too(kind: DisputeType) -> None:
    eyes = rapid_eyes()
    if eyes is None:
        pytest.skip("the text recognition is not installed")
    remembering = RememberingEyes(eyes)

    def look(file: SourceFile, hints: ReadingHints) -> ExhibitReading:
        return read_exhibit(file, hints=hints, eyes=remembering)

    clean = board_of_bundle(make_bundle("a", kind, Chance("slow")), look)
    assert false_alarms(clean) == []
    for fault in ("off_channel", "refund_both"):
        bundle = make_bundle("a", kind, Chance("slow"), planted_of(fault))
        assert is_found(bundle, board_of_bundle(bundle, look), clean)


def test_a_table_from_which_intake_makes_cases_stays_an_exhibit() -> None:
    head = "Type,Order ID,Refund reference,Date,Refund amount,Currency,Status"
    rows = head + "\r\nRefund,{},RF1,05 Mar 2026,45.99,USD,Done\r\n"
    bundle, _ = made(DisputeType.LATE, "1")
    told = board_of_bundle(
        replace(
            bundle,
            files=(*bundle.files, Made("refunds.csv", rows.format(bundle.story.order_id).encode(), "refund")),
        ),
        read,
    )
    assert "refunds.csv" in {one.place.file for one in told.exhibits}
