"""Options that several commands share: the day, the language, the output form."""

import os
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from casewright.domain.words import Language

__all__ = [
    "DAY",
    "AskedDay",
    "home_option",
    "instant_of",
    "json_option",
    "language_here",
    "language_of",
    "language_option",
    "on_option",
    "scanner_option",
    "transcriber_option",
    "translator_option",
]


class AskedDay(click.ParamType[date | datetime]):
    """A day (`2026-11-20`) or an instant with its zone (`2026-11-20T09:00+08:00`)."""

    name = "day"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date | datetime:
        """Read the text; fail with what a right one looks like."""
        if isinstance(value, date):
            return value
        text = str(value)
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
                return date.fromisoformat(text)
            instant = datetime.fromisoformat(text)
        except ValueError:
            self.fail(f"{text!r} is neither a day (2026-11-20) nor an instant (2026-11-20T09:00+08:00)", param, ctx)
        if instant.tzinfo is None:
            self.fail(f"{text!r} needs its zone: {text}+08:00", param, ctx)
        return instant


DAY = AskedDay()
_LANGUAGE = "casewright.language"
on_option = click.option(
    "--on",
    type=DAY,
    metavar="DAY",
    help="The day (or instant with zone) for which to decide; now if left out.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print stable JSON instead of text.")
home_option = partial(
    click.option,
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="CASEWRIGHT_EVIDENCE",
    help="The evidence home: a packet's exhibits are kept and logged there, and the packet proves it.",
)

transcriber_option = partial(
    click.option,
    "--transcriber",
    metavar="COMMAND",
    envvar="CASEWRIGHT_TRANSCRIBER",
    help="Writes call recordings down: run as COMMAND MEDIA_TYPE with the recording on its input. Else they are kept.",
)

scanner_option = partial(
    click.option,
    "--virus-scanner",
    "scanner",
    metavar="ADDRESS",
    envvar="CASEWRIGHT_CLAMD",
    help="A clamd that looks at every file before it is opened: its socket's path, or host:port.",
)

translator_option = partial(
    click.option,
    "--translator",
    metavar="COMMAND",
    envvar="CASEWRIGHT_TRANSLATOR",
    help="Translates messages: run as COMMAND FROM INTO with the text on its input. Without it they stand as written.",
)


def _keep_language(ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """Let errors that end a command speak the language that was asked for."""
    ctx.meta[_LANGUAGE] = value
    return value


language_option = click.option(
    "--lang",
    "language",
    type=click.Choice(["en", "zh"]),
    is_eager=True,
    callback=_keep_language,
    help="Language of the text; else as LANG says.",
)


def language_here(ctx: click.Context) -> Language:
    """The language of the command that runs, as far as it is known."""
    return language_of(ctx.meta.get(_LANGUAGE))


def language_of(chosen: str | None) -> Language:
    """The chosen language, else Chinese where the environment is Chinese, else English."""
    wanted = chosen or os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if wanted.lower().startswith("zh") else "en"


def instant_of(asked: date | datetime | None, zone: ZoneInfo, seen: Iterable[datetime] = ()) -> datetime:
    """The instant for which to decide.

    A bare day means the office's morning of that day, or the newest mail of that day if it came later: a desk cannot
    look at a mail before it came. Nothing asked means now; this is the one place where the command reads the clock.
    """
    if asked is None:
        return datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 - the shell owns the clock
    if isinstance(asked, datetime):
        return asked
    morning = datetime.combine(asked, time(), tzinfo=zone)
    same_day = [instant for instant in seen if instant.astimezone(zone).date() == asked]
    return max([morning, *same_day]).astimezone(UTC)
