"""A decision and its clocks as JSON values, documented in docs/develop/json.md. Key order is part of the format."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from casewright.domain.clocks import Span, Unit
from casewright.domain.wire import to_wire
from casewright.domain.words import Words
from casewright.rulebook.decision import Deadline, Decision
from casewright.rulebook.tell import tell_mark

__all__ = [
    "deadline_to_json",
    "decision_content",
    "decision_to_json",
    "instant_to_json",
    "span_words",
    "words_to_json",
]

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


def instant_to_json(instant: datetime | None, zone: str) -> str | None:
    """Return an instant as it is said in a zone."""
    return instant.astimezone(ZoneInfo(zone)).isoformat() if instant else None


def deadline_to_json(deadline: Deadline, zone: str, at: datetime) -> dict[str, Any]:
    """`at` is in UTC, `local` the same instant in the marketplace's zone, `left_seconds` counts from the day asked."""
    left = int((deadline.due_at - at).total_seconds())
    return {
        "clock": deadline.clock,
        "words": words_to_json(deadline.words),
        "at": instant_to_json(deadline.due_at, "UTC"),
        "zone": zone,
        "local": instant_to_json(deadline.due_at, zone),
        "started_at": instant_to_json(deadline.started_at, "UTC"),
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


def decision_content(decision: Decision) -> dict[str, Any]:
    """Return what was decided and why, without its clocks."""
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
    return {**decision_content(decision), "deadlines": [deadline_to_json(one, zone, at) for one in decision.deadlines]}
