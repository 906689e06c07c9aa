"""The only place that runs the stages in order: bytes, records, cases, facts, decisions."""

from casewright.pipeline.case_json import case_to_json, decision_to_json
from casewright.pipeline.deciding import CaseFile, decide_case
from casewright.pipeline.reading import FolderReading, read_files
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
]
