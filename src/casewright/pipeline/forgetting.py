"""A record once its personal data must go: who, where and in which words are gone, what was concluded from them stays.

Which fields are personal, and how each is redacted, stands in the lake's `personal.toml`. A redacted record opens the
same case, with the same facts, as before: of words stay the codes that were understood, of a town whether it was the
order's.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from casewright.domain.case import Record
from casewright.domain.kept_file import KeptFile
from casewright.domain.marketplace import marketplace_by_site
from casewright.domain.notice import MailNotice
from casewright.domain.order import OrderLine
from casewright.domain.redacted import (
    ANOTHER,
    ORDERS,
    REDACTED_LOCAL,
    UNTOLD,
    is_redacted,
    redacted_words,
)
from casewright.domain.report_row import ReportRow
from casewright.domain.shipment import Scan, ScanKind
from casewright.domain.wire import RECORD_TYPES
from casewright.domain.words import Words
from casewright.evidence.board.people import Signer, signer_of
from casewright.evidence.names.towns import TownMatch, match_postal_codes, match_towns
from casewright.evidence.readers.phrases import Meaning, means
from casewright.facts.reasons import claim_ground, return_reason, told_reason, withdraws
from casewright.lake.schema import personal_table
from casewright.triage import intents_of

__all__ = ["OrderSays", "file_name_redacted", "forgotten_record", "holds_personal_data", "order_says"]

_GONE = Words("Removed with personal data.", "已随个人信息一并删除。")
_NAMES = {kind: name for name, kind in RECORD_TYPES.items()}
_ROLES = {
    Signer.UNNAMED: "recipient",
    Signer.HOUSEHOLD: "family member",
    Signer.NEIGHBOUR: "neighbour",
    Signer.DESK: "front desk",
    Signer.NOBODY: "unsigned",
}
_SIGNERS = {
    Signer.RECIPIENT: ORDERS,
    Signer.INITIALS: ORDERS,
    Signer.FAMILY_NAME: "family member",
    Signer.HOUSEHOLD: "family member",
    Signer.OTHER: ANOTHER,
}
_MATCHES = {TownMatch.SAME: ORDERS, TownMatch.OTHER: ANOTHER, TownMatch.UNKNOWN: UNTOLD}
_AT_THE_DOOR = frozenset(
    {
        ScanKind.OUT_FOR_DELIVERY,
        ScanKind.DELIVERED,
        ScanKind.ATTEMPTED,
        ScanKind.UNDELIVERABLE,
        ScanKind.REFUSED,
    }
)
"""Scans made where somebody lives; another town on the way there is the carrier's and stays."""
_LONGEST_ENDING = 8


@dataclass(frozen=True, slots=True)
class OrderSays:
    """What the records of an order say of its recipient; None where none does."""

    recipient: str | None = None
    city: str | None = None
    postal_code: str | None = None
    country: str | None = None


def order_says(records: Iterable[Record]) -> OrderSays:
    """Return what the records of one order say of its recipient, while they still do."""
    kept = list(records)
    lines = [one for one in kept if isinstance(one, OrderLine)]
    names = (one.buyer_name for one in kept if isinstance(one, MailNotice))
    return OrderSays(
        _plain(names),
        _plain(line.ship_city for line in lines),
        _plain(line.ship_postal_code for line in lines),
        next((line.ship_country for line in lines if line.ship_country), None),
    )


def _plain(values: Iterable[str | None]) -> str | None:
    """Return the first value that stands as it was read, else one that stands for it."""
    told = [value for value in values if value]
    return next((value for value in told if not is_redacted(value)), told[0] if told else None)


def holds_personal_data(record: Record) -> bool:
    """Say whether the record is of a type with personal fields; what a file is called may be personal, too."""
    name = record.report if isinstance(record, ReportRow) else _NAMES[type(record)]
    return isinstance(record, KeptFile) or name in _methods()


def forgotten_record(record: Record, says: OrderSays, *, name: str) -> Record:
    """Return the record with every personal field redacted. `name` is what its file is called from now on.

    What was redacted before stays as it is.
    """
    kind = record.report if isinstance(record, ReportRow) else _NAMES[type(record)]
    methods = _methods().get(kind, {})
    if isinstance(record, ReportRow):
        values = tuple(pair for pair in record.values if pair[0] not in methods)
        return replace(record, values=values)
    at_door = not isinstance(record, Scan) or record.kind in _AT_THE_DOOR
    redacted: Record = _Redaction(methods, says, keeps_alias=_needs_alias(record), at_door=at_door).of(record, ())
    return replace(redacted, place=replace(redacted.place, file=name))


