"""What a label means that no list knows: the nearest of the fields that its own values can be."""

import re
from collections.abc import Callable, Sequence
from types import MappingProxyType

from casewright.domain.exhibit import ObservationKind
from casewright.evidence.names.towns import is_known_town
from casewright.evidence.readers.measures import unit_behind, unit_of
from casewright.evidence.readers.nearest import Subject, nearest
from casewright.evidence.readers.vocabulary import FieldMeaning, meanings
from casewright.intake.order_ids import order_ids_in

__all__ = ["fits_form", "fitting_field", "near_field"]

_KIND = ObservationKind
_NO_FIELD = "reference"
_LONGEST, _MOST_WORDS, _MOST_VALUES = 42, 7, 3
_DAY = re.compile(
    r"(?<![\d-])(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2})(?![\d-])"
    r"|\d{1,2}(?:st|nd|rd|th|[ºª.])?[ -](?:day )?(?:de |of )?[^\W\d_]{3,9}\.?[ ,'’-]+(?:de )?\d{2}"
    r"|[^\W\d_]{3,9}\.? \d{1,2},? \d{2}|\d[年月]"
)
"""A day as it is written: with two signs between its parts, or with the name of its month."""
_SUM = re.compile(r"[$€£¥￥元円]|\d[.,]\d\d(?!\d)|\b[A-Z]{3} ?\d|\d ?[A-Z]{3}\b")
_MASS = re.compile(r"\d ?(?:kgs?|g|gr|grams?|lbs?|oz|克|公斤|千克)\b", re.IGNORECASE)
_BARE = re.compile(r"\d+(?:[.,]\d+)?")
_NUMBER = re.compile(r"(?=.*\d)[A-Z0-9][A-Z0-9 ./_-]{3,30}")
_NAME = re.compile(r"[^\W\d_][^\d:]{1,39}")
_TOWN = re.compile(r"[^\W\d_][^\d:,]{1,30}[ ,]+(?=[A-Z -]*\d)[A-Z0-9][A-Z0-9 -]{2,8}")
_CODE = re.compile(r"(?=.*\d)〒?[A-Z0-9][A-Z0-9 -]{3,9}")
_STREET = re.compile(r"(?=.*\d)(?=.*[^\W\d_]{3}).{8,}")


def near_field(label: str, values: Sequence[str]) -> FieldMeaning | None:
    """Return what a label is nearest to in meaning, of what all its values can be. None where that is not clear."""
    text = label.strip(" .:：#*").replace("_", " ")
    if not values or len(text) > _LONGEST or len(text.split()) > _MOST_WORDS:
        return None
    among = {
        name
        for name, meaning in meanings().items()
        if (fits := _FORMS.get(meaning.kind)) and all(fits(label, value.strip()) for value in values[:_MOST_VALUES])
    }
    near = nearest(Subject.FIELD, text, among=frozenset({*among, _NO_FIELD})) if among else None
    return None if near is None or near.meaning == _NO_FIELD else meanings()[near.meaning]


def fits_form(meaning: FieldMeaning, label: str, value: str) -> bool | None:
    """Whether a value has the form that a field's values have; None for fields whose values have none."""
    fits = _FORMS.get(meaning.kind)
    return None if fits is None else fits(label, value.strip())


def fitting_field(meaning: FieldMeaning, label: str, value: str) -> FieldMeaning:
    """Return what a known label means beside this value: `bought` beside a day is the day, else the order.

    `delivered at` beside a town says where, else when.
    """
    if meaning.name in _DAY_INSTEAD and _is_day("", value):
        return meanings()[_DAY_INSTEAD[meaning.name]]
    if meaning.kind is _KIND.AT and _is_sum("", value):
        return near_field(label, [value]) or meaning
    if meaning.name == "delivered" and _NAME.fullmatch(value) and is_known_town(value):
        return meanings()["city"]
    return meaning


_DAY_INSTEAD = MappingProxyType({"order": "ordered", "refunded": "paid", "collected": "paid", "tracking": "shipped"})


def _is_day(_: str, value: str) -> bool:
    return _DAY.search(value) is not None and not any(True for _ in order_ids_in(value))


def _is_weight(label: str, value: str) -> bool:
    """Whether a value is a weight: it names its unit, or the label does and the value is a bare number."""
    unit = unit_of(label[label.find("(") :]) if "(" in label else unit_behind(label)
    return _MASS.search(value) is not None or (unit is not None and _BARE.fullmatch(value) is not None)


def _is_sum(label: str, value: str) -> bool:
    return _SUM.search(value) is not None and not _is_day(label, value) and _MASS.search(value) is None


def _is_number(label: str, value: str) -> bool:
    named = _NUMBER.fullmatch(value) is not None and not any(True for _ in order_ids_in(value))
    return named and not _is_day(label, value)


_FORMS: MappingProxyType[ObservationKind, Callable[[str, str], bool]] = MappingProxyType(
    {
        _KIND.AT: _is_day,
        _KIND.WEIGHT: _is_weight,
        _KIND.AMOUNT: _is_sum,
        _KIND.TRACKING: _is_number,
        _KIND.SERIAL: _is_number,
        _KIND.BATCH: _is_number,
        _KIND.SIGNED_BY: lambda _, value: _NAME.fullmatch(value) is not None,
        _KIND.PERSON: lambda _, value: _NAME.fullmatch(value) is not None,
        _KIND.CITY: lambda _, value: (_NAME.fullmatch(value) or _TOWN.fullmatch(value)) is not None,
        _KIND.POSTAL_CODE: lambda _, value: _CODE.fullmatch(value) is not None,
        _KIND.ADDRESS: lambda _, value: _STREET.fullmatch(value) is not None,
    }
)
"""The form that a value of each kind has; a kind without one is not guessed at."""
