import pytest

from casewright.evidence.readers.phrases import Meaning, means

M = Meaning


@pytest.mark.parametrize(
    ("meaning", "sentence"),
    [
        (M.REFUND_DENIED, "I am afraid we are unable to reimburse you for this purchase."),
        (M.REFUND_DENIED, "So far no money has been paid back, nor will it be."),
        (M.REFUND_DENIED, "Der Kaufpreis wird nicht zurücküberwiesen."),
        (M.REFUND_DENIED, "Nous n'avons pas restitué la somme."),
        (M.REFUND_DENIED, "No le vamos a devolver el importe."),
        (M.REFUND_DENIED, "Non restituiremo l'importo."),
        (M.REFUND_DENIED, "这笔订单我们没给您退过款。"),
        (M.REFUND_DENIED, "代金はお戻しできません。"),
        (M.REFUND_GIVEN, "The purchase price was credited to your card."),
        (M.REFUND_GIVEN, "Der Betrag wurde Ihrem Konto gutgeschrieben."),
        (M.REFUND_GIVEN, "Le montant a été recrédité."),
        (M.REFUND_GIVEN, "货款已原路返还。"),
        (M.ADMITS_RECEIPT, "My parcel turned up this morning"),
        (M.ADMITS_RECEIPT, "The driver handed me the box yesterday."),
        (M.ADMITS_RECEIPT, "快递小哥中午送到的"),
        (M.ADMITS_RECEIPT, "Die Sendung kam am Freitag"),
        (M.OFF_CHANNEL, "Pay by Venmo"),
        (M.OFF_CHANNEL, "加您QQ聊"),
    ],
)
def test_a_sentence_is_understood_however_it_is_put(meaning: Meaning, sentence: str) -> None:
    assert means(meaning, sentence) == sentence.rstrip(".。")


@pytest.mark.parametrize(
    ("meaning", "sentence"),
    [
        (M.REFUND_DENIED, "No need to worry, we send your money back."),
        (M.REFUND_GIVEN, "Once it is here, the price is paid back."),
        (M.REFUND_GIVEN, "货到以后才会退货款。"),
        (M.ADMITS_RECEIPT, "My parcel never turned up"),
        (M.ADMITS_RECEIPT, "Has it come?"),
        (M.ADMITS_RECEIPT, "The driver gave it to a neighbour yesterday."),
        (M.ADMITS_RECEIPT, "货到了吗"),
    ],
)
def test_a_sentence_that_only_sounds_like_it_is_not_taken_for_it(meaning: Meaning, sentence: str) -> None:
    assert means(meaning, sentence) is None
