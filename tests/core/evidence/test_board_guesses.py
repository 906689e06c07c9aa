"""What is not sure enough to contradict: guesses, days that may be another's, goods' weights, places on the way."""

from collections.abc import Sequence
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
from casewright.domain.place import Place
from casewright.evidence.board.board import ContradictionKind
from casewright.evidence.board.companies import is_company
from casewright.evidence.board.make import make_board

K, R, S, X = ObservationKind, ObservationRole, ContradictionKind, ExhibitKind
ORDER, PARCEL = "114-7990158-8563905", "1ZJ548W30304895513"
Said = tuple[ObservationKind, str | date | datetime | Weight, ObservationRole | None]


def shown(kind: ExhibitKind, *lines: Sequence[Said], guessed: bool = False) -> list[ContradictionKind]:
    """Return what a paper contradicts, each list of readings on a line of its own; a guess of its last line."""
    place = Place("paper.pdf", "0" * 64)
    read = tuple(
        Observation(what, value, Locator(place, page=1, line=at), role=role, guessed=guessed and at == len(lines))
        for at, line in enumerate(lines, 1)
        for what, value, role in line
    )
    dispute = Dispute(
        DisputeType.COUNTERFEIT,
        marketplace="amazon_us",
        order_id=ORDER,
        opened_at=datetime(2026, 5, 20, 12, tzinfo=UTC),
        ordered_at=datetime(2026, 5, 1, 12, tzinfo=UTC),
        shipped_at=datetime(2026, 5, 2, 20, tzinfo=UTC),
        promised_by=datetime(2026, 5, 9, 20, tzinfo=UTC),
        recipient="Curtis Delaney",
        city="Columbus",
        postal_code="43215",
        country="US",
        tracking_numbers=(PARCEL,),
        ship_weight=Weight(1200),
        items=(DisputedItem(sku="SPK-1", asin="B0CM2V9RKT", batch="AJ473960", serial="WX91089850"),),
        seller="Xiamen Yuanfeng Home Co., Ltd.",
    )
    exhibit = Exhibit("EX-001", kind, Speaker.CARRIER, place, "application/pdf", observations=read)
    board = make_board(dispute, (exhibit,), at=datetime(2026, 5, 21, tzinfo=UTC))
    return [one.kind for one in board.contradictions]


NAMED: list[Said] = [(K.ORDER, ORDER, None)]


@pytest.mark.parametrize(
    ("kind", "said", "told"),
    [
        (X.INVOICE, (K.BATCH, "QQ100200", None), S.OTHER_BATCH),
        (X.PROOF_OF_DELIVERY, (K.SIGNED_BY, "Marta Kowalska", None), S.OTHER_SIGNER),
        (X.PROOF_OF_DELIVERY, (K.CITY, "Seattle", R.RECIPIENT), S.OTHER_CITY),
        (X.TRACKING_HISTORY, (K.TRACKING, "1ZQQ00000000000000", None), S.OTHER_TRACKING),
        (X.INVOICE, (K.SERIAL, "ZZ10020033", None), S.OTHER_SERIAL),
    ],
)
def test_what_stands_beside_a_label_nobody_knows_contradicts_nothing(
    kind: ExhibitKind, said: Said, told: ContradictionKind
) -> None:
    assert shown(kind, NAMED, [said]) == [told]
    assert shown(kind, NAMED, [said], guessed=True) == []


def test_a_day_whose_part_was_guessed_contradicts_only_where_no_day_of_the_paper_could_do_better() -> None:
    early: list[Said] = [(K.DATED, date(2026, 4, 2), R.PAID)]
    assert shown(X.REFUND_LINE, NAMED, early, guessed=True) == [S.DATES_OUT_OF_ORDER]
    later: list[Said] = [(K.DATED, date(2026, 5, 12), None)]
    assert shown(X.REFUND_LINE, NAMED, later, early, guessed=True) == []
    assert shown(X.REFUND_LINE, early, guessed=True) == []


def test_a_paper_was_made_on_the_first_of_its_days_of_issue_and_may_be_printed_again() -> None:
    def issued(*days: date) -> list[list[Said]]:
        return [[(K.DATED, day, R.ISSUED)] for day in days]

    assert shown(X.TEST_REPORT, *issued(date(2026, 3, 1), date(2026, 5, 28))) == []
    assert shown(X.TEST_REPORT, *issued(date(2026, 5, 25), date(2026, 5, 28))) == [S.MADE_AFTER_CLAIM]
    assert shown(X.INSURANCE, [(K.DATED, date(2026, 1, 1), None)], [(K.DATED, date(2026, 12, 31), None)]) == []


def test_the_day_of_a_forms_version_is_not_the_day_it_was_filled_in() -> None:
    version: list[Said] = [(K.DATED, date(2024, 11, 3), None)]
    filled: list[Said] = [(K.DATED, date(2026, 5, 14), None)]
    assert shown(X.RETURN_REQUEST, NAMED, version, filled) == []
    assert shown(X.RETURN_REQUEST, NAMED, version) == [S.DATES_OUT_OF_ORDER]
    assert shown(X.PACK_RECORD, NAMED, version, [(K.DATED, date(2026, 5, 2), R.SHIPPED)]) == []


