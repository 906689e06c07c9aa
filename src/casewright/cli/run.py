"""`casewright run`: a folder of mail, reports and files to cases, a worklist and a table."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from casewright.cli.finding_json import finding_to_json
from casewright.cli.folder import files_under, shop_of, sources_of, unnamed_shop, write_whole
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
from casewright.cli.packed_cases import PackedCases
from casewright.cli.progress import RateColumn
from casewright.cli.run_lake import read_with_lake
from casewright.cli.run_packets import (
    CasePacket,
    gets_packet,
    packet_options,
    packets_of_run,
    purged_of_run,
    tell_packets,
)
from casewright.cli.spool import Spool, is_large
from casewright.cli.table import print_cases
from casewright.cli.worklist import worklist_html
from casewright.domain.notice import MailNotice
from casewright.domain.place import Finding
from casewright.domain.shop import Shop
from casewright.domain.words import Words
from casewright.evidence.board.board import Board
from casewright.intake import SourceFile
from casewright.intake.trackers import TrackedStatus, tracked_status
from casewright.pipeline import CaseFile, FolderReading, case_to_json, decide_case, open_cases, read_files
from casewright.pipeline.boards import CaseBoard, board_of_case, stated_disputes, unused_files
from casewright.pipeline.evidence import ReadExhibit, leave_pictures_unread

if TYPE_CHECKING:
    from casewright.cli.purged import PurgedExhibits

__all__ = [
    "CASES_VERSION",
    "boards_of",
    "cases_document",
    "decide_all",
    "document_pieces",
    "run",
    "status_of",
]

CASES_VERSION = 1
"""Version of the layout of `cases.json`; it changes when a key changes its meaning or goes."""


def decide_all(reading: FolderReading, shop: Shop, on: date | datetime | None) -> tuple[datetime, list[CaseFile]]:
    """Open and decide every case of a reading, the first clock to run out first."""
    seen = [record.sent_at for record in reading.records if isinstance(record, MailNotice) and record.sent_at]
    at = instant_of(on or shop.stands_at, ZoneInfo(shop.zone), seen)
    decided = [decide_case(case, at=at, shop=shop) for case in open_cases(reading.records)]
    return at, sorted(decided, key=_urgency)


def status_of(file: CaseFile) -> TrackedStatus:
    """Where the team's own list has a case; a case of which it says nothing is open."""
    return tracked_status(file.case, {}) or TrackedStatus.OPEN


def _urgency(file: CaseFile) -> tuple[int, bool, float, str]:
    due = file.deadline.due_at.timestamp() if file.deadline else 0.0
    return (list(TrackedStatus).index(status_of(file)), file.deadline is None, due, file.case.key)


def boards_of(
    files: Sequence[CaseFile],
    reading: FolderReading,
    at: datetime,
    read_for: Callable[[CaseFile], ReadExhibit | None],
    purged: "PurgedExhibits | None" = None,
) -> dict[str, CaseBoard]:
    """The evidence board of each case that is a dispute, by the case's key; `read_for` says how its files are read."""
    kept = {sha256(one.content).hexdigest(): one for one in reading.kept}
    stated = stated_disputes(reading, files)

    def board(file: CaseFile) -> CaseBoard | None:
        stays = None if purged is None else partial(purged.of, file.case)
        return board_of_case(file, kept, at=at, stated=stated, read=read_for(file), purged=stays)

    made = {file.case.key: board(file) for file in files}
    return {key: board for key, board in made.items() if board is not None}


def cases_document(
    files: Iterable[CaseFile],
    findings: Iterable[Finding],
    shop: Shop,
    at: datetime,
    boards: Mapping[str, CaseBoard] | None = None,
    packets: Mapping[str, CasePacket] | None = None,
) -> dict[str, Any]:
    """The whole content of `cases.json`. The same input gives the same bytes."""
    known, made = boards or {}, packets or {}
    remarks = {finding: None for one in known.values() for finding in one.findings}
    findings = [*findings, *(finding for finding in remarks if finding not in findings)]
    ordered = sorted(findings, key=lambda one: (str(one.place), one.code, one.words.en))
    return {
        "version": CASES_VERSION,
        "shop": shop.name,
        "zone": shop.zone,
        "at": at.isoformat(),
        "cases": PackedCases(
            {
                **case_to_json(file, at=at, board=_board(known, file)),
                "packet": made.get(file.case.key),
                "status": status_of(file).value,
            }
            for file in files
        ),
        "findings": [finding_to_json(finding) for finding in ordered],
    }


