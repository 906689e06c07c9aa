"""`dispute.toml`: a dispute stated by hand, beside the files of its evidence (docs/develop/evidence-board.md).

Nothing here raises: a value that cannot be used is a finding with its line, and the field stays unknown.
"""

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from casewright.domain.dispute import Dispute, DisputedItem, DisputeType
from casewright.domain.exhibit import CallTerms, ExhibitKind, Speaker, Weight
from casewright.domain.marketplace import marketplace_by_code
from casewright.domain.money import Money, MoneyError
from casewright.domain.place import Finding, Place, Severity
from casewright.domain.returns import RefundedBy
from casewright.domain.words import Words

__all__ = ["DISPUTE_FILE", "DisputeReading", "StatedExhibit", "read_dispute"]

DISPUTE_FILE = "dispute.toml"
"""The name of the file, in whatever folder the evidence of one dispute lies."""

_UNREADABLE = Words(
    "This is not valid TOML in UTF-8 ({why}). Correct the file; nothing in it was used.",
    "不是有效的 UTF-8 编码 TOML 文件（{why}）。请更正；其中内容均未使用。",
)
_NO_TYPE = Words(
    "“dispute” must name one of the 26 types, such as delivered_not_received or D1; {found} is none.",
    "“dispute”须写 26 种类型之一，例如 delivered_not_received 或 D1；{found} 不在其中。",
)
_BAD_VALUE = Words(
    "“{name}” cannot be used: {found}. It is taken as not known; write {wanted}.",
    "“{name}”无法使用：{found}。按未知处理；请写成{wanted}。",
)
_UNKNOWN_KEY = Words(
    "“{name}” is not a field of a dispute and was left out. Check its spelling.",
    "“{name}”不是争议文件的字段，未读取。请检查拼写。",
)


@dataclass(frozen=True, slots=True)
class StatedExhibit:
    """What a person says of a file. `proves` are proofs of the checklist; `earlier` is a picture of another dispute."""

    file: str
    kind: ExhibitKind | None = None
    speaker: Speaker | None = None
    off_channel: bool | None = None
    call: CallTerms | None = None
    received_at: datetime | None = None
    earlier: bool = False
    order_id: str | None = None
    proves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DisputeReading:
    """The dispute, or None where its type cannot be told; what is said of files; and findings."""

    dispute: Dispute | None
    exhibits: tuple[StatedExhibit, ...] = ()
    findings: tuple[Finding, ...] = ()


class _UnusableError(Exception):
    """A value of the wrong form; `wanted` is what a right one looks like."""

    def __init__(self, wanted: Words) -> None:
        super().__init__(wanted.en)
        self.wanted = wanted


_TEXT = Words("a text in quotes", "带引号的文本")
_TEXTS = Words('a list such as ["1Z…", "1Z…"]', '列表，例如 ["1Z…", "1Z…"]')
_FLAG = Words("true or false", "true 或 false")
_WHEN = Words("2026-11-18 or 2026-11-18T09:12:00+01:00", "2026-11-18 或 2026-11-18T09:12:00+01:00")
_GRAMS = Words("whole grams, such as 1240", "整数克，例如 1240")
_SUM = Words('"49.90 EUR"', '"49.90 EUR"')
_COUNT = Words("a whole number", "整数")
_CALL = Words(
    " or ".join(f'"{one}"' for one in CallTerms),
    " 或 ".join(f'"{one}"' for one in CallTerms),
)
_CHOICE = Words("one of its known names", "已知名称之一")


@dataclass(slots=True)
class _Sheet:
    """The file while it is read: its place, the zone in which its days are counted, and what was remarked."""

    place: Place
    lines: list[str]
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    findings: list[Finding] = field(default_factory=list)
    read_from: list[tuple[str, Place]] = field(default_factory=list)

    def spot(self, key: str, nth: int = 0) -> Place:
        """Return the line on which a key stands (the nth time it does)."""
        pattern = re.compile(rf"\s*(?:\w+\.)?{re.escape(key)}\s*=")
        rows = [number for number, line in enumerate(self.lines, 1) if pattern.match(line)]
        return Place(
            self.place.file, self.place.digest, row=rows[min(nth, len(rows) - 1)] if rows else None, column=key
        )

    def remark(self, code: str, words: Words, place: Place, **values: object) -> None:
        self.findings.append(Finding(code, Severity.WARNING, words.fill(**values), place))


