"""The kinds of sources by name, each loaded when it is used, so that one's packages do not burden another."""

from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Protocol, cast

import click

from casewright.domain.words import Words
from casewright_sources.connections import Connection
from casewright_sources.errors import ConnectionUnknownError
from casewright_sources.port import Source

__all__ = ["KINDS", "Kind", "SourceKind", "connect_command", "open_source"]


class Kind(Protocol):
    """What the module of a kind offers."""

    connect: click.Command
    """`casewright connect KIND`"""

    def open_source(self, connection: Connection, secret: str | None) -> Source:
        """Return the source of one connection, not yet asked for anything."""


@dataclass(frozen=True, slots=True)
class SourceKind:
    """The module of a kind (a `Kind`), and what people call it."""

    module: str
    words: Words


KINDS: MappingProxyType[str, SourceKind] = MappingProxyType(
    {
        "amazon": SourceKind("casewright_sources.amazon", Words("Amazon account", "亚马逊账号")),
        "folder": SourceKind("casewright_sources.folder", Words("folder", "文件夹")),
        "mailbox": SourceKind("casewright_sources.mailbox", Words("mailbox", "邮箱")),
    }
)
"""What can be connected."""


def _kind(name: str) -> Kind:
    return cast("Kind", import_module(KINDS[name].module))


def connect_command(kind: str) -> click.Command | None:
    """Return the command that connects a source of this kind."""
    return _kind(kind).connect if kind in KINDS else None


def open_source(connection: Connection, secret: str | None) -> Source:
    """Return the source of a connection. Raise ConnectionUnknownError for a kind that this version does not know."""
    if connection.kind not in KINDS:
        raise ConnectionUnknownError(connection.name)
    return _kind(connection.kind).open_source(connection, secret)
