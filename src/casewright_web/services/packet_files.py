"""Where drafts of packets lie: one file per case and channel, replaced as a whole, sealed under the order's key."""

import os
import tempfile
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from casewright.evidence.vault.errors import VaultError
from casewright.evidence.vault.sealing import Label
from casewright_web.models import PacketRow
from casewright_web.services.exhibit_vault import desk_vault, subject_of_row

__all__ = ["packet_forget", "packet_read", "packet_write"]

_PDF = "application/pdf"


def _path(row: PacketRow) -> Path:
    return Path(settings.CASEWRIGHT_HOME) / "packets" / f"{row.case_id}-{row.profile}.sealed"


def packet_read(row: PacketRow) -> bytes | None:
    """Return the draft's bytes; None where they are not those that the row names, or its order was forgotten."""
    try:
        content = desk_vault().open_aside(_path(row).read_bytes()).content
    except (FileNotFoundError, VaultError):
        return None
    return content if sha256(content).hexdigest() == row.digest else None


def packet_write(row: PacketRow, content: bytes) -> None:
    """Put the draft in place of the one before; a reader sees the one or the other."""
    path, label = _path(row), Label(f"packet {row.profile}", _PDF)
    sealed = desk_vault().seal_aside(content, label, subject=subject_of_row(row.case))
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    with os.fdopen(handle, "wb") as file:
        file.write(sealed)
    Path(name).replace(path)


def packet_forget(row: PacketRow) -> None:
    """Remove the draft."""
    _path(row).unlink(missing_ok=True)
