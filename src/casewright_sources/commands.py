"""`casewright connect`: one subcommand per kind of source, and what is connected."""

import json
from pathlib import Path

import click

from casewright.cli.options import json_option, language_of, language_option
from casewright.domain.wire import to_wire
from casewright.domain.words import Words
from casewright_sources.connections import Connections
from casewright_sources.homes import home_option
from casewright_sources.kinds import KINDS, connect_command
from casewright_sources.outgoing_connect import outgoing, outgoing_connections
from casewright_sources.removing import connection_remove

__all__ = ["connect"]


class _Kinds(click.Group):
    """Finds a subcommand among ours, then among the kinds of sources."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *KINDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return super().get_command(ctx, cmd_name) or connect_command(cmd_name)


@click.group(cls=_Kinds)
def connect() -> None:
    """Connect a source that the desk reads by itself, or the server that sends mail, and check it.

    连接工作台自动读取的来源或发信服务器，并当场检查。
    """


connect.add_command(outgoing)


@connect.command("list")
@home_option
@language_option
@json_option
def list_connections(home: Path, language: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Show what is connected and how it stands."""
    rows = [
        {
            "name": name,
            "kind": connections.get(name).kind,
            "paused": connections.get(name).paused,
            **to_wire(connections.state(name)),
        }
        for connections in (Connections(home), outgoing_connections(home))
        for name in connections.names()
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    tongue = language_of(language)
    if not rows:
        click.echo(Words("Nothing is connected.", "尚未连接任何来源。").say(tongue))
    for row in rows:
        trouble = row["trouble"][tongue] if row["trouble"] else Words("in order", "正常").say(tongue)
        trouble = Words("paused", "已暂停").say(tongue) if row["paused"] else trouble
        never = Words("never read", "尚未读取").say(tongue) if row["kind"] in KINDS else "–"
        click.echo(f"{row['name']}  {row['kind']}  {row['read_at'] or never}  {row['arrived']}  {trouble}")


@connect.command("pause")
@click.argument("name")
@click.option("--off", is_flag=True, help="Read it again.")
@home_option
@language_option
def pause_connection(name: str, home: Path, language: str | None, off: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Read the connection NAME no more until --off; it keeps its password and how far it was read.

    暂停读取连接 NAME，密码和进度保留；加 --off 恢复读取。
    """
    Connections(home).pause(name, paused=not off)
    done = Words(f"{name} is read again.", f"{name} 已恢复读取。")
    done = done if off else Words(f"{name} is paused.", f"{name} 已暂停读取。")
    click.echo(done.say(language_of(language)))


@connect.command("remove")
@click.argument("name")
@home_option
@language_option
def remove_connection(name: str, home: Path, language: str | None) -> None:
    """Forget the connection NAME, its password and its state. What was read stays.

    断开连接 NAME，删除其密码和状态；已读取的内容保留。

    Subscriptions that were made at Amazon for it are deleted there. Exit 1 when they could not be.
    """
    sources, senders = Connections(home), outgoing_connections(home)
    stays: tuple[Words, ...] = ()
    if name not in sources.names() and name in senders.names():
        senders.remove(name)
    else:
        stays = connection_remove(sources, name)
    tongue = language_of(language)
    click.echo(Words(f"{name} is no longer connected.", f"{name} 已断开。").say(tongue))
    for words in stays:
        click.echo(f"✗ {words.say(tongue)}")
    if stays:
        raise click.exceptions.Exit(1)
