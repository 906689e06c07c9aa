"""Find order numbers in any text."""

import re

__all__ = ["order_ids_in"]

_ORDER_ID = re.compile(r"(?<!\d)(?<!\d-)[0-9]{3}-[0-9]{7}-[0-9]{7}(?!-?\d)", re.ASCII)


def order_ids_in(text: str) -> tuple[str, ...]:
    """Return each order number once, in order of first appearance. Brackets may touch it, further digits may not."""
    return tuple(dict.fromkeys(_ORDER_ID.findall(text)))
