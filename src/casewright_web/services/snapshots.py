"""What the desk keeps of a decided case: everything its page shows, as JSON values."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from casewright.domain.case import Case
from casewright.domain.redacted import is_redacted
from casewright.domain.wire import to_wire
from casewright.facts.moving import COUNTED_IN_MINUTES
from casewright.pipeline import CaseFile
from casewright.rulebook.decision import Decision, RowState
from casewright.triage.disagreements import Disagreement, disagreements_of
from casewright.triage.links import alias_of
from casewright_web.models.storable import storable

__all__ = ["case_search_text", "case_snapshot", "case_summary", "decision_meaning"]

_FORMAT = 1
_QUOTE = 160


def _decision(decision: Decision) -> dict[str, Any]:
    """Return the decision without the rows that were never looked at."""
    looked_at = tuple(row for row in decision.trace if row.state is not RowState.NOT_REACHED)
    wire: dict[str, Any] = to_wire(replace(decision, trace=looked_at))
    return wire


def case_snapshot(*, file: CaseFile) -> dict[str, Any]:
    """Return the page's content. It holds no instant of making, so that an unchanged case has an unchanged snapshot.

    A count of minutes is there only where the decision looks at it: elsewhere it would be another one at every look.
    """
    case, counts = file.case, COUNTED_IN_MINUTES - {fact.name for fact in file.decision.facts}
    notices = (*case.notices, *case.related)
    content = {
        "format": _FORMAT,
        "key": case.key,
        "kind": case.kind.value,
        "zone": file.zone,
        "title": to_wire(file.title),
        "headline": to_wire(file.headline),
        "decision": _decision(file.decision),
        "deadline": to_wire(file.deadline),
        "money": to_wire(file.money),
        "facts": [to_wire(fact) for fact in file.facts.values() if fact.name not in counts],
        "chronology": [to_wire(line) for line in file.chronology],
        "sources": [to_wire(place) for place in file.sources],
        "claim": to_wire(case.claim),
        "order": to_wire(case.order),
        "suspicions": [to_wire(one) | {"file": n.place.file} for n in notices for one in n.suspicions],
        "disagreements": [_disagreement(one) for one in disagreements_of(case)],
        "attachments": [to_wire(one) | {"mail": n.place.file} for n in notices for one in n.attachments],
        "files": [to_wire(kept) for kept in case.files],
        "mails": [to_wire(notice.place) | {"subject": notice.subject} for notice in notices],
    }
    clean: dict[str, Any] = storable(content)
    return clean


def _disagreement(one: Disagreement) -> dict[str, Any]:
    """Return what sources do not agree on, each statement as a code and in words."""
    said = [{**to_wire(each), **to_wire(each.words(one.name))} for each in one.statements]
    return {**to_wire(one), "statements": said}


def case_summary(*, snapshot: dict[str, Any]) -> dict[str, Any]:
    """Return what one line of a list needs."""
    decision, deadline = snapshot["decision"], snapshot["deadline"]
    quotes = [line["quote"] for line in snapshot["chronology"] if _buyer_wrote(line)]
    return {
        "title": snapshot["title"],
        "because": decision["because"],
        "row": decision["row"],
        "confidence": decision["confidence"],
        "questions": len(decision["questions"]),
        "clock": deadline["words"] if deadline else None,
        "zone": snapshot["zone"],
        "money": snapshot["money"],
        "quote": " ".join(quotes[-1].split())[:_QUOTE] if quotes else None,
        "suspect": bool(snapshot["suspicions"]),
    }


def _buyer_wrote(line: dict[str, Any]) -> bool:
    """Say whether a line of the timeline quotes the buyer; our own replies are the green ones."""
    return bool(line["quote"]) and line["kind"] == "message" and line["tone"] != "green"


def decision_meaning(snapshot: dict[str, Any]) -> dict[str, Any]:
    """Return what a person would call the decision: the row, the steps, what is asked."""
    decision = snapshot["decision"]
    return {
        "table": decision["table"],
        "row": decision["row"],
        "actions": [step["code"] for step in decision["actions"]],
        "asks": [question["fact"] for question in decision["questions"]],
    }


def case_search_text(*, case: Case | None, snapshot: dict[str, Any], order_ref: str | None) -> str:
    """Return the words by which a person looks for the case, in lower case. What is redacted finds nothing."""
    told = (snapshot["title"], snapshot["headline"], snapshot["decision"]["because"])
    words: list[str | None] = [order_ref, snapshot["decision"]["row"]]
    words += [text for one in told for text in (one["en"], one["zh"])]
    words += _case_words(case) if case is not None else ()
    found: str = storable("\n".join(word for word in words if word and not is_redacted(word)).lower())
    return found


def _case_words(case: Case) -> Iterator[str | None]:
    yield case.marketplace
    for notice in (*case.notices, *case.related):
        yield from (notice.subject, notice.buyer_name, notice.body, notice.relay if alias_of(notice) else None)
        yield from (item.title for item in notice.items)
    yield from (line.title for line in (case.order.lines if case.order else ()))
    yield from (line.tracking_number for line in case.shipments)
