"""A model of the DMN conformance suite as our tables: imported, finished by a neutral editor, and decided.

What an editor would add after an import is the same for every table: a catalogue made of the names and types that the
model itself declares, one action, one source, one first day. Cells, hit policies and results come from the importer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from zoneinfo import ZoneInfo

from casewright.domain.facts import Fact, FactValue
from casewright.domain.words import Words
from casewright.rulebook import (
    ActionSpec,
    Catalogue,
    ConflictError,
    FactSpec,
    FactType,
    IncompleteTableError,
    OutcomeSpec,
    SourceSpec,
    Table,
    decide,
    naive_decide,
)
from casewright.rulebook.cells import Bound, Cell, Ref, bounds_of, compare_with, parse_literal, truth
from casewright.rulebook.decision import Decision
from casewright.rulebook.exchange import FindingLevel, RawTable, Surroundings, TypedTable, read_dmn, typed_table
from casewright.rulebook.exchange.dmn_import import dmn_to_documents
from casewright.rulebook.exchange.dmn_typed import type_of
from casewright.rulebook.exchange.document import Document, Entry, Flat
from casewright.rulebook.exchange.findings import ImportFinding
from casewright.rulebook.exchange.finish import finish
from casewright.rulebook.exchange.packages import lxml_etree
from casewright.rulebook.exchange.sfeel import SfeelError, parse_unary_tests
from casewright.rulebook.table import Collect
from dmn_tck_cases import MistypedError, Scalar, Tested, scalar_value

__all__ = ["Answer", "Model", "NoAnswerError", "Result", "read_model"]

DAY = date(2020, 1, 1)
_DATED_BY = "the day of the case"
_SAY = Words("-", "-")
_SCALED = (Collect.SUM, Collect.MIN, Collect.MAX)
_RUN = MappingProxyType(
    {
        "RUN010": "an input is unknown, and the table asks for it where FEEL goes on with null",
        "RUN020": "an input, or an expected value, has a type that facts do not have",
        "RUN030": "an input lies outside the values that its column allows",
        "RUN040": "a column reads a list or a structure",
        "RUN050": "the model has no decision of that name",
    }
)
"""Why a table that was imported gives no answer to one case."""

Result = FactValue | None
Answer = Result | list["Answer"] | dict[str, Result]
"""What a decision gives: one value, a context by output names, or a list of either; None is FEEL's null."""


