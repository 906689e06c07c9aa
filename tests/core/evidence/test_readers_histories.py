import json
from datetime import UTC, date, datetime

import pytest

from casewright.domain.exhibit import ExhibitKind, ObservationKind, Weight
from casewright.domain.shipment import ScanKind
from casewright.evidence.readers.read import read_exhibit
from casewright.evidence.readers.reading import ExhibitReading
from casewright.intake.reading import SourceFile
from casewright.intake.reports.vocabulary import scan_kind

K = ObservationKind
ORDER, NUMBER = "203-5551234-9876543", "RB000000005GB"


def read(name: str, content: str) -> ExhibitReading:
    return read_exhibit(SourceFile(name, content.encode()))


def values(reading: ExhibitReading, kind: ObservationKind) -> list[object]:
    return [one.value for one in reading.observations if one.kind is kind]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Handed over to the carrier", ScanKind.ACCEPTED),
        ("Handed over", ScanKind.DELIVERED),
        ("Delivered to depot Hull", ScanKind.IN_TRANSIT),
        ("Not delivered", ScanKind.UNDELIVERABLE),
        ("Delivery attempted: customer declined the box", ScanKind.REFUSED),
        ("Empfänger lehnt ab", ScanKind.REFUSED),
        ("Zurück an den Versender", ScanKind.RETURNING),
        ("Colis remis en main propre", ScanKind.DELIVERED),
        ("Mis en livraison", ScanKind.OUT_FOR_DELIVERY),
        ("Consegna effettuata", ScanKind.DELIVERED),
        ("Saiu para entrega", ScanKind.OUT_FOR_DELIVERY),
        ("快件已发往济南分拨中心", ScanKind.IN_TRANSIT),
        ("客户拒绝签收", ScanKind.REFUSED),
        ("配達いたしました", ScanKind.DELIVERED),
        ("ドライバーが持ち出しました", ScanKind.OUT_FOR_DELIVERY),
    ],
)
def test_the_words_of_an_event_are_known_in_many_languages(words: str, kind: ScanKind) -> None:
    assert scan_kind(words) is kind


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ({"when": "2026-03-01T09:12:00+00:00"}, {"when": "2026-03-04T10:22:00+00:00"}),
        ({"ts": 1772356320000}, {"ts": 1772619720000}),
        ({"epoch": "1772356320"}, {"epoch": "1772619720"}),
        ({"d": "20260301", "uhrzeit": "0912"}, {"d": "20260304", "uhrzeit": "1022"}),
        ({"day": "1 March 2026", "clock": "09:12"}, {"day": "4 March 2026", "clock": "10:22"}),
    ],
)
def test_a_history_in_json_is_read_whatever_its_parts_are_called(
    first: dict[str, object], last: dict[str, object]
) -> None:
    answer = {
        "sendung": {"kennung": NUMBER, "bestellung": ORDER},
        "verlauf": [
            {**first, "vorgang": "Abholung", "wo": {"standort": "Celle"}},
            {**last, "vorgang": "Erfolgreich zugestellt", "wo": {"standort": "Jena", "plz": "07743"}},
        ],
    }
    reading = read("antwort.json", json.dumps(answer))
    assert reading.kind is ExhibitKind.TRACKING_HISTORY
    assert values(reading, K.SCAN) == ["accepted", "delivered"]
    assert values(reading, K.CITY) == ["Celle", "Jena"]
    assert values(reading, K.ORDER) == [ORDER]
    instants = [one.replace(tzinfo=UTC) for one in values(reading, K.AT) if isinstance(one, datetime)]
    assert instants == [datetime(2026, 3, 1, 9, 12, tzinfo=UTC), datetime(2026, 3, 4, 10, 22, tzinfo=UTC)]


def test_an_order_in_json_with_one_day_is_no_history_and_no_chat() -> None:
    answer = {"orderNumber": ORDER, "orderStatus": "Shipped", "lines": [{"sku": "A-1"}, {"sku": "A-2"}]}
    reading = read("order.json", json.dumps(answer, indent=4))
    assert reading.kind is not ExhibitKind.MESSAGE_THREAD
    assert values(reading, K.SCAN) == []
    assert values(reading, K.ORDER) == [ORDER]


def test_the_day_of_a_history_is_the_day_of_its_event_whatever_its_column_is_called() -> None:
    content = (
        f"Consignment history\nTracking number;{NUMBER}\nOrder;{ORDER}\n\n"
        "Delivered;What happened;Place\n"
        "1 March 2026 09:12;Collected from sender;Hull HU1 3DZ\n"
        "4 March 2026 10:22;Delivered and signed for;York (YO1 7HH)\n"
    )
    reading = read("history.csv", content)
    assert values(reading, K.SCAN) == ["accepted", "delivered"]
    assert values(reading, K.AT) == [datetime(2026, 3, 1, 9, 12), datetime(2026, 3, 4, 10, 22)]  # noqa: DTZ001 - as written
    assert values(reading, K.CITY) == ["Hull", "York"]
    assert (values(reading, K.TRACKING), values(reading, K.ORDER)) == ([NUMBER], [ORDER])


