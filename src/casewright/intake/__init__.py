"""Bytes in, records and findings out. One module per source format; nothing here raises on bad input.

The readers are loaded with the first file that is read: who only names a file or a finding does not wait for them.
"""

from typing import TYPE_CHECKING

from casewright.intake.reading import Reading, SourceFile

if TYPE_CHECKING:
    from casewright.intake.sources import read_source

__all__ = ["Reading", "SourceFile", "read_source"]


def __getattr__(name: str) -> object:
    if name != "read_source":
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from casewright.intake.sources import read_source  # noqa: PLC0415 - all readers, loaded when first asked for

    return read_source
