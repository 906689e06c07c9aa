"""Recordings of calls are kept; their words come from the user's own program, and only a person lets them out."""

import io
import shlex
import sys
import wave

import pytest

from casewright.cli.helper_programs import reader_with, transcriber_of
from casewright.domain.exhibit import CallTerms, ExhibitKind, ObservationKind, Speaker
from casewright.evidence.readers.read import read_exhibit
from casewright.evidence.readers.reading import ReadingHints
from casewright.intake import SourceFile
from casewright.pipeline.evidence import FolderBoard, board_of_files

SAYS = "import sys; print('The parcel came on Monday,', len(sys.stdin.buffer.read()), 'bytes of', sys.argv[1])"


def recording() -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\x00\x10\x00\xf0" * 2000)
    return target.getvalue()


def command(program: str) -> str:
    return shlex.join([sys.executable, "-c", program])


def board_told(call: str | None) -> FolderBoard:
    told = "" if call is None else f'call = "{call}"\n'
    stating = f'dispute = "delivered_not_received"\nopened_at = 2026-11-18\n[[exhibit]]\nfile = "call.wav"\n{told}'
    return board_of_files([SourceFile("dispute.toml", stating.encode()), SourceFile("call.wav", recording())])


def test_without_a_transcriber_a_recording_is_kept_and_says_what_to_do() -> None:
    reading = read_exhibit(SourceFile("call.wav", recording()))
    assert (reading.kind, reading.speaker) == (ExhibitKind.CALL_RECORDING, Speaker.BUYER)
    assert not reading.kind_sure
    assert not reading.observations
    assert [one.code for one in reading.findings if one.code.startswith("EXH04")] == ["EXH042"]


def test_the_users_own_program_gets_the_bytes_and_its_words_are_never_sure() -> None:
    reading = read_exhibit(SourceFile("call.wav", recording()), transcriber=transcriber_of(command(SAYS)))
    (said,) = reading.observations
    assert said.kind is ObservationKind.TEXT
    assert said.value == f"The parcel came on Monday, {len(recording())} bytes of {reading.media_type}"
    assert not said.sure
    assert "EXH043" in [one.code for one in reading.findings]


@pytest.mark.parametrize("program", ["import sys; sys.exit(3)", "pass"])
def test_a_transcriber_that_fails_loses_nothing(program: str) -> None:
    read = reader_with(command(program))
    assert read is not None
    reading = read(SourceFile("call.wav", recording()), ReadingHints())
    assert reading.kind is ExhibitKind.CALL_RECORDING
    assert "EXH044" in [one.code for one in reading.findings]


def test_without_a_command_there_is_no_transcriber() -> None:
    assert transcriber_of("") is None
    assert reader_with(None) is None


@pytest.mark.parametrize(
    ("call", "row"),
    [(None, "ADM014"), ("we_called", "ADM012"), ("buyer_not_asked", "ADM020")],
)
def test_a_recording_stays_out_until_a_person_says_that_the_caller_agreed(call: str | None, row: str) -> None:
    board = board_told(call).board
    assert board is not None
    assert [(one.exhibit, one.reason.code) for one in board.quarantined] == [("EX-001", row)]


def test_a_recording_of_a_caller_who_agreed_is_admitted() -> None:
    board = board_told("buyer_agreed").board
    assert board is not None
    assert not board.quarantined
    assert board.exhibits[0].call is CallTerms.BUYER_AGREED


def test_an_unknown_word_on_a_call_is_a_finding_that_names_the_known_ones() -> None:
    told = board_told("perhaps")
    (finding,) = [one for one in told.findings if one.code == "DSP003"]
    assert "buyer_agreed" in finding.words.en
    assert "buyer_agreed" in finding.words.zh
