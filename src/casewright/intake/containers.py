"""Files that hold files: zip, gzip and mbox. Members come back as sources of their own, to be read in their turn.

A member is named `outer.zip!/folder/inner.csv`, so its name also says how deep it lies.
"""

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import SEEK_END, BytesIO
from pathlib import PurePosixPath
from typing import BinaryIO

from casewright.intake.findings import FindingLog
from casewright.intake.limits import ARCHIVE_LIMITS, ArchiveLimits
from casewright.intake.reading import Reading, SourceFile

__all__ = ["looks_like_mbox", "member_names", "open_gzip", "open_mbox", "open_zip", "unpacked_bytes", "zip_members"]

_INSIDE = "!/"
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    RuntimeError,
    OSError,
    ValueError,
    EOFError,
    OverflowError,
    IndexError,
    KeyError,
)
_LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)")
_FROM_LINE = re.compile(rb"From [^\r\n]{0,200}[0-9]{2}:[0-9]{2}[^\r\n]{0,200}\r?\n(?=[!-9;-~]+:|>?From )")
_MBOX_SPLIT = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))" + _FROM_LINE.pattern)
_SEPARATOR = re.compile(rb"(?<=\n)\r?\n\Z")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_UTF8_NAME = 0x800
_GZIP_WINDOW = 31


def _too_deep(name: str, limits: ArchiveLimits) -> bool:
    return name.count(_INSIDE) >= limits.depth


def member_names(content: bytes) -> tuple[str, ...]:
    """Return the names inside a zip, or nothing when it cannot be opened."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return tuple(archive.namelist())
    except _FAULTS:
        return ()


def open_zip(name: str, content: bytes, log: FindingLog, limits: ArchiveLimits = ARCHIVE_LIMITS) -> Reading:
    """Return the members of a zip. One that would grow beyond the limits is refused whole, before it is unpacked."""
    inside = tuple(zip_members(name, BytesIO(content), log, limits))
    return Reading(findings=log.findings(), inside=inside)


def zip_members(
    name: str, stream: BinaryIO, log: FindingLog, limits: ArchiveLimits = ARCHIVE_LIMITS
) -> Iterator[SourceFile]:
    """Yield the members of a zip one at a time, so that a large one need not fit into memory. Faults go to the log."""
    size_bytes = stream.seek(0, SEEK_END)
    try:
        archive = zipfile.ZipFile(stream)
        members = [info for info in archive.infolist() if not info.is_dir() and not _LITTER.search(info.filename)]
        why = _refusal(name, size_bytes, members, limits)
    except _FAULTS:
        log.add("SRC003")
        return
    if why is not None:
        log.add("SRC002", why=why)
        return
    if not members:
        log.add("SRC007")
    for info in members:
        member = _member(name, archive, info, log)
        if member is not None:
            yield member


def unpacked_bytes(stream: BinaryIO) -> int:
    """Return how many bytes a zip says it unpacks to; 0 for one that cannot be opened."""
    try:
        with zipfile.ZipFile(stream) as archive:
            return sum(info.file_size for info in archive.infolist())
    except _FAULTS:
        return 0


def _refusal(name: str, size_bytes: int, members: list[zipfile.ZipInfo], limits: ArchiveLimits) -> str | None:
    total = sum(info.file_size for info in members)
    if _too_deep(name, limits):
        return f"zip > zip > zip: {limits.depth}"
    if len(members) > limits.members:
        return f"{len(members)} > {limits.members}"
    if total > limits.total_bytes:
        return f"{total:,} > {limits.total_bytes:,} B"
    if total > limits.ratio_from_bytes and total > size_bytes * limits.ratio:
        return f"{total // size_bytes}:1 > {limits.ratio}:1"
    return None


def _member(name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, log: FindingLog) -> SourceFile | None:
    member = _member_name(info)
    if info.flag_bits & 1:
        log.add("SRC004", member=member, why="password")
        return None
    try:
        with archive.open(info) as stream:
            return SourceFile(f"{name}{_INSIDE}{member}", stream.read(info.file_size))
    except _FAULTS as error:
        log.add("SRC004", member=member, why=str(error) or type(error).__name__)
    return None


def _member_name(info: zipfile.ZipInfo) -> str:
    """Return a name without ways out of its folder; names in an old code page are read as UTF-8 or Chinese."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME and not name.isascii():
        name = _old_name(name)
    parts = [part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in ("/", "..", ".")]
    return "/".join(parts) or "?"


def _old_name(name: str) -> str:
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def open_gzip(name: str, content: bytes, log: FindingLog, limits: ArchiveLimits = ARCHIVE_LIMITS) -> Reading:
    """Return the one file inside a gzip, its several parts joined."""
    if _too_deep(name, limits):
        log.add("SRC002", why=f"gz > gz > gz: {limits.depth}")
        return Reading(findings=log.findings())
    most = max(limits.ratio_from_bytes, min(limits.total_bytes, len(content) * limits.ratio))
    try:
        plain = _gunzip(content, most)
    except zlib.error:
        log.add("SRC003")
        return Reading(findings=log.findings())
    if plain is None:
        log.add("SRC002", why=f"> {most:,} B")
        return Reading(findings=log.findings())
    inner = PurePosixPath(name.replace("\\", "/")).name.removesuffix(".gz") or "content"
    return Reading(findings=log.findings(), inside=(SourceFile(f"{name}{_INSIDE}{inner}", plain),))


def _gunzip(content: bytes, most: int) -> bytes | None:
    """Unpack at most so many bytes; None for more. A part that breaks off raises zlib.error."""
    parts: list[bytes] = []
    left, rest = most, content
    while rest.startswith(b"\x1f\x8b"):
        unpacker = zlib.decompressobj(wbits=_GZIP_WINDOW)
        part = unpacker.decompress(rest, left + 1)
        if len(part) > left:
            return None
        if not unpacker.eof:
            raise zlib.error("the file breaks off")
        parts.append(part)
        left -= len(part)
        rest = unpacker.unused_data
    return b"".join(parts)


def looks_like_mbox(content: bytes) -> bool:
    """Say whether the bytes begin as a mailbox: a `From ` line with a time, then the head of a mail."""
    return _FROM_LINE.match(content.lstrip(b"\r\n")) is not None


def open_mbox(name: str, content: bytes) -> Reading:
    """Return each mail of a mailbox as a source of its own, without the blank line that parts it from the next."""
    content = content.lstrip(b"\r\n")
    starts = list(_MBOX_SPLIT.finditer(content))
    ends = [start.start() for start in starts[1:]] + [len(content)]
    return Reading(
        inside=tuple(
            SourceFile(f"{name}{_INSIDE}{number}.eml", _mbox_mail(content[start.end() : end]))
            for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1)
        )
    )


def _mbox_mail(content: bytes) -> bytes:
    return _QUOTED_FROM.sub(rb"\1", _SEPARATOR.sub(b"", content))
