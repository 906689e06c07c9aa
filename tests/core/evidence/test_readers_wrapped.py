"""Tables whose cells run over lines, conversations written down, days read two ways, refunds in rows."""

import json
from datetime import date, datetime

import pytest

from casewright.domain.exhibit import ExhibitKind, ObservationKind, ObservationRole
from casewright.domain.place import Place
from casewright.evidence.readers.near_labels import near_label
from casewright.evidence.readers.page import Corners, Page, SeenLine, page_of_seen
from casewright.evidence.readers.read import read_exhibit
from casewright.evidence.readers.reading import ExhibitReading, ReadingHints
from casewright.evidence.readers.wrapped import with_joined_cells
from casewright.intake.reading import SourceFile

K, R = ObservationKind, ObservationRole
ORDER = "204-7654321-1234567"
LEFTS = (0, 300, 600, 900)
HEAD = (0, ("Day", "Clock", "Step", "Town"))


def read(name: str, content: str, hints: ReadingHints | None = None) -> ExhibitReading:
    return read_exhibit(SourceFile(name, content.encode()), hints=hints)


def values(reading: ExhibitReading, kind: ObservationKind, role: ObservationRole | None = None) -> list[object]:
    return [one.value for one in reading.observations if one.kind is kind and one.role is role]


def page(*rows: tuple[float, tuple[str, ...]]) -> Page:
    lines = [
        SeenLine(text, ((left, top), (left + 200, top), (left + 200, top + 20), (left, top + 20)))
        for top, texts in rows
        for left, text in zip(LEFTS, texts, strict=False)
        if text
    ]
    return page_of_seen(Place("seen.png", "ab"), None, lines, 1200, 800)


def texts(found: Page) -> list[list[str]]:
    return [[span.text for span in row] for row in found.rows]


def test_a_cell_on_two_lines_is_one_cell() -> None:
    found = with_joined_cells(
        page(
            HEAD,
            (50, ("Tuesday, 3", "10:15", "Given to", "Bath")),
            (75, ("March 2026", "", "recipient")),
            (125, ("Monday, 2", "09:40", "On the road", "Wells")),
            (150, ("March 2026",)),
        )
    )
    assert texts(found)[1:] == [
        ["Tuesday, 3 March 2026", "10:15", "Given to recipient", "Bath"],
        ["Monday, 2 March 2026", "09:40", "On the road", "Wells"],
    ]
    assert found.rows[1][0].lines == len("ab")
    assert found.rows[1][0].height == pytest.approx(found.rows[1][1].height, rel=0.2)


def test_rows_of_a_table_that_stand_evenly_stay_rows_also_where_a_cell_is_empty() -> None:
    rows = (HEAD, (40, ("3 March", "10:15", "Sorted", "Bath")), (80, ("4 March", "", "Sent on", "Wells")))
    assert len(with_joined_cells(page(*rows)).rows) == len(rows)


def test_labels_do_not_swallow_the_values_below_them() -> None:
    labels, sums = ("Order number", "Invoice date", "Weight"), ("A-1", "", "2 kg")
    found = with_joined_cells(page((0, labels), (24, sums), (90, labels), (114, sums)))
    assert texts(found)[0] == list(labels)


def test_a_line_across_the_columns_carries_no_cell_on() -> None:
    wide = SeenLine("Remarks in a sentence as wide as the page", ((0, 75), (900, 75), (900, 95), (0, 95)))
    rows = page(HEAD, (50, ("3 March", "10:15", "Sorted", "Bath")), (125, ("4 March", "11:00", "Sent", "Wells")))
    seen = [
        *(SeenLine(one.text, _corners(one.left, one.top, one.right, one.bottom)) for one in rows.spans),
        wide,
    ]
    found = with_joined_cells(page_of_seen(Place("seen.png", "ab"), None, seen, 1200, 800))
    assert [wide.text] in texts(found)


def _corners(left: float, top: float, right: float, bottom: float) -> Corners:
    return ((left, top), (right, top), (right, bottom), (left, bottom))


