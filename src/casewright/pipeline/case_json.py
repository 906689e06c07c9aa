"""A case and its decision as plain JSON values, documented in docs/develop/json.md. Key order is part of the format."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from casewright.domain.clocks import Span, Unit
from casewright.domain.money import Money
from casewright.domain.place import Place
from casewright.domain.wire import to_wire
from casewright.domain.words import Words
from casewright.evidence.board.board import Board
from casewright.pipeline.board_json import board_to_json
from casewright.pipeline.deciding import CaseFile
from casewright.rulebook.decision import Deadline, Decision
from casewright.rulebook.tell import tell_mark
from casewright.triage import Happening
from casewright.triage.disagreements import disagreements_of

__all__ = ["case_to_json", "decision_to_json", "span_words", "words_to_json"]

_UNITS = {
    Unit.MINUTES: Words("minutes", "分钟"),
    Unit.HOURS: Words("hours", "小时"),
    Unit.DAYS: Words("days", "天"),
    Unit.BUSINESS_DAYS: Words("business days", "个工作日"),
}


def words_to_json(words: Words) -> dict[str, str]:
    """Return both languages."""
    return {"en": words.en, "zh": words.zh}


def span_words(span: Span) -> Words:
    """Say a length of time: `24 hours`, `24 小时`."""
    unit = _UNITS[span.unit]
    english = unit.en.removesuffix("s") if span.count == 1 else unit.en
    return Words(f"{span.count} {english}", f"{span.count} {unit.zh}")


def _place(place: Place) -> dict[str, Any]:
    return {key: value for key, value in to_wire(place).items() if value is not None}


def _money(money: Money | None) -> dict[str, str] | None:
    return None if money is None else dict(to_wire(money))


def _instant(instant: datetime | None, zone: str) -> str | None:
    return instant.astimezone(ZoneInfo(zone)).isoformat() if instant else None


def _deadline(deadline: Deadline, zone: str, at: datetime) -> dict[str, Any]:
    """`at` is in UTC, `local` the same instant in the marketplace's zone, `left_seconds` counts from the day asked."""
    left = int((deadline.due_at - at).total_seconds())
    return {
        "clock": deadline.clock,
        "words": words_to_json(deadline.words),
        "at": _instant(deadline.due_at, "UTC"),
        "zone": zone,
        "local": _instant(deadline.due_at, zone),
        "started_at": _instant(deadline.started_at, "UTC"),
        "length": words_to_json(span_words(deadline.span)) if deadline.span else None,
        "left_seconds": left,
        "overdue": left < 0,
        "from_fact": deadline.from_fact,
        "value": deadline.value_name,
        "cite": list(deadline.cite),
        "confidence": deadline.confidence.value,
    }


def _old_advice(mark: str) -> Words:
    """Say how advice of an old source stands today: `Older advice, forbidden today`."""
    told = tell_mark(mark)
    return Words(f"Older advice, {told.en}", f"旧经验，{told.zh}")


def _decision(decision: Decision) -> dict[str, Any]:
    overruled = decision.overruled
    return {
        "actions": [{"code": step.code, **words_to_json(step.words)} for step in decision.actions],
        "because": words_to_json(decision.because),
        "row": decision.row,
        "row_name": decision.row_name,
        "rows": list(decision.rows),
        "table": decision.table,
        "table_digest": decision.digest,
        "policy_on": decision.policy_on.isoformat(),
        "cite": list(decision.cite),
        "confidence": decision.confidence.value,
        "outcome": dict(decision.outcome),
        "overruled": (
            {
                "seed": overruled.seed,
                "mark": overruled.mark,
                "label": words_to_json(_old_advice(overruled.mark)),
                **words_to_json(overruled.words),
            }
            if overruled
            else None
        ),
        "questions": [
            {"fact": one.fact, **words_to_json(one.words), "proof": words_to_json(one.proof)}
            for one in decision.questions
        ],
        "values": to_wire(decision.values),
        "fed_by": to_wire(decision.fed_by),
        "trace": to_wire(decision.trace),
    }


def decision_to_json(decision: Decision, *, zone: str, at: datetime) -> dict[str, Any]:
    """Return one decision with its clocks, as of an instant; `zone` is an IANA name."""
    return {**_decision(decision), "deadlines": [_deadline(one, zone, at) for one in decision.deadlines]}


def _happening(happening: Happening, zone: str) -> dict[str, Any]:
    return {
        "at": _instant(happening.at, "UTC"),
        "local": _instant(happening.at, zone),
        "kind": happening.kind,
        **words_to_json(happening.words),
        "quote": happening.quote,
        "language": happening.language,
        "tone": happening.tone,
        "place": _place(happening.place),
    }


def case_to_json(file: CaseFile, *, at: datetime, board: Board | None = None) -> dict[str, Any]:
    """Return one case as JSON values, seen at the instant for which it was decided, with its evidence board if any."""
    case, zone = file.case, file.zone
    suspicions = [suspicion for notice in case.notices for suspicion in notice.suspicions]
    facts = [fact for _, fact in sorted(file.facts.items()) if fact.known]
    return {
        "key": case.key,
        "kind": case.kind.value,
        "title": words_to_json(file.title),
        "order_ref": case.order_ref,
        "marketplace": case.marketplace,
        "opened_at": _instant(case.opened_at, "UTC"),
        "money": _money(file.money),
        "deadline": _deadline(file.deadline, zone, at) if file.deadline else None,
        "deadlines": [_deadline(one, zone, at) for one in file.decision.deadlines],
        "headline": words_to_json(file.headline),
        **_decision(file.decision),
        "disagreements": [
            {
                "name": one.name,
                "item": one.item,
                **words_to_json(one.words),
                "statements": [{"value": said.value, "place": _place(said.place)} for said in one.statements],
            }
            for one in disagreements_of(case)
        ],
        "suspicions": [{"code": one.code, **words_to_json(one.words)} for one in suspicions],
        "facts": [
            {"name": fact.name, "value": to_wire(fact.value), "read_from": [_place(one) for one in fact.read_from]}
            for fact in facts
        ],
        "chronology": [_happening(one, zone) for one in file.chronology],
        "attachments": [
            {**_place(one.place), "media_type": one.media_type, "size_bytes": one.size_bytes} for one in case.files
        ],
        "sources": [_place(one) for one in file.sources],
        "board": None if board is None else board_to_json(board),
    }
