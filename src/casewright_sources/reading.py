"""One pass over one connection: what arrives goes into the sink, and the cursor follows."""

import platform
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from casewright.domain.words import Words
from casewright_sources.connections import Connections
from casewright_sources.errors import ConnectionUnknownError, SourceError
from casewright_sources.port import Arrival, Renewing, Sink, Source

__all__ = ["Pass", "now", "read_connection"]


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass brought: contents seen, how many were new, and the trouble that ended it early."""

    seen: int = 0
    new: int = 0
    trouble: Words | None = None
    needs_person: bool = False


def now() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


def read_connection(
    name: str,
    source: Source,
    sink: Sink,
    connections: Connections,
    *,
    clock: Callable[[], datetime] = now,
    progress: Callable[[Arrival], bool] | None = None,
) -> Pass:
    """Read what came since the last pass. A trouble of the source is stored and returned, never raised.

    `progress` hears of each arrival and says whether to go on. Raise ConnectionUnknownError when the connection is
    removed meanwhile.
    """
    seen = new = 0
    try:
        for arrival in source.arrivals(connections.state(name).cursor):
            fresh = arrival.content is not None and sink.keep(arrival.name, arrival.content)
            seen, new = seen + (arrival.content is not None), new + fresh
            connections.save_state(name, connections.state(name).came(arrival, new=fresh, at=clock()))
            if progress is not None and not progress(arrival):
                return Pass(seen, new)
    except ConnectionUnknownError:
        raise
    except SourceError as error:
        state = connections.state(name)
        failed = state.failed(error.words, at=clock(), needs_person=error.needs_person, spread=_spread(name))
        connections.save_state(name, failed)
        return Pass(seen, new, error.words, error.needs_person)
    finally:
        if isinstance(source, Renewing) and source.renewed_secret is not None:
            connections.save_secret(name, source.renewed_secret)
            source.renewed_secret = None
    connections.save_state(name, connections.state(name).succeeded(at=clock()))
    return Pass(seen, new)


def _spread(name: str) -> float:
    """Return a number from 0 to 1 that differs by machine and connection, so that not all try at the same instant."""
    return zlib.crc32(f"{platform.node()} {name}".encode()) / 0xFFFFFFFF
