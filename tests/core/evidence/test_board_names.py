import pytest

from casewright.evidence.board.companies import same_company
from casewright.evidence.board.people import Signer, signer_of
from casewright.evidence.names.towns import TownMatch, match_postal_codes, match_towns
from casewright.evidence.readers.phrases import Meaning, means


@pytest.mark.parametrize(
    ("shown", "recipient", "signer"),
    [
        ("Erika Beispiel", "Erika Beispiel", Signer.RECIPIENT),
        ("BEISPIEL, E.", "Erika Beispiel", Signer.RECIPIENT),
        ("J SMITH", "John A. Smith", Signer.RECIPIENT),
        ("JOHN SMlTH", "John Smith", Signer.RECIPIENT),
        ("Mueller, Jürgen", "Jürgen Müller", Signer.RECIPIENT),
        ("O. Novak", "Ondřej Novák", Signer.RECIPIENT),
        ("M. García", "María García López", Signer.RECIPIENT),
        ("张伟", "Zhang Wei", Signer.RECIPIENT),
        ("Wang Xiaoming", "王小明", Signer.RECIPIENT),
        ("张*", "张伟", Signer.RECIPIENT),
        ("李*", "张伟", Signer.OTHER),
        ("本人签收", "张伟", Signer.UNNAMED),
        ("EB", "Erika Beispiel", Signer.INITIALS),
        ("BEISPIEL", "Erika Beispiel", Signer.FAMILY_NAME),
        ("Thomas Beispiel", "Erika Beispiel", Signer.HOUSEHOLD),
        ("家人", "张伟", Signer.HOUSEHOLD),
        ("Nachbar Schulz", "Erika Beispiel", Signer.NEIGHBOUR),
        ("Reception", "Erika Beispiel", Signer.DESK),
        ("菜鸟驿站", "张伟", Signer.DESK),
        ("K. Wagner", "Erika Beispiel", Signer.OTHER),
        ("R. Patel", "Robert Peters", Signer.OTHER),
        ("山田太郎", "Taro Yamada", Signer.UNSURE),
        ("李娜", "Zhang Wei", Signer.UNSURE),
        ("محمد العلي", "Mohammed Al Ali", Signer.RECIPIENT),
        ("Fatima Al-Zahrani", "فاطمة الزهراني", Signer.RECIPIENT),
        ("David Cohen", "דוד כהן", Signer.RECIPIENT),
        ("Иван Петров", "Ivan Petrov", Signer.RECIPIENT),
        ("Khalid Mansour", "فاطمة الزهراني", Signer.UNSURE),
        ("Front door", "Erika Beispiel", Signer.NOBODY),
        ("K. Wagner", None, Signer.NAMED),
        (None, "Erika Beispiel", Signer.NOT_TOLD),
    ],
)
def test_who_signed_is_told_across_scripts_initials_and_roles(
    shown: str | None, recipient: str | None, signer: Signer
) -> None:
    assert signer_of(shown, recipient) is signer


@pytest.mark.parametrize(
    ("shown", "expected", "country"),
    [
        ("München", "Munich", "DE"),
        ("MUENCHEN", "München", "DE"),
        ("慕尼黑", "München", "DE"),
        ("Hamburg-Altona", "Hamburg", "DE"),
        ("上海市浦东新区", "上海", "CN"),
        ("东京", "東京都新宿区", "JP"),
        ("Milano", "Mailand", "IT"),
        ("Frankfurt", "Frankfurt am Main", "DE"),
        ("Camden, London", "LONDON", "GB"),
        ("Haboldstadt", "Habolstadt", "DE"),
    ],
)
def test_a_town_is_the_same_in_another_language_or_spelling(shown: str, expected: str, country: str) -> None:
    assert match_towns(shown, expected, country).match is TownMatch.SAME