def test_a_number_that_is_the_orders_own_is_no_other_batch() -> None:
    assert shown(X.INVOICE, [(K.BATCH, PARCEL, None)]) == []
    assert shown(X.INVOICE, [(K.BATCH, "SPK-1", None)], [(K.SERIAL, "AJ473960", None)]) == []
    assert shown(X.INVOICE, [(K.BATCH, "SPK-1", None)], [(K.BATCH, "ZZ1", None)]) == [S.OTHER_BATCH]


def test_somebody_to_whose_attention_an_invoice_goes_is_no_other_company() -> None:
    assert shown(X.INVOICE, [(K.PERSON, "Liu Yang", R.RECIPIENT)]) == []
    assert shown(X.INVOICE, [(K.PERSON, "Hualong Import GmbH", R.RECIPIENT)]) == [S.OTHER_ENTITY]
    assert is_company("宁波启明电子有限公司")
    assert is_company("Aurora S.r.l.") is is_company("The Lamp House") is False


def test_a_shop_page_weighs_the_article_and_a_paper_contradicts_by_the_weight_nearest_to_the_parcels() -> None:
    article: list[Said] = [(K.WEIGHT, Weight(400), None)]
    assert shown(X.ORDER_RECORD, NAMED, article) == []
    assert shown(X.ORDER_RECORD, [*article, (K.TRACKING, PARCEL, None)]) == [S.WEIGHT_DIFFERS]
    assert shown(X.PACK_RECORD, NAMED, article, [(K.WEIGHT, Weight(1210), None)]) == []
    assert shown(X.PACK_RECORD, NAMED, article, [(K.WEIGHT, Weight(700), None)]) == [S.WEIGHT_DIFFERS]


def test_of_several_places_that_nothing_names_none_is_known_to_be_the_destination() -> None:
    def at(*codes: str) -> list[list[Said]]:
        return [[(K.POSTAL_CODE, code, None)] for code in codes]

    assert shown(X.LABEL_PURCHASE, NAMED, *at("98101", "60601")) == []
    assert shown(X.LABEL_PURCHASE, NAMED, *at("98101")) == [S.OTHER_CITY]
    door: list[Said] = [(K.SCAN, "delivered", None), (K.POSTAL_CODE, "98101", None)]
    assert shown(X.PROOF_OF_DELIVERY, NAMED, *at("60601"), door) == [S.OTHER_CITY]


def test_the_only_weight_of_a_paper_that_weighs_parcels_is_a_parcels_whatever_it_is_called() -> None:
    def weighed(*grams: int) -> list[list[Said]]:
        return [[(K.WEIGHT, Weight(one), None)] for one in grams]

    assert shown(X.PACK_RECORD, NAMED, *weighed(400), guessed=True) == [S.WEIGHT_DIFFERS]
    assert shown(X.PACK_RECORD, NAMED, *weighed(400, 800), guessed=True) == []


def day(written: str, read: date, role: ObservationRole | None, kind: ExhibitKind) -> list[ContradictionKind]:
    """Return what a day contradicts that stands so on a paper and was not read for sure."""
    place = Place("paper.pdf", "0" * 64)
    seen = Observation(K.DATED, read, Locator(place, page=1, line=1, words=written), sure=False, role=role)
    order = Observation(K.ORDER, ORDER, Locator(place, page=1, line=2))
    scan = Observation(K.SCAN, "delivered", Locator(place, page=1, line=1), role=role)
    delivered = (scan,) if role is R.DELIVERED else ()
    exhibit = Exhibit("EX-001", kind, Speaker.CARRIER, place, "application/pdf", observations=(seen, order, *delivered))
    dispute = Dispute(
        DisputeType.COUNTERFEIT,
        marketplace="amazon_us",
        order_id=ORDER,
        opened_at=datetime(2026, 5, 20, 12, tzinfo=UTC),
        ordered_at=datetime(2026, 5, 1, 12, tzinfo=UTC),
        promised_by=datetime(2026, 5, 9, 20, tzinfo=UTC),
    )
    board = make_board(dispute, (exhibit,), at=datetime(2026, 5, 21, tzinfo=UTC))
    return [one.kind for one in board.contradictions]


@pytest.mark.parametrize(
    ("kind", "role", "fits", "fits_not"),
    [
        (X.PROOF_OF_DELIVERY, R.DELIVERED, "06/05/2026", "06/07/2026"),
        (X.REFUND_LINE, R.PAID, "03/05/2026", "03/02/2026"),
        (X.TEST_REPORT, R.ISSUED, "11/04/2026", "06/08/2026"),
        (X.LISTING_SNAPSHOT, R.TAKEN, "04/05/2026", "07/06/2026"),
    ],
)
def test_a_day_that_can_be_read_two_ways_contradicts_only_where_both_do(
    kind: ExhibitKind, role: ObservationRole, fits: str, fits_not: str
) -> None:
    def both(written: str) -> list[list[ContradictionKind]]:
        one, other, year = (int(part) for part in written.split("/"))
        return [day(written, date(year, month, on), role, kind) for on, month in ((one, other), (other, one))]

    assert [] in both(fits)
    assert both(fits)[0] == both(fits)[1]
    assert all(both(fits_not))
