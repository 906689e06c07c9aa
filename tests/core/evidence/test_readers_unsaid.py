"""What papers leave out because it goes without saying: the currency, the colon, the day of an hour."""

from datetime import UTC, date, datetime

import pytest

from casewright.domain.exhibit import ObservationKind, ObservationRole
from casewright.domain.money import Money
from casewright.domain.shipment import ScanKind
from casewright.evidence.readers.read import read_exhibit
from casewright.evidence.readers.reading import ExhibitReading, ReadingHints
from casewright.intake.reading import SourceFile

K, R = ObservationKind, ObservationRole
UPS = "Tracking 1Z999AA10123456784"
WEB_PAGE = (
    "<html><body><h3>March 4, 2026</h3><ul><li><b>14:05</b> Out for delivery</li><li><b>17:32</b> Delivered</li></ul>"
    "<h3>March 3, 2026</h3><ul><li><b>06:10</b> Arrived at facility</li></ul></body></html>"
)


def read(content: str, name: str = "paper.txt", currency: str | None = None) -> ExhibitReading:
    return read_exhibit(SourceFile(name, content.encode()), hints=ReadingHints(currency=currency))


def values(reading: ExhibitReading, kind: ObservationKind, *, sure: bool = True) -> list[object]:
    return [one.value for one in reading.observations if one.kind is kind and one.sure is sure]


@pytest.mark.parametrize(
    ("content", "money"),
    [
        ("Site,Order id,COD amount\namazon.in,402-1234567-1234567,1499.00\n", Money.of("1499.00", "INR")),
        ("Auftrag;Zielland;Nachnahmebetrag\n302-1234567-1234567;Polen;129,90\n", Money.of("129.90", "PLN")),
        ("订单号,站点,代收货款金额\n402-1234567-1234567,阿联酋,149.00\n", Money.of("149.00", "AED")),
        ("Pedido,Importe cobrado,Divisa\n402-1234567-1234567,149.5,EUR\nTotal,149.5,\n", Money.of("149.50", "EUR")),
        ("All sums in SAR\nOrder id: 402-1234567-1234567\nCOD amount: 149.00\n", Money.of("149.00", "SAR")),
        ("Marketplace: www.amazon.in\nOrder id: 402-1234567-1234567\nCOD: 999.00\n", Money.of("999.00", "INR")),
    ],
)
def test_a_sum_without_its_currency_is_in_that_of_the_site_or_the_code_beside_it(content: str, money: Money) -> None:
    assert money in values(read(content), K.AMOUNT)


def test_cash_at_the_door_is_in_the_marketplaces_money_and_other_bare_sums_are_not_sure() -> None:
    cash = "Order id,COD amount,Paid on\n402-1234567-1234567,1499.00,2026-03-04\n"
    assert values(read(cash, currency="INR"), K.AMOUNT) == [Money.of("1499.00", "INR")]
    bill = "Order number: 112-1234567-1234567\nInvoice total: 1499.00\nInvoice date: 2026-03-04\n"
    assert values(read(bill, currency="USD"), K.AMOUNT) == []


@pytest.mark.parametrize(
    ("told", "currency"),
    [
        ("订单号,代收货款,回款日期\n402-1234567-1234567,149.00,2026-03-04\n", "AED"),
        ("Order,COD amount,Fee\n402-1234567-1234567,149.00,USD 2.00\n402-1234567-1234568,9.00,INR 2.00\n", "INR"),
    ],
    ids=["a list in another land's language", "two currencies"],
)
def test_a_list_that_may_count_in_another_money_is_not_sure(told: str, currency: str) -> None:
    sums = [one for one in read(told, currency=currency).observations if one.role is R.COLLECTED]
    assert sums
    assert not any(one.sure for one in sums)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("签收证明\n运单号 75312345678901\n签收人 张伟\n签收时间 2026-03-04 14:05\n", "张伟"),
        ("派件签收底单\n运单号：75312345678901\n签收人张伟\n签收时间2026-03-04 14:05\n", "张伟"),
        ("2026-03-04 14:05 快件已签收,签收人 李明,感谢使用\n2026-03-04 08:05 快件正在派送\n", "李明"),
        ("配達証明\n伝票番号 1234-5678-9012\n配達完了 2026年3月4日 14:05\n受領者 山田 太郎 様\n", "山田 太郎"),
        ("Ablieferbeleg\nSendung 00340434161094000001\nZugestellt 04.03.2026\nQuittiert durch Frau Kern\n", "Kern"),
        (f"{UPS}\n2026-03-04 14:05 Delivered, signed by J. MILLER\n2026-03-04 08:05 Out for delivery\n", "J. MILLER"),
    ],
)
def test_who_signed_is_read_without_a_colon(content: str, name: str) -> None:
    assert values(read(content), K.SIGNED_BY) == [name]


@pytest.mark.parametrize(
    "line",
    [
        "签收人 须凭身份证取件",
        "Unterschrift Empfänger",
        "Signature Required",
        "Signature not obtained",
        "Firma Cliente",
    ],
)
def test_what_is_said_of_signatures_is_no_name(line: str) -> None:
    content = f"Proof of delivery\n{UPS}\n{line}\nDelivered 04 Mar 2026 14:05\n"
    reading = read(content)
    assert not values(reading, K.SIGNED_BY) + values(reading, K.SIGNED_BY, sure=False)


