"""Forms with the label below its line, and what beside a label is not its value."""

from datetime import date

import pytest

from casewright.domain.exhibit import ExhibitKind, ObservationKind, ObservationRole, Weight
from casewright.domain.place import Place
from casewright.evidence.readers.chat import looks_like_chat
from casewright.evidence.readers.labels import is_label_word, labels_in
from casewright.evidence.readers.page import Page, Span, page_of_text
from casewright.evidence.readers.read import read_exhibit
from casewright.evidence.readers.reading import ExhibitReading, ReadingHints
from casewright.intake.reading import SourceFile

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
