"""`casewright lake`: reports of any size as Parquet files that any tool can read."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.table import Table

from casewright.cli.lake_place import lake_opened
from casewright.cli.options import instant_of, json_option, language_of, language_option, on_option
from casewright.cli.run import finding_to_json
from casewright.domain.money import Money
from casewright.domain.wire import record_to_wire
from casewright.domain.words import Language, Words
from casewright.intake.findings import FindingLog
from casewright.intake.mapping import MAPPING_ENDING, Mapping, MappingError, parse_mapping
from casewright.intake.trackers import CASE_TRACKER
from casewright.lake.errors import ImportCancelledError, LakeError

if TYPE_CHECKING:
    from casewright.domain.place import Finding
    from casewright.lake.importing import Imported, Step
    from casewright.lake.importing import Progress as Done

__all__ = ["lake"]

_LAKE = click.option(
    "--lake",
    "place",
    metavar="PLACE",
    envvar="CASEWRIGHT_LAKE",
    default="lake",
    show_default=True,
    help="The lake's folder, or its bucket as s3://BUCKET/PREFIX.",
)


@click.group()
def lake() -> None:
    """Keep reports of any size as Parquet, and find an order in them.

    把任意大小的报告存入数据湖，并查询其中的订单。
    """


@contextmanager
def _told(language: Language) -> Iterator["Step"]:
    """Show a bar with rate and time left on the error stream, where that is a terminal."""
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[records]}"),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bar:
        tasks: dict[str, Any] = {}
        records = Words("{count} records", "{count} 条记录")

        def step(done: "Done") -> None:
            if done.name not in tasks:
                tasks[done.name] = bar.add_task(done.name, total=done.total_bytes, records="")
            text = records.fill(count=f"{done.records:,}").say(language) if done.records else ""
            bar.update(tasks[done.name], completed=done.done_bytes, total=done.total_bytes, records=text)

        yield step


def _imported_to_json(one: "Imported") -> dict[str, Any]:
    manifest = one.manifest
    return {
        "file": one.name,
        "sha256": one.digest,
        "taken": manifest is not None,
        "new": one.new,
        "report": manifest.report if manifest else None,
        "records": manifest.records if manifest else 0,
        "files": [file.name for file in manifest.files] if manifest else [],
        "findings": [finding_to_json(finding) for finding in _remarks(one)],
        "inside": [_imported_to_json(inner) for inner in one.inside],
    }


_TAKEN = Words("{name}: {count} records", "{name}：{count} 条记录")
_KNOWN = Words(
    "{name}: imported before, {count} records; nothing changed", "{name}：之前已导入，{count} 条记录，没有变化"
)
_NOT_TAKEN = Words("{name}: not taken", "{name}：未收录")


def _say(one: "Imported", language: Language) -> None:
    words = _NOT_TAKEN if one.manifest is None else _TAKEN if one.new else _KNOWN
    if one.manifest is not None or not one.inside:
        count = one.manifest.records if one.manifest else 0
        click.echo(words.fill(name=one.name, count=f"{count:,}").say(language))
        for finding in _remarks(one):
            click.echo(f"  {finding.place}: {finding.words.say(language)} [{finding.code}]")
    for inner in one.inside:
        _say(inner, language)


def _remarks(one: "Imported") -> tuple["Finding", ...]:
    """What an import remarked; of a team's list of cases also that no case opens here."""
    if one.manifest is None or one.manifest.report != CASE_TRACKER:
        return one.findings
    log = FindingLog(one.name, one.digest)
    log.add("TAB006")
    return (*one.findings, *log.findings())


def _mappings(files: tuple[Path, ...]) -> list[Mapping]:
    found = []
    for path in files:
        if path.name.endswith(MAPPING_ENDING):
            try:
                found.append(parse_mapping(path.read_bytes()))
            except MappingError as wrong:
                words = Words(f"{path.name}: {wrong.words.en}", f"{path.name}：{wrong.words.zh}")
                raise LakeError(words) from wrong
    return found


def _import(path: Path, place: str, at: datetime, step: "Step", mappings: list[Mapping]) -> "Imported":
    """Import one file; say in words that nothing of it was kept where a person stops it."""
    from casewright.lake.importing import import_file  # noqa: PLC0415 - needs the lake's packages

    try:
        return import_file(lake_opened(place), path, path.name, at=at, step=step, mappings=mappings)
    except KeyboardInterrupt as stopped:
        raise ImportCancelledError(path.name) from stopped


