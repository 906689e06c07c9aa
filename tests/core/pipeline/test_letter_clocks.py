"""The two clocks of a letter: the packet's own, and that of the place where a scan was made."""

from datetime import datetime
from zoneinfo import ZoneInfo

from casewright.pipeline.packing.words import letter_words


def test_the_clock_of_the_place_stands_beside_the_packets_where_they_differ() -> None:
    words, zone = letter_words("en"), ZoneInfo("America/Los_Angeles")
    told = {
        text: words.local_time(datetime.fromisoformat(text), zone)
        for text in (
            "2026-11-14T13:22-05:00",
            "2026-11-14T10:22-08:00",
            "2026-11-14T18:22+00:00",
            "2026-11-15T02:22+08:00",
        )
    }
    assert list(told.values()) == ["13:22 local time", None, None, "15 Nov 2026, 02:22 local time"]
    assert words.local_time(datetime.fromisoformat("2026-11-14T10:22"), zone) is None
    assert letter_words("zh").local_time(datetime.fromisoformat("2026-11-14T13:22-05:00"), zone) == "当地时间 13:22"