def file_name_redacted(name: str, digest: str) -> str:
    """Return a name for a file that tells only its type: what people call their files may name somebody."""
    ending = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    kept = ending if 1 < len(ending) <= _LONGEST_ENDING and ending[1:].isalnum() and ending.isascii() else ""
    return f"file-{digest[:12]}{kept}"


def _needs_alias(record: Record) -> bool:
    """Say whether nothing but the relay's alias tells which case a mail belongs to."""
    return isinstance(record, MailNotice) and record.order_id is None


@cache
def _methods() -> Mapping[str, Mapping[str, str]]:
    """Return by type of record how each personal field is redacted."""
    found: dict[str, dict[str, str]] = {}
    for one in personal_table()["field"]:
        found.setdefault(one["record"], {}).update(dict.fromkeys(one["fields"], one["how"]))
    return found


@dataclass(frozen=True, slots=True)
class _Redaction:
    methods: Mapping[str, str]
    says: OrderSays
    keeps_alias: bool
    at_door: bool

    def of(self, value: Any, path: tuple[str, ...]) -> Any:  # noqa: ANN401 - fields have many types
        """Return a value at a path of the record, redacted where the table says so."""
        how = self.methods.get(".".join(path))
        if how is not None:
            return self._redacted(value, how)
        if isinstance(value, tuple):
            return tuple(self.of(item, path) for item in value)
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **dict(self._changed(value, path)))
        return value

    def _changed(self, value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - the same
        for field in fields(value):
            before = getattr(value, field.name)
            after = self.of(before, (*path, field.name))
            if after is not before:
                yield field.name, after

    def _redacted(self, value: Any, how: str) -> Any:  # noqa: ANN401 - the same
        if isinstance(value, Words):
            return _GONE
        if not isinstance(value, str) or not value.strip() or is_redacted(value):
            return value
        match how:
            case "words":
                found: str | None = _words(value)
            case "town":
                match = match_towns(value, self.says.city or "", self.says.country).match
                on_the_way = not self.at_door and match is TownMatch.OTHER
                found = value if on_the_way else _compared(value, self.says.city, match)
            case "postal_code":
                code = self.says.postal_code
                found = _compared(value, code, match_postal_codes(value, code or ""))
            case "person":
                found = _person(value, self.says.recipient)
            case "address":
                found = value if self.keeps_alias and marketplace_by_site(_host(value)) else _address(value)
            case "file_name":
                found = file_name_redacted(value, "attachment")
            case _:
                found = None
        return found


def _compared(value: str, wanted: str | None, match: TownMatch) -> str:
    if wanted is None:
        return UNTOLD
    return ORDERS if value.casefold() == wanted.casefold() else _MATCHES[match]


def _person(value: str, recipient: str | None) -> str:
    """Return who it was without the name: in what part, or whether it was the recipient."""
    role = signer_of(value, None)
    if role in _ROLES:
        return _ROLES[role]
    return ORDERS if value == recipient else _SIGNERS.get(signer_of(value, recipient), UNTOLD)


def _host(address: str) -> str:
    return address.rpartition("@")[2].strip("> ").lower()


def _address(address: str) -> str:
    host = _host(address)
    return f"{REDACTED_LOCAL}@{host if marketplace_by_site(host) else 'redacted.invalid'}"


def _words(text: str) -> str:
    """Return what was understood of a text. A code (`CR-DEFECTIVE`) is nobody's words and stays."""
    if text.isascii() and text.isupper() and " " not in text.strip() and return_reason(text) is not None:
        return text
    return redacted_words(_understood(text))


def _understood(text: str) -> Iterator[tuple[str, str]]:
    yield from (("intent", code) for code in intents_of(text))
    for table, reason in (
        ("told_reason", told_reason(text)),
        ("return_reason", return_reason(text)),
        ("claim_ground", claim_ground(text)),
        ("withdrawal", "yes" if withdraws(text) else None),
    ):
        if reason is not None:
            yield table, reason
    yield from (("means", meaning.value) for meaning in Meaning if means(meaning, text) is not None)