@pytest.mark.parametrize(
    ("label", "town"),
    [
        ("Zugestellt in", "Bremen"),
        ("Entregado en", "Sevilla"),
        ("Delivered at", "Dayton"),
        ("送达", "杭州"),
        ("配達先", "横浜市"),
    ],
)
def test_a_town_behind_a_label_of_delivery_is_where_it_went(label: str, town: str) -> None:
    assert values(read(f"Courier slip\n{label}: {town}\nDate: 2026-03-04 14:05\n{UPS}\n"), K.CITY) == [town]


def test_a_town_that_may_be_a_family_is_sure_only_beside_a_persons_name() -> None:
    slip = f"Courier slip\n{UPS}\nDelivered to: Jackson\nDate: 2026-03-04 14:05\n"
    assert values(read(slip), K.CITY, sure=False) == ["Jackson"]
    assert values(read(f"{slip}Signed by: A. Miller\n"), K.CITY) == ["Jackson"]
    assert not values(read(slip.replace("Jackson", "Anna Jackson")), K.CITY, sure=False)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "t.csv",
            "tracking_number,event_time,status\n1Z999AA10123456784,1772596800,Picked up\n,1772856000,Delivered\n",
        ),
        ("t.csv", "Waybill;Zeitstempel;Ereignis\n123456789012;1772596800000;Angenommen\n;1772856000000;Zugestellt\n"),
        ("t.tsv", "运单号\t时间戳\t状态\n75312345678901\t1772596800\t已揽收\n75312345678901\t1772856000\t已签收\n"),
        ("t.json", '{"data":[{"date":1772596800000,"desc":"已揽收"},{"date":1772856000000,"desc":"已签收"}]}'),
        ("t.json", '{"log":[{"unix_time":1772596800.0,"a":"Picked up"},{"unix_time":1772856000.5,"a":"Delivered"}]}'),
    ],
)
def test_seconds_since_1970_are_the_instants_of_a_history(name: str, content: str) -> None:
    told = [datetime(2026, 3, 4, 4, tzinfo=UTC), datetime(2026, 3, 7, 4, tzinfo=UTC)]
    assert values(read(content, name), K.AT) == told


def test_a_telephone_number_is_no_instant() -> None:
    assert not values(read("Order id,Phone,Status\n112-1234567-1234567,1772596800,Delivered\n", "o.csv"), K.AT)


def lines(*each: str) -> str:
    return "\n".join(each)


@pytest.mark.parametrize(
    "content",
    [
        lines(UPS, "4 March 2026", "14:05 Out for delivery", "17:32 Delivered", "3 March 2026", "06:10 Arrived at hub"),
        lines(
            UPS, "4 Mar 2026", "2:05 PM", "Out for delivery", "5:32 PM", "Delivered", "3 Mar 2026", "6:10 AM", "At hub"
        ),
        lines(
            "Mittwoch, 04.03.2026",
            "14:05 Uhr In Zustellung",
            "17:32 Uhr Zugestellt",
            "03.03.2026",
            "06:10 Uhr Im Paketzentrum",
        ),
        lines("2026年3月4日 星期三", "14:05 正在派送", "17:32 已签收", "2026年3月3日", "06:10 快件到达【杭州】"),
        lines("Mercredi 4 mars 2026", "14h05 En livraison", "17h32 Livré", "3 mars 2026", "06h10 Arrivé sur le site"),
        WEB_PAGE,
    ],
    ids=["en", "stacked", "de", "zh", "fr", "web page"],
)
def test_an_hour_below_a_day_is_of_that_day(content: str) -> None:
    reading = read(content)
    told = {f"{one:%m-%d %H:%M}" for one in values(reading, K.AT) if isinstance(one, datetime)}
    assert told == {"03-04 14:05", "03-04 17:32", "03-03 06:10"}
    scans = {ScanKind.OUT_FOR_DELIVERY.value, ScanKind.DELIVERED.value, ScanKind.IN_TRANSIT.value}
    assert set(values(reading, K.SCAN)) == scans


@pytest.mark.parametrize(
    "content",
    [
        "订单号,类型,金额,完成日期\n112-1234567-1234567,退款,29.90,2026-03-04\n",
        "退款单\n订单号：112-1234567-1234567\n退款金额：29.90 元\n完成日期：2026-03-04\n状态：退款成功\n",
        "Bestellung;Vorgang;Betrag;Abgeschlossen am\n302-1234567-1234567;Erstattung;29,90 EUR;04.03.2026\n",
        "Ordine;Operazione;Importo;Completata il\n402-1234567-1234567;Rimborso;29,90 EUR;04/03/2026\n",
        "Refund record\nOrder: 112-1234567-1234567\nRefunded: 29.90 USD\nCompleted: 2026-03-04\n",
    ],
)
def test_the_day_a_refund_was_completed_is_the_day_it_was_paid(content: str) -> None:
    reading = read(content)
    days = [(one.value, one.role) for one in reading.observations if one.kind is K.DATED]
    assert days == [(date(2026, 3, 4), R.PAID)]
    assert not values(reading, K.SCAN)


def test_the_day_a_parcels_way_was_completed_is_still_its_delivery() -> None:
    reading = read("运单号,状态,完成时间\n75312345678901,已签收,2026-03-04 10:00\n")
    assert [one.role for one in reading.observations if one.kind is K.AT] == [R.DELIVERED]
