"""The desk's page of connections: asked, tried step by step, kept sealed, paused, changed and removed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from casewright_sources.amazon.settings import ENDPOINT, TOKEN_ENDPOINT
from casewright_sources.amazon.stand_in import StandIn, made_up_pairs
from casewright_sources.connections import Connection, Connections
from imap_server import PASSWORD, ImapServer

pytestmark = pytest.mark.django_db
KEYS = {"client_id": "made-up", "client_secret": "made-up-client-secret", "refresh_token": "Atzr|made-up-page"}


@pytest.fixture
def amazon(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    with StandIn(made_up_pairs()) as stand_in:
        monkeypatch.setenv(ENDPOINT, stand_in.endpoint)
        monkeypatch.setenv(TOKEN_ENDPOINT, stand_in.token_endpoint)
        yield stand_in


def mailbox(server: ImapServer, **more: str) -> dict[str, str]:
    where = {"host": "127.0.0.1", "port": str(server.port), "tls": "none", "user": "walker", "password": PASSWORD}
    return {"name": "claims", "folders": "INBOX", "days": "7"} | where | more


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.mark.imap
def test_a_mailbox_is_tried_step_by_step_and_kept_with_its_password_sealed(
    mei: Client, desk_folder: Path, imap_server: ImapServer, socket_enabled: None
) -> None:
    del socket_enabled
    mei.cookies["django_language"] = "zh-hans"
    page = mei.post("/connections/mailbox/", mailbox(imap_server)).content.decode()
    assert "登录成功" in page
    assert "一切正常" in page
    connections = Connections(desk_folder)
    assert connections.secret("claims") == PASSWORD
    assert PASSWORD.encode() not in everything(desk_folder)
    shown = page + mei.get("/connections/").content.decode() + mei.get("/connections/claims/change/").content.decode()
    assert PASSWORD not in shown
    assert "登录成功" in mei.post("/connections/claims/check/").content.decode()


@pytest.mark.imap
def test_a_refused_password_keeps_nothing_and_is_not_shown_again(
    mei: Client, desk_folder: Path, imap_server: ImapServer, socket_enabled: None
) -> None:
    del socket_enabled
    refused = mei.post("/connections/mailbox/", mailbox(imap_server, password="wr0ng-secret"))
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "refused the login" in page
    assert 'value="walker"' in page
    assert "wr0ng-secret" not in page
    assert Connections(desk_folder).names() == ()


@pytest.mark.imap
def test_a_stored_password_stays_when_other_things_change_but_goes_to_no_other_server(
    mei: Client, desk_folder: Path, imap_server: ImapServer, socket_enabled: None
) -> None:
    del socket_enabled
    mei.post("/connections/mailbox/", mailbox(imap_server))
    changed = mei.post("/connections/claims/change/", mailbox(imap_server, password="", days="30"))
    assert changed.status_code == 200
    connections = Connections(desk_folder)
    assert (connections.get("claims").settings["first_days"], connections.secret("claims")) == (30, PASSWORD)
    elsewhere = mei.post("/connections/claims/change/", mailbox(imap_server, password="", host="localhost"))
    assert "goes to no other server" in elsewhere.content.decode()
    assert connections.get("claims").settings["host"] == "127.0.0.1"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"user": ""}, "The user is missing"),
        ({"host": ""}, "Fill in its IMAP server"),
        ({"host": "mail.example", "tls": "none"}, "for everybody to read"),
        ({"days": "soon"}, "whole numbers"),
        ({"name": "Not A Name"}, "cannot be a name"),
        ({"name": "taken"}, "under this name already"),
        ({"password": ""}, "password is missing"),
    ],
)
def test_what_cannot_be_a_mailbox_is_told_before_anything_is_asked(
    mei: Client, desk_folder: Path, given: dict[str, str], says: str
) -> None:
    Connections(desk_folder).save(Connection("taken", "folder", {"path": "/srv/reports"}), None)
    form = {"name": "claims", "user": "a@own.example", "host": "mail.own.example", "password": "x"} | given
    refused = mei.post("/connections/mailbox/", form)
    assert refused.status_code == 422
    assert says in refused.content.decode()
    assert Connections(desk_folder).names() == ("taken",)


def test_an_account_is_tried_part_by_part_and_its_keys_are_sealed(
    mei: Client, desk_folder: Path, amazon: StandIn
) -> None:
    amazon.pairs = [pair for pair in amazon.pairs if "/finances/" not in pair.path]
    form = mei.get("/connections/amazon/").content.decode()
    assert "Seller Central → Apps and Services" in form
    page = mei.post("/connections/amazon/", KEYS | {"name": "shop-de", "marketplace": "amazon_de"}).content.decode()
    assert "Orders" in page
    assert "<b>Money movements</b> Amazon" in page
    connections = Connections(desk_folder)
    assert json.loads(connections.secret("shop-de") or "") == KEYS
    assert connections.get("shop-de").settings["first_days"] > 0
    assert b"made-up-client-secret" not in everything(desk_folder)
    shown = page + mei.get("/connections/shop-de/change/").content.decode()
    assert not any(key in shown for key in ("made-up-client-secret", "Atzr|made-up-page"))
    other = {"name": "shop-de", "marketplace": "amazon_uk", "days": "10"}
    assert mei.post("/connections/shop-de/change/", other).status_code == 200
    assert connections.get("shop-de").settings["first_days"] == 10
    assert json.loads(connections.secret("shop-de") or "") == KEYS


@pytest.mark.usefixtures("amazon")
def test_an_account_that_does_not_answer_for_the_site_is_not_kept(mei: Client, desk_folder: Path) -> None:
    form = KEYS | {"name": "shop-us", "marketplace": "amazon_us"}
    refused = mei.post("/connections/amazon/", form)
    assert refused.status_code == 422
    assert "sells on: amazon_de, amazon_uk" in refused.content.decode()
    missing = mei.post("/connections/amazon/", form | {"client_secret": ""})
    assert "Keys are missing" in missing.content.decode()
    assert Connections(desk_folder).names() == ()


def test_a_connection_is_paused_read_again_and_removed(mei: Client, desk_folder: Path) -> None:
    connections = Connections(desk_folder)
    connections.save(Connection("reports", "folder", {"path": "/srv/reports"}), None)
    mei.post("/connections/reports/pause/", {"paused": "1"})
    assert connections.get("reports").paused
    page = mei.get("/connections/").content.decode()
    assert "paused" in page
    assert "Read reports again" in page
    mei.post("/connections/reports/pause/", {"paused": "0"})
    assert not connections.get("reports").paused
    assert mei.post("/connections/reports/remove/").status_code == 302
    assert connections.names() == ()
    assert "Nothing is connected yet" in mei.get("/connections/").content.decode()


def test_what_could_not_be_undone_at_amazon_is_told_when_a_connection_is_removed(
    mei: Client, desk_folder: Path
) -> None:
    queue = {"marketplace_id": "A1PA6795UKMFR9", "queue_url": "https://queue.example/seller"}
    Connections(desk_folder).save(Connection("shop", "amazon", queue), "{}")
    page = mei.post("/connections/shop/remove/").content.decode()
    assert "something stays elsewhere" in page
    assert "https://queue.example/seller" in page
    assert Connections(desk_folder).names() == ()


@pytest.mark.parametrize("what", ["change", "check", "pause", "remove"])
def test_a_connection_that_is_not_there_is_not_found(mei: Client, what: str) -> None:
    assert mei.post(f"/connections/gone/{what}/").status_code == 404


def test_a_stranger_sees_no_connection(client: Client, desk_folder: Path) -> None:
    Connections(desk_folder).save(Connection("reports", "folder", {"path": "/srv/reports"}), None)
    for path in ("/connections/", "/connections/mailbox/", "/connections/reports/change/"):
        assert client.get(path).status_code == 302
    assert client.post("/connections/reports/remove/").status_code == 302
    assert Connections(desk_folder).names() == ("reports",)
