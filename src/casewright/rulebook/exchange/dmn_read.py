"""The decision tables of a DMN file as they stand there: texts with their element ids, nothing interpreted."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from casewright.rulebook.exchange.document import Flat
from casewright.rulebook.exchange.findings import ImportFinding, import_finding
from casewright.rulebook.exchange.packages import lxml_etree
from casewright.rulebook.exchange.safe_zip import declares_entities, too_large

__all__ = ["CW", "DmnFile", "RawCell", "RawInput", "RawOutput", "RawRule", "RawTable", "read_dmn"]

CW = "urn:casewright:policy:1"
"""The namespace of what DMN has no words for: codes, dates, sources and reasons."""
_VERSIONS = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}
_FEEL = re.compile(r"(s-?feel|feel|https?://www\.omg\.org/spec/(DMN|FEEL)/.*)\Z", re.IGNORECASE)

_OTHER_EXPRESSIONS = frozenset(
    {"literalExpression", "context", "invocation", "relation", "list", "functionDefinition"}
    | {"conditional", "for", "every", "some", "filter"}
)


@dataclass(frozen=True, slots=True)
class RawInput:
    """An input column: what it reads, its declared type and values. `ours` are attributes of our namespace."""

    id: str
    label: str
    text: str
    type_ref: str | None
    allowed: str | None
    ours: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RawOutput:
    """An output column: the values it can give, the one that wins first, and what it gives when no rule holds."""

    id: str
    name: str
    type_ref: str | None
    allowed: str | None
    default: str | None
    ours: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RawCell:
    """One cell of a rule. `written` is the text it had in our grammar when it was exported."""

    id: str
    text: str
    written: str | None


@dataclass(frozen=True, slots=True)
class RawRule:
    """A rule: its cells, its annotations, and the fields of our namespace."""

    id: str
    inputs: tuple[RawCell, ...]
    outputs: tuple[RawCell, ...]
    notes: tuple[str, ...]
    ours: Flat


@dataclass(frozen=True, slots=True)
class RawTable:
    """A decision that is a decision table."""

    id: str
    name: str
    hit: str
    aggregation: str | None
    inputs: tuple[RawInput, ...]
    outputs: tuple[RawOutput, ...]
    rules: tuple[RawRule, ...]
    ours: Flat


@dataclass(frozen=True, slots=True)
class DmnFile:
    """What a DMN file holds. `names` are the names that its own data and decisions go by."""

    tables: tuple[RawTable, ...] = ()
    findings: tuple[ImportFinding, ...] = ()
    names: frozenset[str] = field(default=frozenset())


def read_dmn(content: bytes) -> DmnFile:
    """Return the decision tables of a DMN 1.1 to 1.5 file. It never raises for what the bytes hold."""
    if finding := too_large(len(content)):
        return DmnFile(findings=(finding,))
    if declares_entities(content):
        return DmnFile(findings=(import_finding("IMP003", "-"),))
    etree = lxml_etree()
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        return DmnFile(
            findings=(
                import_finding("IMP001", "-", why=str(error).partition(" (<string>")[0][:120] or type(error).__name__),
            )
        )
    name = etree.QName(root)
    if name.localname != "definitions" or name.namespace not in _VERSIONS:
        return DmnFile(findings=(import_finding("IMP004", "-", root=root.tag),))
    return _File(root, name.namespace).read()


class _File:
    """One parsed file, walked once."""

    def __init__(self, root: Any, namespace: str) -> None:  # noqa: ANN401 - an element of lxml, opened lazily
        self.root = root
        self.dmn = f"{{{namespace}}}"
        self.findings: list[ImportFinding] = []
        self.types = {str(item.get("name")): item for item in self._all(root, "itemDefinition")}

    def read(self) -> DmnFile:
        """Return what the file holds."""
        self._check_language(self.root, "definitions")
        decisions = list(self._all(self.root, "decision"))
        tables = [(decision, table) for decision in decisions for table in self._all(decision, "decisionTable")]
        known = {id(table) for _, table in tables}
        for table in self.root.iter(f"{self.dmn}decisionTable"):
            if id(table) not in known:
                holder = table.getparent()
                kind = holder.tag.removeprefix(self.dmn)
                self.findings.append(import_finding("IMP026", _id(table), holder=f"{kind} {_id(holder)}"))
        for decision in decisions:
            self._note_other(decision)
        if not tables:
            self.findings.append(import_finding("IMP005", "-"))
        names = {str(element.get("name")) for element in self.root.iter(f"{self.dmn}*") if element.get("name")}
        read = tuple(self._table(decision, table) for decision, table in tables)
        return DmnFile(read, tuple(self.findings), frozenset(names))

    def _note_other(self, decision: Any) -> None:  # noqa: ANN401
        """Say which decisions are computed in another way, since tables may read them."""
        for child in decision:
            kind = str(child.tag).removeprefix(self.dmn)
            if kind in _OTHER_EXPRESSIONS:
                name = decision.get("name") or "?"
                self.findings.append(import_finding("IMP061", _id(decision), name=name, kind=kind))

    def _table(self, decision: Any, table: Any) -> RawTable:  # noqa: ANN401
        self._check_language(table, _id(table))
        return RawTable(
            id=_id(decision),
            name=decision.get("name") or _id(decision),
            hit=table.get("hitPolicy") or "UNIQUE",
            aggregation=table.get("aggregation"),
            inputs=tuple(self._input(one) for one in self._all(table, "input")),
            outputs=tuple(self._output(one, decision) for one in self._all(table, "output")),
            rules=tuple(self._rule(one) for one in self._all(table, "rule")),
            ours=self._ours(decision),
        )

    def _input(self, element: Any) -> RawInput:  # noqa: ANN401
        expression = next(self._all(element, "inputExpression"), None)
        allowed = next(self._all(element, "inputValues"), None)
        type_ref, values = self._type(None if expression is None else expression.get("typeRef"))
        if expression is not None:
            self._check_language(expression, _id(element))
        return RawInput(
            id=_id(element),
            label=element.get("label") or "",
            text="" if expression is None else self._text(expression),
            type_ref=type_ref,
            allowed=values if allowed is None else self._text(allowed),
            ours=_attributes(element),
        )

    def _output(self, element: Any, decision: Any) -> RawOutput:  # noqa: ANN401
        default = next(self._all(element, "defaultOutputEntry"), None)
        allowed = next(self._all(element, "outputValues"), None)
        variable = next(self._all(decision, "variable"), None)
        declared = element.get("typeRef") or (None if variable is None else variable.get("typeRef"))
        type_ref, values = self._type(declared)
        return RawOutput(
            id=_id(element),
            name=element.get("name") or element.get("label") or decision.get("name") or "",
            type_ref=type_ref,
            allowed=values if allowed is None else self._text(allowed),
            default=None if default is None else self._text(default),
            ours=_attributes(element),
        )

    def _rule(self, element: Any) -> RawRule:  # noqa: ANN401
        notes = (*self._all(element, "annotationEntry"), *self._all(element, "description"))
        texts = [self._text(note) if len(note) else (note.text or "").strip() for note in notes]
        return RawRule(
            id=_id(element),
            inputs=tuple(self._cell(one) for one in self._all(element, "inputEntry")),
            outputs=tuple(self._cell(one) for one in self._all(element, "outputEntry")),
            notes=tuple(text for text in texts if text and text != "-"),
            ours=self._ours(element),
        )

    def _cell(self, element: Any) -> RawCell:  # noqa: ANN401
        self._check_language(element, _id(element))
        return RawCell(_id(element), self._text(element), element.get(f"{{{CW}}}cell"))

    def _ours(self, element: Any) -> Flat:  # noqa: ANN401
        """Return the fields of our namespace: attributes as texts, elements as words or as items of a list."""
        flat: Flat = dict(_attributes(element))
        for extension in self._all(element, "extensionElements"):
            for child in extension.iterchildren(f"{{{CW}}}*"):
                key, language = child.tag.removeprefix(f"{{{CW}}}"), child.get("lang")
                text = child.text or ""
                if language is not None:
                    flat[f"{key}.{language}"] = text
                elif text:
                    before = flat.get(key, ())
                    flat[key] = (*(() if isinstance(before, str) else before), text)
        return flat

    def _type(self, name: str | None) -> tuple[str | None, str | None]:
        """Follow item definitions to the end; return the type, `list` or `context`, and the values that it allows."""
        allowed, many, seen = None, False, set()
        while (item := self._item(name)) is not None and name not in seen:
            seen.add(name)
            many = many or item.get("isCollection") == "true"
            if next(self._all(item, "itemComponent"), None) is not None:
                name = "context"
                break
            base, values = next(self._all(item, "typeRef"), None), next(self._all(item, "allowedValues"), None)
            allowed = allowed if values is None or allowed is not None else self._text(values)
            name = None if base is None else (base.text or "").strip()
        return "list" if many else name, allowed

    def _item(self, name: str | None) -> Any:  # noqa: ANN401
        """Return the item definition of a name, with or without the prefix of its namespace, or None."""
        exact = self.types.get(name or "")
        return self.types.get((name or "").rpartition(":")[2]) if exact is None else exact

    def _check_language(self, element: Any, where: str) -> None:  # noqa: ANN401
        language = element.get("expressionLanguage")
        if language and not _FEEL.match(language):
            self.findings.append(import_finding("IMP021", where, language=language[:80]))

    def _all(self, element: Any, name: str) -> Iterator[Any]:  # noqa: ANN401
        yield from element.iterchildren(f"{self.dmn}{name}")

    def _text(self, element: Any) -> str:  # noqa: ANN401
        inner = next(self._all(element, "text"), None)
        return "" if inner is None else (inner.text or "").strip()


def _id(element: Any) -> str:  # noqa: ANN401
    """Return the id of an element, or its kind and line where it has none."""
    name = element.tag.rpartition("}")[2]
    return element.get("id") or f"{name} at line {element.sourceline}"


def _attributes(element: Any) -> dict[str, str]:  # noqa: ANN401
    prefix = f"{{{CW}}}"
    return {key.removeprefix(prefix): text for key, text in element.attrib.items() if key.startswith(prefix)}
