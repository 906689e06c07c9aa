"""`casewright read`: any source to one JSON record or finding per line."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from casewright.cli.finding_json import finding_to_json
from casewright.domain.wire import record_to_wire
from casewright.intake import SourceFile
from casewright.intake.mapping import MAPPING_ENDING, mapping_in
from casewright.pipeline import read_files

__all__ = ["read"]


def _lines(paths: tuple[Path, ...]) -> Iterator[dict[str, object]]:
    written = [path for path in paths if path.name.endswith(MAPPING_ENDING)]
    mappings = [one for path in written if (one := mapping_in(path.name, path.read_bytes())[0])]
    for path in paths:
        reading = read_files([SourceFile(path.name, path.read_bytes())], mappings=mappings)
        yield from (record_to_wire(record) for record in reading.records)
        yield from ({"type": "finding", **finding_to_json(finding)} for finding in reading.findings)


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
