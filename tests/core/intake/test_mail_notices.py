"""Returns, refunds, cancellations, opt-outs and everything that is no claim and no message, in many languages."""

from datetime import date

import pytest

from casewright.domain.money import Money
from casewright.domain.notice import MailKind, MailNotice, NoticeFulfilment, NoticeItem
from casewright.domain.wire import record_to_wire
from casewright.intake.mail import read_mail

_ORDER = "305-1234567-7654321"
_DE = "A1PA6795UKMFR9"


def _notice(
    text: str, *, subject: str, kind: str | None = None, site: str = _DE, media: str = "text/html"
) -> MailNotice:
    mail = (
        "Date: Mon, 24 Aug 2026 08:52:52 +0000\nFrom: Amazon <donotreply@amazon.com>\nTo: shop@seller.example\n"
        f"Subject: {subject}\nX-Marketplace-ID: {site}\n"
        + (f"X-Space-Notification-Type: {kind}\n" if kind else "")
        + f"MIME-Version: 1.0\nContent-Type: {media}; charset=utf-8\n\n{text}\n"
    )
    (record,) = read_mail("notice.eml", mail.encode()).records
    assert isinstance(record, MailNotice)
    return record


def _table(headings: list[str], *rows: list[str]) -> str:
    head = "".join(f"<th><p>{heading}</p></th>" for heading in headings)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"


_RETURNS = [
    (
        "en",
        f"Return authorisation request for order {_ORDER}",
        ["Order ID", "Return request date", "Return policy check", "Authorisation"],
        ["24 August 2026", "Within return policy", "Automatically authorised by Amazon"],
        ["Item", "ASIN", "SKU", "Return quantity", "Return reason", "Customer comment"],
        ["Return carrier", "Tracking ID"],
    ),
    (
        "de",
        f"Rücksendeanfrage für Bestellung {_ORDER}",
        ["Bestellnummer", "Datum der Rücksendeanfrage", "Prüfung der Rückgaberichtlinien", "Autorisierung"],
        ["24. August 2026", "Entspricht den Richtlinien", "Automatisch von Amazon autorisiert"],
        ["Artikel in der Bestellung", "ASIN", "SKU", "Rücksendemenge", "Rücksendegrund", "Kundenkommentar"],
        ["Versandunternehmen der Rücksendung", "Sendungsnummer"],
    ),
    (
        "fr",
        f"Demande de retour pour la commande {_ORDER}",
        [
            "Numéro de commande",
            "Date de la demande de retour",
            "Vérification de la politique de retour",
            "Autorisation",
        ],
        ["24 août 2026", "Conforme à la politique", "Autorisé automatiquement par Amazon"],
        ["Article de la commande", "ASIN", "SKU", "Quantité retournée", "Motif du retour", "Commentaire du client"],
        ["Transporteur du retour", "Numéro de suivi"],
    ),
    (
        "es",
        f"Solicitud de devolución del pedido {_ORDER}",
        [
            "Número de pedido",
            "Fecha de la solicitud de devolución",
            "Verificación de la política de devoluciones",
            "Autorización",
        ],
        ["24 de agosto de 2026", "Dentro de la política", "Autorizado automáticamente por Amazon"],
        [
            "Artículo del pedido",
            "ASIN",
            "SKU",
            "Cantidad devuelta",
            "Motivo de la devolución",
            "Comentario del cliente",
        ],
        ["Transportista de la devolución", "Número de seguimiento"],
    ),
    (
        "pt",
        f"Solicitação de devolução do pedido {_ORDER}",
        ["Número do pedido", "Data da solicitação de devolução", "Verificação da política de devolução", "Autorização"],
        ["24 de agosto de 2026", "Dentro da política", "Autorizado automaticamente pela Amazon"],
        ["Item do pedido", "ASIN", "SKU", "Quantidade devolvida", "Motivo da devolução", "Comentário do cliente"],
        ["Transportadora", "Número de rastreamento"],
    ),
    (
        "nl",
        f"Retourverzoek voor bestelling {_ORDER}",
        ["Bestelnummer", "Datum retourverzoek", "Controle retourbeleid", "Autorisatie"],
        ["24 augustus 2026", "Binnen het beleid", "Automatisch geautoriseerd door Amazon"],
        ["Artikel in bestelling", "ASIN", "SKU", "Aantal geretourneerd", "Reden van retour", "Opmerking van klant"],
        ["Vervoerder", "Trackingnummer"],
    ),
    (
        "pl",
        f"Prośba o zwrot dotycząca zamówienia {_ORDER}",
        ["Numer zamówienia", "Data prośby o zwrot", "Sprawdzenie zasad zwrotów", "Autoryzacja"],
        ["24 sierpnia 2026", "Zgodny z zasadami", "Automatycznie autoryzowany przez Amazon"],
        ["Produkt w zamówieniu", "ASIN", "SKU", "Zwracana ilość", "Powód zwrotu", "Komentarz klienta"],
        ["Przewoźnik", "Numer śledzenia"],
    ),
    (
        "sv",
        f"Returbegäran för order {_ORDER}",
        ["Ordernummer", "Datum för returbegäran", "Kontroll av returpolicy", "Auktorisering"],
        ["24 augusti 2026", "Inom policyn", "Automatiskt auktoriserad av Amazon"],
        ["Artikel i ordern", "ASIN", "SKU", "Antal returnerade", "Returorsak", "Kundens kommentar"],
        ["Transportör", "Spårningsnummer"],
    ),
    (
        "tr",
        f"{_ORDER} numaralı sipariş için iade talebi",
        ["Sipariş numarası", "İade talebi tarihi", "İade politikası kontrolü", "Onay"],
        ["24 Ağustos 2026", "Politikaya uygun", "Amazon tarafından otomatik olarak onaylandı"],
        ["Siparişteki ürün", "ASIN", "SKU", "İade miktarı", "İade nedeni", "Müşteri yorumu"],
        ["Kargo şirketi", "Takip numarası"],
    ),
    (
        "ja",
        f"注文番号{_ORDER}の返品リクエスト",
        ["注文番号", "返品リクエスト日", "返品ポリシーの確認", "承認"],
        ["2026年8月24日", "返品ポリシーの対象です", "Amazonにより自動承認されました"],
        ["注文商品", "ASIN", "SKU", "返品数量", "返品理由", "購入者のコメント"],
        ["返送の配送業者", "追跡番号"],
    ),
    (
        "zh",
        f"订单{_ORDER}的退货请求",
        ["订单编号", "退货请求日期", "退货政策检查", "授权"],
        ["2026年8月24日", "符合政策", "已由亚马逊自动授权"],
        ["订单商品", "ASIN", "SKU", "退货数量", "退货原因", "买家备注"],
        ["退货承运人", "追踪编号"],
    ),
]