def read_dispute(name: str, content: bytes) -> DisputeReading:
    """Read the file. Never raises."""
    sheet = _Sheet(Place(name, hashlib.sha256(content).hexdigest()), [])
    try:
        text = content.decode("utf-8-sig")
        data = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        finding = Finding("DSP001", Severity.ERROR, _UNREADABLE.fill(why=error), sheet.place)
        return DisputeReading(None, findings=(finding,))
    sheet.lines = text.splitlines()
    kind = _type_of(data.pop("dispute", None))
    if kind is None:
        found = _first_line(sheet, "dispute")
        finding = Finding("DSP002", Severity.ERROR, _NO_TYPE.fill(found=found), sheet.spot("dispute"))
        return DisputeReading(None, findings=(finding,))
    site = marketplace_by_code(str(data.get("marketplace")))
    sheet.zone = ZoneInfo(site.zone) if site else sheet.zone
    stated = data.pop("exhibit", [])
    values = _values(data, sheet)
    exhibits = tuple(_exhibits(stated, sheet))
    dispute = Dispute(kind, **values, read_from=tuple(sheet.read_from))
    return DisputeReading(dispute, exhibits, tuple(sheet.findings))


def _first_line(sheet: _Sheet, key: str) -> str:
    row = sheet.spot(key).row
    return "“”" if row is None else f"“{sheet.lines[row - 1].strip()[:60]}”"


def _type_of(raw: object) -> DisputeType | None:
    wanted = str(raw).strip()
    return next((one for one in DisputeType if wanted in (one.value, one.matrix_row, one.matrix_row.lower())), None)


_Read = Callable[[object, _Sheet], Any]


def _text(raw: object, _: _Sheet) -> str:
    if isinstance(raw, str) and raw.strip():
        return raw.strip()
    raise _UnusableError(_TEXT)


def _texts(raw: object, _: _Sheet) -> tuple[str, ...]:
    if isinstance(raw, list) and all(isinstance(one, str) for one in raw):
        return tuple(one.strip() for one in raw if one.strip())
    raise _UnusableError(_TEXTS)


def _flag(raw: object, _: _Sheet) -> bool:
    if isinstance(raw, bool):
        return raw
    raise _UnusableError(_FLAG)


def _start(raw: object, sheet: _Sheet) -> datetime:
    return _instant(raw, sheet, timedelta(0))


def _end(raw: object, sheet: _Sheet) -> datetime:
    """Read an instant; a bare day means its last second."""
    return _instant(raw, sheet, timedelta(days=1, seconds=-1))


def _instant(raw: object, sheet: _Sheet, into_day: timedelta) -> datetime:
    if isinstance(raw, str):
        try:
            raw = datetime.fromisoformat(raw) if len(raw) > len("2026-11-18") else date.fromisoformat(raw)
        except ValueError:
            raise _UnusableError(_WHEN) from None
    if isinstance(raw, datetime):
        return raw if raw.tzinfo else raw.replace(tzinfo=sheet.zone)
    if isinstance(raw, date):
        return datetime.combine(raw, time(), tzinfo=sheet.zone) + into_day
    raise _UnusableError(_WHEN)


def _grams(raw: object, _: _Sheet) -> Weight:
    if type(raw) is int and raw > 0:
        return Weight(raw)
    raise _UnusableError(_GRAMS)


def _money(raw: object, _: _Sheet) -> Money:
    try:
        amount, currency = str(raw).split()
        return Money.of(amount, currency)
    except (ValueError, MoneyError):
        raise _UnusableError(_SUM) from None


def _count(raw: object, _: _Sheet) -> int:
    if type(raw) is int and raw > 0:
        return raw
    raise _UnusableError(_COUNT)


def _by(raw: object, _: _Sheet) -> RefundedBy:
    if raw in list(RefundedBy):
        return RefundedBy(str(raw))
    raise _UnusableError(_CHOICE)


