"""Take the rows out of a spreadsheet. Runs only in the confined process, so that a bomb harms nobody else."""

from casewright.evidence.safety.answers import TableAnswer
from casewright.evidence.safety.limits import SafetyLimits
from casewright.intake.xlsx import SheetFaultError, SheetLimits, sheet_rows

__all__ = ["read_spreadsheet"]

_MOST_ROWS = 20_000
_MOST_COLUMNS = 400
_MOST_BYTES = 64 * 1024 * 1024


def read_spreadsheet(content: bytes, limits: SafetyLimits) -> TableAnswer:
    """Return the rows of every visible sheet as text, days as ISO; `fault` says why a file cannot be used."""
    bounds = SheetLimits(sheets=limits.pages, columns=_MOST_COLUMNS, total_bytes=_MOST_BYTES, text_bytes=_MOST_BYTES)
    try:
        rows = [row for _, sheet in sheet_rows(content, bounds) for row in sheet]
    except SheetFaultError as fault:
        return TableAnswer(fault=str(fault))
    return TableAnswer(tuple(rows[:_MOST_ROWS]), len(rows) > _MOST_ROWS)
