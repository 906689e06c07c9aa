"""The redacted twin: what stays of an exhibit once its personal data must go, made while the exhibit can still be read.

It keeps what names nobody (scan kinds and times, tracking, weights, amounts), and of each personal value only whether
it was the order's, with a salted slow hash, so that somebody who brings the value later can still have it confirmed.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType

from casewright.domain.exhibit import (
    Exhibit,
    ExhibitKind,
    Observation,
    ObservationKind,
    ObservationRole,
    Speaker,
    Weight,
)
from casewright.domain.money import Money
from casewright.evidence.vault.errors import VaultError

__all__ = [
    "KEPT_KINDS",
    "PERSONAL_KINDS",
    "TWIN_MEDIA_TYPE",
    "TWIN_VERSION",
    "KeptValue",
    "Match",
    "RedactedTwin",
    "TwinError",
    "make_twin",
    "twin_bytes",
    "twin_confirms",
    "twin_from_bytes",
]

TWIN_MEDIA_TYPE = "application/vnd.casewright.twin+json"
"""The media type of a twin in the vault."""
TWIN_VERSION = 1
"""Rises whenever the form or the comparison changes."""

_KIND = ObservationKind
KEPT_KINDS = frozenset(
    {
        _KIND.AT,
        _KIND.DATED,
        _KIND.ORDER,
        _KIND.TRACKING,
        _KIND.CARRIER,
        _KIND.SERIAL,
        _KIND.BATCH,
        _KIND.SKU,
        _KIND.ASIN,
        _KIND.WEIGHT,
        _KIND.AMOUNT,
        _KIND.SCAN,
        _KIND.LABORATORY,
    }
)
"""What names nobody and stays as it was read."""
PERSONAL_KINDS = frozenset(
    {_KIND.PERSON, _KIND.SIGNED_BY, _KIND.CITY, _KIND.POSTAL_CODE, _KIND.ADDRESS, _KIND.ONE_TIME_CODE}
)
"""What stays as a comparison and a salted hash only. Every other kind (free text, titles, devices, pictures) goes."""

_HASH = "scrypt-16384-8-1"
_SALT_BYTES = 16

Value = str | Decimal | int | bool | Money | Weight | date | datetime


class TwinError(VaultError):
    """Bytes that are no twin of ours, or a salt too short to make one."""


@dataclass(frozen=True, slots=True)
class KeptValue:
    """A reading that names nobody, with its page and line but without the words around it."""

    kind: ObservationKind
    value: Value
    page: int | None = None
    line: int | None = None
    role: ObservationRole | None = None
    sure: bool = True
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A personal reading: whether it was the order's (None where the order said nothing), and its salted hash."""

    kind: ObservationKind
    matches: bool | None
    digest: str
    role: ObservationRole | None = None


@dataclass(frozen=True, slots=True)
class RedactedTwin:
    """What stands for a purged exhibit. `masked` names what may be shown in its place: it shows nobody's data."""

    exhibit: str
    kind: ExhibitKind
    speaker: Speaker
    media_type: str
    made_at: datetime | None
    received_at: datetime | None
    off_channel: bool
    salt: str
    kept: tuple[KeptValue, ...] = ()
    matches: tuple[Match, ...] = ()
    masked: tuple[str, ...] = ()

    def scans(self) -> tuple[tuple[str, datetime | date | None], ...]:
        """Return each carrier scan with its time: the values of one event share page and line."""
        times = {(one.page, one.line): one.value for one in self.kept if one.kind is ObservationKind.AT}
        found = ((str(one.value), times.get((one.page, one.line))) for one in self.kept if one.kind is _KIND.SCAN)
        return tuple((scan, at if isinstance(at, date) else None) for scan, at in found)


def make_twin(
    exhibit: Exhibit,
    expected: Mapping[ObservationKind, str],
    *,
    salt: bytes,
    masked: tuple[str, ...] = (),
) -> RedactedTwin:
    """Make the twin of an exhibit. `expected` is what the order says: recipient, address, city, postal code.

    The salt must be new and unguessable; the exhibit's own name and the names in `masked` must name nobody.
    """
    if len(salt) < _SALT_BYTES:
        raise TwinError(f"a twin needs a salt of at least {_SALT_BYTES} bytes")
    kept = tuple(_kept(one) for one in exhibit.observations if one.kind in KEPT_KINDS)
    personal = (one for one in exhibit.observations if one.kind in PERSONAL_KINDS)
    return RedactedTwin(
        exhibit.key,
        exhibit.kind,
        exhibit.speaker,
        exhibit.media_type,
        exhibit.made_at,
        exhibit.received_at,
        exhibit.off_channel,
        salt.hex(),
        kept,
        tuple(_match(one, expected, salt) for one in personal),
        masked,
    )