def test_what_an_event_says_is_no_place_although_a_postal_code_stands_before_it() -> None:
    page = (
        "<html><body><h1>Sendungsverlauf</h1><table><tr><th>Zeit</th><th>Ort</th><th>PLZ</th><th>Meldung</th></tr>"
        "<tr><td>02.03.2026 08:00 Uhr</td><td>Celle</td><td>29221</td><td>Abholung</td></tr>"
        "<tr><td>04.03.2026 10:22 Uhr</td><td>Jena</td><td>07743</td><td>Ausgeliefert</td></tr></table></body></html>"
    )
    reading = read("verlauf.html", page)
    assert values(reading, K.SCAN) == ["accepted", "delivered"]
    assert list(dict.fromkeys(values(reading, K.CITY))) == ["Celle", "Jena"]


def test_a_column_that_is_called_by_its_unit_alone_holds_weights() -> None:
    reading = read("scale.csv", f"no,order,g,date\n1,{ORDER},1540,2026-03-02\n2,203-5551234-9876544,980,2026-03-02\n")
    assert values(reading, K.WEIGHT) == [Weight(1540), Weight(980)]
    assert values(reading, K.DATED) == [date(2026, 3, 2)] * 2


def test_numbers_that_can_be_nothing_else_are_read_in_a_column_with_any_name() -> None:
    reading = read("list.csv", f"Kram\tTracking number\tSKU\n{ORDER}\t{NUMBER}\tA-1\n")
    assert values(reading, K.ORDER) == [ORDER]


def test_a_head_of_which_few_cells_are_known_still_heads_its_table() -> None:
    page = (
        "<table><tr><td>Waybill</td><td>RB000000005GB</td></tr></table>"
        "<table><tr><th>Round</th><th>Moment</th><th>Remark</th><th>City</th><th>Bearing</th><th>Courier</th></tr>"
        "<tr><td>1</td><td>2026-03-04 10:22</td><td>Refused at the door</td><td>Leeds</td><td>53.8, -1.5</td>"
        "<td>A. Hill</td></tr></table>"
    )
    reading = read("rounds.html", f"<html><body>{page}</body></html>")
    assert values(reading, K.CITY) == ["Leeds"]
    assert values(reading, K.PERSON) == ["A. Hill"]


def test_a_sentence_of_an_event_is_no_place() -> None:
    content = (
        "When\tWhat\tNow\n2026-03-01 09:12\tThe parcel was picked up\ton the road\n"
        "2026-03-04 10:22\tToo late to cancel, please refuse it\tshipped\n"
    )
    assert values(read("log.csv", content), K.CITY) == []


def test_days_are_read_in_a_column_with_any_name() -> None:
    content = f"Kram;Order no.;SKU;Serial number\n2026/03/02 08:15;{ORDER};A-1;GT35547512\n"
    assert values(read("list.csv", content), K.AT) == [datetime(2026, 3, 2, 8, 15)]  # noqa: DTZ001 - as written


@pytest.mark.parametrize(
    "label",
    [
        "Received by (name in block letters)",
        "Signed by / Firma del destinatario",
        "Unterschrift (Empfänger)",
        "签收人（正楷）",
    ],
)
def test_a_remark_in_brackets_or_in_another_language_belongs_to_the_label(label: str) -> None:
    reading = read("slip.txt", f"Proof of delivery\nOrder no.\t{ORDER}\n{label}\tA. Hill\n")
    assert values(reading, K.SIGNED_BY) == ["A. Hill"]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("scans.txt", "运单号：SF1390000000017\n时间  状态  地点\n{0}    已揽收    深圳\n{1}    已签收    上海\n"),
        (
            "scans.html",
            "<table><tr><td>{0}</td><td>已揽收</td><td>深圳</td><tr><td>{1}</td><td>已签收</td><td>上海</td></table>",
        ),
    ],
)
def test_a_day_written_in_chinese_is_no_label(name: str, written: str) -> None:
    content = written.format("2026年3月4日 09:12", "2026年3月5日 16:40").encode()
    reading = read_exhibit(SourceFile(name, content))
    told = [one.value for one in reading.observations if one.kind is ObservationKind.SCAN]
    assert told == ["accepted", "delivered"]
    days = [str(one.value) for one in reading.observations if one.kind is ObservationKind.AT]
    assert days == ["2026-03-04 09:12:00", "2026-03-05 16:40:00"]
