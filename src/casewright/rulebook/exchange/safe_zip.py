"""What is looked at before a spreadsheet, which is an archive of XML, is opened."""

import zipfile
from io import BytesIO

from casewright.rulebook.exchange.findings import ImportFinding, import_finding

__all__ = ["MOST_BYTES", "archive_trouble", "declares_entities", "too_large"]

MOST_BYTES = 20_000_000
"""No policy table comes near this size, packed or unpacked."""
_MEGABYTE = 1_000_000


def too_large(size: int) -> ImportFinding | None:
    """Return the finding for a file beyond the limit, or None."""
    return import_finding("IMP002", "-", limit=MOST_BYTES // _MEGABYTE) if size > MOST_BYTES else None


def declares_entities(content: bytes) -> bool:
    """Say whether XML has a document type or entities, in whatever encoding it hides them."""
    plain = content.replace(b"\0", b"").upper()
    return b"<!DOCTYPE" in plain or b"<!ENTITY" in plain


def archive_trouble(content: bytes) -> ImportFinding | None:
    """Return why an archive must not be opened, or None: not an archive, too large, or with entities inside."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            if finding := too_large(sum(member.file_size for member in members)):
                return finding
            for member in members:
                # The size stated above may be a lie: read no more than it says, and let the checksum find the rest.
                if declares_entities(archive.read(member)):
                    return import_finding("IMP003", member.filename)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        return import_finding("IMP001", "-", why=type(error).__name__)
    return None
