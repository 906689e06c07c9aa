"""The days and marketplaces of imported rows: by their attributes where the columns agree, else by the columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casewright.rulebook.exchange.dmn_read import RawInput
from casewright.rulebook.exchange.dmn_typed import TypedRule
from casewright.rulebook.exchange.document import Flat
from casewright.rulebook.exchange.findings import ImportFinding, import_finding
from casewright.rulebook.exchange.placement import Placement, joined, listed, placements, scope_of, span_of
from casewright.rulebook.table import Scope

__all__ = ["Placing"]


@dataclass(frozen=True, slots=True)
class _Item:
    name: str
    from_on: date
    to_on: date | None
    scope: Scope


class Placing:
    """Settles where and when entries hold. `around` is the scope of their table."""

    def __init__(self, around: Scope, findings: list[ImportFinding]) -> None:
        self.around = around
        self.findings = findings

    def settle(self, inputs: Sequence[RawInput], entries: Sequence[tuple[Flat, Sequence[TypedRule]]]) -> list[Flat]:
        """Return the fields of each entry with its days and marketplaces as its rules show them."""
        day = next((number for number, one in enumerate(inputs) if one.ours.get("role") == "day"), None)
        place = next((number for number, one in enumerate(inputs) if one.ours.get("role") == "marketplace"), None)
        if day is None:
            return [fields for fields, _ in entries]
        items = [self._item(fields) for fields, _ in entries]
        known = [item for item in items if item is not None]
        expected = dict(zip(map(id, known), placements(known), strict=True))
        settled = []
        for (fields, rules), item in zip(entries, items, strict=True):
            shown = [self._shown(rule, day, place) for rule in rules]
            wanted = expected.get(id(item), ()) if item is not None else ()
            settled.append(self._settled(fields, rules, wanted, [one for one in shown if one is not None]))
        return settled

    def _item(self, fields: Flat) -> _Item | None:
        start, end = _day(fields.get("from")), _day(fields.get("to"))
        if start is None or (end is None and "to" in fields):
            return None
        scope = fields.get("applies_to", self.around)
        return _Item(str(fields.get("name", "")), start, end, scope if isinstance(scope, tuple) else (scope,))

    def _shown(self, rule: TypedRule, day: int, place: int | None) -> Placement | None:
        span = span_of(rule.cells[day])
        scope = ((), True) if place is None else scope_of(rule.cells[place])
        if span is None or scope is None:
            raw = rule.raw.inputs[day]
            self.findings.append(import_finding("IMP029", raw.id, text=raw.text[:80] or "-"))
            return None
        return Placement(*span, *scope)

    def _settled(
        self, fields: Flat, rules: Sequence[TypedRule], wanted: Sequence[Placement], shown: Sequence[Placement]
    ) -> Flat:
        if len(shown) != len(rules) or tuple(shown) == tuple(wanted):
            return fields
        code = str(fields.get("code") or fields.get("name") or rules[0].raw.id)
        whole = list(joined(sorted(shown, key=lambda one: one.from_on)))
        if len(whole) != 1:
            self.findings.append(import_finding("IMP028", rules[0].raw.id, code=code))
            return fields
        if "from" in fields:
            self.findings.append(import_finding("IMP062", rules[0].raw.id, code=code))
        return self._placed(fields, whole[0])

    def _placed(self, fields: Flat, placement: Placement) -> Flat:
        """Return the fields with the days and marketplaces of the columns, at the places such keys have."""
        scope = listed(placement.places, other=placement.other)
        own: Flat = {"from": placement.from_on.isoformat()}
        own |= {} if placement.to_on is None else {"to": placement.to_on.isoformat()}
        own |= {} if scope == self.around else {"applies_to": scope}
        kept = {key: text for key, text in fields.items() if key not in ("from", "to", "applies_to")}
        first = {key: kept.pop(key) for key in ("code", "name", "unit") if key in kept}
        return first | own | kept


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
