"""The same bytes under two names: each dispute keeps its own, and the copy is named."""

from datetime import UTC, datetime

from casewright.domain.kept_file import KeptFile
from casewright.intake import SourceFile
from casewright.pipeline import read_files
from casewright.pipeline.boards import stated_disputes, unused_files

SLIP = b"Proof of delivery\nDelivered: 2026-11-06 10:00\nSigned by: E. Beispiel\n"
AT = datetime(2026, 11, 19, tzinfo=UTC)


def stated(order: str) -> bytes:
    return f'dispute = "lost_in_transit"\nmarketplace = "amazon_de"\norder_id = "{order}"\n'.encode()


def test_two_disputes_with_the_same_paper_both_have_it() -> None:
    reading = read_files(
        [
            SourceFile("a/dispute.toml", stated("302-1234567-1234561")),
            SourceFile("a/slip.txt", SLIP),
            SourceFile("b/dispute.toml", stated("302-1234567-1234562")),
            SourceFile("b/slip.txt", SLIP),
        ]
    )
    assert [[file.name for file in one.files] for one in stated_disputes(reading)] == [["a/slip.txt"], ["b/slip.txt"]]
    [copy] = unused_files((), reading)
    assert (copy.code, copy.place.file) == ("SRC096", "b/slip.txt")
    assert "a/slip.txt" in copy.words.en
    assert "a/slip.txt" in copy.words.zh


def test_a_copy_named_for_another_order_is_a_file_of_that_order() -> None:
    names = ("302-1234567-1234561-slip.txt", "302-1234567-1234562-slip.txt", "302-1234567-1234562-slip again.txt")
    reading = read_files([SourceFile(name, SLIP) for name in names])
    kept = {one.place.file: one.order_ids for one in reading.records if isinstance(one, KeptFile)}
    assert kept == {names[0]: ("302-1234567-1234561",), names[1]: ("302-1234567-1234562",)}
    assert [finding.place.file for finding in unused_files((), reading) if finding.code == "SRC096"] == list(names[1:])
