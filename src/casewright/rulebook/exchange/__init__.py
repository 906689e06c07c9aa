"""Policy tables to and from the forms in which people edit and read them elsewhere: Markdown, XLSX, DMN.

An export and its import give a table of the same digest. What another tool made comes in as a policy file to finish:
what it lacks is listed, and what goes beyond the grammar is refused by name.
"""

from casewright.rulebook.exchange.dmn_read import DmnFile, RawTable, read_dmn
from casewright.rulebook.exchange.dmn_typed import TypedTable, typed_table
from casewright.rulebook.exchange.findings import (
    ExportRefusedError,
    FindingLevel,
    ImportFinding,
    MissingPackageError,
)
from casewright.rulebook.exchange.finish import ImportedTable, Surroundings
from casewright.rulebook.exchange.forms import Form, Imported, export_table, import_tables
from casewright.rulebook.exchange.markdown import policy_pages

__all__ = [
    "DmnFile",
    "ExportRefusedError",
    "FindingLevel",
    "Form",
    "ImportFinding",
    "Imported",
    "ImportedTable",
    "MissingPackageError",
    "RawTable",
    "Surroundings",
    "TypedTable",
    "export_table",
    "import_tables",
    "policy_pages",
    "read_dmn",
    "typed_table",
]
