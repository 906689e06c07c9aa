"""A finding as plain JSON values, documented in docs/develop/json.md."""

from typing import Any

from casewright.domain.place import Finding
from casewright.domain.wire import to_wire

__all__ = ["finding_to_json"]


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """A finding with its words in both languages and its place."""
    place = {key: value for key, value in to_wire(finding.place).items() if value is not None}
    return {"code": finding.code, "severity": finding.severity.value, **to_wire(finding.words), "place": place}
