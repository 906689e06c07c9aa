"""Reading a hostile text takes seconds at most, however it repeats itself."""

import time

import pytest

from casewright.evidence.readers.read import read_exhibit
from casewright.intake.reading import SourceFile

pytestmark = pytest.mark.slow
SIZE = 400_000
SECONDS = 15.0


@pytest.mark.parametrize(
    "piece",
    [
        "1 234 ",
        "签收人：",
        "A",
        "(",
        "|",
        "_",
        "2026-03-04 10:22 ",
        "Signed by: x\n",
        "Total  ",
        "Order  Weight  Total\n",
        "2026-03-04 10:22\nDelivered\n",
        "2026-03-04 10:22 Delivered Berlin\n",
        '{"a":',
        "Order,Weight (kg)\n305-1234567-7654321,2.1\n",
        '"',
        "12345 ",
        "Address: x.\n",
        "2026-",
    ],
)
def test_a_text_that_repeats_itself_is_read_in_bounded_time(piece: str) -> None:
    content = (piece * (SIZE // len(piece))).encode()
    started = time.process_time()
    read_exhibit(SourceFile("a.txt", content))
    assert time.process_time() - started < SECONDS
