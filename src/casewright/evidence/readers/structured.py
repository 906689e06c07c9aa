"""Exports in other writing brought into one answer in JSON: an object on each line, or elements in XML."""

import json
import re
from html.parser import HTMLParser
from typing import Any

__all__ = ["as_one_answer"]

_XML = re.compile(rb"[\xef\xbb\xbf\s]*<(?:\?xml|(?!!|html|head|body|table|div)[A-Za-z][\w:.-]*[ >])", re.IGNORECASE)
_WEB = re.compile(rb"<(?:!doctype html|html|body|table|div)\b", re.IGNORECASE)
_MOST = 2_000_000
_MOST_LINES = 20_000
_DEEPEST = 40
_FEWEST = 2


def as_one_answer(content: bytes) -> bytes | None:
    """Return the same as one answer in JSON; None for bytes that are neither objects by lines nor elements."""
    if len(content) > _MOST:
        return None
    found = _of_elements(content) if _XML.match(content) and not _WEB.search(content[:4096]) else _of_lines(content)
    return None if found is None else json.dumps(found, ensure_ascii=False).encode()


def _of_lines(content: bytes) -> list[Any] | None:
    lines = [line for line in content.decode("utf-8-sig", "replace").split("\n")[:_MOST_LINES] if line.strip()]
    if len(lines) < _FEWEST or not all(line.lstrip().startswith("{") for line in lines):
        return None
    try:
        return [json.loads(line) for line in lines]
    except (ValueError, RecursionError):
        return None


def _of_elements(content: bytes) -> dict[str, Any] | None:
    reader = _Elements()
    reader.feed(content.decode("utf-8-sig", "replace"))
    reader.close()
    return reader.open[0] if reader.fits and reader.open[0] else None


class _Elements(HTMLParser):
    """Keeps the open elements; one that comes again under the same name makes a list. Entities are not resolved."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[dict[str, Any]] = [{}]
        self.fits = True
        self._names: list[str] = []
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._text = ""
        self.fits = self.fits and len(self.open) < _DEEPEST
        if self.fits:
            self._names.append(tag)
            self.open.append({name: value for name, value in attrs if value})

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if not self._names or self._names[-1] != tag:
            return
        self._names.pop()
        inner = self.open.pop()
        text, self._text = self._text.strip(), ""
        if text:
            inner["text"] = text
        value: Any = text if set(inner) <= {"text"} else inner
        name, parent = tag.rpartition(":")[2], self.open[-1]
        if name not in parent:
            parent[name] = value
        elif isinstance(parent[name], list):
            parent[name].append(value)
        else:
            parent[name] = [parent[name], value]
