"""How the desk writes words, instants, sums and names in the reader's language and zone."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info, gettext, gettext_lazy

from casewright.cli.left import money_text, time_left, urgency
from casewright.cli.left import zone_city as city_of
from casewright.domain.case import CaseKind
from casewright.domain.money import Money
from casewright.domain.place import Place
from casewright.domain.wire import to_wire
from casewright.domain.words import Language, Words
from casewright.rulebook import load_rulebook
from casewright.rulebook.catalogue import FactSpec, FactType
from casewright.triage.kinds import KIND_WORDS
from casewright_web.services.lake_imports import lake_ready

__all__ = ["fact_spec", "fact_value", "instant", "register", "report_limit", "say", "site_name", "unit_name"]

register = template.Library()


def reader_language() -> Language:
    """Return the language of the page as the core names it."""
    return "zh" if (get_language() or "en").startswith("zh") else "en"


_UNITS = {
    "minutes": gettext_lazy("minutes"),
    "hours": gettext_lazy("hours"),
    "days": gettext_lazy("days"),
    "business_days": gettext_lazy("business days"),
}


@register.filter
def say(words: Words | dict[str, str] | None) -> str:
    """Return core words in the reader's language."""
    if not words:
        return ""
    if isinstance(words, dict):
        return words[reader_language()]
    return words.say(reader_language())


@register.filter
def kind_name(kind: str) -> str:
    """Return what a kind of case is called."""
    return say(KIND_WORDS[CaseKind(kind)]) if kind in set(CaseKind) else kind


@register.filter
def site_name(marketplace: str) -> str:
    """Return a marketplace as people shorten it: `US`."""
    return marketplace.rpartition("_")[2].upper()


@register.filter
def language_name(code: str | None) -> str:
    """Return the name of a language in the reader's language; the code itself when Django does not know it."""
    if not code:
        return ""
    try:
        return str(get_language_info("zh-hans" if code == "zh" else code)["name_translated"])
    except KeyError:
        return code


@register.filter
def money(value: dict[str, str] | None) -> str:
    """Return a sum as people write it."""
    return money_text(value)


@register.filter
def minor_money(minor: int, currency: str) -> str:
    """Return minor units of a currency as people write the sum."""
    return money_text(to_wire(Money(minor, currency)))


def _instant(value: datetime | str | None) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


@register.filter
def instant(value: datetime | str | None) -> str:
    """Return an instant in the reader's zone: `Sat 21 Nov, 09:00`; the year only when it is another one."""
    read = _instant(value)
    if read is None:
        return gettext("no date")
    local = timezone.localtime(read)
    this_year = local.year == timezone.localtime().year
    # Translators: date formats of Django
    return date_format(local, gettext("D j M, H:i") if this_year else gettext("j M Y, H:i"))


@register.filter
def instant_at(value: datetime | str | None, zone: str) -> str:
    """Return an instant in another zone: `Fri 17:00 PST`."""
    read = _instant(value)
    if read is None:
        return ""
    local = read.astimezone(ZoneInfo(zone))
    named = local.strftime("%Z")
    if not named[:1].isalpha():
        named = f"UTC{named}"
    day_and_hour = gettext("D H:i")
    return f"{date_format(local, day_and_hour)} {named}"


@register.filter
def other_zone(zone: str | None, value: datetime | None) -> bool:
    """Say whether that zone's clock shows another time than the reader's at this instant."""
    if not zone or value is None:
        return False
    return value.astimezone(ZoneInfo(zone)).utcoffset() != timezone.localtime(value).utcoffset()


@register.filter
def seconds_left(value: datetime | str | None, at: datetime) -> int | None:
    """Return the seconds from `at` until the instant."""
    read = _instant(value)
    return None if read is None else int((read - at).total_seconds())


@register.simple_tag
def report_limit() -> int:
    """Return the size in bytes from which on a browser need not send a file."""
    return settings.CASEWRIGHT_REPORT_LIMIT_BYTES if lake_ready() else settings.CASEWRIGHT_FILE_LIMIT_BYTES


@register.simple_tag
def countdown(value: datetime | str, at: datetime) -> SafeString:
    """Return the time left as an element that a script keeps true; without one it is true for the page's instant."""
    due = _instant(value)
    if due is None:
        return SafeString("")
    seconds = int((due - at).total_seconds())
    return format_html(
        '<time class="left tone-{}" datetime="{}" data-left>{}</time>',
        urgency(seconds),
        due.astimezone(UTC).isoformat(timespec="seconds"),
        time_left(seconds, reader_language()),
    )


@register.filter
def fact_spec(name: str) -> FactSpec | None:
    """Return the catalogue's entry of a fact, or None."""
    return load_rulebook().catalogue.facts.get(name)


@register.filter
def fact_label(name: str) -> str:
    """Return what a fact is called."""
    spec = fact_spec(name)
    return say(spec.label) if spec else name


@register.filter
def fact_value(value: Any, name: str = "") -> str:  # noqa: ANN401 - a fact's value is any JSON value
    """Return a fact's value in words."""
    match value:
        case None:
            return gettext("unknown")
        case bool():
            return gettext("yes") if value else gettext("no")
        case {"amount": _, "currency": _}:
            return money_text(value)
        case str():
            return _fact_text(value, fact_spec(name))
        case _:
            return str(value)


def _fact_text(value: str, spec: FactSpec | None) -> str:
    if spec is None:
        return value
    if spec.name == "marketplace":
        return site_name(value)
    if value in spec.values:
        return say(spec.values[value])
    if spec.type is FactType.INSTANT:
        return instant(value)
    return day(value) if spec.type is FactType.DATE else value


@register.filter
def place_text(where: dict[str, Any] | Place) -> str:
    """Return where something was read: file, part, row, column."""
    place = to_wire(where) if isinstance(where, Place) else where
    row = gettext("row %(row)s") % {"row": place["row"]} if place.get("row") else None
    return " · ".join(str(bit) for bit in (place["file"], place.get("part"), row, place.get("column")) if bit)


@register.filter
def unit_name(unit: str) -> str:
    """Return what a value counts; a currency stays as it is."""
    return str(_UNITS.get(unit, unit))


@register.filter
def span_text(span: dict[str, Any] | None) -> str:
    """Return a length of time."""
    return f"{span['count']} {unit_name(span['unit'])}" if span else ""


@register.filter
def day(text: str) -> str:
    """Return an ISO day as people write it."""
    return date_format(date.fromisoformat(text), gettext("j M Y"))


@register.filter
def zone_city(_at: datetime) -> str:
    """Return the city of the reader's zone."""
    return city_of(timezone.get_current_timezone_name())