@pytest.mark.parametrize("row", _RETURNS, ids=[row[0] for row in _RETURNS])
@pytest.mark.parametrize("kind", ["RETURN_REQUEST", None])
@pytest.mark.parametrize("turned", [False, True])
def test_a_return_request_is_read_by_labels_and_headings(
    row: tuple[str, str, list[str], list[str], list[str], list[str]], kind: str | None, *, turned: bool
) -> None:
    _, subject, labels, values, headings, parcel = row
    items = "".join(f"<li><b>{label}:</b> {value}</li>" for label, value in zip(labels, [_ORDER, *values], strict=True))
    cells = ["Bügeleisen 2250 W", "B0EXAMPLE1", "EX-681IS", "2", "Defekt & kaputt", "Verliert Wasser"]
    if turned:
        headings, cells = headings[::-1], cells[::-1]
    text = (
        f"<p>Example</p><ul>{items}</ul>{_table(headings, cells)}"
        f"<ul><li>{parcel[0]}: DHL_DE</li><li>{parcel[1]}: 1UW1EXAMPLE536</li></ul>"
    )
    notice = _notice(text, subject=subject, kind=kind)

    assert notice.kind is MailKind.RETURN_REQUEST
    assert notice.order_id == _ORDER
    assert notice.request_date == date(2026, 8, 24)
    assert notice.in_policy is True
    assert notice.auto_authorised is True
    assert notice.items == (
        NoticeItem("B0EXAMPLE1", "EX-681IS", "Bügeleisen 2250 W", 2, "Defekt & kaputt", "Verliert Wasser"),
    )
    assert notice.return_carrier == "DHL_DE"
    assert notice.return_tracking == "1UW1EXAMPLE536"


