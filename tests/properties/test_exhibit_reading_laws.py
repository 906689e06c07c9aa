"""Reading never raises, whatever the bytes; the pieces it is made of keep their laws."""

from datetime import date, datetime

from hypothesis import example, given, settings
from hypothesis import strategies as st

from casewright.domain.exhibit import ObservationKind, Weight
from casewright.domain.place import Place
from casewright.evidence.readers.document import read_document
from casewright.evidence.readers.labels import labels_in
from casewright.evidence.readers.measures import weight_in
from casewright.evidence.readers.moments import DocumentDates
from casewright.evidence.readers.page import SeenLine, page_of_seen, page_of_text
from casewright.evidence.readers.read import read_exhibit
from casewright.evidence.readers.reading import ReadingHints
from casewright.evidence.readers.squash import squashed
from casewright.evidence.readers.tables import read_table
from casewright.evidence.readers.tracking import read_tracking
from casewright.evidence.safety.answers import Raster
from casewright.evidence.safety.findings import ExhibitLog
from casewright.evidence.safety.picture_heads import picture_head
from casewright.intake.reading import SourceFile

PLACE = Place("a", "0" * 64)
WORDS = st.sampled_from(
    [
        "Signed by:", "签收人：", "Delivered on", "2026-03-04", "10:22", "03/04/2026", "1.250 kg", "¥128.00", "订单号",
        "305-1234567-7654321", "Delivered", "已签收", "【深圳市】", "  ", "\t", "\n", ":", "|", "1Z999AA10123456784",
        "Total", "Weight (kg)", ",", '"', "２０２６年３月４日", "合计", "\x00", "Zustellversuch", "ẞ", "ﬁ", "か\u3099",
    ]
)  # fmt: skip
TEXT = st.lists(st.one_of(WORDS, st.text(max_size=12)), max_size=40).map("".join)


class NoEyes:
    def read(self, picture: Raster, turns: int = 0) -> tuple[SeenLine, ...]:
        del picture, turns
        return ()


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=600), TEXT.map(str.encode)), st.sampled_from(["a.txt", "b.csv", "c.json", "d"]))
def test_no_bytes_make_reading_raise(content: bytes, name: str) -> None:
    reading = read_exhibit(SourceFile(name, content), eyes=NoEyes())
    assert all(finding.words.zh for finding in reading.findings)


@settings(max_examples=12, deadline=None)
@given(
    st.sampled_from([b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF\x10\x00\x00\x00WEBP"]),
    st.binary(max_size=300),
)
def test_no_damage_behind_a_known_beginning_makes_reading_raise(start: bytes, rest: bytes) -> None:
    reading = read_exhibit(SourceFile("a", start + rest), eyes=NoEyes())
    assert reading.findings


@given(st.sampled_from(["jpeg", "png", "gif", "webp", "bmp", "tiff", "heic"]), st.binary(max_size=400))
def test_no_picture_head_makes_its_reader_raise(kind: str, content: bytes) -> None:
    head = picture_head(content, f"image/{kind}")
    assert head is None or (head.width >= 0 and head.height >= 0)


@given(TEXT)
@example("签收人：王小明签收时间：2026-03-0410:22")
def test_every_reading_of_a_text_quotes_words_that_stand_in_it(text: str) -> None:
    page = page_of_text(PLACE, text)
    reading = read_document([page], ReadingHints(), ExhibitLog("a", PLACE.digest))
    lines = {span.line for span in page.spans}
    for one in reading.observations:
        assert one.locator.line in lines
        assert one.locator.words
        if one.kind in (ObservationKind.TRACKING, ObservationKind.ORDER):
            assert squashed(str(one.value)).key in squashed(page.text).key


@given(TEXT)
def test_a_labels_stretch_lies_in_its_text_and_labels_do_not_overlap(text: str) -> None:
    end = 0
    for hit in labels_in(text):
        assert end <= hit.start < hit.end <= len(text)
        end = hit.end


@given(st.dates(date(2001, 1, 1), date(2090, 1, 1)), st.times(), st.sampled_from(["en", "de", "zh", None]))
def test_an_iso_instant_is_read_as_it_stands_even_when_its_blank_is_lost(
    day: date, clock: datetime, language: str | None
) -> None:
    shown = f"{day.isoformat()}{clock:%H:%M}"
    dates = DocumentDates.of([shown], language, None, None)
    (moment,) = dates.moments_in(shown)
    assert moment.sure
    assert moment.value == datetime(day.year, day.month, day.day, clock.hour, clock.minute)  # noqa: DTZ001 - none stated


@given(st.integers(1, 31), st.integers(1, 12), st.integers(2001, 2090), st.sampled_from(["DE", "US", None]))
def test_a_numeric_day_is_sure_only_where_one_reading_is_left(
    day: int, month: int, year: int, country: str | None
) -> None:
    shown = f"{day:02d}/{month:02d}/{year}"
    dates = DocumentDates.of([shown], "en", country, None)
    for moment in dates.moments_in(shown):
        assert moment.sure == (day > 12 or day == month)
        assert isinstance(moment.value, date)
        assert {moment.value.day, moment.value.month} == {day, month}


@given(st.integers(1, 99_999_999))
def test_a_weight_in_kilograms_keeps_every_gram(grams: int) -> None:
    read = weight_in(f"{grams // 1000}.{grams % 1000:03d} kg", proved=".")
    assert read is not None
    assert (read.value, read.sure) == (Weight(grams), True)


@settings(max_examples=40, deadline=None)
@given(TEXT.map(str.encode))
def test_tables_and_tracking_answers_read_any_text(content: bytes) -> None:
    log = ExhibitLog("a", PLACE.digest)
    read_table("a.csv", content, ReadingHints(), log)
    assert read_tracking(content, PLACE, log) == ()


@given(st.lists(st.tuples(st.text(min_size=1, max_size=9), *[st.floats(-50, 2000)] * 8), max_size=8), st.integers(0, 3))
def test_pages_of_any_boxes_keep_their_regions_inside(lines: list[tuple[str, *tuple[float, ...]]], turns: int) -> None:
    seen = [
        SeenLine(text, ((box[0], box[1]), (box[2], box[3]), (box[4], box[5]), (box[6], box[7]))) for text, *box in lines
    ]
    page = page_of_seen(PLACE, 1, seen, 1000, 800, turns)
    for span in page.spans:
        assert span.region is not None
        assert 0 <= span.region.left <= span.region.right <= 1
        assert 0 <= span.region.top <= span.region.bottom <= 1
