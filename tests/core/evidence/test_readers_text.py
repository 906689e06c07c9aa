"""What is read in slips, reports and tables that are text already, in the languages documents come in."""

import tomllib
from datetime import date, datetime
from importlib.resources import files

import pytest

from casewright.domain.exhibit import (
    ExhibitKind,
    Locator,
    Observation,
    ObservationKind,
    ObservationRole,
    Speaker,
    Weight,
)
from casewright.domain.money import Money
from casewright.domain.shipment import ScanKind
from casewright.evidence.readers.read import read_exhibit
from casewright.evidence.readers.reading import ExhibitReading, ReadingHints
from casewright.evidence.readers.squash import squashed
from casewright.evidence.readers.vocabulary import event_codes, kind_words, meanings
from casewright.intake.reading import SourceFile

K, R = ObservationKind, ObservationRole


def read(text: str, name: str = "paper.txt", hints: ReadingHints | None = None) -> ExhibitReading:
    return read_exhibit(SourceFile(name, text.encode()), hints=hints)


def one(reading: ExhibitReading, kind: ObservationKind, role: ObservationRole | None = None) -> Observation:
    found = [seen for seen in reading.observations if seen.kind is kind and seen.role is role]
    assert len(found) == 1, found
    return found[0]


def values(reading: ExhibitReading, kind: ObservationKind) -> list[object]:
    return [seen.value for seen in reading.observations if seen.kind is kind]


def test_an_english_slip_says_who_signed_where_and_when() -> None:
    reading = read(
        """PROOF OF DELIVERY
Carrier: Northline Parcel
Tracking number: 1Z999AA10123456784
Order no.: 305-1234567-7654321
Delivered on: 14 March 2026 10:22
Signed by: J. WEBER
Delivered to: Anna Weber
Delivery address: Lindenstrasse 5, 10969 Berlin
Weight: 2.35 kg
"""
    )
    assert (reading.kind, reading.speaker, reading.language) == (
        ExhibitKind.PROOF_OF_DELIVERY,
        Speaker.CARRIER,
        "en",
    )
    assert values(reading, K.SIGNED_BY) == ["J. WEBER"]
    assert one(reading, K.AT, R.DELIVERED).value == datetime(2026, 3, 14, 10, 22)  # noqa: DTZ001 - the slip has no zone
    assert one(reading, K.CITY, R.RECIPIENT).value == "Berlin"
    assert one(reading, K.POSTAL_CODE, R.RECIPIENT).value == "10969"
    assert one(reading, K.PERSON, R.RECIPIENT).value == "Anna Weber"
    assert one(reading, K.WEIGHT).value == Weight(2350)
    assert values(reading, K.TRACKING) == ["1Z999AA10123456784"]
    assert all(seen.sure for seen in reading.observations)
    assert reading.findings == ()


def test_a_chinese_slip_with_two_fields_on_a_line_is_read_whole() -> None:
    reading = read(
        """签收回单
运单号：SF1234567890123   承运商：顺风速达
订单编号：305-1234567-7654321
收件人：王小明  收货地址：广东省深圳市南山区科技路1号
签收人：王小明（本人） 签收时间：2026-03-04 10:22
重量：2.35公斤  代收金额：¥128.00
签收验证码：482913
"""
    )
    assert reading.kind is ExhibitKind.PROOF_OF_DELIVERY
    assert values(reading, K.SIGNED_BY) == ["王小明"]
    assert one(reading, K.CITY, R.RECIPIENT).value == "深圳市"
    assert one(reading, K.AMOUNT, R.COLLECTED).value == Money(12800, "CNY")
    assert one(reading, K.ONE_TIME_CODE).value == "482913"
    assert one(reading, K.CARRIER).value == "顺风速达"


@pytest.mark.parametrize(
    "text",
    [
        "Prüfbericht\nPrüflabor: Rheininstitut GmbH\nCharge: B-2207\nPrüfdatum: 03.02.2026\n",
        "Rapport d'essai\nLaboratoire : Essais du Nord\nN° de lot : B-2207\nDate d'essai : 3 février 2026\n",
        "Rapporto di prova\nLaboratorio: Prove Torino\nNumero di lotto: B-2207\nData della prova: 03/02/2026\n",
        "Informe de ensayo\nLaboratorio: Ensayos Sur\nNúmero de lote: B-2207\nFecha de ensayo: 3 de febrero de 2026\n",
        "試験報告書\n試験機関：東都試験所\nロット番号：B-2207\n試験日：2026年2月3日\n",
        "检测报告\n检测机构：华南检测中心\n批号：B-2207\n检测日期：2026年2月3日\n",
    ],
)
def test_a_laboratory_report_is_read_in_every_language(text: str) -> None:
    reading = read(text)
    assert (reading.kind, reading.speaker) == (ExhibitKind.TEST_REPORT, Speaker.LABORATORY)
    assert values(reading, K.BATCH) == ["B-2207"]
    assert one(reading, K.DATED, R.TESTED).value == date(2026, 2, 3)
    assert len(values(reading, K.LABORATORY)) == 1


