"""What was read in an exhibit goes into JSON and comes back without loss."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from casewright.domain.exhibit import Locator, Observation, ObservationKind, ObservationRole, Region, Weight
from casewright.domain.money import Money
from casewright.domain.observation_wire import observation_from_wire, observation_to_wire
from casewright.domain.place import Place

SPOT = Locator(
    Place("slip.pdf", "a" * 64, part="page 2"), page=2, line=4, region=Region(0.1, 0.2, 0.5, 0.25), words="2 kg"
)


@pytest.mark.parametrize(
    "value",
    [
        "J. WEBER",
        "2026-03-04",
        "",
        True,
        7,
        Decimal("12.50"),
        Money.of("9.90", "EUR"),
        Weight(1420),
        datetime(2026, 3, 4, 10, 15, tzinfo=UTC),
        datetime(2026, 3, 4, 10, 15),  # noqa: DTZ001 - the clock at the place
        date(2026, 3, 4),
    ],
)
@pytest.mark.parametrize("locator", [SPOT, Locator(Place("scans.csv", "b" * 64, row=3, column="city"))])
def test_an_observation_survives_json(value: object, locator: Locator) -> None:
    kind, role = ObservationKind.AT, ObservationRole.DELIVERED
    one = Observation(kind, value, locator, sure=False, role=role)  # type: ignore[arg-type] # every type in turn
    back = observation_from_wire(json.loads(json.dumps(observation_to_wire(one))))
    assert back == one
    assert type(back.value) is type(one.value)
