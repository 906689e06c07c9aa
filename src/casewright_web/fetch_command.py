"""`casewright fetch`: read what is connected once, into the desk or into a folder."""

import json
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from casewright.cli.options import json_option, language_of, language_option
from casewright.cli.progress import RateColumn
from casewright.domain.wire import to_wire
from casewright.domain.words import Language, Words
from casewright_sources.connections import Connections
from casewright_sources.folder_sink import FolderSink
from casewright_sources.homes import home_option
from casewright_sources.kinds import open_source
from casewright_sources.port import Arrival, Sink
from casewright_sources.reading import Pass, read_connection
from casewright_sources.signer_keys import KeyShelf, LearningSink

__all__ = ["fetch"]

_TAKEN = Words(
    "Another process reads it just now (`casewright serve` or `casewright work`).",
    "另一个进程正在读取（`casewright serve` 或 `casewright work`）。",
)


@dataclass(slots=True)
class _Bar:
    """Shows how many came and how many still wait."""

    progress: Progress
    task: TaskID
    seen: int = 0

    def step(self, arrival: Arrival) -> bool:
        """Move on by one arrival; nothing ends it early."""
        self.seen += arrival.content is not None
        total = None if arrival.left is None else self.seen + arrival.left
        self.progress.update(self.task, completed=self.seen, total=total)
        return True


def _desk_sink(home: Path) -> Sink:
    from casewright_web.commands import begin  # noqa: PLC0415 - a folder needs no desk

    begin(home)
    from casewright_web.desk_prepare import desk_update  # noqa: PLC0415 - needs Django
    from casewright_web.services.arrivals import DeskSink  # noqa: PLC0415 - the same

    desk_update(home=home)
    return LearningSink(DeskSink(), KeyShelf(home))


def _pass(name: str, connections: Connections, sink: Sink, progress: Progress) -> Pass:
    """Read one connection once, unless somebody else does."""
    with connections.taken(name) as ours:
        if not ours:
            return Pass(trouble=_TAKEN)
        source = open_source(connections.get(name), connections.secret(name))
        bar = _Bar(progress, progress.add_task(name, total=None))
        try:
            return read_connection(name, source, sink, connections, progress=bar.step)
        finally:
            source.close()


def _told(name: str, done: Pass, tongue: Language) -> str:
    counted = Words(
        f"{name}: {done.seen} read, {done.new} new.", f"{name}：读取 {done.seen} 件，其中新增 {done.new} 件。"
    )
    return f"{counted.say(tongue)} {done.trouble.say(tongue)}" if done.trouble else counted.say(tongue)


@click.command()
@click.argument("names", nargs=-1)
@click.option(
    "--into", type=click.Path(file_okay=False, path_type=Path), help="Keep in this folder; the desk misses nothing."
)
@home_option
@language_option
@json_option
def fetch(names: tuple[str, ...], into: Path | None, home: Path, language: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Read the connections NAMES once (all that are not paused, if none is named). Exit 1 when one could not be read.

    读取已连接的来源一次；不写名称则读取所有未暂停的来源。
    """
    tongue = language_of(language)
    connections = Connections(home, states=into / ".casewright" if into else None)
    for name in names:
        connections.get(name)
    wanted = names or [name for name in connections.names() if not connections.get(name).paused]
    sink = _desk_sink(home) if into is None else FolderSink(into)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        RateColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not Console(stderr=True).is_terminal,
    ) as progress:
        passes = {name: _pass(name, connections, sink, progress) for name in wanted}
    if as_json:
        click.echo(json.dumps([{"name": name, **to_wire(done)} for name, done in passes.items()], ensure_ascii=False))
    else:
        for name, done in passes.items():
            click.echo(_told(name, done, tongue))
        if not passes:
            nothing = Words("Nothing is connected.", "尚未连接任何来源。")
            paused = Words("All connections are paused.", "所有连接均已暂停。")
            click.echo((paused if connections.names() else nothing).say(tongue))
    if any(done.trouble for done in passes.values()):
        raise SystemExit(1)
