"""Values are read whatever the words beside them: other labels, short forms, slips, sentences, ways to write a day."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casewright.domain.exhibit import ExhibitKind, ObservationKind, ObservationRole, Weight
from casewright.evidence.readers.labels import labels_in
from casewright.evidence.readers.moments import DocumentDates
from casewright.evidence.readers.near_labels import near_label
from casewright.evidence.readers.read import read_exhibit
from casewright.evidence.readers.reading import ExhibitReading
from casewright.evidence.readers.tokens import mended_order_id
from casewright.intake.reading import SourceFile

K, R = ObservationKind, ObservationRole


def read(text: str) -> ExhibitReading:
    return read_exhibit(SourceFile("paper.txt", text.encode()))


@pytest.mark.parametrize("text", [":", "：", "::2", "：:0--00:", "〒:", "-- : 5"])
def test_signs_without_a_word_are_no_label(text: str) -> None:
    assert not labels_in(text)


def values(reading: ExhibitReading, kind: ObservationKind, role: ObservationRole | None = None) -> list[object]:
    return [one.value for one in reading.observations if one.kind is kind and role in (None, one.role)]


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Time and date of the delivery", "delivered"),
        ("Dlvy date", "delivered"),
        ("Consignee (in block letters)", "recipient"),
        ("PO / order number", "order"),
        ("Trackirg number", "tracking"),
        ("Endempfängername", "recipient"),
        ("Outgoing tracking number", "tracking"),
        ("客户指定签收人", None),
        ("本次实际签收人", "signed_by"),
        ("该批货物生产批号", "batch"),
        ("Wgt (gross)", "weight"),
        ("Numéro de lot du produit fini", "batch"),
        ("Expected delivery day", None),
        ("Birth date", None),
    ],
)
def test_a_label_is_understood_in_other_words_and_never_when_a_word_turns_it(label: str, name: str | None) -> None:
    meaning = near_label(label, marked=True)
    assert (meaning.name if meaning else None) in ((name,) if name else (None, "promised"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("04MAR26/1422", datetime(2026, 3, 4, 14, 22)),  # noqa: DTZ001 - print has no zone
        ("20260304 142233", datetime(2026, 3, 4, 14, 22, 33)),  # noqa: DTZ001 - as above
        ("04-Mar-2026, 2:22 p.m.", datetime(2026, 3, 4, 14, 22)),  # noqa: DTZ001 - as above
        ("4. März 2026 um 14.22 Uhr", datetime(2026, 3, 4, 14, 22)),  # noqa: DTZ001 - as above
        ("令和8年3月4日 14時22分", datetime(2026, 3, 4, 14, 22)),  # noqa: DTZ001 - as above
        ("R8.3.4", date(2026, 3, 4)),
        ("2026-W10-3", date(2026, 3, 4)),
        ("4/mar/2026", date(2026, 3, 4)),
        ("Mar-04-2026", date(2026, 3, 4)),
        ("12 mai '26", date(2026, 5, 12)),
    ],
)
def test_a_day_is_read_in_each_way_it_is_written(text: str, expected: date) -> None:
    dates = DocumentDates.of([], "de", "DE", None)
    assert [(one.value, one.sure) for one in dates.moments_in(text)] == [(expected, True)]


@pytest.mark.parametrize("text", ["12345 20260304 1", "Lot H8-4-12", "20260304.50", "2026-W61", "998820260304771"])
def test_a_number_that_only_looks_like_a_day_is_none(text: str) -> None:
    dates = DocumentDates.of([], "en", "GB", None)
    assert [one.value for one in dates.moments_in(text)] in ([], [date(2026, 3, 4)][: text.startswith("12345")])


@pytest.mark.parametrize(
    "text",
    [
        "Delivery receipt\nYour parcel was handed to Mara Ott at the door on 4 March 2026.\n",
        "Zustellnachweis\nDie Sendung wurde am 4. März 2026 an Mara Ott übergeben.\n",
        "Preuve de livraison\nColis remis à Mara Ott le 4 mars 2026.\n",
        "Comprobante de entrega\nEl paquete fue entregado a Mara Ott el 4 de marzo de 2026.\n",
        "Prova di consegna\nIl collo è stato consegnato a Mara Ott il 4 marzo 2026.\n",
    ],
)
def test_a_sentence_tells_who_took_a_parcel_and_when(text: str) -> None:
    reading = read(text)
    assert reading.kind is ExhibitKind.PROOF_OF_DELIVERY
    assert [str(name) for name in values(reading, K.SIGNED_BY)] == ["Mara Ott"]
    assert values(reading, K.DATED, R.DELIVERED) == [date(2026, 3, 4)]


def test_the_head_of_a_table_may_name_its_unit_and_two_things() -> None:
    reading = read(
        "Weighing list\n\nPacking date/time    Merchant order no.      Wt. kg\n"
        "2026-03-04 14:22     305-1234567-7654321     2.89\n"
    )
    assert values(reading, K.WEIGHT) == [Weight(2890)]
    assert values(reading, K.ORDER) == ["305-1234567-7654321"]
    assert values(reading, K.AT, R.SHIPPED) == [datetime(2026, 3, 4, 14, 22)]  # noqa: DTZ001 - the list has no zone


def test_a_sentence_that_takes_a_delivery_back_tells_no_delivery() -> None:
    reading = read("Proof of delivery\nThe scan of 4 March 2026 was an error, the parcel was not delivered.\n")
    assert values(reading, K.DATED, R.DELIVERED) == []


def test_a_batch_in_the_line_of_an_invoice_is_read() -> None:
    reading = read("Rechnung\nDatum: 04.03.2026\n200 Stück Lampe, Charge Q7-7712\nZahlbetrag: 640,00 EUR\n")
    assert reading.kind is ExhibitKind.INVOICE
    assert values(reading, K.BATCH) == ["Q7-7712"]


def test_the_only_weight_of_a_slip_is_the_parcels() -> None:
    reading = read("Delivery receipt\nOne parcel of 2.35 kg was handed to Mara Ott on 4 March 2026.\n")
    assert values(reading, K.WEIGHT) == [Weight(2350)]


@pytest.mark.parametrize(
    "text", ["302 1234567 7654321", "3O2-l234567-7654321", "302-1234567 -7654321", "30212345677654321"]
)
def test_an_order_number_is_mended(text: str) -> None:
    assert mended_order_id(text) == "302-1234567-7654321"


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=50), st.booleans())
def test_no_label_breaks_the_search_for_its_meaning(text: str, marked: bool) -> None:  # noqa: FBT001 - drawn by Hypothesis
    meaning = near_label(text, marked=marked)
    assert meaning is None or meaning.name
