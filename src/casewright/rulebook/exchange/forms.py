"""Every form a table can take elsewhere, by name; what a file is, is told by its content."""

from dataclasses import dataclass
from enum import StrEnum

from casewright.rulebook.exchange.dmn_import import dmn_to_documents
from casewright.rulebook.exchange.dmn_write import table_to_dmn
from casewright.rulebook.exchange.findings import ImportFinding
from casewright.rulebook.exchange.finish import ImportedTable, Surroundings, finish
from casewright.rulebook.exchange.markdown import table_to_markdown
from casewright.rulebook.exchange.safe_zip import too_large
from casewright.rulebook.exchange.xlsx_read import xlsx_to_document
from casewright.rulebook.exchange.xlsx_write import table_to_xlsx
from casewright.rulebook.table import Table

__all__ = ["Form", "Imported", "export_table", "import_tables"]

_ARCHIVE = b"PK"


class Form(StrEnum):
    """A form in which a table leaves: a page to read, a spreadsheet, or a file for DMN editors."""

    MARKDOWN = "md"
    XLSX = "xlsx"
    DMN = "dmn"


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file gave: its tables, and what is to be said of the file itself."""

    tables: tuple[ImportedTable, ...]
    findings: tuple[ImportFinding, ...] = ()


def export_table(table: Table, form: Form) -> bytes:
    """Return a table in this form; the same table gives the same bytes.

    Raise ExportRefusedError where the form cannot carry it unchanged, MissingPackageError where a package is missing.
    """
    match form:
        case Form.MARKDOWN:
            return table_to_markdown(table).encode()
        case Form.XLSX:
            return table_to_xlsx(table)
        case Form.DMN:
            return table_to_dmn(table)


def import_tables(content: bytes, around: Surroundings) -> Imported:
    """Return the tables of a DMN or XLSX file as policy files, with all that is missing, refused or to be known.

    Whatever the bytes hold, it raises nothing but MissingPackageError.
    """
    if finding := too_large(len(content)):
        return Imported((), (finding,))
    if content.startswith(_ARCHIVE):
        document, findings = xlsx_to_document(content)
        return Imported(() if document is None else (finish(document, around),), findings)
    documents, findings = dmn_to_documents(content, around.catalogue)
    return Imported(tuple(finish(document, around) for document in documents), findings)
