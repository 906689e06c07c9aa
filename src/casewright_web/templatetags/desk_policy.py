"""How the policy area names what the rulebook knows only by code."""

from django import template
from django.utils.translation import gettext_lazy

from casewright.domain.money import Money
from casewright.domain.wire import to_wire
from casewright.pipeline.replay import Aspect
from casewright.rulebook import OutcomeSpec
from casewright.rulebook.diff import ChangeKind
from casewright.rulebook.table import EVERYWHERE, HitPolicy
from casewright_web.templatetags.desk import money, say

__all__ = ["register"]

register = template.Library()

_HITS = {
    HitPolicy.FIRST: gettext_lazy("Rows are tried from the top; the first that holds decides."),
    HitPolicy.UNIQUE: gettext_lazy("Exactly one row holds."),
    HitPolicy.ANY: gettext_lazy("Rows that hold together order the same."),
    HitPolicy.PRIORITY: gettext_lazy("Of the rows that hold, the one with the strongest result decides."),
    HitPolicy.COLLECT: gettext_lazy("Every row that holds counts."),
    HitPolicy.OUTPUT_ORDER: gettext_lazy("Every row that holds counts, the strongest result first."),
}
_DAY_STATES = {
    "in_force": gettext_lazy("in force"),
    "later": gettext_lazy("not yet in force"),
    "ended": gettext_lazy("no longer in force"),
    "elsewhere": gettext_lazy("not for this site"),
}
_NEW, _GONE, _CHANGED = gettext_lazy("new"), gettext_lazy("gone"), gettext_lazy("changed")
_CHANGES = {
    ChangeKind.ROW_BEGINS: _NEW,
    ChangeKind.VALUE_BEGINS: _NEW,
    ChangeKind.TABLE_BEGINS: _NEW,
    ChangeKind.ROW_ENDS: _GONE,
    ChangeKind.VALUE_ENDS: _GONE,
    ChangeKind.TABLE_ENDS: _GONE,
    ChangeKind.VALUE_CHANGES: _CHANGED,
}
_ASPECTS = {
    Aspect.ROW: gettext_lazy("another row"),
    Aspect.STEPS: gettext_lazy("other steps"),
    Aspect.RESULT: gettext_lazy("another result"),
    Aspect.TIME: gettext_lazy("another time limit"),
    Aspect.QUESTIONS: gettext_lazy("other questions"),
}


@register.filter
def somewhere(scope: tuple[str, ...]) -> bool:
    """Say whether something applies in some places only."""
    return scope != EVERYWHERE


@register.filter
def hit_words(hit: HitPolicy) -> str:
    """Return how the rows of a table give one answer."""
    return str(_HITS[hit])


@register.filter
def state_name(state: str) -> str:
    """Return what a row or a value is on the chosen day."""
    return str(_DAY_STATES[state])


@register.filter
def change_name(kind: ChangeKind) -> str:
    """Return how a row, a number or a table differs between two days."""
    return str(_CHANGES[kind])


@register.filter
def aspect_name(aspect: str) -> str:
    """Return in what two decisions differ."""
    return str(_ASPECTS[Aspect(aspect)])


@register.filter
def outcome_said(spec: OutcomeSpec, value: str) -> str:
    """Return a value of a result's field in words."""
    return say(spec.say(value))


_SIGNS = {-1: "−", 0: "", 1: "+"}


def _sign(amount: int) -> str:
    return _SIGNS[(amount > 0) - (amount < 0)]


@register.filter
def difference(before: int, after: int) -> str:
    """Return how many more, or fewer, always with the sign."""
    return f"{_sign(after - before)}{abs(after - before)}"


@register.filter
def money_said(value: Money) -> str:
    """Return a sum as people write it."""
    return money(to_wire(value))


@register.filter
def money_more(value: Money) -> str:
    """Return a difference in money, always with its sign."""
    return f"{_sign(value.minor)}{money_said(Money(abs(value.minor), value.currency))}"
