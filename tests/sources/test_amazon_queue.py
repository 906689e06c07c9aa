"""Notifications from a queue that moto keeps on loopback."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import boto3
import pytest
from click.testing import CliRunner

from casewright.domain.report_row import ReportRow
from casewright.intake import read_source
from casewright_sources.amazon.queue import NotificationQueue
from casewright_sources.amazon.stand_in import made_up_stand_in
from casewright_sources.amazon.subscribing import NOTIFICATION_KINDS
from casewright_sources.commands import connect
from casewright_sources.connections import Connection, Connections
from casewright_sources.errors import SourceError

pytestmark = pytest.mark.slow


@pytest.fixture
def queue() -> Iterator[NotificationQueue]:
    moto = pytest.importorskip("moto.server", reason="moto is not installed")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    keys = {"aws_access_key_id": "made-up", "aws_secret_access_key": "made-up"}
    client = boto3.client("sqs", region_name="eu-west-1", endpoint_url=endpoint, **keys)
    url = client.create_queue(QueueName="seller", Attributes={"VisibilityTimeout": "0"})["QueueUrl"]
    for number in range(12):
        client.send_message(QueueUrl=url, MessageBody=json.dumps(_note(number)))
    client.close()
    yield NotificationQueue(url, "eu-west-1", "made-up", "made-up", endpoint, wait_seconds=0)
    server.stop()


def _note(number: int) -> dict[str, object]:
    change = {"AmazonOrderId": f"302-5550301-00003{number:02}", "OrderChangeType": "BuyerRequestedChange"}
    return {
        "NotificationType": "ORDER_CHANGE",
        "Payload": {"OrderChangeNotification": change},
        "NotificationMetadata": {"NotificationId": f"note-{number}"},
    }


def _names(queue: NotificationQueue) -> list[str]:
    return sorted(message.name for message in queue.messages())


def test_every_notification_comes_once_and_is_read(queue: NotificationQueue) -> None:
    queue.check()
    messages = list(queue.messages())
    assert sorted({message.name for message in messages}) == sorted(
        f"amazon-notification-note-{number}.json" for number in range(12)
    )
    rows = [row for message in messages for row in read_source(message.name, message.content).records]
    assert {row.order_id for row in rows if isinstance(row, ReportRow) and row.order_id} == {
        f"302-5550301-00003{number:02}" for number in range(12)
    }
    assert _names(queue) == []


def test_what_was_not_kept_stays_in_the_queue(queue: NotificationQueue) -> None:
    taken = [message.name for message in islice(queue.messages(), 3)]
    left = _names(queue)
    assert taken[2] in left
    assert len({*taken, *left}) == 12


def test_a_queue_that_is_not_there_is_told_in_words(queue: NotificationQueue) -> None:
    gone = NotificationQueue(queue.url + "-gone", "eu-west-1", "made-up", "made-up", queue.endpoint)
    with pytest.raises(SourceError, match="queue of notifications"):
        list(gone.messages())


@pytest.mark.parametrize("answer", ["y", "n"])
def test_connecting_a_queue_asks_before_it_makes_destination_and_subscriptions(
    queue: NotificationQueue, answer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    agrees = answer == "y"
    for name in ("CLIENT_ID", "CLIENT_SECRET", "REFRESH_TOKEN"):
        monkeypatch.setenv(f"CASEWRIGHT_AMAZON_{name}", f"made-up-{answer}")
    for name in ("CASEWRIGHT_AWS_KEY_ID", "CASEWRIGHT_AWS_SECRET_KEY"):
        monkeypatch.setenv(name, "made-up")
    with made_up_stand_in(datetime(2026, 11, 20, tzinfo=UTC)) as amazon:
        where = ("--endpoint", amazon.endpoint, "--token-endpoint", amazon.token_endpoint, "--home", str(tmp_path))
        given = ("--queue", queue.url, "--queue-region", "eu-west-1", "--queue-endpoint", queue.endpoint or "")
        asked = ["amazon", "shop", "--marketplace", "amazon_de", *given, *where, "--lang", "en"]
        done = CliRunner().invoke(connect, asked, input=f"{answer}\n")
        made = amazon.notifications
        assert made is not None
        assert "To be made: destination arn:aws:sqs:eu-west-1:" in done.output
        assert (done.exit_code, len(made.destinations)) == ((0, 1) if agrees else (1, 0))
        assert set(made.subscriptions) == (set(NOTIFICATION_KINDS) if agrees else set())
        checked = CliRunner().invoke(connect, ["amazon", "shop", "--check", "--home", str(tmp_path), "--lang", "en"])
        assert checked.exit_code == (0 if agrees else 1)
        assert f"{'✓' if agrees else '✗'} ORDER_CHANGE" in checked.output
        removed = CliRunner().invoke(connect, ["remove", "shop", "--home", str(tmp_path)])
        assert removed.exit_code == 0, removed.output
        assert (made.destinations, made.subscriptions) == ([], {})


def test_a_connection_is_forgotten_also_where_amazon_cannot_be_told_and_its_queue_is_named(
    queue: NotificationQueue, tmp_path: Path
) -> None:
    settings = {"marketplace_id": "A1PA6795UKMFR9", "queue_url": queue.url, "queue_endpoint": queue.endpoint}
    connections = Connections(tmp_path)
    for name in ("first", "second"):
        connections.save(Connection(name, "amazon", settings), "{}")
    remove = ["remove", "first", "--home", str(tmp_path), "--lang", "en"]
    assert CliRunner().invoke(connect, remove).exit_code == 0, "the other connection still needs the queue"
    removed = CliRunner().invoke(connect, [*remove[:1], "second", *remove[2:]])
    assert removed.exit_code == 1
    assert queue.url in removed.output
    assert "not complete" in removed.output
    assert connections.names() == ()