@lake.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_LAKE
@language_option
@json_option
def lake_import(files: tuple[Path, ...], place: str, language: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Import report FILES. Each is kept whole or not at all; a file that was imported before changes nothing.

    A file *.mapping.toml among them says what the columns of the other tables mean.
    """
    mappings = _mappings(files)
    files = tuple(path for path in files if not path.name.endswith(MAPPING_ENDING))
    tongue, at = language_of(language), datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 - the shell owns the clock
    with _told(tongue) as step:
        found = [_import(path, place, at, step, mappings) for path in files]
    if as_json:
        _print({"imports": [_imported_to_json(one) for one in found]})
    else:
        for one in found:
            _say(one, tongue)
    if any(one.manifest is None and not one.inside for one in found):
        sys.exit(1)


@lake.command()
@click.argument("order_id")
@_LAKE
@click.option("--personal", is_flag=True, help="Read personal fields from the originals, too.")
@language_option
@json_option
def order(order_id: str, place: str, personal: bool, language: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Show every record of ORDER_ID with the file and row it was read from."""
    from casewright.lake.lookup import records_of_orders  # noqa: PLC0415 - needs the lake's packages
    from casewright.lake.personal import with_personal  # noqa: PLC0415 - the same

    opened = lake_opened(place)
    opened.check()
    records = records_of_orders(opened, [order_id])
    records = with_personal(opened, records) if personal else records
    wire = [record_to_wire(record) for record in records]
    if as_json:
        _print({"order_id": order_id, "records": wire})
        return
    if not wire:
        words = Words("The lake knows nothing of {order}.", "数据湖里没有订单 {order} 的记录。")
        click.echo(words.fill(order=order_id).say(language_of(language)))
    for record, values in zip(records, wire, strict=True):
        click.echo(f"{values['type']} · {record.place}")
        for name, value in values.items():
            if value not in (None, {}, []) and name not in {"type", "place", "order_id"}:
                click.echo(
                    f"  {name}: {value if isinstance(value, (str, int)) else json.dumps(value, ensure_ascii=False)}"
                )


class _Month(click.ParamType[date]):
    """A month, such as 2025-03."""

    name = "month"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the text; fail with what a right one looks like."""
        try:
            return date.fromisoformat(f"{value}-01")
        except ValueError:
            self.fail(f"{str(value)!r} is no month: write it as 2025-03", param, ctx)


@lake.command()
@click.argument("month_asked", metavar="MONTH", type=_Month())
@_LAKE
@language_option
@json_option
def month(month_asked: date, place: str, language: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Sum the orders bought in MONTH (2025-03) by marketplace, state and currency."""
    from casewright.lake.lookup import month_of_orders  # noqa: PLC0415 - needs the lake's packages

    opened = lake_opened(place)
    opened.check()
    rows = month_of_orders(opened, month_asked).to_dicts()
    for row in rows:
        minor, currency = row.pop("total_minor"), row["currency"]
        row["total"] = str(Money(minor, currency).amount) if currency else None
    if as_json:
        _print({"month": f"{month_asked:%Y-%m}", "rows": rows})
        return
    titles = {
        "marketplace": Words("marketplace", "站点"),
        "state": Words("state", "状态"),
        "currency": Words("currency", "币种"),
        "orders": Words("orders", "订单"),
        "units": Words("units", "件数"),
        "total": Words("total", "金额"),
    }
    table = Table(*(title.say(language_of(language)) for title in titles.values()), box=None)
    for row in rows:
        table.add_row(*("–" if row[name] is None else str(row[name]) for name in titles))
    Console().print(table)


@lake.command()
@_LAKE
@language_option
@json_option
def compact(place: str, language: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Join the imports of each table into one file sorted by order, the newest version of each line."""
    from casewright.lake.compaction import compact as compact_lake  # noqa: PLC0415 - needs the lake's packages

    done = _counted(lambda step: compact_lake(lake_opened(place), step))
    if as_json:
        _print({"compacted": done})
        return
    words = (
        Words("Compacted: {names}", "已合并：{names}") if done else Words("Nothing to compact.", "没有需要合并的内容。")
    )
    click.echo(words.fill(names=", ".join(done)).say(language_of(language)))


def _counted(work: Callable[[Callable[[str, int, int], None]], list[str]]) -> list[str]:
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        tasks: dict[str, Any] = {}

        def step(name: str, written: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=total)
            bar.update(tasks[name], completed=written)

        return work(step)


@lake.command()
@_LAKE
@language_option
@json_option
def verify(place: str, language: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Check that every file is there and unchanged. Exit 1 when something is wrong."""
    from casewright.lake.checking import verify as verify_lake  # noqa: PLC0415 - needs the lake's packages

    faults = list(verify_lake(lake_opened(place)))
    if as_json:
        _print(
            {"faults": [{"code": one.code, "name": one.name, "en": one.words.en, "zh": one.words.zh} for one in faults]}
        )
    else:
        tongue = language_of(language)
        for one in faults:
            click.echo(f"{one.code} {one.words.say(tongue)}")
        if not faults:
            click.echo(Words("The lake is whole.", "数据湖完好。").say(tongue))
    if faults:
        sys.exit(1)


@lake.command()
@_LAKE
@on_option
@language_option
@json_option
def forget(place: str, on: date | datetime | None, language: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Drop the originals whose personal data may no longer be kept. The records stay."""
    from casewright.lake.forgetting import forget_originals  # noqa: PLC0415 - needs the lake's packages

    gone = forget_originals(lake_opened(place), instant_of(on, ZoneInfo("UTC")).date())
    if as_json:
        _print({"forgotten": [{"sha256": one.digest, "file": one.name} for one in gone]})
        return
    words = Words("Originals dropped: {count}", "已删除的原始文件：{count}")
    click.echo(words.fill(count=len(gone)).say(language_of(language)))


def _print(document: dict[str, Any]) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))
