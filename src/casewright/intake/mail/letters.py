"""A mail as a letter: its subject and its lines, whoever wrote it, and whether it goes to a buyer's relay address."""

from dataclasses import dataclass
from hashlib import sha256

from casewright.intake.mail.addresses import relay_base
from casewright.intake.mail.content import read_content
from casewright.intake.mail.findings import Remarks
from casewright.intake.mail.headers import split_headers
from casewright.intake.mail.messages import body_of
from casewright.intake.mail.mime import parts_of

__all__ = ["Letter", "read_letter"]


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says as a text. `to_buyer`: it was sent to an address that passes mail on to a buyer."""

    subject: str
    lines: tuple[str, ...]
    body: str | None
    to_buyer: bool


def read_letter(name: str, content: bytes) -> Letter:
    """Return a mail as a letter. Never raises; `read_mail` gives the findings."""
    remarks = Remarks(name, sha256(content).hexdigest())
    headers, body_start = split_headers(content, 0, len(content), remarks, "header")
    contents = read_content(parts_of(content, headers, body_start, remarks), remarks)
    return Letter(
        subject=headers.text("subject", remarks) or "",
        lines=contents[0].lines if contents else (),
        body=body_of(contents),
        to_buyer=relay_base(headers.text("to", remarks) or "") is not None,
    )
