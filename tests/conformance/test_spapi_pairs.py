"""The official sandbox pairs and notification examples: every value an answer states is found in some record."""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from casewright.domain.wire import record_from_wire, record_to_wire
from casewright.intake import read_source
from casewright.intake.spapi import wrap_answers

pytestmark = pytest.mark.conformance

_SHARED = Path(os.environ.get("CASEWRIGHT_SHARED", Path(__file__).parents[3] / "shared"))
_FOLDER = _SHARED / "data" / "spapi"
_AMOUNTS = ("CurrencyAmount", "Amount", "currencyAmount", "amount", "value")
_CURRENCIES = ("CurrencyCode", "currencyCode", "currency", "unit")


def _lines(name: str) -> list[dict[str, Any]]:
    path = _FOLDER / name
    if not path.exists():
        pytest.skip(f"{path} is not there")
    return [json.loads(line, parse_float=str) for line in path.read_text(encoding="utf-8").splitlines()]


def _stated(value: object) -> Iterator[str]:
    """Yield every value as it is compared: amounts as numbers, instants as instants, all else as text."""
    if isinstance(value, dict):
        amount = next((value[name] for name in _AMOUNTS if name in value), None)
        if len(value) == 2 and amount is not None and any(name in value for name in _CURRENCIES):
            yield from _stated(next(value[name] for name in _CURRENCIES if name in value))
            yield _plain(str(amount))
            return
        for inner in value.values():
            yield from _stated(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _stated(inner)
    elif value not in (None, ""):
        yield _plain(str(value))


def _plain(text: str) -> str:
    try:
        return f"number {Decimal(text).normalize():f}"
    except ArithmeticError:
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"instant {moment.timestamp()}" if moment.tzinfo else text


def _lost(body: object, asked: dict[str, object]) -> list[str]:
    content = wrap_answers([("model.operation", asked, json.dumps(body).encode())])
    records = read_source("answer.json", content).records
    assert all(record_from_wire(json.loads(json.dumps(record_to_wire(record)))) == record for record in records)
    known = {text for record in records for text in _stated(record_to_wire(record))}
    return [text for text in _stated(body) if text not in known]


def test_no_sandbox_answer_loses_a_value() -> None:
    cases = _lines("sandbox_static_cases.jsonl")
    assert len(cases) > 150
    lost = {
        f"{case['operationId']} {case['status']} {case['case']}": missing
        for case in cases
        if (missing := _lost(case["response"], {}))
    }
    assert lost == {}


def test_no_notification_example_loses_a_value() -> None:
    examples = _lines("notification_examples.jsonl")
    assert len(examples) > 20
    lost = {entry["schema"]: missing for entry in examples if (missing := _lost(entry["example"], {}))}
    assert lost == {}
