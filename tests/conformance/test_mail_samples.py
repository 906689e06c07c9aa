"""The recreated sample mails of the shared data folder read as their list of expectations says."""

import json
import os
from pathlib import Path

import pytest

from casewright.domain.wire import record_from_wire, record_to_wire
from casewright.intake.mail import looks_like_mail, read_mail

pytestmark = pytest.mark.conformance

_ROOT = Path(__file__).resolve().parents[2]
_SAMPLES = (_ROOT / os.environ.get("CASEWRIGHT_SHARED", "../shared") / "data" / "email" / "recreated").resolve()
_EXPECTED = _SAMPLES / "expected.json"
_NAMES = sorted(json.loads(_EXPECTED.read_text("utf-8"))) if _EXPECTED.exists() else [None]


@pytest.mark.parametrize("name", _NAMES)
def test_a_sample_mail_reads_as_expected(name: str | None) -> None:
    if name is None:
        pytest.skip("the shared data folder is absent; set CASEWRIGHT_SHARED to it")
    content = (_SAMPLES / name).read_bytes()
    expected = json.loads(_EXPECTED.read_text("utf-8"))[name]
    expected.pop("trap", None)

    reading = read_mail(name, content)
    wire = json.loads(json.dumps(record_to_wire(reading.records[0])))

    items = expected.pop("items", [])
    assert {key: wire[key] for key in expected} == expected
    assert len(wire["items"]) >= len(items)
    for item, read in zip(items, wire["items"], strict=False):
        assert {key: read[key] for key in item} == item
    assert looks_like_mail(content)
    assert wire["suspicions"] == []
    assert record_from_wire(record_to_wire(reading.records[0])) == reading.records[0]
