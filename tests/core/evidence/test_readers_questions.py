"""Labels that ask, labels in two languages, values behind a stray colon, and papers with titles of everyday words."""

import pytest

from casewright.domain.exhibit import ExhibitKind, ObservationKind
from casewright.evidence.readers.near_labels import near_label
from casewright.evidence.readers.read import read_exhibit
from casewright.evidence.readers.reading import ExhibitReading
from casewright.intake.reading import SourceFile

K = ExhibitKind


def read(text: str) -> ExhibitReading:
    return read_exhibit(SourceFile("paper.txt", text.encode()))


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Who accepted it", "signed_by"),
        ("received by whom", "signed_by"),
        ("Wer hat es entgegengenommen", "signed_by"),
        ("Qui a réceptionné", "signed_by"),
        ("Chi ha ritirato", "signed_by"),
        ("quién lo recogió", "signed_by"),
        ("谁领走的", "signed_by"),
        ("どなたが受け取りましたか", "signed_by"),
        ("weighed when", "shipped"),
        ("wann übergeben", "delivered"),
        ("quand livré", "delivered"),
        ("什么时候送达的", "delivered"),
        ("何时打包", "shipped"),
        ("几时检验的", "tested"),
        ("Who examined", "inspector"),
        ("谁打包的", "inspector"),
        ("aus welcher Charge", "batch"),
        ("属于哪批", "batch"),
        ("哪笔订单", "order"),
        ("When will it be delivered", None),
        ("送到了吗", None),
        ("Whole set delivered", None),
        ("收件人 Consignee", "recipient"),
        ("Batch 批号", "batch"),
        ("受領者 Signature", "signed_by"),
    ],
)
def test_a_label_may_ask_or_stand_in_two_languages(label: str, name: str | None) -> None:
    meaning = near_label(label, marked=False)
    assert (meaning.name if meaning else None) == name


def test_a_second_language_behind_a_label_is_no_value() -> None:
    reading = read("签收回执 Delivery receipt\n签名人 Signature  王小燕\n妥投时间 Delivery time  2026-03-04 14:22\n")
    signed = [one.value for one in reading.observations if one.kind is ObservationKind.SIGNED_BY]
    assert signed == ["王小燕"]


def test_a_colon_at_the_head_of_a_value_does_not_belong_to_it() -> None:
    reading = read("PROOF OF DELIVERY\nDLVD AT   : 04MAR26/1422\nADDRESS   : 12 MILL LANE\nSIGNED BY   : ANNA BERG\n")
    values = {one.kind: one.value for one in reading.observations}
    assert values[ObservationKind.SIGNED_BY] == "ANNA BERG"
    assert values[ObservationKind.ADDRESS] == "12 MILL LANE"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Could not be delivered: what our driver wrote\nvisit 1  2026-03-04 10:12\n", K.DELIVERY_ATTEMPTS),
        ("三次都没送到的记录\n第一次 2026-03-04 10:12 客户不要\n", K.DELIVERY_ATTEMPTS),
        ("Liability insurance slip\nLimit USD 2,000,000\n", K.INSURANCE),
        ("Bescheinigung über Ihre Versicherung\nDeckungssumme 2 Mio EUR\n", K.INSURANCE),
        ("Letter on the outcome of our tests\nLot 88121 was tested on 4 March 2026.\n", K.TEST_REPORT),
        ("化验情况的说明\n2026年3月4日对批次为QX77120的产品做了试验。\n", K.TEST_REPORT),
        ("Steps of order 305-1234567-7654321\n4 Mar 2026 10:12 Buyer asked to cancel\n", K.SERVICE_LOG),
    ],
)
def test_a_paper_with_an_everyday_title_is_known(text: str, kind: ExhibitKind) -> None:
    assert read(text).kind is kind


@pytest.mark.parametrize(
    "text",
    [
        "检测说明\n我们于2026年3月4日对批次为QX77120的产品做了检测。\n",
        "Test report\nThe lot is QX77120, tested on 4 March 2026.\n",
    ],
)
def test_a_sentence_names_the_batch(text: str) -> None:
    assert "QX77120" in [one.value for one in read(text).observations if one.kind is ObservationKind.BATCH]


def test_a_laboratory_may_sign_at_the_foot_but_a_person_of_it_is_no_laboratory() -> None:
    page = "Test report\nSpecimen: desk lamp\nAll trials were passed.\nNothing else was looked at.\nThe lot is sound.\n"
    signed = read(f"{page}Mary Hill, head of testing\nHilltop Testing Services Ltd\n")
    assert [one.value for one in signed.observations if one.kind is ObservationKind.LABORATORY] == [
        "Hilltop Testing Services Ltd"
    ]
    alone = read(f"{page}Mary Hill, head of testing\n")
    assert not [one for one in alone.observations if one.kind is ObservationKind.LABORATORY]
