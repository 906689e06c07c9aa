"""One recorded decision, decided again."""

import json

import click

from casewright.domain.wire import to_wire
from casewright.domain.words import Language
from casewright.rulebook import load_rulebook
from casewright.rulebook.record import record_digest, replay

__all__ = ["replay_record"]


def replay_record(record: bytes, digest: str | None, language: Language, *, as_json: bool) -> None:
    """Print whether the record still gives its decision; exit 1 when the answer differs."""
    again = replay(record, load_rulebook(), digest)
    if as_json:
        document = {
            "record_sha256": record_digest(record),
            "same_table": again.same_table,
            "differs": list(again.differs),
            "row": again.decision.row,
            **to_wire(again.words),
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        click.echo(again.words.say(language))
    if again.differs:
        raise SystemExit(1)
