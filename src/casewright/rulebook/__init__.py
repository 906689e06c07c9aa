"""Loads, dates, proves, evaluates and explains policy tables. It knows no particular policy."""

from casewright.rulebook.catalogue import ActionSpec, Catalogue, ClockSpec, FactSpec, FactType, OutcomeSpec
from casewright.rulebook.errors import (
    FactDomainError,
    IncompleteTableError,
    NoPolicyOnDay,
    PolicyFileError,
    RulebookError,
    UnknownPolicyNameError,
)
from casewright.rulebook.evaluate import decide, naive_decide
from casewright.rulebook.load import load_rulebook
from casewright.rulebook.table import Row, Rulebook, Table, Value

__all__ = [
    "ActionSpec",
    "Catalogue",
    "ClockSpec",
    "FactDomainError",
    "FactSpec",
    "FactType",
    "IncompleteTableError",
    "NoPolicyOnDay",
    "OutcomeSpec",
    "PolicyFileError",
    "Row",
    "Rulebook",
    "RulebookError",
    "Table",
    "UnknownPolicyNameError",
    "Value",
    "decide",
    "load_rulebook",
    "naive_decide",
]
