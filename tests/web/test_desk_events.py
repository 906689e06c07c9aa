"""The log of a case cannot be changed, and its bytes are fixed."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from casewright_web.models import CaseEvent, CaseRow, CaseStatus
from casewright_web.services.events import event_bytes, event_chain_check
from casewright_web.services.imports import ImportResult
from casewright_web.services.statuses import IllegalMoveError, case_status_change, case_status_undo

AT = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


def test_the_bytes_of_an_event_never_change() -> None:
    content = event_bytes(
        case_key="atoz_claim:1",
        seq=2,
        at=AT,
        actor="美",
        kind="status_changed",
        payload={"to": "b", "from": "a"},
        previous="00",
    )
    assert content.decode() == (
        '{"actor":"美","at":"2026-11-20T08:30:00.000000+00:00","case":"atoz_claim:1","format":1,'
        '"kind":"status_changed","payload":{"from":"a","to":"b"},"previous":"00","seq":2}'
    )
    assert hashlib.sha256(content).hexdigest() == "509e1765af90b9c2ddf1201ffbeb08a334cbe137db4d8c50ebe4d4ffd1312a58"


@pytest.fixture
def case(buyer_mail: Callable[..., bytes], take: Callable[..., ImportResult]) -> CaseRow:
    take(buyer_mail("Please send it to my new address."))
    return CaseRow.objects.get()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE casewright_web_caseevent SET actor = 'nobody'",
        "DELETE FROM casewright_web_caseevent",
    ],
)
def test_the_database_refuses_to_change_the_log(case: CaseRow, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert case.events.get().actor == "mei"


@pytest.mark.django_db
def test_a_forged_event_breaks_the_chain(case: CaseRow, now: datetime) -> None:
    CaseEvent.objects.create(case=case, seq=2, at=now, actor="x", kind="status_changed", payload={}, hash="0" * 64)
    assert event_chain_check(case=case) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "legal"),
    [
        (["waiting", "open", "closed", "open"], True),
        (["waiting", "closed", "open"], True),
        (["open"], False),
        (["closed", "waiting"], False),
        (["closed", "closed"], False),
    ],
)
def test_a_case_moves_only_where_the_list_says(case: CaseRow, now: datetime, path: list[str], legal: bool) -> None:  # noqa: FBT001 - a column of the table
    def walk() -> None:
        for status in path:
            case_status_change(case_id=case.pk, status=CaseStatus(status), actor="mei", at=now)

    if legal:
        walk()
        case.refresh_from_db()
        assert case.status == path[-1]
        assert case.version == 1 + len(path)
    else:
        with pytest.raises(IllegalMoveError):
            walk()


@pytest.mark.django_db
def test_a_move_can_be_taken_back_for_thirty_seconds(case: CaseRow, now: datetime) -> None:
    case_status_change(case_id=case.pk, status=CaseStatus.CLOSED, actor="mei", at=now)
    case_status_undo(case_id=case.pk, actor="mei", at=now + timedelta(seconds=30))
    case.refresh_from_db()
    assert case.status == CaseStatus.OPEN
    assert [event.kind for event in case.events.order_by("seq")] == ["opened", "status_changed", "status_changed"]


@pytest.mark.django_db
@pytest.mark.parametrize(("actor", "seconds"), [("mei", 31), ("otto", 1)])
def test_a_move_is_not_taken_back_later_or_by_somebody_else(
    case: CaseRow, now: datetime, actor: str, seconds: int
) -> None:
    case_status_change(case_id=case.pk, status=CaseStatus.CLOSED, actor="mei", at=now)
    with pytest.raises(IllegalMoveError):
        case_status_undo(case_id=case.pk, actor=actor, at=now + timedelta(seconds=seconds))
    case.refresh_from_db()
    assert case.status == CaseStatus.CLOSED


@pytest.mark.django_db
def test_what_was_taken_back_is_not_taken_back_again(case: CaseRow, now: datetime) -> None:
    case_status_change(case_id=case.pk, status=CaseStatus.CLOSED, actor="mei", at=now)
    case_status_undo(case_id=case.pk, actor="mei", at=now)
    with pytest.raises(IllegalMoveError):
        case_status_undo(case_id=case.pk, actor="mei", at=now)
