"""What the board makes of papers that are read well but say more, less or other things than the dispute."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

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
from casewright.evidence.board.board import Board, ChecklistItem, ContradictionKind, Course, ProofState, Verdict
from casewright.evidence.board.make import make_board

K, R, S = ObservationKind, ObservationRole, ContradictionKind
ORDER, OTHER = "114-7990158-8563905", "203-2888001-7964030"
Said = tuple[ObservationKind, str | date | datetime | Money | Weight, ObservationRole | None]


def dispute(kind: DisputeType) -> Dispute:
    return Dispute(
        kind,
        marketplace="amazon_us",
        order_id=ORDER,
        opened_at=datetime(2026, 5, 20, 12, tzinfo=UTC),
        ordered_at=datetime(2026, 5, 1, 12, tzinfo=UTC),
        shipped_at=datetime(2026, 5, 2, 20, tzinfo=UTC),
        recipient="Curtis Delaney",
        city="Columbus",
        postal_code="43215",
        country="US",
        tracking_numbers=("1ZJ548W30304895513",),
        items=(DisputedItem(sku="SPK-1", asin="B0CM2V9RKT", batch="AJ473960"),),
        seller="Xiamen Yuanfeng Home Co., Ltd.",
    )


def paper(
    kind: ExhibitKind, *lines: Sequence[Said], key: str = "EX-001", speaker: Speaker = Speaker.CARRIER
) -> Exhibit:
    """A paper; what stands in one list stands on one line."""
    place = Place(f"{key}.pdf", key.rjust(64, "0"))
    read = tuple(
        Observation(what, value, Locator(place, page=1, line=number), role=role)
        for number, line in enumerate(lines, 1)
        for what, value, role in line
    )
    return Exhibit(key, kind, speaker, place, "application/pdf", observations=read)


def board_of(kind: DisputeType, *exhibits: Exhibit, proves: Mapping[str, tuple[str, ...]] | None = None) -> Board:
    return make_board(dispute(kind), exhibits, at=datetime(2026, 5, 21, tzinfo=UTC), proves=proves)


def kinds(board: Board) -> list[ContradictionKind]:
    return [one.kind for one in board.contradictions]


def item(board: Board, proof: str) -> ChecklistItem:
    return next(one for one in board.items if one.proof == proof)


def scan(kind: str, day: int, city: str, code: str) -> list[Said]:
    said: list[Said] = [(K.SCAN, kind, None), (K.DATED, date(2026, 5, day), None)]
    return [*said, (K.CITY, city, None), (K.POSTAL_CODE, code, None)]


WAY = [scan("accepted", 2, "Shenzhen", "518000"), scan("in_transit", 4, "Pittsburgh", "15220")]


def test_towns_on_the_way_are_not_the_destination() -> None:
    assert kinds(board_of(DisputeType.LOST_IN_TRANSIT, paper(ExhibitKind.TRACKING_HISTORY, *WAY))) == []


@pytest.mark.parametrize("event", ["delivered", "attempted", "refused"])
def test_the_town_of_the_door_is_compared_by_name_or_by_postal_code(event: str) -> None:
    far = paper(ExhibitKind.TRACKING_HISTORY, *WAY, scan(event, 6, "Seattle", "98101"))
    near = paper(ExhibitKind.TRACKING_HISTORY, *WAY, scan(event, 6, "Columbus", "43215"))
    unknown = paper(ExhibitKind.TRACKING_HISTORY, *WAY, scan(event, 6, "Nowhere Falls", "98101"))
    assert kinds(board_of(DisputeType.LATE, far)) == [S.OTHER_CITY]
    assert kinds(board_of(DisputeType.LATE, near)) == []
    assert kinds(board_of(DisputeType.LATE, unknown)) == [S.OTHER_CITY]


def test_a_table_whose_events_and_towns_are_read_apart_is_one_row_each() -> None:
    place = Place("history.csv", "1" * 64)
    cell, row = Locator(Place("history.csv", "1" * 64, row=3, column="City"), line=3), Locator(place, line=3)
    read = (
        Observation(K.CITY, "Seattle", cell),
        Observation(K.SCAN, "in_transit", row),
        Observation(K.AT, datetime(2026, 5, 4, 9, tzinfo=UTC), row),
    )
    history = Exhibit("EX-001", ExhibitKind.TRACKING_HISTORY, Speaker.CARRIER, place, "text/csv", observations=read)
    assert kinds(board_of(DisputeType.LATE, history)) == []


def test_a_courier_slip_of_another_town_is_named() -> None:
    slip = paper(ExhibitKind.REMITTANCE, [(K.ORDER, ORDER, None)], [(K.CITY, "Seattle", None)])
    assert kinds(board_of(DisputeType.COD_AMOUNT, slip)) == [S.OTHER_CITY]


def list_of(kind: ExhibitKind, *orders: str) -> Exhibit:
    return paper(kind, *([(K.ORDER, order, None)] for order in orders), speaker=Speaker.MARKETPLACE)


@pytest.mark.parametrize("kind", [ExhibitKind.FBA_RETURNS, ExhibitKind.REIMBURSEMENTS])
def test_a_list_that_names_other_orders_besides_ours_is_the_proof(kind: ExhibitKind) -> None:
    board = board_of(DisputeType.FBA_RETURN_NOT_CREDITED, list_of(kind, OTHER, ORDER))
    proof = {"fba_returns": "fba_return_report", "reimbursements": "reimbursement_report"}[kind.value]
    assert kinds(board) == []
    assert item(board, proof).state is ProofState.PROVIDED


def test_returns_without_our_order_are_no_proof_while_reimbursements_without_it_are() -> None:
    returns = board_of(DisputeType.FBA_RETURN_NOT_CREDITED, list_of(ExhibitKind.FBA_RETURNS, OTHER))
    assert kinds(returns) == [S.OTHER_ORDER]
    assert item(returns, "fba_return_report").state is ProofState.MISSING
    paid = board_of(DisputeType.FBA_RETURN_NOT_CREDITED, list_of(ExhibitKind.REIMBURSEMENTS, OTHER))
    assert kinds(paid) == []
    assert item(paid, "reimbursement_report").state is ProofState.PROVIDED


def test_a_refund_to_the_buyer_is_no_reimbursement_report() -> None:
    refund = paper(ExhibitKind.REFUND_LINE, [(K.ORDER, ORDER, None)], [(K.AMOUNT, Money(6995, "USD"), R.REFUNDED)])
    board = board_of(DisputeType.FBA_RETURN_NOT_CREDITED, refund)
    assert item(board, "reimbursement_report").state is ProofState.MISSING


@pytest.mark.parametrize(
    ("named", "state"),
    [
        ((ORDER,), ProofState.MISSING),
        ((ORDER, OTHER), ProofState.WEAK),
        ((ORDER, OTHER, "203-1-2"), ProofState.WEAK),
        ((ORDER, OTHER, "113-1234567-1234567"), ProofState.PROVIDED),
    ],
)
def test_earlier_orders_are_others_than_this_one_and_two_are_wanted(named: tuple[str, ...], state: ProofState) -> None:
    board = board_of(DisputeType.PAYMENT_UNAUTHORISED, list_of(ExhibitKind.ORDER_RECORD, *named))
    assert item(board, "earlier_orders").state is state
    assert kinds(board) == []


def test_a_delivery_of_another_order_is_no_earlier_order() -> None:
    slip = paper(ExhibitKind.PROOF_OF_DELIVERY, [(K.ORDER, OTHER, None)])
    assert kinds(board_of(DisputeType.PAYMENT_UNAUTHORISED, slip)) == [S.OTHER_ORDER]


def test_an_invoice_for_another_batch_is_named() -> None:
    invoice = paper(ExhibitKind.INVOICE, [(K.BATCH, "ZZ000001", None)], [(K.DATED, date(2026, 3, 1), R.ISSUED)])
    ours = paper(ExhibitKind.INVOICE, [(K.BATCH, "AJ473960", None)], [(K.DATED, date(2026, 3, 1), R.ISSUED)])
    assert kinds(board_of(DisputeType.COUNTERFEIT, invoice)) == [S.OTHER_BATCH]
    assert kinds(board_of(DisputeType.COUNTERFEIT, ours)) == []


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (ExhibitKind.SERVICE_LOG, None),
        (ExhibitKind.REMITTANCE, R.ISSUED),
        (ExhibitKind.DELIVERY_ATTEMPTS, R.ATTEMPTED),
        (ExhibitKind.RETURN_REQUEST, R.ISSUED),
        (ExhibitKind.REFUND_LINE, R.REFUNDED),
        (ExhibitKind.PUBLIC_REVIEW, None),
    ],
)
def test_a_paper_made_for_the_order_cannot_be_older_than_the_order(
    kind: ExhibitKind, role: ObservationRole | None
) -> None:
    def dated(day: date) -> Exhibit:
        return paper(kind, [(K.ORDER, ORDER, None)], [(K.DATED, day, role)])

    assert S.DATES_OUT_OF_ORDER in kinds(board_of(DisputeType.CANCELLED_BUT_CHARGED, dated(date(2026, 4, 26))))
    assert S.DATES_OUT_OF_ORDER not in kinds(board_of(DisputeType.CANCELLED_BUT_CHARGED, dated(date(2026, 5, 9))))


def test_a_log_that_does_not_name_the_order_may_be_older() -> None:
    log = paper(ExhibitKind.SERVICE_LOG, [(K.DATED, date(2026, 4, 26), None)])
    assert kinds(board_of(DisputeType.CANCELLED_BUT_CHARGED, log)) == []


def test_nothing_is_packed_after_it_was_sent() -> None:
    def packed(*days: int) -> Exhibit:
        dated: list[list[Said]] = [[(K.DATED, date(2026, 5, day), None)] for day in days]
        return paper(ExhibitKind.PACK_RECORD, [(K.ORDER, ORDER, None)], *dated)

    assert kinds(board_of(DisputeType.WRONG_ITEM, packed(8))) == [S.DATES_OUT_OF_ORDER]
    assert kinds(board_of(DisputeType.WRONG_ITEM, packed(2, 15))) == []


def test_a_test_after_the_claim_about_damage_may_be_the_analysis_of_the_failure() -> None:
    def tested(kind: ExhibitKind) -> Board:
        late = paper(kind, [(K.BATCH, "AJ473960", None)], [(K.DATED, date(2026, 5, 23), R.TESTED)])
        return board_of(DisputeType.PROPERTY_DAMAGE, late)

    assert [(one.kind, one.sure) for one in tested(ExhibitKind.TEST_REPORT).contradictions] == [
        (S.MADE_AFTER_CLAIM, False)
    ]
    assert kinds(tested(ExhibitKind.INSPECTION)) == []


def letter(*lines: Sequence[Said]) -> Exhibit:
    return paper(ExhibitKind.OTHER, *lines)


def test_a_letter_of_authority_made_after_the_claim_is_weak() -> None:
    named: list[Said] = [(K.PERSON, "Xiamen Yuanfeng Home", R.RECIPIENT)]
    proves = {"EX-001": ("authorisation_letter",)}
    late = board_of(DisputeType.COUNTERFEIT, letter(named, [(K.DATED, date(2026, 5, 23), R.ISSUED)]), proves=proves)
    early = board_of(DisputeType.COUNTERFEIT, letter(named, [(K.DATED, date(2026, 1, 5), R.ISSUED)]), proves=proves)
    reasons = item(late, "authorisation_letter").weak_because
    assert [(why.code, why.exhibits) for why in reasons] == [("PFT490", ("EX-001",))]
    assert item(early, "authorisation_letter").state is ProofState.PROVIDED


@pytest.mark.parametrize(
    "said", [[], [(K.PICTURE, "ff00", None)], [(K.DATED, date(2026, 5, 19), None)], [(K.TEXT, "banana", None)]]
)
def test_a_paper_that_says_nothing_of_the_dispute_makes_the_proof_it_stands_for_weak(said: list[Said]) -> None:
    board = board_of(DisputeType.RETURN_LOST, letter(said), proves={"EX-001": ("carrier_denial",)})
    reasons = item(board, "carrier_denial").weak_because
    assert item(board, "carrier_denial").state is ProofState.WEAK
    assert [why.exhibits for why in reasons] == [("EX-001",)]
    assert reasons[0].code in {"PFT020", "PFT495"}


@pytest.mark.parametrize(
    "said",
    [
        (K.TRACKING, "1ZJ548W30304895513", None),
        (K.ORDER, ORDER, None),
        (K.PERSON, "厦门远丰家居有限公司 Yuanfeng", None),
        (K.TEXT, "Dear Xiamen Yuanfeng Home Co., Ltd., we did not deliver it.", None),
        (K.ASIN, "B0CM2V9RKT", None),
    ],
)
def test_a_letter_that_names_parcel_article_or_party_stands(said: Said) -> None:
    board = board_of(DisputeType.RETURN_LOST, letter([said]), proves={"EX-001": ("carrier_denial",)})
    assert item(board, "carrier_denial").state is ProofState.PROVIDED


def test_a_good_report_stands_beside_an_inspection_that_names_no_batch() -> None:
    report = paper(
        ExhibitKind.TEST_REPORT,
        [(K.BATCH, "AJ473960", None)],
        [(K.LABORATORY, "Harbour Test House", None)],
        [(K.DATED, date(2026, 3, 1), R.TESTED)],
    )
    inspection = paper(
        ExhibitKind.INSPECTION, [(K.ORDER, ORDER, None)], [(K.PERSON, "W. Lin", R.INSPECTOR)], key="EX-002"
    )
    good = item(board_of(DisputeType.DEFECTIVE, report, inspection), "test_report")
    assert (good.state, good.exhibits) == (ProofState.PROVIDED, ("EX-001",))
    alone = item(board_of(DisputeType.DEFECTIVE, inspection), "test_report")
    assert alone.state is ProofState.WEAK
    assert alone.weak_because


def test_a_weak_required_proof_says_why_in_the_verdict() -> None:
    inspection = paper(ExhibitKind.INSPECTION, [(K.ORDER, ORDER, None)], [(K.PERSON, "W. Lin", R.INSPECTOR)])
    said = [reason.words for reason in board_of(DisputeType.DEFECTIVE, inspection).because]
    weak = next(words for words in said if words.en.startswith("Weak: "))
    assert weak.en.endswith(("It bears no date.", "It does not name the batch."))
    assert weak.zh.endswith(("没有日期。", "没有写明批次。"))


@pytest.mark.parametrize("course", [Course.REFUNDS, Course.GIVES_IN])
def test_where_the_policy_says_refund_nothing_is_sent_and_nothing_stands_in_the_way(course: Course) -> None:
    slip = paper(ExhibitKind.PROOF_OF_DELIVERY, [(K.ORDER, OTHER, None)])
    seen_at = datetime(2026, 5, 21, tzinfo=UTC)
    board = make_board(dispute(DisputeType.LATE), [slip], at=seen_at, course=course)
    assert board.verdict is Verdict.NOTHING_TO_SEND
    assert [reason.words.en.split(":")[0] for reason in board.because] == ["Nothing to send"]
    assert kinds(board) == [S.OTHER_ORDER]


def test_a_late_letter_that_names_nothing_is_first_of_all_late() -> None:
    late = letter([(K.DATED, date(2026, 5, 23), R.ISSUED)])
    board = board_of(DisputeType.COUNTERFEIT, late, proves={"EX-001": ("authorisation_letter",)})
    assert [why.code for why in item(board, "authorisation_letter").weak_because] == ["PFT490"]


def test_an_invoice_to_the_buyer_names_no_other_company_and_no_cash() -> None:
    def invoice(name: str) -> Exhibit:
        paid: list[Said] = [(K.AMOUNT, Money(466200, "CNY"), R.COLLECTED)]
        return paper(ExhibitKind.INVOICE, [(K.PERSON, name, R.RECIPIENT)], paid)

    assert kinds(board_of(DisputeType.COUNTERFEIT, invoice("Curtis Delaney"))) == []
    assert kinds(board_of(DisputeType.COUNTERFEIT, invoice("Harbour Trading GmbH"))) == [S.OTHER_ENTITY]


def test_a_label_without_a_number_is_no_tracking_and_a_list_of_weights_no_packing_list() -> None:
    label = paper(ExhibitKind.LABEL_PURCHASE, [(K.ORDER, ORDER, None)])
    weights = paper(ExhibitKind.PACK_RECORD, [(K.ORDER, ORDER, None), (K.WEIGHT, Weight(900), R.GROSS)])
    packed = paper(ExhibitKind.PACK_RECORD, [(K.ORDER, ORDER, None), (K.SKU, "SPK-1", None)])
    assert item(board_of(DisputeType.RETURN_NOT_REFUNDED, label), "return_tracking").state is ProofState.MISSING
    assert item(board_of(DisputeType.PARTS_MISSING, weights), "packing_list").state is ProofState.MISSING
    assert item(board_of(DisputeType.PARTS_MISSING, weights), "parcel_weight").state is ProofState.PROVIDED
    assert item(board_of(DisputeType.PARTS_MISSING, packed), "packing_list").state is ProofState.PROVIDED


@pytest.mark.parametrize("event", ["undeliverable", "other", "attempted"])
def test_a_list_of_attempts_tells_of_the_door_whatever_it_calls_what_happened(event: str) -> None:
    attempts = paper(ExhibitKind.DELIVERY_ATTEMPTS, scan(event, 6, "Seattle", "98101"))
    assert kinds(board_of(DisputeType.COD_REFUSED, attempts)) == [S.OTHER_CITY]


DENIAL = paper(
    ExhibitKind.MESSAGE_THREAD,
    [(K.TEXT, "We do not reimburse you.", R.SELLER_WROTE)],
    key="EX-002",
    speaker=Speaker.SELLER,
)


@pytest.mark.parametrize("minor", [-1250, 1250])
def test_every_sum_of_a_refund_paper_went_back_however_its_column_is_called(minor: int) -> None:
    line = paper(ExhibitKind.REFUND_LINE, [(K.ORDER, ORDER, None), (K.AMOUNT, Money(minor, "USD"), None)])
    assert kinds(board_of(DisputeType.LATE, line, DENIAL)) == [S.REFUND_GIVEN_AND_DENIED]


def test_a_refund_paper_that_says_itself_that_it_was_refused_gave_nothing() -> None:
    said: list[Said] = [(K.TEXT, "Refund status: rejected", None), (K.AMOUNT, Money(1250, "USD"), R.REFUNDED)]
    assert kinds(board_of(DisputeType.LATE, paper(ExhibitKind.REFUND_LINE, said), DENIAL)) == []


def test_the_sum_of_an_invoice_is_no_refund() -> None:
    invoice = paper(ExhibitKind.INVOICE, [(K.AMOUNT, Money(1250, "USD"), R.TOTAL)])
    assert kinds(board_of(DisputeType.LATE, invoice, DENIAL)) == []
