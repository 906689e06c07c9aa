"""`casewright evidence`: the evidence boards of a folder: of its cases, and of disputes stated by hand."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from rich.console import Console

from casewright.cli.board_text import print_board
from casewright.cli.finding_json import finding_to_json
from casewright.cli.folder import files_under, shop_of, sources_of
from casewright.cli.helper_programs import reader_with, scanner_at
from casewright.cli.options import (
    instant_of,
    json_option,
    language_of,
    language_option,
    on_option,
    scanner_option,
    transcriber_option,
)
from casewright.cli.run import decide_all
from casewright.domain.place import Finding
from casewright.domain.shop import Shop
from casewright.domain.words import Language, Words
from casewright.evidence.board.board import Board
from casewright.intake import SourceFile
from casewright.intake.dispute_file import read_dispute
from casewright.pipeline import CaseFile, FolderReading, read_files
from casewright.pipeline.board_json import board_to_json
from casewright.pipeline.boards import board_of_case, stated_disputes, unused_files
from casewright.pipeline.evidence import ReadExhibit, board_of_files

__all__ = ["evidence"]

_NONE = Words(
    "No dispute here. Put the notice and the order's reports into the folder, or state a dispute in dispute.toml.",
    "没有需要举证的争议。请放入通知邮件和订单报表，或用 dispute.toml 写明争议。",
)
_UNKNOWN = Words("no case {key!r} that is a dispute; there are: {keys}", "没有名为 {key!r} 的争议案件；现有：{keys}")
_Named = tuple[str, Board, tuple[Finding, ...]]


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder as it was read, with its decided cases."""

    path: Path
    shop: Shop
    sources: Sequence[SourceFile]
    reading: FolderReading
    at: datetime
    files: Sequence[CaseFile]


def _opened(folder: Path, on: date | datetime | None) -> _Folder:
    shop = shop_of(folder)
    sources = list(sources_of(files_under(folder), folder))
    reading = read_files(sources)
    return _Folder(folder, shop, sources, reading, *decide_all(reading, shop, on))


def _boards(opened: _Folder, on: date | datetime | None, key: str | None, read: ReadExhibit | None) -> Iterator[_Named]:
    folder, shop, sources, reading = opened.path, opened.shop, opened.sources, opened.reading
    at, files = opened.at, opened.files
    kept = {sha256(one.content).hexdigest(): one for one in reading.kept}
    stated = stated_disputes(reading, files)
    told: set[str | None] = set()
    for file in files:
        told.add(file.case.order_ref)
        if key in (None, file.case.key):
            made = board_of_case(file, kept, at=at, stated=stated, read=read)
            if made is not None:
                yield file.case.key, made.board, made.findings
    seen_at = None if on is None else instant_of(on, ZoneInfo(shop.zone))
    for one in (one for one in sources if Path(one.name).name == "dispute.toml"):
        home = Path(one.name).parent.as_posix()
        beside = [other for other in sources if home == "." or other.name.startswith(f"{home}/")]
        name = f"dispute:{folder.name if home == '.' else home}"
        if key in (None, name) and not _covered(one, told):
            made_by_hand = board_of_files(beside, at=seen_at, read=read)
            if made_by_hand.board is not None:
                yield name, made_by_hand.board, made_by_hand.findings
            for finding in made_by_hand.findings if made_by_hand.board is None else ():
                click.echo(f"! {finding.code} {finding.place}: {finding.words.en} {finding.words.zh}", err=True)


def _covered(file: SourceFile, orders: set[str | None]) -> bool:
    """Whether a case of this order has already taken up what is stated by hand."""
    told = read_dispute(file.name, file.content).dispute
    return told is not None and told.order_id in orders


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--case", "key", metavar="KEY", help="Only this case, by its key as `casewright run` shows it.")
@transcriber_option()
@scanner_option()
@on_option
@language_option
@json_option
def evidence(  # noqa: PLR0913 - one parameter per option
    *,
    folder: Path,
    key: str | None,
    transcriber: str | None,
    scanner: str | None,
    on: date | datetime | None,
    language: str | None,
    as_json: bool,
) -> None:
    """Show what FOLDER proves in each dispute: checklist, contradictions, strength, and what to ask whom by when."""
    tongue = language_of(language)
    opened = _opened(folder.resolve(), on)
    read = reader_with(transcriber, scanner_at(scanner))
    found = list(_boards(opened, on, key, read))
    if key is not None and not found:
        keys = ", ".join(name for name, _, _ in _boards(opened, on, None, read)) or "–"
        raise click.ClickException(_UNKNOWN.fill(key=key, keys=keys).say(tongue))
    document: list[dict[str, Any]] = [
        {"key": name, **board_to_json(board), "findings": [finding_to_json(one) for one in findings]}
        for name, board, findings in found
    ]
    unused = [finding_to_json(one) for one in unused_files(opened.files, opened.reading)]
    if as_json:
        whole = {"version": 1, "boards": document, "findings": unused}
        click.echo(json.dumps(whole, ensure_ascii=False, indent=1))
        return
    console = Console()
    for board in document:
        print_board(board["key"], board, tongue, console)
        _print_findings(board["findings"], tongue, console)
        console.print()
    _print_findings(unused, tongue, console)
    if not document:
        console.print(_NONE.say(tongue))


def _print_findings(findings: Iterable[dict[str, Any]], tongue: Language, console: Console) -> None:
    for finding in findings:
        if finding["severity"] != "note":
            line = f"! {finding['code']} {finding['place']['file']}: {finding[tongue]}"
            console.print(line, style="yellow", highlight=False, markup=False)
