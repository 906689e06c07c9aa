"""Papers and sentences about money that went back: read by their sense, whatever they are called."""

import pytest

from casewright.domain.exhibit import ExhibitKind, ObservationKind, ObservationRole
from casewright.domain.money import Money
from casewright.evidence.readers.phrases import Meaning, means
from casewright.evidence.readers.read import read_exhibit
from casewright.evidence.readers.reading import ExhibitReading, ReadingHints
from casewright.intake.reading import SourceFile

_ORDER = "203-7718842-1190357"
_HINTS = ReadingHints(currency="GBP", country="GB", zone="Europe/London")


def _read(name: str, text: str) -> ExhibitReading:
    return read_exhibit(SourceFile(name, text.encode()), hints=_HINTS)


def _refunded(reading: ExhibitReading) -> set[object]:
    return {
        one.value
        for one in reading.observations
        if one.kind is ObservationKind.AMOUNT and one.role is ObservationRole.REFUNDED
    }


@pytest.mark.parametrize(
    "text",
    [
        f"Money given back to the purchaser\nSale: {_ORDER}\nAmount: £31.40\nDate: 9 April 2026\n",
        f"We paid your customer back\nOrder: {_ORDER}\nHow much: £31.40\nOn: 9 April 2026\n",
        f"Transaction\nType: Refund\nOrder: {_ORDER}\nTotal: -£31.40\nDate: 9 April 2026\n",
        f"Balance movement\nMovement: Full refund\nOrder: {_ORDER}\nNet: GBP 31.40\nWhen: 9 April 2026\n",
        f"Refund no. 77120\nShop order: {_ORDER}\nGross: 31.40\nDone on: 9 April 2026\n",
        f"Decision of 9 April 2026\nOrder: {_ORDER}\nThe buyer was reimbursed £31.40 out of your balance.\n",
        f"Rückzahlung an die Käuferin\nBestellung: {_ORDER}\nBetrag: 31,40 GBP\nTag: 09.04.2026\n",
        f"Reintegro a la clienta\nPedido: {_ORDER}\nImporte: 31,40 GBP\nFecha: 09/04/2026\n",
        f"购物款已退给顾客\n订单: {_ORDER}\n金额: 31.40 GBP\n日期: 2026-04-09\n",
        f"払い戻しのご報告\n注文番号: {_ORDER}\n金額: 31.40 GBP\n日付: 2026年4月9日\n",
    ],
)
def test_a_paper_that_says_money_went_back_is_a_refund_with_its_sum_whatever_it_is_called(text: str) -> None:
    reading = _read("page.txt", text)
    assert reading.kind is ExhibitKind.REFUND_LINE
    assert _refunded(reading) == {Money(3140, "GBP")}


@pytest.mark.parametrize(
    "table",
    [
        f"posted,kind,order id,sum,currency\n2026-04-09,customer refunded,{_ORDER},-31.40,GBP\n",
        f"day;order number;money given back\n2026-04-09;{_ORDER};GBP 31.40\n",
        f"日期,订单号,事项,金额,币种\n2026-04-09,{_ORDER},售后退款,31.40,GBP\n",
    ],
)
def test_a_row_of_payments_is_a_refund_by_its_cell_or_by_the_head_of_a_column(table: str) -> None:
    reading = _read("list.csv", table)
    assert reading.kind is ExhibitKind.REFUND_LINE
    assert _refunded(reading) == {Money(3140, "GBP")}


@pytest.mark.parametrize(
    "text",
    [
        f"Refund policy\nItems may be sent back within 30 days. Order example: {_ORDER}\nFee: £4.00\n",
        f"Return asked for\nOrder: {_ORDER}\nType: Refund requested\nItem price: £31.40\nDate: 9 April 2026\n",
        f"Order confirmation\nOrder: {_ORDER}\nBuyer: Ann Lee\nTotal: £31.40\nOrdered on: 9 April 2026\n",
        f"Tax invoice\nOrder: {_ORDER}\nRefundable deposit: none\nTotal: £31.40\nInvoice date: 9 April 2026\n",
    ],
)
def test_what_only_asks_for_a_refund_or_sets_its_terms_is_none(text: str) -> None:
    reading = _read("page.txt", text)
    assert reading.kind is not ExhibitKind.REFUND_LINE
    assert not _refunded(reading)


