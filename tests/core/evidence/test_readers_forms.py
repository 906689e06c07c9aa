"""Forms, logs and pages whose layout tells what words do not: boxes, stacked days, nested tables, sums."""

from datetime import date, datetime

from casewright.domain.exhibit import ExhibitKind, ObservationKind, ObservationRole, Weight
from casewright.domain.money import Money
from casewright.domain.shipment import ScanKind
from casewright.evidence.readers.labels import label_alone
from casewright.evidence.readers.measures import weight_in
from casewright.evidence.readers.read import read_exhibit
from casewright.evidence.readers.reading import ExhibitReading, ReadingHints
from casewright.intake.reading import SourceFile

_ORDER = "303-1968468-9856441"
_PARCEL = "00340434161094042557"
K, R = ObservationKind, ObservationRole


def _read(name: str, text: str) -> ExhibitReading:
    return read_exhibit(SourceFile(name, text.encode()), hints=ReadingHints(currency="EUR", country="DE"))


def _values(reading: ExhibitReading, kind: ObservationKind, role: ObservationRole | None = None) -> list[object]:
    return [one.value for one in reading.observations if one.kind is kind and one.role is role]


def test_the_number_of_a_forms_box_is_no_part_of_its_label() -> None:
    meaning = label_alone("7 Signed by")
    assert meaning is not None
    assert meaning.name == "signed_by"
    assert label_alone("7 pears") is None


def test_pounds_that_a_recogniser_took_for_other_letters_are_pounds() -> None:
    read = weight_in("2 Ib")
    assert read is not None
    assert read.value == Weight(907)
    assert weight_in("2 Ibis") is None


def test_a_table_that_only_lays_out_a_page_keeps_the_rows_of_the_tables_in_it() -> None:
    rows = "".join(
        f"<tr><td>{day}.10.2026 09:14</td><td>{text}</td><td>Leeds</td></tr>"
        for day, text in (("06", "In transit"), ("07", "Out for delivery"), ("08", "Delivered"))
    )
    page = (
        f"<html><h1>Tracking history</h1><table><tr><td><table><tr><td>Tracking number</td><td>{_PARCEL}</td></tr>"
        f"</table></td></tr><tr><td><table>{rows}</table></td></tr></table></html>"
    )
    reading = _read("saved.html", page)
    assert _values(reading, K.TRACKING) == [_PARCEL]
    assert [ScanKind(str(one)) for one in _values(reading, K.SCAN)][-1] is ScanKind.DELIVERED
    assert datetime(2026, 10, 8, 9, 14) in _values(reading, K.AT)  # noqa: DTZ001 - a clock at the place


def test_a_day_above_its_event_and_a_heading_that_sounds_like_one_are_told_apart() -> None:
    text = (
        f"Your return shipment\nTracking number: {_PARCEL}\n\n06.10.2026, 10:48\nIn transit\nDerby\n\n"
        "07.10.2026, 08:30\nOut for delivery\nLeeds\n\n08.10.2026, 14:14\nDelivered\nLeeds\n"
    )
    reading = _read("history.txt", text)
    ended = [one for one in reading.observations if one.kind is K.SCAN and one.value == "delivered"]
    days = {one.value for one in reading.observations if one.locator.line == ended[0].locator.line and one.kind is K.AT}
    assert days == {datetime(2026, 10, 8, 14, 14)}  # noqa: DTZ001 - a clock at the place


def test_a_town_with_its_code_behind_it_is_the_town() -> None:
    reading = _read("slip.txt", f"Proof of delivery\nTracking number: {_PARCEL}\nCity: Ajman 20150\n")
    assert _values(reading, K.CITY) == ["Ajman"]


def test_the_one_sum_of_a_refunds_row_is_what_was_refunded_whatever_its_column_is_called() -> None:
    table = f"Date,Kind,Order id,Goods,Currency\n2026-04-09,Refund,{_ORDER},-31.40,EUR\n"
    assert _values(_read("export.csv", table), K.AMOUNT, R.REFUNDED) == [Money(3140, "EUR")]


