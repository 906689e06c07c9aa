"""One spot of an exhibit as a picture: fresh pixels, drawn in a confined process, remembered for a while."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from casewright.domain.exhibit import Region
from casewright.evidence.safety.cutting import cut_out
from casewright.evidence.vault.errors import VaultError
from casewright_web.models import ExhibitRow, ExhibitState
from casewright_web.services.exhibit_reading import exhibit_content

__all__ = ["exhibit_cut", "page_picture"]

_KEPT = 64
_LONGEST_SIDE = 900


def exhibit_cut(row: ExhibitRow, *, page: int = 1, region: Region | None = None) -> bytes | None:
    """Return a JPEG of one spot, or of the whole page; None where there is nothing to show.

    The vault is asked each time: what is forgotten there is not shown from memory.
    """
    if row.state == ExhibitState.REFUSED:
        return None
    try:
        content = exhibit_content(row)
    except (VaultError, OSError):
        return None
    return _cut(_bytes(content), row.media_type, page, region)


def page_picture(content: bytes, media_type: str, page: int) -> bytes | None:
    """Return a JPEG of one page of a document of ours; None where there is none."""
    return _cut(_bytes(content), media_type, page, None)


@dataclass(frozen=True, slots=True, eq=False)
class _Bytes:
    """A content that is remembered by its digest."""

    content: bytes
    digest: str

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Bytes) and other.digest == self.digest


def _bytes(content: bytes) -> _Bytes:
    return _Bytes(content, hashlib.sha256(content).hexdigest())


@lru_cache(maxsize=_KEPT)
def _cut(file: _Bytes, media_type: str, page: int, region: Region | None) -> bytes | None:
    return cut_out(file.content, media_type, page=page, region=region, longest=_LONGEST_SIDE)
