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


@pytest.mark.parametrize(
    "sentence",
    [
        "Your application for a refund was turned down",
        "Our books show zero repayments on this purchase",
        "The charge stands and the payment remains with us",
        "Sending the money back is out of the question",
        "A refund to your card has been cancelled",
        "Wir behalten den Kaufpreis ein",
        "Ihr Wunsch nach Rückzahlung wurde zurückgewiesen",
        "Votre demande de remboursement a été rejetée",
        "La Sua richiesta di rimborso è stata rifiutata",
        "Su solicitud de reembolso ha sido desestimada",
        "O seu pedido de reembolso foi recusado",
        "退款要求未获通过",
        "这单的钱不会退给您",
        "ご返金の申請は却下となりました",
    ],
)
def test_a_refund_is_denied_without_the_plain_word_not(sentence: str) -> None:
    assert means(M.REFUND_DENIED, f"Order 5.\n{sentence}.") == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "If the scarf is not found, we refund you.",
        "We cannot reimburse you until the scarf is back.",
        "Do not hesitate to ask for your money back.",
        "There is no need to return it, the refund is on its way.",
        "Falls das Paket nicht kommt, erstatten wir den Preis.",
        "Keine Sorge, die Gutschrift ist unterwegs.",
        "N'hésitez pas à demander un remboursement.",
        "Sin coste alguno: le reembolsamos.",
        "不用寄回，我们直接退款。",
        "未收到货也可以退款。",
        "届かない場合は返金いたします。",
    ],
)
def test_a_no_to_something_else_or_on_a_condition_denies_no_refund(sentence: str) -> None:
    assert means(M.REFUND_DENIED, sentence) is None


@pytest.mark.parametrize(
    ("sentence", "given"),
    [
        ("Since it never came, we have repaid you on 3 May.", True),
        ("You refunded $12.50", True),
        ("Refund requested", False),
        ("A refund will be issued in five days.", False),
        ("The refund failed", False),
        ("Rückzahlung ausgeführt", True),
        ("Die Rückzahlung wird am Montag ausgeführt", False),
        ("Rimborso inviato", True),
        ("Rimborso in attesa", False),
        ("已退 ¥35.00", True),
        ("退款审核中", False),
        ("返金を完了しました", True),
        ("返金のご依頼を受け付けました", False),
    ],
)
def test_a_refund_is_given_when_it_is_done_and_not_when_it_is_asked_for_or_promised(sentence: str, given: bool) -> None:  # noqa: FBT001 - the two halves of one law
    assert (means(M.REFUND_GIVEN, sentence) is not None) is given


def test_a_sentence_that_the_width_of_a_mail_breaks_is_read_whole() -> None:
    text = "After a second look at your purchase we must tell you that no\nrefund has been made."
    assert means(M.REFUND_DENIED, text) == text.replace("\n", " ").rstrip(".")


def test_a_refused_request_denies_a_refund_only_where_the_text_is_about_one() -> None:
    assert (
        means(M.REFUND_DENIED, "You asked for your money back. We decline your request.") == "We decline your request"
    )
    assert means(M.REFUND_DENIED, "You asked for an invoice. We decline your request.") is None


@pytest.mark.parametrize(
    "heading",
    [
        *("+33 6 12 34 56 78", "last seen yesterday at 18:05", "zuletzt online 12:03", "最后上线 12:03", "Signal"),
        *("LINE", "Messaggio di testo", "TikTok", "小红书私信", "友だちに追加", "Chats are end-to-end encrypted"),
    ],
)
def test_a_screen_headed_by_a_phone_number_or_a_presence_is_outside_the_marketplace(heading: str) -> None:
    assert means(M.OFF_CHANNEL, heading) == heading


@pytest.mark.parametrize(
    "heading", ["Order 114-5550001-2223334", "00340434160527509483", "Please call me", "Signal lamp", "Line 4"]
)
def test_a_screen_of_the_marketplace_is_not_outside_it(heading: str) -> None:
    assert means(M.OFF_CHANNEL, heading) is None