@pytest.mark.parametrize(
    ("label", "value", "expected"),
    [
        ("Return policy check", "Out of policy", False),
        ("Return policy check", "Not within the return policy", False),
        ("Prüfung der Rückgaberichtlinien", "Außerhalb der Richtlinien", False),
        ("Prüfung der Rückgaberichtlinien", "Entspricht nicht den Richtlinien", False),
        ("Vérification de la politique de retour", "Hors politique", False),
        ("Vérification de la politique de retour", "Non conforme à la politique", False),
        ("Verifica delle politiche di reso", "Reso non previsto dalle politiche", False),
        ("Política de devoluciones", "Fuera de la política", False),
        ("Zasady zwrotów", "Niezgodny z zasadami", False),
        ("Returpolicy", "Utanför policyn", False),
        ("İade politikası", "Politikaya uygun değil", False),
        ("返品ポリシーの確認", "返品ポリシーの対象外", False),
        ("退货政策检查", "不符合政策", False),
        ("Return policy check", "In policy", True),
        ("Verifica delle politiche di reso", "Reso previsto dalle politiche", True),
        ("Return policy check", "To be reviewed", None),
    ],
)
def test_a_return_is_in_policy_only_when_the_mail_says_so(label: str, value: str, expected: bool | None) -> None:  # noqa: FBT001 - the expected answer
    notice = _notice(f"<ul><li>{label}: {value}</li></ul>", subject="Return", kind="RETURN_REQUEST")

    assert notice.in_policy is expected


@pytest.mark.parametrize(
    ("label", "value", "expected"),
    [
        ("Authorization", "Not automatically authorized", False),
        ("Authorisation", "Pending your authorisation", False),
        ("Autorisierung", "Nicht automatisch autorisiert", False),
        ("Genehmigung", "Durch den Verkäufer erforderlich", False),
        ("Autorisation", "En attente", False),
        ("Autorizzazione", "In attesa di autorizzazione", False),
        ("Autorización", "Pendiente de autorización", False),
        ("承認", "出品者による承認待ち", False),
        ("授权", "等待卖家授权", False),
        ("Authorization", "Automatically authorized by Amazon", True),
        ("Autorização", "Autorizado automaticamente", True),
    ],
)
def test_a_return_is_authorised_automatically_only_when_the_mail_says_so(
    label: str, value: str, *, expected: bool
) -> None:
    notice = _notice(f"<ul><li>{label}: {value}</li></ul>", subject="Return", kind="RETURN_REQUEST")

    assert notice.auto_authorised is expected


def test_what_a_return_request_does_not_say_stays_unknown() -> None:
    notice = _notice(
        "<p>A customer wants to return something.</p>", subject=f"Return request {_ORDER}", kind="RETURN_REQUEST"
    )

    assert (notice.request_date, notice.in_policy, notice.auto_authorised) == (None, None, None)
    assert notice.items == ()
    assert notice.return_carrier is None


def test_a_return_request_in_plain_text_gives_each_article() -> None:
    notice = _notice(
        f"Order ID: {_ORDER}\nReturn requested on: 08/24/2026\n\nItem: Iron\nASIN: B0EXAMPLE1\nSKU: "
        f"A-1\nReturn quantity: 1\n"
        "Return reason: Bought by mistake\n\nItem: Kettle\nASIN: B0EXAMPLE2\nSKU: A-2\nReturn quantity: 3\n"
        "Return reason: No longer needed\nCustomer comment: Sorry!\n",
        subject=f"Return authorization request for order # {_ORDER}",
        media="text/plain",
        site="ATVPDKIKX0DER",
    )

    assert notice.kind is MailKind.RETURN_REQUEST
    assert notice.request_date == date(2026, 8, 24)
    assert notice.items == (
        NoticeItem("B0EXAMPLE1", "A-1", "Iron", 1, "Bought by mistake", None),
        NoticeItem("B0EXAMPLE2", "A-2", "Kettle", 3, "No longer needed", "Sorry!"),
    )


