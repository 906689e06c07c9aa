"""A page that a person confirmed, imported as a source of its own."""

from collections.abc import Mapping
from datetime import datetime

from casewright.domain.place import Finding
from casewright.intake.paste import Paste, PastedMessage, read_paste, wrap_paste
from casewright_web.services.imports import ImportResult, source_import

__all__ = ["paste_import"]


def paste_import(
    *, text: str, values: Mapping[str, str], messages: tuple[PastedMessage, ...], actor: str, at: datetime
) -> ImportResult | tuple[Finding, ...]:
    """Import a confirmed page. Return what is wrong with its fields instead, when something is."""
    content = wrap_paste(Paste(text, values, actor, at, messages))
    name = f"pasted-{values.get('order_id') or 'page'}.json"
    wrong = read_paste(name, content).findings
    return wrong or source_import(name=name, content=content, actor=actor, at=at)
