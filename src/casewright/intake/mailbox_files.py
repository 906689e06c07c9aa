"""The mails of an mbox file, one at a time, however large the file is."""

from collections.abc import Iterator
from itertools import chain, pairwise
from typing import BinaryIO

from casewright.intake.containers import looks_like_mbox, open_mbox

__all__ = ["mails_of", "starts_as_mbox"]

_HEAD = 65_536


def starts_as_mbox(file: BinaryIO) -> bool:
    """Say whether a file begins as a mailbox. It stands at its beginning again afterwards."""
    head = file.read(_HEAD)
    file.seek(0)
    return looks_like_mbox(head)


def mails_of(file: BinaryIO) -> Iterator[bytes]:
    """Yield each mail without its `From ` line, as the core's reader of mailboxes cuts them."""
    gathered: list[bytes] = []
    blank = True
    for line, following in pairwise(chain(file, [b""])):
        if blank and line.startswith(b"From ") and gathered and looks_like_mbox(line + following):
            yield from _mails(gathered)
            gathered = []
        gathered.append(line)
        blank = not line.strip(b"\r\n")
    yield from _mails(gathered)


def _mails(lines: list[bytes]) -> Iterator[bytes]:
    content = b"".join(lines)
    if looks_like_mbox(content):
        for source in open_mbox("", content).inside:
            yield source.content
