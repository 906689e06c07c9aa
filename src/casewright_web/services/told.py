"""Answers of persons, as the log of a case keeps them: the last one about a fact counts."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from casewright.domain.facts import Fact, FactValue
from casewright.domain.marketplace import marketplace_by_code, marketplace_by_site
from casewright.domain.money import Money
from casewright.domain.place import Place
from casewright.rulebook import FactDomainError, FactSpec, FactType, load_rulebook
from casewright_web.models import CaseEvent, CaseRow

__all__ = ["FACT_TOLD", "answer_read", "facts_told"]

FACT_TOLD = "fact_told"


def answer_read(spec: FactSpec, text: str) -> FactValue:
    """Read an answer as the fact's type: an instant with its offset, money as `49.90 EUR`.

    Raise ValueError for another type, FactDomainError outside its range.
    """
    match spec.type:
        case FactType.BOOLEAN:
            value: FactValue = {"true": True, "false": False}.get(text, text)
        case FactType.INTEGER | FactType.DAYS:
            value = int(text)
        case FactType.DATE:
            value = date.fromisoformat(text)
        case FactType.INSTANT:
            value = datetime.fromisoformat(text)
        case FactType.DECIMAL:
            value = _number(text)
        case FactType.MONEY:
            amount, currency = text.split()
            value = Money.of(_number(amount), currency.upper())
        case FactType.ENUM:
            value = text
        case _ if spec.name == "marketplace" and (site := marketplace_by_code(text) or marketplace_by_site(text)):
            value = site.code
        case _:
            raise ValueError(f"{spec.name} is of type {spec.type}, which no single field can state")
    spec.check(value)
    return value


def _number(text: str) -> Decimal:
    """Read a number with a decimal point or comma. Raise ValueError for anything else."""
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not number.is_finite():
        raise ValueError(text)
    return number


def _told(spec: FactSpec, event: CaseEvent) -> Fact:
    """Return the answer as a fact; one that the catalogue of today no longer allows leaves it unknown."""
    try:
        value = answer_read(spec, event.payload["answer"])
    except (ValueError, FactDomainError):
        return Fact(spec.name, None)
    return Fact(spec.name, value, (Place(file=event.actor, digest=""),))


def facts_told(*, case: CaseRow) -> dict[str, Fact]:
    """Return the facts that persons stated about a case."""
    specs = load_rulebook().catalogue.facts
    events = CaseEvent.objects.filter(case=case, kind=FACT_TOLD).order_by("seq")
    newest = {event.payload["fact"]: event for event in events}
    return {name: _told(specs[name], event) for name, event in newest.items() if name in specs}
