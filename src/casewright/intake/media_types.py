"""What a kept file is, by its first bytes."""

from casewright.intake.containers import member_names

__all__ = ["OUTLOOK", "PACKED", "SPREADSHEETS", "media_type_of"]

OUTLOOK = "application/vnd.ms-outlook"
_XLS = "application/vnd.ms-excel"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
SPREADSHEETS = frozenset({_XLS, _XLSX, _ODS})
"""Types whose rows a person can save as text."""
PACKED = frozenset({"application/vnd.rar", "application/x-7z-compressed", "application/x-tar"})
"""Archives that are not opened here."""

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF8", "image/gif"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypheix", "image/heic"),
    (4, b"ftypmif1", "image/heif"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"ID3\x03", "audio/mpeg"),
    (0, b"ID3\x04", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"fLaC", "audio/flac"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (257, b"ustar", "application/x-tar"),
)
_RIFF = {b"WEBP": "image/webp", b"AVI ": "video/x-msvideo", b"WAVE": "audio/wav"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 4096
_OFFICE = (
    ("xl/", _XLSX),
    ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_OPEN_DOCUMENT = (b"spreadsheet", _ODS), (b"text", "application/vnd.oasis.opendocument.text")


def media_type_of(content: bytes) -> str:
    """Return the media type that the bytes themselves show; `application/octet-stream` when they show none."""
    shown = _by_first_bytes(content)
    if shown is not None:
        return shown
    if content.startswith(_OLE):
        return _ole_type(content)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_type(content)
    return _text_type(content)


def _by_first_bytes(content: bytes) -> str | None:
    for at, magic, media_type in _MAGIC:
        if content.startswith(magic, at):
            return media_type
    if content.lstrip(b"\xef\xbb\xbf \t\r\n\x00").startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"RIFF"):
        return _RIFF.get(content[8:12])
    return "image/bmp" if content.startswith(b"BM") and content[6:10] == bytes(4) else None


def _ole_type(content: bytes) -> str:
    """Tell Outlook, Excel and other old Office files apart by the names in their directory."""
    for mark, media_type in (("__substg1.0_", OUTLOOK), ("Workbook", _XLS), ("WordDocument", "application/msword")):
        if mark.encode("utf-16-le") in content:
            return media_type
    return "application/x-ole-storage"


def _zip_type(content: bytes) -> str:
    """Tell an office document from an archive of files."""
    names = member_names(content)
    if "[Content_Types].xml" in names:
        for folder, media_type in _OFFICE:
            if any(name.startswith(folder) for name in names):
                return media_type
    if content.startswith(b"mimetype", 30):
        declared = content[38:120]
        for mark, media_type in _OPEN_DOCUMENT:
            if b"opendocument." + mark in declared:
                return media_type
        if b"epub" in declared:
            return "application/epub+zip"
    return "application/zip"


def _text_type(content: bytes) -> str:
    head = content[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")) or (head.startswith(b"<") and b"<html" in head):
        return "text/html"
    if head.startswith((b"<?xml", b"<svg")):
        return "image/svg+xml" if b"<svg" in head else "application/xml"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text/plain"
    if any(byte in content[:_HEAD] for byte in _NOT_TEXT):
        return "application/octet-stream"
    return "application/json" if head.startswith((b"{", b"[")) and b":" in head else "text/plain"


_NOT_TEXT = frozenset(range(32)) - frozenset(b"\t\n\r\x0b\x0c\x1b")
