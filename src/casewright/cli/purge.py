"""`casewright purge`: which exhibits of a folder's orders are due to be forgotten, and forgetting them."""

import json
from datetime import date, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from casewright.cli.evidence_home import NoEvidenceHomeError, evidence_home_at
from casewright.cli.folder import files_under, shop_of, sources_of
from casewright.cli.helper_programs import reader_with, scanner_at
from casewright.cli.options import (
    home_option,
    json_option,
    language_of,
    language_option,
    on_option,
    scanner_option,
)
from casewright.cli.run import boards_of, decide_all
from casewright.pipeline import read_files
from casewright.pipeline.evidence import leave_pictures_unread

__all__ = ["purge"]


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@home_option(required=True)
@click.option("--do", "go", is_flag=True, help="Make the redacted twins and purge. Nothing brings purged data back.")
@scanner_option()
@on_option
@language_option
@json_option
def purge(  # noqa: PLR0913 - one parameter per option
    *,
    folder: Path,
    home: Path,
    go: bool,
    scanner: str | None,
    on: date | datetime | None,
    language: str | None,
    as_json: bool,
) -> None:
    """Say which exhibits in the evidence home must be forgotten by now, for the orders of FOLDER; with --do, do it.

    What stays is made first: whether values were the order's, scan times, pictures with their text covered. Purged
    exhibits still verify.
    """
    from casewright.cli.purge_due import Purger, print_due  # noqa: PLC0415 - needs what only an evidence home needs

    folder = folder.resolve()
    if not (home / "log.pub").is_file():
        raise NoEvidenceHomeError(home)
    reading = read_files(sources_of(files_under(folder), folder))
    shop = shop_of(folder)
    at, files = decide_all(reading, shop, on)
    purger = Purger(evidence_home_at(home).open(), at)
    looking = scanner_at(scanner)
    read = reader_with(None, looking) if go else partial(leave_pictures_unread, scanner=looking)
    boards = boards_of(files, reading, at, lambda _: read)
    found = purger.due(files, boards)
    for one in found if go else ():
        purger.purge(one)
    if as_json:
        document = {"version": 1, "at": at.isoformat(), "done": go, "due": [one.told() for one in found]}
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        print_due(found, at.astimezone(ZoneInfo(shop.zone)).date(), language_of(language), done=go)
