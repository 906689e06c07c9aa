"""A mail with an impossible date must not stop the other cases."""

from datetime import UTC, datetime

from casewright.domain.case import Case, CaseKind
from casewright.domain.shop import Shop
from casewright.pipeline import decide_case


def test_a_case_of_a_day_without_policy_asks_for_the_day() -> None:
    case = Case(key="k", kind=CaseKind.ATOZ_CLAIM, opened_at=datetime(1970, 1, 1, tzinfo=UTC), marketplace="amazon_de")
    decided = decide_case(case, at=datetime(2026, 5, 1, tzinfo=UTC), shop=Shop("Lantern"))
    assert decided.decision.row is None
    assert [question.fact for question in decided.decision.questions] == ["case.opened_on"]
    assert "1970-01-01" in decided.decision.because.en