@pytest.mark.parametrize(
    ("buyer", "seller", "when"),
    [
        ("Shopper", "Store", "4 March 2026, 10:22"),
        ("Käuferin", "Händler", "04.03.2026 10:22"),
        ("Acheteuse", "Boutique", "04/03/2026 10:22"),
        ("Acquirente", "Venditore", "04/03/2026 10:22"),
        ("Comprador", "Tienda", "04/03/2026 10:22"),
        ("ご購入者", "当店", "2026年3月4日 10:22"),
        ("买方", "店家", "2026-03-04 10:22"),
    ],
)
def test_a_conversation_written_down_tells_who_wrote_what(buyer: str, seller: str, when: str) -> None:
    text = f"{ORDER}\n{buyer}  {when}\nIt came to my door.\n{seller}  {when}\nGlad to hear it.\n"
    reading = read("talk.txt", text, ReadingHints(country="DE"))
    assert reading.kind is ExhibitKind.MESSAGE_THREAD
    assert values(reading, K.TEXT, R.BUYER_WROTE) == ["It came to my door."]
    assert values(reading, K.TEXT, R.SELLER_WROTE) == ["Glad to hear it."]
    assert {at.hour for at in values(reading, K.AT, R.SENT) if isinstance(at, datetime)} == {10}


def test_a_page_on_which_one_side_alone_stands_beside_a_day_is_no_conversation() -> None:
    reading = read("paper.txt", f"Order number: {ORDER}\nCustomer  4 March 2026\nCustomer  5 March 2026\nPaid\n")
    assert values(reading, K.TEXT, R.BUYER_WROTE) == []


@pytest.mark.parametrize(
    ("near", "day"),
    [(date(2026, 3, 2), date(2026, 3, 9)), (date(2026, 9, 1), date(2026, 9, 3)), (None, date(2026, 9, 3))],
)
def test_a_day_that_can_be_read_two_ways_is_the_one_nearer_to_the_sale_and_not_sure(
    near: date | None, day: date
) -> None:
    reading = read(
        "i.txt", "INVOICE\nInvoice date: 09/03/2026\nTotal due: USD 24.00\n", ReadingHints(country="US", near=near)
    )
    found = [one for one in reading.observations if one.role is R.ISSUED]
    assert [(one.value, one.sure) for one in found] == [(day, False)]


@pytest.mark.parametrize(
    "table",
    [
        "posted_at,kind,order_id,net_amount,currency\n2026-03-09,REFUND,{},-45.99,EUR\n",
        "Datum;Art;Bestellnummer;Betrag;Währung\n09.03.2026;Erstattung;{};-45,99;EUR\n",
        "Date;Nature;Numéro de commande;Montant;Devise\n09/03/2026;Remboursement;{};45,99;EUR\n",
        "Data;Causale;Numero ordine;Importo;Valuta\n09/03/2026;Rimborso;{};45,99;EUR\n",
        "Fecha;Concepto;Número de pedido;Importe;Divisa\n09/03/2026;Reembolso;{};45,99;EUR\n",
        "日付,種別,注文番号,金額,通貨\n2026-03-09,返金,{},45.99,EUR\n",
        "日期,类型,订单号,金额,币种\n2026-03-09,退款,{},45.99,EUR\n",
    ],
)
def test_the_sum_and_the_day_of_a_row_that_is_a_refund_are_the_refunds(table: str) -> None:
    reading = read("list.csv", table.format(ORDER), ReadingHints(country="DE", near=date(2026, 3, 1)))
    assert reading.kind is ExhibitKind.REFUND_LINE
    assert [str(one) for one in values(reading, K.AMOUNT, R.REFUNDED)] == ["45.99 EUR"]
    assert values(reading, K.DATED, R.PAID) == [date(2026, 3, 9)]


