"""What strangers wrote, made fit for a database: no NUL, no half characters, keys of one length."""

import hashlib
import json
import re
from typing import Any

__all__ = ["storable", "stored_case_key", "stored_key"]

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_SUSPECT = re.compile(r"\\u(?:0000|d[89a-f])")
"""How `json.dumps` writes what may have to be replaced."""
_LONGEST_CASE_KEY = 400


def storable(value: Any) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """Return the JSON value with every character that PostgreSQL refuses shown as a replacement character."""
    if isinstance(value, str):
        return value if value.isascii() and "\x00" not in value else _UNSTORABLE.sub("\ufffd", value)
    text = json.dumps(value)
    return json.loads(text) if _SUSPECT.search(text) is None else _replaced(value)


def _replaced(value: Any) -> Any:  # noqa: ANN401 - the same
    match value:
        case str():
            return _UNSTORABLE.sub("\ufffd", value)
        case list() | tuple():
            return [_replaced(item) for item in value]
        case dict():
            return {_replaced(name): _replaced(item) for name, item in value.items()}
        case _:
            return value


def stored_key(key: str) -> str:
    """Return the fixed-length form of a link key."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def stored_case_key(key: str) -> str:
    """Return the case key itself, or its digest when a stranger made it too long."""
    clean: str = storable(key)
    return clean if len(clean) <= _LONGEST_CASE_KEY else f"long:{stored_key(key)}"
