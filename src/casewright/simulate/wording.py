"""A family of papers: its words in each language, its layouts, and a paper filled with what a story tells."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from casewright.domain.dispute import DisputeType
from casewright.domain.marketplace import marketplace_by_code
from casewright.simulate.chance import Chance
from casewright.simulate.filling import Filling
from casewright.simulate.rows import rows_of
from casewright.simulate.story import Story

__all__ = [
    "FAMILIES",
    "Paper",
    "extras_of",
    "family_layout",
    "forms_of",
    "paper_language",
    "paper_of",
    "scenes_of",
    "site_of",
]

FAMILIES = ("a", "b", "c", "d", "e", "f", "g", "h", "i")
_OWN_LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on one paper, ready to be set in any form. `bubbles` are who, when, what of a chat.

    `one_row`: the table says what the fields say; a page shows the fields, a sheet the table. `above`: a sheet has the
    title and the fields in lines of their own above the table. `delimiter` parts the cells of a CSV. `modern`: web
    pages are built of blocks, not tables, and mails are web pages. `listed`: web pages give fields as terms,
    and what a program mails comes as text and as web page. `framed`: web pages and what programs mail are tables within
    tables, with a line to preview it that is not shown. `lined`: as `listed`, with each field in a line of its own.
    `headed`: as `listed`, with each field under a heading of its own.
    """

    name: str
    language: str
    layout: str
    title: str = ""
    issuer: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    text: tuple[str, ...] = ()
    signature: str = ""
    foot: str = ""
    bubbles: tuple[tuple[str, str, str], ...] = ()
    one_row: bool = False
    above: bool = False
    delimiter: str = ","
    modern: bool = False
    listed: bool = False
    framed: bool = False
    lined: bool = False
    headed: bool = False
    subject: str = ""
    sender: str = ""
    at: str = ""
    json: str = ""


@cache
def _read(path: str) -> Mapping[str, Any]:
    return tomllib.loads(files("casewright.simulate").joinpath(path).read_text(encoding="utf-8"))


@cache
def _words(family: str, language: str) -> Mapping[str, Any]:
    folder = files("casewright.simulate").joinpath(f"family_{family}")
    found: dict[str, Any] = {}
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".toml") and file.name.removesuffix(".toml").partition("_")[0] == language:
            found |= tomllib.loads(file.read_text(encoding="utf-8"))
    return found


def family_layout(family: str) -> Mapping[str, Any]:
    """Return how a family's papers look: fonts, and layout and forms of each paper."""
    return _read(f"family_{family}/layout.toml")


def scenes_of(family: str) -> tuple[str, ...]:
    """Return the scenes in which a family's sales may also play, beside those of every family."""
    return tuple(family_layout(family).get("scenes", ()))


def extras_of(family: str, kind: str) -> tuple[str, ...]:
    """Return the papers that a seller hands in beside those of the plan, in this type of dispute."""
    return tuple(family_layout(family).get("extras", {}).get(kind, ()))


def forms_of(family: str, paper: str) -> tuple[str, ...]:
    """Return the forms in which a seller has this paper."""
    return tuple(family_layout(family)[paper]["forms"])


def paper_language(family: str, paper: str, story: Story, chance: Chance) -> str:
    """Return a paper's language: carrier and shop write the buyer's, factories English or Chinese."""
    groups = _read("plans.toml")["words"]
    wanted = story.language
    if paper in groups["trade"]:
        wanted = "zh" if story.scene == "cn" else chance.pick(_OWN_LANGUAGES)
    return wanted if paper in _words(family, wanted) else "en"


def _version(words: Mapping[str, Any], name: str, story: Story) -> Mapping[str, Any]:
    """Return a paper's words; where a family has several for it, the sale decides, whatever fault strikes the paper.

    `only` and `unless` name the types of dispute in which words make sense, and in which they do not.
    """
    found = words[name]
    if isinstance(found, list):
        fit = [
            one
            for one in found
            if story.type in one.get("only", DisputeType) and story.type not in one.get("unless", ())
        ]
        found = Chance(f"{story.policy_number}/{name}").pick(fit)
    return {**words, **found}


def _json(one: Mapping[str, Any], story: Story, filling: Filling) -> str:
    if "json_head" not in one:
        return ""

    def fill(value: Any, more: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a tree of JSON
        if isinstance(value, dict):
            return {name: fill(part, more) for name, part in value.items()}
        if isinstance(value, list):
            return [fill(part, more) for part in value]
        return filling.fill(value, more) if isinstance(value, str) else value

    whole = fill(one["json_head"], {})
    events = [fill(one["json_event"], row) for row in rows_of(one["rows"], story, one, one)]
    if one.get("json_newest_first"):
        events.reverse()
    at = whole
    *path, last = one["json_list"].split(".")
    for step in path:
        at = at.setdefault(step, {})
    at[last] = events
    return json.dumps(whole, ensure_ascii=False, indent=2)


def paper_of(family: str, name: str, story: Story, language: str) -> Paper:
    """Return a paper with its words filled in as the story tells them."""
    one = _version(_words(family, language), name, story)
    layout = family_layout(family)
    filling = Filling(story, one, site_of(story, language))
    fill = filling.fill
    rows = [tuple(fill(cell, {}) for cell in row) for row in one.get("table", ())]
    if "rows" in one:
        rows += [tuple(fill(cell, row) for cell in one["cells"]) for row in rows_of(one["rows"], story, one, one)]
    if one.get("newest_first"):
        rows.reverse()
    rows += [tuple(fill(cell, {}) for cell in row) for row in one.get("closing", ())]
    return Paper(
        name=name,
        language=language,
        layout=one.get("layout", layout[name]["layout"]),
        fields=tuple((fill(label, {}), fill(value, {})) for label, value in one.get("fields", ())),
        columns=tuple(one.get("columns", ())),
        rows=tuple(rows),
        text=tuple(fill(line, {}) for line in one.get("text", ())),
        bubbles=tuple((who, fill(at, {}), fill(said, {})) for who, at, said in one.get("bubbles", ())),
        one_row=one.get("rows") == "once" and "closing" not in one,
        above=one.get("above", False),
        delimiter=layout.get("delimiter", ","),
        modern=layout.get("modern", False),
        listed=layout.get("listed", False),
        framed=layout.get("framed", False),
        lined=layout.get("lined", False),
        headed=layout.get("headed", False),
        json=_json(one, story, filling),
        **{
            part: fill(one.get(part, ""), {})
            for part in ("title", "issuer", "signature", "foot", "subject", "sender", "at")
        },
    )


def site_of(story: Story, language: str) -> str:
    """Return how a paper calls the marketplace."""
    known = marketplace_by_code(story.marketplace)
    if known is not None:
        return known.site
    return "商城" if language == "zh" else "shop.example"