def test_a_day_that_can_be_read_two_ways_is_not_sure_and_says_so() -> None:
    reading = read("INVOICE\nInvoice date: 03/04/2026\nTotal due: USD 24.00\n", hints=ReadingHints(country="US"))
    issued = one(reading, K.DATED, R.ISSUED)
    assert (issued.value, issued.sure) == (date(2026, 3, 4), False)
    assert [finding.code for finding in reading.findings] == ["EXH034"]
    british = read("INVOICE\nInvoice date: 03/04/2026\nTotal due: GBP 24.00\n", hints=ReadingHints(country="GB"))
    assert one(british, K.DATED, R.ISSUED).value == date(2026, 4, 3)


def test_another_day_of_the_same_document_settles_the_order_of_day_and_month() -> None:
    reading = read("INVOICE\nInvoice date: 03/04/2026\nOrder date: 25/03/2026\n", hints=ReadingHints(country="US"))
    issued = one(reading, K.DATED, R.ISSUED)
    assert (issued.value, issued.sure) == (date(2026, 4, 3), True)


def test_a_time_is_put_into_the_zone_that_is_known_for_the_place() -> None:
    reading = read("签收单\n签收时间：2026年3月4日 下午3:05\n", hints=ReadingHints(zone="Asia/Shanghai"))
    assert one(reading, K.AT, R.DELIVERED).value == datetime.fromisoformat("2026-03-04T15:05+08:00")


def test_a_number_with_two_readings_is_guessed_and_not_sure() -> None:
    reading = read("Lieferschein\nGewicht: 1.250 kg\n")
    weight = one(reading, K.WEIGHT)
    assert (weight.value, weight.sure) == (Weight(1250), False)


def test_labels_above_their_values_and_in_two_columns_are_understood() -> None:
    reading = read("Delivery receipt\nConsignment no    Signed by\nKX1234567890      Anna Weber\n")
    assert values(reading, K.TRACKING) == ["KX1234567890"]
    assert values(reading, K.SIGNED_BY) == ["Anna Weber"]


def test_a_label_in_two_languages_is_one_label() -> None:
    reading = read("POD\nSigned by / 签收人: Anna Weber\nTracking No. (运单号): KX1234567890\n")
    assert values(reading, K.SIGNED_BY) == ["Anna Weber"]
    assert values(reading, K.TRACKING) == ["KX1234567890"]


def test_a_word_of_a_sentence_is_no_label() -> None:
    reading = read("Hello,\nthe parcel was signed by nobody and I want my order total back, please.\nAnna\n")
    assert values(reading, K.SIGNED_BY) == []
    assert values(reading, K.AMOUNT) == []


def test_a_value_that_does_not_fit_its_label_is_remarked_with_its_place() -> None:
    reading = read("Packing slip\nWeight: 23 hands\nSKU: LH-1\n")
    assert values(reading, K.WEIGHT) == []
    (finding,) = reading.findings
    assert finding.code == "EXH035"
    assert "23 hands" in finding.words.en
    assert "重量" in finding.words.zh


ONE_ROW_EACH = """Tracking history
2026-03-01 09:12   Berlin    Picked up
2026-03-02 22:40   Leipzig   In transit
2026-03-04 10:22   Potsdam   Delivered, signed by: Krause
"""
TWO_ROWS_EACH = """Tracking history
Mar 1, 2026, 9:12 AM
Picked up, Berlin
Mar 2, 2026, 10:40 PM
In transit, Leipzig
Mar 4, 2026, 10:22 AM
Delivered, Potsdam, signed by: Krause
"""


@pytest.mark.parametrize("text", [ONE_ROW_EACH, TWO_ROWS_EACH])
def test_a_history_gives_each_event_with_its_day_and_place_on_one_line(text: str) -> None:
    reading = read(text)
    assert reading.kind is ExhibitKind.TRACKING_HISTORY
    assert list(dict.fromkeys(values(reading, K.SCAN))) == ["accepted", "in_transit", "delivered"]
    delivered = next(seen for seen in reading.observations if seen.kind is K.SCAN and seen.value == "delivered")
    together = {
        seen.kind: seen.value
        for seen in reading.observations
        if (seen.locator.page, seen.locator.line) == (delivered.locator.page, delivered.locator.line)
    }
    assert together[K.AT] == datetime(2026, 3, 4, 10, 22)  # noqa: DTZ001 - the page has no zone
    assert together[K.CITY] == "Potsdam"
    assert together[K.SIGNED_BY] == "Krause"


def test_a_single_mention_of_delivery_is_no_history() -> None:
    reading = read("Dear team,\n2026-03-04: the parcel was delivered to the neighbour.\n")
    assert values(reading, K.SCAN) == []


