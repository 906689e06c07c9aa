"""How the desk names what the rulebook and the log know only by code."""

from django import template
from django.utils.translation import gettext, gettext_lazy

from casewright.rulebook import load_rulebook
from casewright.rulebook.decision import Confidence
from casewright.rulebook.tell import tell_confidence, tell_mark
from casewright_sources.kinds import KINDS
from casewright_web.models import CaseEvent, CaseStatus
from casewright_web.templatetags.desk import fact_label, instant, say, site_name

__all__ = ["register"]

register = template.Library()

_STAGES = {
    "contact": gettext_lazy("buyer's contact"),
    "filed": gettext_lazy("claim filed"),
    "answer": gettext_lazy("your answer"),
    "ruling": gettext_lazy("ruling"),
    "appeal": gettext_lazy("appeal"),
    "arrived": gettext_lazy("arrived"),
    "our_turn": gettext_lazy("your turn"),
    "their_turn": gettext_lazy("waiting for others"),
    "closed": gettext_lazy("closed"),
}
_ROW_STATES = {
    "hit": gettext_lazy("decides"),
    "excluded": gettext_lazy("does not apply"),
    "unknown": gettext_lazy("cannot be told yet"),
    "not_in_force": gettext_lazy("not in force that day"),
    "elsewhere": gettext_lazy("for another marketplace"),
}
_EVENTS = {
    "opened": gettext_lazy("Case opened"),
    "record_added": gettext_lazy("New records"),
    "decision_changed": gettext_lazy("Decision changed"),
    "deadline_changed": gettext_lazy("Deadline changed"),
    "absorbed": gettext_lazy("Joined with another case"),
}
_RETENTION = {
    "personal_data_days": gettext_lazy("after delivery"),
    "late_arrival_days": gettext_lazy("after it came, for what came later than that"),
    "undelivered_days": gettext_lazy("after the last news, where no delivery is known"),
    "first_look_days": gettext_lazy("at least after a case first came in, so that a person can see it"),
    "twin_days": gettext_lazy("after delivery, for the redacted copies of exhibits"),
}
_EVIDENCE_EVENTS = {
    "exhibit_added": gettext_lazy("New exhibit: %(exhibit)s"),
    "exhibit_left_out": gettext_lazy("Left out of the packet: %(exhibit)s"),
    "exhibit_taken_in": gettext_lazy("Taken into the packet: %(exhibit)s"),
    "exhibit_kind_told": gettext_lazy("Named by a person: %(exhibit)s"),
    "exhibit_call_told": gettext_lazy("A person said who called: %(exhibit)s"),
    "exhibit_purged": gettext_lazy("Personal data deleted, redacted twin kept: %(exhibit)s"),
    "twin_purged": gettext_lazy("Redacted twin deleted: %(exhibit)s"),
    "personal_data_forgotten": gettext_lazy("Personal data deleted, records: %(records)s, files: %(originals)s"),
    "packet_made": gettext_lazy("Packet made for %(profile)s, pages: %(pages)s"),
}


@register.filter
def source_kind(kind: str) -> str:
    """Return what a kind of connected source is called."""
    return say(KINDS[kind].words) if kind in KINDS else kind


@register.filter
def retention_name(rule: str) -> str:
    """Return from when the days of a rule count."""
    return str(_RETENTION.get(rule, rule))


@register.filter
def confidence_name(code: str) -> str:
    """Return how sure a rule is."""
    return say(tell_confidence(Confidence(code))) if code in set(Confidence) else code


@register.filter
def mark_name(mark: str) -> str:
    """Return how old advice stands to today's policy."""
    return say(tell_mark(mark))


@register.filter
def stage_name(name: str) -> str:
    """Return what a stage is called."""
    return str(_STAGES.get(name, name))


@register.filter
def row_state_name(state: str) -> str:
    """Return what became of a row."""
    return str(_ROW_STATES.get(state, state))


@register.filter
def event_words(event: CaseEvent) -> str:
    """Return one change of a case as a sentence."""
    match event.kind, event.payload:
        case "status_changed", {"to": str(status)}:
            name = CaseStatus(status).label
            undone = "undoes" in event.payload
            return (gettext("Taken back: %(status)s") if undone else gettext("Now: %(status)s")) % {"status": name}
        case "decision_changed", {"to": {"row": str(row)}}:
            return gettext("Decision changed: %(row)s") % {"row": row}
        case str(kind), payload if kind in _EVIDENCE_EVENTS:
            said: str = str(_EVIDENCE_EVENTS[kind]) % payload
            return said
        case "fact_told", {"fact": str(name)}:
            return gettext("Answered: %(fact)s") % {"fact": fact_label(name)}
        case "deadline_changed", {"to": str(due)}:
            return gettext("Deadline changed: %(due)s") % {"due": instant(due)}
        case _:
            return str(_EVENTS.get(event.kind, event.kind))


@register.filter
def outcome_label(name: str) -> str:
    """Return what a field of a result is called."""
    spec = load_rulebook().catalogue.outcomes.get(name)
    return say(spec.label) if spec else name


@register.filter
def outcome_value(pair: list[str]) -> str:
    """Return the value of a result's field in words."""
    name, value = pair
    spec = load_rulebook().catalogue.outcomes.get(name)
    return say(spec.values[value]) if spec and value in spec.values else value


@register.filter
def scope_text(scope: tuple[str, ...]) -> str:
    """Return where something applies."""
    if scope == ("*",):
        return gettext("every marketplace")
    return ", ".join(
        site_name(code) if code.startswith("amazon_") else code.replace("_", " ").title() for code in scope
    )
