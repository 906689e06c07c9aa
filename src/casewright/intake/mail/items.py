"""The articles a notice names: from tables by their headings, else from labelled lines."""

import re
from collections.abc import Iterable

from casewright.domain.notice import NoticeItem
from casewright.intake.mail.content import Content
from casewright.intake.mail.vocabulary import says
from casewright.intake.mail.wording import fold, plain

__all__ = ["items_of", "ordered_items"]

_TOPICS = ("asin", "sku", "quantity", "comment", "reason", "price", "title")
_FIELDS = frozenset(_TOPICS) - {"price"}
_NAMING = frozenset({"asin", "sku", "title"})
_LONGEST_HEADING = 80
_FEWEST_HEADINGS = 2
_MOST_ITEMS = 500
_ASIN = re.compile(r"(?<![A-Z0-9])(B0[A-Z0-9]{8}|\d{9}[\dX])(?![A-Z0-9])")
_ORDERED = re.compile(r"^#?\s*(\d{1,4}) ?/ ?(.{1,300}?) ?\[ASIN: ?([A-Z0-9]{10})\]", re.MULTILINE)


def _topic(heading: str) -> str | None:
    key = fold(heading.strip(" :*"))
    if not key or len(key) > _LONGEST_HEADING:
        return None
    return next((topic for topic in _TOPICS if says("labels", topic, key)), None)


def _headings(row: list[str]) -> list[str | None] | None:
    """Return the topic of each cell when the row is a heading row."""
    topics = [_topic(cell) for cell in row]
    known = {topic for topic in topics if topic}
    return topics if len(known) >= _FEWEST_HEADINGS and known & _FIELDS else None


def _quantity(text: str | None) -> int | None:
    match = re.search(r"\d{1,6}", text or "")
    return int(match[0]) if match else None


def _item(values: dict[str, str]) -> NoticeItem | None:
    asin = _ASIN.search(values.get("asin", "").upper())
    item = NoticeItem(
        asin=asin[1] if asin else values.get("asin") or None,
        sku=values.get("sku") or None,
        title=values.get("title") or None,
        quantity=_quantity(values.get("quantity")),
        reason=values.get("reason") or None,
        comment=values.get("comment") or None,
    )
    return item if values.keys() & _FIELDS and item != NoticeItem() else None


def _rows(table: list[list[str]]) -> Iterable[dict[str, str]]:
    topics: list[str | None] | None = None
    for row in table:
        headings = _headings(row)
        if headings is not None:
            topics = headings
        elif topics and len(row) >= min(len(topics), _FEWEST_HEADINGS):
            values: dict[str, str] = {}
            for topic, cell in zip(topics, row, strict=False):
                if topic and cell:
                    values.setdefault(topic, cell)
            yield values


def _from_labels(content: Content) -> list[NoticeItem]:
    """Read articles written as labelled lines; a label that comes again starts the next article."""
    groups: list[dict[str, str]] = [{}]
    for label, value in content.labels:
        topic = _topic(label)
        if topic not in _FIELDS or not value:
            continue
        if topic in groups[-1] and (topic in _NAMING or groups[-1].keys() & _NAMING):
            if groups[-1][topic] == value:
                continue
            groups.append({})
        groups[-1].setdefault(topic, value)
    return [item for values in groups if values.keys() & _NAMING and (item := _item(values))]


def items_of(content: Content) -> tuple[NoticeItem, ...]:
    """Return the articles in the order they stand."""
    from_tables = [item for table in content.tables for values in _rows(table) if (item := _item(values))]
    return tuple((from_tables or _from_labels(content))[:_MOST_ITEMS])


def ordered_items(template: str) -> tuple[NoticeItem, ...]:
    """Return the articles that a buyer message lists above its text: `1 / Title [ASIN: B0...]`."""
    return tuple(
        NoticeItem(asin=match[3], title=match[2].strip(), quantity=int(match[1]))
        for match in _ORDERED.finditer(plain(template)[:20_000])
    )
