"""A document as the text of a policy file, with a remark wherever the editor still has to write something."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from casewright.domain.words import Language, Words
from casewright.rulebook.exchange.document import Document, Entry, Flat
from casewright.rulebook.exchange.findings import FindingLevel, ImportFinding

__all__ = ["toml_text"]

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+\Z")
_WHOLE = re.compile(r"(0|-?[1-9][0-9]{0,17})\Z")
_DAY_KEYS = frozenset({"from", "to"})
_TODO = Words(
    "Not finished: what is missing stands below, in place and as a list.",
    "尚未完成：缺少的内容在下面逐条列出，并在原位注明。",
)
_GAP = Words("is missing", "待填写")


def toml_text(document: Document, gaps: Mapping[int, tuple[str, ...]], language: Language = "en") -> str:
    """Return the policy file. `gaps` are the keys that each entry, by its number in `entries()`, still lacks."""
    sections = [_todo(document.findings, language)]
    numbered = list(enumerate(document.entries()))
    for (number, entry), name in zip(numbered, _names(document), strict=True):
        lines = [f"[[{name}]]"] if name else []
        lines.extend(_entry(entry, gaps.get(number, ()), language))
        sections.append("\n".join(lines))
    return "\n\n".join(section for section in sections if section) + "\n"


def _names(document: Document) -> Iterator[str]:
    yield ""
    for entries, name in ((document.values, "value"), (document.always, "always"), (document.rows, "row")):
        yield from (name for _ in entries)


def _todo(findings: Iterable[ImportFinding], language: Language) -> str:
    listed = [one for one in findings if one.level is not FindingLevel.NOTE]
    if not listed:
        return ""
    remarks = [f"{one.code} {one.where}: {one.words.say(language)}" for one in listed]
    return "\n".join(f"# {_one_line(line)}" for line in (_TODO.say(language), *remarks))


def _one_line(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _entry(entry: Entry, gaps: tuple[str, ...], language: Language) -> Iterator[str]:
    done: set[str] = set()
    for key, text in entry.fields.items():
        top, _, rest = key.partition(".")
        if top in ("when", "then") and rest:
            if top == "then" and not done:
                yield "when = {}"
            if top not in done:
                done.add(top)
                yield f"{top} = {_inline(_inner(entry.fields, top), top)}"
        elif key == "applies_to":
            yield f"applies_to = {{ marketplace = {_plain(key, text)} }}"
        else:
            yield f"{_key(key)} = {_plain(key, text, entry.fields)}"
    yield from (f"# {key} {_GAP.say(language)}" for key in gaps)


def _inner(fields: Flat, top: str) -> Flat:
    return {key.removeprefix(f"{top}."): text for key, text in fields.items() if key.startswith(f"{top}.")}


def _inline(fields: Flat, top: str) -> str:
    parts = (
        f"{_quoted_key(key)} = {_cell(text) if top == 'when' and isinstance(text, str) else _plain(key, text)}"
        for key, text in fields.items()
    )
    return f"{{ {', '.join(parts)} }}"


def _cell(text: str) -> str:
    return text if text in ("true", "false") or _WHOLE.match(text) else _string(text)


def _plain(key: str, text: str | tuple[str, ...], around: Flat | None = None) -> str:
    if key.endswith("_within") and len(text) == 1:
        return _string(text[0])
    if not isinstance(text, str):
        return f"[{', '.join(_string(item) for item in text)}]"
    if key in _DAY_KEYS and _is_day(text):
        return text
    if key == "is" and around is not None and around.get("unit") not in ("money", "percent") and _WHOLE.match(text):
        return text
    return _string(text)


def _is_day(text: str) -> bool:
    return re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII) is not None


def _key(key: str) -> str:
    """Write `because.en` as a path, and any other name that is not bare in quotes."""
    stem, _, language = key.removesuffix("[]").rpartition(".")
    if stem and language in ("en", "zh"):
        return f"{_quoted_key(stem)}.{language}"
    return _quoted_key(key.removesuffix("[]"))


def _quoted_key(key: str) -> str:
    return key if _BARE_KEY.match(key) else _string(key)


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