_FIELDS: Mapping[str, _Read] = MappingProxyType(
    {
        **dict.fromkeys(("marketplace", "order_id", "recipient", "address", "city", "postal_code"), _text),
        **dict.fromkeys(("country", "carrier", "seller"), _text),
        **dict.fromkeys(("tracking_numbers", "return_tracking_numbers"), _texts),
        **dict.fromkeys(("opened_at", "ordered_at", "shipped_at", "delivered_at"), _start),
        **dict.fromkeys(("ship_by", "promised_by", "respond_by"), _end),
        **dict.fromkeys(("money", "order_total"), _money),
        "claims_protected": _flag,
        "ship_weight_grams": _grams,
    }
)
_NAMED_APART: Mapping[str, str] = MappingProxyType({"ship_weight_grams": "ship_weight"})
_SECTIONS: Mapping[str, Mapping[str, tuple[str, _Read]]] = MappingProxyType(
    {
        "buyer_says": {
            "received": ("buyer_received", _flag),
            "refunded": ("buyer_refunded", _flag),
            "returned_at": ("buyer_returned_at", _start),
        },
        "refund": {"money": ("refund", _money), "at": ("refunded_at", _start), "by": ("refunded_by", _by)},
    }
)
_ITEM: Mapping[str, tuple[str, _Read]] = MappingProxyType(
    {
        **{name: (name, _text) for name in ("sku", "asin", "title", "serial", "batch")},
        "quantity": ("quantity", _count),
        "weight_grams": ("weight", _grams),
    }
)


def _values(data: Mapping[str, Any], sheet: _Sheet) -> dict[str, Any]:
    """Return the fields that can be used, by their name in the dispute."""
    found: dict[str, Any] = {}
    for key, raw in data.items():
        if key == "item":
            found["items"] = tuple(_items(raw, sheet))
        elif key in _SECTIONS and isinstance(raw, Mapping):
            found |= _section(raw, _SECTIONS[key], sheet, "{}")
        elif key in _FIELDS:
            found |= _section({key: raw}, {key: (_NAMED_APART.get(key, key), _FIELDS[key])}, sheet, "{}")
        else:
            sheet.remark("DSP004", _UNKNOWN_KEY, sheet.spot(key), name=key)
    return found


def _section(
    data: Mapping[str, Any], known: Mapping[str, tuple[str, _Read]], sheet: _Sheet, path: str, nth: int = 0
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, raw in data.items():
        spot = sheet.spot(key, nth)
        if key not in known:
            sheet.remark("DSP004", _UNKNOWN_KEY, spot, name=key)
            continue
        name, read = known[key]
        try:
            found[name] = read(raw, sheet)
        except _UnusableError as error:
            told = {"name": key, "found": repr(raw)[:60]}
            filled = Words(
                _BAD_VALUE.en.format(**told, wanted=error.wanted.en),
                _BAD_VALUE.zh.format(**told, wanted=error.wanted.zh),
            )
            sheet.findings.append(Finding("DSP003", Severity.WARNING, filled, spot))
        else:
            sheet.read_from.append((path.format(name), spot))
    return found


def _items(raw: object, sheet: _Sheet) -> Iterator[DisputedItem]:
    for number, entry in enumerate(raw if isinstance(raw, list) else []):
        if isinstance(entry, Mapping):
            yield DisputedItem(**_section(entry, _ITEM, sheet, f"items.{number}.{{}}", number))


def _kind(raw: object, _: _Sheet) -> ExhibitKind:
    if raw in list(ExhibitKind):
        return ExhibitKind(str(raw))
    raise _UnusableError(_CHOICE)


def _speaker(raw: object, _: _Sheet) -> Speaker:
    if raw in list(Speaker):
        return Speaker(str(raw))
    raise _UnusableError(_CHOICE)


def _call(raw: object, _: _Sheet) -> CallTerms:
    if raw in list(CallTerms):
        return CallTerms(str(raw))
    raise _UnusableError(_CALL)


_EXHIBIT: Mapping[str, tuple[str, _Read]] = MappingProxyType(
    {
        "file": ("file", _text),
        "kind": ("kind", _kind),
        "speaker": ("speaker", _speaker),
        "off_channel": ("off_channel", _flag),
        "call": ("call", _call),
        "received_at": ("received_at", _start),
        "earlier": ("earlier", _flag),
        "order_id": ("order_id", _text),
        "proves": ("proves", _texts),
    }
)


def _exhibits(raw: object, sheet: _Sheet) -> Iterator[StatedExhibit]:
    known = len(sheet.read_from)
    for number, entry in enumerate(raw if isinstance(raw, list) else []):
        values = _section(entry, _EXHIBIT, sheet, "{}", number) if isinstance(entry, Mapping) else {}
        if "file" in values:
            yield StatedExhibit(**values)
    del sheet.read_from[known:]
