"""What a notice of an undelivered message says: what hindered it, and the word that lets it through."""

import re

from casewright.intake.mail.content import Content
from casewright.intake.mail.vocabulary import says
from casewright.intake.mail.wording import fold

__all__ = ["hindrance", "retry_marker"]

_BRACKETS = re.compile(r"[\[【]\s*([^\]】\[【\n]{2,40}?)\s*[\]】]")
_NO_MARKER = re.compile(r"\d{3}-\d{7}-\d{7}|commmgrtok|asin|^[\d\W]+$")


def hindrance(content: Content) -> str | None:
    """Return the sentence that says what hindered a message."""
    return next((one.text[:500] for one in content.sentences if says("subjects", "hindered", one.key)), None)


def retry_marker(content: Content) -> str | None:
    """Return the bracketed word that lets a message through, brackets included, as the template spells it."""
    for line in content.lines:
        for match in _BRACKETS.finditer(line):
            if not _NO_MARKER.search(fold(match[1])):
                return match[0].replace("【", "[").replace("】", "]") if match[0][0] == "[" else match[0]
    return None