_REFUNDS = [
    (
        "en",
        f"Refund initiated for order {_ORDER}",
        "We have initiated a refund of EUR 169.01 to Example for the following items:",
        "Fulfilment: Seller",
        ["Item", "ASIN", "SKU", "Quantity", "Item price refund", "Shipping refund", "Refund reason"],
    ),
    (
        "de",
        f"Erstattung veranlasst für Bestellung {_ORDER}",
        "Wir haben eine Erstattung in Höhe von 169,01 EUR an Beispiel für folgende Artikel veranlasst:",
        "Versand durch: Verkäufer",
        [
            "Artikel",
            "ASIN",
            "SKU",
            "Menge",
            "Erstattung des Artikelpreises",
            "Erstattung der Versandkosten",
            "Erstattungsgrund",
        ],
    ),
    (
        "fr",
        f"Remboursement initié pour la commande {_ORDER}",
        "Nous avons initié un remboursement de 169,01 € à Exemple pour les articles suivants :",
        "Expédié par : Vendeur",
        [
            "Article",
            "ASIN",
            "SKU",
            "Quantité",
            "Remboursement du prix",
            "Remboursement des frais d'expédition",
            "Motif du remboursement",
        ],
    ),
    (
        "es",
        f"Reembolso de 169,01 EUR iniciado - pedido {_ORDER}",
        "Hemos iniciado un reembolso de 169,01 EUR a Ejemplo por los siguientes artículos:",
        "Red logística: Gestionado por el vendedor",
        ["Artículo", "ASIN", "SKU", "Cantidad", "Reembolso del precio", "Reembolso del envío", "Motivo del reembolso"],
    ),
    (
        "nl",
        f"Terugbetaling gestart voor bestelling {_ORDER}",
        "We hebben een terugbetaling van € 169,01 gestart voor de volgende artikelen:",
        "Verzonden door: Verkoper",
        [
            "Artikel",
            "ASIN",
            "SKU",
            "Aantal",
            "Terugbetaling prijs",
            "Terugbetaling verzending",
            "Reden voor terugbetaling",
        ],
    ),
    (
        "pl",
        f"Zainicjowano zwrot środków dotyczący zamówienia {_ORDER}",
        "Zainicjowaliśmy zwrot środków w wysokości 169,01 EUR za następujące produkty:",
        "Realizacja: Sprzedawca",
        ["Produkt", "ASIN", "SKU", "Ilość", "Zwrot ceny", "Zwrot kosztów wysyłki", "Powód zwrotu środków"],
    ),
    (
        "sv",
        f"Återbetalning påbörjad för order {_ORDER}",
        "Vi har påbörjat en återbetalning på 169,01 EUR för följande artiklar:",
        "Levereras av: Säljaren",
        [
            "Artikel",
            "ASIN",
            "SKU",
            "Antal",
            "Återbetalning av pris",
            "Återbetalning av frakt",
            "Anledning till återbetalning",
        ],
    ),
    (
        "tr",
        f"{_ORDER} numaralı sipariş için para iadesi başlatıldı",
        "Aşağıdaki ürünler için 169,01 EUR tutarında para iadesi başlatıldı:",
        "Gönderim: Satıcı",
        ["Ürün", "ASIN", "SKU", "Adet", "Ürün fiyatı iadesi", "Kargo iade tutarı", "Geri ödeme nedeni"],
    ),
    (
        "pt",
        f"Reembolso iniciado para o pedido {_ORDER}",
        "Iniciamos um reembolso de 169,01 EUR para os seguintes itens:",
        "Logística: Vendedor",
        ["Item", "ASIN", "SKU", "Quantidade", "Reembolso do preço", "Reembolso do frete", "Motivo do reembolso"],
    ),
    (
        "ja",
        f"注文番号{_ORDER}の返金を開始しました",
        "次の商品について169.01 EURの返金を開始しました。",
        "出荷: 出品者",
        ["商品", "ASIN", "SKU", "数量", "商品代金の返金", "配送料の返金", "返金理由"],
    ),
    (
        "zh",
        f"已为订单{_ORDER}发起退款",
        "我们已为以下商品发起€169.01的退款。",
        "配送方式: 卖家自配送",
        ["商品", "ASIN", "SKU", "数量", "商品价格退款", "运费退款", "退款原因"],
    ),
]


@pytest.mark.parametrize("row", _REFUNDS, ids=[row[0] for row in _REFUNDS])
@pytest.mark.parametrize("kind", ["REFUND_ISSUED", None])
def test_a_refund_gives_amount_reason_and_who_ships(
    row: tuple[str, str, str, str, list[str]], kind: str | None
) -> None:
    _, subject, sentence, fulfilment, headings = row
    text = f"<p>{sentence}</p><ul><li><b>Order ID:</b> {_ORDER}</li><li>{fulfilment}</li></ul>" + _table(
        headings, ["Ice maker", "B0EXAMPLE6", "EX-852IS", "1", "160", "9,01", "Goodwill"]
    )
    notice = _notice(text, subject=subject, kind=kind)

    assert notice.kind is MailKind.REFUND_ISSUED
    assert notice.order_id == _ORDER
    assert notice.money == Money.of("169.01", "EUR")
    assert notice.reason == "Goodwill"
    assert notice.fulfilment is NoticeFulfilment.MERCHANT
    assert notice.items == (NoticeItem("B0EXAMPLE6", "EX-852IS", "Ice maker", 1, "Goodwill"),)
    assert record_to_wire(notice)["fulfilment"] == "merchant"


