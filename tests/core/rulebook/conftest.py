"""Small rulebooks written in the test itself."""

from collections.abc import Callable
from pathlib import Path

import pytest

from casewright.rulebook import Rulebook, load_rulebook

_WORDS = '{ en = "x", zh = "某" }'
_FACT = f"label = {_WORDS}\nask = {_WORDS}\nproof = {_WORDS}\n"
_FACTS = "".join(
    f'[fact."{name}"]\ntype = "{kind}"\n{_FACT}'
    for name, kind in {
        "case.opened_on": "date",
        "marketplace": "text",
        "asked_at": "instant",
        "ends_at": "instant",
        "given_days": "days",
        "age": "integer",
        "paid": "money",
        "done": "boolean",
        "city": "text",
    }.items()
)
_FILES = {
    "facts.toml": f'{_FACTS}[fact.state]\ntype = "enum"\n{_FACT}values = {{ new = {_WORDS}, old = {_WORDS} }}\n',
    "actions.toml": f'[action]\n"do:one" = {_WORDS}\n"do:two" = {_WORDS}\n"do:wait" = {_WORDS}\n',
    "clocks.toml": (
        f'[clock.answer]\nlabel = {_WORDS}\nstarts_at = "asked_at"\ndue_fact = "ends_at"\nstops_when = ["done"]\n'
        f'[clock.plain]\nlabel = {_WORDS}\nstarts_at = "asked_at"\n'
        f'[clock.wanted]\nlabel = {_WORDS}\nstarts_at = "asked_at"\nonly_if = "done"\n'
    ),
    "sources.toml": '[source]\nS1 = { en = "x", zh = "某", at = "page 1" }\n',
    "outcomes.toml": (
        'asking = { en = "First: {facts}", zh = "先查：{facts}" }\nsilent = { en = "none on {day}", zh = "{day} 无" }\n'
        f"[outcome.ruling]\nlabel = {_WORDS}\nvalues = {{ deny = {_WORDS} }}\n"
    ),
}
HEAD = 'table = "t"\ncase_kind = "k"\ntitle = { en = "t", zh = "表" }\nhit = "first"\ndated_by = "case.opened_on"\n'


def row(code: str, when: str = "{}", then: str = '{ do = ["do:one"] }', more: str = "") -> str:
    """Return the text of one row that is in force from 2020 on, unless `more` says otherwise."""
    start = "" if "from =" in more else "from = 2020-01-01\n"
    because = "" if "because" in more else 'because = { en = "why", zh = "因为" }\n'
    name = "" if "name =" in more else f'name = "{code.lower()}"\n'
    return (
        f'[[row]]\ncode = "{code}"\n{name}{start}when = {when}\nthen = {then}\n{because}'
        f'cite = ["S1"]\nconfidence = "published"\n{more}\n'
    )


def value(name: str, amount: str, unit: str = "days", more: str = "") -> str:
    """Return the text of one dated value, from 2020 on unless `more` says otherwise."""
    start = "" if "from =" in more else "from = 2020-01-01\n"
    head = f'[[value]]\nname = "{name}"\nunit = "{unit}"\n{start}is = {amount}\n'
    return f'{head}cite = ["S1"]\nconfidence = "uncertain"\n{more}\n'


@pytest.fixture
def rulebook_of(tmp_path: Path) -> Callable[..., Rulebook]:
    """Return a function that loads a rulebook with one table, whose text follows the usual head."""

    def load(body: str, head: str = HEAD, **catalogue: str) -> Rulebook:
        (tmp_path / "catalogue").mkdir(exist_ok=True)
        (tmp_path / "shop").mkdir(exist_ok=True)
        for name, text in _FILES.items():
            extra = catalogue.get(name.removesuffix(".toml"), "")
            (tmp_path / "catalogue" / name).write_text(text + extra, encoding="utf-8")
        (tmp_path / "shop" / "t.toml").write_text(head + body, encoding="utf-8")
        return load_rulebook(tmp_path)

    return load
