"""Where drafts of packets lie: one file per case and channel, replaced as a whole."""

import os
import tempfile
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from casewright_web.models import PacketRow

__all__ = ["packet_read", "packet_write"]


def _path(row: PacketRow) -> Path:
    return Path(settings.CASEWRIGHT_HOME) / "packets" / f"{row.case_id}-{row.profile}.pdf"


def packet_read(row: PacketRow) -> bytes | None:
    """Return the draft's bytes; None where they are not those that the row names, since a newer one is being put."""
    try:
        content = _path(row).read_bytes()
    except FileNotFoundError:
        return None
    return content if sha256(content).hexdigest() == row.digest else None


def packet_write(row: PacketRow, content: bytes) -> None:
    """Put the draft in place of the one before; a reader sees the one or the other."""
    path = _path(row)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).replace(path)
