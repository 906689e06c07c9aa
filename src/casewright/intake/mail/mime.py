"""The parts of a mail, found by offsets in one pass per level: linear in time and memory, whatever the nesting."""

import base64
import binascii
import quopri
import re
from dataclasses import dataclass
from itertools import pairwise

from casewright.intake.mail.findings import Remarks
from casewright.intake.mail.headers import Headers, decoded_words, parameters, split_headers

__all__ = ["Part", "parts_of"]

_DEEPEST = 200
_MOST_PARTS = 2_000
_BLANK = b" \t\r\n\x0b\x0c\x00"
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_DAMAGED_QUOTE = re.compile(rb"=(?![0-9A-Fa-f]{2}|[ \t]*\r?\n|\Z)")
_IDENTITY = frozenset({"", "7bit", "8bit", "binary"})
_UNSAFE_NAME = re.compile(r"[\x00-\x1f\x7f/\\:]+")
_EXTENSION = {"message/rfc822": ".eml", "image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf of the MIME tree, transfer encoding undone. `name` is the file name, made up where none was given."""

    path: str
    media_type: str
    charset: str | None
    name: str
    content: bytes
    attached: bool

    @property
    def label(self) -> str:
        """How a place names this part: `text/html 1.1`."""
        return f"{self.media_type} {self.path}"


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    path: str
    depth: int
    default_type: str
    headers: Headers | None = None


def parts_of(content: bytes, headers: Headers, body_start: int, remarks: Remarks) -> list[Part]:
    """Return the leaves of a mail in reading order. Forwarded mails are leaves; nobody opens them here."""
    leaves: list[Part] = []
    waiting = [_Span(body_start, len(content), "1", 0, "text/plain", headers)]
    while waiting:
        span = waiting.pop()
        own, start = span.headers, span.start
        if own is None:
            own, start = split_headers(content, span.start, span.end, remarks, f"part {span.path}")
        content_type = own.text("content-type", remarks)
        head, given = parameters(content_type, remarks, f"part {span.path}")
        head = head if re.fullmatch(r"[\w.+-]+/[\w.+-]+", head) else span.default_type
        children = _children(content, start, span, head, given.get("boundary", ""), remarks)
        if len(leaves) + len(waiting) + len(children) > _MOST_PARTS:
            remarks.add("MAIL008", f"part {span.path}", len(children))
            children = children[: max(0, _MOST_PARTS - len(leaves) - len(waiting))]
        if children:
            waiting.extend(reversed(children))
        else:
            head = "text/plain" if head.startswith("multipart/") else head
            leaves.append(_leaf(content[start : span.end], span.path, head, given, own, remarks))
    return leaves


def _children(content: bytes, start: int, span: _Span, head: str, boundary: str, remarks: Remarks) -> list[_Span]:
    if not head.startswith("multipart/"):
        return []
    where = f"{head} {span.path}"
    if span.depth >= _DEEPEST:
        remarks.add("MAIL008", where, span.depth)
        return []
    needle = b"--" + boundary.strip().encode("utf-8", "replace")
    if not boundary.strip():
        remarks.add("MAIL007", where, "no boundary", "没有分隔标记")
        return []
    marks, closed = _delimiters(content, start, span.end, needle)
    if not marks:
        remarks.add("MAIL007", where, "boundary not found", "找不到分隔标记")
        return []
    if not closed:
        remarks.add("MAIL007", where, "no end", "没有结束标记")
        marks.append((span.end, span.end))
    default = "message/rfc822" if head == "multipart/digest" else "text/plain"
    pairs = pairwise(marks)
    return [
        _Span(begin, max(begin, stop), f"{span.path}.{number}", span.depth + 1, default)
        for number, ((_, begin), (stop, _)) in enumerate(pairs, start=1)
    ]


def _delimiters(content: bytes, start: int, end: int, needle: bytes) -> tuple[list[tuple[int, int]], bool]:
    """Return (end of the part before, start of the part after) per delimiter line, and whether the last one closes."""
    marks: list[tuple[int, int]] = []
    position = content.find(needle, start, end)
    while position >= 0 and len(marks) <= _MOST_PARTS:
        after = position + len(needle)
        line_end = content.find(b"\n", after, min(end, after + 200))
        line_end = min(end, after + 200) if line_end < 0 else line_end
        rest = content[after:line_end].strip()
        if (position == start or content[position - 1 : position] == b"\n") and rest in (b"", b"--"):
            before = position - 1 if position > start else position
            before -= content[before - 1 : before] == b"\r"
            marks.append((before, min(line_end + 1, end)))
            if rest == b"--":
                return marks, len(marks) > 1
        position = content.find(needle, after, end)
    return marks, False


def _leaf(raw: bytes, path: str, media_type: str, given: dict[str, str], headers: Headers, remarks: Remarks) -> Part:
    label = f"{media_type} {path}"
    encoding = (headers.text("content-transfer-encoding", remarks) or "").strip(" \"'").lower()
    disposition, about = parameters(headers.text("content-disposition", remarks), remarks, label)
    named = about.get("filename") or given.get("name") or ""
    is_text = media_type in {"text/plain", "text/html"}
    attached = not is_text or disposition == "attachment" or bool(named)
    name = _file_name(decoded_words(named, remarks, label), path, media_type)
    return Part(path, media_type, given.get("charset"), name, _decoded(raw, encoding, remarks, label), attached)


def _file_name(named: str, path: str, media_type: str) -> str:
    """Return the last step of the name as sent, without signs that a file system or a screen would obey."""
    last = _UNSAFE_NAME.split(named.strip())[-1].strip(". ")
    if last:
        return last[-200:]
    return f"part-{path}{_EXTENSION.get(media_type, '.' + re.sub('[^a-z0-9]', '', media_type.partition('/')[2])[:10])}"


def _decoded(raw: bytes, encoding: str, remarks: Remarks, label: str) -> bytes:
    if encoding == "base64":
        return _from_base64(raw, remarks, label)
    if encoding == "quoted-printable":
        if _DAMAGED_QUOTE.search(raw):
            remarks.add("MAIL006", label)
        return quopri.decodestring(raw)
    if encoding not in _IDENTITY:
        remarks.add("MAIL020", label, encoding)
    return raw


def _from_base64(raw: bytes, remarks: Remarks, label: str) -> bytes:
    """Decode what can be decoded: strange signs are dropped, a missing end is padded, joined streams are read on."""
    packed = raw.translate(None, _BLANK)
    clean = packed.translate(None, bytes(set(range(256)) - set(_ALPHABET + b"=")))
    damaged = len(clean) != len(packed)
    pieces: list[bytes] = []
    for stream in re.split(rb"=+", clean):
        usable = len(stream) - (len(stream) % 4 == 1)
        damaged |= usable != len(stream)
        try:
            pieces.append(base64.b64decode(stream[:usable] + b"=" * (-usable % 4)))
        except binascii.Error:
            damaged = True
    if damaged or len(clean) % 4:
        remarks.add("MAIL005", label)
    return b"".join(pieces)
