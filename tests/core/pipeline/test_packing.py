"""From a decided case and its board to a packet's content: the right few exhibits, in the reader's language, masked."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from casewright.cli.folder import files_under, shop_of, sources_of
from casewright.cli.run import decide_all
from casewright.domain.case import CaseKind
from casewright.domain.dispute import Dispute, DisputedItem, DisputeType
from casewright.domain.exhibit import (
    Exhibit,
    ExhibitKind,
    Locator,
    Observation,
    ObservationKind,
    ObservationRole,
    Speaker,
)
from casewright.domain.place import Place
from casewright.domain.shipment import ScanKind
from casewright.domain.words import Words
from casewright.evidence.board.board import (
    Board,
    ChecklistItem,
    Contradiction,
    ContradictionKind,
    Grade,
    ProofState,
    Quarantined,
    Reason,
    Side,
    Strength,
    Verdict,
)
from casewright.evidence.packet.build import build_packet
from casewright.evidence.packet.content import ClaimElement, FileBody, PaperSize, TableBody
from casewright.evidence.packet.fonts import find_fonts
from casewright.evidence.packet.labels import PACKET_LANGUAGES
from casewright.evidence.packet.pen import covered
from casewright.evidence.packet.profile import profile_named, profile_names
from casewright.pipeline import CaseFile, FolderReading, read_files
from casewright.pipeline.packing.asking import Asking, asking_of, case_name
from casewright.pipeline.packing.masks import element_of, masks_for
from casewright.pipeline.packing.pack import Packing, pack_case, packet_language
from casewright.pipeline.packing.words import letter_words
from casewright.rulebook import load_rulebook

SHOP_FOLDER = Path(__file__).parents[3] / "examples" / "lantern-home"
SHOP = shop_of(SHOP_FOLDER)
ORDER, PARCEL = "112-5550101-0000101", "LHYT000000000101CN"
AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
DATA = files("casewright.pipeline.packing")


def table(name: str) -> Mapping[str, Any]:
    return tomllib.loads(DATA.joinpath(name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def reading() -> FolderReading:
    return read_files(sources_of(files_under(SHOP_FOLDER), SHOP_FOLDER))


@pytest.fixture(scope="module")
def cases(reading: FolderReading) -> dict[str, CaseFile]:
    return {file.case.key: file for file in decide_all(reading, SHOP, None)[1]}


@pytest.fixture(scope="module")
def claim(cases: dict[str, CaseFile]) -> CaseFile:
    return cases[f"atoz_claim:{ORDER}"]


def made(key: str, kind: ExhibitKind, place: Place, *readings: Observation, media_type: str = "text/csv") -> Exhibit:
    return Exhibit(key, kind, Speaker.CARRIER, place, media_type, observations=readings)


def scans_of(file: CaseFile) -> list[Observation]:
    found = []
    for scan in file.case.scans:
        spot = Locator(scan.place, line=scan.place.row)
        found += [
            Observation(ObservationKind.SCAN, scan.kind.value, spot),
            Observation(ObservationKind.AT, scan.scanned_at, spot),
            Observation(ObservationKind.CITY, scan.city or "", spot),
        ]
    return found


def board_of(file: CaseFile, *more: Exhibit, **changes: Any) -> Board:  # noqa: ANN401 - any field of the board
    """A board as small as it may be: order, dispatch, scans, mails and files of the case, all of them provided."""
    case, order = file.case, file.case.order
    assert order is not None
    exhibits = [
        made("EX-001", ExhibitKind.ORDER_RECORD, order.lines[0].place),
        made("EX-002", ExhibitKind.LABEL_PURCHASE, case.shipments[0].place),
        made("EX-003", ExhibitKind.TRACKING_HISTORY, case.scans[0].place, *scans_of(file)),
    ]
    for notice in case.notices:
        key = f"EX-{len(exhibits) + 1:03d}"
        exhibits.append(made(key, ExhibitKind.MESSAGE_THREAD, notice.place, media_type="message/rfc822"))
    exhibits += more
    dispute = Dispute(
        DisputeType.PROTECTED_NOT_RECEIVED,
        order_id=case.order_ref,
        opened_at=case.opened_at,
        ship_by=order.ship_by,
        promised_by=order.deliver_by,
        city=order.lines[0].ship_city,
        tracking_numbers=(PARCEL,),
        items=(DisputedItem(batch="LH-2291"),),
    )
    keys = tuple(one.key for one in exhibits)
    item = ChecklistItem("DNR010", "proof", Words("Proof", "证明"), Grade.REQUIRED, ProofState.PROVIDED, keys)
    plain = Board(dispute, AT, tuple(exhibits), (item,), (), Strength(60), Verdict.READY, ())
    return replace(plain, **changes)


def packed(file: CaseFile, reading: FolderReading, board: Board, language: str | None = None) -> Packing:
    kept = {sha256(one.content).hexdigest(): one.content for one in reading.kept}
    asking = asking_of(file)
    assert asking is not None
    return pack_case(file, board, asking, shop=SHOP, fetch=kept.__getitem__, language=language)


@pytest.mark.parametrize("language", PACKET_LANGUAGES)
def test_every_language_has_every_sentence_with_the_same_values(language: str) -> None:
    english, own = letter_words("en").sections, letter_words(language).sections
    assert {name: set(part) for name, part in own.items()} == {name: set(part) for name, part in english.items()}
    for section, sentences in english.items():
        for name, text in sentences.items():
            fields = sorted(re.findall(r"\{\w+\}", text))
            assert sorted(re.findall(r"\{\w+\}", own[section][name])) == fields, (section, name)


def test_every_dispute_kind_of_case_scan_and_exhibit_has_its_words_and_place() -> None:
    sections = letter_words("en").sections
    assert {one.value for one in DisputeType} == set(sections["opening"]) - {"documents"}
    assert {one.value for one in ScanKind} <= set(sections["fact"]) & set(sections["scan"])
    assert {one.value for one in CaseKind} == set(table("asking.toml")["prefix"])
    listed = [kind for kinds in table("masks.toml")["element"].values() for kind in kinds]
    assert sorted(listed) == sorted(one.value for one in ExhibitKind)
    assert {ClaimElement(name) for name in table("masks.toml")["element"]} == set(ClaimElement)


def test_what_asks_for_a_packet_names_steps_rows_profiles_and_sentences_that_exist() -> None:
    data, sections, book = table("asking.toml"), letter_words("en").sections, load_rulebook()
    rows = {row.code for one in book.tables for row in one.rows}
    assert set(data["ground"]) <= rows
    assert {name for names in data["ground"].values() for name in names} <= set(sections["why"])
    assert {row["action"] for row in data["asking"]} <= set(book.catalogue.actions)
    profiles = set(profile_names(AT.date()))
    assert {row["profile"] for row in data["asking"]} | set(data["channel"]) <= profiles
    assert profiles == set(data["channel"])
    for row in (*data["asking"], *data["channel"].values(), *data["own"].values()):
        for section in ("to", "subject", "asked"):
            assert row[section] in sections[section]
    shown = table("masks.toml")["recipient"]["shown_in"]
    assert {DisputeType(name) for name in shown}


def test_a_case_that_is_contested_asks_and_one_that_is_refunded_does_not(cases: dict[str, CaseFile]) -> None:
    asking = {key: asking_of(file) for key, file in cases.items()}
    assert asking[f"atoz_claim:{ORDER}"] == Asking("amazon", "guarantee", "response", "protected")
    assert asking["chargeback:114-5550104-0000104"] == Asking("amazon", "chargebacks", "chargeback", "chargeback")
    assert asking["atoz_claim:407-5550401-0000401"] is None
    assert asking_of(cases["return:406-5550404-0000404"]) is None
    assert asking_of(cases["return:406-5550404-0000404"], "court") == Asking("court", "court", "evidence", "court")


def test_the_letter_tells_what_happened_why_and_what_is_asked_with_exhibits(
    claim: CaseFile, reading: FolderReading
) -> None:
    letter = packed(claim, reading, board_of(claim)).content.letter
    assert letter.subject == f"Response to the A-to-z claim on order {ORDER}: the parcel was delivered and signed for"
    facts = {point.says: point.exhibits for point in letter.facts}
    delivered = (
        "YunExpress delivered the parcel on 14 Nov 2026, 10:22 (Columbus, 13:22 local time); "
        "it was signed for by R\u00a0HOLLOWAY."
    )
    assert facts[delivered] == ("EX-003",)
    assert letter.facts[0].exhibits == ("EX-001",)
    why = [point.says for point in letter.why]
    assert why[0].startswith("The label was bought with claims protection")
    assert (
        "The first scan on 4 Nov 2026, 03:52 (19:52 local time) was not later than the promised dispatch by 4 Nov 2026."
        in why
    )
    assert "Tracking history shows delivery in Columbus, the town of the order’s address." in why
    assert letter.asked[0].says.startswith("Please close the claim under the label’s claims protection")


def test_the_timeline_runs_from_order_to_claim_and_leads_to_exhibits(claim: CaseFile, reading: FolderReading) -> None:
    timeline = packed(claim, reading, board_of(claim)).content.timeline
    assert timeline[0].says == "Order placed: Lantern Home Rattan Pendant Lamp, 25 cm"
    assert timeline[-1].says == "Claim filed by the buyer"
    assert "First scan by YunExpress (Shenzhen, 19:52 local time)" in [moment.says for moment in timeline]
    assert all(moment.exhibits for moment in timeline if "scan" in moment.says)


@pytest.mark.parametrize(
    ("marketplace", "language"),
    [("amazon_de", "de"), ("amazon_jp", "ja"), ("amazon_uk", "en"), ("amazon_nl", "en"), (None, "en")],
)
def test_a_packet_speaks_its_marketplaces_language_or_english(marketplace: str | None, language: str) -> None:
    assert packet_language(marketplace) == language


@pytest.mark.parametrize("language", PACKET_LANGUAGES)
def test_a_packet_of_a_real_case_can_be_built_in_every_language(
    claim: CaseFile, reading: FolderReading, language: str
) -> None:
    packing = packed(claim, reading, board_of(claim), language)
    packet = build_packet(packing.content, profile_named("amazon", AT.date()), find_fonts(), AT, fetch=packing.fetch)
    assert packet.pages >= 6
    assert json.loads(packet.manifest)["language"] == language


def test_of_a_report_only_the_rows_of_this_order_go_into_packet_and_vault(
    claim: CaseFile, reading: FolderReading
) -> None:
    packing = packed(claim, reading, board_of(claim))
    shown = {one.exhibit.key: one for one in packing.content.exhibits}
    for key in ("EX-001", "EX-002", "EX-003"):
        assert isinstance(shown[key].body, TableBody)
        content = packing.originals[key]
        assert set(re.findall(rb"\d{3}-\d{7}-\d{7}", content)) <= {ORDER.encode()}
        assert sha256(content).hexdigest() == shown[key].exhibit.place.digest
    scans = shown["EX-003"].body
    assert isinstance(scans, TableBody)
    assert scans.columns == ("Time", "Scan", "Place", "Signed by")
    assert shown["EX-003"].title == f"Tracking history: YunExpress {PARCEL}"
    assert isinstance(shown["EX-004"].body, FileBody)


def test_quarantined_and_other_peoples_exhibits_stay_out_and_the_sender_is_told(
    claim: CaseFile, reading: FolderReading
) -> None:
    off, foreign = (
        made(key, ExhibitKind.OTHER, Place(key, "0" * 64), media_type="text/plain") for key in ("EX-050", "EX-051")
    )
    reason = Reason("ADM010", Words("It came from outside the marketplace.", "来自站外。"))
    words = Words("EX-051 names another order.", "EX-051 载明另一个订单。")
    says = Side(Words("a", "甲"))
    against = Contradiction(
        "CON010",
        ContradictionKind.OTHER_ORDER,
        Words("Other order", "另一订单"),
        words,
        says,
        Side(Words("b", "乙"), "EX-051"),
        20,
    )
    board = board_of(claim, off, foreign, quarantined=(Quarantined("EX-050", reason),), contradictions=(against,))
    packing = packed(claim, reading, board)
    keys = {one.exhibit.key for one in packing.content.exhibits}
    assert not keys & {"EX-050", "EX-051"}
    told = " ".join(remark.en for remark in packing.remarks)
    assert "EX-050 was left out: It came from outside the marketplace." in told
    assert "EX-051 was left out: it is of another order" in told
    assert words.en in told


def test_an_exhibit_that_nothing_wants_is_left_out_and_named(claim: CaseFile, reading: FolderReading) -> None:
    board = board_of(claim, made("EX-070", ExhibitKind.OTHER, Place("x", "1" * 64), media_type="text/plain"))
    items = tuple(replace(item, exhibits=()) for item in board.items)
    packing = packed(claim, reading, replace(board, items=items))
    assert "EX-070" not in packing.originals
    assert any("EX-070" in remark.zh for remark in packing.remarks)


def test_an_exhibit_that_contradicts_argues_for_nothing(claim: CaseFile, reading: FolderReading) -> None:
    words = Words("It shows another town.", "显示另一个城市。")
    sides = (Side(Words("a", "甲")), Side(Words("b", "乙"), "EX-003"))
    against = Contradiction("CON020", ContradictionKind.OTHER_CITY, words, words, *sides, points=10)
    packing = packed(claim, reading, board_of(claim, contradictions=(against,)))
    assert not [point for point in packing.content.letter.why if "EX-003" in point.exhibits]
    assert "EX-003" in packing.originals


def test_why_a_packet_is_not_ready_is_told_before_it_goes_out(claim: CaseFile, reading: FolderReading) -> None:
    why = Reason("VER020", Words("The signature is missing.", "缺少签收证明。"))
    packing = packed(claim, reading, board_of(claim, verdict=Verdict.NOT_READY, because=(why,)))
    assert packing.verdict is Verdict.NOT_READY
    assert packing.remarks[0] == why.words


def test_paper_and_stamp_follow_marketplace_and_case(claim: CaseFile, reading: FolderReading) -> None:
    content = packed(claim, reading, board_of(claim)).content
    assert content.paper is PaperSize.LETTER
    assert content.case == case_name(claim.case) == f"A2Z-{ORDER}"


def test_a_slip_tells_its_delivery_where_no_record_does(claim: CaseFile, reading: FolderReading) -> None:
    spot = Locator(Place("slip.pdf", "2" * 64), page=1)
    slip = made(
        "EX-060",
        ExhibitKind.PROOF_OF_DELIVERY,
        spot.place,
        Observation(ObservationKind.AT, datetime(2026, 11, 14, 13, 22), spot, role=ObservationRole.DELIVERED),  # noqa: DTZ001 - a slip has no zone
        Observation(ObservationKind.SIGNED_BY, "R HOLLOWAY", spot),
        Observation(ObservationKind.CITY, "Columbus", spot),
        media_type="application/pdf",
    )
    bare = replace(claim, case=replace(claim.case, scans=()))
    board = board_of(claim, slip)
    letter = packed(bare, reading, board).content.letter
    told = next(point for point in letter.facts if "EX-060" in point.exhibits)
    assert told.says.endswith("14 Nov 2026, 13:22 (Columbus); it was signed for by R\u00a0HOLLOWAY.")
    assert len([point for point in letter.facts if "delivered" in point.says]) == 1


def test_a_signature_that_only_the_slip_shows_is_told_with_the_scan(claim: CaseFile, reading: FolderReading) -> None:
    spot = Locator(Place("slip.pdf", "2" * 64), page=1)
    slip = made(
        "EX-060",
        ExhibitKind.PROOF_OF_DELIVERY,
        spot.place,
        Observation(ObservationKind.AT, datetime(2026, 11, 14, 10, 22), spot, role=ObservationRole.DELIVERED),  # noqa: DTZ001 - a slip has no zone
        Observation(ObservationKind.SIGNED_BY, "O PRITCHARD", spot),
        media_type="application/pdf",
    )
    unsigned = tuple(replace(scan, signed_by=None) for scan in claim.case.scans)
    bare = replace(claim, case=replace(claim.case, scans=unsigned))
    letter = packed(bare, reading, board_of(claim, slip)).content.letter
    (told,) = [point for point in letter.facts if "delivered" in point.says]
    assert told.says.endswith("it was signed for by O\u00a0PRITCHARD.")
    assert told.exhibits == ("EX-003", "EX-060")
    assert letter.subject.endswith("the parcel was delivered and signed for")


def unsigned(file: CaseFile) -> CaseFile:
    scans = tuple(replace(scan, signed_by=None) for scan in file.case.scans)
    return replace(file, case=replace(file.case, scans=scans))


def slip_of(key: str, at: datetime, name: str = "T OKONKWO") -> Exhibit:
    spot = Locator(Place("slip.pdf", "2" * 64), page=1)
    return made(
        key,
        ExhibitKind.PROOF_OF_DELIVERY,
        spot.place,
        Observation(ObservationKind.AT, at, spot, role=ObservationRole.DELIVERED),
        Observation(ObservationKind.SIGNED_BY, name, spot),
        media_type="application/pdf",
    )


SLIP_AT = datetime(2026, 11, 14, 10, 22)  # noqa: DTZ001 - a slip has no zone


@pytest.mark.parametrize("side", ["claimed", "shown"])
@pytest.mark.parametrize("scanned", [1, 0])
def test_no_event_is_told_from_a_slip_that_something_contradicts(
    claim: CaseFile, reading: FolderReading, side: str, scanned: int
) -> None:
    words = Words("It names Dayton.", "显示 Dayton。")
    slip, order = Side(words, "EX-060"), Side(words)
    sides = (slip, order) if side == "claimed" else (order, slip)
    against = Contradiction("CON020", ContradictionKind.OTHER_CITY, words, words, *sides, points=10, sure=False)
    bare = unsigned(claim)
    if not scanned:
        bare = replace(bare, case=replace(bare.case, scans=()))
    board = board_of(claim, slip_of("EX-060", SLIP_AT), contradictions=(against,))
    packing = packed(bare, reading, board)
    letter = packing.content.letter
    assert not [point for point in letter.facts if "EX-060" in point.exhibits]
    assert "OKONKWO" not in " ".join(point.says for point in (*letter.facts, *letter.why))
    assert [point.exhibits for point in letter.facts if "delivered" in point.says] == [("EX-003",)] * scanned
    assert "signed for" not in letter.subject
    assert "EX-060" in {one.exhibit.key for one in packing.content.exhibits}


def test_a_slip_that_only_shows_lateness_still_tells_who_signed(claim: CaseFile, reading: FolderReading) -> None:
    words = Words("It came late.", "晚到。")
    late = Contradiction(
        "CON030", ContradictionKind.DELIVERED_LATE, words, words, Side(words), Side(words, "EX-060"), points=5
    )
    board = board_of(claim, slip_of("EX-060", SLIP_AT), contradictions=(late,))
    assert "T\u00a0OKONKWO" in " ".join(p.says for p in packed(unsigned(claim), reading, board).content.letter.facts)


def test_a_slip_of_another_day_is_no_pointer_of_this_scan(claim: CaseFile, reading: FolderReading) -> None:
    board = board_of(claim, slip_of("EX-060", SLIP_AT.replace(day=16)))
    facts = packed(unsigned(claim), reading, board).content.letter.facts
    assert [point.exhibits for point in facts if "delivered" in point.says] == [("EX-003",), ("EX-060",)]


@pytest.mark.parametrize("language", PACKET_LANGUAGES)
def test_where_names_are_covered_the_letter_says_signed_without_a_black_bar(
    claim: CaseFile, reading: FolderReading, language: str
) -> None:
    board = board_of(claim, slip_of("EX-060", SLIP_AT))
    hidden = replace(board, dispute=replace(board.dispute, type=DisputeType.DAMAGED, recipient="T Okonkwo"))
    content = packed(unsigned(claim), reading, hidden, language).content
    letter = content.letter
    prose = [letter.subject, *(point.says for point in (*letter.facts, *letter.why))]
    prose += [moment.says for moment in content.timeline]
    assert all("\u2588" not in covered(text, content.masks) for text in prose)
    unnamed = letter_words(language).sections["moment"]["delivered_signed_unnamed"]
    assert any(unnamed.rpartition("}")[2] in moment.says for moment in content.timeline)


def test_the_same_remark_is_made_once(claim: CaseFile, reading: FolderReading) -> None:
    words = Words("It names Dayton.", "显示 Dayton。")
    against = Contradiction(
        "CON020", ContradictionKind.OTHER_CITY, words, words, Side(words), Side(words, "EX-003"), points=10
    )
    board = board_of(claim, contradictions=(against,), verdict=Verdict.NOT_READY, because=(Reason("VER010", words),))
    assert list(packed(claim, reading, board).remarks).count(words) == 1


COVERED = [
    "rachel.h+x1@marketplace.amazon.com",
    "+44 7700 900123",
    "0049 30 1234 5678",
    "(206) 555-0100",
    "020 7946 0018",
    "13800138000",
    "138-0013-8000",
    "4111 1111 1111 1111",
    "3782-822463-10005",
    "DE89 3704 0044 0532 0130 00",
]
SPARED = [
    ORDER,
    PARCEL,
    "9400 1000 0000 0000 0000 00",
    "1Z999AA10123456784",
    "RM 4471 9921 3 GB",
    "2026-11-14 13:22:00",
    "14.11.2026",
    "43215-1234",
    "B0LHT00125",
    "1,234.56 USD",
    "LH-2291",
]


@pytest.mark.parametrize("text", COVERED)
def test_personal_data_is_covered_wherever_it_stands(text: str) -> None:
    masks = masks_for(Dispute(DisputeType.LATE, order_id=ORDER, tracking_numbers=(PARCEL,)), (), letter_words("en"))
    for around in ("{}", "Call {}, please.", "电话{}。", "<{}>", "Tel.:{}\n"):
        assert text not in covered(around.format(text), masks), around


@pytest.mark.parametrize("text", SPARED)
def test_numbers_that_the_claim_turns_on_stay_readable(text: str) -> None:
    masks = masks_for(Dispute(DisputeType.LATE, order_id=ORDER, tracking_numbers=(PARCEL,)), (), letter_words("en"))
    assert text in covered(f"It says {text}, as it should.", masks)


def test_a_tracking_number_that_looks_like_a_telephone_number_is_spared_when_it_is_the_cases_own() -> None:
    dispute = Dispute(DisputeType.LATE, order_id=ORDER, tracking_numbers=("13800138000",))
    masks = masks_for(dispute, (), letter_words("en"))
    assert covered("13800138000 and 13900139000", masks).startswith("13800138000 and \u2588")


def test_names_and_places_are_covered_only_where_the_claim_does_not_turn_on_them() -> None:
    spot = Locator(Place("slip", "3" * 64))
    slip = made(
        "EX-001",
        ExhibitKind.PROOF_OF_DELIVERY,
        spot.place,
        Observation(ObservationKind.SIGNED_BY, "Anna Keller", spot),
        Observation(ObservationKind.ADDRESS, "12 Orchard Lane, Leeds LS6 2AB", spot),
        Observation(ObservationKind.ONE_TIME_CODE, "884213", spot),
        Observation(ObservationKind.PERSON, "Joe Courier", spot, role=ObservationRole.COURIER),
    )
    text = "Anna  Keller, 12 Orchard Lane, Leeds LS6 2AB, code 884213, by Joe Courier"
    about = {
        kind: covered(text, masks_for(Dispute(kind, city="Leeds", postal_code="LS6 2AB"), (slip,), letter_words("en")))
        for kind in (DisputeType.DELIVERED_NOT_RECEIVED, DisputeType.DEFECTIVE)
    }
    delivery, defect = about.values()
    assert "Keller" in delivery
    assert "Leeds LS6 2AB" in delivery
    assert not re.search("Orchard|884213|Courier", delivery)
    assert not re.search("Keller|Orchard|884213|Courier", defect)


def test_every_kind_of_exhibit_has_its_part_of_the_claim() -> None:
    assert element_of(ExhibitKind.PROOF_OF_DELIVERY) is ClaimElement.DELIVERY
    assert element_of(ExhibitKind.TEST_REPORT) is ClaimElement.ITEM
