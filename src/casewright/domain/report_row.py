"""A row of a report that has no type of its own yet: settlements, reimbursements, account health."""

from dataclasses import dataclass
from datetime import date, datetime

from casewright.domain.money import Money
from casewright.domain.place import Place

__all__ = ["ReportRow", "ReportValue"]

ReportValue = str | int | bool | Money | date | datetime


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One row by column name, empty cells left out. `report` is the layout's name, such as `settlement_v2`."""

    report: str
    place: Place
    values: tuple[tuple[str, ReportValue], ...]
    order_id: str | None = None

    def get(self, column: str) -> ReportValue | None:
        """Return one value, or None for an empty or absent column."""
        return dict(self.values).get(column)
