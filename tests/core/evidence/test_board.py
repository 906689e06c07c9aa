from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

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
from casewright.domain.returns import RefundedBy
from casewright.evidence.board.board import Board, ContradictionKind, ProofState, TwinState, Verdict
from casewright.evidence.board.make import make_board
from casewright.evidence.board.together import SeenPicture

KIND, ROLE, SAYS = ObservationKind, ObservationRole, ContradictionKind
NOW = datetime(2026, 11, 19, tzinfo=UTC)
Value = str | Decimal | int | Money | Weight | date | datetime
local = datetime.fromisoformat
NOT_RECEIVED = Dispute(
    DisputeType.DELIVERED_NOT_RECEIVED,
    marketplace="amazon_de",
    order_id="302-1234567-1234567",
    opened_at=datetime(2026, 11, 18, 9, tzinfo=UTC),
    respond_by=datetime(2026, 11, 20, 22, tzinfo=UTC),
    ordered_at=datetime(2026, 11, 1, tzinfo=UTC),
    promised_by=datetime(2026, 11, 8, 22, 59, tzinfo=UTC),
    recipient="Erika Beispiel",
    city="Hamburg",
    postal_code="20095",
    country="DE",
    tracking_numbers=("00340434161094000001",),
    items=(DisputedItem(sku="LH-1", batch="L2409", asin="B0LHT00125"),),
    ship_weight=Weight(1240),
    order_total=Money(4990, "EUR"),
    seller="Lantern Home Ltd",
    read_from=(("city", Place("dispute.toml", "d" * 64, row=9, column="city")),),
)


def exhibit(
    key: str,
    kind: ExhibitKind,
    speaker: Speaker,
    *said: tuple[ObservationKind, Value] | tuple[ObservationKind, Value, ObservationRole],
    sure: bool = True,
) -> Exhibit:
    place = Place(f"{key}.pdf", key.rjust(64, "0"))
    read = tuple(
        Observation(one[0], one[1], Locator(place, page=1, line=line), sure, one[2] if len(one) > 2 else None)
        for line, one in enumerate(said, 1)
    )
    return Exhibit(key, kind, speaker, place, "application/pdf", observations=read)


def event(key: str, *events: tuple[str, datetime, str | None]) -> Exhibit:
    place = Place(f"{key}.json", key.rjust(64, "0"))
    read = [Observation(KIND.TRACKING, "00340434161094000001", Locator(place))]
    for line, (scan, at, city) in enumerate(events, 1):
        spot = Locator(place, line=line)
        read += [Observation(KIND.SCAN, scan, spot), Observation(KIND.AT, at, spot)]
        read += [Observation(KIND.CITY, city, spot)] if city else []
    return Exhibit(
        key, ExhibitKind.TRACKING_HISTORY, Speaker.CARRIER, place, "application/json", observations=tuple(read)
    )


TRACKING = event(
    "EX-001",
    ("accepted", local("2026-11-03T17:00"), "Shenzhen"),
    ("out_for_delivery", local("2026-11-06T08:00"), "Bremen"),
    ("delivered", local("2026-11-06T13:00"), "Hamburg"),
)
SLIP = exhibit(
    "EX-002",
    ExhibitKind.PROOF_OF_DELIVERY,
    Speaker.CARRIER,
    (KIND.ORDER, "302-1234567-1234567"),
    (KIND.AT, local("2026-11-06T13:00"), ROLE.DELIVERED),
    (KIND.SCAN, "delivered", ROLE.DELIVERED),
    (KIND.SIGNED_BY, "E. Beispiel"),
    (KIND.CITY, "Hamburg", ROLE.RECIPIENT),
    (KIND.POSTAL_CODE, "20095", ROLE.RECIPIENT),
)


def board_of(*exhibits: Exhibit, dispute: Dispute = NOT_RECEIVED, at: datetime = NOW) -> Board:
    return make_board(dispute, exhibits, at=at)


def kinds(board: Board) -> list[ContradictionKind]:
    return [one.kind for one in board.contradictions]


def states(board: Board) -> dict[str, ProofState]:
    return {item.proof: item.state for item in board.items}


def swap(one: Exhibit, kind: ObservationKind, value: Value) -> Exhibit:
    said = tuple(replace(each, value=value) if each.kind is kind else each for each in one.observations)
    return replace(one, observations=said)


def test_tracking_signature_and_address_make_a_not_received_claim_ready() -> None:
    board = board_of(TRACKING, SLIP)
    assert board.contradictions == ()
    assert board.verdict is Verdict.READY
    required = {name: state for name, state in states(board).items() if name in {"tracking_delivered", "address_match"}}
    assert required == {"tracking_delivered": ProofState.PROVIDED, "address_match": ProofState.PROVIDED}
    assert states(board)["delivery_signature"] is ProofState.PROVIDED
    assert board.strength.score > 50
    assert sum(part.points for part in board.strength.parts) == board.strength.score


