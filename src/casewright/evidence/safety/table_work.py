"""Take the rows out of a spreadsheet. Runs only in the confined process, so that a bomb harms nobody else."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile

from casewright.evidence.safety.answers import TableAnswer
from casewright.evidence.safety.limits import SafetyLimits

__all__ = ["read_spreadsheet"]

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CELL = re.compile(r"([A-Z]{1,3})\d*")
_DATE_FORMATS = frozenset({*range(14, 18), 22, *range(27, 32), 34, 35, 36, *range(50, 59)})
_DATE_SIGNS = re.compile(r"[yd]", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"]*\"|\[[^\]]*\]|\\.")
_EPOCH = date(1899, 12, 30)
_MOST_ROWS = 20_000
_MOST_COLUMNS = 400
_MOST_PART_BYTES = 64 * 1024 * 1024
_SECONDS = 86_400


def read_spreadsheet(content: bytes, limits: SafetyLimits) -> TableAnswer:
    """Return the rows of every sheet as text, days as ISO; `fault` says why a file cannot be used."""
    try:
        with ZipFile(BytesIO(content)) as packed:
            names = packed.namelist()
            shared = _shared(packed) if "xl/sharedStrings.xml" in names else []
            styles = _styles(packed) if "xl/styles.xml" in names else []
            sheets = sorted(name for name in names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name))
            rows = [row for name in sheets[: limits.pages] for row in _rows(packed, name, shared, styles)]
    except (BadZipFile, ET.ParseError, KeyError, ValueError, NotImplementedError, RuntimeError) as error:
        return TableAnswer(fault=str(error)[:120] or type(error).__name__)
    return TableAnswer(tuple(rows[:_MOST_ROWS]), len(rows) > _MOST_ROWS)


def _parsed(packed: ZipFile, name: str) -> ET.Element:
    if packed.getinfo(name).file_size > _MOST_PART_BYTES:
        raise ValueError(f"{name}: {packed.getinfo(name).file_size} bytes")
    return ET.fromstring(packed.read(name))  # noqa: S314 - in the confined process


def _text(element: ET.Element) -> str:
    return "".join(one.text or "" for one in element.iter(f"{_MAIN}t"))


def _shared(packed: ZipFile) -> list[str]:
    return [_text(one) for one in _parsed(packed, "xl/sharedStrings.xml").findall(f"{_MAIN}si")]


def _styles(packed: ZipFile) -> list[bool]:
    """Return for each cell style whether it shows a day."""
    root = _parsed(packed, "xl/styles.xml")
    own = {int(one.get("numFmtId", 0)): one.get("formatCode", "") for one in root.iter(f"{_MAIN}numFmt")}
    styles = root.find(f"{_MAIN}cellXfs")
    numbers = [int(one.get("numFmtId", 0)) for one in styles] if styles is not None else []
    return [
        number in _DATE_FORMATS or bool(_DATE_SIGNS.search(_QUOTED.sub("", own.get(number, "")))) for number in numbers
    ]


def _rows(packed: ZipFile, name: str, shared: list[str], styles: list[bool]) -> Iterator[tuple[str, ...]]:
    for row in _parsed(packed, name).iter(f"{_MAIN}row"):
        cells: dict[int, str] = {}
        for nth, cell in enumerate(row.findall(f"{_MAIN}c")):
            column = _column(cell.get("r"), nth)
            if column < _MOST_COLUMNS:
                cells[column] = " ".join(_value(cell, shared, styles).split())
        yield tuple(cells.get(at, "") for at in range(max(cells, default=-1) + 1))


def _column(reference: str | None, nth: int) -> int:
    match = _CELL.match(reference or "")
    if match is None:
        return nth
    number = 0
    for sign in match[1]:
        number = number * 26 + ord(sign) - ord("A") + 1
    return number - 1


def _value(cell: ET.Element, shared: list[str], styles: list[bool]) -> str:
    if cell.get("t") == "inlineStr":
        return _text(cell)
    held = cell.find(f"{_MAIN}v")
    text = (held.text or "") if held is not None else ""
    if cell.get("t") == "s":
        return shared[int(text)] if text else ""
    style = int(cell.get("s", 0))
    if cell.get("t") in (None, "n") and text and style < len(styles) and styles[style]:
        return _moment(float(text))
    return text


def _moment(days: float) -> str:
    """Return a spreadsheet's number of days as ISO text."""
    whole = int(days)
    seconds = round((days - whole) * _SECONDS)
    if not 0 <= whole <= (date.max - _EPOCH).days:
        return str(days)
    day = (_EPOCH + timedelta(days=whole)).isoformat()
    return day if not seconds else f"{day} {seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
