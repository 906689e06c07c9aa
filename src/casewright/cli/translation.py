"""The shell's translator: a command of the user's own, given a text and two languages."""

import shlex
import subprocess
from pathlib import PurePath

from casewright.pipeline.packing.translating import Translator

__all__ = ["translator_of"]

_SECONDS = 120


def translator_of(command: str | None) -> Translator | None:
    """Return who translates; None without a command.

    The command is started as `COMMAND FROM INTO` (languages as in BCP 47), the text on its standard input. What it
    prints is the translation; nothing, an exit code or two minutes of silence mean that there is none.
    """
    words = shlex.split(command or "")
    if not words:
        return None

    def translate(text: str, language: str, into: str) -> str | None:
        try:
            done = subprocess.run(  # noqa: S603 - the user's own command
                [*words, language, into], input=text.encode(), capture_output=True, timeout=_SECONDS, check=True
            )
        except (OSError, subprocess.SubprocessError):
            return None
        return done.stdout.decode("utf-8", "replace").strip() or None

    return Translator(PurePath(words[0]).stem, translate)
