"""Look at the beginning of a file: which report it is, how it is encoded, where its rows begin."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from casewright.intake.findings import FindingLog
from casewright.intake.mapping import Mapping, table_by
from casewright.intake.reports.columns import Bound, bind, missing_fields
from casewright.intake.reports.decoding import Bytes, Encoding, encoding_of, text_pieces
from casewright.intake.reports.table import HEADER_WITHIN_LINES, Table
from casewright.lake.cells import CellSource, MappedFile, let_go
from casewright.lake.columnar import Frames, table_for, wanted_columns
from casewright.lake.copying import is_utf8
from casewright.lake.schema import Table as LakeTable

__all__ = ["OpenReport", "mapped_file", "open_report"]

_CHECKED_BYTES = 8 * 1024 * 1024
_LONGEST_HEAD = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class OpenReport:
    """A report whose header was found. `lacking` are required columns that it has not: then no row can be used.

    `mapping` says what its columns mean where it is no report that is known.
    """

    table: Table
    bound: Bound
    cells: CellSource
    encoding: Encoding
    lacking: tuple[str, ...]
    mapping: Mapping | None = None

    @property
    def lake_table(self) -> LakeTable:
        """The lake's table for its rows."""
        return table_for(self.table.layout)

    def frames(self, log: FindingLog) -> Frames:
        """Return the reader of its rows."""
        return Frames(self.bound, self.cells, log)


@contextmanager
def mapped_file(path: Path) -> Iterator[Bytes]:
    """Give the content of a file without loading it."""
    with path.open("rb") as file:
        if not path.stat().st_size:
            yield b""
            return
        with MappedFile(file) as content:
            yield content


@contextmanager
def open_report(
    content: Bytes, *, chunk_bytes: int | None = None, mappings: Sequence[Mapping] = (), utf8: bool | None = None
) -> Iterator[OpenReport | None]:
    """Give the report that a file holds; None when its columns are those of no known report and of no mapping.

    What is not written in UTF-8 is translated first, into a passing file; `utf8` says whether it is, if that is known.
    """
    encoding = encoding_of(content, _fits_utf8 if utf8 is None else lambda _content, _start: utf8)
    if encoding.whole or not len(content):
        yield _opened(content, encoding, encoding.mark_bytes, chunk_bytes, mappings)
        return
    with TemporaryFile() as file:
        for piece in text_pieces(content, encoding):
            file.write(piece.encode("utf-8", "replace"))
        file.flush()
        if not file.tell():
            yield None
            return
        with MappedFile(file) as translated:
            yield _opened(translated, encoding, 0, chunk_bytes, mappings)


def _fits_utf8(content: Bytes, start: int) -> bool:
    """Say whether a content is UTF-8, some megabytes at a time; no character has a line feed inside."""
    size = len(content)
    while start < size:
        stop = content.find(b"\n", min(start + _CHECKED_BYTES, size - 1)) + 1 or size
        if not is_utf8(content[start:stop]):
            return False
        let_go(content, start)
        start = stop
    return True


def _opened(
    content: Bytes, encoding: Encoding, start: int, chunk_bytes: int | None, mappings: Sequence[Mapping]
) -> OpenReport | None:
    line_end = b"\n" if content.find(b"\n") >= 0 else b"\r"
    head = content[start : _head_stop(content, line_end)].decode("utf-8", "replace")
    table, mapping = table_by(head, mappings, line_end.decode())
    if table is None:
        return None
    begin = start + len(head[: table.start].encode())
    bound = bind(table)
    cells = CellSource(content, table, begin, line_end, wanted_columns(bound))
    if chunk_bytes:
        cells.chunk_bytes = chunk_bytes
    return OpenReport(table, bound, cells, encoding, missing_fields(bound), mapping)


def _head_stop(content: Bytes, line_end: bytes) -> int:
    stop = 0
    for _ in range(HEADER_WITHIN_LINES):
        stop = content.find(line_end, stop) + 1
        if not stop:
            return min(len(content), _LONGEST_HEAD)
        if stop > _LONGEST_HEAD:
            return _LONGEST_HEAD
    return stop
