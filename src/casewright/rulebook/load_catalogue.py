"""Reads the closed catalogues from their TOML files."""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

from casewright.domain.words import Words
from casewright.rulebook.catalogue import (
    ActionSpec,
    Catalogue,
    ClockSpec,
    DecidedBy,
    FactSpec,
    FactType,
    OutcomeSpec,
    SourceSpec,
)
from casewright.rulebook.section import Section

__all__ = ["load_catalogue"]


def load_catalogue(read: Callable[[str], Section]) -> Catalogue:
    """Build the catalogue; `read` opens one of its files by name. Raise PolicyFileError for what it cannot use."""
    facts = _facts(read("facts.toml"))
    outcomes = read("outcomes.toml")
    asking, silent = outcomes.words("asking"), outcomes.words("silent")
    nothing = outcomes.words_or_none("nothing")
    catalogue = Catalogue(
        facts=MappingProxyType(facts),
        actions=MappingProxyType(_actions(read("actions.toml"))),
        clocks=MappingProxyType(_clocks(read("clocks.toml"), facts)),
        outcomes=MappingProxyType(_outcomes(outcomes)),
        sources=MappingProxyType(_sources(read("sources.toml"))),
        asking=asking,
        silent=silent,
    )
    return catalogue if nothing is None else replace(catalogue, nothing=nothing)


def _facts(file: Section) -> dict[str, FactSpec]:
    entries = file.section("fact")
    file.done()
    return {name: _fact(name, Section(data, file.file, f"fact {name}")) for name, data in entries.entries()}


def _fact(name: str, entry: Section) -> FactSpec:
    kind = FactType(entry.choice("type", tuple(FactType)))
    spec = FactSpec(
        name=name,
        type=kind,
        label=entry.words("label"),
        ask=entry.words("ask"),
        proof=entry.words("proof"),
        values=MappingProxyType(_labels(entry.section("values"))),
        low=entry.whole_or_none("min"),
        high=entry.whole_or_none("max"),
        asked=entry.flag("asked"),
        decided_by=_decided_by(entry),
    )
    entry.done()
    if bool(spec.values) != (kind is FactType.ENUM):
        entry.refuse(
            Words("an enum needs values and no other type has them", "enum 必须有取值，其他类型没有"),
            Words("List the values with their words, or change the type", "请列出取值和说法，或改类型"),
        )
    return spec


def _decided_by(entry: Section) -> DecidedBy | None:
    if not entry.has("decided_by"):
        return None
    inner = entry.section("decided_by")
    found = DecidedBy(inner.text("table"), inner.text("outcome"))
    inner.done()
    return found


def _labels(entries: Section) -> dict[str, Words]:
    names = dict(entries.entries())
    holder = Section(names, entries.file, entries.where)
    return {name: holder.words(name) for name in names}


def _actions(file: Section) -> dict[str, ActionSpec]:
    entries = file.section("action")
    file.done()
    return {code: ActionSpec(code, words) for code, words in _labels(entries).items()}


def _clocks(file: Section, facts: dict[str, FactSpec]) -> dict[str, ClockSpec]:
    entries = file.section("clock")
    file.done()
    return {name: _clock(name, Section(data, file.file, f"clock {name}"), facts) for name, data in entries.entries()}


def _clock(name: str, entry: Section, facts: dict[str, FactSpec]) -> ClockSpec:
    instants = tuple(fact for fact, spec in facts.items() if spec.type is FactType.INSTANT)
    flags = tuple(fact for fact, spec in facts.items() if spec.type is FactType.BOOLEAN)
    spec = ClockSpec(
        name=name,
        words=entry.words("label"),
        starts_at=entry.choice("starts_at", instants),
        due_fact=entry.choice("due_fact", instants) if entry.has("due_fact") else None,
        stops_when=entry.texts("stops_when"),
        only_if=entry.choice("only_if", flags) if entry.has("only_if") else None,
    )
    entry.done()
    for fact in spec.stops_when:
        if fact not in flags:
            entry.refuse(
                Words(
                    f"stops_when names {fact!r}, which is no boolean fact",
                    f"stops_when 里的 {fact!r} 不是“是／否”类事实",
                ),
                Words("Name a boolean fact of the catalogue", "请写目录里类型为 boolean 的事实"),
            )
    return spec


def _outcomes(file: Section) -> dict[str, OutcomeSpec]:
    entries = file.section("outcome")
    file.done()
    return {name: _outcome(name, Section(data, file.file, f"outcome {name}")) for name, data in entries.entries()}


def _outcome(name: str, entry: Section) -> OutcomeSpec:
    kind = FactType(entry.choice("type", tuple(FactType))) if entry.has("type") else FactType.ENUM
    spec = OutcomeSpec(name, entry.words("label"), MappingProxyType(_labels(entry.section("values"))), kind)
    entry.done()
    if bool(spec.values) != (kind is FactType.ENUM):
        entry.refuse(
            Words("a result of closed values lists them and no other does", "取值固定的结果要列出取值，其他结果不列"),
            Words("List the values, or give the type", "请列出取值，或写明类型"),
        )
    return spec


def _sources(file: Section) -> dict[str, SourceSpec]:
    entries = file.section("source")
    file.done()
    return {code: _source(code, Section(data, file.file, f"source {code}")) for code, data in entries.entries()}


def _source(code: str, entry: Section) -> SourceSpec:
    words = Words(entry.text("en"), entry.text("zh"))
    at = entry.text("at") if entry.has("at") else None
    entry.done()
    return SourceSpec(code, words, at)
