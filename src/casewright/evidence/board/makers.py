"""Who made a report: a house of its own, the seller or a factory, or a person whose house is not told."""

import re
import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files

from casewright.domain.exhibit import ObservationKind, ObservationRole, Speaker
from casewright.evidence.board.companies import same_company
from casewright.evidence.board.view import View

__all__ = ["Maker", "maker_of"]

_OWN_WORD = frozenset({Speaker.SELLER, Speaker.SELLER_SYSTEM})


class Maker(StrEnum):
    """Who made a report: `own` is the seller, or a factory, which answers for what it made."""

    HOUSE = "house"
    OWN = "own"
    PERSON = "person"
    NOT_TOLD = "not_told"


def maker_of(view: View) -> Maker:
    """Return who made a report, as far as its readings and the person who handed it in tell."""
    houses = [str(one.value) for one in view.of(ObservationKind.LABORATORY)]
    people = [str(one.value) for one in view.of(ObservationKind.PERSON, ObservationRole.INSPECTOR)]
    seller = view.dispute.seller
    sellers = seller is not None and any(same_company(name, seller) for name in (*houses, *people))
    if view.exhibit.speaker in _OWN_WORD or sellers or any(_factory().search(name) for name in (*houses, *people)):
        return Maker.OWN
    if houses:
        return Maker.HOUSE
    return Maker.PERSON if people else Maker.NOT_TOLD


@cache
def _factory() -> re.Pattern[str]:
    """Match a word that names a factory or a seller's own department."""
    source = (files("casewright.evidence.board") / "words" / "makers.toml").read_text("utf-8")
    words = tomllib.loads(source)
    latin = "|".join(re.escape(word) for word in words["latin"])
    east = "|".join(re.escape(word) for word in words["east"])
    return re.compile(rf"\b(?:{latin})|{east}", re.IGNORECASE)
