"""What old source documents advise, set beside the rows that deal with it today: read, checked and told as a page."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files

from casewright.domain.words import Language, Words
from casewright.rulebook.dates import in_span, scope_rank, snapshot
from casewright.rulebook.section import Section
from casewright.rulebook.table import Row, Rulebook, Table
from casewright.rulebook.tell import fill_reason, tell_mark

__all__ = ["Advice", "SeedBook", "load_seeds", "seeds_page"]

_FILE = "seeds.toml"
_MARKS = ("agrees", "narrows", "forbids")
_TITLE = Words("What the source documents advise, and what policy says today", "原始文档的建议与今天的政策")
_INTRO = Words(
    "Made by `casewright policy seeds` from `policies/seeds.toml` and the tables; change those, not this page. "
    "Each advice is told in our own words. "
    "Numbers are those of {on}; where a row holds everywhere, those of {marketplace}.",
    "本页由 `casewright policy seeds` 根据 `policies/seeds.toml` 和规则表生成；要修改请改它们，不要改本页。"
    "各条建议均为转述。数值以 {on} 为准；适用于所有站点的行，取 {marketplace} 的数值。",
)
_COUNT_HEADS = Words("Document|Advice|{agrees}|{narrows}|{forbids}", "文档|建议数|{agrees}|{narrows}|{forbids}")
_HEADS = Words("No.|Where|The advice|Today|What the rows say", "编号|位置|建议|今天|规则行怎么说")
_LINE = Words("{place}, line {line}", "{place}，第 {line} 行")
_ENDED = Words("(until {day})", "（至 {day}）")


@dataclass(frozen=True, slots=True)
class Advice:
    """One advice of a source document, where it stands, the rows that deal with it, and how policy stands to it."""

    seed: str
    line: int
    place: Words
    says: Words
    rows: tuple[str, ...]
    mark: str


@dataclass(frozen=True, slots=True)
class SeedBook:
    """Every advice by document, and the day and place whose numbers the page shows."""

    on: date
    marketplace: str
    documents: Mapping[str, Words]
    advice: tuple[Advice, ...]

    def of(self, seed: str) -> tuple[Advice, ...]:
        """Return the advice of one document, in its order."""
        return tuple(one for one in self.advice if one.seed == seed)


def load_seeds(rulebook: Rulebook, text: str | None = None) -> SeedBook:
    """Return what the shipped file of advice says, or the given text. Raise PolicyFileError for what it cannot use."""
    if text is None:
        text = files("casewright.policies").joinpath(_FILE).read_text(encoding="utf-8")
    file = Section(tomllib.loads(text), _FILE, "the file")
    documents = {entry.text("seed"): entry.words("title") for entry in file.sections("document")}
    book = SeedBook(
        on=file.day("on"),
        marketplace=file.text("marketplace"),
        documents=documents,
        advice=tuple(_advice(entry, documents, rulebook) for entry in file.sections("advice")),
    )
    file.done()
    return book


def _advice(entry: Section, documents: Mapping[str, Words], rulebook: Rulebook) -> Advice:
    line = entry.whole_or_none("line")
    advice = Advice(
        seed=entry.choice("seed", documents),
        line=line or 0,
        place=entry.words("place"),
        says=entry.words("says"),
        rows=entry.texts("rows"),
        mark=entry.choice("mark", _MARKS),
    )
    entry.done()
    if not advice.line:
        entry.refuse(
            Words("it names no line", "没有写第几行"),
            Words("Write the line of the document on which it stands", "请写明它在文档的第几行"),
        )
    if not advice.rows:
        entry.refuse(
            Words("no row deals with it", "没有规则行处理它"),
            Words("Name the rows that do, or write the row that is missing", "请写处理它的行，或先补上缺的那一行"),
        )
    known = {row.code for table in rulebook for row in table.rows}
    if unknown := [code for code in advice.rows if code not in known]:
        entry.refuse(
            Words(f"unknown row {', '.join(unknown)}", f"不认识的行 {'、'.join(unknown)}"),
            Words("Name rows of the tables", "请写规则表里有的行"),
        )
    return advice


def seeds_page(rulebook: Rulebook, book: SeedBook, language: Language) -> str:
    """Return the page that lists every advice with its rows and how today's policy stands to it."""
    marks = {mark: tell_mark(mark).say(language) for mark in _MARKS}
    counts = [
        (f"{seed} · {title.say(language)}", str(len(book.of(seed))), *(str(n) for n in _tally(book.of(seed))))
        for seed, title in book.documents.items()
    ]
    parts = [
        f"# {_TITLE.say(language)}",
        _INTRO.fill(on=book.on, marketplace=book.marketplace).say(language),
        _grid(_COUNT_HEADS.fill(**marks).say(language), counts),
    ]
    for seed, title in book.documents.items():
        lines = [
            (f"{seed}.{number}", _where(one, language), one.says.say(language), marks[one.mark], cell)
            for number, one in enumerate(book.of(seed), 1)
            for cell in ["<br>".join(_row_line(rulebook, book, code, language) for code in one.rows)]
        ]
        parts += [f"## {seed} · {title.say(language)}", _grid(_HEADS.say(language), lines)]
    return "\n\n".join(parts) + "\n"


def _tally(advice: tuple[Advice, ...]) -> tuple[int, ...]:
    return tuple(sum(one.mark == mark for one in advice) for mark in _MARKS)


def _where(one: Advice, language: Language) -> str:
    return _LINE.fill(place=one.place.say(language), line=one.line).say(language)


def _row_line(rulebook: Rulebook, book: SeedBook, code: str, language: Language) -> str:
    table, row = rulebook.row(code)
    because, ended = _reason(table, row, book), ""
    if row.to_on is not None and row.to_on <= book.on:
        ended = _ENDED.fill(day=row.to_on).say(language) + " "
    return f"[{code}]({table.name}.md) {ended}{because.say(language)}"


def _reason(table: Table, row: Row, book: SeedBook) -> Words:
    """Return the row's reason with its numbers: of the page's day, or of the nearest day on which the row holds."""
    day = book.on
    if not in_span(row, day):
        day = row.from_on if day < row.from_on or row.to_on is None else row.to_on - timedelta(days=1)
    place = book.marketplace if scope_rank(row.scope, book.marketplace) else row.scope[0]
    return fill_reason(row.because, snapshot(table, day, place).values)


def _grid(heads: str, lines: Iterable[tuple[str, ...]]) -> str:
    columns = heads.split("|")
    rows = [tuple(columns), tuple("---" for _ in columns), *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)
