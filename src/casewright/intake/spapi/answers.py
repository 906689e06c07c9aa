"""How answers are kept: the bytes Amazon sent, unchanged, inside a small wrapper that says what had been asked.

Many answers do not say which order they are about; the request does. One file may hold several answers about one
matter, so that an order and its items are read together.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["ANSWER_MARK", "Answer", "BrokenAnswersError", "parse_answers", "wrap_answers"]

ANSWER_MARK = "spapi-answers"
_VERSION = 1
_DEEPEST = 100
"""How deep objects may be nested; the models need a dozen levels."""


class BrokenAnswersError(ValueError):
    """The text is no JSON, or is nested too deeply to be read."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: the operation (`orders_v0.getOrders`), what it was called with, and the object Amazon sent.

    `order_id` is the order that the whole file is about, when it was asked for because of one.
    """

    operation: str | None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    body: object = None
    path: str = ""
    order_id: str | None = None


def wrap_answers(answers: Iterable[tuple[str, Mapping[str, object], bytes]], *, order_id: str | None = None) -> bytes:
    """Return the file for some answers, each given as operation, parameters and the bytes that came back.

    `order_id`: the order that all are about, although not every request names it. An answer without bytes is kept as
    null. Raise BrokenAnswersError when an answer is not JSON.
    """
    parts: list[bytes] = []
    for operation, parameters, body in answers:
        _load(body or b"null")
        asked = json.dumps({"operation": operation, "parameters": parameters}, ensure_ascii=False, sort_keys=True)
        parts.append(asked.encode()[:-1] + b', "answer": ' + (body.strip() or b"null") + b"}")
    about = {} if order_id is None else {"order_id": order_id}
    head = json.dumps({"casewright": ANSWER_MARK, "version": _VERSION, **about}).encode()[:-1]
    return head + b', "answers": [\n' + b",\n".join(parts) + b"\n]}\n"


def parse_answers(content: str | bytes) -> list[Answer]:
    """Return the answers in a file: wrapped ones, or one bare answer. Raise BrokenAnswersError for anything else."""
    document = _load(content)
    if not (isinstance(document, dict) and document.get("casewright") == ANSWER_MARK):
        return [Answer(None, body=document)]
    listed = document.get("answers")
    if not isinstance(listed, list):
        raise BrokenAnswersError("answers: –")
    about = document.get("order_id")
    order_id = about if isinstance(about, str) and about else None
    return [_answer(entry, at, order_id) for at, entry in enumerate(listed)]


def _answer(entry: object, at: int, order_id: str | None) -> Answer:
    if not isinstance(entry, dict):
        raise BrokenAnswersError(f"answers[{at}]: –")
    operation, parameters = entry.get("operation"), entry.get("parameters")
    return Answer(
        operation if isinstance(operation, str) else None,
        parameters if isinstance(parameters, dict) else {},
        entry.get("answer"),
        f"answers[{at}].answer",
        order_id,
    )


def _load(content: str | bytes) -> object:
    """Parse JSON; numbers with a fraction stay the text they are, so that money stays exact."""
    try:
        document = json.loads(content, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise BrokenAnswersError(str(error)[:120]) from None
    if _deeper_than(document, _DEEPEST):
        raise BrokenAnswersError(f"> {_DEEPEST} × {{}}")
    return document


def _deeper_than(document: object, most: int) -> bool:
    level: list[object] = [document]
    for _ in range(most):
        level = [
            inner
            for item in level
            for inner in (item.values() if isinstance(item, dict) else item if isinstance(item, list) else ())
        ]
        if not level:
            return False
    return True
