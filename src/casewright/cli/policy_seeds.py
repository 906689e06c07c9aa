"""`casewright policy seeds`: the advice of the source documents beside the rows that deal with it."""

import json
from pathlib import Path

import click

from casewright.cli.options import json_option, language_of, language_option
from casewright.domain.wire import to_wire
from casewright.domain.words import Language, Words
from casewright.rulebook import load_rulebook
from casewright.rulebook.seeds import load_seeds, seeds_page

__all__ = ["seeds"]

_PAGES: tuple[tuple[str, Language], ...] = (("seeds.md", "en"), ("seeds.zh.md", "zh"))
_WROTE = Words("{path} written.", "已写入 {path}。")


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for both pages; else printed.")
@language_option
@json_option
def seeds(out: Path | None, language: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """List each advice of the source documents, its rows, and whether today's policy agrees."""
    rulebook = load_rulebook()
    book = load_seeds(rulebook)
    tongue = language_of(language)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for name, one in _PAGES:
            (out / name).write_text(seeds_page(rulebook, book, one), encoding="utf-8")
    if as_json:
        click.echo(json.dumps({"advice": to_wire(book.advice)}, ensure_ascii=False, indent=1))
    elif out is None:
        click.echo(seeds_page(rulebook, book, tongue), nl=False)
    else:
        for name, _ in _PAGES:
            click.echo(_WROTE.fill(path=out / name).say(tongue))
