"""The objects of a packet's own PDF, found by reading its bytes from front to back; damage never stops the reading.

Nothing but the standard library: a packet must be checkable with little code. It reads what our typesetter writes
(numbered objects one after another, lengths written out), not PDF at large.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

__all__ = ["PdfObject", "PdfPages", "attachment", "read_objects", "read_pages"]

_START = re.compile(rb"(?:^|\n)(\d{1,9}) 0 obj\n")
_LENGTH = re.compile(rb"/Length (\d{1,12})")
_REFERENCE = re.compile(rb"(\d{1,9}) 0 R")
_OPENS_OR_ENDS = re.compile(rb"endobj|stream\n")
_DEEPEST = 8
_MOST_UNPACKED = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class PdfObject:
    """One object: where it begins and ends in the file, its dictionary, and its stream as it lies there."""

    number: int
    start: int
    end: int
    head: bytes
    stream: bytes | None = None

    @property
    def content(self) -> bytes:
        """The stream, unpacked when it is packed. Raise ValueError when it cannot be."""
        raw = self.stream or b""
        if b"/FlateDecode" not in self.head:
            return raw
        unpacker = zlib.decompressobj()
        try:
            whole = unpacker.decompress(raw, _MOST_UNPACKED)
        except zlib.error as error:
            raise ValueError(str(error)) from error
        if not unpacker.eof:
            raise ValueError("the stream does not end where it should")
        return whole

    def references(self, key: bytes) -> tuple[int, ...]:
        """Return the objects that one entry of the dictionary names: directly, in a list or in a dictionary."""
        match = re.search(key + rb"(?![A-Za-z0-9]) ?(\[[^\]]*\]|<<.*?>>|\d{1,9} 0 R)", self.head, re.DOTALL)
        return () if match is None else tuple(int(number) for number in _REFERENCE.findall(match[1]))


def read_objects(pdf: bytes) -> dict[int, PdfObject]:
    """Return every object that can be made out, by number."""
    found: dict[int, PdfObject] = {}
    position = 0
    while match := _START.search(pdf, position):
        one = _object(pdf, int(match[1]), match.start(1), match.end())
        found.setdefault(one.number, one)
        position = max(match.end() - 1, one.end)
    return found


def _object(pdf: bytes, number: int, start: int, at: int) -> PdfObject:
    mark = _OPENS_OR_ENDS.search(pdf, at)
    if mark is not None and mark[0] != b"endobj":
        opens = mark.start()
        head = pdf[at:opens]
        length = _LENGTH.search(head)
        first = opens + len(b"stream\n")
        last = first + int(length[1]) if length else -1
        if pdf[last : last + 11].lstrip(b"\r\n").startswith(b"endstream"):
            return PdfObject(number, start, last, head, pdf[first:last])
        closes = pdf.find(b"endstream", first)
        last = len(pdf) if closes < 0 else closes
        return PdfObject(number, start, last, head, pdf[first:last])
    last = len(pdf) if mark is None else mark.start()
    return PdfObject(number, start, last, pdf[at:last])


@dataclass(frozen=True, slots=True)
class PdfPages:
    """The pages in order, each as the numbers of the objects that are its own: what it draws and the pictures in it."""

    owned: tuple[tuple[int, ...], ...]
    objects: dict[int, PdfObject]

    def digest(self, page: int) -> str:
        """Return the SHA-256 over the bytes of a page's own objects (page from 1)."""
        said = sha256()
        for number in self.owned[page - 1]:
            one = self.objects.get(number)
            said.update(b"%d " % number)
            if one is not None:
                said.update(b"%d %d " % (len(one.head), len(one.stream or b"")))
                said.update(one.head)
                said.update(one.stream or b"")
        return said.hexdigest()


def read_pages(objects: dict[int, PdfObject]) -> PdfPages:
    """Return the pages that can be reached from the catalogue."""
    catalogue = next((one for one in objects.values() if b"/Type/Catalog" in one.head), None)
    roots = () if catalogue is None else catalogue.references(rb"/Pages")
    numbers = [number for root in roots for number in _leaves(objects, root, 0)]
    return PdfPages(tuple(_owned(objects, number) for number in numbers), objects)


def _leaves(objects: dict[int, PdfObject], number: int, depth: int) -> Iterator[int]:
    one = objects.get(number)
    if one is None or depth > _DEEPEST:
        return
    if b"/Kids" not in one.head:
        yield number
        return
    for kid in one.references(rb"/Kids"):
        yield from _leaves(objects, kid, depth + 1)


def _owned(objects: dict[int, PdfObject], page: int) -> tuple[int, ...]:
    """Return the page, what it draws, its links, and its pictures. Faces and colours are shared, so they are not."""
    numbers = [page]
    one = objects[page]
    for key in (rb"/Contents", rb"/Annots", rb"/Resources"):
        numbers.extend(one.references(key))
    at = 0
    while at < len(numbers):
        inner = objects.get(numbers[at])
        at += 1
        if inner is None or inner.number == page:
            continue
        for key in (rb"/XObject", rb"/SMask"):
            numbers.extend(number for number in inner.references(key) if number not in numbers)
    return tuple(dict.fromkeys(numbers))


def attachment(objects: dict[int, PdfObject], name: str) -> PdfObject | None:
    """Return the attached file of this name, or None."""
    wanted = b"/F(" + name.encode() + b")"
    spec = next((one for one in objects.values() if b"/Type/Filespec" in one.head and wanted in one.head), None)
    numbers = () if spec is None else spec.references(rb"/EF")
    return next((objects[number] for number in numbers if number in objects), None)
