"""The button on a case that asks the connected interface about its order, against the project's own stand-in."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from casewright.domain.marketplace import marketplace_by_code
from casewright_sources.amazon.accounts import account_for
from casewright_sources.amazon.client import AmazonClient
from casewright_sources.amazon.opening import amazon_client
from casewright_sources.amazon.pacing import Pacer
from casewright_sources.amazon.stand_in import StandIn, made_up_pairs
from casewright_sources.connections import Connection, Connections
from casewright_web.models import CaseRow, LookUpState, OrderLookUp, StoredRecord
from casewright_web.services.order_look_ups import order_look_up_next, order_look_up_queue

pytestmark = pytest.mark.django_db
ORDER = "302-5550301-0000301"
KEYS = {"client_id": "made-up", "client_secret": "made-up", "refresh_token": "Atzr|made-up-look-up"}
BUTTON = "Ask Amazon about this order"


@pytest.fixture
def amazon() -> Iterator[StandIn]:
    with StandIn(made_up_pairs()) as stand_in:
        yield stand_in


@pytest.fixture
def case(take: Callable[[bytes], object], buyer_mail: Callable[..., bytes]) -> CaseRow:
    take(buyer_mail("Where is my parcel?", order=ORDER))
    return CaseRow.objects.get()


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the pauses between the client's tries."""

    def client(connection: Connection, secret: str | None) -> AmazonClient:
        return replace(amazon_client(connection, secret), pacer=Pacer(sleep=lambda _: None))

    monkeypatch.setattr("casewright_web.services.order_look_ups.amazon_client", client)


def connect(home: Path, endpoint: str, token_endpoint: str, name: str = "amazon", site: str = "amazon_de") -> None:
    known = marketplace_by_code(site)
    assert known is not None
    settings = {"marketplace_id": known.amazon_id, "endpoint": endpoint, "token_endpoint": token_endpoint}
    Connections(home).save(Connection(name, "amazon", settings), json.dumps(KEYS))


def test_without_a_connected_account_there_is_no_button(mei: Client, case: CaseRow) -> None:
    assert BUTTON not in mei.get(f"/cases/{case.pk}/").content.decode()
    mei.post(f"/cases/{case.pk}/look-up/")
    assert not OrderLookUp.objects.exists()
    assert mei.post("/cases/99/look-up/").status_code == 404


def test_an_order_is_asked_for_beside_the_page_and_the_case_says_what_was_new(
    mei: Client, case: CaseRow, amazon: StandIn, desk_folder: Path, now: datetime
) -> None:
    connect(desk_folder, amazon.endpoint, amazon.token_endpoint)
    assert BUTTON in mei.get(f"/cases/{case.pk}/").content.decode()
    waiting = mei.post(f"/cases/{case.pk}/look-up/", headers={"HX-Request": "true"}).content.decode()
    assert "every 1s" in waiting
    assert BUTTON not in waiting
    mei.post(f"/cases/{case.pk}/look-up/")
    assert OrderLookUp.objects.count() == 1
    done = order_look_up_next(clock=lambda: now)
    assert done is not None
    assert (done.state, done.asked > 3, done.records) == (LookUpState.DONE, True, StoredRecord.objects.count() - 1)
    assert StoredRecord.objects.filter(kind="order_line", order_ref=ORDER).exists()
    OrderLookUp.objects.update(queued_at=case.events.latest("seq").at)
    page = mei.get(f"/cases/{case.pk}/look-up/state/").content.decode()
    assert f"{done.records} records read" in page
    assert "New records" in page
    assert "every 1s" not in page
    mei.cookies["django_language"] = "zh-hans"
    page = mei.get(f"/cases/{case.pk}/").content.decode()
    assert "向亚马逊查询此订单" in page
    assert f"读取 {done.records} 条记录" in page


