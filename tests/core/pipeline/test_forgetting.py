"""A redacted record opens the same case with the same facts, and holds no word of the buyer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin
from zoneinfo import ZoneInfo

import pytest

from casewright.cli.folder import files_under, shop_of
from casewright.domain.case import Record
from casewright.domain.dispute import Dispute, DisputeType
from casewright.domain.notice import MailKind, MailNotice
from casewright.domain.order import OrderLine
from casewright.domain.place import Place
from casewright.domain.redacted import ANOTHER, ORDERS, UNTOLD, redacted_words
from casewright.domain.shipment import Scan, ScanKind
from casewright.domain.wire import RECORD_TYPES, field_types
from casewright.domain.words import Words
from casewright.facts import facts_of
from casewright.intake import SourceFile
from casewright.lake.schema import personal_table
from casewright.pipeline import open_cases, read_files
from casewright.pipeline.forgetting import OrderSays, file_name_redacted, forgotten_record, order_says
from casewright.pipeline.forgetting_days import records_due
from casewright.pipeline.packing.masks import masks_for
from casewright.pipeline.packing.words import letter_words

SHOPS = sorted((Path(__file__).parents[3] / "examples").glob("*/shop.toml"))
PLACE = Place("a.eml", "ab" * 32)
ZONE = ZoneInfo("UTC")
ORDER = "114-5550104-0000104"


def mail(body: str, **more: Any) -> MailNotice:  # noqa: ANN401 - any field
    return MailNotice(MailKind.BUYER_MESSAGE, PLACE, body=body, order_id=ORDER, **more)


@cache
def records_of(shop: Path) -> tuple[Record, ...]:
    folder = shop.parent
    files = (SourceFile(path.relative_to(folder).as_posix(), path.read_bytes()) for path in files_under(folder))
    return read_files(files).records


def redacted(records: Sequence[Record], told: Sequence[Record]) -> list[Record]:
    """Redact records against what others, or they themselves, tell of their orders."""
    by_order: dict[str, list[Record]] = {}
    for one in told:
        by_order.setdefault(getattr(one, "order_id", None) or "", []).append(one)
    return [
        forgotten_record(one, order_says(by_order[getattr(one, "order_id", None) or ""]), name=one.place.file)
        for one in records
    ]


@pytest.mark.parametrize("shop", SHOPS, ids=lambda path: path.parent.name)
def test_every_case_of_a_shop_keeps_its_key_and_its_facts(shop: Path) -> None:
    records, at = records_of(shop), datetime(2026, 11, 20, 9, tzinfo=UTC)
    before, after = open_cases(records), open_cases(redacted(records, records))
    assert [case.key for case in after] == [case.key for case in before]
    for old, new in zip(before, after, strict=True):
        assert facts_of(new, at=at, shop=shop_of(shop.parent)) == facts_of(old, at=at, shop=shop_of(shop.parent))


@pytest.mark.parametrize("shop", SHOPS, ids=lambda path: path.parent.name)
def test_redacting_twice_changes_nothing(shop: Path) -> None:
    records = records_of(shop)
    once = redacted(records, records)
    assert redacted(once, records) == once


def texts(kind: type, path: str = "") -> Iterator[str]:
    for field in fields(kind):
        hint = field_types(kind)[field.name]
        name = f"{path}{field.name}"
        while get_origin(hint) in (tuple, Union, UnionType):
            hint = next(one for one in get_args(hint) if one not in (type(None), ...))
        if hint in (str, Words):
            yield name
        elif is_dataclass(hint) and isinstance(hint, type) and hint.__name__ not in {"Place", "Money"}:
            yield from texts(hint, f"{name}.")


@pytest.mark.parametrize("kind", RECORD_TYPES)
def test_every_text_of_a_record_is_named_as_personal_or_as_kept(kind: str) -> None:
    table = personal_table()
    personal = {name for one in table["field"] if one["record"] == kind for name in one["fields"]}
    kept = set(table["kept"].get(kind, ()))
    assert personal & kept == set()
    assert personal | kept == set(texts(RECORD_TYPES[kind]))


def test_every_row_of_the_table_has_a_source_and_a_first_day() -> None:
    table = personal_table()
    for one in table["field"]:
        assert set(one["cite"]) <= set(table["source"])
        assert isinstance(one["from"], date)


def test_of_words_stays_what_was_understood_and_of_names_whose_they_were() -> None:
    says = OrderSays("Maria Lopez", "Portland", "97214", "US")
    one = mail("My lamp arrived broken, Maria Lopez", buyer_name="Maria Lopez", relay="x1@marketplace.amazon.com")
    new = forgotten_record(one, says, name="file.eml")
    assert isinstance(new, MailNotice)
    assert (new.buyer_name, new.relay, new.place.file) == (ORDERS, "redacted@marketplace.amazon.com", "file.eml")
    assert new.body is not None
    assert new.body.startswith("[redacted words intent=quality")
    assert "Maria" not in repr(new)


@pytest.mark.parametrize(
    ("city", "signer", "kept"),
    [
        ("PORTLAND", "M. Lopez", (ORDERS, ORDERS)),
        ("Seattle", "Nachbar Schulz", (ANOTHER, "neighbour")),
        ("Nowhereatall", "John Wu", (UNTOLD, ANOTHER)),
    ],
)
def test_a_scan_keeps_whether_town_and_signer_were_the_orders(city: str, signer: str, kept: tuple[str, str]) -> None:
    at = datetime(2026, 10, 20, tzinfo=UTC)
    scan = Scan(ORDER, PLACE, ScanKind.DELIVERED, at, city=city, signed_by=signer, text=f"left with {signer}")
    new = forgotten_record(scan, OrderSays("Maria Lopez", "Portland", "97214", "US"), name="t.csv")
    assert isinstance(new, Scan)
    assert ((new.city, new.signed_by), new.text, new.scanned_at) == (kept, None, at)


def test_a_town_on_the_way_stays_unless_it_is_the_orders() -> None:
    at, says = datetime(2026, 10, 20, tzinfo=UTC), OrderSays("Maria Lopez", "Portland", "97214", "US")
    towns = ("Seattle", "Portland", "Nowhereatall")
    scans = [Scan(ORDER, PLACE, ScanKind.IN_TRANSIT, at, city=town) for town in towns]
    kept = [forgotten_record(scan, says, name="t.csv") for scan in scans]
    assert [scan.city for scan in kept if isinstance(scan, Scan)] == ["Seattle", ORDERS, UNTOLD]


def test_a_mail_that_nothing_else_ties_to_its_case_keeps_the_relay_alias() -> None:
    bare = MailNotice(MailKind.BUYER_MESSAGE, PLACE, relay="x1@marketplace.amazon.com")
    new = forgotten_record(bare, OrderSays(), name="m.eml")
    assert isinstance(new, MailNotice)
    assert new.relay == bare.relay


def test_a_file_keeps_its_ending_and_nothing_of_its_name() -> None:
    assert file_name_redacted("in/Maria Lopez.JPG", "ab" * 32) == "file-abababababab.jpg"
    assert file_name_redacted("Maria.Lopez of Portland", "ab" * 32) == "file-abababababab"


def due_days(
    *records: Record, running: frozenset[str] = frozenset(), today: date = date(2026, 12, 1)
) -> list[tuple[date, bool]]:
    came = [date(2026, 10, 1)] * len(records)
    return [(one.due_on, one.held) for one in records_due(records, came, (), running, ZONE, today)]


def test_days_count_from_delivery_and_later_mail_from_its_own_day() -> None:
    scan = Scan(ORDER, PLACE, ScanKind.DELIVERED, datetime(2026, 10, 1, tzinfo=UTC))
    early, late = (mail("", sent_at=datetime(2026, month, 5, tzinfo=UTC)) for month in (10, 11))
    assert [day for day, _ in due_days(scan, early, late)] == [date(2026, 11, 1), date(2026, 11, 1), date(2026, 12, 6)]


def test_without_a_delivery_days_count_from_the_last_news() -> None:
    line = OrderLine(ORDER, PLACE, purchased_at=datetime(2026, 9, 1, tzinfo=UTC))
    last = mail("", sent_at=datetime(2026, 10, 1, tzinfo=UTC))
    assert [day for day, _ in due_days(line, last)] == [date(2026, 11, 1)] * 2
    assert [day for day, _ in due_days(OrderLine(ORDER, PLACE))] == [date(2026, 11, 1)]


def test_a_running_clock_holds_what_belongs_to_its_order_only() -> None:
    other = OrderLine("114-0000000-0000000", PLACE)
    assert [held for _, held in due_days(mail(""), other, running=frozenset({ORDER}))] == [True, False]


def test_what_came_in_lately_is_held_for_a_first_look_and_newer_files_do_not_renew_it() -> None:
    old = mail("", sent_at=datetime(2026, 5, 5, tzinfo=UTC))
    assert due_days(old, today=date(2026, 10, 7)) == [(date(2026, 6, 5), True)]
    assert due_days(old, today=date(2026, 10, 8)) == [(date(2026, 6, 5), False)]
    came = [date(2026, 10, 1), date(2026, 10, 8)]
    dues = records_due([old, old], came, (), frozenset(), ZONE, date(2026, 10, 8))
    assert [due.held for due in dues] == [False, False]


@pytest.mark.parametrize(
    "text", [ORDERS, ORDERS.replace(" ", "\u00a0"), ANOTHER, UNTOLD, redacted_words([("intent", "quality")])]
)
def test_a_packet_covers_what_stands_for_personal_data(text: str) -> None:
    masks = masks_for(Dispute(DisputeType.DAMAGED), (), letter_words("de"))
    assert any(re.sub(mask.pattern, "", text) == "" for mask in masks)
