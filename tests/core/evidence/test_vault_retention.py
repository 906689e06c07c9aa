"""When personal data must go, by the dated table."""

from datetime import date

import pytest

from casewright.domain.exhibit import ExhibitKind
from casewright.evidence.vault import retention
from casewright.evidence.vault.retention import PersonalData, RetentionError, personal_data_in, purge_on


def test_every_kind_of_exhibit_has_its_place_in_the_retention_table() -> None:
    assert set(retention._table()[1]) == set(ExhibitKind)


def test_personal_data_goes_thirty_days_after_delivery() -> None:
    delivered = date(2026, 3, 1)
    assert purge_on(ExhibitKind.SIGNATURE, delivered) == date(2026, 4, 1)
    assert purge_on(ExhibitKind.TEST_REPORT, delivered) is None
    assert purge_on(ExhibitKind.SIGNATURE, None) is None
    assert purge_on(ExhibitKind.PACK_PHOTO, delivered) == date(2026, 4, 1)
    assert purge_on(ExhibitKind.PACK_PHOTO, delivered, label_seen=False) is None
    assert personal_data_in(ExhibitKind.OTHER) is PersonalData.PERSONAL


def test_before_the_first_rule_the_table_stops() -> None:
    with pytest.raises(RetentionError):
        purge_on(ExhibitKind.SIGNATURE, date(2001, 1, 1))
