"""Notifications from the seller's SQS queue. A message is deleted only after the sink has kept it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from casewright.domain.words import Words
from casewright_sources.errors import SourceError

__all__ = ["NotificationQueue", "QueueMessage"]

_AT_ONCE = 10
_MOST_PER_PASS = 1_000
"""After so many messages other sources get their turn."""
_ID_NAMES = ("NotificationId", "notificationId")
_METADATA = ("NotificationMetadata", "notificationMetadata")


@dataclass(frozen=True, slots=True)
class QueueMessage:
    """One notification as it came."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class NotificationQueue:
    """A queue by its address. Without keys the usual places are asked (environment, profile, machine role)."""

    url: str
    region: str
    key_id: str | None = None
    secret_key: str | None = None
    endpoint: str | None = None
    wait_seconds: int = 1

    def messages(self) -> Iterator[QueueMessage]:
        """Yield what waits; each message is deleted when the next is asked for. Raise SourceError."""
        try:
            yield from self._received(self._client())
        except (BotoCoreError, ClientError) as error:
            raise SourceError(_trouble(error)) from error

    def check(self) -> None:
        """Ask the queue about itself, without taking a message. Raise SourceError."""
        try:
            self._client().get_queue_attributes(QueueUrl=self.url, AttributeNames=["ApproximateNumberOfMessages"])
        except (BotoCoreError, ClientError) as error:
            raise SourceError(_trouble(error)) from error

    def arn(self) -> str:
        """Return the name under which AWS knows the queue. Raise SourceError."""
        try:
            told = self._client().get_queue_attributes(QueueUrl=self.url, AttributeNames=["QueueArn"])
        except (BotoCoreError, ClientError) as error:
            raise SourceError(_trouble(error)) from error
        return str(told["Attributes"]["QueueArn"])

    def _client(self) -> Any:  # noqa: ANN401 - boto3 has no types
        return boto3.client(
            "sqs",
            region_name=self.region,
            endpoint_url=self.endpoint,
            aws_access_key_id=self.key_id,
            aws_secret_access_key=self.secret_key,
        )

    def _received(self, client: Any) -> Iterator[QueueMessage]:  # noqa: ANN401 - boto3 has no types
        taken = 0
        while taken < _MOST_PER_PASS:
            answer = client.receive_message(
                QueueUrl=self.url, MaxNumberOfMessages=_AT_ONCE, WaitTimeSeconds=self.wait_seconds
            )
            waiting = answer.get("Messages", [])
            for message in waiting:
                yield QueueMessage(_name(message), message["Body"].encode())
                client.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
            taken += len(waiting)
            if not waiting:
                return


def _name(message: dict[str, Any]) -> str:
    """Name a notification by its own id, which stays the same when the queue hands it out twice."""
    try:
        body = json.loads(message["Body"])
        metadata: dict[str, Any] = next((body[name] for name in _METADATA if name in body), {})
        own = next((metadata[name] for name in _ID_NAMES if name in metadata), message["MessageId"])
    except (ValueError, TypeError):
        own = message["MessageId"]
    return f"amazon-notification-{str(own)[:80]}.json"


def _trouble(error: Exception) -> Words:
    said = str(error)[:200]
    return Words(
        f"The queue of notifications cannot be read ({said}). Check its address, its region and the right "
        "sqs:ReceiveMessage and sqs:DeleteMessage.",
        f"无法读取通知队列（{said}）。请检查队列地址、区域，以及 sqs:ReceiveMessage 和 sqs:DeleteMessage 权限。",
    )