def test_a_missing_required_proof_says_who_has_it_how_to_ask_and_by_when() -> None:
    board = board_of(TRACKING)
    item = next(item for item in board.items if item.proof == "delivery_signature")
    assert item.state is ProofState.MISSING
    assert board.verdict is Verdict.NOT_READY
    assert item.ask is not None
    assert item.ask.holder == "carrier"
    assert item.ask.by == NOT_RECEIVED.respond_by
    assert item.ask.language == "de"
    assert "00340434161094000001" in (item.ask.local or "")
    assert "2026-11-20" in item.ask.message.zh
    assert any("delivery_signature" in reason.code or item.title.en in reason.words.en for reason in board.because)


@pytest.mark.parametrize("word", ["banana", "Hello world, this is fine."])
def test_a_paper_without_content_proves_nothing(word: str) -> None:
    banana = exhibit("EX-009", ExhibitKind.OTHER, Speaker.SELLER, (KIND.TEXT, word))
    board = board_of(banana)
    assert board.strength.score == 0
    assert [reason.exhibits for reason in board.idle] == [("EX-009",)]
    assert board.verdict is Verdict.NOT_READY


def test_a_delivery_to_the_wrong_city_is_told_with_both_places() -> None:
    board = board_of(swap(SLIP, KIND.CITY, "Bremen"), TRACKING)
    assert kinds(board) == []  # the postal code is the order's
    elsewhere = swap(swap(SLIP, KIND.CITY, "München"), KIND.POSTAL_CODE, "80331")
    (found,) = board_of(elsewhere, TRACKING).contradictions
    assert found.kind is SAYS.OTHER_CITY
    assert found.sure
    assert (found.claimed.says.en, found.shown.says.en) == ("Hamburg", "München")
    assert found.claimed.locator is not None
    assert found.claimed.locator.place == Place("dispute.toml", "d" * 64, row=9, column="city")
    assert found.shown.exhibit == "EX-002"
    assert found.shown.locator is not None
    assert (found.shown.locator.page, found.shown.locator.line) == (1, 5)
    assert board_of(elsewhere, TRACKING).strength.score < board_of(SLIP, TRACKING).strength.score


def test_towns_on_the_way_and_depots_nearby_are_no_contradiction() -> None:
    assert kinds(board_of(TRACKING)) == []
    depot = event("EX-001", ("delivered", local("2026-11-06T13:00"), "Norderstedt"))
    assert kinds(board_of(depot)) == []


@pytest.mark.parametrize(
    ("name", "state", "contradicts", "sure"),
    [
        ("Erika Beispiel", ProofState.PROVIDED, False, True),
        ("Thomas Beispiel", ProofState.WEAK, False, True),
        ("Front door", ProofState.WEAK, False, True),
        ("E. B.", ProofState.WEAK, False, True),
        ("Nachbarin Wagner", ProofState.WEAK, True, False),
        ("K. Wagner", ProofState.WEAK, True, True),
    ],
)
def test_who_signed_decides_what_a_signature_is_worth(
    name: str, state: ProofState, *, contradicts: bool, sure: bool
) -> None:
    board = board_of(swap(SLIP, KIND.SIGNED_BY, name), TRACKING)
    assert states(board)["delivery_signature"] is state
    assert (SAYS.OTHER_SIGNER in kinds(board)) is contradicts
    assert all(one.sure is sure for one in board.contradictions)


def test_an_exhibit_of_another_order_contradicts_and_proves_nothing() -> None:
    board = board_of(swap(SLIP, KIND.ORDER, "302-7654321-7654321"), TRACKING)
    assert kinds(board) == [SAYS.OTHER_ORDER]
    assert states(board)["delivery_signature"] is ProofState.MISSING


def test_a_list_of_many_orders_is_read_by_its_line_of_ours() -> None:
    place = Place("cod.csv", "c" * 64)
    read = []
    for row, (order, sum_) in enumerate([("302-7654321-7654321", 990), ("302-1234567-1234567", 4990)], 2):
        spot = Locator(replace(place, row=row), line=row)
        read += [Observation(KIND.ORDER, order, spot)]
        read += [Observation(KIND.AMOUNT, Money(sum_, "EUR"), spot, role=ROLE.COLLECTED)]
    sheet = Exhibit("EX-003", ExhibitKind.REMITTANCE, Speaker.CARRIER, place, "text/csv", observations=tuple(read))
    dispute = replace(NOT_RECEIVED, type=DisputeType.COD_DENIED)
    board = board_of(sheet, SLIP, dispute=dispute)
    assert kinds(board) == []
    assert states(board)["remittance_line"] is ProofState.PROVIDED
    assert kinds(board_of(sheet, dispute=replace(dispute, order_total=Money(5990, "EUR")))) == [SAYS.OTHER_AMOUNT]


