"""Elements of a DMN file, and the fields of ours that they carry in our own namespace."""

from collections.abc import Mapping, Sequence
from typing import Any

from casewright.rulebook.catalogue import SourceSpec
from casewright.rulebook.exchange.dmn_read import CW
from casewright.rulebook.exchange.document import Flat
from casewright.rulebook.exchange.packages import lxml_etree

__all__ = ["DC", "DI", "DMN", "DMNDI", "Elements"]

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"
DMNDI = "https://www.omg.org/spec/DMN/20191111/DMNDI/"
DC = "http://www.omg.org/spec/DMN/20180521/DC/"
DI = "http://www.omg.org/spec/DMN/20180521/DI/"


class Elements:
    """Makes the elements of one file. `sources` words its citations for readers elsewhere."""

    def __init__(self, sources: Mapping[str, SourceSpec]) -> None:
        self.etree = lxml_etree()
        self.sources = sources
        self.root = self.etree.Element(
            f"{{{DMN}}}definitions", nsmap={None: DMN, "dmndi": DMNDI, "dc": DC, "di": DI, "cw": CW}
        )

    def add(self, parent: Any, kind: str, /, text: str | None = None, **attributes: str) -> Any:  # noqa: ANN401
        """Add an element of DMN, with its text where it holds one; empty attributes are left out."""
        given = {name: value for name, value in attributes.items() if value}
        element = self.etree.SubElement(parent, f"{{{DMN}}}{kind}", **given)
        if text is not None:
            self.etree.SubElement(element, f"{{{DMN}}}text").text = text
        return element

    def describe(self, element: Any, text: str) -> None:  # noqa: ANN401
        """Put a note for people first into an element."""
        note = self.etree.Element(f"{{{DMN}}}description")
        note.text = text
        element.insert(0, note)

    def mark(self, element: Any, **marks: str) -> Any:  # noqa: ANN401
        """Say in our namespace what an element is to us."""
        for key, text in marks.items():
            if text:
                element.set(f"{{{CW}}}{key}", text)
        return element

    def extend(self, element: Any, fields: Flat) -> None:  # noqa: ANN401
        """Write fields in our namespace: texts as attributes, words and lists as elements."""
        holder = self.etree.Element(f"{{{DMN}}}extensionElements")
        for key, text in fields.items():
            stem, _, language = key.rpartition(".")
            if not isinstance(text, str):
                self._list(holder, key, text)
            elif stem and language in ("en", "zh"):
                self.etree.SubElement(holder, f"{{{CW}}}{stem}", lang=language).text = text
            else:
                element.set(f"{{{CW}}}{key}", text)
        if len(holder):
            element.insert(len(element.findall(f"{{{DMN}}}description")), holder)

    def _list(self, holder: Any, key: str, items: Sequence[str]) -> None:  # noqa: ANN401
        for item in items:
            child = self.etree.SubElement(holder, f"{{{CW}}}{key.removesuffix('[]')}")
            child.text = item
            source = self.sources.get(item) if key == "cite" else None
            if source is not None:
                child.set("source", f"{source.words.en} · {source.words.zh}")

    def input(self, grid: Any, name: str, label: str, expression: str, type_ref: str) -> Any:  # noqa: ANN401
        """Add an input column that reads one variable."""
        column = self.add(grid, "input", id=name, label=label)
        self.add(column, "inputExpression", expression, id=f"{name}_expression", typeRef=type_ref)
        return column

    def cell(self, rule: Any, kind: str, text: str) -> Any:  # noqa: ANN401
        """Add the next input or output entry of a rule, named by its place."""
        number = len(rule.findall(f"{{{DMN}}}{kind}")) + 1
        return self.add(rule, kind, text, id=f"{rule.get('id')}_{'in' if kind == 'inputEntry' else 'out'}_{number}")

    def written(self) -> bytes:
        """Return the file."""
        content: bytes = self.etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
        return content
