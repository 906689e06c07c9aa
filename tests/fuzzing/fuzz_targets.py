"""What made-up bytes are fed to: one function per reader, and what to start from.

Shared by `tools/fuzz_readers.py`, which makes the bytes, and by the tests that keep what it once found.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from openpyxl import Workbook

from casewright.intake import SourceFile
from casewright.intake.mapping import glimpse, mapping_text, targets
from casewright.intake.paste import Paste, propose, wrap_paste
from casewright.intake.reports.layouts import known_layouts
from casewright.intake.sources import may_be_report
from casewright.pipeline import open_cases, read_files

__all__ = ["FOUND", "SEEDS", "TARGETS"]

FOUND = Path(__file__).with_name("found")
"""What once raised or hung, in one folder per reader."""

_EXAMPLES = Path(__file__).parents[2] / "examples" / "lantern-home"
_KEYS = {"s._domainkey.amazon.com": b"v=DKIM1; k=rsa; p=AAAA"}
_CUT = b"\n==\n"
_AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
_MEMBERS = ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml")
_ORDER = "302-5550301-0000301"
_MAPPED = f"号,时,事,钱,单\n{_ORDER},2026-11-05 12:10,已签收,49.90,SF1\n".encode()


def _read(*files: SourceFile) -> None:
    open_cases(read_files(files, keys=_KEYS).records)


def _mail(content: bytes) -> None:
    _read(SourceFile("fuzzed", content))


def _report(content: bytes) -> None:
    may_be_report(content[:4096])
    glimpse(content)
    _read(SourceFile("fuzzed.txt", content))


def _paste(content: bytes) -> None:
    text = content.decode("utf-8", "replace")
    proposal = propose(text, pasted_at=_AT)
    values = {field.name: field.value for field in proposal.fields if field.value}
    _read(SourceFile("fuzzed.json", wrap_paste(Paste(text, values, "mei", _AT, proposal.messages))))
    _read(SourceFile("fuzzed.json", b'{"casewright": "pasted-page", ' + content))


def _xlsx(content: bytes) -> None:
    _read(SourceFile("fuzzed.xlsx", content if content.startswith(b"PK") else _book_of(content)))


def _mapping(content: bytes) -> None:
    mapping, _, table = content.partition(_CUT)
    glimpse(table)
    _read(SourceFile("fuzzed.mapping.toml", mapping), SourceFile("fuzzed.csv", table or _MAPPED))


def _book_of(content: bytes) -> bytes:
    """Put the pieces in the place of a real workbook's parts, since no fuzzer finds its way through compression."""
    pieces = {name: piece for name, piece in zip_longest(_MEMBERS, content.split(_CUT)[: len(_MEMBERS)]) if piece}
    target = BytesIO()
    with ZipFile(target, "w", ZIP_STORED) as archive:
        for name, whole in _parts().items():
            archive.writestr(name, pieces.get(name, whole))
    return target.getvalue()


@cache
def _parts() -> MappingProxyType[str, bytes]:
    with ZipFile(BytesIO(_book())) as archive:
        return MappingProxyType({name: archive.read(name) for name in archive.namelist()})


@cache
def _book() -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Order ID", "Return request date", "Refunded Amount", "Currency code", "Item Name"])
    sheet.append([_ORDER, _AT.replace(tzinfo=None), 49.9, "EUR", "保温杯"])
    sheet.append([_ORDER, True, "=1+1", None, 1e22])
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _mail_seeds() -> Iterator[bytes]:
    mails = [path.read_bytes() for path in sorted((_EXAMPLES / "mail").glob("*.eml"))]
    yield from mails
    yield b"".join(b"From a@b Fri Nov 20 08:00:00 2026\n" + mail + b"\n" for mail in mails[:3])
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr(ZipInfo("1.eml"), mails[0])
    yield packed.getvalue()


def _report_seeds() -> Iterator[bytes]:
    yield from (path.read_bytes()[:4000] for path in sorted((_EXAMPLES / "reports").iterdir()))
    for layout in known_layouts():
        names = [field.columns[0] for field in layout.fields]
        yield ("\t".join(names) + "\n" + "\t".join(_ORDER if "order" in name else "1" for name in names)).encode()
        yield (",".join(names) + "\n" + ",".join('"2026-11-05, ""x"""' for _ in names)).encode("utf-16")


def _paste_seeds() -> Iterator[bytes]:
    yield f"A-to-z 索赔\n订单 {_ORDER}\n索赔金额 EUR 49,90\n请在 2026年11月22日 前答复\namazon.de".encode()
    yield (
        f"<table><tr><td>Order</td><td>{_ORDER}</td></tr><tr><td>Respond by</td><td>Nov 22, 2026</td></tr></table>"
    ).encode()
    yield f"Buyer\nNov 18, 2026 10:22 AM\nWhere is {_ORDER}?\nYou\nNov 18, 2026 11:00 AM\nOn its way.".encode()
    yield f'"values": {{"kind": "return_request", "order_id": "{_ORDER}", "money": "49.90 EUR"}}}}'.encode()


def _xlsx_seeds() -> Iterator[bytes]:
    yield _book()
    yield _CUT.join(_parts().get(name, b"") for name in _MEMBERS)


def _mapping_seeds() -> Iterator[bytes]:
    for name, layout in targets().items():
        fields = dict(zip((field.name for field in layout.fields), "号时事钱单", strict=False))
        text = mapping_text(name=name, target=name, columns=fields, zone="Asia/Shanghai", currency="EUR")
        yield text.encode() + _CUT + _MAPPED


TARGETS: MappingProxyType[str, Callable[[bytes], None]] = MappingProxyType(
    {"mail": _mail, "report": _report, "paste": _paste, "xlsx": _xlsx, "mapping": _mapping}
)
"""Each reader, by name. Whatever comes, none of them may raise or take long."""

SEEDS: MappingProxyType[str, Callable[[], Iterator[bytes]]] = MappingProxyType(
    {
        "mail": _mail_seeds,
        "report": _report_seeds,
        "paste": _paste_seeds,
        "xlsx": _xlsx_seeds,
        "mapping": _mapping_seeds,
    }
)
"""Whole files of each kind, from which a fuzzer starts."""
