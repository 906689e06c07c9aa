"""`casewright replay`: old cases under another day, or under a draft table."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from casewright.cli.decide import facts_from_json
from casewright.cli.options import instant_of, json_option, language_of, language_option, on_option
from casewright.cli.replay_record import replay_record
from casewright.cli.replay_report import print_report, report_to_json
from casewright.domain.marketplace import marketplace_by_code
from casewright.domain.money import Money
from casewright.rulebook import Rulebook, load_rulebook, table_from_text, with_table
from casewright.rulebook.replaying import OldCase, Tally, report_of, tallies_of

__all__ = ["replay"]

_EXAMPLES = 3


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@on_option
@click.option(
    "--table",
    "draft",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A draft that takes the place of the table of its name.",
)
@click.option("--by", help="The table that decides the cases of a Parquet file; the draft's if left out.")
@click.option("--marketplace", help="Where the cases of a Parquet file stand, if it has no such column.")
@click.option("--digest", help="The SHA-256 that a record must have.")
@language_option
@json_option
def replay(  # noqa: PLR0913 - one parameter per option
    file: Path,
    *,
    on: date | datetime | None,
    draft: Path | None,
    by: str | None,
    marketplace: str | None,
    digest: str | None,
    language: str | None,
    as_json: bool,
) -> None:
    """Decide the cases of FILE again: what changes under another day (--on) or a draft (--table).

    FILE is the cases.json that `casewright run` wrote, or a Parquet file with a column for each fact. The record of one
    decision is decided again as it was, and it is said whether the answer is still the same.
    """
    if (record := _record_in(file)) is not None:
        replay_record(record, digest, language_of(language), as_json=as_json)
        return
    if on is None and draft is None:
        raise click.UsageError("say what changes: --on DAY, or --table DRAFT.toml, or both")
    book = load_rulebook()
    after = book if draft is None else _drafted(book, draft)
    as_of = None if on is None else instant_of(on, ZoneInfo("UTC")).date()
    unused: tuple[str, ...] = ()
    if file.suffix.lower() == ".parquet":
        tallies, unused = _from_parquet(file, book, after, by or _drafted_name(draft), marketplace, as_of)
    else:
        tallies = tallies_of(_old_cases(file, book), book, after, as_of=as_of)
    report = report_of(tallies, book.catalogue, examples=_EXAMPLES)
    if as_json:
        click.echo(json.dumps(report_to_json(report, unused), ensure_ascii=False, indent=1))
    else:
        print_report(report, book, unused, language_of(language))


def _record_in(file: Path) -> bytes | None:
    """Return the bytes of a file that holds one decision's record."""
    content = file.read_bytes() if file.suffix.lower() != ".parquet" else b""
    try:
        body = json.loads(content)
    except ValueError:
        return None
    return content if isinstance(body, dict) and "answer" in body else None


def _drafted_name(draft: Path | None) -> str | None:
    if draft is None:
        return None
    try:
        name = tomllib.loads(draft.read_text(encoding="utf-8")).get("table")
    except (OSError, ValueError) as error:
        raise click.ClickException(f"{draft} cannot be read: {error}") from error
    return name if isinstance(name, str) else None


def _drafted(book: Rulebook, draft: Path) -> Rulebook:
    """Put the draft in the place of its table; it may name the values that the table's folder shares."""
    name = _drafted_name(draft)
    if name is None:
        raise click.ClickException(f'{draft} does not say which table it is: table = "..."')
    folder = book.table(name).file.partition("/")[0]
    text = draft.read_text(encoding="utf-8")
    return with_table(book, table_from_text(text, draft.name, book.catalogue, book.shared.get(folder, ())))


def _old_cases(file: Path, book: Rulebook) -> Iterator[OldCase]:
    """Read the cases of a cases.json: each as it was decided, with what was known then."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        cases = document["cases"]
        for case in cases:
            yield _old_case(case, book, document["zone"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"{file} is no cases.json of `casewright run`: {error!r}"
        raise click.ClickException(message) from error


def _old_case(case: Mapping[str, Any], book: Rulebook, office: str) -> OldCase:
    site = marketplace_by_code(case["marketplace"] or "")
    money = case["money"]
    known = {fact["name"]: fact["value"] for fact in case["facts"]}
    return OldCase(
        key=case["key"],
        table=case["table"],
        on=date.fromisoformat(case["policy_on"]),
        marketplace=case["marketplace"],
        zone=ZoneInfo(site.zone if site else office),
        facts=facts_from_json(known, book),
        money=None if money is None else Money.of(money["amount"], money["currency"]),
    )


def _from_parquet(
    file: Path, book: Rulebook, after: Rulebook, by: str | None, marketplace: str | None, as_of: date | None
) -> tuple[Iterator[Tally], tuple[str, ...]]:
    if by is None:
        raise click.UsageError("say which table decides the cases of a Parquet file: --by TABLE")
    if find_spec("ibis") is None or find_spec("duckdb") is None:
        raise click.ClickException('Parquet needs packages that are not installed: pip install "casewright[bulk]"')
    from casewright.bulk.parquet import read_facts_file  # noqa: PLC0415 - an extra, wanted only here
    from casewright.bulk.replay import tallies_of_file  # noqa: PLC0415 - as above

    facts = read_facts_file(file, book.table(by), marketplace)
    site = marketplace_by_code(marketplace or "")
    zone = ZoneInfo(site.zone if site else "UTC")
    on = instant_of(None, zone).astimezone(zone).date()
    tallies = tallies_of_file(facts, book.table(by), after.table(by), on=on, zone=zone, as_of=as_of, examples=_EXAMPLES)
    return tallies, facts.unused
