"""Every row of the procedure tables and every line of the fact sheet is the source of some row or number."""

import os
import re
from pathlib import Path

import pytest

from casewright.rulebook import load_rulebook

pytestmark = pytest.mark.conformance

ROOT = Path(__file__).resolve().parents[2]
FOLDER = (ROOT / os.environ.get("CASEWRIGHT_SHARED", "../shared") / "domain").resolve()


def first_cells(name: str, pattern: str) -> set[str]:
    path = FOLDER / name
    if not path.is_file():
        pytest.skip("the shared data folder is absent; set CASEWRIGHT_SHARED to it")
    return set(re.findall(rf"^\| ({pattern}) \|", path.read_text(encoding="utf-8"), re.MULTILINE))


def cited() -> set[str]:
    tables = load_rulebook().tables
    rows = {cite for table in tables for row in table.rows for cite in row.cite}
    return rows | {cite for table in tables for value in table.values for cite in value.cite}


def test_every_row_of_the_procedure_tables_is_cited() -> None:
    rows = first_cells("sop-tables.md", r"\d+\.\d+")
    assert len(rows) > 90
    assert {f"T{row}" for row in rows} - cited() == set()


def test_every_line_of_the_fact_sheet_is_cited() -> None:
    facts = first_cells("facts.md", r"[A-I]\d+")
    assert len(facts) > 120
    assert facts - cited() == set()
