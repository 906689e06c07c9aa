"""The tables of any DMN file as documents: those we exported, and those of other tools."""

from casewright.rulebook.catalogue import Catalogue
from casewright.rulebook.exchange.dmn_foreign import foreign_document
from casewright.rulebook.exchange.dmn_own import own_document
from casewright.rulebook.exchange.dmn_read import read_dmn
from casewright.rulebook.exchange.document import Document
from casewright.rulebook.exchange.findings import ImportFinding

__all__ = ["dmn_to_documents"]

_ROLES = ("rows", "always", "value")


def dmn_to_documents(content: bytes, catalogue: Catalogue) -> tuple[tuple[Document, ...], tuple[ImportFinding, ...]]:
    """Return the tables of a DMN file, and what is to be said of the file as a whole. It never raises for the bytes."""
    file = read_dmn(content)
    ours = [table for table in file.tables if table.ours.get("role") in _ROLES]
    whole = any(table.ours.get("role") == "rows" for table in ours)
    documents = [own_document(ours, catalogue)] if whole else []
    others = (table for table in file.tables if not whole or table.ours.get("role") not in _ROLES)
    documents.extend(foreign_document(table, file.names, catalogue) for table in others)
    return tuple(documents), file.findings
