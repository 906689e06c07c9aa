"""What was read in an exhibit as plain JSON values and back, without loss; each value under its type."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, cast

from casewright.domain.exhibit import Observation, Weight
from casewright.domain.money import Money
from casewright.domain.wire import read_wire_value, to_wire

__all__ = ["observation_from_wire", "observation_to_wire"]


def observation_to_wire(observation: Observation) -> dict[str, Any]:
    """Return the JSON form of an observation."""
    return {**to_wire(observation), "value": _typed(observation.value)}


def _typed(value: object) -> dict[str, Any]:  # noqa: PLR0911 - one return per type of value
    match value:
        case bool():
            return {"flag": value}
        case int():
            return {"count": value}
        case Decimal():
            return {"number": f"{value:f}"}
        case Weight():
            return {"grams": value.grams}
        case Money():
            return {"money": to_wire(value)}
        case datetime():
            return {"at": value.isoformat()}
        case date():
            return {"on": value.isoformat()}
        case _:
            return {"text": value}


_VALUES: MappingProxyType[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "flag": bool,
        "count": int,
        "number": Decimal,
        "grams": Weight,
        "money": lambda wire: Money.of(wire["amount"], wire["currency"]),
        "at": datetime.fromisoformat,
        "on": date.fromisoformat,
        "text": str,
    }
)


def observation_from_wire(wire: dict[str, Any]) -> Observation:
    """Rebuild the observation that `observation_to_wire` wrote. Raise KeyError for an unknown type of value."""
    [(name, value)] = wire["value"].items()
    built = cast("Observation", read_wire_value(Observation, {**wire, "value": ""}))
    return replace(built, value=_VALUES[name](value))
