"""Exact lengths of time as text."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.domain.durations import duration_from_text, duration_text


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("P3D", timedelta(days=3)),
        ("PT36H", timedelta(hours=36)),
        ("-P1DT2H30M", -timedelta(days=1, hours=2, minutes=30)),
        ("PT0.25S", timedelta(milliseconds=250)),
    ],
)
def test_iso_text_is_read(text: str, length: timedelta) -> None:
    assert duration_from_text(text) == length


@pytest.mark.parametrize("text", ["", "P", "PT", "P1DT", "P1M", "P1Y", "3D", "P-3D", "PT1.5H", "P٣D", "P9999999999D"])
def test_months_empty_parts_and_other_forms_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"duration|longer"):
        duration_from_text(text)


@given(st.timedeltas())
def test_what_is_written_reads_back(length: timedelta) -> None:
    assert duration_from_text(duration_text(length)) == length
