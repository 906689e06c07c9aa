"""The `casewright` command. Commands of other packages (the desk) join by entry point, so the core works alone."""

import errno
from functools import cache
from importlib.metadata import EntryPoint, entry_points

import click

from casewright.cli.later import LaterCommand
from casewright.cli.options import language_here
from casewright.domain.errors import CasewrightError
from casewright.domain.words import Language, Words

__all__ = ["main"]

_CORE = ("run", "read", "evidence", "lake", "decide", "replay", "policy", "packet", "verify", "purge")
_PLACE = {
    errno.ENOSPC: Words("the disk is full", "磁盘已满"),
    errno.EDQUOT: Words("the quota of the disk is used up", "磁盘配额已用完"),
    errno.EROFS: Words("it can only be read there", "该位置只读"),
    errno.EACCES: Words("you may not read or write there", "没有该位置的读写权限"),
    errno.EPERM: Words("you may not read or write there", "没有该位置的读写权限"),
}
_STOPPED = Words(
    "{path}: {why}. What was finished before stands; mend that or name another place, then give the command again.",
    "{path}：{why}。此前已完成的内容仍然有效；请先解决该问题或另选位置，再执行同一命令。",
)
_UNNAMED_PLACE = Words("a file", "某个文件")
_EXTRAS = {"polars": "lake", "obstore": "lake"}


class _Commands(click.Group):
    """Finds a command among ours, then among the installed entry points of `casewright.commands`; loads none."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *(point.name for point in _others())})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        found = super().get_command(ctx, cmd_name)
        if found is not None:
            return found
        point = next((point for point in _others() if point.name == cmd_name), None)
        return LaterCommand(point.name, point.value) if point else None

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except CasewrightError as error:
            raise click.ClickException(_told(error, language_here(ctx))) from error
        except OSError as error:
            if error.errno not in _PLACE:
                raise
            raise click.ClickException(_no_room(error).say(language_here(ctx))) from error
        except ModuleNotFoundError as error:
            point = next((point for point in _others() if point.name == ctx.invoked_subcommand), None)
            raise _missing(error, point) from error


@cache
def _no_room(error: OSError) -> Words:
    """Say where a place refuses to be read or written, and that the same command finishes later."""
    why = _PLACE[error.errno or 0]
    path = _UNNAMED_PLACE if error.filename is None else Words(str(error.filename), str(error.filename))
    return Words(_STOPPED.en.format(path=path.en, why=why.en), _STOPPED.zh.format(path=path.zh, why=why.zh))


def _others() -> tuple[EntryPoint, ...]:
    """Return the commands of other packages; to look through all that is installed takes a while, so only once."""
    return tuple(entry_points(group="casewright.commands"))


def _missing(error: ModuleNotFoundError, point: EntryPoint | None) -> click.ClickException:
    """Say what to install when a command's packages are missing."""
    of_point = "sources" if point is not None and point.module.startswith("casewright_sources") else "web"
    extra = _EXTRAS.get((error.name or "").partition(".")[0], of_point)
    return click.ClickException(
        f'this command needs a package that is not installed ({error.name}): pip install "casewright[{extra}]"'
    )


def _told(error: CasewrightError, language: Language) -> str:
    """Return the error's words in the reader's language where it has them."""
    words = getattr(error, "words", None)
    return words.say(language) if isinstance(words, Words) else str(error)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="casewright", message="%(prog)s %(version)s")
def main() -> None:
    """The after-sales claims desk: mail and reports in; cases, decisions and deadlines out.

    售后索赔工作台：读取邮件和报表，生成案件、决定和期限。
    """


for _name in _CORE:
    main.add_command(LaterCommand(_name, f"casewright.cli.{_name}:{_name}"))
