"""`casewright lake`: reports of any size as Parquet files that any tool can read."""

import json
import sys
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from casewright.cli.lake_place import lake_opened, lake_option, lake_print
from casewright.cli.later import LaterCommand
from casewright.cli.options import instant_of, json_option, language_of, language_option, on_option
from casewright.domain.money import Money
from casewright.domain.wire import record_to_wire
from casewright.domain.words import Words

__all__ = ["lake"]


@click.group()
def lake() -> None:
    """Keep reports of any size as Parquet, and find an order in them.

    把任意大小的报告存入数据湖，并查询其中的订单。
    """


lake.add_command(LaterCommand("import", "casewright.cli.lake_import:lake_import"))


@lake.command()
@click.argument("order_id")
@lake_option
@click.option("--personal", is_flag=True, help="Read personal fields from the originals, too.")
@language_option
@json_option
def order(order_id: str, place: str, personal: bool, language: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Show every record of ORDER_ID with the file and row it was read from."""
    from casewright.lake.lookup import records_of_orders  # noqa: PLC0415 - needs the lake's packages

    opened = lake_opened(place)
    opened.check()
    records = records_of_orders(opened, [order_id])
    if personal:
        from casewright.lake.personal import with_personal  # noqa: PLC0415 - loads the readers of all reports

        records = with_personal(opened, records)
    wire = [record_to_wire(record) for record in records]
    if as_json:
        lake_print({"order_id": order_id, "records": wire})
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
@lake_option
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
        lake_print({"month": f"{month_asked:%Y-%m}", "rows": rows})
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
@lake_option
@language_option
@json_option
def compact(place: str, language: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Join the imports of each table into one file sorted by order, the newest version of each line."""
    from casewright.lake.compaction import compact as compact_lake  # noqa: PLC0415 - needs the lake's packages

    done = _counted(lambda step: compact_lake(lake_opened(place), step))
    if as_json:
        lake_print({"compacted": done})
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
@lake_option
@language_option
@json_option
def verify(place: str, language: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Check that every file is there and unchanged. Exit 1 when something is wrong."""
    from casewright.lake.checking import verify as verify_lake  # noqa: PLC0415 - needs the lake's packages

    faults = list(verify_lake(lake_opened(place)))
    if as_json:
        lake_print(
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
@lake_option
@on_option
@language_option
@json_option
def forget(place: str, on: date | datetime | None, language: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Drop the originals whose personal data may no longer be kept. The records stay."""
    from casewright.lake.forgetting import forget_originals  # noqa: PLC0415 - needs the lake's packages

    gone = forget_originals(lake_opened(place), instant_of(on, ZoneInfo("UTC")).date())
    if as_json:
        lake_print({"forgotten": [{"sha256": one.digest, "file": one.name} for one in gone]})
        return
    words = Words("Originals dropped: {count}", "已删除的原始文件：{count}")
    click.echo(words.fill(count=len(gone)).say(language_of(language)))
