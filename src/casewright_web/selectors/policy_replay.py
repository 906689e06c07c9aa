"""The shop's own history under another day's policy. Reads stored cases, decides them again, and writes nothing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from casewright.domain.facts import Fact
from casewright.domain.money import Money
from casewright.domain.words import Words
from casewright.pipeline.replay import CaseReplay, Redecided, fact_value_from_wire, replay_cases
from casewright.rulebook import Catalogue, FactDomainError, FactSpec, OutcomeSpec, Rulebook, Table, load_rulebook
from casewright.rulebook.errors import CellError
from casewright.rulebook.replaying import NO_ROW, OldCase, OutcomeShift, RowShift
from casewright_web.models import CaseRow

__all__ = ["OutcomeTold", "PolicyReplay", "ReplayExample", "RowTold", "policy_replay_of"]

_EXAMPLES = 20
_MONEY, _MARK = "money", "odr"


@dataclass(frozen=True, slots=True)
class OutcomeTold:
    """One field of the result, with the cases and the money behind each of its values."""

    spec: OutcomeSpec
    shifts: tuple[OutcomeShift, ...]

    @property
    def moves(self) -> bool:
        """Whether any case ends differently in this field."""
        return any(shift.before != shift.after for shift in self.shifts)

    @property
    def sums(self) -> tuple[tuple[str, Money, Money, Money], ...]:
        """For who bears the money: the sums at stake behind each value, per currency; before, after, the difference."""
        if self.spec.name != _MONEY:
            return ()
        return tuple(
            (shift.value, Money(before, currency), Money(after, currency), Money(after - before, currency))
            for shift in self.shifts
            for currency in sorted({*shift.money_before, *shift.money_after})
            for before, after in [(shift.money_before.get(currency, 0), shift.money_after.get(currency, 0))]
        )


@dataclass(frozen=True, slots=True)
class RowTold:
    """How many cases a row decides before and after; or, where no row does, what stands in its place."""

    table: Table
    shift: RowShift

    @property
    def instead(self) -> Words | None:
        """What stands in the place of a row, in words; None for a row."""
        return NO_ROW.get(self.shift.row)

    @property
    def codes(self) -> tuple[str, ...]:
        """The row; or, where a table collects, all rows behind the answer."""
        return () if self.instead else tuple(self.shift.row.split("+"))


@dataclass(frozen=True, slots=True)
class ReplayExample:
    """A case that changes, with its stored row to link to."""

    case: CaseRow
    redecided: Redecided


@dataclass(frozen=True, slots=True)
class PolicyReplay:
    """What a replay found. `stored` counts all cases of the shop; `skipped` those that could not be read again.

    `stale` counts cases whose stored decision an older wording of the table made; both answers are today's wording.
    `forgotten` counts those whose personal data were deleted: they are decided from the facts that were kept.
    """

    replay: CaseReplay
    stored: int
    skipped: int
    stale: int
    forgotten: int
    losing: tuple[RowTold, ...]
    winning: tuple[RowTold, ...]
    outcomes: tuple[OutcomeTold, ...]
    examples: tuple[ReplayExample, ...]

    @property
    def aspects(self) -> tuple[tuple[str, int], ...]:
        """In what the cases differ, each with how many."""
        return tuple((aspect.value, count) for aspect, count in self.replay.aspects.items())

    @property
    def stopped_early(self) -> bool:
        """Whether there are more cases than one page decides."""
        return self.stored > self.replay.report.cases + self.skipped


@dataclass(slots=True)
class _Reading:
    """Stored cases as the core replays them; counts what it cannot read."""

    book: Rulebook
    rows: Iterable[CaseRow]
    skipped: int = 0
    stale: int = 0
    forgotten: int = 0

    def __iter__(self) -> Iterator[OldCase]:
        for row in self.rows:
            try:
                case = self._case(row)
            except (KeyError, ValueError, CellError, FactDomainError):
                self.skipped += 1
                continue
            self.forgotten += row.forgotten_at is not None
            self.stale += row.decision["decision"]["digest"] != self.book.table(case.table).digest
            yield case

    def _case(self, row: CaseRow) -> OldCase:
        decision = row.decision["decision"]
        return OldCase(
            key=str(row.pk),
            table=self.book.by_name[decision["table"]].name,
            on=date.fromisoformat(decision["policy_on"]),
            marketplace=row.marketplace or None,
            zone=ZoneInfo(row.decision["zone"]),
            facts=_facts(self.book.catalogue, row),
            money=None if row.money_minor is None else Money(row.money_minor, row.currency),
        )


def _facts(catalogue: Catalogue, row: CaseRow) -> Mapping[str, Fact]:
    """Rebuild the known facts of a stored case; one that the catalogue no longer has is left out."""
    known = [one for one in row.decision["facts"] if one["value"] is not None and one["name"] in catalogue.facts]
    return {one["name"]: _fact(catalogue.facts[one["name"]], one["value"]) for one in known}


def _fact(spec: FactSpec, wire: object) -> Fact:
    value = fact_value_from_wire(spec, wire)
    if value is not None:
        spec.check(value)
    return Fact(spec.name, value)


def policy_replay_of(*, as_of: date, at_most: int) -> PolicyReplay:
    """Decide the stored cases again, the newest first, by the policy of that day."""
    book = load_rulebook()
    rows = CaseRow.objects.order_by("-pk").only("decision", "marketplace", "money_minor", "currency", "forgotten_at")[
        :at_most
    ]
    reading = _Reading(book, rows.iterator(chunk_size=200))
    found = replay_cases(reading, book, book, as_of=as_of, examples=_EXAMPLES)
    moved = [RowTold(book.table(one.table), one) for one in found.report.rows if one.before != one.after]
    moved.sort(key=lambda told: (-abs(told.shift.after - told.shift.before), told.shift.row))
    pks = [int(one.case.key) for one in found.examples]
    stored = CaseRow.objects.defer("decision", "search").in_bulk(pks)
    return PolicyReplay(
        replay=found,
        stored=CaseRow.objects.count(),
        skipped=reading.skipped,
        stale=reading.stale,
        forgotten=reading.forgotten,
        losing=tuple(told for told in moved if told.shift.after < told.shift.before),
        winning=tuple(told for told in moved if told.shift.after > told.shift.before),
        outcomes=_outcomes(book.catalogue, found.report.outcomes),
        examples=tuple(ReplayExample(stored[pk], one) for pk, one in zip(pks, found.examples, strict=True)),
    )


def _outcomes(catalogue: Catalogue, shifts: tuple[OutcomeShift, ...]) -> tuple[OutcomeTold, ...]:
    """Group the counts by field: money first, then the account-health mark, then the rest."""
    names = dict.fromkeys((_MONEY, _MARK, *(shift.outcome for shift in shifts)))
    grouped = ((name, tuple(shift for shift in shifts if shift.outcome == name)) for name in names)
    return tuple(OutcomeTold(catalogue.outcomes[name], found) for name, found in grouped if found)