def test_a_row_that_denies_a_refund_gives_none() -> None:
    reading = read("list.csv", f"Date,Kind,Order number,Amount\n2026-03-09,Refund declined,{ORDER},45.99\n")
    assert values(reading, K.AMOUNT, R.REFUNDED) == []


def test_numbers_in_plain_lists_of_an_answer_are_read() -> None:
    step = {"when": "2026-03-04T10:22:00", "text": "Delivered to neighbour"}
    first = {"when": "2026-03-02T10:22:00", "text": "Picked up"}
    reading = read("a.json", json.dumps({"refs": [ORDER], "codEnvio": "PQ4F2T0712", "steps": [first, step]}))
    assert values(reading, K.ORDER) == [ORDER]
    assert values(reading, K.TRACKING) == ["PQ4F2T0712"]


@pytest.mark.parametrize("words", ["检测单号", "检验单号", "鉴定单号"])
def test_another_word_of_labels_is_no_slip_of_the_recogniser(words: str) -> None:
    meaning = near_label(words, marked=False)
    assert meaning is not None
    assert meaning.name == "reference"


@pytest.mark.parametrize("words", ["Signature: obtained", "Signature: on file", "Unterschrift: vorhanden"])
def test_a_word_that_says_there_is_a_signature_is_nobodys_name(words: str) -> None:
    assert values(read("p.txt", f"Proof of delivery\nTracking number: RB000000005GB\n{words}\n"), K.SIGNED_BY) == []


def test_what_belongs_to_the_customer_is_not_the_customer() -> None:
    reading = read("r.txt", f"Return request\nOrder number: {ORDER}\nCustomer's motive:  too small\n")
    assert values(reading, K.PERSON, R.RECIPIENT) == []


def test_orders_of_one_customer_in_rows_are_a_record_of_orders() -> None:
    rows = f"merchant_order_id,created,shopper_name,shopper_ip\n{ORDER},2026-03-01T10:00:00Z,Ada Moor,10.0.0.1\n"
    reading = read("before.csv", rows + f"{ORDER[:-1]}8,2025-12-01T10:00:00Z,Ada Moor,10.0.0.1\n")
    assert reading.kind is ExhibitKind.ORDER_RECORD
    assert values(reading, K.PERSON, R.RECIPIENT)[0] == "Ada Moor"


def test_rows_that_tell_of_nothing_but_failed_deliveries_are_attempts() -> None:
    rows = "Visit,When,Outcome,Consignment\n1,3 March 2026 10:15,Addressee refuses the parcel,RB000000005GB\n"
    reading = read("visits.csv", rows + "2,4 March 2026 11:05,Addressee refuses the parcel,RB000000005GB\n")
    assert reading.kind is ExhibitKind.DELIVERY_ATTEMPTS


def test_delivered_to_a_street_and_a_town_names_no_person() -> None:
    words = "Proof of delivery\nTracking number: RB000000005GB\nDelivered to: 5 Mill Brow, Hull, 31999\n"
    reading = read("p.txt", words)
    assert values(reading, K.PERSON, R.RECIPIENT) == []
    assert values(reading, K.ADDRESS, R.RECIPIENT) == ["5 Mill Brow, Hull, 31999"]


def test_a_cancellation_that_is_declined_is_no_refused_parcel() -> None:
    rows = "created,order_number,event\n2026-03-01T09:00:00Z,{0},paid\n2026-03-02T09:00:00Z,{0},opened\n"
    last = "2026-03-03T09:00:00Z,{0},cancellation declined\n"
    reading = read("log.csv", (rows + last).format(ORDER))
    assert values(reading, K.SCAN) == []
    assert [at.day for at in values(reading, K.AT, R.ISSUED) if isinstance(at, datetime)] == [1, 2, 3]


def test_a_day_that_the_recogniser_parted_stands_in_one_column_still() -> None:
    rows = "发票号码          开票日期                 购买方\nGK24930541        2026年   03月19日        宁波某公司\n"
    assert values(read("i.txt", "销售发票\n" + rows), K.DATED, R.ISSUED) == [date(2026, 3, 19)]
