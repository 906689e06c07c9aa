"""The kinds of sources by name, each loaded when it is used, so that one's packages do not burden another."""

from importlib import import_module
from types import MappingProxyType
from typing import Protocol, cast

import click

from casewright_sources.connections import Connection
from casewright_sources.errors import ConnectionUnknownError
from casewright_sources.port import Source

__all__ = ["KINDS", "Kind", "connect_command", "open_source"]


class Kind(Protocol):
    """What the module of a kind offers."""

    connect: click.Command
    """`casewright connect KIND`"""

    def open_source(self, connection: Connection, secret: str | None) -> Source:
        """Return the source of one connection, not yet asked for anything."""


KINDS: MappingProxyType[str, str] = MappingProxyType({"mailbox": "casewright_sources.mailbox"})
"""Kind to module."""


def _kind(name: str) -> Kind:
    return cast("Kind", import_module(KINDS[name]))


def connect_command(kind: str) -> click.Command | None:
    """Return the command that connects a source of this kind."""
    return _kind(kind).connect if kind in KINDS else None


def open_source(connection: Connection, secret: str | None) -> Source:
    """Return the source of a connection. Raise ConnectionUnknownError for a kind that this version does not know."""
    if connection.kind not in KINDS:
        raise ConnectionUnknownError(connection.name)
    return _kind(connection.kind).open_source(connection, secret)