def test_two_known_towns_lie_apart_and_an_unknown_one_is_not_judged() -> None:
    assert match_towns("Bremen", "Hamburg", "DE") == (TownMatch.OTHER, 95)
    assert match_towns("York", "New York", "US").match is TownMatch.OTHER
    assert match_towns("Kleinkleckersdorf", "Hamburg", "DE").match is TownMatch.UNKNOWN
    assert match_towns("", "Hamburg", "DE").match is TownMatch.UNKNOWN


def test_postal_codes_are_compared_by_what_both_tell() -> None:
    assert match_postal_codes("97205-1234", "97205") is TownMatch.SAME
    assert match_postal_codes("sw1a 1aa", "SW1A1AA") is TownMatch.SAME
    assert match_postal_codes("20095", "20359") is TownMatch.UNKNOWN
    assert match_postal_codes("80331", "20095") is TownMatch.OTHER


@pytest.mark.parametrize(
    ("meaning", "text"),
    [
        (Meaning.ADMITS_RECEIPT, "I received the lamp on Monday, thank you."),
        (Meaning.ADMITS_RECEIPT, "包裹收到了，谢谢"),
        (Meaning.ADMITS_RECEIPT, "Ich habe das Paket erhalten."),
        (Meaning.REFUND_GIVEN, "Your order has been refunded in full."),
        (Meaning.REFUND_GIVEN, "款项已退款至原账户"),
        (Meaning.REFUND_DENIED, "We cannot issue a refund for this order."),
        (Meaning.REFUND_DENIED, "本单不予退款"),
        (Meaning.PRESSES_FOR_REVIEW, "We will refund you if you delete your review."),
        (Meaning.OFF_CHANNEL, "WhatsApp"),
        (Meaning.OFF_CHANNEL, "微信聊天"),
    ],
)
def test_a_sentence_says_what_it_means(meaning: Meaning, text: str) -> None:
    assert means(meaning, text)


@pytest.mark.parametrize(
    ("meaning", "text"),
    [
        (Meaning.ADMITS_RECEIPT, "I have not received the lamp."),
        (Meaning.ADMITS_RECEIPT, "我还没收到包裹"),
        (Meaning.ADMITS_RECEIPT, "Let me know when you have received the parcel."),
        (Meaning.ADMITS_RECEIPT, "Ich habe das Paket nicht erhalten."),
        (Meaning.REFUND_GIVEN, "We will issue a refund once the item has arrived."),
        (Meaning.REFUND_GIVEN, "还没有退款"),
        (Meaning.REFUND_DENIED, "Your refund of 20 euros was issued today."),
        (Meaning.PRESSES_FOR_REVIEW, "We never ask to change a review."),
    ],
)
def test_a_sentence_that_only_looks_like_it_does_not(meaning: Meaning, text: str) -> None:
    assert means(meaning, text) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Xiamen Yuanfeng Home Co., Ltd.", "厦门远丰家居有限公司", True),
        ("Lantern Home Ltd", "LANTERN HOME LIMITED", True),
        ("Lantern Home Ltd", "Harbour Tools Inc.", False),
        ("深圳市蓝湖贸易有限公司", "深圳市蓝湖贸易公司", True),
        ("深圳市蓝湖贸易有限公司", "广州红山电子有限公司", False),
        ("Harbour Tools Inc.", "深圳市蓝湖贸易有限公司", None),
        ("Ltd", "Lantern Home", None),
        ("Yuanfeng Home (Xiamen) Co. Ltd", "Xiamen Yuanfeng Home Co., Ltd.", True),
        ("Xiamen Yuanfeng Trading Co., Ltd.", "Xiamen Yuanfeng Home Co., Ltd.", False),
        ("An Ltd", "Lantern Home Ltd", False),
    ],
)
def test_a_company_is_known_by_its_name_whatever_its_form_or_script(one: str, other: str, *, same: bool | None) -> None:
    assert same_company(one, other) is same
    assert same_company(other, one) is same
