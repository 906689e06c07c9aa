"""A case and its decision as plain JSON values, documented in docs/develop/json.md. Key order is part of the format."""

from datetime import datetime
from typing import Any

from casewright.domain.money import Money
from casewright.domain.place import Place
from casewright.domain.wire import to_wire
from casewright.evidence.board.board import Board
from casewright.pipeline.board_json import board_to_json
from casewright.pipeline.deciding import CaseFile
from casewright.pipeline.decision_json import deadline_to_json, decision_content, instant_to_json, words_to_json
from casewright.triage import Happening
from casewright.triage.disagreements import disagreements_of

__all__ = ["case_to_json"]


def _place(place: Place) -> dict[str, Any]:
    return {key: value for key, value in to_wire(place).items() if value is not None}


def _money(money: Money | None) -> dict[str, str] | None:
    return None if money is None else dict(to_wire(money))


def _happening(happening: Happening, zone: str) -> dict[str, Any]:
    return {
        "at": instant_to_json(happening.at, "UTC"),
        "local": instant_to_json(happening.at, zone),
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
        "opened_at": instant_to_json(case.opened_at, "UTC"),
        "money": _money(file.money),
        "deadline": deadline_to_json(file.deadline, zone, at) if file.deadline else None,
        "deadlines": [deadline_to_json(one, zone, at) for one in file.decision.deadlines],
        "headline": words_to_json(file.headline),
        **decision_content(file.decision),
        "disagreements": [
            {
                "name": one.name,
                "item": one.item,
                **words_to_json(one.words),
                "statements": [
                    {"value": said.value, **words_to_json(said.words(one.name)), "place": _place(said.place)}
                    for said in one.statements
                ],
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
