"""The evidence board on the page of a case, and the packet made of it."""

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation
from PIL import Image

from casewright.domain.exhibit import ExhibitKind
from casewright.domain.place import Place
from casewright.domain.words import Words
from casewright.evidence.packet.errors import FontsMissingError
from casewright.evidence.packet.fonts import find_fonts
from casewright.evidence.readers.similar import mark_picture, mark_to_bytes
from casewright.evidence.safety.answers import Raster
from casewright_web.models import CaseEvent, CaseRow, ExhibitRow, ExhibitState, PacketRow, PacketState, ShopRow
from casewright_web.packet_making import packet_make_next
from casewright_web.readiness import readiness_judge_next
from casewright_web.services.events import event_chain_check
from casewright_web.services.exhibit_reading import exhibit_read_next
from casewright_web.services.exhibits import exhibit_add
from casewright_web.services.imports import ImportResult
from casewright_web.services.packets import packet_claim, packet_refuse, packet_want
from casewright_web.services.readiness import readiness_outdate, readiness_store, readiness_to_judge

pytestmark = pytest.mark.django_db

Mail = Callable[..., bytes]
Take = Callable[..., ImportResult]
LANTERN = Path(__file__).parents[2] / "examples" / "lantern-home"
ORDER = "114-5550104-0000104"
STANDS_AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
CHAT = b"WhatsApp\n26 October 2026\n10:02\nDid the lights reach you?\n10:15\nYes, I received the lights, thank you!\n"


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def read_all() -> None:
    while exhibit_read_next(at=STANDS_AT) is not None:
        pass


@pytest.fixture
def chargeback(take: Take) -> CaseRow:
    """The example shop's chargeback with its records, on the day on which the shop stands."""
    ShopRow.objects.create(pk=1, name="Lantern Home", zone="Asia/Shanghai", country="CN", stands_at=STANDS_AT)
    for name in (
        "reports/all-orders-north-america.txt",
        "reports/tracking.csv",
        "reports/shipments.csv",
        "mail/2026-11-17-us-chargeback.eml",
    ):
        take((LANTERN / name).read_bytes(), name=name)
    return CaseRow.objects.get(kind="chargeback")


@pytest.fixture
def slip(chargeback: CaseRow, take: Take) -> ExhibitRow:
    """A delivery slip that names another city than the order."""
    name = f"files/{ORDER}-proof-of-delivery.pdf"
    take((LANTERN / name).read_bytes(), name=name)
    read_all()
    return ExhibitRow.objects.get(case=chargeback)


@pytest.fixture
def fonts() -> None:
    try:
        find_fonts()
    except FontsMissingError as error:
        pytest.skip(error.words.en)


def test_the_board_says_what_is_there_what_is_missing_and_why(mei: Client, chargeback: CaseRow) -> None:
    page = text(mei, f"/cases/{chargeback.pk}/")
    assert "Not ready yet" in page
    assert "Not received, tracking says delivered" in page
    assert re.search(r'class="proof provided required">.*?Carrier tracking up to delivery', page)
    assert re.search(r'class="proof missing required">.*?The customer\'s signature', page)
    assert 'href="#REC-' in page
    assert 'id="REC-01"' in page


def test_what_is_missing_comes_with_a_message_ready_to_be_sent_and_a_day(mei: Client, chargeback: CaseRow) -> None:
    page = text(mei, f"/cases/{chargeback.pk}/")
    asked = page[page.index("Ask the carrier") :]
    assert re.search(r"by \w+ \d+ Nov", asked[:120])
    message = re.search(r'<pre id="ask-\d+">(.*?)</pre>', asked)
    assert message
    assert "LHYT000000000104CN" in message[1]
    assert 'data-copy="ask-' in asked


def test_a_contradiction_shows_both_places_the_one_as_a_picture(mei: Client, slip: ExhibitRow) -> None:
    page = text(mei, f"/cases/{slip.case_id}/")
    clash = page[page.index('<section class="clash') : page.index("</section>", page.index('<section class="clash'))]
    assert "PORTLAND" in clash
    assert "SEATTLE" in clash
    assert "all-orders-north-america.txt" in clash
    picture = re.search(r'<img src="([^"]+)"', clash)
    assert picture
    assert "page=1" in picture[1]
    assert "box=" in picture[1]
    drawn = mei.get(picture[1])
    with Image.open(BytesIO(drawn.content)) as opened:
        assert opened.size[0] > 300


