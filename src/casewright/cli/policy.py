"""`casewright policy`: the tables proved, explained, listed."""

import json
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from casewright.cli.options import instant_of, json_option, language_of, language_option, on_option
from casewright.cli.policy_days import coverage, diff
from casewright.cli.policy_exchange import docs, export, import_
from casewright.cli.policy_seeds import seeds
from casewright.domain.marketplace import AMAZON_SITES
from casewright.domain.wire import to_wire
from casewright.domain.words import Words
from casewright.rulebook import Rulebook, check_all, explain_row, load_rulebook, shipped_rulebooks

__all__ = ["policy"]

_PROVED = Words(
    "{tables} tables with {rows} rows: complete, no conflict, no row out of reach, no gap in time.",
    "{tables} 张表、{rows} 行：覆盖完整，没有冲突，没有用不到的行，时间上没有空档。",
)


@click.group()
def policy() -> None:
    """Look into the policy tables."""


for _command in (export, import_, docs, seeds, diff, coverage):
    policy.add_command(_command)


@policy.command()
@language_option
@json_option
def check(language: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Prove every shipped table; exit 1 and print a case that shows each problem."""
    books = shipped_rulebooks()
    tongue = language_of(language)
    problems = [problem for book in books for problem in check_all(book)]
    if as_json:
        click.echo(json.dumps({"problems": to_wire(tuple(problems))}, ensure_ascii=False, indent=1))
    for problem in problems if not as_json else ():
        click.echo(f"{problem.code} {problem.words.say(tongue)}")
        for fact, value in problem.case:
            click.echo(f"    {fact} = {value}")
    if problems:
        raise SystemExit(1)
    if not as_json:
        tables = [table for book in books for table in book]
        rows = sum(len(table.rows) for table in tables)
        click.echo(_PROVED.fill(tables=len(tables), rows=rows).say(tongue))


@policy.command()
@click.argument("code")
@on_option
@click.option(
    "--marketplace", type=click.Choice([site.code for site in AMAZON_SITES]), help="Site whose numbers to show."
)
@language_option
@json_option
def explain(
    code: str,
    on: date | datetime | None,
    marketplace: str | None,
    language: str | None,
    as_json: bool,  # noqa: FBT001 - click passes flags by name
) -> None:
    """Say what the row CODE (such as ADR030) holds for, orders and rests on."""
    day = instant_of(on, ZoneInfo("UTC")).date()
    told = explain_row(_book_with(code.upper()), code.upper(), day, marketplace)
    if as_json:
        click.echo(
            json.dumps({"code": code.upper(), "on": day.isoformat(), **to_wire(told)}, ensure_ascii=False, indent=1)
        )
    else:
        click.echo(told.say(language_of(language)))


def _book_with(code: str) -> Rulebook:
    """Return the shipped rulebook that has the row; the first one, which names its own rows, when none has."""
    books = shipped_rulebooks()
    held = (book for book in books if any(table.row(code) is not None for table in book))
    return next(held, books[0])


@policy.command()
@language_option
@json_option
def facts(language: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """List the facts that tables may ask for, with type and domain."""
    listed = _facts(load_rulebook())
    if as_json:
        click.echo(json.dumps(listed, ensure_ascii=False, indent=1))
        return
    tongue = language_of(language)
    for fact in listed:
        domain = f" ({', '.join(fact['values'])})" if fact["values"] else ""
        click.echo(f"{fact['name']}: {fact['type']}{domain} · {fact['label'][tongue]}")


def _facts(book: Rulebook) -> list[dict[str, Any]]:
    return [
        {
            "name": spec.name,
            "type": spec.type.value,
            "values": list(spec.values),
            "label": to_wire(spec.label),
            "ask": to_wire(spec.ask),
            "proof": to_wire(spec.proof),
            "asked": spec.asked,
        }
        for spec in book.catalogue.facts.values()
    ]
