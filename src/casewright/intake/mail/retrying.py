"""What a notice of an undelivered message says: what hindered it, and the word that lets it through."""

import re

from casewright.intake.mail.content import Content
from casewright.intake.mail.vocabulary import says
from casewright.intake.mail.wording import fold

__all__ = ["hindrance", "retry_marker"]

_BRACKETS = re.compile(r"[\[【]\s*([^\]】\[【\n]{2,40}?)\s*[\]】]")
_STATUS = re.compile(r"(?<![\d.])[45]\d\d[ -]{1,3}#?[45]\.\d{1,3}\.\d{1,3}(?![\d.])")
"""A reply of a mail server and its enhanced status code (RFC 3463): 550 5.7.1."""
_NO_MARKER = re.compile(r"\d{3}-\d{7}-\d{7}|commmgrtok|asin|^[\d\W]+$")


def hindrance(content: Content) -> str | None:
    """Return the sentence that says what hindered a message, else the line with a mail server's status code."""
    said = next((one.text[:500] for one in content.sentences if says("subjects", "hindered", one.key)), None)
    return said or next((line.strip()[:500] for line in content.lines if _STATUS.search(line)), None)


def retry_marker(content: Content) -> str | None:
    """Return the bracketed word that lets a message through, brackets included, as the template spells it."""
    for line in content.lines:
        for match in _BRACKETS.finditer(line):
            if not _NO_MARKER.search(fold(match[1])):
                return match[0].replace("【", "[").replace("】", "]") if match[0][0] == "[" else match[0]
    return None