def test_an_exhibit_left_out_contradicts_nothing_and_proves_nothing(mei: Client, slip: ExhibitRow) -> None:
    mei.post(f"/cases/{slip.case_id}/exhibits/{slip.number}/leave/", {"left_out": "yes"})
    page = text(mei, f"/cases/{slip.case_id}/")
    assert '<section class="clash' not in page
    assert re.search(r'class="proof missing required">.*?The customer\'s signature', page)


def test_what_came_outside_the_channel_is_kept_out_with_its_reason(mei: Client, chargeback: CaseRow) -> None:
    exhibit_add(case_id=chargeback.pk, name="chat.txt", content=CHAT, actor="mei", at=STANDS_AT)
    read_all()
    mei.post(f"/cases/{chargeback.pk}/exhibits/1/kind/", {"kind": "message_thread"})
    read_all()
    page = text(mei, f"/cases/{chargeback.pk}/")
    assert "EX-001 stays out of the packet." in page
    assert "outside the marketplace's channel" in page


def test_the_board_names_its_rows_by_their_pages(mei: Client, slip: ExhibitRow) -> None:
    page = text(mei, f"/cases/{slip.case_id}/")
    rows = set(re.findall(r'href="/policy/((?:VER|CON|PGR|PFT)\d+)/"', page))
    assert {code[:3] for code in rows} >= {"VER", "CON"}
    assert all(mei.get(f"/policy/{code}/").status_code == 200 for code in rows)


def test_the_board_speaks_chinese(mei: Client, slip: ExhibitRow) -> None:
    mei.post("/language/", {"language": "zh-hans", "next": "/"})
    page = text(mei, f"/cases/{slip.case_id}/")
    for said in ("还不能提交", "矛盾", "向承运商索取", "复制这段话", "来自我方记录", "制作证据包"):
        assert said in page


def test_a_case_without_a_dispute_has_exhibits_but_neither_board_nor_packet(
    mei: Client, take: Take, buyer_mail: Mail
) -> None:
    take(buyer_mail("Please send me the invoice."))
    page = text(mei, f"/cases/{CaseRow.objects.get().pk}/")
    assert "Add photos or documents" in page
    assert 'class="verdict' not in page
    assert "Make the packet" not in page


@pytest.mark.parametrize("marked", [True, False], ids=["by its mark", "by its bytes alone"])
def test_a_picture_of_another_order_is_told_on_the_board(
    mei: Client, chargeback: CaseRow, take: Take, *, marked: bool
) -> None:
    picture = Image.effect_noise((320, 240), 90).convert("RGB")
    target = BytesIO()
    picture.save(target, "PNG")
    take((LANTERN / "mail/2026-11-18-us-atoz-claim-received.eml").read_bytes(), name="claim.eml")
    other = CaseRow.objects.get(kind="atoz_claim")
    known = exhibit_add(case_id=other.pk, name="first.png", content=target.getvalue(), actor="mei", at=STANDS_AT).row
    mark = mark_picture(Raster(320, 240, 3, picture.tobytes()))
    reading = {"format": 1, "kind": ExhibitKind.BUYER_PHOTO, "kind_sure": True, "speaker": "buyer"}
    reading |= {"observations": [], "findings": []}
    ExhibitRow.objects.filter(pk=known.pk).update(
        state=ExhibitState.READ,
        reading=reading,
        picture_mark=mark_to_bytes(mark) if marked else None,
        media_type="image/png",
    )
    if marked:  # the same pixels as another file
        target = BytesIO()
        picture.save(target, "PNG", compress_level=1)
    exhibit_add(case_id=chargeback.pk, name="again.png", content=target.getvalue(), actor="mei", at=STANDS_AT)
    read_all()
    page = text(mei, f"/cases/{chargeback.pk}/")
    clash = page[page.index('<section class="clash') :]
    assert "112-5550101-0000101" in clash


@pytest.mark.usefixtures("fonts")
def test_a_packet_is_asked_for_made_beside_the_pages_and_taken_along(mei: Client, slip: ExhibitRow) -> None:
    path = f"/cases/{slip.case_id}/packets/"
    assert mei.post(f"{path}make/", {"profile": "amex"}).status_code == 302
    waiting = text(mei, path)
    assert "being made …" in waiting
    again = waiting.split('hx-get="')[1].split('"')[0]
    assert mei.get(again).status_code == 204
    assert packet_make_next(at=STANDS_AT) is not None
    page = text(mei, again)
    row = PacketRow.objects.get()
    assert row.state == PacketState.MADE
    assert f"{row.pages} / 20" in page
    assert '<meter class="green" min="0" max="5000000"' in page
    pdf = mei.get(f"{path}amex/")
    assert pdf.content.startswith(b"%PDF-")
    assert f'filename="{row.name}"' in pdf.headers["Content-Disposition"]
    assert mei.get(f"{path}amex/1/").headers["Content-Type"] == "image/jpeg"
    assert mei.get(f"{path}amex/{row.pages + 1}/").status_code == 404
    assert "Packet made for amex" in text(mei, f"/cases/{slip.case_id}/")
    assert event_chain_check(case=slip.case) is None


