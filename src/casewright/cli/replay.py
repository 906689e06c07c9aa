"""`casewright replay`: old cases under another day, or under a draft table."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import replace as dataclass_replace
from datetime import date, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from casewright.cli.decide import facts_from_json
from casewright.cli.drafts import drafted, name_in_draft
from casewright.cli.options import instant_of, json_option, language_of, language_option, on_option
from casewright.cli.places import place_for, zone_at
from casewright.cli.replay_record import replay_record
from casewright.cli.replay_report import Replayed, print_report, report_to_json
from casewright.domain.money import Money
from casewright.domain.words import Language, Words
from casewright.pipeline.replay import replay_cases
from casewright.rulebook import Rulebook, check_table, load_rulebook, rulebook_of_table
from casewright.rulebook.replaying import OldCase, report_of

__all__ = ["replay"]

_WHAT = Words(
    "Say what changes: --on DAY, or --table DRAFT.toml, or both.",
    "请说明改什么：--on 日期，或 --table 草稿.toml，或两者。",
)
_BY = Words(
    "Say which table decides the cases of a Parquet file: --by TABLE.",
    "请说明用哪张表判定 Parquet 文件里的案件：--by 表名。",
)
_EXTRA = Words(
    'Parquet needs packages that are not installed: pip install "casewright[bulk]".',
    'Parquet 需要另装的软件包：pip install "casewright[bulk]"。',
)
_STRANGE = Words(
    "{path} is no cases.json of `casewright run` ({error}). Make one: casewright run FOLDER --out DIR",
    "{path} 不是 `casewright run` 写出的 cases.json（{error}）。请先生成：casewright run 文件夹 --out 输出文件夹",
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the command line asks: the rulebooks before and after, the day, how many examples, and in which words."""

    before: Rulebook
    after: Rulebook
    as_of: date | None
    examples: int
    language: Language


@click.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@on_option
@click.option(
    "--table",
    "draft",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A draft that takes the place of the table of its name.",
)
@click.option("--by", help="The table that decides the cases of a Parquet file; the draft's if left out.")
@click.option("--marketplace", help="Where the cases of a Parquet file stand, if it has no such column.")
@click.option(
    "--examples", type=click.IntRange(min=0), default=3, show_default=True, help="Cases to show of each kind."
)
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
    examples: int,
    digest: str | None,
    language: str | None,
    as_json: bool,
) -> None:
    """Decide the cases of FILE again: what changes under another day (--on) or a draft (--table).

    FILE is the cases.json that `casewright run FOLDER --out DIR` wrote (or DIR), or a Parquet file with a column for
    each fact. The record of one decision is decided again as it was, and it is said whether the answer is the same.
    """
    tongue = language_of(language)
    path = file / "cases.json" if file.is_dir() else file
    if (record := _record_in(path)) is not None:
        replay_record(record, digest, tongue, as_json=as_json)
        return
    if on is None and draft is None:
        raise click.UsageError(_WHAT.say(tongue))
    name = by or (None if draft is None else name_in_draft(draft, tongue))
    before = load_rulebook() if name is None else rulebook_of_table(name)
    after = before if draft is None else drafted(draft, tongue)[0]
    asked = _Asked(before, after, None if on is None else instant_of(on, ZoneInfo("UTC")).date(), examples, tongue)
    parquet = path.suffix.lower() == ".parquet"
    replayed = _from_parquet(path, asked, name, marketplace) if parquet else _from_cases(path, asked)
    if draft is not None and name is not None:
        replayed = dataclass_replace(replayed, problems=tuple(check_table(after.table(name))))
    if as_json:
        click.echo(json.dumps(report_to_json(replayed), ensure_ascii=False, indent=1))
    else:
        print_report(replayed, before, tongue)


def _record_in(file: Path) -> bytes | None:
    """Return the bytes of a file that holds one decision's record."""
    if file.suffix.lower() == ".parquet" or not file.is_file():
        return None
    content = file.read_bytes()
    try:
        body = json.loads(content)
    except ValueError:
        return None
    return content if isinstance(body, dict) and "answer" in body else None


def _from_cases(file: Path, asked: _Asked) -> Replayed:
    cases = _old_cases(file, asked)
    found = replay_cases(cases, asked.before, asked.after, as_of=asked.as_of, examples=asked.examples)
    return Replayed(found.report, found.changed, found.aspects)


def _old_cases(file: Path, asked: _Asked) -> Iterator[OldCase]:
    """Read the cases of a cases.json: each as it was decided, with what was known then."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        for case in document["cases"]:
            yield _old_case(case, asked.before, document["zone"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise click.ClickException(_STRANGE.fill(path=file, error=repr(error)).say(asked.language)) from error


def _old_case(case: Mapping[str, Any], book: Rulebook, office: str) -> OldCase:
    money = case["money"]
    known = {fact["name"]: fact["value"] for fact in case["facts"]}
    return OldCase(
        key=case["key"],
        table=case["table"],
        on=date.fromisoformat(case["policy_on"]),
        marketplace=case["marketplace"],
        zone=zone_at(case["marketplace"], office),
        facts=facts_from_json(known, book),
        money=None if money is None else Money.of(money["amount"], money["currency"]),
    )


def _from_parquet(file: Path, asked: _Asked, by: str | None, marketplace: str | None) -> Replayed:
    if by is None:
        raise click.UsageError(_BY.say(asked.language))
    if find_spec("ibis") is None or find_spec("duckdb") is None:
        raise click.ClickException(_EXTRA.say(asked.language))
    from casewright.bulk.parquet import read_facts_file  # noqa: PLC0415 - an extra, wanted only here
    from casewright.bulk.replay import tallies_of_file  # noqa: PLC0415 - as above

    before, after = asked.before.table(by), asked.after.table(by)
    place = place_for(before, marketplace)
    facts, zone = read_facts_file(file, before, place), zone_at(place)
    on = instant_of(None, zone).astimezone(zone).date()
    tallies = tallies_of_file(facts, before, after, on=on, zone=zone, as_of=asked.as_of, examples=asked.examples)
    report = report_of(tallies, asked.before.catalogue, examples=asked.examples)
    return Replayed(report, report.changed, {}, facts.unused)
