"""Cases are decided again when their decision may stand no longer: then, and only then."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from casewright.facts.moving import COUNTED_IN_MINUTES
from casewright_web.desk_prepare import shop_import
from casewright_web.models import CaseEvent, CaseRow, CaseStatus, ShopRow
from casewright_web.services.imports import ImportResult
from casewright_web.services.refresh import case_refresh_all, case_refresh_next, cases_refresh_after_update

pytestmark = pytest.mark.django_db
Take = Callable[..., ImportResult]
Mail = Callable[..., bytes]
HEADER = (
    "amazon-order-id\tpurchase-date\torder-status\tfulfillment-channel\tsales-channel\tsku\tquantity\tcurrency\t"
    "item-price\tlatest-ship-date\n"
)
WORDS = (
    "Where is my parcel?",
    "Please cancel my order, I no longer want it.",
    "The lamp arrived broken.",
    "Please send it to my new address.",
)


def order_of(number: int) -> str:
    return f"302-5550301-{number:07}"


@pytest.fixture
def desk(take: Take, now: datetime, buyer_mail: Mail) -> None:
    """Some cases of orders placed minutes to days ago, to be shipped hours to days from now, delivered or not."""
    ShopRow.objects.create(pk=1, name="Lantern Home", zone="Asia/Shanghai", country="CN")
    lines, scans = [HEADER], ["order-id,tracking-number,carrier,event-time,event,city,country,signed-by\n"]
    for number in range(12):
        bought, ship_by = now - timedelta(minutes=7 * (number + 1) ** 2), now + timedelta(hours=5 * number - 3)
        state = "Shipped" if number % 3 == 2 else "Unshipped"
        lines.append(
            f"{order_of(number)}\t{bought.isoformat()}\t{state}\tMerchant\tAmazon.de\tL\t1\tEUR\t9.90\t"
            f"{ship_by.isoformat()}\n"
        )
        if state == "Shipped":
            scanned = (now - timedelta(days=number)).isoformat()
            scans.append(f"{order_of(number)},T{number},DHL,{scanned},Delivered,Bonn,DE,\n")
    take("".join(lines).encode(), name="orders.txt")
    take("".join(scans).encode(), name="tracking.csv")
    for number in range(12):
        alias = f"buyer{number}x+045bd6e{number:x}"
        mail = buyer_mail(WORDS[number % 4], order=order_of(number), number=number, alias=alias)
        take(mail, name=f"{number}.eml")


def answers() -> dict[str, Any]:
    """Return what the desk says of each case, but for counts of minutes."""
    said = {}
    for row in CaseRow.objects.all():
        for facts in (row.decision["facts"], row.decision["decision"]["facts"]):
            facts[:] = [fact for fact in facts if fact["name"] not in COUNTED_IN_MINUTES]
        row.decision["decision"]["trace"] = []
        said[row.key] = (row.decision, row.due_at, row.headline_zh, row.status, row.summary)
    return said


def refresh_due(at: datetime) -> int:
    done = 0
    while case_refresh_next(at=at) is not None:
        done += 1
    return done


@pytest.mark.usefixtures("desk")
def test_deciding_only_what_is_due_says_the_same_as_deciding_everything(now: datetime) -> None:
    first, at = answers(), now
    for minutes in (1, 4, 11, 23, 61, 240, 607, 900, 1440, 2000, 4321, 9000):
        at += timedelta(minutes=minutes)
        with transaction.atomic():
            case_refresh_all(at=at)
            expected = answers()
            transaction.set_rollback(True)
        refresh_due(at)
        assert answers() == expected
    assert first != answers()


@pytest.mark.usefixtures("desk")
def test_while_all_decisions_stand_no_case_is_looked_at(now: datetime) -> None:
    at = now + timedelta(days=1, minutes=5)
    assert refresh_due(at) > 0
    assert refresh_due(at) == 0
    soonest = CaseRow.objects.order_by("decide_at").values_list("decide_at", flat=True)[0]
    assert soonest is not None
    versions = list(CaseRow.objects.order_by("pk").values_list("version", flat=True))
    assert refresh_due(soonest - timedelta.resolution) == 0
    assert list(CaseRow.objects.order_by("pk").values_list("version", flat=True)) == versions
    assert 0 < refresh_due(soonest) < CaseRow.objects.count()


@pytest.mark.usefixtures("desk")
def test_a_closed_case_waits_until_it_is_open_again(now: datetime) -> None:
    at, events = now + timedelta(days=30), CaseEvent.objects.count()
    CaseRow.objects.update(status=CaseStatus.CLOSED)
    assert (refresh_due(at), CaseEvent.objects.count()) == (0, events)
    CaseRow.objects.update(status=CaseStatus.WAITING)
    assert refresh_due(at) == CaseRow.objects.count()


@pytest.mark.usefixtures("desk")
def test_every_case_is_decided_again_once_after_an_update(desk_folder: Path, now: datetime) -> None:
    assert cases_refresh_after_update()
    assert refresh_due(now) == CaseRow.objects.count()
    assert not cases_refresh_after_update()
    assert refresh_due(now) == 0
    (desk_folder / "decided-by").write_text("an older version")
    assert cases_refresh_after_update()
    assert refresh_due(now) == CaseRow.objects.count()


@pytest.mark.usefixtures("desk")
def test_every_case_is_decided_again_when_the_shop_says_something_new_of_itself(tmp_path: Path, now: datetime) -> None:
    refresh_due(now)
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "shop.toml").write_text('name = "Lantern Home"\nzone = "Asia/Shanghai"\ncountry = "DE"\n')
    shop_import(folder=folder, actor="mei")
    assert refresh_due(now) == CaseRow.objects.count()
    shop_import(folder=folder, actor="mei")
    assert refresh_due(now) == 0


def test_a_case_of_which_no_record_is_left_does_not_hold_up_the_others(now: datetime) -> None:
    CaseRow.objects.create(
        key="k", kind="message", headline_en="", headline_zh="", summary={}, decision={}, search="", readiness_wanted=0
    )
    assert refresh_due(now) == 1
