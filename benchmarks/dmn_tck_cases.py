"""The test files of the DMN conformance suite: what each case puts in, and what each decision should give."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from casewright.domain.durations import duration_from_text
from casewright.domain.facts import FactValue
from casewright.rulebook import FactType
from casewright.rulebook.exchange.packages import lxml_etree

__all__ = ["Case", "CaseFile", "Check", "MistypedError", "Scalar", "Tested", "read_cases", "scalar_value"]


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as the file writes it. `kind` is its declared XML type, None where it declares none."""

    text: str
    kind: str | None = None


Tested = Scalar | None | Sequence["Tested"] | Mapping[str, "Tested"]
"""A value of a test file: null, one value, a list, or named parts."""


@dataclass(frozen=True, slots=True)
class Check:
    """What one decision should give."""

    decision: str
    expected: Tested


@dataclass(frozen=True, slots=True)
class Case:
    """One test case: the inputs by name, and its checks."""

    id: str
    inputs: Mapping[str, Tested]
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One test file. `model` is the name that it gives its model."""

    path: Path
    model: str
    cases: tuple[Case, ...]


class MistypedError(ValueError):
    """A value that is not of the type its fact needs, or of a type that facts do not have."""


def read_cases(path: Path) -> CaseFile | None:
    """Return a file's cases; None where the file holds something else."""
    etree = lxml_etree()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(path.read_bytes(), parser)
    except etree.XMLSyntaxError:
        return None
    if _name(root) != "testCases":
        return None
    model = "".join(str(one.text or "") for one in _all(root, "modelName")).strip()
    return CaseFile(path, model, tuple(_case(one) for one in _all(root, "testCase")))


def _case(element: Any) -> Case:  # noqa: ANN401 - an element of lxml, opened lazily
    inputs = {str(one.get("name")): _value(one) for one in _all(element, "inputNode")}
    checks = tuple(Check(str(one.get("name")), _expected(one)) for one in _all(element, "resultNode"))
    return Case(str(element.get("id")), inputs, checks)


def _expected(node: Any) -> Tested:  # noqa: ANN401
    """Return what a decision should give; an error of the decision is null, as in FEEL."""
    holder = next((child for child in node if _name(child) in ("expected", "computed")), None)
    return None if holder is None or node.get("errorResult") == "true" else _value(holder)


def _value(holder: Any) -> Tested:  # noqa: ANN401
    """Read what stands inside an element: components, a list, or one value."""
    if parts := list(_all(holder, "component")):
        return {str(part.get("name")): _value(part) for part in parts}
    for items in _all(holder, "list"):
        return None if _is_nil(items) else [_value(item) for item in _all(items, "item")]
    for value in _all(holder, "value"):
        return None if _is_nil(value) else Scalar(str(value.text or ""), _kind(value))
    return None


def _kind(value: Any) -> str | None:  # noqa: ANN401
    kind = value.get("{http://www.w3.org/2001/XMLSchema-instance}type")
    return None if kind is None else str(kind).rpartition(":")[2]


def _is_nil(element: Any) -> bool:  # noqa: ANN401
    return element.get("{http://www.w3.org/2001/XMLSchema-instance}nil") in ("true", "1")


def _all(element: Any, name: str) -> Iterator[Any]:  # noqa: ANN401
    return (child for child in element if _name(child) == name)


def _name(element: Any) -> str:  # noqa: ANN401
    return str(element.tag).rpartition("}")[2]


_TYPES = {
    "string": FactType.TEXT,
    "boolean": FactType.BOOLEAN,
    "date": FactType.DATE,
    "dateTime": FactType.INSTANT,
    "duration": FactType.DURATION,
    "dayTimeDuration": FactType.DURATION,
} | dict.fromkeys(("decimal", "double", "float", "integer", "int", "long", "short"), FactType.DECIMAL)
_TEXTS = (FactType.TEXT, FactType.ENUM)


def scalar_value(scalar: Scalar, wanted: FactType) -> FactValue:
    """Return a value as one of the wanted type. Raise MistypedError when it declares another, or is not one."""
    wanted = FactType.TEXT if wanted in _TEXTS else FactType.DECIMAL if wanted is FactType.INTEGER else wanted
    if scalar.kind is not None and _TYPES.get(scalar.kind) is not wanted:
        raise MistypedError(f"{scalar.kind} {scalar.text!r} is not of type {wanted}")
    try:
        return _parsed(scalar.text, wanted)
    except (ValueError, InvalidOperation) as error:
        raise MistypedError(f"{scalar.text!r} is not of type {wanted}") from error


def _parsed(text: str, kind: FactType) -> FactValue:
    match kind:
        case FactType.TEXT:
            return text
        case FactType.BOOLEAN if text in ("true", "false"):
            return text == "true"
        case FactType.DECIMAL if Decimal(text).is_finite():
            return Decimal(text)
        case FactType.DATE:
            return date.fromisoformat(text)
        case FactType.INSTANT if datetime.fromisoformat(text).tzinfo is not None:
            return datetime.fromisoformat(text)
        case FactType.DURATION:
            return duration_from_text(text)
        case _:
            raise MistypedError(f"{text!r} is not of type {kind}")
