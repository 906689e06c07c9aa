from textwrap import dedent

import pytest

from casewright.domain.exhibit import ExhibitKind, ObservationKind
from casewright.evidence.readers.read import read_exhibit
from casewright.evidence.readers.web_pages import web_page_lines
from casewright.intake.reading import SourceFile

HISTORY = dedent(
    """
    <!doctype html><html><head><title>x</title><style>p{}</style></head><body><h1>Where your parcel was</h1>
    <div class="kv"><span>Tracking no.</span><span>1Z999AA10123456784</span></div>
    <div class="kv"><span>Order</span><span>114-5550001-2223334</span></div>
    <ul>
    <li><div>Day</div><div>What</div><div>Where</div><div>Zip</div></li>
    <li><div>3 May 2026 10:05</div><div>Picked up</div><div>Reno</div><div></div></li>
    <li><div>6 May 2026 14:40</div><div>Delivered</div><div>Salem</div><div>97301</div></li>
    </ul></body></html>
    """
).strip()


def test_blocks_that_repeat_are_the_rows_of_a_table_with_their_empty_cells() -> None:
    lines = web_page_lines(HISTORY)
    assert "3 May 2026 10:05\tPicked up\tReno\t" in lines
    assert "6 May 2026 14:40\tDelivered\tSalem\t97301" in lines


def test_a_label_and_a_value_that_touch_are_two_cells() -> None:
    assert "Order\t114-5550001-2223334" in web_page_lines(HISTORY)
    assert web_page_lines("<div>Signed by <b>Ann</b> <i>Lee</i></div>") == ["Signed by Ann Lee"]


def test_a_saved_page_of_blocks_tells_town_and_event_apart() -> None:
    reading = read_exhibit(SourceFile("page.html", HISTORY.encode()))
    towns = [one.value for one in reading.observations if one.kind is ObservationKind.CITY]
    assert reading.kind is ExhibitKind.TRACKING_HISTORY
    assert {"Reno", "Salem"} <= set(towns)
    assert not any("Delivered" in str(town) for town in towns)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("<dl><dt>Lot<dd>K7<dt>Made<dd>May</dl>", ["Lot\tK7", "Made\tMay"]),
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", ["a\tb", "c\td"]),
        ("<table><tr><td><p>a</p><p>b</p></td><td></td></tr></table>", ["a b\t"]),
        ("one<br>two", ["one", "two"]),
        ("<script>x</script><p>said</p>", ["said"]),
        ("<div><div>Ann</div><div>5 Elm</div><div>Reno</div></div>", ["Ann", "5 Elm", "Reno"]),
        ("</div></p><b>left over", ["left over"]),
    ],
)
def test_a_web_page_is_read_by_lines_and_cells(source: str, lines: list[str]) -> None:
    assert [line for line in web_page_lines(source) if line] == lines


def test_deep_and_broken_markup_ends() -> None:
    assert web_page_lines("<div>" * 5_000 + "deep") == ["deep"]


def test_a_page_of_an_order_is_known_by_its_fields_alone() -> None:
    page = (
        "<html><body><h1>shop.example</h1><div><span>Order</span><span>114-5550001-2223334</span></div>"
        "<div><span>Date</span><span>3 May 2026</span></div><div><span>Recipient</span><span>Ann Lee</span></div>"
        "<div><span>Address</span><span>5 Elm Street, Salem, 97301</span></div>"
        "<div><span>SKU</span><span>LAMP-7</span></div></body></html>"
    )
    assert read_exhibit(SourceFile("page.html", page.encode())).kind is ExhibitKind.ORDER_RECORD


def test_a_page_of_an_offer_is_known_by_its_article_and_its_day() -> None:
    page = (
        "<html><body><h1>Lamp, red</h1><div><span>Archived copy of</span><span>2026-05-03 06:51</span></div>"
        "<div><span>ASIN</span><span>B0C7QJ41NX</span></div><p>$20.00 incl. tax.</p></body></html>"
    )
    assert read_exhibit(SourceFile("page.html", page.encode())).kind is ExhibitKind.LISTING_SNAPSHOT
