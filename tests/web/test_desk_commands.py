"""The commands that start a desk."""

import socket
from pathlib import Path

import pytest
from click import Command
from click.testing import CliRunner
from django.test import Client

from casewright_web.commands import demo, serve
from casewright_web.desk_prepare import desk_prepare, desk_update
from casewright_web.home import home_prepare, secret_key_read
from casewright_web.models import CaseRow, ShopRow

SHOP = Path(__file__).parents[2] / "examples" / "lantern-home"


@pytest.mark.parametrize("command", [serve, demo])
def test_a_port_that_somebody_serves_is_refused_in_words(
    command: Command, tmp_path: Path, socket_enabled: None
) -> None:
    del socket_enabled
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        result = CliRunner().invoke(command, ["--port", port, "--home", str(tmp_path / "home")])
    assert result.exit_code == 1
    assert "Choose another one" in result.output
    assert not (tmp_path / "home").exists()


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    home_prepare(tmp_path)
    key = secret_key_read(tmp_path)
    home_prepare(tmp_path)
    assert secret_key_read(tmp_path) == key
    assert len(key) >= 50
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_preparing_a_desk_fills_it_once_and_makes_a_user_who_can_log_in(desk_folder: Path, client: Client) -> None:
    first = desk_prepare(home=desk_folder, folder=SHOP)
    cases = CaseRow.objects.count()
    assert cases >= 15
    second = desk_prepare(home=desk_folder, folder=SHOP)
    assert CaseRow.objects.count() == cases
    assert ShopRow.current().name == "Lantern Home"
    assert second.password is None
    assert client.login(username=second.name, password=first.password)
    third = desk_prepare(home=desk_folder, folder=None, new_password=True)
    assert not client.login(username=first.name, password=first.password)
    assert client.login(username=third.name, password=third.password)
    desk_update(home=desk_folder)
    assert CaseRow.objects.count() == cases
