"""The rows of a paper's table: scans, attempts, weighings, earlier orders."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from casewright.simulate.chance import Chance
from casewright.simulate.story import Scan, Story

__all__ = ["Row", "rows_of"]

Row = Mapping[str, Any]


def _scanned(scans: tuple[Scan, ...], words: Mapping[str, Any]) -> list[Row]:
    return [
        {"at": scan.at, "what": words["scan"][scan.code], "city": scan.city, "postal_code": scan.postal_code}
        for scan in scans
    ]


def _attempts(story: Story, words: Mapping[str, Any], _: Mapping[str, Any]) -> list[Row]:
    chance = Chance(story.tracking).fork("gps")
    return [
        {
            "number": str(number),
            "at": at,
            "what": words["scan"]["refused"],
            "city": story.city,
            "gps": f"{chance.between(24, 52)}.{chance.digits(4)}, {chance.between(5, 55)}.{chance.digits(4)}",
        }
        for number, at in enumerate(story.attempts, start=1)
    ]


def _weighings(story: Story, _: Mapping[str, Any], __: Mapping[str, Any]) -> list[Row]:
    """Other parcels of the same day stand in the same sheet."""
    chance = Chance(story.earlier_order).fork("weighings")

    def other() -> Row:
        return {
            "order_id": f"{chance.digits(3)}-{chance.digits(7)}-{chance.digits(7)}",
            "tracking": f"{story.tracking[:2]}{chance.digits(len(story.tracking) - 2)}",
            "parcel_grams": chance.between(300, 4200),
            "packed_at": story.packed_at - timedelta(minutes=chance.between(3, 50)),
        }

    return [other(), {}, other()]


def _history(story: Story, _: Mapping[str, Any], __: Mapping[str, Any]) -> list[Row]:
    chance = Chance(story.earlier_order).fork("history")
    ip = f"{chance.between(61, 180)}.{chance.between(2, 250)}.{chance.between(2, 250)}.{chance.between(2, 250)}"
    device = f"{chance.letters(4)}{chance.digits(6)}"
    days = (chance.between(260, 330), chance.between(140, 200), 0)
    earlier = f"{story.earlier_order[:-3]}{chance.digits(3)}"
    numbers = (story.earlier_order, earlier, story.order_id)
    return [
        {"number": number, "at": story.ordered_at - timedelta(days=day), "ip": ip, "device": device}
        for number, day in zip(numbers, days, strict=True)
    ]


def _cancel(story: Story, _: Mapping[str, Any], one: Mapping[str, Any]) -> list[Row]:
    instants = (story.ordered_at, story.shipped_at, story.complained_at, story.answered_at)
    return [{"at": at, "what": what, "state": state} for at, (what, state) in zip(instants, one["events"], strict=True)]


_MAKERS: Mapping[str, Callable[[Story, Mapping[str, Any], Mapping[str, Any]], list[Row]]] = MappingProxyType(
    {
        "scans": lambda story, words, _: _scanned(story.scans, words),
        "return_scans": lambda story, words, _: _scanned(story.return_scans, words),
        "attempts": _attempts,
        "weighings": _weighings,
        "history": _history,
        "cancel": _cancel,
        "once": lambda _, __, ___: [{}],
    }
)


def rows_of(name: str, story: Story, words: Mapping[str, Any], paper: Mapping[str, Any]) -> list[Row]:
    """Return what each row of the table called `name` tells beyond the story itself."""
    return _MAKERS[name](story, words, paper)
