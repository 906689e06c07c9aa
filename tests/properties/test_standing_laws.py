"""While a decision is said to stand, nothing that time alone does changes it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casewright.domain.case import Case, CaseKind
from casewright.domain.claim import Claim, ClaimState
from casewright.domain.facts import Fact
from casewright.domain.money import Money
from casewright.domain.order import Fulfilment, OrderLine, OrderState, order_from_lines
from casewright.domain.place import Place
from casewright.domain.returns import Refund, Return
from casewright.domain.shipment import Scan, ScanKind, Shipment
from casewright.domain.shop import Shop
from casewright.facts.moving import COUNTED_IN_MINUTES, day_after
from casewright.pipeline import CaseFile, decide_case, stands_until
from casewright.rulebook import load_rulebook
from casewright.rulebook.bounds import bounds_on

ORDER = "302-5550301-0000301"
HERE = Place("made", "a" * 64)
KINDS = sorted(load_rulebook().by_kind)
INSTANTS = st.integers(0, 60 * 60 * 24 * 40).map(lambda s: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=s))
MAYBE = st.none() | INSTANTS
SHOPS = st.sampled_from(["UTC", "Asia/Shanghai", "America/Los_Angeles", "Pacific/Apia"]).map(
    lambda zone: Shop("Made", zone=zone, country="CN")
)
LATER = st.floats(0, 1, exclude_max=True)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    line = OrderLine(
        ORDER,
        HERE,
        purchased_at=draw(MAYBE),
        state=draw(st.sampled_from([OrderState.UNSHIPPED, OrderState.SHIPPED])),
        fulfilment=Fulfilment.SELLER,
        ship_by=draw(MAYBE),
        deliver_by=draw(MAYBE),
    )
    scanned, refunded, asked = draw(MAYBE), draw(MAYBE), draw(MAYBE)
    return Case(
        "k",
        CaseKind(draw(st.sampled_from(KINDS))),
        draw(INSTANTS),
        ORDER,
        draw(st.sampled_from([None, "amazon_de", "amazon_us", "amazon_jp", "amazon_au"])),
        claim=Claim(ORDER, ClaimState.DECIDED, decided_at=draw(MAYBE), asked_at=draw(MAYBE)),
        order=order_from_lines([line]),
        shipments=(Shipment(ORDER, HERE, deliver_by=draw(MAYBE)),),
        scans=(Scan(ORDER, HERE, ScanKind.DELIVERED, scanned),) if scanned else (),
        refunds=(Refund(ORDER, HERE, Money(990, "EUR"), refunded),) if refunded else (),
        returns=(Return(ORDER, HERE, requested_on=asked.date()),) if asked else (),
    )


def without_counts(file: CaseFile) -> CaseFile:
    def but_counts(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
        return tuple(fact for fact in facts if fact.name not in COUNTED_IN_MINUTES)

    decision = replace(file.decision, facts=but_counts(file.decision.facts), trace=())
    return replace(file, facts={fact.name: fact for fact in but_counts(tuple(file.facts.values()))}, decision=decision)


@settings(max_examples=150, deadline=None)
@given(cases(), SHOPS, INSTANTS, LATER)
def test_a_decision_is_the_same_at_any_time_while_it_stands(case: Case, shop: Shop, at: datetime, share: float) -> None:
    decided = decide_case(case, at=at, shop=shop)
    until = stands_until(decided, at=at, shop=shop)
    assert at < until <= at + timedelta(hours=26)
    last = until - timedelta.resolution
    for later in (min(at + (until - at) * share, last), last):
        assert without_counts(decide_case(case, at=later, shop=shop)) == without_counts(decided)


@pytest.mark.parametrize(("minutes_ago", "minutes_left"), [(3, 27), (29, 1), (30, 1)])
def test_a_case_is_due_at_the_minute_that_its_table_names(minutes_ago: int, minutes_left: int) -> None:
    at = datetime(2026, 6, 1, 12, tzinfo=UTC)
    table = load_rulebook().table_for("cancellation")
    assert 30 in bounds_on(table, "minutes_since_order")
    line = OrderLine(ORDER, HERE, purchased_at=at - timedelta(minutes=minutes_ago), state=OrderState.UNSHIPPED)
    case = Case("k", CaseKind.CANCELLATION, at, ORDER, "amazon_de", order=order_from_lines([line]))
    decided = decide_case(case, at=at, shop=Shop("Made"))
    due = [stands_until(decided, at=at, shop=Shop("Made"))]
    while len(due) < 9 and due[-1] < at + timedelta(minutes=minutes_left):
        due.append(stands_until(decided, at=due[-1], shop=Shop("Made")))
    assert due[-1] == at + timedelta(minutes=minutes_left)


def test_a_day_begins_also_where_clocks_are_put_forward_at_midnight() -> None:
    beirut = ZoneInfo("Asia/Beirut")
    before = datetime(2026, 3, 28, 12, tzinfo=UTC)
    begins = day_after(before, beirut)
    assert begins.astimezone(beirut).date() > (begins - timedelta.resolution).astimezone(beirut).date()
