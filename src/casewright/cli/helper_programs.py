"""Programs of the user's own that the shell asks: to translate, to write recordings down, to look for viruses."""

import shlex
import subprocess
from importlib.metadata import entry_points
from pathlib import PurePath
from typing import TYPE_CHECKING

import click

from casewright.pipeline.packing.translating import Translator

if TYPE_CHECKING:
    from casewright.evidence.readers.reading import ExhibitReading, ReadingHints
    from casewright.evidence.readers.recordings import Transcriber
    from casewright.evidence.safety.antivirus import VirusScanner
    from casewright.intake import SourceFile
    from casewright.pipeline.evidence import ReadExhibit

__all__ = ["reader_with", "scanner_at", "transcriber_of", "translator_of"]

_TRANSLATION_SECONDS = 120
_TRANSCRIPT_SECONDS = 240


def translator_of(command: str | None) -> Translator | None:
    """Return who translates; None without a command.

    The command is started as `COMMAND FROM INTO` (languages as in BCP 47), the text on its standard input. What it
    prints is the translation; nothing, an exit code or two minutes of silence mean that there is none.
    """
    words = shlex.split(command or "")
    if not words:
        return None

    def translate(text: str, language: str, into: str) -> str | None:
        return _printed([*words, language, into], text.encode(), _TRANSLATION_SECONDS)

    return Translator(PurePath(words[0]).stem, translate)


def transcriber_of(command: str | None) -> "Transcriber | None":
    """Return who writes recordings down; None without a command.

    The command is started as `COMMAND MEDIA_TYPE`, the recording on its standard input. What it prints are the words;
    nothing, an exit code or four minutes without an end mean that there are none.
    """
    from casewright.evidence.readers.recordings import Transcriber  # noqa: PLC0415 - heavy; only who has one pays

    words = shlex.split(command or "")
    if not words:
        return None

    def transcribe(content: bytes, media_type: str) -> str | None:
        return _printed([*words, media_type], content, _TRANSCRIPT_SECONDS)

    return Transcriber(PurePath(words[0]).stem, transcribe)


def scanner_at(address: str | None) -> "VirusScanner | None":
    """Return who looks for viruses; None without an address. Refuse one that nothing installed can reach."""
    if not address:
        return None
    for point in entry_points(group="casewright.virus_scanners"):
        scanner: VirusScanner = point.load()(address)
        return scanner
    raise click.ClickException(
        "nothing installed can ask a virus scanner: leave out --virus-scanner and CASEWRIGHT_CLAMD, or install the "
        "whole product"
    )


def reader_with(command: str | None, scanner: "VirusScanner | None" = None) -> "ReadExhibit | None":
    """Return the reader that has recordings written down and files scanned; None, for the usual one, without either."""
    from casewright.evidence.readers.read import read_exhibit  # noqa: PLC0415 - as above

    transcriber = transcriber_of(command)
    if transcriber is None and scanner is None:
        return None

    def read(file: "SourceFile", hints: "ReadingHints") -> "ExhibitReading":
        return read_exhibit(file, hints=hints, transcriber=transcriber, scanner=scanner)

    return read


def _printed(words: list[str], content: bytes, seconds: int) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 - the user's own command
            words, input=content, capture_output=True, timeout=seconds, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace").strip() or None