def test_a_delivery_after_the_promised_day_is_late_and_on_the_day_is_not() -> None:
    on_the_day = event("EX-001", ("delivered", local("2026-11-08T23:30"), "Hamburg"))
    next_day = event("EX-001", ("delivered", local("2026-11-09T00:30"), "Hamburg"))
    assert kinds(board_of(on_the_day)) == []
    assert kinds(board_of(next_day)) == [SAYS.DELIVERED_LATE]


DEFECTIVE = replace(NOT_RECEIVED, type=DisputeType.DEFECTIVE)


def report(batch: str, day: date) -> Exhibit:
    return exhibit(
        "EX-004",
        ExhibitKind.TEST_REPORT,
        Speaker.LABORATORY,
        (KIND.LABORATORY, "Alpha Test Lab"),
        (KIND.BATCH, batch),
        (KIND.DATED, day, ROLE.ISSUED),
        (KIND.ORDER, "P-2291"),
    )


def test_a_report_of_this_batch_from_before_the_sale_stands() -> None:
    board = board_of(report("L-2409", date(2026, 9, 1)), dispute=DEFECTIVE)
    assert kinds(board) == []
    assert states(board)["test_report"] is ProofState.PROVIDED


def test_a_report_of_another_batch_or_made_after_the_claim_does_not() -> None:
    other = board_of(report("L2411", date(2026, 9, 1)), dispute=DEFECTIVE)
    after = board_of(report("L2409", date(2026, 11, 19)), dispute=DEFECTIVE)
    same_day = board_of(report("L2409", date(2026, 11, 18)), dispute=DEFECTIVE)
    assert (kinds(other), kinds(after), kinds(same_day)) == ([SAYS.OTHER_BATCH], [SAYS.MADE_AFTER_CLAIM], [])
    assert states(other)["test_report"] is ProofState.WEAK
    assert states(after)["test_report"] is ProofState.WEAK


def test_weights_within_tolerance_agree_and_others_do_not() -> None:
    def packed(grams: int) -> Exhibit:
        return exhibit(
            "EX-005",
            ExhibitKind.PACK_RECORD,
            Speaker.SELLER_SYSTEM,
            (KIND.ORDER, "302-1234567-1234567"),
            (KIND.WEIGHT, Weight(grams), ROLE.GROSS),
            (KIND.WEIGHT, Weight(900), ROLE.NET),
        )

    assert kinds(board_of(packed(1200))) == []
    assert kinds(board_of(packed(900))) == [SAYS.WEIGHT_DIFFERS]


def test_a_lighter_return_is_the_sellers_point_and_no_contradiction() -> None:
    swapped = replace(NOT_RECEIVED, type=DisputeType.RETURN_SWAPPED, refunded_by=RefundedBy.MARKETPLACE)
    back = exhibit("EX-006", ExhibitKind.RETURN_PHOTO, Speaker.SELLER_SYSTEM, (KIND.WEIGHT, Weight(300), ROLE.RETURNED))
    assert kinds(board_of(back, dispute=swapped)) == []
    assert states(board_of(back, dispute=swapped))["return_weight"] is ProofState.PROVIDED


def test_a_refund_both_given_and_denied_names_both_sentences() -> None:
    given = exhibit(
        "EX-007", ExhibitKind.REFUND_LINE, Speaker.MARKETPLACE, (KIND.AMOUNT, Money(4990, "EUR"), ROLE.REFUNDED)
    )
    denied = exhibit(
        "EX-008",
        ExhibitKind.MESSAGE_THREAD,
        Speaker.SELLER,
        (KIND.TEXT, "We cannot refund this order.", ROLE.SELLER_WROTE),
    )
    dispute = replace(NOT_RECEIVED, type=DisputeType.REFUND_NOT_PROCESSED, buyer_refunded=False)
    assert kinds(board_of(given, dispute=dispute)) == []
    (found,) = board_of(given, denied, dispute=dispute).contradictions
    assert found.kind is SAYS.REFUND_GIVEN_AND_DENIED
    assert {found.claimed.exhibit, found.shown.exhibit} == {"EX-007", "EX-008"}


def test_days_that_cannot_follow_each_other_are_told() -> None:
    early = event("EX-001", ("delivered", local("2026-10-20T13:00"), "Hamburg"))
    (found,) = board_of(early).contradictions
    assert found.kind is SAYS.DATES_OUT_OF_ORDER
    assert "2026-11-01" in found.words.en


