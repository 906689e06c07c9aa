"""`casewright policy export`, `import` and `docs`: tables out of and into the forms in which people edit them."""

import base64
import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from casewright.cli.options import json_option, language_of, language_option
from casewright.domain.wire import to_wire
from casewright.domain.words import Language, Words
from casewright.rulebook import Rulebook, Table, load_rulebook, rulebook_of_table, shipped_rulebooks
from casewright.rulebook.exchange import (
    FindingLevel,
    Form,
    Imported,
    ImportedTable,
    ImportFinding,
    Surroundings,
    export_table,
    import_tables,
    policy_pages,
)

__all__ = ["docs", "export", "import_"]

_LEVELS = {
    FindingLevel.REFUSED: Words("refused", "拒绝"),
    FindingLevel.MISSING: Words("to do", "待补"),
    FindingLevel.NOTE: Words("note", "说明"),
}
_READY = Words(
    "{name}: whole; it loads with {rows} rows. Prove it with `casewright policy check` once it stands in its folder.",
    "{name}：内容完整，可以载入，共 {rows} 行。放进规则文件夹后，请用 `casewright policy check` 证明。",
)
_UNFINISHED = Words("{name}: {count} things to add before it loads.", "{name}：载入前还有 {count} 处要补。")
_REFUSED = Words("{name}: refused, for the reasons above.", "{name}：未导入，原因见上。")
_WROTE = Words("{path} written.", "已写入 {path}。")
_NOTHING = Words("Every page is current.", "所有页面都是最新的。")
_STALE = Words(
    "{path} is not current; run `casewright policy docs`.", "{path} 不是最新的；请运行 `casewright policy docs`。"
)


@click.command()
@click.argument("table")
@click.option(
    "--as", "form", type=click.Choice([form.value for form in Form]), default="md", help="Form of the export."
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write; else standard output.")
@language_option
@json_option
def export(table: str, form: str, out: Path | None, language: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Write TABLE as a page (md), a spreadsheet (xlsx) or for DMN editors (dmn)."""
    found = rulebook_of_table(table).table(table)
    content = export_table(found, Form(form))
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(content)
    if as_json:
        click.echo(json.dumps(_exported(found, Form(form), content, out), ensure_ascii=False, indent=1))
    elif out is not None:
        click.echo(_WROTE.fill(path=out).say(language_of(language)))
    elif form == Form.XLSX and sys.stdout.isatty():
        raise click.UsageError("a spreadsheet is no text for a terminal; add --out FILE")
    else:
        sys.stdout.buffer.write(content)


def _exported(table: Table, form: Form, content: bytes, out: Path | None) -> dict[str, Any]:
    text = None if form is Form.XLSX or out else content.decode()
    packed = base64.b64encode(content).decode() if form is Form.XLSX and not out else None
    return {
        "table": table.name,
        "table_digest": table.digest,
        "as": form.value,
        "sha256": hashlib.sha256(content).hexdigest(),
        "file": None if out is None else str(out),
        "text": text,
        "base64": packed,
    }


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for the policy files; else printed."
)
@click.option(
    "--folder", default="amazon", show_default=True, help="Policy folder whose shared values the table may name."
)
@language_option
@json_option
def import_(file: Path, out: Path | None, folder: str, language: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Read decision tables from FILE (.dmn or .xlsx) as policy files to finish.

    What a table lacks is listed, what goes beyond the grammar is refused by name; then the exit code is 1.
    """
    tongue = language_of(language)
    imported = import_tables(file.read_bytes(), _surroundings(folder, tongue))
    written = _write(imported, out) if out is not None else {}
    if as_json:
        click.echo(json.dumps(_imported(imported, written), ensure_ascii=False, indent=1))
    else:
        _tell(imported, written, tongue)
    every = [*imported.findings, *(one for table in imported.tables for one in table.findings)]
    if any(one.level is FindingLevel.REFUSED for one in every):
        raise SystemExit(1)


def _surroundings(folder: str, language: Language) -> Surroundings:
    book = next((book for book in shipped_rulebooks() if folder in book.shared), load_rulebook())
    return Surroundings(book.catalogue, book.shared.get(folder, ()), folder, language)


def _write(imported: Imported, out: Path) -> dict[str, Path]:
    """Write each policy file; one that stands there already is never touched."""
    out.mkdir(parents=True, exist_ok=True)
    written = {}
    for table in imported.tables:
        if table.text is not None:
            path = out / f"{_file_name(table)}.toml"
            if path.exists():
                raise click.ClickException(f"{path} stands there already; remove it or choose another folder")
            path.write_text(table.text, encoding="utf-8")
            written[table.name] = path
    return written


def _file_name(table: ImportedTable) -> str:
    return "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in table.name) or "table"


def _tell(imported: Imported, written: dict[str, Path], language: Language) -> None:
    _tell_findings(imported.findings, language)
    for table in imported.tables:
        _tell_findings(table.findings, language)
        click.echo(_summary(table, language), err=True)
        if table.name in written:
            click.echo(_WROTE.fill(path=written[table.name]).say(language), err=True)
        elif table.text is not None:
            click.echo(table.text)


def _tell_findings(findings: Iterable[ImportFinding], language: Language) -> None:
    for one in findings:
        click.echo(f"{one.code} {_LEVELS[one.level].say(language)} [{one.where}] {one.words.say(language)}", err=True)


def _summary(table: ImportedTable, language: Language) -> str:
    if table.table is not None:
        return _READY.fill(name=table.name, rows=len(table.table.rows)).say(language)
    if table.text is None:
        return _REFUSED.fill(name=table.name).say(language)
    count = sum(one.level is FindingLevel.MISSING for one in table.findings)
    return _UNFINISHED.fill(name=table.name, count=count).say(language)


def _imported(imported: Imported, written: dict[str, Path]) -> dict[str, Any]:
    return {
        "findings": to_wire(imported.findings),
        "tables": [
            {
                "table": table.name,
                "loads": table.table is not None,
                "table_digest": None if table.table is None else table.table.digest,
                "file": str(written[table.name]) if table.name in written else None,
                "text": None if table.name in written else table.text,
                "findings": to_wire(table.findings),
            }
            for table in imported.tables
        ],
    }


@click.command()
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=Path("docs/policies"), show_default=True
)
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit 1 when a page is not current.")
@language_option
@json_option
def docs(out: Path, only_check: bool, language: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Write one page per shipped table, in both languages."""
    tongue = language_of(language)
    stale = list(_stale(shipped_rulebooks(), out))
    if not only_check:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in stale:
            (out / name).write_text(text, encoding="utf-8")
    if as_json:
        click.echo(json.dumps({"written" if not only_check else "stale": [name for name, _ in stale]}, indent=1))
    else:
        said = _STALE if only_check else _WROTE
        for name, _ in stale:
            click.echo(said.fill(path=out / name).say(tongue))
        if not stale:
            click.echo(_NOTHING.say(tongue))
    if only_check and stale:
        raise SystemExit(1)


def _stale(books: Iterable[Rulebook], out: Path) -> Iterable[tuple[str, str]]:
    for name, text in policy_pages(books).items():
        path = out / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            yield name, text
