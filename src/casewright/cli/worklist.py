"""`worklist.html`: the cases on one self-contained page, both languages inside, no script."""

from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from casewright.cli.board_text import VERDICTS
from casewright.cli.left import money_text, site_name, time_left, urgency, zone_city
from casewright.domain.words import LANGUAGES, Language

__all__ = ["worklist_html"]


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("casewright.cli"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["left"] = time_left
    environment.filters["money"] = money_text
    environment.filters["city"] = zone_city
    environment.filters["site"] = site_name
    environment.filters["tone"] = lambda deadline: urgency(deadline["left_seconds"]) if deadline else "plain"
    environment.filters["clock"] = _clock
    environment.filters["verdict"] = VERDICTS.__getitem__
    return environment


def _clock(instant: str, zone: str | None = None) -> str:
    """An instant to the minute, in its own offset or in an IANA zone."""
    at = datetime.fromisoformat(instant)
    return f"{at.astimezone(ZoneInfo(zone)) if zone else at:%Y-%m-%d %H:%M}"


def worklist_html(document: dict[str, Any], language: Language) -> str:
    """Render the content of `cases.json` as a page that opens in `language` and switches without a script."""
    template = _environment().get_template("worklist.html")
    listed = document["cases"].not_closed()
    closed = len(document["cases"]) - len(listed)
    return template.render(document=document, listed=listed, closed=closed, language=language, languages=LANGUAGES)
