"""A bundle: the dispute, the papers a seller would hand in, and the truth about what was planted in them."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from casewright.domain.dispute import DisputeType
from casewright.simulate.chance import Chance
from casewright.simulate.claiming import dispute_toml
from casewright.simulate.exhibits import Made, clean_names, make_exhibit
from casewright.simulate.faults import Fault, told_wrongly
from casewright.simulate.story import Story, story_of
from casewright.simulate.wording import extras_of, scenes_of

__all__ = ["WORLDS", "Bundle", "Plan", "Planted", "bundles_of", "make_bundle", "plan_of", "planted_of"]

WORLDS = 3
"""How many sales of each type are made: each has its own people, goods, days, forms and languages."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One fault and the papers it strikes."""

    fault: Fault
    papers: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join((self.fault.value, *self.papers))


@dataclass(frozen=True, slots=True)
class Plan:
    """The papers of one type of dispute, each with its number of photos, and the faults that make sense in it."""

    papers: tuple[tuple[str, int], ...]
    faults: tuple[Planted, ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """What the product is given (`dispute`, `files`), and what it must not see (`planted`, `struck`).

    `dispute` is the content of `dispute.toml`. `struck` are the names of the files the fault lies in; of a missing
    paper, those it has in the clean bundle. `before` are the names that the struck papers have in the clean bundle.
    """

    key: str
    family: str
    story: Story
    dispute: bytes
    files: tuple[Made, ...]
    planted: Planted | None = None
    struck: tuple[str, ...] = ()
    before: tuple[str, ...] = ()


def planted_of(words: str) -> Planted:
    """Read a fault as the plans write it: its name, then the papers it strikes."""
    fault, *papers = words.split()
    return Planted(Fault(fault), tuple(papers))


@cache
def plan_of(kind: DisputeType, family: str) -> Plan:
    """Return the plan of a type of dispute, with what a family has beside the papers of every family."""
    table = tomllib.loads(files("casewright.simulate").joinpath("plans.toml").read_text(encoding="utf-8"))[kind.value]
    papers = [one.partition("+") for one in table["papers"]]
    return Plan(
        (*((name, int(photos or 0)) for name, _, photos in papers), *((name, 0) for name in extras_of(family, kind))),
        tuple(planted_of(one) for one in table["faults"]),
    )


def _paper_list(plan: Plan, planted: Planted | None) -> list[tuple[str, int]]:
    papers = list(plan.papers)
    if planted is None:
        return papers
    names = {name for name, _ in papers}
    if planted.fault is Fault.MISSING:
        return [one for one in papers if one[0] not in planted.papers]
    if planted.fault is Fault.OFF_CHANNEL:
        return [*papers, ("chat_off_channel", 0)]
    if planted.fault is Fault.REFUND_BOTH:
        return [*papers, *((name, 0) for name in ("refund", "mail_refund_denied") if name not in names)]
    return papers


def _struck(planted: Planted) -> tuple[str, ...]:
    if planted.fault is Fault.OFF_CHANNEL:
        return ("chat_off_channel",)
    return ("refund", "mail_refund_denied") if planted.fault is Fault.REFUND_BOTH else planted.papers


def make_bundle(family: str, kind: DisputeType, chance: Chance, planted: Planted | None = None) -> Bundle:
    """Return a bundle; the same stream and fault give the same bytes.

    Papers that the fault does not strike are those of the clean bundle, byte for byte.
    """
    plan, story = plan_of(kind, family), story_of(kind, chance, scenes_of(family))
    struck = () if planted is None else _struck(planted)
    made: list[Made] = []
    for name, photos in _paper_list(plan, planted):
        stream = chance.fork(name)
        told, spoilt = story, None
        if planted is not None and name in struck:
            told, spoilt = told_wrongly(story, planted.fault, stream.fork("fault")), planted.fault
        made.extend(make_exhibit(family, name, told, stream, photos=photos, spoilt=spoilt))
    before = [
        file for name, _ in plan.papers if name in struck for file in clean_names(family, name, chance.fork(name))
    ]
    hit = [one.name for one in made if one.paper in struck] or before
    return Bundle(
        key=f"{kind.value}-{'clean' if planted is None else str(planted).replace(' ', '-')}",
        family=family,
        story=story,
        dispute=dispute_toml(story, made),
        files=tuple(made),
        planted=planted,
        struck=tuple(hit),
        before=tuple(before),
    )


def bundles_of(family: str, kind: DisputeType, seed: int, worlds: int = WORLDS) -> Iterator[Bundle]:
    """Yield the clean bundles of a type, one of each world, and its faulted ones, dealt out over the worlds."""
    streams = [Chance(f"{family}/{seed}/{kind.value}/{world}") for world in range(worlds)]
    for world, chance in enumerate(streams):
        yield replace(make_bundle(family, kind, chance), key=f"{kind.value}-{world}-clean")
    for nth, planted in enumerate(plan_of(kind, family).faults):
        world = nth % worlds
        bundle = make_bundle(family, kind, streams[world], planted)
        yield replace(bundle, key=f"{kind.value}-{world}-{str(planted).replace(' ', '-')}")
