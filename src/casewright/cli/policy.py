"""`casewright policy`: the tables proved, explained, listed."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from casewright.cli.drafts import drafted
from casewright.cli.later import LaterCommand
from casewright.cli.options import instant_of, json_option, language_of, language_option, on_option
from casewright.cli.places import place_for
from casewright.cli.problems import print_problems
from casewright.domain.wire import to_wire
from casewright.domain.words import Words
from casewright.rulebook import Rulebook, check_table, explain_row, load_rulebook, rulebook_of_table, shipped_rulebooks

__all__ = ["policy"]

_PROVED = Words(
    "{tables} tables with {rows} rows: complete, no conflict, no row out of reach, no gap in time.",
    "{tables} 张表、{rows} 行：覆盖完整，没有冲突，没有用不到的行，时间上没有空档。",
)


@click.group()
def policy() -> None:
    """Look into the policy tables."""


for _place in (
    "policy_exchange:export",
    "policy_exchange:import_",
    "policy_exchange:docs",
    "policy_seeds:seeds",
    "policy_days:diff",
    "policy_days:coverage",
):
    policy.add_command(LaterCommand(_place.partition(":")[2].rstrip("_"), f"casewright.cli.{_place}"))


@policy.command()
@click.argument("drafts", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@language_option
@json_option
def check(drafts: tuple[Path, ...], language: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Prove every shipped table, or each draft in the place of its table; exit 1 and show a case for each problem."""
    tongue = language_of(language)
    tables = [drafted(draft, tongue)[1] for draft in drafts]
    tables = tables or [table for book in shipped_rulebooks() for table in book]
    problems = [problem for table in tables for problem in check_table(table)]
    if as_json:
        click.echo(json.dumps({"problems": to_wire(tuple(problems))}, ensure_ascii=False, indent=1))
    else:
        print_problems(problems, tongue)
    if problems:
        raise SystemExit(1)
    if not as_json:
        rows = sum(len(table.rows) for table in tables)
        click.echo(_PROVED.fill(tables=len(tables), rows=rows).say(tongue))


@policy.command()
@click.argument("code")
@on_option
@click.option("--marketplace", help="Site whose numbers to show, such as amazon_de.")
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
    book = _book_with(code.upper())
    place = place_for(book.row(code.upper())[0], marketplace)
    told = explain_row(book, code.upper(), day, place)
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
@click.argument("table", required=False)
@language_option
@json_option
def facts(table: str | None, language: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """List the facts that tables may ask for, with type and domain; only those of TABLE, if one is named."""
    book = load_rulebook() if table is None else rulebook_of_table(table)
    listed = [fact for fact in _facts(book) if table is None or fact["name"] in book.table(table).facts]
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
