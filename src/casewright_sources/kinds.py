"""The kinds of sources by name, each loaded when it is used, so that one's packages do not burden another."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Protocol, cast, runtime_checkable

import click

from casewright.domain.words import Words
from casewright_sources.connections import Connection
from casewright_sources.errors import ConnectionUnknownError
from casewright_sources.port import Source

__all__ = ["KINDS", "Kind", "LettingGo", "SourceKind", "connect_command", "let_go", "open_source"]


class Kind(Protocol):
    """What the module of a kind offers."""

    connect: click.Command
    """`casewright connect KIND`"""

    def open_source(self, connection: Connection, secret: str | None) -> Source:
        """Return the source of one connection, not yet asked for anything."""


@runtime_checkable
class LettingGo(Protocol):
    """The module of a kind that makes something elsewhere when it is connected."""

    def let_go(self, connection: Connection, secret: str | None, others: Iterable[Connection]) -> tuple[Words, ...]:
        """Delete what was made and `others` do not need. Return in words what could not be deleted."""


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


def let_go(connection: Connection, secret: str | None, others: Iterable[Connection]) -> tuple[Words, ...]:
    """Delete what connecting made elsewhere for a connection. Return in words what could not be deleted there."""
    kind: object = import_module(KINDS[connection.kind].module) if connection.kind in KINDS else None
    return kind.let_go(connection, secret, others) if isinstance(kind, LettingGo) else ()
