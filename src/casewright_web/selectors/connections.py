"""The settings of one connection as a form shows them; no secret stands among them."""

from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings

from casewright.domain.marketplace import marketplace_by_amazon_id
from casewright_sources.connections import Connections
from casewright_sources.errors import ConnectionUnknownError

__all__ = ["ConnectionForm", "connection_form", "free_name"]


@dataclass(frozen=True, slots=True)
class ConnectionForm:
    """What a person types to connect a mailbox or an Amazon account. `stored` for one that is connected already.

    One that is read `by_token` is changed on the command line.
    """

    TYPED: ClassVar = ("user", "host", "port", "tls", "folders", "days", "marketplace", "queue_url", "queue_region")

    kind: str
    name: str
    stored: bool = False
    by_token: bool = False
    user: str = ""
    host: str = ""
    port: str = ""
    tls: str = "tls"
    folders: str = "INBOX"
    days: str = ""
    ca_file: str | None = None
    marketplace: str = ""
    queue_url: str = ""
    queue_region: str = ""
    personal_data: bool = False


def _connections() -> Connections:
    return Connections(Path(settings.CASEWRIGHT_HOME))


def connection_form(name: str) -> ConnectionForm | None:
    """Return a stored connection as a form, None where nothing is connected under the name."""
    try:
        connection = _connections().get(name)
    except ConnectionUnknownError:
        return None
    known = connection.settings

    def text(key: str, usual: str = "") -> str:
        return str(known.get(key) or usual)

    site = marketplace_by_amazon_id(text("marketplace_id"))
    return ConnectionForm(
        connection.kind,
        name,
        stored=True,
        by_token=bool(known.get("oauth")),
        user=text("user"),
        host=text("host"),
        port=text("port"),
        tls=text("tls", "tls"),
        folders=_folders(known),
        days=str(known.get("first_days", "")),
        ca_file=known.get("ca_file"),
        marketplace=site.code if site else "",
        queue_url=text("queue_url"),
        queue_region=text("queue_region"),
        personal_data=bool(known.get("personal_data")),
    )


def _folders(known: dict[str, Any]) -> str:
    return ", ".join(map(str, known.get("folders") or ("INBOX",)))


def free_name(kind: str) -> str:
    """Return a name for one more connection of a kind."""
    taken = set(_connections().names())
    return next(name for name in chain([kind], (f"{kind}-{n}" for n in count(2))) if name not in taken)
