"""What the settings and keys of one connection open: the client that asks Amazon, and the queue of notifications."""

import json
from typing import Any

from casewright.domain.words import Words
from casewright_sources.amazon.client import AmazonClient
from casewright_sources.amazon.gate import AmazonAccess
from casewright_sources.amazon.queue import NotificationQueue
from casewright_sources.connections import Connection
from casewright_sources.errors import SourceError

__all__ = ["amazon_client", "amazon_queue"]


def amazon_client(connection: Connection, secret: str | None) -> AmazonClient:
    """Return the client of a connection. Raise SourceError when its keys are not whole."""
    try:
        keys = json.loads(secret or "{}")
        access = AmazonAccess(
            marketplace_id=connection.settings["marketplace_id"],
            client_id=keys["client_id"],
            client_secret=keys["client_secret"],
            refresh_token=keys["refresh_token"],
            endpoint=connection.settings.get("endpoint"),
            token_endpoint=connection.settings.get("token_endpoint"),
        )
    except (ValueError, KeyError) as error:
        raise SourceError(
            Words(
                f"The keys of {connection.name} are not complete. Connect the account again.",
                f"{connection.name} 的密钥不完整。请重新连接该账号。",
            ),
            needs_person=True,
        ) from error
    return AmazonClient(access, personal_data=bool(connection.settings.get("personal_data")))


def amazon_queue(connection: Connection, secret: str | None) -> NotificationQueue | None:
    """Return the queue of a connection, None for one without."""
    url = connection.settings.get("queue_url")
    if not url:
        return None
    keys: dict[str, Any] = json.loads(secret or "{}")
    return NotificationQueue(
        url=url,
        region=connection.settings.get("queue_region") or "us-east-1",
        key_id=keys.get("aws_key_id"),
        secret_key=keys.get("aws_secret_key"),
        endpoint=connection.settings.get("queue_endpoint"),
    )