def test_an_account_that_does_not_answer_says_so_and_can_be_asked_again(
    mei: Client, case: CaseRow, amazon: StandIn, desk_folder: Path, now: datetime
) -> None:
    connect(desk_folder, amazon.endpoint, amazon.token_endpoint)
    Connections(desk_folder).save_secret("amazon", "{}")
    order_look_up_queue(case=case, actor="mei", at=now)
    failed = order_look_up_next(clock=lambda: now)
    assert failed is not None
    assert failed.state == LookUpState.FAILED
    page = mei.get(f"/cases/{case.pk}/look-up/state/").content.decode()
    assert "The keys of amazon are not complete" in page
    assert BUTTON in page


def test_a_look_up_that_a_killed_process_left_is_asked_anew_and_one_without_an_account_ends(
    case: CaseRow, now: datetime
) -> None:
    row = order_look_up_queue(case=case, actor="mei", at=now)
    assert row is not None
    OrderLookUp.objects.update(state=LookUpState.ASKING, asked=3)
    ended = order_look_up_next(clock=lambda: now)
    assert ended is not None
    assert (ended.state, ended.asked) == (LookUpState.FAILED, 0)
    assert "没有连接" in str(ended.problem)
    assert order_look_up_next(clock=lambda: now) is None


def test_an_outage_is_waited_out_and_told_and_the_button_tries_at_once(
    mei: Client, case: CaseRow, amazon: StandIn, desk_folder: Path, now: datetime, unhurried: None
) -> None:
    del unhurried
    connect(desk_folder, "http://127.0.0.1:9", amazon.token_endpoint)
    mei.post(f"/cases/{case.pk}/look-up/")
    tried = order_look_up_next(clock=lambda: now)
    assert tried is not None
    assert (tried.state, tried.next_try_at, tried.ended_at) == (LookUpState.WAITING, now + timedelta(seconds=30), None)
    assert order_look_up_next(clock=lambda: now) is None
    page = mei.get(f"/cases/{case.pk}/look-up/state/").content.decode()
    assert all(words in page for words in ("tries again", "No usable answer", "next try", BUTTON, "every 5s"))
    connect(desk_folder, amazon.endpoint, amazon.token_endpoint)
    mei.post(f"/cases/{case.pk}/look-up/")
    done = order_look_up_next(clock=lambda: now)
    assert done is not None
    assert (done.pk, done.state, done.problem) == (tried.pk, LookUpState.DONE, None)


def test_an_outage_that_lasts_ends_with_its_reason(
    case: CaseRow, amazon: StandIn, desk_folder: Path, now: datetime, unhurried: None
) -> None:
    del unhurried
    connect(desk_folder, "http://127.0.0.1:9", amazon.token_endpoint)
    order_look_up_queue(case=case, actor="mei", at=now)
    at, tries = now, 0
    while (row := order_look_up_next(clock=lambda: at)) and row.state == LookUpState.WAITING:  # noqa: B023 - called at once
        assert row.next_try_at is not None
        at, tries = row.next_try_at, tries + 1
    assert row is not None
    assert (row.state, row.next_try_at, tries, at - now < timedelta(hours=1)) == (LookUpState.FAILED, None, 7, True)
    assert "没有得到可用的返回" in str(row.problem)


def test_a_look_up_over_which_the_process_dies_each_time_ends(case: CaseRow, now: datetime) -> None:
    order_look_up_queue(case=case, actor="mei", at=now)
    OrderLookUp.objects.update(state=LookUpState.ASKING, tries=8)
    ended = order_look_up_next(clock=lambda: now)
    assert ended is not None
    assert ended.state == LookUpState.FAILED


def test_the_account_of_the_cases_own_site_is_asked(case: CaseRow, desk_folder: Path) -> None:
    for name, site in (("a", "amazon_us"), ("b", "amazon_de")):
        connect(desk_folder, "http://127.0.0.1:9", "http://127.0.0.1:9", name, site)
    chosen = account_for(Connections(desk_folder), case.marketplace)
    assert chosen is not None
    assert chosen.name == "b"


def test_a_forgotten_case_is_not_asked_for(case: CaseRow, now: datetime) -> None:
    case.forgotten_at = now
    assert order_look_up_queue(case=case, actor="mei", at=now) is None
