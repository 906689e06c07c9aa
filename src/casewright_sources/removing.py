"""Forget a connection, here and where it was connected to."""

from contextlib import suppress

from casewright.domain.words import Words
from casewright_sources.connections import Connections
from casewright_sources.errors import SecretLostError
from casewright_sources.kinds import let_go

__all__ = ["connection_remove"]


def connection_remove(connections: Connections, name: str) -> tuple[Words, ...]:
    """Forget a connection with its secret and state; what was read stays. Raise ConnectionUnknownError.

    What was made elsewhere for it is deleted first. Return in words what could not be deleted there; the connection is
    forgotten all the same.
    """
    connection, secret = connections.get(name), None
    with suppress(SecretLostError):
        secret = connections.secret(name)
    others = [connections.get(other) for other in connections.names() if other != name]
    stays = let_go(connection, secret, others)
    connections.remove(name)
    return stays
