"""A draft of a table, put in the place of the shipped one."""

import tomllib
from pathlib import Path

import click

from casewright.domain.words import Language, Words
from casewright.rulebook import Rulebook, Table, rulebook_of_table, table_from_text, with_table

__all__ = ["drafted", "name_in_draft"]

_NAMELESS = Words(
    '{path} does not say which table it is. Begin it with table = "..."',
    '{path} 没有写明是哪张表。请在开头写上 table = "..."',
)
_UNREADABLE = Words("{path} cannot be read: {error}", "{path} 无法读取：{error}")


def name_in_draft(draft: Path, language: Language) -> str:
    """Return the name of the table that the draft is of."""
    try:
        name = tomllib.loads(draft.read_text(encoding="utf-8")).get("table")
    except (OSError, ValueError) as error:
        raise click.ClickException(_UNREADABLE.fill(path=draft, error=error).say(language)) from error
    if not isinstance(name, str):
        raise click.ClickException(_NAMELESS.fill(path=draft).say(language))
    return name


def drafted(draft: Path, language: Language) -> tuple[Rulebook, Table]:
    """Load a draft; return the rulebook with it in its table's place, and the table.

    It may name the values that the folder of its table shares.
    """
    name = name_in_draft(draft, language)
    book = rulebook_of_table(name)
    folder = book.table(name).file.partition("/")[0]
    text = draft.read_text(encoding="utf-8")
    table = table_from_text(text, draft.name, book.catalogue, book.shared.get(folder, ()))
    whole = with_table(book, table)
    return whole, whole.table(name)
