"""A dispute stated without any day gets a finding that says what to add, and no board of a day nobody named."""

from datetime import UTC, datetime

from casewright.intake import SourceFile
from casewright.pipeline.evidence import board_of_files

STATED = SourceFile("dispute.toml", b'dispute = "delivered_not_received"\n')


def test_a_dispute_without_a_day_says_what_to_add() -> None:
    told = board_of_files([STATED])
    assert told.board is None
    assert [one.code for one in told.findings] == ["DSP011"]
    assert "opened_at" in told.findings[0].words.zh


def test_a_day_that_is_named_is_enough() -> None:
    assert board_of_files([STATED], at=datetime(2026, 11, 20, tzinfo=UTC)).board is not None
