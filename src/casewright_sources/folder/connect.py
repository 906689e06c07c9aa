"""`casewright connect folder`: a path that the desk looks at from now on."""

import json
from pathlib import Path

import click

from casewright.cli.options import json_option, language_of, language_option
from casewright.domain.words import Words
from casewright_sources.connections import Connection, Connections
from casewright_sources.folder.source import FolderSource
from casewright_sources.homes import home_option

__all__ = ["connect"]


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--name", default="folder", show_default=True, help="What the desk calls this folder.")
@home_option
@language_option
@json_option
def connect(path: Path, name: str, home: Path, language: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Connect PATH: a Maildir, an mbox file, or a folder of mails, reports and archives. Nothing in it is changed.

    连接 Maildir、mbox 文件，或存放邮件、报表、压缩包的文件夹。只读取，不会改动其中任何文件。
    """
    whole = path.absolute()
    waiting = len(list(FolderSource(name, whole).files()))
    Connections(home).save(Connection(name, "folder", {"path": str(whole)}), None)
    step = Words(
        f"“{name}” is connected: {whole} holds {waiting} files. The desk reads them, and what comes later, while "
        "`casewright serve` or `casewright work` runs.",
        f"“{name}” 已连接：{whole} 中有 {waiting} 个文件。`casewright serve` 或 `casewright work` 运行期间，"
        "工作台会自动读取这些文件以及之后放入的文件。",
    )
    if as_json:
        line = {"name": name, "kind": "folder", "steps": [{"en": step.en, "zh": step.zh}]}
        click.echo(json.dumps(line, ensure_ascii=False))
    else:
        click.echo(step.say(language_of(language)))
