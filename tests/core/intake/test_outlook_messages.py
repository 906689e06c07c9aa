"""Outlook messages, made here byte by byte (an OLE file with the properties that Outlook writes)."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from casewright.domain.notice import MailKind, MailNotice
from casewright.intake.reading import SourceFile
from casewright.intake.sources import read_source
from casewright.pipeline import FolderReading, read_files

_SECTOR, _MINI, _CUT = 512, 64, 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_TEXT, _BINARY = 0x001F, 0x0102
Tree = dict[str, "bytes | Tree"]


def _properties(head: int, values: Mapping[int, str | bytes]) -> Tree:
    """Return the streams of one object: its list of properties, and one stream for each of them."""
    tree: Tree = {}
    listed = bytes(head)
    for pid, value in values.items():
        kind = _TEXT if isinstance(value, str) else _BINARY
        content = value.encode("utf-16-le") if isinstance(value, str) else value
        listed += struct.pack("<HHIII", kind, pid, 6, len(content) + 2 * isinstance(value, str), 0)
        tree[f"__substg1.0_{pid:04X}{kind:04X}"] = content
    return tree | {"__properties_version1.0": listed}


@dataclass
class _Entry:
    """One line of an OLE directory. `content` is None for a folder."""

    name: str
    content: bytes | None
    following: int = _FREE
    child: int = _FREE


def _entries(tree: Tree) -> list[_Entry]:
    """Flatten a tree; neighbours hang on each other like beads."""
    found = [_Entry("Root Entry", None, child=1)]

    def add(branch: Tree) -> None:
        earlier: _Entry | None = None
        for name, value in branch.items():
            entry = _Entry(name, None if isinstance(value, dict) else value)
            if earlier is not None:
                earlier.following = len(found)
            found.append(entry)
            earlier = entry
            if isinstance(value, dict):
                entry.child = len(found)
                add(value)

    add(tree)
    return found


def _chain(start: int, count: int) -> list[int]:
    """Return the table of `count` units that follow each other."""
    return [start + step for step in range(1, count)] + [_END] * bool(count)


def _units(content: bytes | int, unit: int) -> int:
    return -(-(content if isinstance(content, int) else len(content)) // unit)


def outlook(tree: Tree) -> bytes:
    """Write an OLE file: header, table of sectors, directory, table of small units, small streams, large streams."""
    entries = _entries(tree)
    small, small_table, starts = bytearray(), list[int](), dict[int, int]()
    large: dict[int, bytes] = {}
    for place, entry in enumerate(entries):
        content = entry.content or b""
        if len(content) >= _CUT:
            large[place] = content
        elif content:
            starts[place] = len(small_table)
            small_table += _chain(len(small_table), _units(content, _MINI))
            small += content.ljust(_units(content, _MINI) * _MINI, b"\0")
    sizes = [_units(len(entries), 4), _units(len(small_table) * 4, _SECTOR), _units(len(small), _SECTOR)]
    sizes += [_units(content, _SECTOR) for content in large.values()]
    table, first = [_FAT], []
    for size in sizes:
        first.append(len(table))
        table += _chain(len(table), size)
    assert len(table) <= _SECTOR // 4, "one sector of table is enough for these tests"
    starts |= dict(zip(large, first[3:], strict=True)) | {0: first[2]}
    directory = b"".join(_line(entry, starts.get(place, _END), len(small)) for place, entry in enumerate(entries))
    header = struct.pack("<8s16sHHHHH6s", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 62, 3, 0xFFFE, 9, 6, b"")
    header += struct.pack("<9I", 0, 1, first[0], 0, _CUT, first[1], sizes[1], _END, 0)
    header += struct.pack("<109I", 0, *([_FREE] * 108))
    tables = [struct.pack(f"<{len(units)}I", *units) for units in (table, small_table)]
    blocks = [tables[0], directory, tables[1], bytes(small), *large.values()]
    return header + b"".join(block.ljust(_units(block, _SECTOR) * _SECTOR, b"\xff") for block in blocks)


def _line(entry: _Entry, start: int, small_size: int) -> bytes:
    shown = entry.name.encode("utf-16-le")
    root = entry.name == "Root Entry"
    kind = 5 if root else 1 if entry.content is None else 2
    size = small_size if root else len(entry.content or b"")
    head = struct.pack("<64sHBBIII", shown, len(shown) + 2, kind, 1, _FREE, entry.following, entry.child)
    return head + struct.pack("<16sIQQIQ", b"", 0, 0, 0, start, size)


ORDER = "305-1234567-7654321"
_TRAVELLED = (
    f"From: atoz-guarantee-no-reply@amazon.com\r\nSubject: Claim received on order {ORDER}\r\n"
    "Date: Sat, 14 Mar 2026 12:00:00 +0000\r\nX-Marketplace-ID: A1PA6795UKMFR9\r\n"
    "X-Space-Notification-Type: A_Z_CLAIM_RESPONDENT_NOTIFY\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n"
)
_SAYS = f"We received an A-to-z Guarantee claim of EUR 119.00 on the order {ORDER}.\r\nRespond within 3 calendar days."
_PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 20


def claim(**inside: "bytes | Tree") -> bytes:
    """Return the notice of a claim as Outlook keeps it, with what else lies in the file."""
    own = {0x001A: "IPM.Note", 0x0037: f"Claim received on order {ORDER}", 0x007D: _TRAVELLED, 0x1000: _SAYS}
    return outlook(_properties(32, own) | inside)


def photo() -> "Tree":
    return _properties(8, {0x3707: "破损照片.jpg", 0x370E: "image/jpeg", 0x3701: _PHOTO})


def read(content: bytes) -> FolderReading:
    return read_files([SourceFile("claim.msg", content)])


def notice(content: bytes) -> MailNotice:
    (found,) = [record for record in read(content).records if isinstance(record, MailNotice)]
    return found


def test_an_outlook_message_is_read_by_the_headers_with_which_it_travelled() -> None:
    found = notice(claim())
    assert (found.kind, found.order_id, found.respond_within_days) == (MailKind.ATOZ_CLAIM_RECEIVED, ORDER, 3)
    assert str(found.money) == "119.00 EUR"
    assert found.place.file == "claim.msg!/message.eml"


def test_its_attachments_come_out_whole() -> None:
    content = claim(**{"__attach_version1.0_#00000000": photo()})
    (attached,) = notice(content).attachments
    assert (attached.name, attached.media_type, attached.size_bytes) == ("破损照片.jpg", "image/jpeg", len(_PHOTO))
    assert _PHOTO in [file.content for file in read(content).kept]
    assert content in [file.content for file in read(content).kept]


def test_a_message_that_never_travelled_is_told_by_its_properties() -> None:
    own = {0x0037: "Frage", 0x0C1A: "Jonas", 0x5D01: "jonas@home.example", 0x1000: "Wo ist es?"}
    found = notice(outlook(_properties(32, own)))
    assert (found.sender, found.sender_name, found.subject) == ("jonas@home.example", "Jonas", "Frage")


def test_line_ends_in_properties_make_no_headers() -> None:
    own = {0x0037: "Frage\r\nX-Marketplace-ID: A1PA6795UKMFR9", 0x5D01: "a@home.example"}
    found = notice(outlook(_properties(32, own)))
    assert found.marketplace_id is None


def test_reading_it_twice_gives_the_same_bytes() -> None:
    assert read_source("a.msg", claim()).inside == read_source("a.msg", claim()).inside


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_damaged_message_is_kept_and_never_raises(data: st.DataObject) -> None:
    content = bytearray(claim(**{"__attach_version1.0_#00000000": photo()}))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(512, len(content)))
    read(bytes(content[:cut]))
