"""Mail addresses in header fields, however they are written."""

import re
from dataclasses import dataclass

__all__ = ["RELAY", "Address", "addresses_in", "relay_base"]

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_ANGLE = re.compile(r"<([^<>]*)>")
_BARE = re.compile(r"[^\s<>@,;:\"()\[\]]{1,128}@[^\s<>@,;:\"()\[\]]{1,255}")
_COMMENT = re.compile(r"\([^()]*\)")
RELAY = re.compile(
    r"(?<![A-Za-z0-9.+_-])([A-Za-z0-9]{6,40})(?:\+([A-Za-z0-9-]{1,64}))?"
    r"@marketplace\.amazon\.([a-z.]{2,6})(?![A-Za-z0-9-])",
    re.IGNORECASE,
)
"""A buyer's alias: base, case part, site ending."""
_LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Address:
    """One address, its domain in lower case, and the name shown before it."""

    name: str
    spec: str

    @property
    def domain(self) -> str:
        """The part behind the last @, lower case, without a final dot."""
        return self.spec.rpartition("@")[2].lower().rstrip(".")

    @property
    def local(self) -> str:
        """The part before the last @, lower case."""
        return self.spec.rpartition("@")[0].lower()


def addresses_in(text: str | None) -> tuple[Address, ...]:
    """Return the addresses of a From or Reply-To field. One in angle brackets wins over one inside the shown name."""
    text = (text or "")[:_LONGEST]
    bare = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), text)
    found: list[Address] = []
    start = 0
    for match in _ANGLE.finditer(bare):
        spec = match[1].strip().replace(" ", "")
        if "@" in spec:
            found.append(Address(_name(text[start : match.start()]), spec.rpartition(":")[2]))
        start = match.end()
    if not found:
        found = [Address("", match[0].strip(".'")) for match in _BARE.finditer(_COMMENT.sub(" ", bare))]
    return tuple(found)


def _name(shown: str) -> str:
    return re.sub(r"\s+", " ", shown.strip(" ,;").strip('"').replace('\\"', '"')).strip()


def relay_base(text: str) -> tuple[str, str | None] | None:
    """Return (alias without its case part, case part) of the first relay address in a text, or None."""
    match = RELAY.search(text)
    if match is None:
        return None
    return f"{match[1]}@marketplace.amazon.{match[3].rstrip('.')}".lower(), match[2]
