"""Cases to decisions: facts, the table of the case's kind, and what a person sees first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from casewright.domain.case import Case, CaseKind
from casewright.domain.facts import Fact
from casewright.domain.marketplace import marketplace_by_code
from casewright.domain.money import Money
from casewright.domain.place import Place
from casewright.domain.shop import Shop
from casewright.domain.words import Words
from casewright.facts import facts_of
from casewright.rulebook import NoPolicyOnDay, Rulebook, Table, decide, load_rulebook, silence
from casewright.rulebook.decision import Deadline, Decision
from casewright.triage import Happening, chronology_of
from casewright.triage.kinds import KIND_WORDS

__all__ = ["CaseFile", "decide_case"]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with what the policy in force says about it.

    `deadline` is the first clock to run out, `money` what is at stake, `title` what it is about, `headline` the next
    action in words, `sources` where it was all read.
    """

    case: Case
    facts: Mapping[str, Fact]
    decision: Decision
    deadline: Deadline | None
    money: Money | None
    title: Words
    headline: Words
    chronology: tuple[Happening, ...]
    sources: tuple[Place, ...]
    zone: str


def _money(case: Case) -> Money | None:
    """What is at stake: the claim's sum, else what the notice or report states, else the order's total."""
    if case.claim and case.claim.money:
        return case.claim.money
    if case.kind is CaseKind.SUSPECT:
        return None
    stated = [notice.money for notice in case.notices if notice.money]
    stated += [row.order_amount for row in case.returns if row.order_amount] if not stated else []
    if stated:
        return stated[-1]
    return case.order.total if case.order else None


def _headline(decision: Decision) -> Words:
    """The next action in words: the first two steps; while the table asks, its first step, or else its question."""
    steps = [step.words for step in decision.actions[: 2 if decision.row else 1]]
    if steps:
        return Words(" ".join(step.en for step in steps), "".join(step.zh for step in steps))
    if decision.questions:
        question = decision.questions[0].words
        return Words(f"Find out first: {question.en}", f"先弄清：{question.zh}")
    return decision.because


def _sources(case: Case, facts: Mapping[str, Fact], decision: Decision) -> tuple[Place, ...]:
    used = {place for fact in decision.facts for place in facts.get(fact.name, fact).read_from}
    mails = {notice.place for notice in case.notices}
    rows = {row.place for row in case.returns} | {line.place for line in (case.order.lines if case.order else ())}
    return tuple(sorted(used | mails | rows, key=_place_order))


def _place_order(place: Place) -> tuple[str, str, int, str]:
    return (place.file, place.part or "", place.row or 0, place.column or "")


def _decision(table: Table, facts: Mapping[str, Fact], on: date, marketplace: str | None, zone: ZoneInfo) -> Decision:
    """Decide; a case of a day without policy (a mail with a wrong date) asks for the day and stops no other case."""
    try:
        return decide(table, facts, on=on, marketplace=marketplace, zone=zone)
    except NoPolicyOnDay as error:
        return silence(table, facts, error)


def _site_told(told: Mapping[str, Fact]) -> str | None:
    """Return the marketplace that a person named."""
    value = told["marketplace"].value if "marketplace" in told else None
    return value if isinstance(value, str) and marketplace_by_code(value) else None


def decide_case(
    case: Case,
    *,
    at: datetime,
    shop: Shop,
    rulebook: Rulebook | None = None,
    told: Mapping[str, Fact] | None = None,
) -> CaseFile:
    """Say what the policy in force wants done with a case, seen at one aware instant.

    `told` are answers of a person. They fill what no record says; a record that speaks later wins.
    """
    book = rulebook or load_rulebook()
    marketplace = case.marketplace or _site_told(told or {})
    site = marketplace_by_code(marketplace or "")
    zone = ZoneInfo(site.zone if site else shop.zone)
    read = facts_of(case, at=at, shop=shop)
    facts = {**read, **{name: fact for name, fact in (told or {}).items() if name not in read or not read[name].known}}
    table = book.table_for(case.kind.value)
    decision = _decision(table, facts, at.astimezone(zone).date(), marketplace, zone)
    return CaseFile(
        case=case,
        facts=facts,
        decision=decision,
        deadline=min(decision.deadlines, key=lambda deadline: deadline.due_at, default=None),
        money=_money(case),
        title=KIND_WORDS[case.kind],
        headline=_headline(decision),
        chronology=chronology_of(case),
        sources=_sources(case, facts, decision),
        zone=zone.key,
    )
