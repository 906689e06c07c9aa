"""Loads, dates, proves, evaluates and explains policy tables. It knows no particular policy."""

from casewright.rulebook.catalogue import ActionSpec, Catalogue, ClockSpec, FactSpec, FactType, OutcomeSpec, SourceSpec
from casewright.rulebook.check import Problem, check_all, check_table
from casewright.rulebook.errors import (
    ConflictError,
    FactDomainError,
    IncompleteTableError,
    NoPolicyOnDay,
    PolicyFileError,
    RulebookError,
    UnknownPolicyNameError,
)
from casewright.rulebook.evaluate import decide, naive_decide, silence
from casewright.rulebook.explain import describe_conditions, explain_row, explain_trace
from casewright.rulebook.houses import home_of, rulebook_of_table, shipped_rulebooks
from casewright.rulebook.load import load_rulebook, table_from_text, with_table
from casewright.rulebook.table import Row, Rulebook, Table, Value
from casewright.rulebook.tell import tell_amount, tell_cell, tell_confidence, tell_mark, tell_value, value_text

__all__ = [
    "ActionSpec",
    "Catalogue",
    "ClockSpec",
    "ConflictError",
    "FactDomainError",
    "FactSpec",
    "FactType",
    "IncompleteTableError",
    "NoPolicyOnDay",
    "OutcomeSpec",
    "PolicyFileError",
    "Problem",
    "Row",
    "Rulebook",
    "RulebookError",
    "SourceSpec",
    "Table",
    "UnknownPolicyNameError",
    "Value",
    "check_all",
    "check_table",
    "decide",
    "describe_conditions",
    "explain_row",
    "explain_trace",
    "home_of",
    "load_rulebook",
    "naive_decide",
    "rulebook_of_table",
    "shipped_rulebooks",
    "silence",
    "table_from_text",
    "tell_amount",
    "tell_cell",
    "tell_confidence",
    "tell_mark",
    "tell_value",
    "value_text",
    "with_table",
]
