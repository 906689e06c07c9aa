"""What kind of paper an exhibit is, told by papers in many wordings and languages."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casewright.domain.exhibit import ExhibitKind, Speaker
from casewright.evidence.readers.read import read_exhibit
from casewright.evidence.readers.reading import ExhibitReading
from casewright.evidence.readers.titles import misspelt_titles, namings_in
from casewright.intake.reading import SourceFile

K = ExhibitKind


def read(text: str, name: str = "paper.txt") -> ExhibitReading:
    return read_exhibit(SourceFile(name, text.encode()))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (K.PROOF_OF_DELIVERY, "Northline\nConsignee copy\nParcel: 8812340091\nReceived by: M. Ott\n"),
        (K.PROOF_OF_DELIVERY, "Nachweis über die Zustellung\nSendung: 8812340091\nQuittiert von: M. Ott\n"),
        (K.PROOF_OF_DELIVERY, "妥投底单\n单号：8812340091\n收妥人：欧明\n"),
        (K.PROOF_OF_DELIVERY, "Justificante de que la entrega se realizó\nEnvío: 8812340091\nFirma: M. Ott\n"),
        (K.PROOF_OF_DELIVERY, "配達完了報告\nお問い合わせ番号：881234009100\n受領者：大戸\n"),
        (K.TRACKING_HISTORY, "Journey of your package\n2 May 2026 10:00 Departed Ulm\n3 May 2026 09:00 Delivered\n"),
        (K.TRACKING_HISTORY, "荷物の配達履歴\n2026年5月2日 引受\n2026年5月3日 配達完了\n"),
        (K.LABEL_PURCHASE, "Purchased postage\nLabel 77120\nTo: M. Ott\nClaims protected: yes\n"),
        (K.INVOICE, "Einkaufsrechnung\nMenge 200\nEinzelpreis 3,20 EUR\nZahlbetrag: 640,00 EUR\n"),
        (K.INVOICE, "进货单\n单价 3.20\n价税合计：640.00元\n"),
        (K.TEST_REPORT, "Summary of laboratory tests\nLot: Q-771\nVerdict: pass\n"),
        (K.TEST_REPORT, "Bulletin d'analyse\nLot : Q-771\nConclusion : conforme\n"),
        (K.INSPECTION, "Condition of a returned unit: report\nS/N: 55172\nSigns of use on the base\n"),
        (K.INSPECTION, "返品検品記録\nシリアル番号：55172\n使用の跡あり\n"),
        (K.INSPECTION, "退货验收单\n序列号：55172\n有使用痕迹\n"),
        (K.PACK_RECORD, "Weighing log, bench 4\nOrder no: 305-1234567-7654321\nScale weight: 1.240 kg\n"),
        (K.PACK_RECORD, "Wiegeliste Warenausgang\nBestellnummer: 305-1234567-7654321\nGewicht: 1,24 kg\n"),
        (K.REMITTANCE, "Cash on delivery payout statement\nOrder no: 305-1234567-7654321\nCollected: 49.90 EUR\n"),
        (K.REMITTANCE, "代收货款回款明细\n订单号：305-1234567-7654321\n代收金额：349.00元\n"),
        (K.REFUND_LINE, "Rückzahlung bestätigt\nBestellung: 305-1234567-7654321\nErstattungsbetrag: 49,90 EUR\n"),
        (K.DELIVERY_ATTEMPTS, "Visits to the consignee's door\n1st attempt: 2 May 2026 10:00\nRefused\n"),
        (K.DELIVERY_ATTEMPTS, "上门派送情况\n第一次派送：2026-05-02 10:00\n收件人拒收\n"),
        (K.SERIAL_RECORD, "Geräteseriennummern im Versand: Liste\nSeriennummer: 55172\n"),
        (K.RETURN_REQUEST, "Demande de renvoi\nCommande : 305-1234567-7654321\nMotif du retour : trop petit\n"),
        (K.RETURN_REQUEST, "订单 305-1234567-7654321 退货申请\n商品: 台灯\n"),
        (K.RETURN_REQUEST, "A buyer wants to return a lamp\nOrder no: 305-1234567-7654321\n"),
        (K.INSURANCE, "Évidence of cover\nCertificate of insurance\nNamed insured: Lantern Home Ltd\n"),
        (K.PUBLIC_REVIEW, "買い物のあとで\n出品者へのレビュー\n★☆☆☆☆ 1つ星\n"),
        (K.ORDER_RECORD, "Frühere Bestellungen dieses Kontos\nBestelldatum: 02.05.2026\n"),
        (K.POLICY_TEXT, "Regeln für Stornierung und Rückgabe\nBinnen 14 Tagen nach Erhalt, gültig ab 01.01.2026\n"),
        (K.SERVICE_LOG, "Journal: cancellation of an order\n2 May 2026 10:00 Buyer asked to cancel\n"),
        (K.CARRIER_TRACE, "Our search for your parcel: the outcome\nIt could not be found in any depot.\n"),
        (K.CARRIER_TRACE, "Ergebnis unserer Nachforschung\nDie Sendung gilt als verloren.\n"),
        (K.DELAY_NOTICE, "Aviso: retraso por temporal\nSu envío quedó retenido un día.\n"),
        (K.DAMAGE_REPORT, "Protokoll über einen Transportschaden\nDer Karton war eingedrückt.\n"),
        (K.DELIVERY_DENIAL, "Non-delivery: our statement\nThe scan was made in error.\n"),
        (K.AUTHORISATION, "Bestätigung als Händler unserer Marke\nWir bestätigen die Vertriebsberechtigung.\n"),
        (K.AUTHORISATION, "网店授权证明\n兹授权该公司在网络平台销售我司产品。\n"),
        (K.INSURER_NOTICE, "Ihre Schadenmeldung ist eingegangen\nVersicherungsnummer 77120\n"),
        (K.STATEMENT_OF_REASONS, "Reasons for our decision on your listing\nYou may complain within six months.\n"),
        (K.STATEMENT_OF_REASONS, "出品制限の理由のお知らせ\n異議は6か月以内にお申し出ください。\n"),
    ],
)
def test_a_paper_is_known_by_other_words_than_the_usual_ones(kind: ExhibitKind, text: str) -> None:
    assert read(text).kind is kind


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (K.PROOF_OF_DELIVERY, "Proof 0f Delivcry\nParcel: 8812340091\n"),
        (K.TEST_REPORT, "Laboratory tcst repont\nBatch: Q-771\n"),
        (K.INSURANCE, "Versicherungsbestatlgung\nNr. 77120\n"),
        (K.INSPECTION, "退货质枪报告\n"),
    ],
)
def test_a_title_is_known_through_the_slips_of_a_recogniser(kind: ExhibitKind, text: str) -> None:
    assert read(text).kind is kind


@pytest.mark.parametrize(
    "text",
    [
        "banana\nbanana\n",
        "lorem ipsum dolor\nsit amet\n",
        "今天天气很好\n我们去公园\n",
        "a b c\n1 2 3\n~~ ..\n",
        "1lI| ;; ,,\n",
    ],
)
def test_a_paper_that_says_nothing_is_of_no_kind(text: str) -> None:
    reading = read(text)
    assert (reading.kind, reading.kind_sure) == (K.OTHER, False)
    assert "EXH039" in {finding.code for finding in reading.findings}


def test_a_word_inside_a_longer_title_names_nothing_of_its_own() -> None:
    named = {naming.kind for naming in namings_in("COD receipt") if naming.title}
    assert named == {K.REMITTANCE}


def test_a_letters_own_sentences_do_not_make_it_the_paper_they_speak_of() -> None:
    mail = (
        "From: Lampenladen <shop@lampen.example>\nTo: M. Ott <m.ott@post.example>\nSubject: Re: your order\n"
        "Date: Mon, 04 May 2026 10:00:00 +0200\nMessage-ID: <1@lampen.example>\nContent-Type: text/plain\n\n"
        "Dear M. Ott,\nwe can send you a return label, an invoice or a refund. Tell us which you prefer.\n"
    )
    reading = read(mail, "answer.eml")
    assert (reading.kind, reading.speaker) == (K.MESSAGE_THREAD, Speaker.SELLER)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_no_heading_breaks_the_search_for_titles(text: str) -> None:
    known = set(ExhibitKind)
    assert {naming.kind for naming in (*namings_in(text), *misspelt_titles(text))} <= known


@pytest.mark.parametrize("mark", ["★★☆☆☆", "2 out of 5", "2 von 5 Sternen", "2/5", "2 stars", "2星", "2つ星"])
def test_a_short_paper_with_an_order_and_a_mark_of_five_is_feedback(mark: str) -> None:
    text = f"Somebody wrote\nOrder: 114-5550001-2223334\n{mark}\nNot what I hoped for."
    assert read_exhibit(SourceFile("a.txt", text.encode())).kind is ExhibitKind.PUBLIC_REVIEW


@pytest.mark.parametrize("mark", ["Page 2 of 5", "2/5/2026", "Parcel 2 of 5"])
def test_a_page_number_or_a_day_is_no_mark(mark: str) -> None:
    text = f"Somebody wrote\nOrder: 114-5550001-2223334\n{mark}\nNot what I hoped for."
    assert read_exhibit(SourceFile("a.txt", text.encode())).kind is not ExhibitKind.PUBLIC_REVIEW


def test_several_orders_beside_the_machine_they_came_from_are_a_record_of_orders() -> None:
    table = (
        "stamp|order_no|town|client_ip|device\n2025-06-05|112-5223801-5421209|Albany|192.0.2.4|A1\n"
        "2026-02-22|114-2168880-6283345|Albany|192.0.2.4|A1\n"
    )
    assert read_exhibit(SourceFile("list.csv", table.encode())).kind is K.ORDER_RECORD


def test_a_list_of_sums_made_good_by_the_marketplace_is_one_of_reimbursements() -> None:
    head = "赔偿时间,赔偿编号,订单号,赔偿原因,MSKU,币种,赔偿总额"
    table = f"{head}\n2026-01-06,R-1,303-7662458-1902717,Lost_Warehouse,K-1,USD,45.99\n"
    assert read_exhibit(SourceFile("list.csv", table.encode())).kind is K.REIMBURSEMENTS


LOG = """when;sales order;step;state
2026-02-02 10:11;303-1968468-9856441;placed;open
2026-02-03 16:42;303-1968468-9856441;handed over;in transit
2026-02-09 09:44;303-1968468-9856441;BUYER_CANCEL_ASKED;in transit
"""
CHINESE_LOG = """时刻,单号,步骤,状态
2026-02-02 10:11,303-1968468-9856441,建单,未发
2026-02-03 16:42,303-1968468-9856441,揽件,运输中
2026-02-09 09:44,303-1968468-9856441,客户要求撤单,运输中
"""
SCANS = """when;tracking number;step;town
2026-02-02 10:11;1Z7069943825244423;picked up;Bonn
2026-02-03 16:42;1Z7069943825244423;in transit;Köln
2026-02-09 09:44;1Z7069943825244423;delivery cancelled;Köln
"""
OFFER = """<!doctype html><html><body><h1>Oak tray, small</h1><p>amazon.co.uk</p>
<dl><dt>Now</dt><dd>£18.50</dd><dt>ASIN</dt><dd>B0BZ6H8WQD</dd></dl></body></html>
"""
OPINIONS = """day\tscore\tremark of the buyer\torder-number
2026-02-12\t2\tnot as shown\t303-7566937-7949571
"""


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("log.csv", LOG, ExhibitKind.SERVICE_LOG),
        ("流水.csv", CHINESE_LOG, ExhibitKind.SERVICE_LOG),
        ("scans.csv", SCANS, ExhibitKind.TRACKING_HISTORY),
        ("page.html", OFFER, ExhibitKind.LISTING_SNAPSHOT),
        ("ratings.txt", OPINIONS, ExhibitKind.PUBLIC_REVIEW),
    ],
)
def test_a_paper_without_a_heading_is_known_by_what_it_tells(name: str, text: str, kind: ExhibitKind) -> None:
    assert read_exhibit(SourceFile(name, text.encode())).kind is kind


def test_a_paper_that_names_an_order_is_no_offer_whatever_it_is_called() -> None:
    text = "Product page\nASIN: B0BZ6H8WQD\nCaptured on: 2026-02-12\nPrice: £18.50\n"
    assert read_exhibit(SourceFile("page.txt", text.encode())).kind is ExhibitKind.LISTING_SNAPSHOT
    named = text + "Order number: 303-7566937-7949571\n"
    assert read_exhibit(SourceFile("page.txt", named.encode())).kind is not ExhibitKind.LISTING_SNAPSHOT
