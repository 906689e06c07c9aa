"""Bytes to text without mojibake: the declared character set, then strict UTF-8, then Windows-1252, and a remark."""

import codecs
import re

from casewright.intake.mail.findings import Remarks

__all__ = ["decode_text"]

_LABEL = re.compile(r"[a-z0-9][a-z0-9._:+-]{0,39}", re.ASCII)
_TEXT_CODEC = re.compile(
    r"utf-(?:8(?:-sig)?|16(?:-[lb]e)?|32(?:-[lb]e)?)|iso8859-\d+|cp\d+|koi8-[rut]|mac-\w+|gb\w+|big5\w*|euc_\w+|"
    r"shift_jis\w*|iso2022_\w+|ascii|hz|johab|tis-620|kz1048|ptcp154"
)
_WIDER = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-9": "cp1254",
    "iso2022_jp": "iso2022_jp_ext",
}
_ALIAS = {"ks_c_5601-1987": "cp949", "windows-31j": "cp932", "x-sjis": "cp932", "utf8mb4": "utf-8", "x-gbk": "gb18030"}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ESCAPES = (b"\x1b$B", b"\x1b$@", b"\x1b(J")


def _codec(label: str) -> str | None:
    """Return Python's name of a character set that is text, or None."""
    label = label.strip("\"' ").lower()
    if not _LABEL.fullmatch(label):
        return None
    try:
        name = codecs.lookup(_ALIAS.get(label, label)).name
    except LookupError:
        return None
    return name if _TEXT_CODEC.fullmatch(name) else None


def _strict(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except UnicodeError:
        return None


def _mostly_utf8(raw: bytes) -> str | None:
    """Read UTF-8 with a few broken signs, such as a mail cut in the middle of one."""
    text = raw.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    foreign = sum(1 for sign in text if sign > "\x7f") - broken
    return text if foreign > broken else None


def _undeclared(raw: bytes, codec: str | None) -> tuple[str, str]:
    """Read bytes whose label failed: UTF-8 if they are, nearly or wholly; else Windows-1252, which reads any byte."""
    if any(mark in raw for mark in _ESCAPES) and (text := _strict(raw, "iso2022_jp_ext")) is not None:
        return text, "iso-2022-jp"
    if (text := _strict(raw, "utf-8")) is not None:
        return text, "utf-8"
    if codec in {"gb18030", "cp932", "cp949", "big5", "euc_jp", "iso2022_jp_ext"}:
        return raw.decode(codec, "replace"), codec
    if (text := _mostly_utf8(raw)) is not None:
        return text, "utf-8"
    return raw.decode("cp1252", "replace"), "windows-1252"


def _labelled(raw: bytes, codec: str) -> str | None:
    """Read by the label when the bytes agree with it. UTF-8 under a one-byte label would pass and be mojibake."""
    wider = _WIDER.get(codec, codec)
    one_byte = wider.startswith(("cp12", "iso8859", "mac", "koi8"))
    if one_byte and _strict(raw, "utf-8") is not None:
        return None
    text = _strict(raw, codec)
    return _strict(raw, wider) if text is None or wider == "cp1252" else text


def decode_text(raw: bytes, declared: str | None, remarks: Remarks, part: str) -> str:
    """Return the text of `raw`. What differs from the declaration is remarked at `part`."""
    for mark, marked in _MARKS:
        if raw.startswith(mark) and (text := _strict(raw[len(mark) :], marked)) is not None:
            return text
    if raw.isascii() and not (b"\x1b" in raw or (declared or "")[:3].lower() in {"utf", "hz", "hz-"}):
        return raw.decode("ascii")
    codec = _codec(declared) if declared else None
    if codec is not None and (text := _labelled(raw, codec)) is not None:
        return text
    text, used = _undeclared(raw, None if codec is None else _WIDER.get(codec, codec))
    if declared and codec is None:
        remarks.add("MAIL003", part, declared)
    elif declared or used == "windows-1252":
        remarks.add("MAIL004", part, f"{declared or '?'} → {used}")
    return text