@pytest.mark.usefixtures("fonts")
def test_a_packet_is_made_again_when_the_evidence_changes(mei: Client, slip: ExhibitRow) -> None:
    mei.post(f"/cases/{slip.case_id}/packets/make/", {"profile": "amazon"})
    assert packet_make_next(at=STANDS_AT) is not None
    first = PacketRow.objects.get()
    mei.post(f"/cases/{slip.case_id}/exhibits/{slip.number}/leave/", {"left_out": "yes"})
    assert PacketRow.objects.get().state == PacketState.WANTED
    assert mei.get(f"/cases/{slip.case_id}/packets/amazon/").status_code == 200
    assert packet_make_next(at=STANDS_AT) is not None
    second = PacketRow.objects.get()
    assert second.digest != first.digest
    assert second.pages < first.pages
    assert CaseEvent.objects.filter(kind="packet_made").count() == 2


@pytest.mark.usefixtures("fonts")
def test_a_packet_that_was_outdated_while_it_was_made_is_made_again(slip: ExhibitRow) -> None:
    row = packet_want(case=slip.case, profile="amazon")
    claimed = packet_claim(at=STANDS_AT)
    packet_want(case=slip.case, profile="amazon")
    assert claimed == row
    packet_refuse(claimed, Words("too late", "晚了"), at=STANDS_AT)
    assert PacketRow.objects.get().state == PacketState.WANTED
    assert packet_make_next(at=STANDS_AT) is not None
    assert PacketRow.objects.get().state == PacketState.MADE


def test_a_packet_without_a_dispute_is_refused_in_words(mei: Client, take: Take, buyer_mail: Mail) -> None:
    take(buyer_mail("Please send me the invoice."))
    case = CaseRow.objects.get()
    mei.post(f"/cases/{case.pk}/packets/make/", {"profile": "amazon"})
    assert packet_make_next(at=STANDS_AT) is not None
    assert PacketRow.objects.get().state == PacketState.REFUSED
    assert "There is no dispute in this case" in text(mei, f"/cases/{case.pk}/packets/")


def test_an_unknown_channel_is_not_found(mei: Client, chargeback: CaseRow) -> None:
    assert mei.post(f"/cases/{chargeback.pk}/packets/make/", {"profile": "banana"}).status_code == 404
    assert mei.get(f"/cases/{chargeback.pk}/packets/amazon/").status_code == 404


def test_what_a_record_says_is_told_by_its_place() -> None:
    from casewright_web.templatetags.desk_evidence import place_said  # noqa: PLC0415 - needs Django's apps

    place = Place("orders.txt", "a" * 64, row=3, column="city")
    with translation.override("en"):
        assert place_said(place) == "orders.txt · row 3 · city"
    with translation.override("zh-hans"):
        assert place_said(place) == "orders.txt · 第 3 行 · city"


def test_today_says_of_each_dispute_whether_its_evidence_is_ready(mei: Client, chargeback: CaseRow) -> None:
    assert "Not ready" not in text(mei, "/")
    while readiness_judge_next(at=STANDS_AT) is not None:
        pass
    row = CaseRow.objects.get(pk=chargeback.pk)
    assert (row.readiness or {})["verdict"] == "not_ready"
    assert re.search(r"Not ready: \d+ (missing|contradictions?)", text(mei, "/"))
    mei.post("/language/", {"language": "zh-hans", "next": "/"})
    assert re.search(r"未就绪：缺? ?\d+", text(mei, "/"))


def test_readiness_is_judged_again_after_a_change_and_stays_when_nothing_changes(chargeback: CaseRow) -> None:
    while readiness_judge_next(at=STANDS_AT) is not None:
        pass
    assert readiness_judge_next(at=STANDS_AT) is None
    exhibit_add(case_id=chargeback.pk, name="chat.txt", content=CHAT, actor="mei", at=STANDS_AT)
    assert readiness_judge_next(at=STANDS_AT) == chargeback


def test_a_case_that_changes_while_it_is_judged_is_judged_once_more(chargeback: CaseRow) -> None:
    row = readiness_to_judge()
    assert row is not None
    readiness_outdate(case_id=row.pk)
    readiness_store(row, None)
    again = readiness_to_judge()
    assert again is not None
    assert again.pk == row.pk == chargeback.pk
