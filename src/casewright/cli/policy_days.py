"""`casewright policy diff` and `coverage`: what changes between two days, and what the cases beside tables show."""

import json
from datetime import date, datetime
from pathlib import Path

import click

from casewright.cli.options import DAY, json_option, language_of, language_option
from casewright.domain.wire import to_wire
from casewright.domain.words import Language, Words
from casewright.rulebook import Rulebook, load_rulebook, shipped_rulebooks
from casewright.rulebook.coverage import Coverage, coverage_of
from casewright.rulebook.diff import Change, diff_days
from casewright.rulebook.policy_cases import load_policy_cases

__all__ = ["coverage", "diff"]

_CASES = Path("tests") / "policies"
_SAME = Words("Nothing changes between {before} and {after}.", "{before} 至 {after} 之间没有变化。")
_COVERED = Words(
    "{cases} cases: {hit} of {rows} rows hit, {missed} just missed; {shown} of {changes} changes seen from both sides.",
    "{cases} 个案例：{rows} 行中命中 {hit} 行、差一步 {missed} 行；{changes} 处改动中有 {shown} 处前后都有案例。",
)
_NO_CASES = Words(
    "No cases below {folder}. Name the folder that holds them: casewright policy coverage FOLDER",
    "{folder} 下没有案例。请指明案例所在的文件夹：casewright policy coverage FOLDER",
)


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


@click.command()
@click.argument("before", type=DAY)
@click.argument("after", type=DAY)
@click.option("--marketplace", help="Only what changes there.")
@language_option
@json_option
def diff(
    before: date | datetime,
    after: date | datetime,
    *,
    marketplace: str | None,
    language: str | None,
    as_json: bool,
) -> None:
    """Say which rows and numbers change from the day BEFORE to the day AFTER, and who says so."""
    days = _day(before), _day(after)
    found = [change for book in shipped_rulebooks() for change in diff_days(book, *days, marketplace)]
    tongue = language_of(language)
    if as_json:
        document = [{**to_wire(change), **to_wire(change.words)} for change in found]
        shown = {"from": days[0].isoformat(), "to": days[1].isoformat(), "changes": document}
        click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
    elif not found:
        click.echo(_SAME.fill(before=days[0], after=days[1]).say(tongue))
    else:
        _print_changes(found, tongue)


def _print_changes(changes: list[Change], language: Language) -> None:
    titles = {table.name: table.title for book in shipped_rulebooks() for table in book}
    last = None
    for change in changes:
        if change.table != last:
            click.echo(f"{titles[change.table].say(language)} ({change.table})")
            last = change.table
        cite = f" [{', '.join(change.cite)}]" if change.cite else ""
        click.echo(f"  {change.words.say(language)}{cite}")


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=_CASES)
@click.option(
    "--policies",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A rulebook of your own, with its catalogue; the shipped ones if left out.",
)
@language_option
@json_option
def coverage(folder: Path, *, policies: Path | None, language: str | None, as_json: bool) -> None:
    """Check that cases in FOLDER hit and just miss every row, and see every change; exit 1 when something lacks."""
    books: tuple[Rulebook, ...] = tuple(shipped_rulebooks()) if policies is None else (load_rulebook(policies),)
    tongue = language_of(language)
    cases = load_policy_cases(folder, books) if folder.is_dir() else ()
    if not cases:
        raise click.ClickException(_NO_CASES.fill(folder=folder).say(tongue))
    found = coverage_of(books, cases)
    if as_json:
        click.echo(json.dumps(to_wire(found), ensure_ascii=False, indent=1))
    else:
        _print_coverage(found, tongue)
    if found.lacks:
        raise SystemExit(1)


def _print_coverage(found: Coverage, language: Language) -> None:
    for lack in found.lacks:
        click.echo(f"{lack.code} {lack.table}: {lack.words.say(language)}")
    line = _COVERED.fill(
        cases=found.cases,
        rows=found.rows,
        hit=found.rows_hit,
        missed=found.rows_missed,
        changes=found.changes,
        shown=found.changes_shown,
    )
    click.echo(line.say(language))
