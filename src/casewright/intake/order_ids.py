"""Find order numbers in any text."""

import re

__all__ = ["order_ids_in"]

_ORDER_ID = re.compile(
    r"(?<!\d)(?:(?<!\d-)([0-9]{3})-([0-9]{7})-([0-9]{7})(?!-?\d)|"
    r"(?<!\d[- _])([0-9]{3})([ _\u2010-\u2014])([0-9]{7})\5([0-9]{7})(?![- _]?\d))",
    re.ASCII,
)


def order_ids_in(text: str) -> tuple[str, ...]:
    """Return each order number once, in order of first appearance. Brackets may touch it, further digits may not.

    People also write it with blanks, and programs with longer dashes or underscores.
    """
    return tuple(
        dict.fromkeys(
            "-".join(one.group(1, 2, 3) if one[1] else one.group(4, 6, 7)) for one in _ORDER_ID.finditer(text)
        )
    )
