"""The only place that runs the stages in order: bytes, records, cases, facts, decisions.

A stage is loaded when it is first asked for: who only reads files waits for no rulebook and no evidence.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casewright.pipeline.case_json import case_to_json
    from casewright.pipeline.deciding import CaseFile, decide_case
    from casewright.pipeline.decision_json import decision_to_json
    from casewright.pipeline.reading import FolderReading, read_files
    from casewright.pipeline.standing import stands_until
    from casewright.triage import Happening, link_keys, open_cases, orders_named

__all__ = [
    "CaseFile",
    "FolderReading",
    "Happening",
    "case_to_json",
    "decide_case",
    "decision_to_json",
    "link_keys",
    "open_cases",
    "orders_named",
    "read_files",
    "stands_until",
]

_HOMES = {
    "CaseFile": "casewright.pipeline.deciding",
    "FolderReading": "casewright.pipeline.reading",
    "Happening": "casewright.triage",
    "case_to_json": "casewright.pipeline.case_json",
    "decide_case": "casewright.pipeline.deciding",
    "decision_to_json": "casewright.pipeline.decision_json",
    "link_keys": "casewright.triage",
    "open_cases": "casewright.triage",
    "orders_named": "casewright.triage",
    "read_files": "casewright.pipeline.reading",
    "stands_until": "casewright.pipeline.standing",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    globals()[name] = found = getattr(import_module(_HOMES[name]), name)
    return found
