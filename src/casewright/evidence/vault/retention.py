"""When an exhibit's personal data must go. Numbers and kinds stand in `retention.toml`, dated and with source."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from casewright.domain.exhibit import ExhibitKind
from casewright.domain.words import Words
from casewright.evidence.vault.errors import VaultError

__all__ = ["PersonalData", "RetentionError", "RetentionRule", "personal_data_in", "purge_on", "retention_rule"]


class PersonalData(StrEnum):
    """What a kind of exhibit holds: personal data always, only where a label or face can be seen, or none."""

    PERSONAL = "personal"
    LABEL = "label"
    NONE = "none"


class RetentionError(VaultError):
    """No rule is in force on that day: an absence that stops."""

    def __init__(self, name: str, on: date) -> None:
        super().__init__(f"no {name} is in force on {on.isoformat()}. Add a dated value with its source.")
        self.name = name
        self.on = on


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """A dated number of days with its source."""

    name: str
    days: int
    from_on: date
    to_on: date | None
    cite: tuple[str, ...]
    source: Words


def retention_rule(name: str, on: date) -> RetentionRule:
    """Return the rule of that name in force on a day. Raise RetentionError."""
    for rule in _table()[0]:
        if rule.name == name and rule.from_on <= on and (rule.to_on is None or on < rule.to_on):
            return rule
    raise RetentionError(name, on)


def personal_data_in(kind: ExhibitKind) -> PersonalData:
    """Return what a kind of exhibit holds; personal data where the table is silent."""
    return _table()[1].get(kind, PersonalData.PERSONAL)


def purge_on(
    kind: ExhibitKind,
    delivered_on: date | None,
    *,
    received_on: date | None = None,
    label_seen: bool | None = None,
) -> date | None:
    """Return the first day on which the exhibit may no longer be kept; None when it may stay, or nobody knows when.

    Without a day of delivery nothing can be counted. What was received on that first day or later is counted from its
    own day. `label_seen` is a person's word; None, unknown, counts as seen.
    """
    holds = personal_data_in(kind)
    free = holds is PersonalData.NONE or (holds is PersonalData.LABEL and label_seen is False)
    if free or delivered_on is None:
        return None
    first = delivered_on + timedelta(days=retention_rule("personal_data_days", delivered_on).days + 1)
    if received_on is None or received_on < first:
        return first
    return received_on + timedelta(days=retention_rule("late_arrival_days", received_on).days + 1)


@lru_cache(maxsize=1)
def _table() -> tuple[tuple[RetentionRule, ...], dict[ExhibitKind, PersonalData]]:
    body = tomllib.loads((files("casewright.evidence.vault") / "retention.toml").read_text(encoding="utf-8"))
    sources = body["source"]
    rules = tuple(
        RetentionRule(
            value["name"],
            value["is"],
            value["from"],
            value.get("to"),
            tuple(value["cite"]),
            Words(
                "; ".join(sources[code]["en"] for code in value["cite"]),
                "；".join(sources[code]["zh"] for code in value["cite"]),
            ),
        )
        for value in body["value"]
    )
    kinds = {ExhibitKind(kind): PersonalData(holds) for holds, names in body["kinds"].items() for kind in names}
    return rules, kinds