def document_pieces(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the text of a document piece by piece: a line for each key, and for each item of a list."""
    mark = "{"
    for key, value in document.items():
        yield f"{mark}\n{json.dumps(key)}: "
        if isinstance(value, (list, PackedCases)) and len(value):
            yield from (f"{',' if at else '['}\n {json.dumps(one, ensure_ascii=False)}" for at, one in enumerate(value))
            yield "\n]"
        else:
            yield json.dumps(list(value) if isinstance(value, PackedCases) else value, ensure_ascii=False)
        mark = ","
    yield "\n}\n"


def _board(boards: Mapping[str, CaseBoard], file: CaseFile) -> Board | None:
    made = boards.get(file.case.key)
    return None if made is None else made.board


def _read(paths: list[Path], folder: Path, console: Console, label: str) -> FolderReading:
    """Read the files with a progress bar on the error stream, so that piped output stays clean."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        RateColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        task = progress.add_task(label, total=None)

        def step(_: SourceFile) -> None:
            progress.advance(task)

        spool = click.get_current_context().with_resource(Spool()) if is_large(paths) else None
        sources = list(sources_of(paths, folder, spool))
        progress.update(task, total=len(sources))
        return read_files(sources, step, keep=spool.keep) if spool else read_files(sources, step)


@click.command()
@packet_options
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Writes cases.json, worklist.html here.")
@click.option(
    "--lake",
    metavar="PLACE",
    help="Large reports go into this lake (a folder or s3://BUCKET/PREFIX); only rows that a case needs are read.",
)
@click.option("--pictures", is_flag=True, help="Also reads text in pictures: some seconds for each.")
@transcriber_option()
@scanner_option()
@on_option
@language_option
@json_option
def run(  # noqa: PLR0913 - click passes each option by name
    folder: Path,
    *,
    out: Path | None,
    lake: str | None,
    pictures: bool,
    transcriber: str | None,
    scanner: str | None,
    on: date | datetime | None,
    language: str | None,
    as_json: bool,
) -> None:
    """Read FOLDER (mails, reports, files), open one case per matter, and say what to do, by when and why."""
    tongue = language_of(language)
    folder = folder.resolve()
    shop = shop_of(folder)
    leave_out = out.resolve() if out else None
    paths = list(files_under(folder, leave_out=leave_out))
    label, console = Words("Reading", "读取中").say(tongue), Console(stderr=True)
    if lake:
        at = instant_of(None, ZoneInfo("UTC"))
        reading = read_with_lake(paths, folder, lake, at, lambda some: _read(some, folder, console, label))
    else:
        reading = _read(paths, folder, console, label)
    at, files = decide_all(reading, shop, on)

    looking = scanner_at(scanner)
    whole, unread = reader_with(transcriber, looking), partial(leave_pictures_unread, scanner=looking)

    def read_for(file: CaseFile) -> ReadExhibit | None:
        """Read the pictures of whatever goes out, so that its packet rests on the board that is shown."""
        return whole if pictures or (out and gets_packet(file)) else unread

    purged = purged_of_run(finished_at=at if out else None)
    boards = boards_of(files, reading, at, read_for, purged)
    open_files = [file for file in files if status_of(file) is not TrackedStatus.CLOSED]
    unnamed = unnamed_shop(folder)
    packets = packets_of_run(open_files, boards, reading, shop, at, out, unnamed=unnamed, purged=purged) if out else {}
    findings = (*reading.findings, *unused_files(files, reading))
    document = cases_document(files, findings, shop, at, boards, packets)
    if out:
        write_whole(out / "cases.json", document_pieces(document))
        write_whole(out / "worklist.html", worklist_html(document, tongue))
    if as_json:
        for piece in document_pieces(document):
            click.echo(piece, nl=False)
    else:
        print_cases(
            document, tongue, Console(), files_read=len({one.name.partition("!/")[0] for one in reading.kept}), out=out
        )
        tell_packets(packets, out, tongue, unnamed)
