"""The tracking answers of the Selling Partner API, built from its own published shapes and examples, are read whole."""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from casewright.domain.exhibit import ExhibitKind, ObservationKind, Speaker
from casewright.evidence.readers.read import read_exhibit
from casewright.evidence.readers.reading import ExhibitReading
from casewright.evidence.readers.vocabulary import event_codes
from casewright.intake.reading import SourceFile

pytestmark = pytest.mark.conformance
SHARED = Path(os.environ.get("CASEWRIGHT_SHARED", Path(__file__).parents[2].parent / "shared"))
SPAPI = SHARED / "data" / "spapi"


def shared(path: str) -> Any:  # noqa: ANN401 - JSON has no narrower type
    if not SPAPI.is_dir():
        pytest.skip(f"the shared data folder is not at {SHARED}")
    return json.loads((SPAPI / path).read_text(encoding="utf-8"))


def read(answer: object) -> ExhibitReading:
    return read_exhibit(SourceFile("tracking.json", json.dumps(answer).encode()))


def values(reading: ExhibitReading, kind: ObservationKind) -> list[object]:
    return [one.value for one in reading.observations if one.kind is kind]


def test_the_milestone_notification_gives_each_milestone_once() -> None:
    (example,) = shared("notifications/ShipmentTrackingMilestoneChangedNotification.json")["examples"]
    reading = read(example)
    assert (reading.kind, reading.speaker) == (ExhibitKind.TRACKING_HISTORY, Speaker.CARRIER)
    assert values(reading, ObservationKind.TRACKING) == ["AFTN987654321"]
    assert values(reading, ObservationKind.SCAN) == ["delivered", "out_for_delivery", "in_transit", "label", "label"]
    assert values(reading, ObservationKind.CITY) == ["Austin", "Buda"]
    assert values(reading, ObservationKind.AT)[0] == datetime.fromisoformat("2026-06-14T01:26:56+00:00")


@pytest.mark.parametrize(
    ("file", "definition"), [("shippingV2.json", "EventCode"), ("fulfillmentOutbound_2020-07-01.json", "EventCode")]
)
def test_every_published_event_code_is_known_and_read(file: str, definition: str) -> None:
    codes = shared(f"swagger/{file}")["definitions"][definition]["enum"]
    assert set(codes) - set(event_codes()) == set()
    events = [{"eventCode": code, "eventTime": f"2026-03-04T10:{at:02}:00Z"} for at, code in enumerate(codes)]
    reading = read({"payload": {"trackingId": "TBA123456789012", "eventHistory": events}})
    assert len(values(reading, ObservationKind.SCAN)) == len(set(codes) & set(event_codes()))


def test_a_package_of_the_outbound_interface_names_who_signed() -> None:
    names = shared("swagger/fulfillmentOutbound_2020-07-01.json")["definitions"]["PackageTrackingDetails"]["properties"]
    answer = {
        "packageNumber": 1,
        "trackingNumber": "KX1234567890",
        "carrierCode": "KESTREL",
        "signedForBy": "Anna Weber",
        "estimatedArrivalDate": "2026-03-05T20:00:00Z",
        "currentStatus": "DELIVERED",
        "trackingEvents": [
            {
                "eventDate": "2026-03-04T10:22:00Z",
                "eventAddress": {"city": "Berlin", "state": "BE", "country": "DE"},
                "eventCode": "EVENT_301",
                "eventDescription": "Delivered.",
            }
        ],
    }
    assert set(answer) <= set(names)
    reading = read({"payload": answer})
    assert values(reading, ObservationKind.SIGNED_BY) == ["Anna Weber"]
    assert values(reading, ObservationKind.CARRIER) == ["KESTREL"]
    assert values(reading, ObservationKind.SCAN) == ["delivered"]
    assert values(reading, ObservationKind.CITY) == ["Berlin"]
    event = next(one for one in reading.observations if one.kind is ObservationKind.SCAN)
    assert event.locator.place.part == "/payload/trackingEvents/0"