def test_the_number_of_a_refund_is_no_sum_and_an_order_under_another_head_is_one() -> None:
    table = f"完成日期,交易种类,单据,退款流水,发生额,币种\n20260219,退款,{_ORDER},RF473799459,-45.99,CNY\n"
    assert _values(_read("export.csv", table), K.AMOUNT, R.REFUNDED) == [Money(4599, "CNY")]
    table = f"Date,Type,Currency,Gross,Invoice number\n2026-02-19,Refund,EUR,-19.90,{_ORDER}\n"
    assert _values(_read("export.csv", table), K.ORDER) == [_ORDER]


def test_two_different_sums_nobody_knows_are_not_guessed_at() -> None:
    table = f"Date,Kind,Order id,Goods,Left,Currency\n2026-04-09,Refund,{_ORDER},-31.40,12.00,EUR\n"
    assert _values(_read("export.csv", table), K.AMOUNT, R.REFUNDED) == []


def test_bought_beside_a_day_is_the_day_and_not_the_order() -> None:
    reading = _read("page.txt", f"Order details\nOrder: {_ORDER}\nPurchase: 9 April 2026\n")
    assert _values(reading, K.DATED, R.ORDERED) == [date(2026, 4, 9)]


def test_each_row_of_a_log_says_when_it_was_written() -> None:
    text = (
        f"Order log\nOrder number: {_ORDER}\n\n2026-04-09 10:11  created  open\n2026-04-10 16:23  packed  shipped\n"
        "2026-04-11 09:00  cancellation asked for  shipped\n"
    )
    reading = _read("log.txt", text)
    assert reading.kind is ExhibitKind.SERVICE_LOG
    assert len([one for one in reading.observations if one.kind is K.AT]) == 3


def test_an_insurance_certificate_is_drawn_up_and_not_dispatched() -> None:
    text = "Certificado de seguro de responsabilidad civil\nAsegurado: Lanhu Ltd\nExpedido: 01/03/2026\n"
    reading = _read("seguro.txt", text)
    assert reading.kind is ExhibitKind.INSURANCE
    assert _values(reading, K.DATED, R.ISSUED) == [date(2026, 3, 1)]
    assert _values(reading, K.DATED, R.SHIPPED) == []


_STEPS = (("2026-02-02T10:11:00", "Collected", "Leeds"), ("2026-02-05T09:44:00", "Delivered", "Derby"))


def test_an_export_with_an_object_on_each_line_is_one_history() -> None:
    lines = [f'{{"ts":"{at}","parcel":"{_PARCEL}","event":"{what}","city":"{town}"}}' for at, what, town in _STEPS]
    reading = _read("export.jsonl", "\n".join(lines))
    assert reading.kind is ExhibitKind.TRACKING_HISTORY
    assert _values(reading, K.CITY) == ["Leeds", "Derby"]
    assert _values(reading, K.TRACKING) == [_PARCEL]


def test_an_export_in_elements_is_read_as_its_answer_would_be() -> None:
    events = "".join(
        f"<event><time>{at}</time><status>{what}</status><city>{town}</city></event>" for at, what, town in _STEPS
    )
    text = f"<?xml version='1.0'?><answer><trackingNumber>{_PARCEL}</trackingNumber><events>{events}</events></answer>"
    reading = _read("export.xml", text)
    assert reading.kind is ExhibitKind.TRACKING_HISTORY
    assert _values(reading, K.SCAN) == ["accepted", "delivered"]
    assert _values(reading, K.TRACKING) == [_PARCEL]


def test_broken_elements_and_lines_that_only_begin_like_objects_do_no_harm() -> None:
    for text in ("<?xml version='1.0'?><a><b>x</a></b>", "<a>" * 500, "{not\n{json\n", "{}\n{}\n"):
        assert _read("export.txt", text).kind is ExhibitKind.OTHER


def test_a_column_that_is_only_called_grams_is_one_of_weights() -> None:
    reading = _read("scale.csv", f"order,parcel,grams,packed at\n{_ORDER},{_PARCEL},1540,2026-02-02 10:11\n")
    assert _values(reading, K.WEIGHT) == [Weight(1540)]
