"""A mapping: what the columns of somebody's own table mean, written by a user as a small TOML file.

casewright = "mapping"
name = "SF tracking"
as = "tracking_history"
zone = "Asia/Shanghai"

[columns]
order_id = "客户单号"
scanned_at = "操作时间"
kind = "操作"

[words.kind]
"已签收" = "delivered"
"""

import tomllib
from collections.abc import Mapping as Pairs
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import available_timezones

from casewright.domain.errors import CasewrightError
from casewright.domain.money import CURRENCIES
from casewright.domain.words import Words
from casewright.intake.reports.layouts import Field, Layout, column_name, known_layouts

__all__ = [
    "MAPPING_ENDING",
    "Mapping",
    "MappingError",
    "looks_like_mapping",
    "mapping_text",
    "parse_mapping",
    "targets",
]

MAPPING_ENDING = ".mapping.toml"
"""How the name of a mapping file ends."""

_MARK = "mapping"
_KNOWN = frozenset({"casewright", "name", "as", "instead_of", "zone", "currency", "columns", "words"})
_LONGEST = 100_000
_LONGEST_NAME = 60


class MappingError(CasewrightError):
    """A mapping that cannot be used; `words` say which line and what it should be."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.words = Words(en, zh)


@dataclass(frozen=True, slots=True)
class Mapping:
    """A named mapping: a known report whose columns have other names. `layout` is that report under these names.

    `text` is the file that was read, so that what rests on the mapping can be read again. `instead_of` names the known
    report that a person wants read by this mapping all the same.
    """

    name: str
    layout: Layout
    text: str = ""
    instead_of: str | None = None

    def fits(self, header: Sequence[str]) -> bool:
        """Say whether a table has all the columns that this mapping names."""
        names = {column_name(cell) for cell in header}
        return all(any(column in names for column in field.columns) for field in self.layout.fields)


def targets() -> dict[str, Layout]:
    """Return what a table can be mapped to, by name."""
    return {layout.name: layout for layout in known_layouts()}


def looks_like_mapping(content: bytes) -> bool:
    """Say whether the bytes begin as a mapping file."""
    head = content[:400].decode("utf-8", "replace").replace(" ", "")
    return f'casewright="{_MARK}"' in head


def parse_mapping(content: bytes) -> Mapping:
    """Read a mapping file. Raise MappingError."""
    try:
        text = content[:_LONGEST].decode("utf-8")
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MappingError(f"not valid TOML: {error}", f"不是有效的 TOML：{error}") from None
    unknown = sorted(set(table) - _KNOWN)
    if unknown:
        known = ", ".join(sorted(_KNOWN))
        short = unknown[0][:_LONGEST_NAME]
        raise MappingError(f"“{short}” is not known; known are {known}", f"不认识“{short}”，可用的有 {known}")
    base = targets().get(str(table.get("as")))
    if base is None:
        known = ", ".join(targets())
        raise MappingError(f"as = one of {known}", f"as 应为以下之一：{known}")
    fields = _fields(base, table)
    instead_of = table.get("instead_of")
    if instead_of is not None and instead_of not in targets():
        known = ", ".join(targets())
        raise MappingError(f"instead_of names a known report: {known}", f"instead_of 应为已知报告之一：{known}")
    return Mapping(str(table.get("name") or base.name), _layout(base, fields, table), text, instead_of)


def _texts(table: Pairs[str, Any], name: str) -> dict[str, Any]:
    value = table.get(name, {})
    if not isinstance(value, dict):
        raise MappingError(f"[{name}] is a table of pairs", f"[{name}] 应是成对的表")
    return value


def _fields(base: Layout, table: Pairs[str, Any]) -> tuple[Field, ...]:
    known = {field.name: field for field in base.fields}
    columns = _by_field(known, _texts(table, "columns"))
    words = _by_field(known, _texts(table, "words"))
    missing = [name for name in base.required if name not in columns and name not in dict(base.always)]
    if missing:
        raise MappingError(f"[columns] lacks {', '.join(missing)}", f"[columns] 缺少 {', '.join(missing)}")
    return tuple(_field(known[name], column, words.get(name, {})) for name, column in columns.items())


def _by_field(known: Pairs[str, Field], told: Pairs[str, Any]) -> dict[str, Any]:
    """Return what is told of each field. A field may be written with a dash or an underscore: order-id, order_id."""
    spelt = {column_name(name): name for name in known}
    found: dict[str, Any] = {}
    for name, value in told.items():
        field = spelt.get(column_name(name))
        if field is None:
            names, short = ", ".join(known), name[:_LONGEST_NAME]
            raise MappingError(f"“{short}” is no field; fields are {names}", f"没有字段“{short}”，可用字段：{names}")
        if field in found:
            raise MappingError(f"{field} stands there twice", f"{field} 写了两次")
        found[field] = value
    return found


def _field(base: Field, column: object, words: object) -> Field:
    if not isinstance(column, str) or not column_name(column):
        raise MappingError(f"{base.name} = the column's name in quotes", f"{base.name} 应写带引号的列名")
    if not isinstance(words, dict) or not all(isinstance(word, str) for word in words.values()):
        raise MappingError(f"[words.{base.name}] pairs two texts", f"[words.{base.name}] 应为两段文字的对应")
    return replace(base, columns=(column_name(column),), words=tuple(words.items()))


def _layout(base: Layout, fields: tuple[Field, ...], table: Pairs[str, Any]) -> Layout:
    zone, currency = table.get("zone"), table.get("currency")
    if zone is not None and zone not in available_timezones():
        raise MappingError(
            f"zone = a name such as Asia/Shanghai, not {zone}", f"zone 应写成 Asia/Shanghai，而不是 {zone}"
        )
    code = currency.upper() if isinstance(currency, str) else None
    fixed = code if code in CURRENCIES else None
    named = (column_name(currency),) if isinstance(currency, str) and fixed is None else base.currency
    return replace(base, fields=fields, zone=zone, fixed_currency=fixed, currency=named)


def mapping_text(  # noqa: PLR0913 - each is a part of the file, named by the caller
    *,
    name: str,
    target: str,
    columns: Pairs[str, str],
    zone: str | None = None,
    currency: str | None = None,
    instead_of: str | None = None,
    words: Pairs[str, Pairs[str, str]] | None = None,
) -> str:
    """Return a mapping file for chosen columns and words, as the guided page writes it."""
    lines = [f'casewright = "{_MARK}"', f"name = {_quoted(name)}", f"as = {_quoted(target)}"]
    lines += [f"instead_of = {_quoted(instead_of)}"] if instead_of else []
    lines += [f"zone = {_quoted(zone)}"] if zone else []
    lines += [f"currency = {_quoted(currency)}"] if currency else []
    lines += ["", "[columns]", *(f"{field} = {_quoted(column)}" for field, column in columns.items() if column)]
    for field, pairs in (words or {}).items():
        lines += ["", f"[words.{field}]", *(f"{_quoted(word)} = {_quoted(meant)}" for word, meant in pairs.items())]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
