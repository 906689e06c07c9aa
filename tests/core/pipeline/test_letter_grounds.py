"""What a letter argues from: what decides this type of dispute, and only what the board credits."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from casewright.domain.case import Case, CaseKind
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
from casewright.domain.place import Place
from casewright.domain.shipment import ScanKind
from casewright.domain.words import Words
from casewright.evidence.board.board import Board, ChecklistItem, Grade, ProofState, Strength, Verdict
from casewright.evidence.board.rules import board_rulebook
from casewright.evidence.packet.content import Point
from casewright.evidence.packet.labels import PACKET_LANGUAGES
from casewright.pipeline.deciding import CaseFile
from casewright.pipeline.packing.asking import Asking, asking_of, channel_of
from casewright.pipeline.packing.grounds import Grounds
from casewright.pipeline.packing.words import letter_words
from casewright.rulebook.decision import Decision

ORDER, PARCEL, SERIAL, BATCH = "402-5926266-4475978", "00340434178349192585", "AY69219651", "CL521512"
OPENED = datetime(2026, 2, 15, 8, 38, tzinfo=UTC)
KIND, ROLE = ObservationKind, ObservationRole
WORDS = Words("Proof", "证明")


def read(kind: ObservationKind, value: object, role: ObservationRole | None = None, line: int = 1) -> Observation:
    return Observation(kind, value, Locator(Place("file", "0" * 64), line=line), role=role)  # type: ignore[arg-type] # any value here


def exhibit(key: str, kind: ExhibitKind, *readings: Observation) -> Exhibit:
    return Exhibit(key, kind, Speaker.SELLER, Place(f"{key}.pdf", key * 10), "application/pdf", observations=readings)


PACKED = exhibit(
    "EX-001",
    ExhibitKind.PACK_RECORD,
    read(KIND.DATED, date(2026, 1, 28), ROLE.ISSUED),
    read(KIND.ORDER, ORDER),
    read(KIND.SERIAL, SERIAL),
    read(KIND.WEIGHT, Weight(910), ROLE.GROSS),
)
TRACKED = exhibit(
    "EX-002",
    ExhibitKind.TRACKING_HISTORY,
    read(KIND.TRACKING, PARCEL),
    read(KIND.SCAN, ScanKind.ACCEPTED.value, line=2),
    read(KIND.AT, datetime(2026, 1, 28, 18, 0, tzinfo=UTC), line=2),
    read(KIND.CITY, "Bremen", line=2),
    read(KIND.SCAN, ScanKind.DELIVERED.value, line=3),
    read(KIND.AT, datetime(2026, 2, 1, 10, 0, tzinfo=UTC), line=3),
    read(KIND.CITY, "Kiel", line=3),
)
REPORT = exhibit("EX-003", ExhibitKind.DAMAGE_REPORT, read(KIND.DATED, date(2026, 2, 2), ROLE.ISSUED))


def board(kind: DisputeType, proofs: dict[str, tuple[Exhibit, ...]], state: ProofState = ProofState.PROVIDED) -> Board:
    dispute = Dispute(
        kind,
        order_id=ORDER,
        opened_at=OPENED,
        ship_by=datetime(2026, 1, 29, 23, 0, tzinfo=UTC),
        city="Kiel",
        tracking_numbers=(PARCEL,),
        items=(DisputedItem(serial=SERIAL, batch=BATCH),),
    )
    items = tuple(
        ChecklistItem("C1", name, WORDS, Grade.REQUIRED, state, tuple(one.key for one in them))
        for name, them in proofs.items()
    )
    shown = dict.fromkeys(one for them in proofs.values() for one in them)
    return Board(dispute, OPENED, (*shown, TRACKED), items, (), Strength(60), Verdict.READY, ())


def points(made: Board, language: str = "en") -> tuple[Point, ...]:
    return Grounds(made, made.exhibits, letter_words(language), ZoneInfo("UTC")).points(())


def test_a_letter_about_damage_argues_packing_and_the_carriers_report_not_town_or_time() -> None:
    made = board(
        DisputeType.DAMAGED,
        {"parcel_weight": (PACKED,), "packing_record": (PACKED,), "carrier_damage_report": (REPORT,)},
    )
    told = points(made)
    assert [point.exhibits for point in told] == [("EX-001",), ("EX-003",), ("EX-001",)]
    assert told[0].says == (
        "Packing record (28 Jan 2026, before the dispute) shows how the item was packed for dispatch. "
        "It names this order."
    )
    assert told[2].says == "Packing record gives the weight at dispatch as 910\u00a0g."
    assert "Kiel" not in " ".join(point.says for point in told)


def test_the_same_letter_in_chinese_says_the_same() -> None:
    told = points(board(DisputeType.DAMAGED, {"packing_record": (PACKED,), "parcel_weight": (PACKED,)}), "zh")
    assert [point.says for point in told] == [
        "打包记录（2026年1月28日，早于争议）显示商品发货时如何打包。其中载明本订单号。",
        "打包记录载明发货时的重量为 910\u00a0g。",
    ]


@pytest.mark.parametrize("state", [ProofState.WEAK, ProofState.MISSING])
def test_what_the_board_does_not_credit_is_no_ground(state: ProofState) -> None:
    assert points(board(DisputeType.DAMAGED, {"packing_record": (PACKED,)}, state)) == ()


def test_a_letter_about_a_parcel_not_received_leads_with_the_delivery() -> None:
    told = points(board(DisputeType.DELIVERED_NOT_RECEIVED, {"parcel_weight": (PACKED,)}))
    assert [point.exhibits for point in told] == [("EX-002",), ("EX-001",)]
    assert told[0].says == "Tracking history shows delivery in Kiel, the town of the order’s address."


def test_a_town_that_only_lies_on_the_way_is_no_delivery() -> None:
    way = replace(TRACKED, observations=TRACKED.observations[:4])
    made = replace(board(DisputeType.DELIVERED_NOT_RECEIVED, {}), exhibits=(way,))
    made = replace(made, dispute=replace(made.dispute, city="Bremen"))
    assert points(made) == ()


def test_a_time_that_was_kept_is_told_with_its_instant_and_else_by_the_day_alone() -> None:
    timed = points(board(DisputeType.LOST_IN_TRANSIT, {"first_scan_on_time": (TRACKED,)}))
    assert [point.says for point in timed] == [
        "The first scan on 28 Jan 2026, 18:00 was not later than the promised dispatch by 29 Jan 2026."
    ]
    untimed = exhibit("EX-004", ExhibitKind.TRACKING_HISTORY, read(KIND.SCAN, ScanKind.ACCEPTED.value, line=2))
    made = board(DisputeType.LOST_IN_TRANSIT, {"first_scan_on_time": (untimed,)})
    told = points(replace(made, exhibits=(untimed,)))
    assert [point.says for point in told] == [
        "Tracking history shows the carrier’s first scan, not later than the promised dispatch by 29 Jan 2026."
    ]


def test_a_file_that_only_its_name_or_a_person_places_is_called_by_what_it_stands_for() -> None:
    named = exhibit("EX-005", ExhibitKind.OTHER)
    told = points(board(DisputeType.DAMAGED, {"carrier_damage_report": (named,)}))
    assert told[0].says == "Carrier’s damage report is the carrier’s own record of the damage."


@pytest.mark.parametrize("language", PACKET_LANGUAGES)
def test_every_ground_that_the_table_names_has_its_sentence(language: str) -> None:
    words = letter_words(language)
    for name in board_rulebook().catalogue.facts["argued"].values:
        assert words.has("why", name) or words.has("ground", name), name


def test_every_dispute_leads_with_something() -> None:
    leads = {
        condition.cell.text
        for row in board_rulebook().table("letter-ground").rows
        for condition in row.when
        if condition.fact == "dispute" and dict(row.outcome)["place"] == "leads"
    }
    assert leads == {kind.value for kind in DisputeType}


@pytest.fixture
def undecided() -> CaseFile:
    """A case on which no step of a decision orders anything."""
    case = Case(f"dispute:{ORDER}", CaseKind.ATOZ_CLAIM, OPENED, ORDER, "amazon_de")
    decision = Decision("", "", OPENED.date(), "amazon_de", None, None, WORDS)
    return CaseFile(case, {}, decision, None, None, WORDS, WORDS, (), (), "Europe/Berlin")


@pytest.mark.parametrize(
    ("kind", "asking"),
    [
        (DisputeType.RETURN_SWAPPED, Asking("safe_t", "safe_t", "safe_t", "safe_t")),
        (DisputeType.FEEDBACK_REMOVAL, Asking("amazon", "feedback", "feedback", "feedback")),
        (DisputeType.DAMAGED, Asking("amazon", "disputes", "evidence", "evidence")),
    ],
)
def test_where_the_seller_is_the_one_who_asks_the_letter_asks_it(
    undecided: CaseFile, kind: DisputeType, asking: Asking
) -> None:
    assert asking_of(undecided, channel_of(kind), kind) == asking
    for section, name in (("to", asking.to), ("subject", asking.subject), ("asked", asking.asked)):
        assert letter_words("en").has(section, name)
    assert asking_of(undecided, "court", kind) == Asking("court", "court", "evidence", "court")
