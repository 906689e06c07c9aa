"""The digest names the content, byte for byte, in a form with a version."""

from collections.abc import Callable

from casewright.rulebook import Rulebook
from casewright.rulebook.digest import canonical_bytes

from .conftest import HEAD, row, value

Loader = Callable[..., Rulebook]
BODY = value("limit", "3") + row("T010", '{ age = "> limit" }') + row("T900")


def test_the_golden_digest_stands(rulebook_of: Loader) -> None:
    table = rulebook_of(BODY).table("t")
    assert canonical_bytes(table).startswith(b'{"table":{"always":[],"case_kind":"k",')
    assert canonical_bytes(table).endswith(b'"version":1}')
    assert table.digest == "8ebe07cef1863042fb883cc01900451a582636b0932f834561df4d77e265b366"


def test_comments_and_unused_shared_numbers_do_not_change_it(rulebook_of: Loader) -> None:
    plain = rulebook_of(BODY).table("t").digest
    assert rulebook_of("# a remark\n" + BODY + value("unused", "9")).table("t").digest == plain


def test_a_changed_number_word_or_date_does(rulebook_of: Loader) -> None:
    plain = rulebook_of(BODY).table("t").digest
    for changed in (BODY.replace("is = 3", "is = 4"), BODY.replace("why", "wherefore"), BODY.replace("2020", "2021")):
        assert rulebook_of(changed).table("t").digest != plain
    assert rulebook_of(BODY, HEAD.replace("表", "桌")).table("t").digest != plain
