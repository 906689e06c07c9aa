"""A team's own words in a table: sites as people shorten them, currencies told by a sign, names that mislead."""

import pytest

from casewright.domain.money import Money
from casewright.domain.order import OrderLine
from casewright.domain.report_row import ReportRow
from casewright.intake import Reading, read_source
from casewright.intake.reports.values import Setting, Trouble, read_money
from casewright.intake.tracker_words import TRACKER_MEANINGS, word_meant

HEADER = "订单号,案件类型,站点,金额\n"


def _row(site: str, amount: str) -> tuple[ReportRow, list[str]]:
    reading = read_source("cases.csv", f'{HEADER}302-5550301-0000301,退货,{site},"{amount}"\n'.encode())
    (row,) = [one for one in reading.records if isinstance(one, ReportRow)]
    return row, [one.code for one in reading.findings]


@pytest.mark.parametrize(
    ("word", "site"),
    [
        ("DE", "amazon_de"),
        ("us", "amazon_us"),
        ("美国", "amazon_us"),
        ("美国站", "amazon_us"),
        ("亚马逊德国站", "amazon_de"),
        ("Amazon UK", "amazon_uk"),
        ("GB", "amazon_uk"),
        ("Deutschland", "amazon_de"),
        ("amazon.co.jp", "amazon_jp"),
    ],
)
def test_a_site_is_known_as_teams_shorten_it(word: str, site: str) -> None:
    row, codes = _row(word, "")
    assert row.get("marketplace") == site
    assert codes == []


@pytest.mark.parametrize("word", ["Non-Amazon", "Amazon", "火星", "Shopify US"])
def test_what_is_no_site_stays_unknown(word: str) -> None:
    row, codes = _row(word, "")
    assert row.get("marketplace") is None
    assert codes == ["REP017"]


@pytest.mark.parametrize(
    ("site", "amount", "money"),
    [
        ("", "€49,90", Money(4990, "EUR")),
        ("US", "€49,90", Money(4990, "EUR")),
        ("US", "$88.00", Money(8800, "USD")),
        ("加拿大", "$88.00", Money(8800, "CAD")),
        ("", "US$ 1,204.99", Money(120499, "USD")),
        ("日本", "¥1,200", Money(1200, "JPY")),
        ("", "49.90 EUR", Money(4990, "EUR")),
        ("", "-£5.00", Money(-500, "GBP")),
    ],
)
def test_a_sign_names_the_currency_where_the_site_leaves_no_doubt(site: str, amount: str, money: Money) -> None:
    row, codes = _row(site, amount)
    assert row.get("amount") == money
    assert codes == []


@pytest.mark.parametrize(
    ("site", "amount", "code"),
    [
        ("", "$5", "REP024"),
        ("DE", "$5", "REP024"),
        ("US", "¥5", "REP024"),
        ("US", "5.00", "REP014"),
        ("", "€5 $5", "REP014"),
    ],
)
def test_a_doubtful_sign_is_a_finding_and_no_amount(site: str, amount: str, code: str) -> None:
    row, codes = _row(site, amount)
    assert row.get("amount") is None
    assert codes == [code]


@pytest.mark.parametrize(
    ("stated", "amount", "code"),
    [
        ("EUR", "$8.00", "REP027"),
        ("EUR", "8,00 USD", "REP027"),
        ("USD", "€8", "REP027"),
        ("USD", "￥8", "REP027"),
        ("CAD", "US$8.00", "REP027"),
    ],
)
def test_an_amount_that_shows_another_currency_than_the_stated_one_is_a_finding_and_no_amount(
    stated: str, amount: str, code: str
) -> None:
    found = read_money(amount, stated, Setting())
    assert isinstance(found, Trouble)
    assert found.code == code


@pytest.mark.parametrize(
    ("stated", "amount"), [("USD", "$8.00"), ("CAD", "$8.00"), ("EUR", "€ 8.00"), ("EUR", "8 EUR")]
)
def test_an_amount_whose_sign_goes_with_the_stated_currency_is_read(stated: str, amount: str) -> None:
    assert read_money(amount, stated, Setting()) == Money.of("8.00", stated)


