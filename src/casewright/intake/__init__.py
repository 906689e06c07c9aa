"""Bytes in, records and findings out. One module per source format; nothing here raises on bad input."""

from casewright.intake.reading import Reading, SourceFile
from casewright.intake.sources import read_source

__all__ = ["Reading", "SourceFile", "read_source"]
