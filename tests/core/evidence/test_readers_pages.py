"""What is read on pages: PDFs with text, pictures seen by eyes that are given, and what cameras write."""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from casewright.domain.exhibit import ExhibitKind, ObservationKind, ObservationRole, Region, Speaker, Weight
from casewright.domain.place import Place
from casewright.evidence.readers.page import Page, SeenLine, page_of_seen
from casewright.evidence.readers.read import read_exhibit
from casewright.evidence.readers.reading import ExhibitReading, ReadingHints
from casewright.evidence.safety.answers import Raster
from casewright.intake.reading import SourceFile

K, R = ObservationKind, ObservationRole


def pdf(lines: Sequence[tuple[float, float, str]], *, on_its_side: bool = False, invisible: bool = False) -> bytes:
    """Make a PDF of one page with each text at its point, counted from the lower left corner."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(400, 300))
    page = document.pages[0]
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    way = "0 1 -1 0" if on_its_side else "1 0 0 1"
    shown = "".join(
        f"BT {'3 Tr ' if invisible else ''}/F1 11 Tf {way} {x} {y} Tm ({text}) Tj ET\n" for x, y, text in lines
    )
    page.Contents = document.make_stream(shown.encode("cp1252"))
    page.rotate(90 if on_its_side else 0, relative=False)
    target = BytesIO()
    document.save(target)
    return target.getvalue()


class GivenEyes:
    """Eyes that see what the test says."""

    def __init__(self, *lines: SeenLine) -> None:
        self._lines, self.looks = lines, 0

    def read(self, picture: Raster, turns: int = 0) -> tuple[SeenLine, ...]:
        assert picture.width * picture.height * picture.channels == len(picture.pixels)
        self.looks += 1
        return self._lines if not turns else ()


def line(text: str, left: float, top: float, width: float, *, tilt: float = 0.0, sure: bool = True) -> SeenLine:
    rise = tilt * width
    corners = ((left, top), (left + width, top + rise), (left + width, top + rise + 30), (left, top + 30))
    return SeenLine(text, corners, sure)


def photo(size: tuple[int, int] = (1000, 1000), **options: object) -> bytes:
    target = BytesIO()
    Image.new("RGB", size, "white").save(target, "JPEG", **options)
    return target.getvalue()


def seen(*lines: SeenLine, hints: ReadingHints | None = None) -> ExhibitReading:
    return read_exhibit(SourceFile("a.jpg", photo()), eyes=GivenEyes(*lines), hints=hints)


def values(reading: ExhibitReading, kind: ObservationKind) -> list[object]:
    return [one.value for one in reading.observations if one.kind is kind]


def test_a_german_delivery_note_in_a_pdf_is_read_with_page_line_and_region() -> None:
    content = pdf(
        [
            (40, 260, "Zustellnachweis"),
            (40, 220, "Empf\xe4nger:"),
            (160, 220, "J\xf6rg M\xfcller"),
            (40, 200, "Zugestellt am:"),
            (160, 200, "04.03.2026 um 10:22 Uhr"),
            (40, 180, "Gewicht: 2,35 kg"),
        ]
    )
    reading = read_exhibit(SourceFile("z.pdf", content))
    assert (reading.kind, reading.language) == (ExhibitKind.PROOF_OF_DELIVERY, "de")
    assert values(reading, K.PERSON) == ["Jörg Müller"]
    assert values(reading, K.AT) == [datetime(2026, 3, 4, 10, 22)]  # noqa: DTZ001 - the note has no zone
    (weight,) = (one for one in reading.observations if one.kind is K.WEIGHT)
    assert weight.value == Weight(2350)
    assert (weight.locator.page, weight.locator.line) == (1, 4)
    region = weight.locator.region
    assert region is not None
    assert region.left == pytest.approx(0.1, abs=0.02)
    assert region.top == pytest.approx(1 - 190 / 300, abs=0.03)


def test_a_page_that_is_turned_is_read_as_it_is_seen() -> None:
    reading = read_exhibit(SourceFile("z.pdf", pdf([(100, 60, "Signed by: Anna Weber")], on_its_side=True)))
    (name,) = (one for one in reading.observations if one.kind is K.SIGNED_BY)
    assert name.value == "Anna Weber"
    region = name.locator.region
    assert region is not None
    assert region.left == pytest.approx(60 / 300, abs=0.02)
    assert region.top == pytest.approx(90 / 400, abs=0.03)


def test_text_that_nobody_sees_is_not_believed() -> None:
    content = pdf([(40, 220, "Signed by: Anna Weber"), (40, 200, "Delivered on: 2026-03-04")], invisible=True)
    eyes = GivenEyes(line("Signed by: T. Brandt", 40, 100, 300))
    reading = read_exhibit(SourceFile("z.pdf", content), eyes=eyes)
    assert values(reading, K.SIGNED_BY) == ["T. Brandt"]
    assert "EXH036" in {finding.code for finding in reading.findings}
    assert eyes.looks == 1


def test_a_form_photographed_askew_keeps_its_rows() -> None:
    lines = (
        line("Proof of delivery", 100, 60, 400, tilt=0.08),
        line("Signed by", 100, 160, 160, tilt=0.08),
        line("Anna Weber", 600, 200, 200, tilt=0.08),
        line("Tracking number", 100, 220, 260, tilt=0.08),
        line("KX1234567890", 600, 260, 240, tilt=0.08),
    )
    reading = seen(*lines)
    assert values(reading, K.SIGNED_BY) == ["Anna Weber"]
    assert values(reading, K.TRACKING) == ["KX1234567890"]
    assert reading.kind is ExhibitKind.PROOF_OF_DELIVERY


@pytest.mark.parametrize(
    ("top", "weights"),
    [(("9:41", "5G  64%"), []), (("10:08 AM", "LTE 7 %"), []), (("Parcel 9:41", "5 g"), [Weight(5)])],
)
def test_the_line_at_the_top_of_a_telephone_weighs_nothing(top: tuple[str, str], weights: list[Weight]) -> None:
    rows = (line("Proof of delivery", 40, 120, 400), line("Signed by: Ann Lee", 40, 200, 400))
    reading = seen(line(top[0], 40, 20, 200), line(top[1], 760, 20, 180), *rows)
    assert values(reading, ObservationKind.WEIGHT) == weights


def test_what_the_eyes_doubt_is_not_sure() -> None:
    reading = seen(line("Signed by: Anna Weber", 100, 100, 400, sure=False))
    assert [one.sure for one in reading.observations if one.kind is K.SIGNED_BY] == [False]


def test_blanks_that_recognition_loses_do_not_matter() -> None:
    reading = seen(line("签收时间:2026-03-0410:22", 100, 100, 400), line("Orderno.:305-1234567-7654321", 100, 200, 400))
    assert values(reading, K.AT) == [datetime(2026, 3, 4, 10, 22)]  # noqa: DTZ001 - the slip has no zone
    assert values(reading, K.ORDER) == ["305-1234567-7654321"]


def test_a_picture_on_its_side_is_turned_and_its_regions_stay_where_they_are() -> None:
    upright = page_of_seen(Place("a", ""), None, [line("Signed by: Anna", 100, 50, 400)], 1000, 600)
    corners = line("Signed by: Anna", 100, 50, 400).corners
    first, second, third, fourth = ((600 - y, x) for x, y in corners)
    on_its_side = page_of_seen(
        Place("a", ""), None, [SeenLine("Signed by: Anna", (first, second, third, fourth))], 600, 1000, 1
    )
    assert _layout(on_its_side) == _layout(upright)
    assert on_its_side.spans[0].region == Region((600 - 80) / 600, 0.1, (600 - 50) / 600, 0.5)


def _layout(page: Page) -> list[tuple[float, float, float, float]]:
    return [(span.left, span.top, span.right, span.bottom) for span in page.spans]


CHAT = (
    line("Anna W.", 430, 20, 140),
    line("2026-03-04 10:22", 380, 200, 240),
    line("Hello, the lamp does not", 60, 280, 420),
    line("switch on.", 60, 320, 160),
    line("We are sorry, please send", 500, 420, 440),
    line("a photo.", 500, 460, 140),
    line("Here it is.", 60, 560, 180),
)


def test_a_chat_tells_who_wrote_what_and_when() -> None:
    reading = seen(*CHAT, hints=ReadingHints(supplied_by=Speaker.SELLER))
    written = [(one.role, one.value) for one in reading.observations if one.kind is K.TEXT]
    assert written == [
        (R.BUYER_WROTE, "Hello, the lamp does not switch on."),
        (R.SELLER_WROTE, "We are sorry, please send a photo."),
        (R.BUYER_WROTE, "Here it is."),
    ]
    assert {one.value for one in reading.observations if one.kind is K.AT} == {
        datetime(2026, 3, 4, 10, 22)  # noqa: DTZ001 - a screen has no zone
    }
    assert (reading.kind, reading.kind_sure) == (ExhibitKind.MESSAGE_THREAD, True)


def test_whose_screen_a_chat_shows_turns_the_sides_and_without_it_nothing_is_sure() -> None:
    buyers = seen(*CHAT, hints=ReadingHints(supplied_by=Speaker.BUYER))
    assert next(one.role for one in buyers.observations if one.kind is K.TEXT) is R.SELLER_WROTE
    unknown = seen(*CHAT)
    assert {one.sure for one in unknown.observations if one.kind is K.TEXT} == {False}


def test_a_camera_says_when_and_with_what_but_is_never_sure() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Lumen", "Lumen L7"
    inner = exif.get_ifd(0x8769)
    inner[0x9003], inner[0x9011] = "2026:03:04 10:22:00", "+01:00"
    reading = read_exhibit(SourceFile("a.jpg", photo(exif=exif)), eyes=GivenEyes())
    found = {one.kind: (one.value, one.sure, one.role) for one in reading.observations}
    assert found[K.AT] == (datetime.fromisoformat("2026-03-04T10:22+01:00"), False, R.TAKEN)
    assert found[K.DEVICE] == ("Lumen L7", False, None)
    assert "EXH033" in {finding.code for finding in reading.findings}


def test_a_chat_whose_times_stand_beside_the_bubbles_and_that_begins_like_a_label_is_a_chat() -> None:
    reading = seen(
        line("Anna W.", 40, 20, 140),
        line("Parcel came, courier was kind", 60, 200, 420),
        line("03/04/2026 10:22", 520, 200, 160),
        line("Glad to hear it", 560, 300, 300),
        line("Order again soon", 60, 400, 240),
        line("03/04/2026 11:40", 520, 400, 160),
    )
    assert reading.kind is ExhibitKind.MESSAGE_THREAD


def test_a_town_with_its_code_in_one_value_tells_both() -> None:
    reading = seen(line("Delivered to: Ann Lee", 40, 20, 300), line("Town: 29005 Málaga", 40, 60, 300))
    assert values(reading, K.POSTAL_CODE) == ["29005"]


LABEL = (
    line("FastPost", 60, 60, 160),
    line("1.42 kg", 720, 60, 140),
    line("Order 701-1234567-7654321", 60, 180, 420),
    line("Tracking number LX000000014DE", 60, 260, 460),
    line("Ship to: 04109 Leipzig DE", 60, 340, 420),
)


def test_the_label_of_a_parcel_in_a_photo_is_no_chat_and_its_weight_is_read() -> None:
    reading = seen(*LABEL)
    assert reading.kind is not ExhibitKind.MESSAGE_THREAD
    assert not {one.role for one in reading.observations} & {R.BUYER_WROTE, R.SELLER_WROTE}
    assert values(reading, K.WEIGHT) == [Weight(1420)]


def test_what_a_camera_took_is_a_chat_only_where_people_talk_in_it() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Lumen"
    card = (line("Lumen Home", 60, 60, 160), line("Made in Italy", 640, 160, 200), line("Box 7", 60, 260, 90))
    read = read_exhibit(SourceFile("a.jpg", photo(exif=exif)), eyes=GivenEyes(*card))
    assert read.kind is not ExhibitKind.MESSAGE_THREAD
    talk = read_exhibit(SourceFile("a.jpg", photo(exif=exif)), eyes=GivenEyes(*CHAT))
    assert (talk.kind, talk.kind_sure) == (ExhibitKind.MESSAGE_THREAD, True)


def _written(reading: ExhibitReading) -> list[tuple[object, object]]:
    sent = {one.locator.words: one.value for one in reading.observations if one.role is R.SENT}
    return [(one.value, sent.get(one.locator.words)) for one in reading.observations if one.kind is K.TEXT]


def test_a_time_under_a_message_is_its_own_and_a_day_without_year_is_that_of_the_sale_and_not_sure() -> None:
    reading = seen(
        line("Mon, 9 Nov", 430, 180, 140),
        line("The parcel never came.", 60, 260, 420),
        line("10:02", 60, 295, 70),
        line("We ask the carrier!", 500, 420, 440),
        line("10:15", 500, 455, 70),
        hints=ReadingHints(near=date(2026, 11, 1)),
    )
    assert _written(reading) == [
        ("The parcel never came.", datetime(2026, 11, 9, 10, 2)),  # noqa: DTZ001 - a screen has no zone
        ("We ask the carrier!", datetime(2026, 11, 9, 10, 15)),  # noqa: DTZ001
    ]
    assert {one.sure for one in reading.observations if one.role is R.SENT} == {False}


def test_the_name_of_who_writes_next_belongs_to_no_message() -> None:
    reading = seen(
        line("Anna Weber", 60, 180, 180),
        line("12 Nov 2026 10:02", 400, 180, 240),
        line("The lamp is broken.", 60, 215, 420),
        line("Lumen Home 13:05", 500, 260, 300),
        line("Please send a photo.", 500, 295, 400),
        line("Anna Weber", 60, 340, 180),
        line("14:44", 400, 340, 70),
        line("Here you are.", 60, 375, 200),
    )
    assert _written(reading) == [
        ("The lamp is broken.", datetime(2026, 11, 12, 10, 2)),  # noqa: DTZ001 - a screen has no zone
        ("Please send a photo.", datetime(2026, 11, 12, 13, 5)),  # noqa: DTZ001
        ("Here you are.", datetime(2026, 11, 12, 14, 44)),  # noqa: DTZ001
    ]


def test_a_chat_about_a_parcel_that_never_came_is_a_chat() -> None:
    reading = seen(
        line("11月9日上午10:02", 400, 180, 220),
        line("你好,包裹还没收到", 60, 260, 360),
        line("您好,物流显示已签收", 560, 360, 380),
        line("下午3:20", 440, 450, 120),
        line("我没有签收过", 60, 520, 240),
        hints=ReadingHints(near=date(2026, 11, 1)),
    )
    assert reading.kind is ExhibitKind.MESSAGE_THREAD
    assert _written(reading)[-1] == ("我没有签收过", datetime(2026, 11, 9, 15, 20))  # noqa: DTZ001 - a screen has no zone
