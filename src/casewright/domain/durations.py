"""Exact lengths of time as ISO 8601 text, days and below: `P3D`, `PT36H`, `-P1DT2H30M`. Months have no fixed length."""

import re
from datetime import timedelta

__all__ = ["duration_from_text", "duration_text"]

_FORM = re.compile(
    r"(?P<sign>-)?P(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)(?:\.(?P<micros>\d{1,6}))?S)?)?\Z",
    re.ASCII,
)
_HOUR_SECONDS, _MINUTE_SECONDS = 3_600, 60


def duration_from_text(text: str) -> timedelta:
    """Read `P3D` or `PT36H`. Raise ValueError for anything else, months, years and empty parts included."""
    form = _FORM.match(text)
    if form is None or text.endswith(("P", "T")):
        raise ValueError(f"{text!r} is not a duration such as P3D or PT36H")
    micros = (form["micros"] or "").ljust(6, "0")
    try:
        length = timedelta(
            days=int(form["days"] or 0),
            hours=int(form["hours"] or 0),
            minutes=int(form["minutes"] or 0),
            seconds=int(form["seconds"] or 0),
            microseconds=int(micros),
        )
    except OverflowError:
        raise ValueError(f"{text!r} is longer than a calendar holds") from None
    return -length if form["sign"] else length


def duration_text(length: timedelta) -> str:
    """Return the shortest ISO 8601 form, the same for equal lengths."""
    sign, length = ("-", -length) if length < timedelta() else ("", length)
    hours, rest = divmod(length.seconds, _HOUR_SECONDS)
    minutes, seconds = divmod(rest, _MINUTE_SECONDS)
    second_text = f"{seconds}.{length.microseconds:06}".rstrip("0") if length.microseconds else str(seconds)
    days = f"{length.days}D" if length.days else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{second_text}S" if second_text != "0" else ""
    if not days and not clock:
        return "PT0S"
    return f"{sign}P{days}{'T' + clock if clock else ''}"
