"""Whether a decided case goes out as a packet, and what that packet asks of whom."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from casewright.domain.case import Case
from casewright.domain.dispute import DisputeType
from casewright.pipeline.deciding import CaseFile

__all__ = ["Asking", "asking_of", "case_name", "channel_of", "grounds_of", "sends_packet"]


@dataclass(frozen=True, slots=True)
class Asking:
    """What a packet asks: its profile, and the names of the sentences that address, head and close its letter."""

    profile: str
    to: str
    subject: str
    asked: str


@cache
def _table() -> Mapping[str, Any]:
    path = files("casewright.pipeline.packing").joinpath("asking.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def asking_of(file: CaseFile, profile: str | None = None, dispute: DisputeType | None = None) -> Asking | None:
    """Return what the decision's steps ask for, or None when they send nothing out.

    A profile chosen by hand always asks; where the decision asks through that same channel, its words are taken, else
    those of a dispute in which the seller is the one who asks.
    """
    ordered = [step.code for step in file.decision.actions]
    rows = (row for row in _table()["asking"] if row["action"] in ordered)
    found = next((_asking(row) for row in rows if profile in (None, row["profile"])), None)
    if found is not None or profile is None:
        return found
    own = _own(dispute)
    if own is not None and own["profile"] == profile:
        return _asking(own)
    return _asking({"profile": profile, **_table()["channel"].get(profile, _table()["channel"]["amazon"])})


def channel_of(dispute: DisputeType) -> str:
    """Return the profile that takes a packet on this dispute where nobody has chosen one."""
    own = _own(dispute)
    return "amazon" if own is None else own["profile"]


def _own(dispute: DisputeType | None) -> Mapping[str, str] | None:
    found: Mapping[str, str] | None = None if dispute is None else _table()["own"].get(dispute.value)
    return found


def sends_packet(steps: Collection[str]) -> bool:
    """Say whether any of a decision's steps sends a packet out."""
    return any(row["action"] in steps for row in _table()["asking"])


def _asking(row: Mapping[str, str]) -> Asking:
    return Asking(row["profile"], row["to"], row["subject"], row["asked"])


def grounds_of(file: CaseFile) -> tuple[str, ...]:
    """Return the names of the sentences that say, in a letter, what the deciding rows rest on."""
    table = _table()["ground"]
    return tuple(dict.fromkeys(name for row in file.decision.rows for name in table.get(row, ())))


def case_name(case: Case) -> str:
    """Return the short name of a case for stamps and file names: `A2Z-112-5550101-0000101`."""
    prefix = _table()["prefix"][case.kind.value]
    return f"{prefix}-{case.order_ref or case.key.rpartition(':')[2][:12]}"
