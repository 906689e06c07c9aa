"""The operations that are called, read once from `operations.toml`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from urllib.parse import quote

__all__ = ["Operation", "known_operations", "operation"]

_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. `rate` is requests per second, `burst` how many may follow at once.

    `headers` are the parameters that go into the head of the request.
    """

    name: str
    method: str
    path: str
    rate: float
    burst: int
    grantless: bool = False
    headers: frozenset[str] = frozenset()

    @property
    def slots(self) -> frozenset[str]:
        """The parameters that stand in the path."""
        return frozenset(_SLOT.findall(self.path))

    def path_for(self, parameters: Mapping[str, object]) -> str:
        """Return the path with its parameters filled in. Raise KeyError when one is missing."""
        return _SLOT.sub(lambda slot: quote(str(parameters[slot[1]]), safe=""), self.path)


@cache
def known_operations() -> MappingProxyType[str, Operation]:
    """Return all operations by name, such as `orders_2026.getOrder`."""
    tables = tomllib.loads(files(__package__).joinpath("operations.toml").read_text(encoding="utf-8"))
    found: dict[str, Operation] = {}
    for api, rows in tables.items():
        for own, row in rows.items():
            method, path, rate, burst = row["call"]
            name = f"{api}.{own}"
            grantless, headers = row.get("grantless", False), frozenset(row.get("headers", ()))
            found[name] = Operation(name, method, path, float(rate), burst, grantless, headers)
    return MappingProxyType(found)


def operation(name: str) -> Operation:
    """Return one operation. Raise KeyError for an unknown name."""
    return known_operations()[name]
