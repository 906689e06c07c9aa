"""What an import brought: written last, so that an import without a manifest never happened."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casewright.domain.place import Finding, Place, Severity
from casewright.domain.words import Words
from casewright.lake.schema import SCHEMA_VERSION

__all__ = ["FIRST_SCHEMA", "MANIFEST_VERSION", "Manifest", "RecordFile"]

MANIFEST_VERSION = 1
"""Version of the layout of a manifest."""
FIRST_SCHEMA = 1
"""The record schema of files that do not state one."""


@dataclass(frozen=True, slots=True)
class RecordFile:
    """One Parquet file of an import: its table, name in the lake, SHA-256, and how many records it holds."""

    table: str
    name: str
    sha256: str
    records: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """One import. `digest` is the SHA-256 of the original bytes, `report` the layout's name; `outer` the archive.

    `mapping` is the text of the mapping by which the columns were read, where one was needed; `schema` the version of
    the record schema that the files follow.
    """

    digest: str
    name: str
    size_bytes: int
    imported_at: datetime
    report: str | None
    files: tuple[RecordFile, ...]
    findings: tuple[Finding, ...]
    outer: str | None = None
    mapping: str | None = None
    schema: int = SCHEMA_VERSION

    @property
    def records(self) -> int:
        """How many records the import brought."""
        return sum(file.records for file in self.files)

    def to_json(self) -> dict[str, Any]:
        """Return the manifest as JSON values."""
        return {
            "version": MANIFEST_VERSION,
            "schema": self.schema,
            "sha256": self.digest,
            "name": self.name,
            "size_bytes": self.size_bytes,
            "imported_at": self.imported_at.isoformat(),
            "report": self.report,
            "outer": self.outer,
            "files": [
                {"table": one.table, "name": one.name, "sha256": one.sha256, "records": one.records}
                for one in self.files
            ],
            "findings": [_finding_to_json(one) for one in self.findings],
        } | ({"mapping": self.mapping} if self.mapping else {})

    def to_bytes(self) -> bytes:
        """Return the manifest as it is written."""
        return (json.dumps(self.to_json(), ensure_ascii=False, indent=1) + "\n").encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> "Manifest":
        """Read what `to_bytes` wrote."""
        wire = json.loads(content)
        return cls(
            digest=wire["sha256"],
            name=wire["name"],
            size_bytes=wire["size_bytes"],
            imported_at=datetime.fromisoformat(wire["imported_at"]),
            report=wire["report"],
            files=tuple(RecordFile(**one) for one in wire["files"]),
            findings=tuple(_finding(one) for one in wire["findings"]),
            outer=wire["outer"],
            mapping=wire.get("mapping"),
            schema=wire.get("schema", FIRST_SCHEMA),
        )


def _finding_to_json(finding: Finding) -> dict[str, Any]:
    place = finding.place
    where = {"file": place.file, "digest": place.digest, "part": place.part, "row": place.row, "column": place.column}
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "en": finding.words.en,
        "zh": finding.words.zh,
        "place": {name: value for name, value in where.items() if value is not None},
    }


def _finding(wire: Mapping[str, Any]) -> Finding:
    return Finding(wire["code"], Severity(wire["severity"]), Words(wire["en"], wire["zh"]), Place(**wire["place"]))