def test_the_listing_of_today_is_not_that_of_the_order_day() -> None:
    dispute = replace(NOT_RECEIVED, type=DisputeType.NOT_AS_DESCRIBED)

    def listing(day: date) -> Exhibit:
        said = ((KIND.ASIN, "B0LHT00125"), (KIND.DATED, day, ROLE.TAKEN))
        return exhibit("EX-010", ExhibitKind.LISTING_SNAPSHOT, Speaker.SELLER_SYSTEM, *said)

    assert kinds(board_of(listing(date(2026, 11, 1)), dispute=dispute)) == []
    assert kinds(board_of(listing(date(2026, 11, 18)), dispute=dispute)) == [SAYS.LISTING_AFTER_ORDER]


@pytest.mark.parametrize("mirrored", [True, False])
def test_a_picture_known_from_another_order_is_told(*, mirrored: bool) -> None:
    photo = exhibit("EX-011", ExhibitKind.BUYER_PHOTO, Speaker.BUYER, (KIND.PICTURE, "0" * 32))
    seen = SeenPicture("EX-011", Place("earlier/lamp.jpg", "e" * 64), "302-0000000-0000000", mirrored=mirrored)
    dispute = replace(NOT_RECEIVED, type=DisputeType.DAMAGED)
    (found,) = make_board(dispute, [photo], at=NOW, earlier_pictures=[seen]).contradictions
    assert found.kind is SAYS.PICTURE_SEEN_BEFORE
    assert "302-0000000-0000000" in found.words.zh
    assert found.claimed.locator is not None
    assert found.claimed.locator.place.file == "earlier/lamp.jpg"


@pytest.mark.parametrize(
    "off", [{"off_channel": True}, {"observations": "If you delete your review, we will send you a gift card."}]
)
def test_what_would_show_a_violation_is_quarantined_with_the_reason(off: dict[str, object]) -> None:
    said = str(off.get("observations", "The parcel was delivered."))
    chat = exhibit("EX-012", ExhibitKind.MESSAGE_THREAD, Speaker.SELLER, (KIND.TEXT, said, ROLE.SELLER_WROTE))
    chat = replace(chat, off_channel=bool(off.get("off_channel")))
    board = board_of(TRACKING, SLIP, chat)
    assert [one.exhibit for one in board.quarantined] == ["EX-012"]
    assert board.quarantined[0].reason.words.zh
    assert all("EX-012" not in item.exhibits for item in board.items)


@pytest.mark.parametrize(
    ("dispute", "exhibits", "row"),
    [
        (replace(NOT_RECEIVED, type=DisputeType.REFUSED_OR_UNDELIVERABLE), (TRACKING,), "VER020"),
        (NOT_RECEIVED, (event("EX-001", ("label", local("2026-11-03T17:00"), None)),), "VER010"),
        (
            replace(NOT_RECEIVED, type=DisputeType.PROTECTED_NOT_RECEIVED, refunded_by=RefundedBy.SELLER),
            (TRACKING,),
            "VER040",
        ),
    ],
)
def test_some_disputes_cannot_be_won_and_say_why(dispute: Dispute, exhibits: Iterable[Exhibit], row: str) -> None:
    board = board_of(*exhibits, dispute=dispute)
    assert board.verdict is Verdict.CANNOT_BE_WON
    assert board.because[0].code == row


def test_a_person_says_what_a_paper_proves() -> None:
    letter = exhibit("EX-013", ExhibitKind.OTHER, Speaker.CARRIER, (KIND.TRACKING, "00340434161094000001"))
    dispute = replace(NOT_RECEIVED, type=DisputeType.LOST_IN_TRANSIT)
    alone = make_board(dispute, [letter], at=NOW)
    told = make_board(dispute, [letter], at=NOW, proves={"EX-013": ("carrier_trace",)})
    assert states(alone)["carrier_trace"] is ProofState.MISSING
    assert states(told)["carrier_trace"] is ProofState.PROVIDED


def test_personal_data_is_due_with_its_twin_while_windows_are_open() -> None:
    board = board_of(TRACKING, SLIP, at=datetime(2026, 12, 1, tzinfo=UTC))
    (due,) = board.purges  # a tracking history names nobody
    assert (due.exhibit, due.due_on, due.overdue, due.twin) == ("EX-002", date(2026, 12, 7), False, TwinState.TO_MAKE)
    late = datetime(2026, 12, 8, tzinfo=UTC)
    made = make_board(NOT_RECEIVED, [TRACKING, SLIP], at=late, twins={"EX-002"})
    assert (made.purges[0].overdue, made.purges[0].twin) == (True, TwinState.MADE)
    assert "2026-12-07" in made.purges[0].reason.words.zh