@pytest.mark.parametrize(("stated", "amount"), [("BRL", "R$8.00"), ("USD", "8.00美元"), ("EUR", "8 ABX")])
def test_a_sign_that_ends_another_currencys_name_is_not_taken_for_a_contradiction(stated: str, amount: str) -> None:
    found = read_money(amount, stated, Setting())
    assert isinstance(found, Trouble)
    assert found.code == "REP008"


ORDERS = b"amazon-order-id\torder-status\n302-5550301-0000301\tShipped\n"


def _named(name: str, content: bytes = ORDERS) -> Reading:
    return read_source(name, content)


def test_a_report_called_as_another_one_is_read_and_called_by_its_true_name() -> None:
    reading = _named("a.zip!/GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE.txt")
    assert [type(one) for one in reading.records] == [OrderLine]
    (finding,) = reading.findings
    assert finding.code == "REP025"
    assert "“Returns”" in finding.words.en
    assert "All orders" in finding.words.en
    assert "全部订单" in finding.words.zh


@pytest.mark.parametrize(
    "name",
    [
        "orders.txt",
        "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL.txt",
        "get_flat_file_all_orders_data_by_last_update_general-7.tsv",
        "GET_FLAT_FILE_ARCHIVED_ORDERS_DATA_BY_ORDER_DATE.txt",
    ],
)
def test_a_report_under_its_own_name_or_none_raises_nothing(name: str) -> None:
    assert _named(name).findings == ()


def test_the_second_settlement_layout_is_not_taken_for_the_first() -> None:
    rows = b"settlement-id\tamount-type\n1\tx\n"
    assert _named("GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2_9.txt", rows).findings == ()
    assert [one.code for one in _named("GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_9.txt", rows).findings] == ["REP025"]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (
            "closed",
            "erledigt Abgeschlossen gelöst fermé terminé clôturé résolu cerrado resuelto finalizado chiuso risolto",
        ),
        (
            "closed",
            "completato fechado encerrado concluído resolvido 完了 対応済み 解決 終了 已结案 已关闭 closed done 結案",
        ),
        (
            "open",
            "offen unerledigt laufend neu ouvert abierto nuevo aperto aberto novo 未対応 対応中 処理中 未结案 open",
        ),
        ("waiting", "wartend ausstehend esperando pendiente sospeso aguardando pendente 保留 待ち waiting pending"),
    ],
)
def test_the_state_of_a_case_is_known_in_the_words_of_many_languages(status: str, words: str) -> None:
    assert {word: word_meant("status", word) for word in words.split()} == dict.fromkeys(words.split(), status)


@pytest.mark.parametrize(
    ("status", "text"),
    [
        ("open", "nicht erledigt"),
        ("open", "in Bearbeitung"),
        ("open", "en cours"),
        ("open", "non résolu"),
        ("open", "no resuelto"),
        ("open", "da fare"),
        ("open", "não resolvido"),
        ("waiting", "en attente"),
        ("waiting", "in attesa"),
        ("waiting", "wartet auf erneute Antwort"),
        ("closed", "Fall geschlossen"),
    ],
)
def test_a_state_of_several_words_is_understood(status: str, text: str) -> None:
    assert word_meant("status", text) == status


@pytest.mark.parametrize(
    ("field", "word", "meant"),
    [
        ("outcome", "gewonnen", "for_seller"),
        ("outcome", "perdu", "against_seller"),
        ("outcome", "retirado", "withdrawn"),
        ("outcome", "amazon_funded", "amazon_funded"),
        ("case-type", "Rückgabe", "return_request"),
        ("case-type", "richiesta di reso", "return_request"),
        ("case-type", "resolved dispute", None),
        ("case-type", "estorno", "chargeback_notice"),
        ("case-type", "返品", "return_request"),
        ("case-type", "safe_t_notice", "safe_t_notice"),
        ("status", "Montag", None),
        ("status", "", None),
        ("outcome", "", None),
        ("case-type", "", None),
    ],
)
def test_kinds_and_outcomes_are_known_by_the_teams_own_words(field: str, word: str, meant: str | None) -> None:
    assert word_meant(field, word) == meant


def test_every_meaning_of_a_word_stands_for_itself() -> None:
    for field, meanings in TRACKER_MEANINGS.items():
        assert {value: word_meant(field, value) for value in meanings} == {value: value for value in meanings}
