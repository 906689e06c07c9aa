"""What the log's entries say: canonical JSON, one object a line, with a version. No entry holds personal data."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from casewright.evidence.vault.digest import Digest
from casewright.evidence.vault.errors import VaultError
from casewright.evidence.vault.sealing import Sealed

__all__ = [
    "LEAF_VERSION",
    "CustodyLeaf",
    "CustodyStep",
    "EventLeaf",
    "ExhibitLeaf",
    "Leaf",
    "LeafError",
    "PurgeLeaf",
    "Purged",
    "leaf_bytes",
    "leaf_from_bytes",
    "leaf_name",
    "leaf_of",
]

LEAF_VERSION = 1
"""Rises whenever the form of an entry changes; old entries keep theirs."""


class LeafError(VaultError):
    """An entry of the log that does not read as one of ours."""


class CustodyStep(StrEnum):
    """What was done with an exhibit."""

    RECEIVED = "received"
    RECOVERED = "recovered"
    OPENED = "opened"
    EXPORTED = "exported"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class ExhibitLeaf:
    """An exhibit is kept: where its sealed bytes are, and the commitment to its content."""

    exhibit: str
    sealed: Digest
    commitment: str
    size_bytes: int
    media_type: str
    key: str
    twin_of: str | None = None


@dataclass(frozen=True, slots=True)
class CustodyLeaf:
    """A step of custody: what, with which exhibit, by whom (an account, not a name), when."""

    exhibit: str
    step: CustodyStep
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EventLeaf:
    """A case event, by its commitment; its words stay in the database."""

    case: str
    event: str
    commitment: str
    key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Purged:
    """One exhibit that a purge made unreadable, and the twin that stands for it."""

    exhibit: str
    sealed: Digest
    twin: str | None


@dataclass(frozen=True, slots=True)
class PurgeLeaf:
    """A subject's key is destroyed: on which ground, by whom, when, and what became unreadable."""

    key: str
    ground: str
    by: str
    at: datetime
    purged: tuple[Purged, ...]


Leaf = ExhibitLeaf | CustodyLeaf | EventLeaf | PurgeLeaf


def leaf_of(sealed: Sealed, digest: Digest) -> ExhibitLeaf:
    """Return the entry of a sealed exhibit. It follows from the stored bytes alone, so it can be made again."""
    label = sealed.label
    size = len(sealed.content)
    return ExhibitLeaf(
        label.exhibit, digest, sealed.commitment, size, label.media_type, sealed.key, twin_of=label.twin_of
    )


def leaf_name(entry: bytes) -> str:
    """Return the name under which the log takes an entry once. Only exhibits and purges have one of their own."""
    try:
        body = _object(entry)
    except LeafError:
        body = {}
    if body.get("is") == "exhibit":
        return f"exhibit:{body.get('exhibit')}"
    if body.get("is") == "purge":
        return f"purge:{body.get('key')}"
    return entry.decode("utf-8", "replace")


def leaf_bytes(leaf: Leaf) -> bytes:
    """Return the entry's bytes: sorted keys, no spaces, UTF-8."""
    body = {"version": LEAF_VERSION, **_body(leaf)}
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _body(leaf: Leaf) -> dict[str, object]:
    match leaf:
        case ExhibitLeaf():
            body: dict[str, object] = {
                "is": "exhibit",
                "exhibit": leaf.exhibit,
                "sealed": str(leaf.sealed),
                "commitment": leaf.commitment,
                "size": leaf.size_bytes,
                "media_type": leaf.media_type,
                "key": leaf.key,
            }
            return body if leaf.twin_of is None else body | {"twin_of": leaf.twin_of}
        case CustodyLeaf():
            return {"is": "custody", "exhibit": leaf.exhibit, "step": leaf.step, "by": leaf.by, "at": _at(leaf.at)}
        case EventLeaf():
            return {
                "is": "event",
                "case": leaf.case,
                "event": leaf.event,
                "commitment": leaf.commitment,
                "key": leaf.key,
                "at": _at(leaf.at),
            }
        case PurgeLeaf():
            purged = [{"exhibit": one.exhibit, "sealed": str(one.sealed), "twin": one.twin} for one in leaf.purged]
            head: dict[str, object] = {"is": "purge", "key": leaf.key, "ground": leaf.ground, "by": leaf.by}
            return head | {"at": _at(leaf.at), "purged": purged}


def _at(instant: datetime) -> str:
    if instant.tzinfo is None:
        raise LeafError("an instant in the log needs its zone")
    return instant.isoformat()


def leaf_from_bytes(entry: bytes) -> Leaf:
    """Read an entry. Raise LeafError for anything that `leaf_bytes` would not have written so."""
    body = _object(entry)
    try:
        leaf = _leaf(body)
        if leaf_bytes(leaf) == entry:
            return leaf
    except (KeyError, TypeError, ValueError, VaultError) as error:
        raise LeafError(f"an entry of the log does not read: {error}") from error
    raise LeafError("an entry of the log is not in its usual form")


def _object(entry: bytes) -> Mapping[str, object]:
    try:
        body = json.loads(entry)
    except ValueError as error:
        raise LeafError("an entry of the log is not JSON") from error
    if not isinstance(body, dict):
        raise LeafError("an entry of the log is not an object")
    return body


def _leaf(body: Mapping[str, object]) -> Leaf:
    """Build the leaf; the caller compares it with the entry, so a wrong type shows there."""
    text = {name: value for name, value in body.items() if isinstance(value, str)}
    match body["is"]:
        case "exhibit":
            sealed, size = Digest.from_text(text["sealed"]), int(str(body["size"]))
            twin = text.get("twin_of")
            return ExhibitLeaf(
                text["exhibit"], sealed, text["commitment"], size, text["media_type"], text["key"], twin_of=twin
            )
        case "custody":
            at = datetime.fromisoformat(text["at"])
            return CustodyLeaf(text["exhibit"], CustodyStep(text["step"]), text["by"], at)
        case "event":
            at = datetime.fromisoformat(text["at"])
            return EventLeaf(text["case"], text["event"], text["commitment"], text["key"], at)
        case "purge":
            at, purged = datetime.fromisoformat(text["at"]), body["purged"]
            if not isinstance(purged, list):
                raise LeafError("a purge names what it purged")
            return PurgeLeaf(text["key"], text["ground"], text["by"], at, tuple(map(_purged, purged)))
        case other:
            raise LeafError(f"no entry is a {other!r}")


def _purged(one: Mapping[str, str]) -> Purged:
    return Purged(one["exhibit"], Digest.from_text(one["sealed"]), one["twin"])
