from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random  # noqa: TID251 - Hypothesis hands it in, seeded

from hypothesis import given, settings
from hypothesis import strategies as st

from casewright.domain.dispute import Dispute, DisputedItem, DisputeType
from casewright.domain.exhibit import (
    Exhibit,
    ExhibitKind,
    Locator,
    Observation,
    ObservationKind,
    ObservationRole,
    Speaker,
    Weight,
)
from casewright.domain.money import Money
from casewright.domain.place import Place
from casewright.domain.shipment import ScanKind
from casewright.evidence.board.board import Board, Course, Grade, ProofState, Verdict
from casewright.evidence.board.companies import same_company
from casewright.evidence.board.make import make_board
from casewright.evidence.board.people import signer_of
from casewright.evidence.names.towns import match_towns
from casewright.intake.dispute_file import read_dispute

AT = datetime(2026, 6, 1, tzinfo=UTC)
DAYS = st.dates(date(2026, 4, 1), date(2026, 5, 30))
INSTANTS = st.datetimes(datetime.fromisoformat("2026-04-01"), datetime.fromisoformat("2026-05-30"))
NAMES = st.sampled_from(["Erika Beispiel", "K. Wagner", "张伟", "Front door", "Nachbar", "???"])
TEXTS = st.sampled_from(["We cannot refund this.", "It was refunded.", "I received it.", "WhatsApp", "收到了", ""])
VALUES = st.one_of(
    NAMES,
    TEXTS,
    DAYS,
    INSTANTS,
    INSTANTS.map(lambda at: at.replace(tzinfo=UTC)),
    st.sampled_from(["302-1234567-1234567", "302-7654321-7654321", "L2409", "Hamburg", "München", "20095", "1Z1"]),
    st.sampled_from(list(ScanKind)).map(str),
    st.integers(0, 9000).map(Weight),
    st.integers(-10, 9000).map(lambda minor: Money(minor, "EUR")),
    st.booleans(),
    st.decimals(0, 10, places=2),
)
READINGS = st.builds(
    lambda kind, value, line, sure, role: Observation(
        kind, value, Locator(Place("a.pdf", "a" * 64), page=1, line=line), sure, role
    ),
    st.sampled_from(list(ObservationKind)),
    VALUES,
    st.none() | st.integers(1, 4),
    st.booleans(),
    st.none() | st.sampled_from(list(ObservationRole)),
)


def _exhibits(most: int) -> st.SearchStrategy[list[Exhibit]]:
    made = st.tuples(
        st.sampled_from(list(ExhibitKind)),
        st.sampled_from(list(Speaker)),
        st.lists(READINGS, max_size=6),
        st.none() | INSTANTS.map(lambda at: at.replace(tzinfo=UTC)),
        st.booleans(),
    )
    return st.lists(made, max_size=most).map(
        lambda parts: [
            Exhibit(
                f"EX-{number:03d}",
                kind,
                speaker,
                Place(f"{number}.pdf", f"{number:064d}"),
                "application/pdf",
                made_at=made_at,
                off_channel=off,
                observations=tuple(said),
            )
            for number, (kind, speaker, said, made_at, off) in enumerate(parts, 1)
        ]
    )


DISPUTES = st.builds(
    lambda kind, refunded, refund: Dispute(
        kind,
        marketplace="amazon_de",
        order_id="302-1234567-1234567",
        opened_at=datetime(2026, 5, 10, 9, tzinfo=UTC),
        ordered_at=datetime(2026, 4, 20, tzinfo=UTC),
        promised_by=datetime(2026, 5, 1, tzinfo=UTC),
        recipient="Erika Beispiel",
        city="Hamburg",
        postal_code="20095",
        country="DE",
        items=(DisputedItem(batch="L2409", serial="S1", asin="B0LHT00125"),),
        tracking_numbers=("1Z1",),
        ship_weight=Weight(1000),
        order_total=Money(4990, "EUR"),
        buyer_refunded=refunded,
        refund=refund,
    ),
    st.sampled_from(list(DisputeType)),
    st.none() | st.booleans(),
    st.none() | st.just(Money(4990, "EUR")),
)


