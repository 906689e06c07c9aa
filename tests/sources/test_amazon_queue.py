"""Notifications from a queue that moto keeps on loopback."""

import json
from collections.abc import Iterator
from itertools import islice

import boto3
import pytest

from casewright.domain.report_row import ReportRow
from casewright.intake import read_source
from casewright_sources.amazon.queue import NotificationQueue
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
