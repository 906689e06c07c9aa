"""A decision as a record that stands alone: canonical bytes with a version, from which it can be decided again.

What is written is what was known and what was said: the table by name and content, the policy day, the facts with the
places they were read, and the whole answer in both languages. The trace is not: the same facts give it again.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from casewright.domain.durations import duration_from_text
from casewright.domain.facts import Fact, FactValue
from casewright.domain.money import Money
from casewright.domain.place import Place
from casewright.domain.wire import to_wire
from casewright.domain.words import Words
from casewright.rulebook.decision import Decision
from casewright.rulebook.errors import RulebookError
from casewright.rulebook.evaluate import decide
from casewright.rulebook.table import Rulebook
from casewright.rulebook.tell import value_text

__all__ = ["RECORD_VERSION", "RecordError", "Replayed", "decision_record", "record_digest", "replay"]

RECORD_VERSION = 1
"""Rises whenever the layout changes; an old record names the version it was written under."""
_KEPT = (
    "row", "row_name", "rows", "because", "actions", "deadlines", "questions", "cite", "confidence", "outcome",
    "overruled", "values", "fed_by",
)  # fmt: skip
"""What the record keeps of the answer, beside the question."""


_OTHER = Words(
    "the record's bytes are not those named {digest}; it was changed, or another was taken",
    "记录的字节与 {digest} 不符；它被改过，或取错了记录",
)


class RecordError(RulebookError):
    """Bytes that are no record of a decision, or not the one they are said to be."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """A record decided again: whether the table still has the same content, what differs, and the new decision.

    Without a difference the decision is the recorded one, word for word.
    """

    decision: Decision
    same_table: bool
    differs: tuple[str, ...]

    @property
    def words(self) -> Words:
        """What came of it, in words."""
        if not self.differs and self.same_table:
            return Words("The record gives the same decision.", "按记录重新判断，结果相同。")
        fields = ", ".join(self.differs)
        changed = Words("The table has changed since", "规则表此后已有改动")
        if self.same_table:
            return Words(
                f"The table is the same, but these parts differ: {fields}", f"规则表未变，但以下部分不同：{fields}"
            )
        if not self.differs:
            return Words(f"{changed.en}; the decision is the same.", f"{changed.zh}；结论相同。")
        return Words(f"{changed.en}; these parts differ: {fields}", f"{changed.zh}；以下部分不同：{fields}")


def decision_record(decision: Decision, zone: ZoneInfo) -> bytes:
    """Return the decision as canonical JSON: sorted keys, no spaces, UTF-8, no floats. `zone` is where days count."""
    body = {
        "version": RECORD_VERSION,
        "table": decision.table,
        "digest": decision.digest,
        "policy_on": decision.policy_on.isoformat(),
        "marketplace": decision.marketplace,
        "zone": zone.key,
        "facts": [_fact(fact) for fact in decision.facts],
        "answer": _answer(decision),
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def record_digest(record: bytes) -> str:
    """Return the name of a record: SHA-256 of its bytes, in hex."""
    return hashlib.sha256(record).hexdigest()


def replay(record: bytes, rulebook: Rulebook, digest: str | None = None) -> Replayed:
    """Decide a record again, from the record alone.

    With `digest`, the bytes must be those it names. Raise RecordError for bytes that are no record or not that one,
    UnknownPolicyNameError where the table is gone, NoPolicyOnDay where it no longer covers the day.
    """
    if digest is not None and record_digest(record) != digest:
        raise RecordError(_OTHER.fill(digest=digest))
    body = _body(record)
    try:
        facts = dict(_read_fact(one) for one in body["facts"])
        on, zone = date.fromisoformat(body["policy_on"]), ZoneInfo(body["zone"])
        answer = body["answer"]
        table = rulebook.table(body["table"])
    except (KeyError, TypeError, ValueError, ArithmeticError, ZoneInfoNotFoundError) as error:
        raise RecordError(Words(f"the record cannot be read: {error!r}", f"记录无法读取：{error!r}")) from error
    given = {name: fact for name, fact in facts.items() if name not in _fed(answer)}
    decision = decide(table, given, on=on, marketplace=body["marketplace"], zone=zone, as_of=on)
    again = json.loads(decision_record(decision, zone))["answer"]
    differs = tuple(name for name in _KEPT if again.get(name) != answer.get(name))
    return Replayed(decision, table.digest == body["digest"], differs)


def _body(record: bytes) -> dict[str, Any]:
    try:
        body = json.loads(record)
    except ValueError as error:
        raise RecordError(Words(f"the record is not JSON: {error}", f"记录不是 JSON：{error}")) from error
    if not isinstance(body, dict) or body.get("version") != RECORD_VERSION:
        raise RecordError(
            Words(f"this is no record of version {RECORD_VERSION}", f"这不是第 {RECORD_VERSION} 版的记录")
        )
    return body


def _fed(answer: dict[str, Any]) -> set[str]:
    return {one["fact"] for one in answer["fed_by"]}


def _answer(decision: Decision) -> dict[str, Any]:
    wire = to_wire(replace(decision, trace=()))
    return {name: wire[name] for name in _KEPT}


def _fact(fact: Fact) -> dict[str, Any]:
    """Write a fact with its type, which JSON alone would lose."""
    places = [{key: value for key, value in to_wire(place).items() if value is not None} for place in fact.read_from]
    return {"name": fact.name, "read_from": places, **_tagged(fact.value)}


_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "bool"),
    (int, "int"),
    (str, "str"),
    (Money, "money"),
    (timedelta, "duration"),
    (Decimal, "decimal"),
    (datetime, "instant"),
    (date, "date"),
)
"""A value is of the first kind that fits: true is a whole number to Python, an instant a date."""


def _tagged(value: FactValue | None) -> dict[str, Any]:
    if value is None:
        return {"is": "unknown", "value": None}
    kind = next(name for one, name in _KINDS if isinstance(value, one))
    if isinstance(value, Money):
        return {"is": kind, "value": [value.minor, value.currency]}
    return {"is": kind, "value": value if isinstance(value, (bool, int, str)) else value_text(value)}


_READERS: dict[str, Any] = {
    "unknown": lambda _value: None,
    "bool": bool,
    "int": int,
    "str": str,
    "money": lambda value: Money(int(value[0]), str(value[1])),
    "duration": duration_from_text,
    "decimal": Decimal,
    "instant": datetime.fromisoformat,
    "date": date.fromisoformat,
}


def _read_fact(wire: dict[str, Any]) -> tuple[str, Fact]:
    try:
        value: FactValue | None = _READERS[wire["is"]](wire["value"])
    except InvalidOperation as error:
        raise ValueError(wire["value"]) from error
    places = tuple(Place(**place) for place in wire["read_from"])
    return wire["name"], Fact(wire["name"], value, places)
