"""Papers in other wordings: scales, refusals, signers in sentences, parcels on their way back, wishes to return."""

import json

import pytest

from casewright.domain.exhibit import ExhibitKind, ObservationKind, ObservationRole, Weight
from casewright.domain.shipment import ScanKind
from casewright.evidence.readers.labels import labels_in
from casewright.evidence.readers.read import read_exhibit
from casewright.evidence.readers.reading import ExhibitReading, ReadingHints
from casewright.intake.reading import SourceFile
from casewright.intake.reports.vocabulary import scan_kind

K, R = ObservationKind, ObservationRole
ORDER = "303-1968468-9856441"


def _read(text: str, name: str = "paper.txt") -> ExhibitReading:
    return read_exhibit(SourceFile(name, text.encode()), hints=ReadingHints(country="DE"))


def _values(reading: ExhibitReading, kind: ObservationKind, role: ObservationRole | None = None) -> list[object]:
    return [one.value for one in reading.observations if one.kind is kind and one.role is role]


@pytest.mark.parametrize(
    ("label", "name", "unit"),
    [
        ("scale_kg", "weight", "kg"),
        ("Waage (g)", "weight", "g"),
        ("电子秤 kg", "weight", "kg"),
        ("gross_weight_lb", "weight_gross", "lb"),
        ("Peso en báscula kg", "weight", "kg"),
        ("Total (kg)", "weight_gross", "kg"),
        ("Net kg", "weight_net", "kg"),
    ],
)
def test_the_unit_in_a_label_tells_a_weight(label: str, name: str, unit: str) -> None:
    hit = labels_in(f"{label}: 1.20")[0]
    assert (hit.meaning.name, hit.unit, hit.guessed) == (name, unit, False)


@pytest.mark.parametrize(
    ("label", "guessed"),
    [("Gross, as sealed", False), ("Brutto, mit Karton", False), ("Weight, article only", True)],
)
def test_a_remark_behind_a_comma_leaves_a_gross_weight_sure_and_no_other(label: str, guessed: bool) -> None:  # noqa: FBT001 - a case
    assert [one.guessed for one in labels_in(f"{label}: 1.20 kg")[:1]] == [guessed]


def test_a_table_with_the_unit_in_its_head_is_a_record_of_packing() -> None:
    reading = _read(f"order_ref;serial;scale_kg;carton closed\n{ORDER};WX91089850;0.91;2026-03-05 09:12\n", "a.csv")
    assert reading.kind is ExhibitKind.PACK_RECORD
    assert _values(reading, K.WEIGHT) == [Weight(910)]
    assert [one.role for one in reading.observations if one.kind is K.AT] == [R.SHIPPED]


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ("お客様は受け取らず", ScanKind.REFUSED),
        ("荷受人が受領せず", ScanKind.REFUSED),
        ("Kunde wollte nicht annehmen", ScanKind.REFUSED),
        ("荷受人本人に渡し完了", ScanKind.DELIVERED),
        ("荷受人へ電話連絡", None),
        ("荷受", ScanKind.ACCEPTED),
        ("Colis déposé par le client", ScanKind.ACCEPTED),
        ("Pacco consegnato dal cliente", ScanKind.ACCEPTED),
        ("Reçu par le vendeur", ScanKind.DELIVERED),
        ("Vom Händler entgegengenommen", ScanKind.DELIVERED),
        ("荷主に戻し中", ScanKind.RETURNING),
    ],
)
def test_what_happened_is_told_by_the_verb_and_not_by_the_person(event: str, kind: ScanKind | None) -> None:
    assert scan_kind(event) is kind


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("该邮件已于 2026 年 3 月 5 日 14:05 由周建国当面签字领取。", "周建国"),
        ("包裹由陈丽女士在前台处签名后取走，", "陈丽"),
        ("Die Sendung wurde am 5. März 2026 gegen Unterschrift von Frau Petra Lindner abgegeben.", "Petra Lindner"),
        ("Le colis a été remis le 5 mars 2026 contre signature de Mme Claire Aubry.", "Claire Aubry"),
        ("On 5 March 2026 the parcel was handed\nover to Peter Marlow at the door.", "Peter Marlow"),
    ],
)
def test_who_signed_is_found_in_a_sentence_also_over_the_end_of_a_line(sentence: str, name: str) -> None:
    reading = _read(f"Proof of delivery\nTracking number: 1Z999AA10123456784\nOrder number: {ORDER}\n{sentence}\n")
    assert reading.kind is ExhibitKind.PROOF_OF_DELIVERY
    assert _values(reading, K.SIGNED_BY) == [name]