def test_the_sum_on_the_row_of_the_refund_goes_before_others_and_fees_are_none() -> None:
    text = f"Refund\nOrder: {_ORDER}\nProcessing fee: £99.00\nGoods: £27.40\nBack to the buyer: £31.40\n"
    assert _refunded(_read("page.txt", text)) == {Money(3140, "GBP")}


@pytest.mark.parametrize(
    "sentence",
    [
        "We have put £31.40 on your card again, that is, paid it back in full.",
        "Your customer got the £31.40 back on Monday.",
        "You credited £31.40 to her debit card.",
        "Am 9. April wurden 31,40 € an die Kundin zurücküberwiesen.",
        "Ayer se le reintegraron 31,40 € en la tarjeta.",
        "昨天已退 31.40 元给顾客。",
        "代金 3,140円を返金いたしましたので、ご確認ください。",
    ],
)
def test_a_sum_stands_for_money_in_every_language(sentence: str) -> None:
    assert means(Meaning.REFUND_GIVEN, sentence)
    assert not means(Meaning.REFUND_DENIED, sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The provisional credit of £31.40 was taken back after the review.",
        "The claim is closed and the money remains with the seller.",
        "We are not paying you back.",
        "不退，已经穿过了。",
        "返金は無理です。",
    ],
)
def test_a_denial_is_read_without_the_word_refund_or_with_a_credit_taken_back(sentence: str) -> None:
    assert means(Meaning.REFUND_DENIED, sentence)
    assert not means(Meaning.REFUND_GIVEN, sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The £12.00 refunded in May was for an earlier order.",
        "The buyer says that we never refunded her.",
        "Die Kundin behauptet, wir hätten nichts erstattet.",
        "客户声称我们没有退款。",
        "Your £31.40 is on its way back.",
        "The £31.40 was returned to your seller account.",
    ],
)
def test_other_sales_the_buyers_word_and_our_own_balance_tell_nothing_of_this_refund(sentence: str) -> None:
    assert not means(Meaning.REFUND_GIVEN, sentence)
    assert not means(Meaning.REFUND_DENIED, sentence)


@pytest.mark.parametrize(
    "table",
    [
        f"TXN_DATE\tTXN\tMERCH_REF\tAMT\tCCY\n20260409\tRETURN\t{_ORDER}\t31.40\tGBP\n",
        f"Datum;Vorgang;Auftrag;Betrag;Währung\n09.04.2026;Gutschrift;{_ORDER};(31,40);GBP\n",
        f"日期,收支,对方,商家单号,金额,币种\n2026-04-09,退回,李静,{_ORDER},-31.40,GBP\n",
    ],
)
def test_a_return_beside_a_sum_in_a_list_of_payments_is_one_of_money(table: str) -> None:
    reading = _read("list.txt", table)
    assert reading.kind is ExhibitKind.REFUND_LINE
    assert _refunded(reading) == {Money(3140, "GBP")}


def test_a_slip_of_a_card_terminal_is_a_refund_by_its_kind_though_its_values_stand_below_and_are_numbered() -> None:
    stacked = f"売上票\n加盟店注文番号\n{_ORDER}\n取扱区分\n返品\n金額\nGBP 31.40\n"
    numbered = f"ADVICE\n1  Merchant's order  {_ORDER}\n2  Amt  GBP 31.40\n3  Txn  RETURN\n"
    for text in (stacked, numbered):
        reading = _read("slip.txt", text)
        assert reading.kind is ExhibitKind.REFUND_LINE
        assert _refunded(reading) == {Money(3140, "GBP")}
