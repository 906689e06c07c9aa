"""The drawing of a DMN file: decisions above, decided values below them, data from outside at the bottom."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from casewright.rulebook.exchange.dmn_xml import DC, DI, DMN, DMNDI, Elements

__all__ = ["draw"]

_WIDTH, _HEIGHT, _GAP = 200, 64, 40
_PER_LINE = 6


@dataclass(frozen=True, slots=True)
class _Box:
    """Where one element stands."""

    x: int
    y: int

    @property
    def above(self) -> tuple[int, int]:
        return self.x + _WIDTH // 2, self.y

    @property
    def below(self) -> tuple[int, int]:
        return self.x + _WIDTH // 2, self.y + _HEIGHT


def draw(xml: Elements) -> None:
    """Add the drawing of every decision and every piece of data that the file declares."""
    decisions = xml.root.findall(f"{{{DMN}}}decision")
    values = [one for one in decisions if _role(one) == "value"]
    layers = (
        [one for one in decisions if _role(one) != "value"],
        values,
        xml.root.findall(f"{{{DMN}}}inputData"),
    )
    boxes = dict(_places(layers))
    holder = xml.etree.SubElement(xml.root, f"{{{DMNDI}}}DMNDI")
    diagram = xml.etree.SubElement(holder, f"{{{DMNDI}}}DMNDiagram", id="diagram")
    for name, box in boxes.items():
        shape = xml.etree.SubElement(diagram, f"{{{DMNDI}}}DMNShape", id=f"shape_{name}", dmnElementRef=name)
        size = {"height": str(_HEIGHT), "width": str(_WIDTH), "x": str(box.x), "y": str(box.y)}
        xml.etree.SubElement(shape, f"{{{DC}}}Bounds", **size)
    for decision in decisions:
        for needed in decision.findall(f"{{{DMN}}}informationRequirement"):
            source = boxes[needed[0].get("href").removeprefix("#")]
            name = needed.get("id")
            edge = xml.etree.SubElement(diagram, f"{{{DMNDI}}}DMNEdge", id=f"edge_{name}", dmnElementRef=name)
            for x, y in (source.above, boxes[decision.get("id")].below):
                xml.etree.SubElement(edge, f"{{{DI}}}waypoint", x=str(x), y=str(y))


def _role(decision: Any) -> str:  # noqa: ANN401 - an element of lxml, opened lazily
    marks = [text for key, text in decision.attrib.items() if key.endswith("}role")]
    return marks[0] if marks else ""


def _places(layers: Iterable[Sequence[Any]]) -> Iterator[tuple[str, _Box]]:
    y = _GAP * 4
    for layer in layers:
        for start in range(0, len(layer), _PER_LINE):
            for number, element in enumerate(layer[start : start + _PER_LINE]):
                yield element.get("id"), _Box(_GAP * 4 + number * (_WIDTH + _GAP), y)
            y += _HEIGHT + _GAP
        y += _GAP
