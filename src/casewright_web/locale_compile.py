"""Make the binary message catalogues out of the text ones: `python -m casewright_web.locale_compile`."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

__all__ = ["locale_compile"]

_FOLDER = Path(__file__).parent / "locale"


def locale_compile() -> int:
    """Write each catalogue whose text is newer than its binary form, and return how many were written."""
    written = 0
    for text in sorted(_FOLDER.glob("*/LC_MESSAGES/*.po")):
        binary = text.with_suffix(".mo")
        if binary.exists() and binary.stat().st_mtime_ns >= text.stat().st_mtime_ns:
            continue
        with text.open("rb") as source:
            catalogue = read_po(source)
        fresh = binary.with_suffix(".mo.new")
        with fresh.open("wb") as target:
            write_mo(target, catalogue)
        fresh.replace(binary)
        written += 1
    return written


if __name__ == "__main__":
    locale_compile()
