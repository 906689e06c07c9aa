"""`casewright serve`, `casewright demo`, and `casewright work` for the desk's background work alone."""

import os
import socket
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from threading import Event

import click

from casewright.cli.folder import SHOP_FILE
from casewright.cli.options import language_of
from casewright.domain.words import Words
from casewright_sources.homes import home_option
from casewright_web.parents import PARENT
from casewright_web.workers import Worker, kept_running

__all__ = ["background", "begin", "demo", "serve", "work"]

_HOST = click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
_PORT = click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))

_NO_EXAMPLE = Words(
    "There is no example shop below ./examples: the desk starts empty. Name a folder to fill it.",
    "./examples 下没有示例店铺，工作台为空。可指定一个文件夹导入。",
)


def begin(home: Path, host: str = "127.0.0.1") -> Path:
    """Choose the home folder before Django reads its settings, then start Django."""
    from casewright_web.home import home_prepare  # noqa: PLC0415 - settings read the environment at import

    home = home.absolute()
    home_prepare(home)
    os.environ["CASEWRIGHT_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casewright_web.settings")
    if host not in {"127.0.0.1", "localhost", "::1", "0.0.0.0", "::"}:  # noqa: S104 - compared, not listened on
        os.environ.setdefault("CASEWRIGHT_HOSTS", f"127.0.0.1,localhost,[::1],{host}")
    import django  # noqa: PLC0415 - the same

    django.setup()
    return home


def _port_check(host: str, port: int) -> None:
    """Refuse a port that somebody else serves: the server would share it, and every other request would go astray."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            message = f"{host}:{port} cannot be served ({error.strerror}). Choose another one with --host or --port."
            raise click.ClickException(message) from error


def background() -> AbstractContextManager[None]:
    """Keep running what works beside the pages: deciding open cases again, and reading what is connected."""
    return kept_running(Worker("casewright_web.refreshing"), Worker("casewright_web.watching"))


def _run(host: str, port: int) -> None:
    from granian import Granian  # noqa: PLC0415 - not needed for `--help`
    from granian.constants import Interfaces  # noqa: PLC0415 - the same
    from granian.log import LogLevels  # noqa: PLC0415 - the same

    os.environ[PARENT] = str(os.getpid())  # the processes that serve pages look at it
    server = Granian(
        "casewright_web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=2,
        blocking_threads=4,
        log_level=LogLevels.warning,
    )
    with background():
        server.serve()


@click.command()
@_HOST
@_PORT
@home_option
def serve(host: str, port: int, home: Path) -> None:
    """Serve the desk. Tables and messages are brought up to date first."""
    _port_check(host, port)
    home = begin(home, host)
    from casewright_web.desk_prepare import desk_update  # noqa: PLC0415 - needs Django

    desk_update(home=home)
    click.echo(f"Casewright · http://{host}:{port}/")
    _run(host, port)


@click.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@_HOST
@_PORT
@click.option("--new-password", is_flag=True, help="Make a new password for the user, for instance a forgotten one.")
@home_option
def demo(folder: Path | None, host: str, port: int, home: Path, new_password: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Fill a desk with a shop (FOLDER, or the first one in ./examples), make a user, and serve it."""
    _port_check(host, port)
    home = begin(home, host)
    from casewright_web.desk_prepare import desk_prepare  # noqa: PLC0415 - needs Django

    user = desk_prepare(home=home, folder=folder or _example(), new_password=new_password)
    click.echo(f"Casewright · http://{host}:{port}/")
    if user.password is None:
        click.echo(f"User 用户: {user.name}   Password 密码: unchanged 未变 (casewright demo --new-password)")
    else:
        click.echo(f"User 用户: {user.name}   Password 密码: {user.password}")
    _run(host, port)


@click.command()
@home_option
def work(home: Path) -> None:
    """Do the desk's background work alone, where other machines or processes serve its pages.

    只运行后台任务（读取已连接的来源、按时间更新案件），不提供页面。
    """
    home = begin(home)
    from casewright_web.desk_prepare import desk_update  # noqa: PLC0415 - needs Django

    desk_update(home=home)
    click.echo(Words("Working; Ctrl+C ends it.", "后台任务已开始，按 Ctrl+C 结束。").say(language_of(None)))
    with suppress(KeyboardInterrupt), background():
        Event().wait()


def _example() -> Path | None:
    """Return the first example shop below the working folder; without one, say that the desk starts empty."""
    shop = next((path.parent for path in sorted(Path("examples").glob(f"*/{SHOP_FILE}"))), None)
    if shop is None:
        click.echo(_NO_EXAMPLE.say(language_of(None)), err=True)
    return shop
