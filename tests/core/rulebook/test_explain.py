"""Rows and traces as text that a stranger can read."""

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from casewright.domain.facts import Fact
from casewright.rulebook import Rulebook, decide, explain_row, explain_trace, load_rulebook

from .conftest import row, value

BOOK = load_rulebook()


def test_a_row_tells_when_what_why_by_when_and_who_says_so() -> None:
    text = explain_row(BOOK, "ADR030", date(2026, 5, 1)).en
    for part in (
        "When state of the order: not shipped",
        "1. Ask for an official cancellation; the buyer orders again.",
        "Clock: Answer the buyer: 24 hours",
        "Source D5: Unshipped, other address: cancel and reorder",
        "How sure: published by the marketplace",
        "In force from 2020-01-01",
        "Older advice, forbidden today (003 订单问题 1)",
    ):
        assert part in text


def test_the_same_row_reads_in_chinese() -> None:
    text = explain_row(BOOK, "ADR030", date(2026, 5, 1)).zh
    for part in (
        "条件：订单状态：未发货",
        "1. 请买家正式申请取消，再重新下单。",
        "时限：回复买家：24 小时",
        "如今已不允许",
    ):
        assert part in text


def test_numbers_are_those_of_the_day_and_the_place() -> None:
    before = explain_row(BOOK, "RET090", date(2026, 1, 25), "amazon_us").en
    after = explain_row(BOOK, "RET090", date(2026, 1, 26), "amazon_us").en
    assert "refund within 2 business days" in before
    assert "refund within 4 days" in after


def test_a_row_before_its_first_number_still_explains_itself() -> None:
    assert "self_cancel_minutes" in explain_row(BOOK, "CAN040", date(1999, 1, 1)).en


@pytest.mark.parametrize("code", [row.code for table in BOOK for row in table.rows])
def test_every_row_explains_itself_in_both_languages(code: str) -> None:
    text = explain_row(BOOK, code, date(2026, 5, 1), "amazon_de")
    assert "{" not in text.en + text.zh
    assert len(text.en.splitlines()) == len(text.zh.splitlines())


def test_a_trace_reads_line_by_line() -> None:
    table = BOOK.table("address-change")
    facts = {"fulfilment": Fact("fulfilment", "seller")}
    answer = decide(table, facts, on=date(2026, 5, 1), marketplace="amazon_de", zone=ZoneInfo("Europe/Berlin"))
    lines = explain_trace(table, answer)
    assert lines[0].en == "ADR010 does not hold: who ships = seller (marketplace)"
    assert lines[1].zh == "ADR020 暂时无法判断：订单状态 = 未知（pending）"


def test_where_sources_differ_the_row_and_its_numbers_say_so(rulebook_of: Callable[..., Rulebook]) -> None:
    another = 'conflict = { en = "an older page says 3", zh = "旧页面写 3 天" }'
    limit = value("limit", "4", more=another)
    own = 'conflict = { en = "one page says the buyer", zh = "有一页写由买家承担" }'
    book = rulebook_of(limit + row("T010", '{ age = "> limit" }', more=own) + row("T900"))
    told = explain_row(book, "T010", date(2026, 5, 1))
    assert "Sources differ: one page says the buyer" in told.en
    assert "Sources differ on 4 days: an older page says 3" in told.en
    assert "4 天：来源说法不一：旧页面写 3 天" in told.zh
    assert "Sources differ" not in explain_row(book, "T900", date(2026, 5, 1)).en
