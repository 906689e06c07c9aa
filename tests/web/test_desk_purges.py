"""The desk purges what is due: twins stand on the board; no draft, original or reading outlives it; all verifies."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from casewright.domain.exhibit import ExhibitKind
from casewright.evidence.board.board import TwinState, Verdict
from casewright.evidence.packet.errors import FontsMissingError
from casewright.evidence.packet.fonts import find_fonts
from casewright.evidence.readers.lines import PixelLine
from casewright.evidence.vault.errors import ExhibitPurgedError
from casewright.evidence.vault.twin import TWIN_MEDIA_TYPE
from casewright_web.models import CaseEvent, ExhibitRow, ExhibitState, PacketRow, PacketState, ShopRow
from casewright_web.packet_making import packet_make_next
from casewright_web.purging import purge_next
from casewright_web.selectors.boards import board_of
from casewright_web.selectors.case_records import case_now
from casewright_web.services import exhibit_purges
from casewright_web.services.events import event_chain_check
from casewright_web.services.exhibit_reading import exhibit_content, exhibit_read_next
from casewright_web.services.exhibit_vault import desk_vault, evidence_home
from casewright_web.services.exhibits import exhibit_add, exhibit_kind_tell
from casewright_web.services.imports import ImportResult
from casewright_web.services.originals import original_path
from casewright_web.services.packets import packet_want

pytestmark = pytest.mark.django_db

Take = Callable[..., ImportResult]
LANTERN = Path(__file__).parents[2] / "examples" / "lantern-home"
ORDER = "114-5550104-0000104"
BEFORE = datetime(2026, 11, 20, 9, tzinfo=UTC)
RUNNING = datetime(2026, 11, 24, 9, tzinfo=UTC)
"""The personal data is due, and the claim can still be answered."""
DUE = datetime(2026, 11, 25, 9, tzinfo=UTC)
CLOSED = datetime(2027, 4, 28, 9, tzinfo=UTC)
REPORT = b"TEST REPORT\nBatch: 7\nResult: no fault found\n"
LATE = b"PROOF OF DELIVERY\nOrder: 114-5550104-0000104\nSigned by: A. REYES\nCity: Seattle\n"


@pytest.fixture
def slip(take: Take) -> ExhibitRow:
    """A delivery slip that names another city than the order; the parcel was delivered on 24 October."""
    ShopRow.objects.create(pk=1, name="Lantern Home", zone="Asia/Shanghai", country="CN", stands_at=BEFORE)
    names = ("reports/all-orders-north-america.txt", "reports/tracking.csv", "reports/shipments.csv")
    for name in (*names, "mail/2026-11-17-us-chargeback.eml", f"files/{ORDER}-proof-of-delivery.pdf"):
        take((LANTERN / name).read_bytes(), name=name)
    read_all()
    return ExhibitRow.objects.get(case__kind="chargeback")


def read_all() -> None:
    while exhibit_read_next(at=BEFORE) is not None:
        pass


def nothing_seen(_: bytes) -> tuple[PixelLine, ...]:
    return ()


def pass_on(day: datetime) -> None:
    """Let the desk look at every order on a day."""
    ShopRow.objects.update(stands_at=day)
    while purge_next(at=day, find_lines=nothing_seen) is not None:
        pass


def test_nothing_is_purged_before_its_day_and_nobody_looks_twice_in_a_row(slip: ExhibitRow) -> None:
    assert purge_next(at=BEFORE, find_lines=nothing_seen) == slip.case
    assert purge_next(at=BEFORE, find_lines=nothing_seen) is None
    assert ExhibitRow.objects.get(pk=slip.pk).purged_at is None


@pytest.mark.parametrize(("day", "held"), [(RUNNING, True), (DUE, False)])
def test_records_whose_day_has_come_are_called_overdue_only_when_the_clock_has_run_out(
    mei: Client, slip: ExhibitRow, day: datetime, *, held: bool
) -> None:
    ShopRow.objects.update(stands_at=day)
    page = mei.get(f"/cases/{slip.case_id}/board/").content.decode()
    lines = [line for line in page.splitlines() if "Personal data" in line and "REC-01" in line]
    assert ["then deleted" in line for line in lines] == [held]
    assert ["overdue" in line for line in lines] == [not held]


def test_a_purged_exhibit_speaks_on_by_its_twin(mei: Client, slip: ExhibitRow) -> None:
    original = original_path(slip.digest)
    assert original.is_file()
    pass_on(DUE)
    row = ExhibitRow.objects.get(pk=slip.pk)
    assert row.purged_at == DUE
    assert (row.name, row.state, row.media_type) == ("EX-001.json", ExhibitState.READ, TWIN_MEDIA_TYPE)
    assert not original.exists()
    with pytest.raises(ExhibitPurgedError):
        desk_vault().open(slip.vault_name)
    assert b"PORTLAND" not in exhibit_content(row).upper()
    assert "PORTLAND" not in str(row.reading).upper()
    board = board_of(row=row.case, case=case_now(row=row.case), at=DUE)
    assert board is not None
    assert board.verdict is Verdict.NOT_READY
    assert any("EX-001" in (one.claimed.exhibit, one.shown.exhibit) for one in board.contradictions)
    assert [one.twin for one in board.purges if one.exhibit == "EX-001"] == [TwinState.MADE]
    page = mei.get(f"/cases/{row.case_id}/").content.decode()
    assert "personal data deleted" in page
    assert "Personal data deleted, redacted twin kept: EX-001" in page
    assert CaseEvent.objects.filter(kind="exhibit_purged").count() == 1
    assert event_chain_check(case=row.case) is None
    assert evidence_home().verify().whole


def test_what_was_purged_does_not_collect_itself_again(slip: ExhibitRow, take: Take) -> None:
    pass_on(DUE)
    take((LANTERN / "mail" / "2026-11-16-de-refund-issued.eml").read_bytes(), name="other.eml")
    ShopRow.objects.update(stands_at=DUE + timedelta(days=1))
    take((LANTERN / "files" / f"{ORDER}-proof-of-delivery.pdf").read_bytes(), name="again.pdf")
    assert ExhibitRow.objects.filter(case=slip.case).count() == 1


def test_what_came_late_is_spared_whole(slip: ExhibitRow) -> None:
    late = exhibit_add(case_id=slip.case_id, name="late.txt", content=LATE, actor="mei", at=DUE, received_at=DUE).row
    read_all()
    pass_on(DUE)
    late.refresh_from_db()
    slip.refresh_from_db()
    assert slip.purged_at == DUE
    assert late.purged_at is None
    assert exhibit_content(late) == LATE
    pass_on(DUE + timedelta(days=31))
    late.refresh_from_db()
    assert late.purged_at is not None
    assert evidence_home().verify().whole


def test_a_report_that_names_nobody_stays_whole(mei: Client, slip: ExhibitRow) -> None:
    report = exhibit_add(case_id=slip.case_id, name="Lab.txt", content=REPORT, actor="mei", at=BEFORE).row
    exhibit_kind_tell(row=report, kind=ExhibitKind.TEST_REPORT, actor="mei", at=BEFORE)
    read_all()
    pass_on(DUE)
    report.refresh_from_db()
    assert report.purged_at == DUE
    assert exhibit_content(report) == REPORT
    assert not report.redacted
    assert mei.get(f"/cases/{slip.case_id}/").content.decode().count("personal data deleted") == 1


def test_a_desk_that_stopped_after_the_purge_catches_up(slip: ExhibitRow, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(**_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("casewright_web.purging.exhibit_purged", stopped)
        with pytest.raises(KeyboardInterrupt):
            pass_on(DUE)
    assert ExhibitRow.objects.get(pk=slip.pk).purged_at is None
    pass_on(DUE + exhibit_purges._EVERY + timedelta(minutes=1))
    assert ExhibitRow.objects.get(pk=slip.pk).purged_at is not None
    assert not original_path(slip.digest).exists()


def test_when_no_claim_can_come_the_twin_goes_too(slip: ExhibitRow) -> None:
    pass_on(DUE)
    twin = ExhibitRow.objects.get(pk=slip.pk).vault_name
    pass_on(CLOSED)
    row = ExhibitRow.objects.get(pk=slip.pk)
    assert (row.vault_name, row.reading) == ("", None)
    with pytest.raises(ExhibitPurgedError):
        desk_vault().open(twin)
    assert evidence_home().verify().whole


def test_no_draft_of_a_packet_outlives_the_purge_and_the_next_shows_the_twin(
    mei: Client, slip: ExhibitRow, desk_folder: Path
) -> None:
    try:
        find_fonts()
    except FontsMissingError as error:
        pytest.skip(error.words.en)
    packet_want(case=slip.case, profile="amazon")
    assert packet_make_next(at=BEFORE) is not None
    path = f"/cases/{slip.case_id}/packets/amazon/"
    assert mei.get(path).content.startswith(b"%PDF-")
    (draft,) = (desk_folder / "packets").iterdir()
    assert b"%PDF-" not in draft.read_bytes()
    kept = draft.read_bytes()
    pass_on(DUE)
    assert not draft.exists()
    draft.write_bytes(kept)  # a copy that a backup brings back
    assert mei.get(path).status_code == 404
    assert packet_make_next(at=DUE) is not None
    row = PacketRow.objects.get()
    assert row.state == PacketState.MADE
    assert mei.get(path).content.startswith(b"%PDF-")
