"""`casewright lake import`: each file kept whole or not at all."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from casewright.cli.finding_json import finding_to_json
from casewright.cli.lake_place import lake_opened, lake_option, lake_print
from casewright.cli.options import json_option, language_of, language_option
from casewright.domain.words import Language, Words
from casewright.intake.findings import FindingLog
from casewright.intake.formats import unloaded_formats
from casewright.intake.mapping import MAPPING_ENDING, Mapping, MappingError, parse_mapping
from casewright.intake.trackers import CASE_TRACKER
from casewright.lake.errors import ImportCancelledError, LakeError

if TYPE_CHECKING:
    from casewright.domain.place import Finding
    from casewright.lake.importing import Imported, Step
    from casewright.lake.importing import Progress as Done

__all__ = ["lake_import"]


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


def _with_unloaded(first: "Imported") -> "Imported":
    """Return the first of some imports with a remark on each added format that cannot be loaded."""
    log = FindingLog(first.name, first.digest)
    unloaded_formats(log)
    return replace(first, findings=(*log.findings(), *first.findings))


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


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@lake_option
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
    found[:1] = [_with_unloaded(one) for one in found[:1]]
    if as_json:
        lake_print({"imports": [_imported_to_json(one) for one in found]})
    else:
        for one in found:
            _say(one, tongue)
    if any(one.manifest is None and not one.inside for one in found):
        sys.exit(1)
