"""An evidence board as plain JSON values, documented in docs/develop/json.md. Key order is part of the format."""

from typing import Any

from casewright.domain.dispute import DISPUTE_WORDS, Dispute
from casewright.domain.exhibit import Exhibit, Locator
from casewright.domain.wire import to_wire
from casewright.domain.words import Words
from casewright.evidence.board.board import Ask, Board, ChecklistItem, Contradiction, Reason, Side

__all__ = ["board_to_json"]


def _words(words: Words) -> dict[str, str]:
    return {"en": words.en, "zh": words.zh}


def _known(value: object) -> dict[str, Any]:
    return {key: part for key, part in to_wire(value).items() if part is not None}


def _locator(locator: Locator | None) -> dict[str, Any] | None:
    if locator is None:
        return None
    return {**_known(locator), "place": _known(locator.place)}


def _reason(reason: Reason) -> dict[str, Any]:
    return {"row": reason.code, **_words(reason.words), "cite": list(reason.cite), "exhibits": list(reason.exhibits)}


def _dispute(dispute: Dispute) -> dict[str, Any]:
    stated = {name: to_wire(getattr(dispute, name)) for name in dispute.stated()}
    places = {name: _known(place) for name, place in dispute.read_from}
    return {
        "type": dispute.type.value,
        "matrix_row": dispute.type.matrix_row,
        "title": _words(DISPUTE_WORDS[dispute.type]),
        **stated,
        "read_from": places,
    }


def _exhibit(exhibit: Exhibit) -> dict[str, Any]:
    return {
        "key": exhibit.key,
        "kind": exhibit.kind.value,
        "speaker": exhibit.speaker.value,
        "place": _known(exhibit.place),
        "media_type": exhibit.media_type,
        "made_at": to_wire(exhibit.made_at),
        "received_at": to_wire(exhibit.received_at),
        "off_channel": exhibit.off_channel,
        "readings": [
            {
                "kind": one.kind.value,
                "role": to_wire(one.role),
                "value": to_wire(one.value),
                "sure": one.sure,
                "guessed": one.guessed,
                "locator": _locator(one.locator),
            }
            for one in exhibit.observations
        ],
    }


def _ask(ask: Ask | None) -> dict[str, Any] | None:
    if ask is None:
        return None
    return {
        "holder": ask.holder.value,
        "how": _words(ask.how),
        "message": _words(ask.message),
        "local": ask.local,
        "language": ask.language,
        "by": to_wire(ask.by),
    }


def _item(item: ChecklistItem) -> dict[str, Any]:
    return {
        "proof": item.proof,
        "title": _words(item.title),
        "grade": item.grade.value,
        "state": item.state.value,
        "row": item.code,
        "exhibits": list(item.exhibits),
        "weak_because": [_reason(one) for one in item.weak_because],
        "ask": _ask(item.ask),
        "cite": list(item.cite),
        "confidence": item.confidence,
    }


def _side(side: Side) -> dict[str, Any]:
    return {"exhibit": side.exhibit, "says": _words(side.says), "locator": _locator(side.locator)}


def _contradiction(one: Contradiction) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "title": _words(one.title),
        **_words(one.words),
        "row": one.code,
        "sure": one.sure,
        "points": one.points,
        "claimed": _side(one.claimed),
        "shown": _side(one.shown),
        "cite": list(one.cite),
    }


def board_to_json(board: Board) -> dict[str, Any]:
    """Return one board as JSON values."""
    return {
        "dispute": _dispute(board.dispute),
        "at": board.at.isoformat(),
        "verdict": board.verdict.value,
        "because": [_reason(one) for one in board.because],
        "strength": {
            "score": board.strength.score,
            "parts": [{"points": part.points, **_reason(part.reason)} for part in board.strength.parts],
        },
        "checklist": [_item(item) for item in board.items],
        "contradictions": [_contradiction(one) for one in board.contradictions],
        "quarantined": [{"exhibit": one.exhibit, **_reason(one.reason)} for one in board.quarantined],
        "purges": [
            {
                "exhibit": one.exhibit,
                "due_on": one.due_on.isoformat(),
                "overdue": one.overdue,
                "twin": one.twin.value,
                **_reason(one.reason),
            }
            for one in board.purges
        ],
        "idle": [_reason(one) for one in board.idle],
        "exhibits": [_exhibit(one) for one in board.exhibits],
    }
