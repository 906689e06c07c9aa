"""What a buyer asks for is heard in twelve languages, and nothing is heard where nothing is asked."""

import pytest

from casewright.triage import intents_of

HEARD = [
    ("address_change", "Could you please send it to my office instead, the address on the order is wrong."),
    ("address_change", "Können Sie es bitte an meine Arbeit schicken?"),
    ("address_change", "Je me suis trompé, pouvez-vous changer l'adresse de livraison ?"),
    ("address_change", "Ho inserito un indirizzo sbagliato, potete correggerlo?"),
    ("address_change", "Necesito cambiar la dirección de envío"),
    ("address_change", "住所を間違えました。変更できますか。"),
    ("address_change", "我填错地址了，能帮我改一下收货地址吗？"),
    ("cancellation", "Hi, please cancel my order."),
    ("cancellation", "Bitte stornieren Sie die Bestellung."),
    ("cancellation", "Je souhaite annuler ma commande"),
    ("cancellation", "Vorrei annullare l'ordine"),
    ("cancellation", "注文をキャンセルしたいです"),
    ("cancellation", "不想要了，请取消订单"),
    ("where_is_parcel", "Where is my parcel? Tracking has not moved for 9 days."),
    ("where_is_parcel", "Das Paket ist immer noch nicht angekommen."),
    ("where_is_parcel", "Je n'ai toujours pas reçu mon colis"),
    ("where_is_parcel", "Dov'è il mio pacco? Non è ancora arrivato."),
    ("where_is_parcel", "¿Dónde está mi pedido?"),
    ("where_is_parcel", "Waar blijft mijn bestelling?"),
    ("where_is_parcel", "Gdzie jest moja paczka?"),
    ("where_is_parcel", "まだ届いていません。"),
    ("where_is_parcel", "包裹一直没收到，物流不动了"),
    ("quality", "The lamp arrived broken."),
    ("quality", "Der Artikel ist defekt."),
    ("quality", "L'article est cassé, il ne s'allume pas"),
    ("quality", "Il prodotto non si accende."),
    ("quality", "me ha llegado otro producto"),
    ("quality", "商品が壊れていました"),
    ("quality", "灯坏了，开不了机"),
    ("return", "How do I send it back for a refund?"),
    ("return", "Ich möchte die Ware zurückschicken."),
    ("return", "我要退货退款"),
    ("invoice", "Please send me the invoice with VAT number."),
    ("invoice", "请开发票"),
    ("safety", "The charger caught fire and my son was injured"),
    ("safety", "充电时冒烟，把手烫伤了"),
]
QUIET = [
    "Olá, a mala tem cadeado?",
    "Thank you very much, all is well!",
    "Ist die Lampe dimmbar?",
    "这个灯有几种颜色？",
    "",
    "👍",
]


@pytest.mark.parametrize(("intent", "text"), HEARD, ids=[text[:30] for _, text in HEARD])
def test_the_plainest_wish_comes_first(intent: str, text: str) -> None:
    assert intents_of(text)[0] == intent


@pytest.mark.parametrize("text", QUIET)
def test_a_message_that_asks_for_none_of_it_has_no_intent(text: str) -> None:
    assert intents_of(text) == ()


def test_a_second_wish_is_kept_behind_the_first() -> None:
    assert intents_of("Der Artikel ist defekt. Ich bitte um Erstattung.") == ("quality", "return")


def test_accents_and_case_do_not_matter() -> None:
    assert intents_of("DIRECCION equivocada") == intents_of("dirección equivocada")
