"""A table as a page that people read: in English, then in Chinese, made from the policy file and never edited."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from casewright.domain.words import Language, Words
from casewright.rulebook.errors import RulebookError
from casewright.rulebook.exchange.shown_values import shown_values
from casewright.rulebook.explain import describe_clock, describe_conditions
from casewright.rulebook.table import EVERYWHERE, Always, HitPolicy, Row, Rulebook, Table, Value
from casewright.rulebook.tell import fill_reason, tell_amount, tell_confidence, tell_mark

__all__ = ["policy_pages", "table_to_markdown"]

_MADE = Words(
    "Made from `{file}` by `casewright policy docs`. Change that file, not this page.",
    "本页由 `casewright policy docs` 从 `{file}` 生成。要修改请改该文件，不要改本页。",
)
_HITS = {
    HitPolicy.FIRST: Words(
        "Rows are tried from the top; the first that holds decides.", "各行自上而下逐行判断，第一条成立的行作出决定。"
    ),
    HitPolicy.UNIQUE: Words("Exactly one row holds.", "恰有一行成立。"),
    HitPolicy.ANY: Words("Rows that hold together order the same.", "同时成立的行，结论相同。"),
    HitPolicy.PRIORITY: Words(
        "Of the rows that hold, the one with the strongest result decides.",
        "成立的行中，结果优先级最高的一行作出决定。",
    ),
    HitPolicy.COLLECT: Words("Every row that holds counts.", "所有成立的行都算数。"),
    HitPolicy.OUTPUT_ORDER: Words(
        "Every row that holds counts, the strongest result first.", "所有成立的行都算数，结果优先级高的在前。"
    ),
}
_DAY = Words("The day that picks rows and numbers: {fact}.", "决定适用哪些行和数值的日期：{fact}。")
_KIND = Words("It decides cases of the kind `{kind}`.", "用于 `{kind}` 类案件。")
_FEED = Words("{fact}: answered by the table {table}.", "{fact}：由规则表 {table} 得出。")
_ROWS = Words("Rows", "规则行")
_ROW_HEADS = Words("Row|When|What to do|Because", "行|条件|做什么|理由")
_ALWAYS = Words("Always, without waiting for a row", "无论哪一行，始终适用")
_ALWAYS_HEADS = Words("When|What to do", "条件|做什么")
_SOURCES = Words("In force, and who says so", "生效时间与依据")
_SOURCE_HEADS = Words(
    "Row|From|Until before|Where|How sure|Sources|Older advice, and what other sources say",
    "行|生效日|失效日|适用站点|可靠程度|来源|旧做法及其他来源的说法",
)
_NUMBERS = Words("Numbers", "数值")
_NUMBER_HEADS = Words(
    "Name|Amount|From|Until before|Where|How sure|Sources|Other sources say",
    "名称|数值|生效日|失效日|适用站点|可靠程度|来源|其他来源的说法",
)
_CITED = Words("What the sources are", "来源说明")
_CITED_HEADS = Words("Source|What it says|Where", "来源|内容|出处")
_ELSE, _ANYWHERE = Words("nothing above holds", "以上各行都不成立"), Words("everywhere", "所有站点")
_ONLY, _COMMA = Words("only in {places}", "仅限 {places}"), Words(", ", "、")
_UNCONDITIONAL = Words("always", "始终")
_INDEX = Words(
    "Every policy table, as it stands in the policy files. Made by `casewright policy docs`.",
    "全部规则表，与规则文件一致。由 `casewright policy docs` 生成。",
)
_INDEX_HEADS = "Table · 规则表|What about · 内容|Rows · 行数|File · 文件"
_NAMES: Mapping[Language, str] = {"en": "English", "zh": "中文"}
_ESCAPES = str.maketrans({sign: f"\\{sign}" for sign in "\\|*_`[]"} | {"<": "&lt;", "\n": "<br>"})


def policy_pages(books: Iterable[Rulebook]) -> dict[str, str]:
    """Return each page by its file name: one per table, and `README.md` that lists them. Raise RulebookError."""
    pages: dict[str, str] = {}
    lines: list[tuple[str, ...]] = []
    for table in (table for book in books for table in book):
        name = f"{table.name}.md"
        if name in pages:
            raise RulebookError(
                Words(
                    f"two houses have a table {table.name}; their pages would have one name. Rename one.",
                    f"两套规则里都有规则表 {table.name}，页面会同名。请改其中一个的名称。",
                )
            )
        pages[name] = table_to_markdown(table)
        title = f"{_safe(table.title.en)} · {_safe(table.title.zh)}"
        lines.append((f"[{table.name}]({name})", title, str(len(table.rows)), f"`{table.file}`"))
    index = ["# Policy tables · 规则表", _INDEX.en, _INDEX.zh, _grid(_INDEX_HEADS, lines)]
    return pages | {"README.md": "\n\n".join(index) + "\n"}


def table_to_markdown(table: Table) -> str:
    """Return the page of one table."""
    languages: tuple[Language, ...] = ("en", "zh")
    made = "\n\n".join(_MADE.say(language).format(file=table.file) for language in languages)
    links = " · ".join(f"[{_NAMES[language]}](#{_NAMES[language].lower()})" for language in languages)
    head = f"# {_safe(table.title.en)} · {_safe(table.title.zh)}"
    parts = [head, made, links, *(_Page(table, language).written() for language in languages)]
    return "\n\n".join(parts) + "\n"


class _Page:
    """One table in one language."""

    def __init__(self, table: Table, language: Language) -> None:
        self.table = table
        self.language = language
        self.values = shown_values(table)

    def written(self) -> str:
        """Return the part of the page in this language."""
        parts = [f"## {_NAMES[self.language]}", *self._about(), *self._always(), *self._rows(), *self._numbers()]
        return "\n\n".join([*parts, *self._sources()])

    def _say(self, words: Words) -> str:
        return _safe(words.say(self.language))

    def _title(self, words: Words) -> str:
        return f"### {words.say(self.language)}"

    def _grid(self, heads: Words, lines: Iterable[Sequence[str]]) -> str:
        return _grid(heads.say(self.language), lines)

    def _about(self) -> Iterator[str]:
        table = self.table
        facts = table.catalogue.facts
        lines = [_HITS[table.hit].say(self.language)]
        if table.case_kind is not None:
            lines.append(_KIND.say(self.language).format(kind=table.case_kind))
        lines.append(_DAY.say(self.language).format(fact=self._say(facts[table.dated_by].label)))
        for feed in table.feeds:
            fact = self._say(facts[feed.fact].label)
            lines.append(_FEED.say(self.language).format(fact=fact, table=f"[{feed.table.name}]({feed.table.name}.md)"))
        yield "\n".join(f"- {line}" for line in lines)

    def _rows(self) -> Iterator[str]:
        yield self._title(_ROWS)
        yield self._grid(_ROW_HEADS, (self._row(row) for row in self.table.rows))
        yield self._title(_SOURCES)
        yield self._grid(_SOURCE_HEADS, (self._standing(row) for row in self.table.rows))

    def _row(self, row: Row) -> tuple[str, ...]:
        name = f"**{_safe(row.code)}**<br>{_safe(row.name)}"
        because = fill_reason(row.because, self.values) if self.values else row.because
        return name, self._when(row, _ELSE), self._orders(row), self._say(because)

    def _when(self, item: Row | Always, otherwise: Words) -> str:
        described = [words for _, words in describe_conditions(self.table.catalogue, item.when, self.values)]
        if isinstance(item, Row) and item.scope != EVERYWHERE:
            places = self._listed(item.scope)
            described.append(Words(_ONLY.en.format(places=places), _ONLY.zh.format(places=places)))
        return "<br>".join(self._say(words) for words in described) or self._say(otherwise)

    def _listed(self, items: Iterable[str]) -> str:
        return _COMMA.say(self.language).join(items)

    def _orders(self, item: Row | Always) -> str:
        catalogue = self.table.catalogue
        lines = [self._say(catalogue.actions[code].words) for code in item.do]
        numbered = [f"{number}. {line}" for number, line in enumerate(lines, 1)]
        numbered += [self._say(describe_clock(catalogue, rule, self.values)) for rule in item.clocks]
        for name, value in item.outcome if isinstance(item, Row) else ():
            spec = catalogue.outcomes[name]
            told = tell_amount(self.values[value]) if value in self.values else spec.say(value)
            numbered.append(self._say(Words(f"{spec.label.en}: {told.en}", f"{spec.label.zh}：{told.zh}")))
        return "<br>".join(numbered)

    def _always(self) -> Iterator[str]:
        if self.table.always:
            yield self._title(_ALWAYS)
            lines = ((self._when(item, _UNCONDITIONAL), self._orders(item)) for item in self.table.always)
            yield self._grid(_ALWAYS_HEADS, lines)

    def _standing(self, row: Row) -> tuple[str, ...]:
        other = [] if row.conflict is None else [self._say(row.conflict)]
        if row.overruled is not None:
            mark, advice = tell_mark(row.overruled.mark), row.overruled
            told = Words(f"{advice.seed}, {mark.en}: {advice.words.en}", f"{advice.seed}，{mark.zh}：{advice.words.zh}")
            other.insert(0, self._say(told))
        return (f"**{_safe(row.code)}**", *self._placed(row), "<br>".join(other))

    def _placed(self, item: Row | Value) -> tuple[str, ...]:
        """Return when and where it is in force, how sure it is, and its sources."""
        where = self._say(_ANYWHERE) if item.scope == EVERYWHERE else _safe(self._listed(item.scope))
        until = "" if item.to_on is None else item.to_on.isoformat()
        sure = self._say(tell_confidence(item.confidence))
        return item.from_on.isoformat(), until, where, sure, _safe(self._listed(item.cite))

    def _numbers(self) -> Iterator[str]:
        if self.table.values:
            yield self._title(_NUMBERS)
            yield self._grid(_NUMBER_HEADS, (self._number(value) for value in self.table.values))

    def _number(self, value: Value) -> tuple[str, ...]:
        other = "" if value.conflict is None else self._say(value.conflict)
        return (f"`{value.name}`", self._say(tell_amount(value)), *self._placed(value), other)

    def _sources(self) -> Iterator[str]:
        items: tuple[Row | Value, ...] = (*self.table.rows, *self.table.values)
        cited = sorted({code for item in items for code in item.cite}, key=_by_number)
        sources = self.table.catalogue.sources
        lines = ((_safe(code), self._say(sources[code].words), _safe(sources[code].at or "")) for code in cited)
        yield self._title(_CITED)
        yield self._grid(_CITED_HEADS, lines)


def _by_number(code: str) -> list[tuple[int, str]]:
    """Sort A5 before A12."""
    return [(int(part) if part.isdecimal() else 0, part) for part in re.split(r"([0-9]+)", code)]


def _safe(text: str) -> str:
    """Return a text as it is, whatever Markdown would make of its signs."""
    return text.translate(_ESCAPES)


def _grid(heads: str, lines: Iterable[Sequence[str]]) -> str:
    titles = heads.split("|")
    drawn = [titles, ["---"] * len(titles), *lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in drawn)
