"""The closed lists of names that a policy may use: facts, actions, clocks and outcomes, each with its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from casewright.domain.facts import FactValue
from casewright.domain.money import Money
from casewright.domain.words import Words
from casewright.rulebook.errors import FactDomainError

__all__ = ["ActionSpec", "Catalogue", "ClockSpec", "DecidedBy", "FactSpec", "FactType", "OutcomeSpec", "SourceSpec"]


class FactType(StrEnum):
    """What kind of value a fact has. `days` is a whole number that something states, `duration` an exact length."""

    ENUM = "enum"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    DATE = "date"
    INSTANT = "instant"
    DAYS = "days"
    DURATION = "duration"
    TEXT = "text"

    @property
    def ordered(self) -> bool:
        """Whether its values can be compared with bounds."""
        return self not in (FactType.ENUM, FactType.BOOLEAN, FactType.TEXT)


_PYTHON_TYPES: Mapping[FactType, type] = {
    FactType.ENUM: str,
    FactType.BOOLEAN: bool,
    FactType.INTEGER: int,
    FactType.DECIMAL: Decimal,
    FactType.MONEY: Money,
    FactType.DATE: date,
    FactType.INSTANT: datetime,
    FactType.DAYS: int,
    FactType.DURATION: timedelta,
    FactType.TEXT: str,
}


@dataclass(frozen=True, slots=True)
class DecidedBy:
    """Where a fact comes from when a table answers it: the table's name and one field of its result."""

    table: str
    outcome: str


@dataclass(frozen=True, slots=True)
class FactSpec:
    """One fact: its domain, its label, the question that asks for it, and who or what can prove it."""

    name: str
    type: FactType
    label: Words
    ask: Words
    proof: Words
    values: Mapping[str, Words]
    low: int | None = None
    high: int | None = None
    asked: bool = False
    """Whether only a person, or a reader of exhibits, answers it: no record of today's sources does."""
    decided_by: DecidedBy | None = None
    """The table and the outcome that answer it, where another table does."""

    def check(self, value: FactValue) -> None:
        """Raise FactDomainError when the value is outside the declared domain."""
        kind = _PYTHON_TYPES[self.type]
        if type(value) is not kind and not (kind is str and isinstance(value, str)):
            raise FactDomainError(
                self.name,
                Words(
                    f"{value!r} is not of type {self.type}; give a {kind.__name__}",
                    f"{value!r} 的类型不是 {self.type}；请给 {kind.__name__}",
                ),
            )
        if self.type is FactType.ENUM and value not in self.values:
            raise FactDomainError(
                self.name,
                Words(
                    f"{value!r} is not one of {', '.join(self.values)}",
                    f"{value!r} 不在可选范围内：{'、'.join(self.values)}",
                ),
            )
        if isinstance(value, datetime) and value.utcoffset() is None:
            raise FactDomainError(
                self.name,
                Words(
                    f"{value.isoformat()} has no time zone; give an instant with its offset",
                    f"{value.isoformat()} 没有时区；请写明时区",
                ),
            )
        if isinstance(value, (int, Decimal)):
            self._check_range(value)

    def _check_range(self, value: int | Decimal) -> None:
        if self.low is not None and value < self.low:
            raise FactDomainError(
                self.name,
                Words(f"{value} is less than {self.low}, the smallest it can be", f"{value} 小于最小值 {self.low}"),
            )
        if self.high is not None and value > self.high:
            raise FactDomainError(
                self.name,
                Words(f"{value} is more than {self.high}, the largest it can be", f"{value} 大于最大值 {self.high}"),
            )


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One step that a row may order, as a headline."""

    code: str
    words: Words


@dataclass(frozen=True, slots=True)
class ClockSpec:
    """One clock: the fact it starts at, the fact that (when read) is its end, and the facts that stop it when true.

    Without `only_if` there is nothing to start: where it is unknown it is asked for, and where it is false nothing is.
    """

    name: str
    words: Words
    starts_at: str
    due_fact: str | None = None
    stops_when: tuple[str, ...] = ()
    only_if: str | None = None


@dataclass(frozen=True, slots=True)
class OutcomeSpec:
    """One field of a result: with its closed values, ordered by priority, or with a type such as money."""

    name: str
    label: Words
    values: Mapping[str, Words]
    type: FactType = FactType.ENUM

    def say(self, text: str) -> Words:
        """Return a value of the field, as rows and decisions write it, in words; a list says each of its values."""
        said = [self.values.get(one, Words(one, one)) for one in text.split(", ")]
        return Words(", ".join(one.en for one in said), "、".join(one.zh for one in said))

    def as_fact(self) -> FactSpec:
        """Return the domain of its values as that of a fact."""
        return FactSpec(self.name, self.type, self.label, self.label, self.label, self.values)


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """What a citation stands for, and the page it was read on."""

    code: str
    words: Words
    at: str | None = None


_SITELESS = Words(
    "It is not known which marketplace this is about, and the rules differ. Name it; until then, a person decides.",
    "不清楚这是哪个站点的事，而各站点规则不同。请先指明站点；在此之前由人工决定。",
)
_NOTHING = Words("No row of this table applies.", "本表没有一行适用。")


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """All names a policy may use.

    `asking` introduces the questions of a table that cannot decide; `silent` speaks of a day without policy, `siteless`
    of one without policy while the marketplace is unknown; `nothing` of a table that collects rows where none holds.
    """

    facts: Mapping[str, FactSpec]
    actions: Mapping[str, ActionSpec]
    clocks: Mapping[str, ClockSpec]
    outcomes: Mapping[str, OutcomeSpec]
    sources: Mapping[str, SourceSpec]
    asking: Words
    silent: Words
    nothing: Words = _NOTHING
    siteless: Words = _SITELESS

    @property
    def marketplaces(self) -> tuple[str, ...]:
        """The marketplaces this rulebook names itself, beside Amazon's: the values of an enum fact `marketplace`."""
        own = self.facts.get("marketplace")
        return () if own is None else tuple(own.values)
