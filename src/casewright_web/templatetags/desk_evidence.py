"""How the desk names what exhibits are and say: in the words that the packet uses too."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext, gettext_lazy

from casewright.domain.dispute import DISPUTE_WORDS, DisputeType
from casewright.domain.exhibit import (
    CallTerms,
    ExhibitKind,
    Locator,
    Observation,
    ObservationKind,
    ObservationRole,
    Speaker,
    Weight,
)
from casewright.domain.money import Money
from casewright.domain.place import Place
from casewright.domain.wire import to_wire
from casewright.evidence.board.board import Grade, Holder, ProofState, Verdict
from casewright.evidence.packet.labels import Labels, labels_for
from casewright_web.models import ExhibitRow
from casewright_web.selectors.policies import policy_row_known
from casewright_web.templatetags.desk import money, reader_language, say

__all__ = ["register"]

register = template.Library()

_GRAMS_PER_KILO = 1000
_READS = {
    ObservationKind.TITLE: gettext_lazy("Heading"),
    ObservationKind.DEVICE: gettext_lazy("Camera"),
    ObservationKind.PICTURE: gettext_lazy("Picture"),
    ObservationKind.TEXT: gettext_lazy("Words"),
}


def _labels() -> Labels:
    return labels_for(reader_language())


@register.filter
def exhibit_kind_name(kind: ExhibitKind | str) -> str:
    """Return what a kind of exhibit is called."""
    return _labels().of("kind", kind)


@register.simple_tag
def exhibit_kinds() -> list[tuple[str, str]]:
    """Return every kind with its name, as a list to choose from."""
    return [(kind.value, exhibit_kind_name(kind)) for kind in ExhibitKind]


_CALLS = {
    CallTerms.BUYER_AGREED: gettext_lazy("The buyer called and agreed to the recording"),
    CallTerms.BUYER_NOT_ASKED: gettext_lazy("The buyer called and did not agree to it"),
    CallTerms.WE_CALLED: gettext_lazy("We called the buyer"),
}


@register.simple_tag
def call_terms() -> list[tuple[str, str]]:
    """Return what a person may say of a recorded call, as a list to choose from."""
    return [(terms.value, str(words)) for terms, words in _CALLS.items()]


@register.filter
def speaker_name(speaker: Speaker) -> str:
    """Return whose word it is."""
    return _labels().of("speaker", speaker)


@register.filter
def reading_label(reading: Observation) -> str:
    """Return what was read: the part it plays, or else its kind."""
    labels = _labels()
    named = str(_READS[reading.kind]) if reading.kind in _READS else labels.of("reads", reading.kind)
    return named if reading.role is None else f"{named} ({labels.of('role', reading.role)})"


@register.filter
def reading_value(reading: Observation) -> str:  # noqa: PLR0911 - one return per type of value
    """Return the value of a reading in words."""
    labels, value = _labels(), reading.value
    match value:
        case Money():
            return money(to_wire(value))
        case Weight():
            kilos = Decimal(value.grams) / _GRAMS_PER_KILO
            return f"{kilos.normalize():f} kg" if value.grams >= _GRAMS_PER_KILO else f"{value.grams} g"
        case bool():
            return gettext("yes") if value else gettext("no")
        case datetime():
            return labels.instant(value, ZoneInfo(timezone.get_current_timezone_name()))
        case date():
            return labels.day(value)
        case str() if reading.kind is ObservationKind.SCAN and value in set(ObservationRole):
            return labels.of("role", value)
        case _:
            return str(value)


@register.simple_tag
def cut_url(row: ExhibitRow, locator: Locator | None = None) -> str:
    """Return the address of the picture of one spot, or of the whole first page."""
    address = reverse("exhibit_cut", args=[row.case_id, row.number])
    asked = {}
    if locator is not None and locator.page:
        asked["page"] = str(locator.page)
    if locator is not None and locator.region:
        region = locator.region
        sides = (region.left, region.top, region.right, region.bottom)
        asked["box"] = ",".join(f"{min(1.0, max(0.0, side)):.4f}" for side in sides)
    return f"{address}?{urlencode(asked)}" if asked else address


@register.filter
def place_said(place: Place) -> str:
    """Return where a record stands: its file, part and row."""
    return spot_text(Locator(place))


@register.filter
def spot_text(locator: Locator) -> str:
    """Return where a reading stands: page and line of a document, part, row and column of a record."""
    place = locator.place
    bits = [place.file, place.part]
    bits.append(gettext("page %(page)s") % {"page": locator.page} if locator.page else None)
    bits.append(gettext("line %(line)s") % {"line": locator.line} if locator.line and not locator.page else None)
    bits.append(gettext("row %(row)s") % {"row": place.row} if place.row else None)
    bits.append(place.column)
    return " · ".join(str(bit) for bit in bits if bit)


_VERDICTS = {
    Verdict.READY: gettext_lazy("Ready to go out"),
    Verdict.NOT_READY: gettext_lazy("Not ready yet"),
    Verdict.CANNOT_BE_WON: gettext_lazy("Cannot be won"),
    Verdict.NOTHING_TO_SEND: gettext_lazy("Nothing to send"),
}
_GRADES = {
    Grade.REQUIRED: gettext_lazy("required"),
    Grade.STRONG: gettext_lazy("strong"),
    Grade.SUPPORTING: gettext_lazy("supporting"),
}
_PROOF_STATES = {
    ProofState.PROVIDED: gettext_lazy("provided"),
    ProofState.WEAK: gettext_lazy("weak"),
    ProofState.MISSING: gettext_lazy("missing"),
    ProofState.OPTIONAL: gettext_lazy("would help"),
}
_HOLDERS = {
    Holder.CARRIER: gettext_lazy("the carrier"),
    Holder.LABORATORY: gettext_lazy("the laboratory"),
    Holder.WAREHOUSE: gettext_lazy("the warehouse"),
    Holder.SUPPLIER: gettext_lazy("the supplier"),
    Holder.INSURER: gettext_lazy("the insurer"),
    Holder.MARKETPLACE: gettext_lazy("the marketplace"),
    Holder.BUYER: gettext_lazy("the buyer"),
    Holder.OWN_RECORDS: gettext_lazy("our own records"),
}


@register.filter
def verdict_name(verdict: Verdict) -> str:
    """Return whether the evidence may go out, in words."""
    return str(_VERDICTS[verdict])


@register.filter
def grade_name(grade: Grade) -> str:
    """Return how much a proof is wanted."""
    return str(_GRADES[grade])


@register.filter
def proof_state_name(state: ProofState) -> str:
    """Return where a proof stands."""
    return str(_PROOF_STATES[state])


@register.filter
def holder_name(holder: Holder) -> str:
    """Return who has a proof."""
    return str(_HOLDERS[holder])


@register.filter
def dispute_name(kind: DisputeType) -> str:
    """Return what a type of dispute is called."""
    return say(DISPUTE_WORDS[kind])


@register.filter
def signed(points: int) -> str:
    """Return points with their sign."""
    return f"+{points}" if points > 0 else str(points).replace("-", "\N{MINUS SIGN}")


@register.filter
def is_policy_row(code: str) -> bool:
    """Say whether a row of this code has a page."""
    return policy_row_known(code)
