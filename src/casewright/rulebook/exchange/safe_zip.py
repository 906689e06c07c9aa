"""What is looked at before a spreadsheet, which is an archive of XML, is opened."""

import struct
import zipfile
import zlib
from io import BytesIO

from casewright.rulebook.exchange.findings import ImportFinding, import_finding

__all__ = ["MOST_BYTES", "clean_archive", "declares_entities", "too_large"]

MOST_BYTES = 20_000_000
"""No policy table comes near this size, packed or unpacked."""
_MEGABYTE = 1_000_000
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
)


def too_large(size: int) -> ImportFinding | None:
    """Return the finding for a file beyond the limit, or None."""
    return import_finding("IMP002", "-", limit=MOST_BYTES // _MEGABYTE) if size > MOST_BYTES else None


def declares_entities(content: bytes) -> bool:
    """Say whether XML has a document type or entities, in whatever encoding it hides them."""
    plain = content.replace(b"\0", b"").upper()
    return b"<!DOCTYPE" in plain or b"<!ENTITY" in plain


def clean_archive(content: bytes) -> bytes | ImportFinding:
    """Return the archive packed anew from what was read within the limit, or why it is not to be opened.

    A stated size may be a lie that only the unpacking shows; whoever opens the new archive meets no such lie.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = {member.filename: member for member in archive.infolist()}
            if finding := too_large(sum(member.file_size for member in members.values())):
                return finding
            read = {name: _read(archive, member) for name, member in members.items()}
    except _DAMAGE as error:
        return import_finding("IMP001", "-", why=type(error).__name__)
    for name, part in read.items():
        if declares_entities(part):
            return import_finding("IMP003", name)
    return _packed(read)


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    if member.compress_type not in _PACKINGS:
        raise NotImplementedError(member.filename)
    with archive.open(member) as part:
        return part.read(member.file_size + 1)


def _packed(parts: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    return stream.getvalue()
