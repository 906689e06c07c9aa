"""A page as a browser saves it: most of it is programs, styles and pictures, which nobody reads."""

import re

__all__ = ["shown_part"]

_OPENS = re.compile(r"<(script|style|svg)\b|<!--", re.IGNORECASE)
_CLOSES = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("script", "style", "svg")}
_COMMENT_CLOSES = re.compile("-->")
_PICTURE = re.compile(r"data:[a-z0-9.+/-]{1,60};base64,[A-Za-z0-9+/=]{64,}")


def shown_part(page: str) -> str:
    """Return a page without its programs, styles, drawings, comments, pictures. What never closes goes to the end."""
    kept: list[str] = []
    at = 0
    while opens := _OPENS.search(page, at):
        kept.append(page[at : opens.start()])
        closes = (_CLOSES[opens[1].lower()] if opens[1] else _COMMENT_CLOSES).search(page, opens.end())
        at = closes.end() if closes else len(page)
    return _PICTURE.sub("", "".join([*kept, page[at:]]))
