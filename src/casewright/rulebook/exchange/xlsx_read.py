"""A spreadsheet in the layout of our export, filled in by a person, as a document with findings."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from casewright.rulebook.exchange.columns import ORDER_KEY, canonical, reordered
from casewright.rulebook.exchange.document import Document, Entry, Flat, is_list_key
from casewright.rulebook.exchange.findings import ImportFinding, import_finding
from casewright.rulebook.exchange.packages import openpyxl_package
from casewright.rulebook.exchange.safe_zip import clean_archive

__all__ = ["xlsx_to_document"]

_MOST_CELLS = 200_000
_KEY_LINES = 10
"""How far down the line of keys is looked for."""
_ANCHORS = {"rows": "code", "values": "name", "always": "do", "table": "key"}
_HEAD = frozenset({"table", "case_kind", "title.en", "title.zh", "hit", "collect", "by", "dated_by", "applies_to"})
_KNOWN = {
    "rows": frozenset({"code", "name", "from", "to", "applies_to", "cite", "confidence", "mark", "seed", ORDER_KEY}),
    "values": frozenset({"name", "unit", "is", "from", "to", "applies_to", "cite", "confidence"}),
    "always": frozenset({"do", ORDER_KEY}),
}
"""Keys a sheet may have beside conditions, orders, words in both languages and lists."""


def xlsx_to_document(content: bytes) -> tuple[Document | None, tuple[ImportFinding, ...]]:
    """Return the table of a spreadsheet, or why there is none. It never raises for what the bytes hold."""
    clean = clean_archive(content)
    if isinstance(clean, ImportFinding):
        return None, (clean,)
    book = _opened(clean)
    if isinstance(book, ImportFinding):
        return None, (book,)
    sheets = {name: _Sheet(name, book[name]) for name in _ANCHORS if name in book.sheetnames}
    missing = [name for name in ("rows", "table") if name not in sheets or not sheets[name].columns()]
    if missing:
        return None, tuple(import_finding("IMP006", name, sheet=name) for name in missing)
    head = _head(sheets["table"])
    entries = {name: tuple(sheets[name].entries()) if name in sheets else () for name in _KNOWN}
    findings = tuple(finding for sheet in sheets.values() for finding in sheet.findings)
    document = Document(head, entries["values"], entries["rows"], entries["always"], findings=findings)
    return document, ()


def _opened(content: bytes) -> Any:  # noqa: ANN401 - a workbook of a package that is opened lazily
    openpyxl = openpyxl_package()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(BytesIO(content), data_only=False, keep_links=False)
            sheets = [book[name] for name in book.sheetnames if name in _ANCHORS]
            if sum(sheet.max_row * sheet.max_column for sheet in sheets) > _MOST_CELLS:
                return import_finding("IMP001", "-", why=f"> {_MOST_CELLS} cells")
    except Exception as error:  # noqa: BLE001 - the reader raises whatever a damaged part makes it stumble over
        return import_finding("IMP001", "-", why=type(error).__name__)
    return book


@dataclass(slots=True)
class _Sheet:
    """One sheet, read below its line of keys."""

    name: str
    sheet: Any
    findings: list[ImportFinding] = field(default_factory=list)
    key_line: int = 0

    def columns(self) -> dict[int, str]:
        """Return the key of each column, by the line that holds the sheet's first known key."""
        anchor = _ANCHORS[self.name]
        for line in range(1, min(self.sheet.max_row, _KEY_LINES) + 1):
            keys = {cell.column: str(cell.value).strip() for cell in self.sheet[line] if cell.value is not None}
            if anchor in keys.values():
                self.key_line = line
                return keys
        return {}

    def entries(self) -> Iterator[Entry]:
        """Return each line that holds anything."""
        columns = self._accepted(self.columns())
        for line in range(self.key_line + 1, self.sheet.max_row + 1) if columns else ():
            fields: Flat = {}
            for column, key in columns.items():
                text = self.text(line, column)
                if text:
                    fields[key] = _items(text) if is_list_key(key) or key == ORDER_KEY else text
            if fields:
                order = fields.pop(ORDER_KEY, ())
                yield Entry(f"{self.name}!{line}", reordered(canonical(fields), order))

    def _accepted(self, columns: dict[int, str]) -> dict[int, str]:
        accepted: dict[int, str] = {}
        for column, key in columns.items():
            if key in accepted.values():
                self.findings.append(import_finding("IMP032", self._place(self.key_line, column), key=key))
            elif not _known(self.name, key):
                self.findings.append(import_finding("IMP031", self._place(self.key_line, column), key=key))
            else:
                accepted[column] = key
        return accepted

    def text(self, line: int, column: int) -> str:
        """Return a cell as it would be written, whatever the spreadsheet made of it."""
        cell = self.sheet.cell(line, column)
        if cell.data_type == "f":
            self.findings.append(import_finding("IMP030", self._place(line, column)))
            return ""
        return _as_text(cell.value)

    def _place(self, line: int, column: int) -> str:
        return f"{self.name}!{self.sheet.cell(line, column).coordinate}"


def _known(sheet: str, key: str) -> bool:
    inner = key.startswith(("when.", "then.")) or key.endswith("_within")
    return key in _KNOWN[sheet] or (sheet != "values" and inner) or key.endswith((".en", ".zh", "[]"))


def _as_text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime() | date():
            return value.isoformat().removesuffix("T00:00:00")
        case float():
            return f"{Decimal(repr(value)):f}".removesuffix(".0")
        case _:
            return str(value).strip()


def _items(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.split("\n") if item.strip())


def _head(sheet: _Sheet) -> Entry:
    columns = {key: column for column, key in sheet.columns().items()}
    fields: Flat = {}
    for line in range(sheet.key_line + 1, sheet.sheet.max_row + 1):
        key, text = sheet.text(line, columns["key"]), sheet.text(line, columns.get("text", columns["key"] + 1))
        if not key or not text:
            continue
        if key not in _HEAD:
            sheet.findings.append(import_finding("IMP031", f"table!A{line}", key=key))
        fields[key] = _items(text) if is_list_key(key) else text
    return Entry("table", fields)
