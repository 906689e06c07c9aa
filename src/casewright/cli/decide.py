"""`casewright decide`: one table, one set of facts, one day."""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

import click
from rich.console import Console

from casewright.cli.options import instant_of, json_option, language_of, language_option, on_option
from casewright.cli.places import place_for, zone_at
from casewright.domain.durations import duration_from_text
from casewright.domain.facts import Fact, FactValue
from casewright.domain.money import Money
from casewright.domain.words import Language, Words
from casewright.pipeline import decision_to_json
from casewright.rulebook import FactType, Rulebook, rulebook_of_table
from casewright.rulebook import decide as decide_table
from casewright.rulebook.record import decision_record, record_digest

__all__ = ["decide", "facts_from_json"]


def _value(kind: FactType, raw: Any) -> FactValue | None:  # noqa: ANN401 - whatever JSON holds
    """Read one JSON value as the fact's type. Raise ValueError, TypeError or ArithmeticError when it is not one."""
    match kind, raw:
        case (_, None):
            value: FactValue | None = None
        case (FactType.MONEY, str()):
            amount, _, currency = raw.partition(" ")
            value = Money.of(amount, currency)
        case (FactType.MONEY, _):
            value = Money.of(raw["amount"], raw["currency"])
        case (FactType.DATE, _):
            value = date.fromisoformat(str(raw))
        case (FactType.INSTANT, _):
            value = datetime.fromisoformat(str(raw))
        case (FactType.DURATION, _):
            value = duration_from_text(str(raw))
        case (FactType.DECIMAL, _):
            value = Decimal(str(raw))
        case (_, bool() | int() | str()):
            value = raw
        case _:
            raise TypeError("give a text, a whole number, true or false")
    return value


def facts_from_json(values: dict[str, Any], rulebook: Rulebook) -> dict[str, Fact]:
    """Read `{"order_state": "unshipped", "order_total": "42.90 EUR"}`; a name or value that is off is refused."""
    facts = {}
    for name, raw in values.items():
        spec = rulebook.catalogue.facts.get(name)
        if spec is None:
            raise click.ClickException(f"no fact {name!r}; `casewright policy facts` lists them")
        try:
            value = _value(spec.type, raw)
        except (ValueError, TypeError, KeyError, ArithmeticError) as error:
            raise click.ClickException(f"fact {name}: {raw!r} is not of type {spec.type.value} ({error})") from error
        facts[name] = Fact(name, value)
    return facts


@click.command()
@click.argument("table")
@click.option(
    "--facts",
    "facts_file",
    required=True,
    type=click.File(encoding="utf-8"),
    help="JSON object of fact names and values; - for standard input.",
)
@on_option
@click.option("--marketplace", help="Site whose rows apply, such as amazon_de.")
@click.option(
    "--record", type=click.Path(dir_okay=False, path_type=Path), help="Also write the decision's record here."
)
@language_option
@json_option
def decide(  # noqa: PLR0913 - one parameter per option
    table: str,
    *,
    facts_file: TextIO,
    on: date | datetime | None,
    marketplace: str | None,
    record: Path | None,
    language: str | None,
    as_json: bool,
) -> None:
    """Decide by TABLE (such as address-change) for the given facts, and say why."""
    book = rulebook_of_table(table)
    rules = book.table(table)
    try:
        values = json.load(facts_file)
    except ValueError as error:
        raise click.ClickException(f"{facts_file.name} is not JSON: {error}") from error
    if not isinstance(values, dict):
        raise click.ClickException(f'{facts_file.name}: give an object such as {{"order_state": "unshipped"}}')
    place = place_for(rules, marketplace)
    zone = zone_at(place)
    at = instant_of(on, zone)
    facts = facts_from_json(values, book)
    decision = decide_table(rules, facts, on=at.astimezone(zone).date(), marketplace=place, zone=zone)
    document = decision_to_json(decision, zone=zone.key, at=at)
    if record is not None:
        content = decision_record(decision, zone)
        record.write_bytes(content)
        document["record_sha256"] = record_digest(content)
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        _print(document, language_of(language), Console())


_WHY = Words("Why", "原因")
_SOURCE = Words("Source", "依据")
_ASK = Words("Find out", "先弄清")
_UNTIL = Words("Until", "期限")


def _print(document: dict[str, Any], language: Language, console: Console) -> None:
    for action in document["actions"]:
        console.print(f"• {action[language]}", style="bold", highlight=False, markup=False)
    for question in document["questions"]:
        text = f"? {_ASK.say(language)}: {question[language]} ({question['proof'][language]})"
        console.print(text, style="yellow", highlight=False, markup=False)
    console.print(f"{_WHY.say(language)}: {document['because'][language]}", highlight=False, markup=False)
    for deadline in document["deadlines"]:
        text = f"{_UNTIL.say(language)}: {deadline['local']} {deadline['words'][language]}"
        console.print(text, highlight=False, markup=False)
    source = " ".join(filter(None, [document["row"], *document["cite"], document["confidence"]]))
    console.print(f"{_SOURCE.say(language)}: {source}", style="dim", highlight=False, markup=False)
    for cell in document["trace"]:
        reasons = ", ".join(f"{one['fact']}={one['value']} ≠ {one['test']}" for one in cell["cells"])
        console.print(f"  {cell['code']} {cell['state']} {reasons}", style="dim", highlight=False, markup=False)