def board_of(dispute: Dispute, exhibits: Sequence[Exhibit]) -> Board:
    return make_board(dispute, exhibits, at=AT)


def told(board: Board) -> set[tuple[str, str | None]]:
    """What contradicts, by kind and exhibit; which other place is quoted beside it may change."""
    return {(one.kind.value, one.shown.exhibit or one.claimed.exhibit) for one in board.contradictions}


@settings(max_examples=40, deadline=None)
@given(DISPUTES, _exhibits(4))
def test_a_board_never_raises_and_its_score_is_what_its_parts_say(dispute: Dispute, exhibits: list[Exhibit]) -> None:
    board = board_of(dispute, exhibits)
    assert board.strength.score == max(0, min(100, sum(part.points for part in board.strength.parts)))
    assert board.because
    keys = {one.key for one in exhibits}
    assert {key for item in board.items for key in item.exhibits} <= keys
    for one in board.contradictions:
        assert one.claimed.exhibit or one.shown.exhibit


@settings(max_examples=30, deadline=None)
@given(DISPUTES, _exhibits(4), st.randoms(use_true_random=False))
def test_the_order_of_exhibits_does_not_matter(dispute: Dispute, exhibits: list[Exhibit], chance: Random) -> None:
    mixed = list(exhibits)
    chance.shuffle(mixed)
    assert board_of(dispute, mixed) == board_of(dispute, exhibits)


@settings(max_examples=30, deadline=None)
@given(DISPUTES, _exhibits(4))
def test_one_more_exhibit_never_removes_a_contradiction(dispute: Dispute, exhibits: list[Exhibit]) -> None:
    assert told(board_of(dispute, exhibits[:-1])) <= told(board_of(dispute, exhibits))


@settings(max_examples=30, deadline=None)
@given(DISPUTES, _exhibits(4))
def test_one_more_exhibit_never_takes_a_proof_away(dispute: Dispute, exhibits: list[Exhibit]) -> None:
    """But for the prompt answer: one more message of the buyer can show that an answer came late."""
    before, after = (
        {item.proof for item in board_of(dispute, some).items if item.state is ProofState.PROVIDED}
        for some in (exhibits[:-1], exhibits)
    )
    assert before - {"prompt_answer"} <= after


@settings(max_examples=30, deadline=None)
@given(DISPUTES, _exhibits(3))
def test_a_missing_required_proof_is_named_whatever_else_there_is(dispute: Dispute, exhibits: list[Exhibit]) -> None:
    board = board_of(dispute, exhibits)
    named = {reason.code for reason in board.because}
    lacking = {item.code for item in board.items if item.grade is Grade.REQUIRED and item.state is ProofState.MISSING}
    assert lacking <= named
    assert not (lacking and board.verdict is Verdict.READY)


@settings(max_examples=30, deadline=None)
@given(DISPUTES, _exhibits(3), st.sampled_from([Course.REFUNDS, Course.GIVES_IN]))
def test_the_decision_changes_the_verdict_and_nothing_else(
    dispute: Dispute, exhibits: list[Exhibit], course: Course
) -> None:
    free = board_of(dispute, exhibits)
    bound = make_board(dispute, exhibits, at=AT, course=course)
    assert bound.verdict is Verdict.NOTHING_TO_SEND
    assert replace(bound, verdict=free.verdict, because=free.because) == free


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_companies_compare_alike_from_both_sides(one: str, other: str) -> None:
    assert same_company(one, other) == same_company(other, one)
    assert same_company(one, one) in (True, None)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_names_and_towns_of_any_text_compare_without_raising(one: str, other: str) -> None:
    signer_of(one, other)
    match_towns(one, other)
    match_towns(one, other, "DE")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_as_a_dispute_or_refused_with_a_finding(content: bytes) -> None:
    reading = read_dispute("dispute.toml", content)
    assert reading.dispute is not None or reading.findings
