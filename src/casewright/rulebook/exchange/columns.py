"""The columns of a table in which every entry is one line, and the order of an entry's keys where a line loses it."""

from collections.abc import Iterable, Sequence

from casewright.rulebook.exchange.document import Entry, Flat

__all__ = ["ORDER_KEY", "canonical", "merged", "order_kept", "reordered"]

ORDER_KEY = "order"
"""Lists the keys of an entry whose conditions or orders stand in another order than the columns."""


def merged(entries: Iterable[Entry], before: Sequence[str] = (), after: Sequence[str] = ()) -> tuple[str, ...]:
    """Return all keys of the entries, each near its neighbours: some always first, some always last."""
    fixed = {*before, *after}
    middle: list[str] = []
    for entry in entries:
        place = 0
        for key in (key for key in entry.fields if key not in fixed):
            if key in middle:
                place = max(place, middle.index(key) + 1)
            else:
                middle.insert(place, key)
                place += 1
    middle.sort(key=_group)
    return (*before, *middle, *after)


def _group(key: str) -> int:
    """Conditions stand before orders, and whatever came later stands last."""
    if key.startswith("when."):
        return 0
    if key in ("do", "then.do"):
        return 1
    if key.endswith("_within"):
        return 2
    return 3 if key.startswith("then.") else 4


def _ordered(key: str) -> bool:
    return key.startswith(("when.", "then.")) or key == "do" or key.endswith("_within")


def order_kept(entry: Entry, columns: Sequence[str]) -> tuple[str, ...]:
    """Return the keys in the entry's own order when reading along the columns would change it, else nothing."""
    own = [key for key in entry.fields if _ordered(key)]
    read = [key for key in columns if key in own]
    return () if own == read else tuple(own)


def reordered(fields: Flat, order: Iterable[str]) -> Flat:
    """Return the fields with the listed keys in that order; the others keep their places before and after."""
    listed = [key for key in order if key in fields]
    if not listed:
        return fields
    result: Flat = {}
    for key in fields:
        for wanted in listed if key in listed else (key,):
            result[wanted] = fields[wanted]
    return result


_HEAD = ("table", "case_kind", "title.en", "title.zh", "hit", "collect", "by", "dated_by")
_FIRST = (*_HEAD, "code", "name", "unit", "from", "to", "is", "applies_to")
_LAST = ("because.en", "because.zh", "cite", "confidence", "mark", "seed", "against.en", "against.zh")


def canonical(fields: Flat) -> Flat:
    """Return the fields in the order in which a policy file has them; conditions and orders keep their own."""

    def place(key: str) -> int:
        if key in _FIRST:
            return _FIRST.index(key)
        if key.startswith("when."):
            return len(_FIRST)
        if _ordered(key):
            return len(_FIRST) + 1
        return len(_FIRST) + 2 + (_LAST.index(key) if key in _LAST else len(_LAST))

    return {key: fields[key] for key in sorted(fields, key=place)}
