"""What the rulebook refuses, in words a person can act on."""

from datetime import date

from casewright.domain.errors import CasewrightError

__all__ = [
    "CellError",
    "ConflictError",
    "FactDomainError",
    "IncompleteTableError",
    "NoPolicyOnDay",
    "PolicyFileError",
    "RulebookError",
    "UnknownPolicyNameError",
]


class RulebookError(CasewrightError):
    """Anything the rulebook refuses."""


class PolicyFileError(RulebookError):
    """A policy file says something that the grammar or the catalogue does not know."""

    def __init__(self, file: str, where: str, problem: str, advice: str) -> None:
        super().__init__(f"{file}, {where}: {problem}. {advice}")
        self.file = file
        self.where = where
        self.problem = problem
        self.advice = advice


class CellError(RulebookError):
    """A cell that is not a unary test of its fact's type."""

    def __init__(self, cell: object, problem: str) -> None:
        super().__init__(f"cell {cell!r}: {problem}")
        self.cell = cell
        self.problem = problem


class FactDomainError(RulebookError):
    """A fact that the catalogue does not list, or a value outside its declared domain."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"fact {name}: {problem}")
        self.name = name
        self.problem = problem


class NoPolicyOnDay(RulebookError):  # noqa: N818 - the name says what is missing, as the design has it
    """No row, or no value that a row needs, is in force on that day: an absence that stops."""

    def __init__(self, table: str, what: str, on: date, marketplace: str | None) -> None:
        super().__init__(
            f"table {table}: {what} is not in force on {on.isoformat()} for {marketplace or 'an unknown marketplace'}. "
            "Add a dated row or value with its source, or choose a later day."
        )
        self.table = table
        self.what = what
        self.on = on
        self.marketplace = marketplace


class IncompleteTableError(RulebookError):
    """No row of the table can hold for these facts; `policy check` finds such a case before it happens."""

    def __init__(self, table: str, on: date) -> None:
        super().__init__(
            f"table {table}: no row covers this case on {on.isoformat()}. Give it a last row without conditions."
        )
        self.table = table
        self.on = on


class ConflictError(RulebookError):
    """Rows that must not hold together do; `policy check` finds such a case before it happens."""

    def __init__(self, table: str, rows: tuple[str, ...], on: date) -> None:
        super().__init__(
            f"table {table}: rows {' and '.join(rows)} hold together on {on.isoformat()}. "
            "Narrow one of them, or let the table try its rows in order."
        )
        self.table = table
        self.rows = rows
        self.on = on


class UnknownPolicyNameError(RulebookError):
    """A table, case kind or row code that the rulebook does not have."""

    def __init__(self, kind: str, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"no {kind} {name!r}; there is {', '.join(known)}")
        self.kind = kind
        self.name = name
        self.known = known
