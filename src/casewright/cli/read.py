"""`casewright read`: any source to one JSON record or finding per line."""

import json
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import click

from casewright.cli.finding_json import finding_to_json
from casewright.domain.notice import MailNotice
from casewright.domain.place import Finding
from casewright.domain.wire import record_to_wire
from casewright.intake import SourceFile
from casewright.intake.formats import UNLOADED
from casewright.intake.mail.copies import repeated_ids
from casewright.intake.mailbox_files import mails_of, starts_as_mbox
from casewright.intake.mapping import MAPPING_ENDING, mapping_in
from casewright.pipeline import FolderReading, read_files

__all__ = ["read"]


def _lines(paths: tuple[Path, ...]) -> Iterator[dict[str, object]]:
    written = [path for path in paths if path.name.endswith(MAPPING_ENDING)]
    mappings = [one for path in written if (one := mapping_in(path.name, path.read_bytes())[0])]
    for path in paths:
        with path.open("rb") as file:
            if starts_as_mbox(file):
                yield from _mails(path.name, file)
                continue
        yield from _told(read_files([SourceFile(path.name, path.read_bytes())], mappings=mappings))


def _mails(name: str, file: BinaryIO) -> Iterator[dict[str, object]]:
    """Tell of a mailbox mail by mail, however large it is: each content once, and at the end who has another's name."""
    digests: set[str] = set()
    notices: list[MailNotice] = []
    for number, mail in enumerate(mails_of(file), 1):
        digest = sha256(mail).hexdigest()
        if digest not in digests:
            digests.add(digest)
            reading = read_files([SourceFile(f"{name}!/{number}.eml", mail)])
            notices += (one for one in reading.records if isinstance(one, MailNotice))
            once = (one for one in reading.findings if one.code != UNLOADED or number == 1)
            yield from _told(replace(reading, findings=tuple(once)))
    yield from map(_finding, repeated_ids(notices))


def _told(reading: FolderReading) -> Iterator[dict[str, object]]:
    yield from map(record_to_wire, reading.records)
    yield from map(_finding, reading.findings)


def _finding(finding: Finding) -> dict[str, object]:
    return {"type": "finding", **finding_to_json(finding)}


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The output is always JSON lines; accepted for symmetry.")
def read(files: tuple[Path, ...], as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Read FILES (mail, report, archive) and print one JSON record or finding per line.

    A file *.mapping.toml among them says what the columns of the other tables mean.

    读取文件（邮件、报告、压缩包），每行输出一条 JSON 记录或提示；其中的 *.mapping.toml 说明其他表格各列的含义。
    """
    del as_json
    for line in _lines(files):
        click.echo(json.dumps(line, ensure_ascii=False))
