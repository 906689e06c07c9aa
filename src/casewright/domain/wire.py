"""Records as plain JSON values and back, without loss. Money is an exact decimal text with its currency beside it."""

from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from types import MappingProxyType, UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from casewright.domain.case import Record
from casewright.domain.durations import duration_text
from casewright.domain.kept_file import KeptFile
from casewright.domain.money import Money
from casewright.domain.notice import MailNotice
from casewright.domain.order import OrderLine
from casewright.domain.report_row import ReportRow
from casewright.domain.returns import Return
from casewright.domain.review import Review
from casewright.domain.shipment import Scan, Shipment

__all__ = ["RECORD_TYPES", "field_types", "read_wire_value", "record_from_wire", "record_to_wire", "to_wire"]

RECORD_TYPES: MappingProxyType[str, type[Record]] = MappingProxyType(
    {
        "mail": MailNotice,
        "order_line": OrderLine,
        "shipment": Shipment,
        "scan": Scan,
        "return": Return,
        "review": Review,
        "report_row": ReportRow,
        "file": KeptFile,
    }
)
_PLAIN = frozenset({str, int, bool, float})
_FIELD_TYPES: dict[type[Any], dict[str, Any]] = {}
_NAMES = {kind: name for name, kind in RECORD_TYPES.items()}


def to_wire(value: object) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """Turn any domain value into JSON values: instants and days as ISO 8601, money as amount and currency."""
    if value is None or type(value) in _PLAIN:  # most values, told apart before the costlier questions
        return value
    match value:
        case Money():
            wire: object = {"amount": f"{value.amount:f}", "currency": value.currency}
        case Enum():
            wire = value.value
        case datetime() | date():
            wire = value.isoformat()
        case timedelta():
            wire = duration_text(value)
        case Decimal():
            wire = f"{value:f}"
        case tuple() | list():
            wire = [to_wire(item) for item in value]
        case _ if type(value) in _FIELD_TYPES or is_dataclass(value):
            wire = {name: to_wire(getattr(value, name)) for name in field_types(type(value))}
        case _:
            wire = value
    return wire


def field_types(kind: type[Any]) -> dict[str, Any]:
    """Return the resolved types of a dataclass by field name, worked out once per class."""
    if kind not in _FIELD_TYPES:
        hints = get_type_hints(kind)
        _FIELD_TYPES[kind] = {field.name: hints[field.name] for field in fields(kind)}
    return _FIELD_TYPES[kind]


def record_to_wire(record: Record) -> dict[str, Any]:
    """Return the JSON form of a record, its `type` first. A mail's money stands flat as `amount` and `currency`."""
    wire = {"type": _NAMES[type(record)], **to_wire(record)}
    if isinstance(record, MailNotice):
        money = wire.pop("money") or {"amount": None, "currency": None}
        wire |= money
    if isinstance(record, ReportRow):
        wire["values"] = {name: _tagged(value) for name, value in record.values}
    return wire


def _tagged(value: object) -> object:
    """Mark the types that JSON would lose inside a free-form row."""
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    return to_wire(value)


def _untagged(value: object) -> object:
    if not isinstance(value, dict):
        return value
    if "at" in value:
        return datetime.fromisoformat(value["at"])
    if "on" in value:
        return date.fromisoformat(value["on"])
    return Money.of(value["amount"], value["currency"])


def record_from_wire(wire: dict[str, Any]) -> Record:
    """Rebuild the record that `record_to_wire` wrote. Raise KeyError for an unknown type."""
    values = dict(wire)
    kind = RECORD_TYPES[values.pop("type")]
    if kind is MailNotice:
        amount, currency = values.pop("amount"), values.pop("currency")
        values["money"] = None if amount is None else {"amount": amount, "currency": currency}
    if kind is ReportRow:
        cells = tuple((name, _untagged(cell)) for name, cell in values.pop("values").items())
        built = _build(ReportRow, {**values, "values": []})
        return ReportRow(built.report, built.place, cast("Any", cells), built.order_id)
    return cast("Record", _build(kind, values))


def _build(kind: type[Any], values: dict[str, Any]) -> Any:  # noqa: ANN401 - the caller names the type
    hints = field_types(kind)
    return kind(**{name: read_wire_value(hints[name], value) for name, value in values.items() if name in hints})


def read_wire_value(kind: Any, value: Any) -> Any:  # noqa: ANN401, PLR0911 - one return per shape of JSON value
    """Rebuild a value of a known type from its JSON form. Raise ValueError, KeyError or TypeError where it fits not."""
    if value is None:
        return None
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return read_wire_value(next(arg for arg in get_args(kind) if arg is not type(None)), value)
    if origin is tuple:
        return tuple(read_wire_value(get_args(kind)[0], item) for item in value)
    if kind is Money:
        return Money.of(value["amount"], value["currency"])
    if kind in (datetime, date):
        return kind.fromisoformat(value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if is_dataclass(kind):
        return _build(cast("type[Any]", kind), value)
    return value
