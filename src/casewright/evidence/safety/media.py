"""Decide what a file is by its content, and whether it may be opened."""

from functools import cache
from pathlib import PurePath
from typing import Protocol, cast

from casewright.evidence.safety.findings import ExhibitLog
from casewright.intake.media_types import media_type_of

__all__ = ["PICTURES", "SPREADSHEETS", "libmagic_is_here", "type_of"]

_HEAD = 1 << 20
PICTURES = frozenset(f"image/{name}" for name in ("jpeg", "png", "gif", "webp", "bmp", "tiff", "heic", "heif", "avif"))
"""Types that are decoded as pictures."""
SPREADSHEETS = frozenset(
    {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.ms-excel.sheet.macroenabled.12",
    }
)
"""Types whose rows are taken out; programs inside are never run."""
_SAME = {
    "image/x-ms-bmp": "image/bmp",
    "image/jpg": "image/jpeg",
    "image/heif-sequence": "image/heif",
    "image/heic-sequence": "image/heic",
    "text/x-mail": "message/rfc822",
    "application/csv": "text/csv",
    "application/x-ndjson": "application/json",
}
_PROGRAMS = frozenset(
    {
        "application/x-dosexec",
        "application/vnd.microsoft.portable-executable",
        "application/x-executable",
        "application/x-pie-executable",
        "application/x-sharedlib",
        "application/x-mach-binary",
        "application/x-msi",
        "application/x-ms-shortcut",
        "application/java-archive",
        "application/x-java-applet",
        "application/vnd.android.package-archive",
        "application/hta",
        "text/x-shellscript",
        "text/x-msdos-batch",
        "application/x-sh",
    }
)
_ENDINGS = {
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/png": ("png",),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "image/bmp": ("bmp", "dib"),
    "image/tiff": ("tif", "tiff"),
    "image/heic": ("heic", "heif", "hif"),
    "image/heif": ("heic", "heif", "hif"),
    "image/avif": ("avif",),
    "application/pdf": ("pdf",),
}
_OWNED = frozenset(ending for endings in _ENDINGS.values() for ending in endings)
_RUN_BY_NAME = frozenset(
    {"exe", "scr", "bat", "cmd", "com", "pif", "js", "jse", "vbs", "vbe", "wsf", "hta", "ps1", "lnk"}
)
_RUNS = (b"\x7fELF", b"#!/")
_VAGUE = frozenset({"application/octet-stream", "text/plain", "text/x-tex", "application/x-wine-extension-ini"})


class _Magic(Protocol):
    def from_buffer(self, buffer: bytes, *, mime: bool) -> str: ...


@cache
def _magic() -> _Magic | None:
    try:
        import magic  # noqa: PLC0415 - loads a system library, which may be missing
    except (ImportError, OSError):
        return None
    return cast("_Magic", magic)


def libmagic_is_here() -> bool:
    """Say whether the system library that knows file types can be used."""
    return _magic() is not None


def _by_libmagic(content: bytes) -> str | None:
    magic = _magic()
    if magic is None:
        return None
    try:
        found = magic.from_buffer(content[:_HEAD], mime=True)
    except Exception:  # noqa: BLE001 - the library raises its own classes, and no answer is an answer here
        return None
    return _SAME.get(found, found)


def type_of(name: str, content: bytes, log: ExhibitLog) -> str:
    """Return the media type the content has. Programs are refused; a misleading name is remarked."""
    if not libmagic_is_here():
        log.add("EXH020")
    simple = media_type_of(content)
    found = _by_libmagic(content) or simple
    if found in _VAGUE or found.startswith("text/") or (simple in _ENDINGS and found not in _ENDINGS):
        found = found if found in _PROGRAMS or found == "message/rfc822" else _better(found, simple)
    ending = PurePath(name.rsplit("!/", 1)[-1]).suffix.lower().lstrip(".")
    if found in _PROGRAMS or content.startswith(_RUNS) or ending in _RUN_BY_NAME:
        log.add("EXH003", detail=found if found in _PROGRAMS else f".{ending}" if ending in _RUN_BY_NAME else found)
    elif ending in _OWNED and ending not in _ENDINGS.get(found, ()):
        log.add("EXH021", detail=f".{ending}", found=found)
    return found


def _better(found: str, simple: str) -> str:
    """Where libmagic only says text, the simple signs may say which; where they only say bytes, libmagic stands."""
    if simple in ("application/octet-stream", "text/plain"):
        return found
    return simple