def twin_confirms(twin: RedactedTwin, kind: ObservationKind, value: str) -> bool:
    """Say whether the purged exhibit showed this value."""
    digest = _hash(value, bytes.fromhex(twin.salt))
    return any(match.kind is kind and match.digest == digest for match in twin.matches)


def _kept(one: Observation) -> KeptValue:
    return KeptValue(one.kind, one.value, one.locator.page, one.locator.line, one.role, one.sure, one.guessed)


_COMPARED_WITH = MappingProxyType({_KIND.SIGNED_BY: _KIND.PERSON})
"""A signature is held against the recipient's name."""


def _match(one: Observation, expected: Mapping[ObservationKind, str], salt: bytes) -> Match:
    value = str(one.value)
    wanted = expected.get(one.kind, expected.get(_COMPARED_WITH.get(one.kind, one.kind)))
    matches = None if wanted is None else _plain(value) == _plain(wanted)
    matches = None if one.guessed and not matches else matches  # a guess contradicts nothing, later neither
    return Match(one.kind, matches, _hash(value, salt), one.role)


def _plain(text: str) -> str:
    """Letters and digits only, without case, width or accent form: how two spellings of an address are compared."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


def _hash(value: str, salt: bytes) -> str:
    slow = hashlib.scrypt(_plain(value).encode(), salt=salt, n=16384, r=8, p=1, dklen=32)
    return f"{_HASH}:{slow.hex()}"


def twin_bytes(twin: RedactedTwin) -> bytes:
    """Return the twin as canonical JSON."""
    body = {
        "version": TWIN_VERSION,
        "exhibit": twin.exhibit,
        "kind": twin.kind,
        "speaker": twin.speaker,
        "media_type": twin.media_type,
        "made_at": _wire(twin.made_at),
        "received_at": _wire(twin.received_at),
        "off_channel": twin.off_channel,
        "salt": twin.salt,
        "kept": [
            [one.kind, _wire(one.value), one.page, one.line, one.role, one.sure, *([True] * one.guessed)]
            for one in twin.kept
        ],
        "matches": [[one.kind, one.matches, one.digest, one.role] for one in twin.matches],
        "masked": list(twin.masked),
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def twin_from_bytes(content: bytes) -> RedactedTwin:
    """Read what `twin_bytes` wrote. Raise TwinError."""
    try:
        body = json.loads(content)
        return RedactedTwin(
            body["exhibit"],
            ExhibitKind(body["kind"]),
            Speaker(body["speaker"]),
            body["media_type"],
            _instant(body["made_at"]),
            _instant(body["received_at"]),
            body["off_channel"],
            body["salt"],
            tuple(
                KeptValue(_KIND(k), _value(v), p, ln, _role(r), sure=s, guessed=bool(g))
                for k, v, p, ln, r, s, *g in body["kept"]
            ),
            tuple(Match(_KIND(k), m, d, _role(r)) for k, m, d, r in body["matches"]),
            tuple(body["masked"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise TwinError(f"these bytes are no redacted twin: {error}") from error


def _role(role: str | None) -> ObservationRole | None:
    return None if role is None else ObservationRole(role)


def _instant(wire: dict[str, str] | None) -> datetime | None:
    return None if wire is None else datetime.fromisoformat(wire["at"])


def _wire(value: Value | None) -> object:
    """Mark what JSON has no type for."""
    match value:
        case datetime():
            return {"at": value.isoformat()}
        case date():
            return {"on": value.isoformat()}
        case Money():
            return {"amount": f"{value.amount:f}", "currency": value.currency}
        case Weight():
            return {"grams": value.grams}
        case Decimal():
            return {"number": f"{value:f}"}
        case _:
            return value


def _value(wire: str | bool | int | dict[str, str]) -> Value:  # noqa: FBT001 - a JSON value may be a boolean
    if not isinstance(wire, dict):
        return wire
    match list(wire):
        case ["at"]:
            return datetime.fromisoformat(wire["at"])
        case ["on"]:
            return date.fromisoformat(wire["on"])
        case ["grams"]:
            return Weight(int(wire["grams"]))
        case ["number"]:
            return Decimal(wire["number"])
        case _:
            return Money.of(wire["amount"], wire["currency"])
