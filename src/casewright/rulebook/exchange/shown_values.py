"""Dated values as a page without a day shows them: what runs on, with what differs elsewhere, or else the name."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from casewright.rulebook.table import Table, Value

__all__ = ["shown_values"]

_MOST_EXCEPTIONS = 2
_NO_ONE = 0


def shown_values(table: Table) -> Mapping[str, Value]:
    """Return one value per name to tell in sentences: `30 (amazon_jp: 5)`, or its name where it differs too much."""
    named: dict[str, list[Value]] = {}
    for value in table.values:
        named.setdefault(value.name, []).append(value)
    return {name: _shown(values) for name, values in named.items()}


def _shown(values: Sequence[Value]) -> Value:
    latest = max((value.to_on is None, value.from_on) for value in values)
    running = [value for value in values if value.to_on is None] or [
        value for value in values if (value.to_on is None, value.from_on) == latest
    ]
    widest = next((value for value in running if "*" in value.scope), running[0])
    others = [value for value in running if value is not widest and value.text != widest.text]
    same_unit = all(value.unit == widest.unit for value in others)
    if not others:
        return widest
    if len(others) > _MOST_EXCEPTIONS or not same_unit:
        return replace(widest, unit="count", text=widest.name)
    differing = ", ".join(f"{', '.join(value.scope)}: {value.text}" for value in others)
    # The amount no longer says how many, so that `1 day` does not hide what differs.
    return replace(widest, amount=_NO_ONE, text=f"{widest.text} ({differing})")
