"""Towns where a name is expected, collections from parcel shops, and numbers that are no names and no codes."""

import json
from datetime import datetime

import pytest

from casewright.domain.exhibit import ExhibitKind, ObservationKind, ObservationRole
from casewright.evidence.readers.read import read_exhibit
from casewright.evidence.readers.reading import ExhibitReading
from casewright.intake.reading import SourceFile

K, R = ObservationKind, ObservationRole
NUMBER = "1Z999AA10123456784"


def read(text: str, name: str = "a.txt") -> ExhibitReading:
    return read_exhibit(SourceFile(name, text.encode()))


def values(reading: ExhibitReading, kind: ObservationKind) -> list[tuple[object, bool]]:
    return [(one.value, one.sure) for one in reading.observations if one.kind is kind]


@pytest.mark.parametrize(
    ("line", "city", "person"),
    [
        ("Delivered to: Rostock", [("Rostock", False)], []),
        ("Zustellung an: Kassel", [("Kassel", False)], []),
        ("Delivered to: Ann Berliner", [], [("Ann Berliner", True)]),
        ("Recipient: Rostock", [], [("Rostock", True)]),
        ("Ship to: DENVER CO 80202 US", [("DENVER", True)], []),
    ],
)
def test_a_town_where_a_carrier_writes_to_whom_is_a_town(
    line: str, city: list[tuple[object, bool]], person: list[tuple[object, bool]]
) -> None:
    reading = read(f"Proof of delivery\nTracking number: {NUMBER}\n{line}\nDelivered: 2026-11-08 14:22\n")
    assert values(reading, K.CITY) == city
    assert values(reading, K.PERSON) == person


def test_a_collection_from_a_parcel_shop_is_no_dispatch_and_its_shelf_no_code() -> None:
    reading = read("菜鸟驿站 出库记录\n运单号：YT1234567890123\n出库时间：2026-11-08 18:20\n取件码：5-2-1108\n")
    assert reading.kind is ExhibitKind.PROOF_OF_DELIVERY
    told = {(one.value, one.role, one.sure) for one in reading.observations if one.kind in (K.AT, K.SCAN)}
    when = datetime(2026, 11, 8, 18, 20)  # noqa: DTZ001 - the paper has no zone
    assert told == {(when, R.DELIVERED, False), ("delivered", R.DELIVERED, False)}
    assert values(reading, K.ONE_TIME_CODE) == []


def test_a_warehouse_still_dispatches() -> None:
    reading = read("出库单\n运单号：YT1234567890123\n出库时间：2026-11-08 18:20\n重量：1.2 kg\n")
    assert {one.role for one in reading.observations if one.kind is K.AT} == {R.SHIPPED}


def test_a_locker_code_proves_no_collection_and_a_code_in_parts_is_no_code() -> None:
    notice = read("快递柜通知\n运单号：YT1234567890123\n取件码：8-3-2207\n")
    assert values(notice, K.ONE_TIME_CODE) == []
    assert values(read("运单号：YT1234567890123\n验证码：8-3-2207\n"), K.ONE_TIME_CODE) == []
    assert values(read("运单号：YT1234567890123\n验证码：482207\n"), K.ONE_TIME_CODE) == [("482207", True)]


def test_a_word_for_number_is_nobody() -> None:
    assert values(read("Rechnung\nKunde: Nr. 2026-331\nGesamtbetrag: 49,90 EUR\n"), K.PERSON) == []


def test_the_colon_of_a_clock_parts_no_label_and_value() -> None:
    reading = read(f"Zustellnachweis\nSendungsnummer: {NUMBER}\nZugestellt am 08.11.2026 um 14:22\n")
    assert "EXH035" not in {finding.code for finding in reading.findings}
    assert datetime(2026, 11, 8, 14, 22) in {one.value for one in reading.observations}  # noqa: DTZ001


def test_an_id_beside_a_list_of_events_is_the_number_of_the_parcel() -> None:
    events = [{"timestamp": f"2026-11-0{day}T14:22:00", "statusCode": "delivered"} for day in (7, 8)]
    answer = json.dumps({"id": "9", "shipments": [{"id": "00340434161094022115", "events": events}]})
    assert values(read(answer, "a.json"), K.TRACKING) == [("00340434161094022115", True)]
