"""One compile of the template: files into a folder of their own, bytes and page numbers out."""

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from casewright.evidence.packet.errors import TypesettingError
from casewright.evidence.packet.fonts import FontSet

__all__ = ["Places", "Typesetter", "template_digest", "typesetter_version"]

_STANDARDS = ["a-3a", "ua-1"]
_NO_DIGEST = "0" * 64


@dataclass(frozen=True, slots=True)
class Places:
    """The page on which each part begins: `letter`, `timeline`, `index`, `EX-001`, `integrity`, and how many pages."""

    starts: Mapping[str, int]
    pages: int

    @property
    def letter_pages(self) -> int:
        """How many pages the letter takes."""
        return self.starts["letter-end"]

    @property
    def front_pages(self) -> int:
        """How many pages stand before the exhibits."""
        return self.starts["front-end"]

    def span(self, number: str, following: str | None) -> tuple[int, int]:
        """Return first and last page of an exhibit. Exhibits that share a page have the same."""
        first = self.starts[number]
        after = self.starts["integrity" if following is None else following]
        return first, max(first, after - 1)


@cache
def _template() -> bytes:
    return files("casewright.evidence.packet").joinpath("template", "packet.typ").read_bytes()


def template_digest() -> str:
    """Return the SHA-256 of the template."""
    return sha256(_template()).hexdigest()


def typesetter_version() -> str:
    """Return the version of the typesetter; another version may place things differently."""
    return version("typst")


class Typesetter:
    """Sets one packet, as often as needed, in a folder that is gone afterwards."""

    def __init__(self, fonts: FontSet, timestamp: int) -> None:
        import typst  # noqa: PLC0415 - only when a packet is made

        self._folder = Path(tempfile.mkdtemp(prefix="casewright-packet-"))
        self._timestamp = timestamp
        self._written: set[str] = set()
        (self._folder / "packet.typ").write_bytes(_template())
        self._error: type[Exception] = typst.TypstError
        self._compiler: Any = typst.Compiler(
            str(self._folder / "packet.typ"), root=str(self._folder), font_paths=fonts.load(), ignore_system_fonts=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def place_pictures(self, pictures: Mapping[str, bytes]) -> None:
        """Write the pictures that the next compile shows."""
        for name, content in pictures.items():
            (self._folder / name).write_bytes(content)

    def compile(self, data: Mapping[str, Any], manifest: bytes | None = None) -> bytes:
        """Return the PDF. Without a manifest a blank one is attached. Raise TypesettingError."""
        digest = _NO_DIGEST if manifest is None else sha256(manifest).hexdigest()
        self._write("data.json", json.dumps(data, ensure_ascii=False).encode())
        self._write("manifest.json", b"{}" if manifest is None else manifest)
        self._write("manifest.sha256", digest.encode())
        try:
            pdf: bytes = self._compiler.compile(format="pdf", pdf_standards=list(_STANDARDS), timestamp=self._timestamp)
        except self._error as error:
            raise TypesettingError(" ".join([str(error), *getattr(error, "hints", ())])) from error
        return pdf

    def _write(self, name: str, content: bytes) -> None:
        path = self._folder / name
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)

    def places(self, pages: int) -> Places:
        """Return where the parts of the last compile begin."""
        found: Sequence[dict[str, Any]] = json.loads(self._compiler.query("<where>"))
        return Places({item["value"]["part"]: item["value"]["page"] for item in found}, pages)