class NoAnswerError(Exception):
    """Refused, loudly and by name: the importer's code with its words, or one of ours for a single case."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(code, words)
        self.code = code
        self.words = words


def _refuse(code: str, detail: str) -> NoAnswerError:
    return NoAnswerError(code, f"{_RUN[code]}: {detail}")


@dataclass(frozen=True, slots=True)
class _Column:
    """An input column that some rule tests: the name it reads, and the values it allows."""

    name: str
    type: FactType
    allowed: Cell


@dataclass(frozen=True, slots=True)
class _Taken:
    """One decision table as imported: the table, or the refusal."""

    columns: tuple[_Column, ...]
    outputs: tuple[str, ...]
    table: Table | None
    refusal: ImportFinding | None


class Model:
    """A model whose decision tables can be asked. `others` are its decisions that are no table, with the refusal.

    `has_tables` says whether there is any decision table in it, be it inside something that is not taken.
    """

    def __init__(
        self, tables: Mapping[str, _Taken], others: Mapping[str, ImportFinding], *, hidden: bool = False
    ) -> None:
        self._tables = tables
        self._others = others
        self.has_tables = bool(tables) or hidden

    @property
    def refused(self) -> Mapping[str, ImportFinding]:
        """The decision tables that the importer refuses, each with the first refusal."""
        return {name: one.refusal for name, one in self._tables.items() if one.refusal is not None}

    def answer(self, decision: str, inputs: Mapping[str, Tested]) -> Answer:
        """Return what a decision gives for these inputs. Raise NoAnswerError."""
        if decision in self._others:
            raise NoAnswerError(self._others[decision].code, self._others[decision].words.en)
        if decision not in self._tables:
            raise _refuse("RUN050", decision)
        taken = self._tables[decision]
        if taken.table is None:
            code = taken.refusal
            raise NoAnswerError(code.code if code else "-", code.words.en if code else "not loaded")
        facts = {column.name: Fact(column.name, self._read(column, inputs)) for column in taken.columns}
        return _result(taken, taken.table, facts)

    def _read(self, column: _Column, inputs: Mapping[str, Tested]) -> FactValue | None:
        """Return the value that a column reads: an input, a part of one, or what another decision gives."""
        found = _looked_up(column.name, inputs)
        if isinstance(found, _Missing):
            root = next((name for name in _roots(column.name) if name in self._tables or name in self._others), None)
            if root is None:
                return None
            given = _as_tested(self.answer(root, inputs))
            found = _looked_up(column.name, {root: given})
        value = _fact_value(column, found)
        if value is not None and truth(column.allowed, compare_with(value)) is False:
            raise _refuse("RUN030", f"{column.name} = {value}")
        return value


class _Missing:
    """Nothing of that name."""


def _roots(path: str) -> Iterator[str]:
    """Return the names that a path may begin with, the longest first: names may hold dots."""
    parts = path.split(".")
    yield from (".".join(parts[:count]) for count in range(len(parts), 0, -1))


def _looked_up(path: str, inputs: Mapping[str, Tested]) -> Tested | _Missing:
    for root in _roots(path):
        if root in inputs:
            inner, rest = inputs[root], path[len(root) + 1 :]
            if not rest or inner is None:
                return inner
            return _looked_up(rest, inner) if isinstance(inner, Mapping) else _Missing()
    return _Missing()


def _fact_value(column: _Column, found: Tested | _Missing) -> FactValue | None:
    if found is None or isinstance(found, _Missing):
        return None
    if not isinstance(found, Scalar):
        raise _refuse("RUN040", column.name)
    try:
        return scalar_value(found, column.type)
    except MistypedError as error:
        raise _refuse("RUN020", f"{column.name}: {error}") from error


def _as_tested(answer: Answer) -> Tested:
    match answer:
        case None:
            return None
        case list():
            return [_as_tested(one) for one in answer]
        case dict():
            return {name: _as_tested(one) for name, one in answer.items()}
        case bool():
            return Scalar("true" if answer else "false")
        case _:
            return Scalar(str(answer))


def _result(taken: _Taken, table: Table, facts: Mapping[str, Fact]) -> Answer:
    """Decide by the masks and by the reference walk, which must agree, and put the answer as FEEL would."""
    asked = {"on": DAY, "marketplace": None, "zone": ZoneInfo("UTC"), "trace": False}
    try:
        decision = decide(table, facts, **asked)  # type: ignore[arg-type]  # one bundle of keywords for both
        if decision != naive_decide(table, facts, **asked):  # type: ignore[arg-type]  # the same bundle
            raise AssertionError(f"{table.name}: the compiled form and the walk disagree on {facts}")
    except (IncompleteTableError, ConflictError):
        return None
    if decision.questions:
        raise _refuse("RUN010", ", ".join(question.fact for question in decision.questions))
    return _answer(taken, table, decision)


def _answer(taken: _Taken, table: Table, decision: Decision) -> Answer:
    if table.collect in (*_SCALED, Collect.COUNT):
        return _stated(table, dict(decision.outcome), table.by[0])
    if table.hit.gathers:
        rows = [table.row(code) for code in decision.rows]
        return [_context(taken, table, dict(row.outcome)) for row in rows if row is not None]
    return _context(taken, table, dict(decision.outcome))


def _context(taken: _Taken, table: Table, outcome: Mapping[str, str]) -> Answer:
    if len(taken.outputs) == 1:
        return _stated(table, outcome, taken.outputs[0])
    return {name: _stated(table, outcome, name) for name in taken.outputs}


def _stated(table: Table, outcome: Mapping[str, str], name: str) -> Result:
    if name not in outcome:
        return None
    return parse_literal(outcome[name], table.catalogue.outcomes[name].as_fact())


def read_model(content: bytes) -> Model:
    """Import every decision table of a model, each with the catalogue that its own names and types make."""
    file = read_dmn(content)
    by_place = {finding.where: finding for finding in file.findings if finding.code == "IMP061"}
    others = {name: by_place[place] for place, name in _decisions(content) if place in by_place}
    hidden = any(finding.code == "IMP026" for finding in file.findings)
    tables = {raw.name: _taken(content, raw, number) for number, raw in enumerate(file.tables)}
    return Model(tables, others, hidden=hidden)


def _decisions(content: bytes) -> Iterator[tuple[str, str]]:
    """Return the id and the name of each decision of a file."""
    etree = lxml_etree()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return
    for decision in root.iter("{*}decision"):
        yield str(decision.get("id")), str(decision.get("name"))


def _taken(content: bytes, raw: RawTable, number: int) -> _Taken:
    typed = typed_table(raw)
    catalogue = _catalogue(typed)
    document = _finished(dmn_to_documents(content, catalogue)[0][number])
    imported = finish(document, Surroundings(catalogue))
    refusals = [one for one in imported.findings if one.level is not FindingLevel.NOTE]
    refusals.sort(key=lambda one: one.level is not FindingLevel.REFUSED)
    tested = [column for column in _columns(typed) if imported.table and column.name in imported.table.facts]
    outputs = tuple(output.name for output in raw.outputs)
    return _Taken(tuple(tested), outputs, imported.table, refusals[0] if refusals else None)


def _columns(typed: TypedTable) -> Iterator[_Column]:
    for column in typed.columns:
        text = column.raw.text or column.raw.label
        if column.type is not None:
            yield _Column(text, column.type, _allowed(column.raw.allowed, column.type))


def _allowed(text: str | None, kind: FactType) -> Cell:
    """Return the values that a column or a result allows as a test; any, where they are no plain values of its type."""
    try:
        cell = parse_unary_tests(text or "-")
    except SfeelError:
        cell = Cell((), "-")
    plain = all(not isinstance(bound, Ref) and type_of(bound) is kind for bound in bounds_of([cell]))
    return cell if plain else Cell((), "-")


def _catalogue(typed: TypedTable) -> Catalogue:
    """Return the closed lists of names that one table may use, as its own columns and cells declare them."""
    facts = {column.name: _fact(column.name, column.type) for column in _columns(typed)}
    outcomes = {name: _outcome(typed, number, name) for number, name in enumerate(_output_names(typed))}
    return Catalogue(
        facts=MappingProxyType(facts | {_DATED_BY: _fact(_DATED_BY, FactType.DATE)}),
        actions=MappingProxyType({"answer": ActionSpec("answer", _SAY)}),
        clocks=MappingProxyType({}),
        outcomes=MappingProxyType(outcomes),
        sources=MappingProxyType({"model": SourceSpec("model", _SAY)}),
        asking=Words("{facts}", "{facts}"),
        silent=Words("{day}", "{day}"),
    )


def _output_names(typed: TypedTable) -> Iterator[str]:
    yield from (output.name for output in typed.raw.outputs)


def _fact(name: str, kind: FactType) -> FactSpec:
    return FactSpec(name, kind, _SAY, _SAY, _SAY, MappingProxyType({}))


def _outcome(typed: TypedTable, number: int, name: str) -> OutcomeSpec:
    """Return one result: texts as a closed list, the declared ones first, since their order is their priority."""
    if typed.raw.aggregation == "COUNT":
        return OutcomeSpec(name, _SAY, MappingProxyType({}), FactType.INTEGER)
    stated = [value for value in _stated_values(typed, number) if not isinstance(value, Ref)]
    kinds = {type_of(value) for value in stated}
    if kinds - {FactType.TEXT}:
        return OutcomeSpec(name, _SAY, MappingProxyType({}), min(kinds - {FactType.TEXT}))
    declared = bounds_of([_allowed(typed.raw.outputs[number].allowed, FactType.TEXT)])
    texts = dict.fromkeys((*(str(one) for one in declared), *(str(one) for one in stated)), _SAY)
    return OutcomeSpec(name, _SAY, MappingProxyType(texts or {"-": _SAY}))


def _stated_values(typed: TypedTable, number: int) -> Iterator[Bound]:
    columns = (*(rule.outputs for rule in typed.rules), typed.defaults)
    yield from (values[number] for values in columns if values[number] is not None)  # type: ignore[misc]  # None is out


_ROW: Flat = {
    "from": DAY.isoformat(),
    "then.do": ("answer",),
    "because.en": "-",
    "because.zh": "-",
    "cite": ("model",),
    "confidence": "published",
}
_HEAD: Flat = {"title.en": "-", "title.zh": "-", "dated_by": _DATED_BY}


def _finished(document: Document) -> Document:
    """Write what an import leaves to the editor, and nothing else."""
    rows = tuple(_filled(row, _ROW) for row in document.rows)
    return replace(document, head=_filled(document.head, _HEAD), rows=rows)


def _filled(entry: Entry, missing: Flat) -> Entry:
    """Return an entry with the keys that it lacks, after those it has."""
    return Entry(entry.where, entry.fields | {key: text for key, text in missing.items() if key not in entry.fields})
