"""Today: sorted by time left, one page at a time, found by words."""

from datetime import UTC, datetime, timedelta

import pytest

from casewright_web.models import CaseRow, CaseStatus
from casewright_web.selectors.today import CaseFilter, today_groups, today_list, today_tiles

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def case(number: int, hours: float | None, **values: object) -> CaseRow:
    due_at = None if hours is None else AT + timedelta(hours=hours)
    given = {"kind": "message", "search": "", "decision": {}, "summary": {}, "headline_en": "Do", "headline_zh": "做"}
    return CaseRow.objects.create(key=f"message:{number}", due_at=due_at, **{**given, **values})


def test_cases_stand_under_the_time_they_have_left() -> None:
    for number, hours in enumerate([None, 200, 100, 20, 11.9, -0.1, 12, 24]):
        case(number, hours)
    groups = today_groups(rows=today_list(chosen=CaseFilter()).rows, at=AT)
    assert [(group.name.value, len(group.rows)) for group in groups] == [
        ("overdue", 1),
        ("half_day", 1),
        ("day", 2),
        ("week", 2),
        ("later", 1),
        ("no_clock", 1),
    ]


def test_pages_follow_each_other_without_a_gap_or_a_double() -> None:
    for number in range(7):
        case(number, 5 if number < 4 else None)
    seen: list[int] = []
    after: str | None = ""
    while after is not None:
        page = today_list(chosen=CaseFilter(), after=after, rows=2)
        seen += [row.pk for row in page.rows]
        after = page.after
    assert seen == [row.pk for row in CaseRow.objects.order_by("pk")]


def test_a_cursor_that_nobody_made_starts_from_the_top() -> None:
    case(1, 5)
    assert len(today_list(chosen=CaseFilter(), after="x'; DROP TABLE").rows) == 1


def test_search_finds_cases_that_have_every_word() -> None:
    case(1, 5, search="302-5550301 lehnert 台灯")
    case(2, 5, search="302-5550302 lehnert")
    assert len(today_list(chosen=CaseFilter(words="LEHNERT 台灯")).rows) == 1
    assert len(today_list(chosen=CaseFilter(words="lehnert")).rows) == 2
    assert today_list(chosen=CaseFilter(words="100%")).rows == ()


def test_a_filter_keeps_one_kind_one_site_one_status() -> None:
    case(1, 5, kind="return", marketplace="amazon_de")
    case(2, 5, kind="return", marketplace="amazon_us")
    case(3, 5, status=CaseStatus.CLOSED)
    assert len(today_list(chosen=CaseFilter(kind="return")).rows) == 2
    assert len(today_list(chosen=CaseFilter(kind="return", marketplace="amazon_de")).rows) == 1
    assert len(today_list(chosen=CaseFilter(status=CaseStatus.CLOSED)).rows) == 1


def test_the_tiles_add_only_money_of_one_currency() -> None:
    case(1, 5, money_minor=100, currency="EUR")
    case(2, -1, money_minor=250, currency="EUR")
    case(3, 30, money_minor=99, currency="JPY")
    case(4, 5, money_minor=99, currency="JPY", status=CaseStatus.CLOSED)
    tiles = today_tiles(at=AT)
    assert tiles.at_stake == (("EUR", 350, 2), ("JPY", 99, 1))
    assert (tiles.due_within_day, tiles.overdue) == (2, 1)
