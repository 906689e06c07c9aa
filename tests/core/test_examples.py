"""The example shop opens the cases that its README tells of, and nothing else."""

from pathlib import Path

import pytest

from casewright.domain.place import Severity
from casewright.intake.reading import SourceFile
from casewright.pipeline import FolderReading, open_cases, read_files

_SHOP = Path(__file__).parents[2] / "examples" / "lantern-home"


@pytest.fixture(scope="module")
def reading() -> FolderReading:
    paths = sorted(path for path in _SHOP.rglob("*") if path.is_file() and path.name != "shop.toml")
    return read_files(SourceFile(path.relative_to(_SHOP).as_posix(), path.read_bytes()) for path in paths)


def test_the_example_shop_opens_the_cases_of_its_stories(reading: FolderReading) -> None:
    assert [(case.kind, case.order_ref) for case in open_cases(reading.records)] == [
        ("address_change", "302-5550301-0000301"),
        ("atoz_claim", "112-5550101-0000101"),
        ("atoz_claim", "203-5550201-0000201"),
        ("atoz_claim", "407-5550401-0000401"),
        ("cancellation", "111-5550102-0000102"),
        ("cancellation", "404-5550402-0000402"),
        ("chargeback", "114-5550104-0000104"),
        ("message", "204-5550202-0000202"),
        ("message", None),
        ("quality", "113-5550103-0000103"),
        ("quality", "304-5550303-0000303"),
        ("refund", "305-5550304-0000304"),
        ("return", "111-5550105-0000105"),
        ("return", "113-5550103-0000103"),
        ("return", "303-5550302-0000302"),
        ("return", "406-5550404-0000404"),
        ("suspect", None),
        ("undelivered_reply", "205-5550203-0000203"),
        ("unread_notice", None),
        ("where_is_parcel", "112-5550101-0000101"),
        ("where_is_parcel", "405-5550403-0000403"),
    ]


def test_only_the_suspect_and_the_unknown_mail_of_the_example_shop_need_a_second_look(reading: FolderReading) -> None:
    remarked = {finding.place.file for finding in reading.findings if finding.severity is not Severity.NOTE}

    assert remarked == {"mail/2026-11-18-packaging-rules-news.eml", "mail/2026-11-19-suspect-claim.eml"}