def test_an_event_is_dated_by_its_instant_and_not_by_a_day_until_which_something_holds() -> None:
    rows = (
        ("paid, good until 11.03.2026", "13.02.2026 13:14", "Parcel delivered", "79098 Freiburg"),
        ("paid, good until 11.03.2026", "12.02.2026 08:09", "Arrived at depot", "28195 Bremen"),
    )
    text = "".join(f"00340434161094000001;{';'.join(row)}\n" for row in rows)
    reading = _read(f"Return parcel;Stamp;When;What;Where\n{text}", "a.csv")
    assert {str(one) for one in _values(reading, K.AT)} == {"2026-02-13 13:14:00", "2026-02-12 08:09:00"}
    assert set(_values(reading, K.TRACKING)) == {"00340434161094000001"}


def test_a_history_in_an_answer_is_told_by_its_sense_and_then_not_surely() -> None:
    events = (
        ("2026-02-13T13:14", "Your parcel has moved to the next building"),
        ("2026-02-12T08:09", "The courier fetched the parcel from the sender"),
    )
    made = {"waybill": "1Z999AA10123456784", "steps": [{"when": at, "words": words} for at, words in events]}
    reading = _read(json.dumps(made), "a.json")
    assert reading.kind is ExhibitKind.TRACKING_HISTORY
    assert all(not one.sure for one in reading.observations if one.kind is K.SCAN)


def test_another_number_behind_a_word_for_a_parcel_is_none_of_a_parcel() -> None:
    reading = _read("Visits\nParcel no.: 1Z999AA10123456784\nParcel refused at the door, call 0600 555 0147\n")
    assert _values(reading, K.TRACKING) == ["1Z999AA10123456784"]


@pytest.mark.parametrize(
    "text",
    [
        "Case UD-77\nOrder: {}\nWhy: too small\nSend back until: 2026-03-26\nWish: Refund\n",
        "Vorgang 77\nBestellnummer: {}\nGrund: zu klein\nRücksendung bis: 26.03.2026\nWunsch: Erstattung\n",
        "Dossier 77\nCommande : {}\nMotif : trop petit\nÀ renvoyer avant le : 26/03/2026\n",
        "单 77\n订单编号: {}\n原因: 尺码小\n退回期限: 2026-03-26\n诉求: 退款\n",
        "伝票 77\n注文番号: {}\n理由: サイズ違い\n返送期限: 2026-03-26\n希望: 返金\n",
    ],
)
def test_a_form_with_a_reason_and_a_day_to_send_back_asks_for_a_return(text: str) -> None:
    assert _read(text.format(ORDER)).kind is ExhibitKind.RETURN_REQUEST


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Alba Seguros\nSiniestro: AB-77\nAsegurado: Tienda SL\nComunicado: 03/03/2026\n", ExhibitKind.INSURER_NOTICE),
        (
            "Nord Versicherung\nSchadennummer: AB-77\nKunde: Laden GmbH\nTag: 3.3.2026\n",
            ExhibitKind.INSURER_NOTICE,
        ),
        ("晨光保险\n报案号: AB-77\n被保险人: 某贸易有限公司\n登记日期: 2026-03-03\n", ExhibitKind.INSURER_NOTICE),
        ("Alba Seguros\nConfirmamos que nuestro cliente está asegurado hasta el 03/03/2026.\n", ExhibitKind.INSURANCE),
    ],
)
def test_the_number_of_a_loss_parts_its_notice_from_the_certificate(text: str, kind: ExhibitKind) -> None:
    assert _read(text).kind is kind


def test_a_mail_that_asks_for_a_return_is_no_refund_though_it_tells_when_buyers_are_refunded() -> None:
    mail = (
        "From: returns@amazon.com\nTo: shop@example.com\nDate: Thu, 05 Mar 2026 10:00:00 +0000\n"
        f"Subject: A customer asked to return an item: {ORDER}\nContent-Type: text/plain; charset=utf-8\n\n"
        f"Order: {ORDER}\nWhy: too small\nBuyers are refunded once the item has been checked.\n"
    )
    assert _read(mail, "mail.eml").kind is ExhibitKind.RETURN_REQUEST
