"""A file that no reader turns into records: a photo, a scan, a slip. It is kept whole and may become an exhibit."""

from dataclasses import dataclass

from casewright.domain.place import Place

__all__ = ["KeptFile"]


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One file by its digest (in `place`), with the order numbers its name holds and, for an attachment, its mail."""

    place: Place
    media_type: str
    size_bytes: int
    order_ids: tuple[str, ...] = ()
    mail_digest: str | None = None
