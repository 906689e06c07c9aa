"""Laws of pasted pages: nothing that is pasted raises, and what was confirmed is read back exactly."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casewright.domain.message import Direction
from casewright.domain.notice import MailNotice
from casewright.domain.wire import record_from_wire, record_to_wire
from casewright.intake import SourceFile, read_source
from casewright.intake.paste import Paste, PastedMessage, propose, wrap_paste
from casewright.pipeline import read_files

_LAW = settings(deadline=None, max_examples=40)
_LONG = settings(deadline=None, max_examples=3_000)
_AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
_PIECES = st.sampled_from(
    [
        "A-to-z",
        "索赔",
        "Order 302-5550301-0000301",
        "EUR 49.90",
        "$1,2",
        "Respond by",
        "31/02/2026",
        "Nov 18, 2026 10:22 AM",
        "Buyer",
        "You",
        "买家",
        "amazon.de",
        "<div>",
        "</td><tr>",
        "\n",
        "\t",
        "：",
        "<!--",
        "&#x1F4A9;",
        "99:99",
        "2026年13月1日",
    ]
)
_PAGES = st.lists(st.one_of(_PIECES, st.text(max_size=12)), max_size=40).map(" ".join)
_MESSAGES = st.lists(
    st.builds(
        PastedMessage,
        st.sampled_from(list(Direction)),
        st.one_of(st.none(), st.datetimes(max_value=_AT.replace(tzinfo=None), timezones=st.just(UTC))),
        st.text(min_size=1, max_size=40).filter(lambda text: bool(text.strip()) and text.isprintable()),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda message: (message.text, message.sent_at, message.direction),
)


def _proposed(page: str) -> None:
    proposal = propose(page, pasted_at=_AT)
    values = {field.name: field.value for field in proposal.fields if field.value}
    content = wrap_paste(Paste(page, values, "mei", _AT))
    reading = read_source("p.json", content)
    assert [one.code for one in reading.findings if one.code.startswith("PAS")] == []
    for record in reading.records:
        assert record_from_wire(json.loads(json.dumps(record_to_wire(record)))) == record


@_LAW
@given(_PAGES)
def test_what_is_proposed_for_any_page_is_read_without_a_remark(page: str) -> None:
    _proposed(page)


@_LAW
@given(_MESSAGES)
def test_every_confirmed_message_comes_back_with_its_instant(messages: list[PastedMessage]) -> None:
    content = wrap_paste(Paste("thread", {"order_id": "302-5550301-0000301"}, "mei", _AT, tuple(messages)))
    notices = [one for one in read_files([SourceFile("p.json", content)]).records if isinstance(one, MailNotice)]
    assert [(one.sent_at, one.body) for one in notices] == [(one.sent_at, one.text) for one in messages]


@_LAW
@given(st.binary(max_size=120))
def test_any_bytes_behind_the_mark_are_findings_at_worst(tail: bytes) -> None:
    read_source("p.json", b'{"casewright": "pasted-page", ' + tail)


@pytest.mark.slow
@_LONG
@given(_PAGES)
def test_any_page_at_length(page: str) -> None:
    _proposed(page)
