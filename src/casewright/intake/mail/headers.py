"""Header lines as they came, their decoded text and their parameters. No header is trusted to be well formed."""

import base64
import binascii
import quopri
import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from casewright.intake.mail.charsets import decode_text
from casewright.intake.mail.findings import Remarks

__all__ = ["Headers", "decoded_words", "parameters", "split_headers"]

_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:", re.ASCII)
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN = re.compile(r"(\?=)\s+(?==\?[^?\s]{1,60}\?[bBqQ]\?)")
_FOLD = re.compile(r"\r?\n[ \t]*|\r|\x00")
_PARAMETER = re.compile(r";\s*([^=;\s\"]{1,60})\s*=\s*(?:\"((?:[^\"\\]|\\.){0,2000})\"|([^;]*))")
_CONTINUED = re.compile(r"([^*]+)\*(?:(\d{1,2})(\*)?)?")
_LONGEST = 16_000
_SINGLE = ("from", "subject", "date", "message-id", "content-type", "x-space-notification-type", "x-marketplace-id")


@dataclass(frozen=True, slots=True)
class Headers:
    """The header fields of one part, in the order they came, names in lower case, values raw and unfolded."""

    fields: tuple[tuple[str, bytes], ...] = ()

    def raw(self, name: str) -> bytes | None:
        """Return the first value of this name, or None."""
        return next((value for field, value in self.fields if field == name), None)

    def all(self, name: str) -> tuple[bytes, ...]:
        """Return every value of this name."""
        return tuple(value for field, value in self.fields if field == name)

    def text(self, name: str, remarks: Remarks) -> str | None:
        """Return the first value as text, encoded words read, or None when absent or empty."""
        raw = self.raw(name)
        if raw is None:
            return None
        part = f"header {_shown_name(name)}"
        if len(raw) > _LONGEST:
            remarks.add("MAIL012", part, f"{_LONGEST} / {len(raw)}")
        text = decode_text(raw[:_LONGEST], None, remarks, part)
        return decoded_words(_FOLD.sub(" ", text), remarks, part).strip() or None

    def remark_doubles(self, remarks: Remarks) -> None:
        """Remark on fields that may stand once and stand twice with different values."""
        for name in _SINGLE:
            values = self.all(name)
            if len(set(values)) > 1:
                remarks.add("MAIL011", f"header {_shown_name(name)}", len(values))


def _shown_name(name: str) -> str:
    return "-".join(word.capitalize() for word in name.split("-")).replace("Id", "ID")


def _line_end(content: bytes, start: int, end: int) -> int:
    found = content.find(b"\n", start, end)
    return end if found < 0 else found + 1


def split_headers(content: bytes, start: int, end: int, remarks: Remarks, part: str) -> tuple[Headers, int]:
    """Return the header fields from `start` and the offset where the body begins."""
    fields: list[tuple[str, bytearray]] = []
    position = start
    while position < end:
        line_end = _line_end(content, position, end)
        line = content[position : min(line_end, position + 1_000_000)]
        if not line.strip(b"\r\n"):
            position = line_end
            break
        match = _FIELD.match(line)
        if match:
            fields.append((match[1].decode("ascii").lower(), bytearray(line[match.end() :])))
        elif line[:1] in b" \t" and fields:
            fields[-1][1].extend(line)
        elif not _FIELD.match(content[line_end : line_end + 201]) and not line.startswith(b"From "):
            break
        elif not line.startswith((b"From ", b">From ")):
            remarks.add("MAIL002", part, line[:60].decode("ascii", "replace").strip())
        position = line_end
    return Headers(tuple((name, bytes(value)) for name, value in fields)), position


def _decoded_run(match: re.Match[str]) -> tuple[str, bytes] | None:
    charset, encoding, data = match[1].partition("*")[0].lower(), match[2].lower(), match[3]
    if not data.isascii():
        return None
    raw = data.replace(" ", "").encode("ascii") if encoding == "b" else data.encode("ascii")
    if encoding == "q":
        return charset, quopri.decodestring(raw.replace(b"_", b"=20"))
    try:
        return charset, base64.b64decode(raw + b"=" * (-len(raw) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def decoded_words(text: str, remarks: Remarks, part: str) -> str:
    """Read RFC 2047 encoded words. Words of one charset are joined first, for some split a character in two."""
    if "=?" not in text:
        return text
    text = _BETWEEN.sub(r"\1", text)
    pieces: list[str] = []
    run: list[bytes] = []
    run_charset, position = "", 0

    def flush() -> None:
        if run:
            pieces.append(decode_text(b"".join(run), run_charset, remarks, part))
            run.clear()

    for match in _WORD.finditer(text):
        decoded = _decoded_run(match)
        if match.start() > position or decoded is None or decoded[0] != run_charset:
            flush()
        pieces.append(text[position : match.start()])
        position = match.end()
        if decoded is None:
            pieces.append(match[0])
            remarks.add("MAIL010", part, match[0])
        else:
            run_charset = decoded[0]
            run.append(decoded[1])
    flush()
    rest = text[position:]
    if "=?" in rest:
        remarks.add("MAIL010", part, rest)
    return "".join([*pieces, rest])


def _unquoted(quoted: str | None, bare: str | None) -> str:
    if quoted is not None:
        return re.sub(r"\\(.)", r"\1", quoted)
    return (bare or "").strip().strip('"')


def parameters(value: str | None, remarks: Remarks, part: str) -> tuple[str, dict[str, str]]:
    """Split `type/subtype; name=value` into its lower-case head and its parameters (RFC 2231 joined and decoded)."""
    if not value:
        return "", {}
    value = value[:4000]
    head = value.partition(";")[0].strip().lower()
    plain: dict[str, str] = {}
    continued: dict[str, list[tuple[int, bool, str]]] = {}
    for match in _PARAMETER.finditer(value):
        name, text = match[1].lower(), _unquoted(match[2], match[3])
        if split := _CONTINUED.fullmatch(name):
            encoded = split[2] is None or split[3] is not None
            continued.setdefault(split[1], []).append((int(split[2] or 0), encoded, text))
        else:
            plain.setdefault(name, decoded_words(text, remarks, part))
    for name, pieces in continued.items():
        plain[name] = _joined(sorted(pieces), remarks, part)
    return head, plain


def _joined(pieces: list[tuple[int, bool, str]], remarks: Remarks, part: str) -> str:
    charset: str | None = None
    raw = bytearray()
    for index, (_, encoded, piece) in enumerate(pieces):
        text = piece
        if encoded and index == 0 and text.count("'") > 1:
            charset, _, text = text.split("'", 2)
        raw += unquote_to_bytes(text) if encoded else text.encode("utf-8", "replace")
    return decode_text(bytes(raw), charset or None, remarks, part)
