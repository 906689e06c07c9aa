"""The bytes as they came: one file per digest, written once, never again."""

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings

__all__ = [
    "original_forget",
    "original_keep",
    "original_keep_file",
    "original_path",
    "originals_keep",
    "originals_listed",
]

_AT_ONCE = 16
"""Writes that wait for the disk together."""


def original_path(digest: str) -> Path:
    """Return where the bytes with this digest lie. Raise ValueError for anything that is not a digest."""
    if len(digest) != hashlib.sha256().digest_size * 2 or not set(digest) <= set("0123456789abcdef"):
        raise ValueError(f"not a SHA-256 digest: {digest!r}")
    return Path(settings.CASEWRIGHT_HOME) / "originals" / digest[:2] / digest


def original_keep(*, content: bytes) -> str:
    """Store the bytes durably before anything speaks of them, and return their digest. Equal bytes are stored once."""
    return originals_keep(contents=[content])[0]


def originals_keep(*, contents: Sequence[bytes]) -> list[str]:
    """Store several contents as `original_keep` does one. All wait together for the disk, which takes them at once."""
    digests = [hashlib.sha256(content).hexdigest() for content in contents]
    new = {digest: content for digest, content in zip(digests, contents, strict=True) if not _kept(digest)}
    if len(new) < len("ab"):
        for digest, content in new.items():
            _sync_folder(_write(digest, content))
    else:
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            folders = set(threads.map(_write, new.keys(), new.values()))
            list(threads.map(_sync_folder, folders))
    return digests


def _kept(digest: str) -> bool:
    return original_path(digest).exists()


def _write(digest: str, content: bytes) -> Path:
    """Write one content under its digest, and return the folder that is still to be synced."""
    path = original_path(digest)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink()
    return path.parent


def original_keep_file(*, path: Path, digest: str) -> None:
    """Store the bytes at a path under their digest, durably, without reading them into memory."""
    kept = original_path(digest)
    if kept.exists():
        return
    kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=kept.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file, path.open("rb") as given:
            shutil.copyfileobj(given, file, 1 << 20)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(name, kept)
        _sync_folder(kept.parent)
    finally:
        Path(name).unlink()


def original_forget(digest: str) -> None:
    """Remove the bytes with this digest for good; it is no error where they are gone already."""
    path = original_path(digest)
    path.unlink(missing_ok=True)
    if path.parent.is_dir():
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def originals_listed(home: Path, *, before: float) -> Iterator[str]:
    """Yield the digests of all originals that were last written before an instant, in seconds since 1970."""
    for path in (home / "originals").glob("??/*"):
        with contextlib.suppress(FileNotFoundError, ValueError):
            if path == original_path(path.name) and path.stat().st_mtime < before:
                yield path.name
