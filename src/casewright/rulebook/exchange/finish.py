"""The end of every import: what a document still lacks is listed, and a whole one is loaded as strictly as ours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from casewright.domain.words import Language, Words
from casewright.rulebook.catalogue import Catalogue, FactType
from casewright.rulebook.cells import parse_cell
from casewright.rulebook.errors import CellError, PolicyFileError
from casewright.rulebook.exchange.document import Document, Entry, is_list_key, written_value
from casewright.rulebook.exchange.findings import FindingLevel, ImportFinding, import_finding
from casewright.rulebook.exchange.toml_text import toml_text
from casewright.rulebook.load import table_from_text
from casewright.rulebook.table import Table, Value

__all__ = ["ImportedTable", "Surroundings", "finish"]


@dataclass(frozen=True, slots=True)
class ImportedTable:
    """One table of an imported file. `text` is its policy file, None when refused; `table` is None until it loads."""

    name: str
    text: str | None
    findings: tuple[ImportFinding, ...]
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an imported table may name: the catalogue, and the values its folder shares."""

    catalogue: Catalogue
    shared: tuple[Value, ...] = ()
    folder: str = "imported"
    language: Language = "en"


_HEAD_KEYS = ("table", "title.en", "title.zh", "hit", "dated_by")
_VALUE_KEYS = ("name", "unit", "from", "is", "cite", "confidence")
_ROW_KEYS = ("code", "name", "from", "then.do", "because.en", "because.zh", "cite", "confidence")
_MEANINGS = {
    "title.en": Words("the table's English title", "英文表名"),
    "title.zh": Words("the table's Chinese title", "中文表名"),
    "hit": Words("how rows that hold together give one answer", "多行同时成立时如何取舍"),
    "dated_by": Words("the fact whose day picks the rows", "由哪个事实的日期决定适用哪些行"),
    "from": Words("the first day", "生效的第一天"),
    "is": Words("the amount", "数值"),
    "then.do": Words("at least one action", "至少一个动作"),
    "because.en": Words("the reason in English", "英文理由"),
    "because.zh": Words("the reason in Chinese", "中文理由"),
    "cite": Words("the source", "来源"),
    "confidence": Words("how sure it is", "可靠程度"),
}
_ACTION, _SOURCE = Words("The action", "动作"), Words("The source", "来源")
_RESULT, _CLOCK = Words("The result", "结果"), Words("The clock", "时限")


def finish(document: Document, around: Surroundings) -> ImportedTable:
    """Return the table as a policy file with the list of what it lacks. A refusal leaves no file."""
    document = _without_shared(document, around)
    if any(one.level is FindingLevel.REFUSED for one in document.findings):
        return ImportedTable(document.name, None, document.findings)
    gaps = {number: missing for number, entry, missing in _gaps(document) if missing}
    findings = (*document.findings, *_missing(document, gaps), *_unknown(document, around.catalogue))
    document = replace(document, findings=findings)
    text = toml_text(document, gaps, around.language)
    if any(one.level is FindingLevel.MISSING for one in findings):
        return ImportedTable(document.name, text, findings)
    try:
        table = table_from_text(text, f"{around.folder}/{document.name}.toml", around.catalogue, around.shared)
    except PolicyFileError as error:
        findings = (*findings, import_finding("IMP043", error.where, why=f"{error.problem}. {error.advice}."))
        return ImportedTable(
            document.name, toml_text(replace(document, findings=findings), {}, around.language), findings
        )
    return ImportedTable(document.name, text, findings, table)


def _without_shared(document: Document, around: Surroundings) -> Document:
    """Leave a value out that its folder shares in the same words."""
    scope = document.head.fields.get("applies_to", ("*",))
    shared = [written_value(value, tuple(scope)) for value in around.shared]
    kept = tuple(entry for entry in document.values if entry.fields not in shared)
    left = dict.fromkeys(str(entry.fields.get("name")) for entry in document.values if entry.fields in shared)
    notes = tuple(import_finding("IMP064", f"value {name}", name=name) for name in left)
    return replace(document, values=kept, findings=(*document.findings, *notes))


def _gaps(document: Document) -> Iterator[tuple[int, Entry, tuple[str, ...]]]:
    needed = (
        _HEAD_KEYS,
        *(_VALUE_KEYS for _ in document.values),
        *(() for _ in document.always),
        *(_ROW_KEYS for _ in document.rows),
    )
    for number, (entry, keys) in enumerate(zip(document.entries(), needed, strict=True)):
        yield number, entry, tuple(key for key in keys if not entry.fields.get(key))


def _missing(document: Document, gaps: Mapping[int, tuple[str, ...]]) -> Iterator[ImportFinding]:
    for number, entry in enumerate(document.entries()):
        if keys := gaps.get(number, ()):
            yield import_finding("IMP040", entry.where, keys=_meanings(keys))


def _meanings(keys: tuple[str, ...]) -> Words:
    told = [(key, _MEANINGS.get(key)) for key in keys]
    en = ", ".join(key if words is None else f"{key} ({words.en})" for key, words in told)
    zh = "、".join(key if words is None else f"{key}（{words.zh}）" for key, words in told)
    return Words(en, zh)


def _unknown(document: Document, catalogue: Catalogue) -> Iterator[ImportFinding]:
    """Name once each fact, action, clock, result or source that no catalogue lists, and each cell that does not fit."""
    seen: set[tuple[str, str]] = set()
    for entry in document.entries():
        for code, name, finding in _unknown_names(entry, document, catalogue):
            if (code, name) not in seen:
                seen.add((code, name))
                yield finding
        yield from _cells_that_do_not_fit(entry, catalogue)


def _unknown_names(entry: Entry, document: Document, catalogue: Catalogue) -> Iterator[tuple[str, str, ImportFinding]]:
    for key, text in entry.fields.items():
        if key.startswith("when."):
            name = key.removeprefix("when.")
            if name not in catalogue.facts:
                kind = document.facts.get(name, "?")
                yield "IMP041", name, import_finding("IMP041", entry.where, name=name, kind=kind)
            continue
        for what, name in _named(key, text, catalogue):
            yield what.en, name, import_finding("IMP042", entry.where, kind=what, name=name)


def _named(key: str, text: str | tuple[str, ...], catalogue: Catalogue) -> Iterator[tuple[Words, str]]:
    """Return the names under this key that no catalogue lists, with what they should be."""
    last = key.removeprefix("then.")
    names = (text,) if isinstance(text, str) else text
    if last == "do":
        yield from ((_ACTION, name) for name in names if name not in catalogue.actions)
    elif key == "cite":
        yield from ((_SOURCE, name) for name in names if name not in catalogue.sources)
    elif last.endswith("_within") and is_list_key(key):
        if last.removesuffix("_within") not in catalogue.clocks:
            yield _CLOCK, last.removesuffix("_within")
    elif key.startswith("then."):
        spec = catalogue.outcomes.get(last)
        if spec is None:
            yield _RESULT, last
        elif spec.type is FactType.ENUM:
            yield from ((_RESULT, f"{last} = {name}") for name in names if name not in spec.values)


def _cells_that_do_not_fit(entry: Entry, catalogue: Catalogue) -> Iterator[ImportFinding]:
    for key, text in entry.fields.items():
        spec = catalogue.facts.get(key.removeprefix("when.")) if key.startswith("when.") else None
        if spec is not None:
            try:
                parse_cell(text, spec)
            except CellError as error:
                yield import_finding("IMP043", entry.where, why=f"fact {spec.name}, {error}")