def test_a_refund_table_of_three_columns_is_read_by_its_headings() -> None:
    notice = _notice(
        f"<p>We have issued a refund of $20.00 for order {_ORDER}.</p>"
        + _table(
            ["Reason for refund", "SKU", "Product name"],
            ["Customer return", "EX-1", "Kettle"],
            ["Customer return", "EX-2", "Iron"],
        ),
        subject=f"Refund initiated for order {_ORDER}",
        site="ATVPDKIKX0DER",
    )

    assert notice.items == (
        NoticeItem(sku="EX-1", title="Kettle", reason="Customer return"),
        NoticeItem(sku="EX-2", title="Iron", reason="Customer return"),
    )
    assert notice.reason == "Customer return"
    assert notice.money == Money.of("20.00", "USD")


def test_amazons_own_network_is_told_from_the_merchants() -> None:
    notice = _notice("<li>Fulfillment: Fulfilled by Amazon</li>", subject="Refund", kind="REFUND_ISSUED")

    assert notice.fulfilment is NoticeFulfilment.AMAZON


@pytest.mark.parametrize(
    "subject",
    [
        "Order cancellation request from Amazon customer X (Order: {n})",
        "Stornierungsanfrage für Bestellung {n}",
        "Demande d'annulation pour la commande {n}",
        "Richiesta di annullamento per l'ordine numero: {n}",
        "Solicitud de cancelación de pedido del cliente de Amazon X ({n})",
        "Solicitação de cancelamento do pedido {n}",
        "Annuleringsverzoek voor bestelling {n}",
        "Prośba o anulowanie zamówienia {n}",
        "Begäran om avbeställning av order {n}",
        "{n} numaralı sipariş için iptal talebi",
        "注文番号{n}のキャンセルリクエスト",
        "订单{n}的取消请求",
    ],
)
def test_a_wish_to_cancel_is_known_by_its_subject(subject: str) -> None:
    notice = _notice("<p>See your account.</p>", subject=subject.format(n=_ORDER))

    assert notice.kind is MailKind.CANCEL_REQUEST
    assert notice.order_id == _ORDER


@pytest.mark.parametrize(
    ("subject", "word"),
    [
        ("Your message to the buyer was not delivered", "Important"),
        ("Ihre Nachricht an den Käufer wurde nicht zugestellt", "Wichtig"),
        ("Votre message à l'acheteur n'a pas pu être remis", "Important"),
        ("Il tuo messaggio all'acquirente non è stato consegnato.", "Importante"),
        ("Su mensaje al comprador no se ha entregado", "Importante"),
        ("Uw bericht aan de koper is niet bezorgd", "Belangrijk"),
        ("Twoja wiadomość do kupującego nie została dostarczona", "Ważne"),
        ("Ditt meddelande till köparen kunde inte levereras", "Viktigt"),
        ("Alıcıya mesajınız teslim edilemedi", "Önemli"),
        ("購入者へのメッセージは配信されませんでした", "重要"),
        ("您发给买家的消息未送达", "重要"),
    ],
)
def test_an_undelivered_message_names_the_word_that_lets_it_through(subject: str, word: str) -> None:
    notice = _notice(
        f"<p>Order [{_ORDER}]. Put [{word}] into the subject of your "
        f'<a href="mailto:wexample0000relay@marketplace.amazon.de?subject=%5B{word}%5D">mail</a>.</p>',
        subject=subject,
    )

    assert notice.kind is MailKind.DELIVERY_FAILURE_OPT_OUT
    assert notice.relay == "wexample0000relay@marketplace.amazon.de"
    assert notice.retry_marker == f"[{word}]"
    assert notice.order_id == _ORDER


def test_a_notice_that_no_reader_knows_is_never_silent() -> None:
    mail = (
        b"From: Amazon <donotreply@amazon.com>\nSubject: New features in Seller Central\n"
        b"Date: Mon, 24 Aug 2026 08:52:52 +0000\n\nHi.\n"
    )
    reading = read_mail("news.eml", mail)

    (notice,) = reading.records
    assert isinstance(notice, MailNotice)
    assert notice.kind is MailKind.UNKNOWN_NOTICE
    assert [finding.code for finding in reading.findings] == ["MAIL013"]


def test_a_new_type_of_a_known_family_is_still_read() -> None:
    notice = _notice("<p>The claim was withdrawn.</p>", subject="x", kind="A_Z_CLAIM_RESPONDENT_DECISION_V2")

    assert notice.kind is MailKind.ATOZ_CLAIM_DECISION
