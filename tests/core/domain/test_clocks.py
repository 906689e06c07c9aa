"""Golden cases for clocks: weekends, daylight saving, offices, holidays, pauses."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.domain.clocks import ALWAYS, OfficeCalendar, Pause, Span, Unit, due_at

ROME = ZoneInfo("Europe/Rome")
SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = OfficeCalendar(SHANGHAI, time(9), time(18), holidays=frozenset({date(2026, 10, 1), date(2026, 10, 2)}))
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(lambda one: one.replace(tzinfo=UTC))  # noqa: DTZ001 - made aware here


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_three_calendar_days_run_through_the_weekend() -> None:
    assert due_at(utc("2026-08-29T17:37:31"), Span(3, Unit.DAYS), ROME) == utc("2026-09-01T17:37:31")


def test_a_day_that_loses_an_hour_ends_at_the_same_local_hour() -> None:
    # Rome goes forward on 29 March 2026: 72 hours would end an hour after the same local hour
    assert due_at(utc("2026-03-27T12:00:00"), Span(3, Unit.DAYS), ROME) == utc("2026-03-30T11:00:00")


def test_a_day_that_gains_an_hour_ends_after_24_hours_each() -> None:
    # Rome goes back on 25 October 2026: the same local hour would be 73 hours later
    assert due_at(utc("2026-10-24T12:00:00"), Span(3, Unit.DAYS), ROME) == utc("2026-10-27T12:00:00")


def test_hours_are_hours_whatever_the_local_clock_does() -> None:
    assert due_at(utc("2026-03-28T12:00:00"), Span(24, Unit.HOURS), ROME) == utc("2026-03-29T12:00:00")


def test_office_hours_wait_for_monday() -> None:
    friday_evening = datetime(2026, 11, 20, 17, tzinfo=SHANGHAI)
    due = due_at(friday_evening, Span(2, Unit.HOURS), SHANGHAI, OFFICE)
    assert due == datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)


def test_two_business_days_skip_weekend_and_holidays() -> None:
    wednesday = datetime(2026, 9, 30, 10, tzinfo=SHANGHAI)
    assert due_at(wednesday, Span(2, Unit.BUSINESS_DAYS), SHANGHAI, OFFICE) == datetime(
        2026, 10, 6, 18, tzinfo=SHANGHAI
    )


def test_a_pause_moves_the_end_by_its_length() -> None:
    start = utc("2026-11-20T00:00:00")
    pause = Pause(utc("2026-11-20T06:00:00"), utc("2026-11-20T09:00:00"))
    assert due_at(start, Span(24, Unit.HOURS), ROME, ALWAYS, [pause]) == utc("2026-11-21T03:00:00")


def test_a_pause_after_the_end_changes_nothing() -> None:
    start = utc("2026-11-20T00:00:00")
    pause = Pause(utc("2026-11-22T00:00:00"), utc("2026-11-23T00:00:00"))
    assert due_at(start, Span(24, Unit.HOURS), ROME, ALWAYS, [pause]) == utc("2026-11-21T00:00:00")


def test_an_unfinished_pause_stops_the_clock() -> None:
    start = utc("2026-11-20T00:00:00")
    assert due_at(start, Span(24, Unit.HOURS), ROME, ALWAYS, [Pause(utc("2026-11-20T06:00:00"))]) is None


def test_business_days_without_an_office_are_refused() -> None:
    with pytest.raises(ValueError, match="office calendar"):
        due_at(utc("2026-11-20T00:00:00"), Span(1, Unit.BUSINESS_DAYS), ROME)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="needs its zone"):
        due_at(datetime(2026, 11, 20), Span(1, Unit.DAYS), ROME)  # noqa: DTZ001 - the point of the test


@given(INSTANTS, st.integers(0, 400), st.sampled_from([Unit.MINUTES, Unit.HOURS, Unit.DAYS]))
def test_a_clock_never_ends_later_than_its_length(start: datetime, count: int, unit: Unit) -> None:
    due = due_at(start, Span(count, unit), ROME)
    assert due is not None
    longest = timedelta(**{unit.value: count})
    assert longest - timedelta(hours=1) <= due - start <= longest


@given(INSTANTS, st.integers(1, 200))
def test_office_time_ends_within_opening_hours(start: datetime, hours: int) -> None:
    due = due_at(start, Span(hours, Unit.HOURS), SHANGHAI, OFFICE)
    assert due is not None
    local = due.astimezone(SHANGHAI)
    assert OFFICE.works_on(local.date())
    assert time(9) < local.time() <= time(18)


@given(INSTANTS, st.integers(1, 100), st.integers(0, 100))
def test_a_longer_span_never_ends_earlier(start: datetime, hours: int, more: int) -> None:
    first = due_at(start, Span(hours, Unit.HOURS), SHANGHAI, OFFICE)
    second = due_at(start, Span(hours + more, Unit.HOURS), SHANGHAI, OFFICE)
    assert first is not None
    assert second is not None
    assert first <= second