def test_pack_weights_in_a_table_know_their_row_and_column() -> None:
    reading = read(
        "order-id,Tracking number,Weight (kg),Packed at,Packed by\n"
        "305-1234567-7654321,ABC1234567890,2.350,2026-03-01 09:00,Lin\n"
        "305-1234567-7654322,ABC1234567891,0.125,2026-03-01 09:05,Lin\n",
        "weights.csv",
    )
    assert (reading.kind, reading.speaker) == (ExhibitKind.PACK_RECORD, Speaker.SELLER_SYSTEM)
    weights = [seen for seen in reading.observations if seen.kind is K.WEIGHT]
    assert [(seen.value, seen.sure) for seen in weights] == [(Weight(2350), True), (Weight(125), True)]
    assert weights[1].locator.place.row == 3
    assert weights[1].locator.place.column == "Weight (kg)"


def test_a_cash_remittance_in_chinese_gives_order_and_money() -> None:
    rows = [
        ("订单号", "运单号", "代收金额(元)", "回款日期"),
        ("305-1234567-7654321", "SF1234567890123", "128.00", "2026-03-05"),
    ]
    reading = read("\n".join(map(",".join, rows)), "h.csv")
    assert reading.kind is ExhibitKind.REMITTANCE
    assert one(reading, K.AMOUNT, R.COLLECTED).value == Money(12800, "CNY")
    assert one(reading, K.DATED, R.PAID).value == date(2026, 3, 5)


def test_a_mail_says_who_wrote_what_and_when() -> None:
    reading = read(
        "From: Anna - Amazon Marketplace <x1y2z3+abc@marketplace.amazon.de>\nTo: shop@example.org\n"
        "Date: Wed, 4 Mar 2026 10:22:00 +0100\nSubject: Frage zu Bestellung 305-1234567-7654321\n"
        "Message-ID: <1@example.org>\nContent-Type: text/plain; charset=utf-8\n\n"
        "------------- Beginn der Nachricht -------------\nIch habe das Paket bekommen, danke.\n"
        "------------- Ende der Nachricht -------------\n",
        "m.eml",
    )
    assert reading.kind is ExhibitKind.MESSAGE_THREAD
    assert one(reading, K.TEXT, R.BUYER_WROTE).value == "Ich habe das Paket bekommen, danke."
    assert one(reading, K.AT, R.SENT).value == datetime.fromisoformat("2026-03-04T10:22+01:00")


def test_hints_settle_kind_and_speaker() -> None:
    reading = read(
        "Tracking number: KX1234567890\n", hints=ReadingHints(kind=ExhibitKind.LABEL_PURCHASE, speaker=Speaker.SELLER)
    )
    assert (reading.kind, reading.speaker, reading.kind_sure) == (ExhibitKind.LABEL_PURCHASE, Speaker.SELLER, True)


def test_every_reading_names_its_file_and_line() -> None:
    reading = read("签收单\n签收人：王小明\n", "slip.txt")
    locator = one(reading, K.SIGNED_BY).locator
    assert locator == Locator(locator.place, None, 2, None, "签收人: 王小明")
    assert (locator.place.file, locator.place.digest) == ("slip.txt", reading.digest)


def test_what_nobody_can_read_is_kept_and_says_so() -> None:
    reading = read_exhibit(SourceFile("sound.bin", bytes(range(256)) * 8))
    assert (reading.kind, reading.observations) == (ExhibitKind.OTHER, ())
    assert {finding.code for finding in reading.findings} == {"EXH030", "EXH039"}


def test_no_label_means_two_things() -> None:
    table = tomllib.loads(files("casewright.evidence.readers").joinpath("words", "labels.toml").read_text("utf-8"))
    meant: dict[str, str] = {}
    for name, entry in table.items():
        for phrase in (phrase for words in entry.values() if isinstance(words, list) for phrase in words):
            assert meant.setdefault(squashed(phrase).key, name) == name, phrase


def test_every_kind_field_and_event_is_named_in_the_tables() -> None:
    named = {name for words in kind_words() for name, _ in words.fields}
    assert named - {"event"} <= set(meanings())
    assert all(words.titles for words in kind_words())
    assert event_codes()["EVENT_301"] is ScanKind.DELIVERED


def test_a_japanese_form_is_taken_for_japanese_and_its_yen_for_yen() -> None:
    reading = read(
        "配達完了証明書\nお届け先：山田 太郎 様\n配達完了日時：2026 年 3 月 4 日 10 時 22 分\n代引金額：¥12,800\n"
    )
    assert reading.language == "ja"
    assert one(reading, K.AT, R.DELIVERED).value == datetime(2026, 3, 4, 10, 22)  # noqa: DTZ001 - the form has no zone
    assert one(reading, K.AMOUNT, R.COLLECTED).value == Money(12800, "JPY")
    assert one(reading, K.PERSON, R.RECIPIENT).value == "山田 太郎"
