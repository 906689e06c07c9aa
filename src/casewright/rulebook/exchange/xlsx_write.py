"""A table as a spreadsheet: one sheet each for rows, values, what always holds, the table and the facts it reads.

Every cell is text. The third line of a sheet holds the keys; the two above say in words what they are.
"""

import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from casewright.domain.words import Words
from casewright.rulebook.catalogue import Catalogue, FactSpec, FactType
from casewright.rulebook.exchange.columns import ORDER_KEY, merged, order_kept
from casewright.rulebook.exchange.document import Entry, Flat, is_list_key, written
from casewright.rulebook.exchange.findings import ExportRefusedError
from casewright.rulebook.exchange.packages import openpyxl_package
from casewright.rulebook.table import Table

__all__ = ["table_to_xlsx"]

_BEFORE = ("code", "name", "from", "to", "applies_to")
_AFTER = ("because.en", "because.zh", "cite", "confidence", "mark", "seed", "against.en", "against.zh")
_VALUE_COLUMNS = ("name", "unit", "is", "from", "to", "applies_to", "cite", "confidence")
_LABELS = {
    "code": Words("Row", "行"),
    "name": Words("Name", "名称"),
    "from": Words("In force from", "生效日"),
    "to": Words("No longer from", "失效日"),
    "applies_to": Words("Where", "适用站点"),
    "then.do": Words("What to do", "做什么"),
    "do": Words("What to do", "做什么"),
    "because.en": Words("Because (English)", "英文理由"),
    "because.zh": Words("Because (Chinese)", "中文理由"),
    "cite": Words("Sources", "来源"),
    "confidence": Words("How sure", "可靠程度"),
    "mark": Words("Older advice is", "旧做法如今"),
    "seed": Words("Where the older advice stands", "旧做法出处"),
    "against.en": Words("Older advice (English)", "旧做法（英文）"),
    "against.zh": Words("Older advice (Chinese)", "旧做法（中文）"),
    "unit": Words("Unit", "单位"),
    "is": Words("Amount", "数值"),
    ORDER_KEY: Words("Order of the cells", "单元格的先后"),
}
_LIST = Words("one per line", "每行一个")
_DAY = Words("day, 2026-01-26", "日期，如 2026-01-26")
_WIDTHS = {"because.en": 50, "because.zh": 40, "then.do": 30, "against.en": 40, "against.zh": 32, "name": 32}
_EPOCH = datetime(1980, 1, 1)  # noqa: DTZ001 - the file format has no zone; it is the same for every export


def table_to_xlsx(table: Table) -> bytes:
    """Return the spreadsheet of a table; the same table gives the same bytes. Raise ExportRefusedError."""
    document = written(table)
    _refuse_broken_lines(table, document.entries())
    book = openpyxl_package().Workbook()
    book.remove(book.active)
    say = _describer(table.catalogue)
    _sheet(book, "rows", document.rows, merged(document.rows, _BEFORE, _AFTER), say)
    _sheet(book, "values", document.values, merged(document.values, _VALUE_COLUMNS), say)
    _sheet(book, "always", document.always, merged(document.always, ("do",)), say)
    _head(book.create_sheet("table"), document.head.fields)
    _facts(book.create_sheet("facts"), table)
    return _stamped(book)


def _refuse_broken_lines(table: Table, entries: Iterable[Entry]) -> None:
    for entry in entries:
        for key, text in entry.fields.items():
            if not isinstance(text, str) and any("\n" in item or item != item.strip() for item in text):
                raise ExportRefusedError(
                    table.name,
                    f"{entry.where}, {key}",
                    Words("an item has line ends or blanks at its ends", "有一项含换行，或首尾有空格"),
                    Words("Rename it", "请改名"),
                )


def _describer(catalogue: Catalogue) -> Callable[[str], tuple[str, str]]:
    """Return a function that gives the two lines above a key: its label, and what may stand below."""

    def say(key: str) -> tuple[str, str]:
        spec = catalogue.facts.get(key.removeprefix("when.")) if key.startswith("when.") else None
        if spec is not None:
            return f"{spec.label.en} · {spec.label.zh}", _domain(spec)
        label = _LABELS.get(key)
        outcome = catalogue.outcomes.get(key.removeprefix("then."))
        if outcome is not None and label is None:
            return f"{outcome.label.en} · {outcome.label.zh}", ", ".join(outcome.values)
        clock = catalogue.clocks.get(key.removeprefix("then.").removesuffix("_within"))
        label = label or (clock.words if clock else Words(key, key))
        kind = _DAY if key in ("from", "to") else _LIST if is_list_key(key) or key == ORDER_KEY else None
        return f"{label.en} · {label.zh}", f"{kind.en} · {kind.zh}" if kind else ""

    return say


def _domain(spec: FactSpec) -> str:
    return f"{spec.type}: {', '.join(spec.values)}" if spec.type is FactType.ENUM else spec.type.value


def _sheet(
    book: Any,  # noqa: ANN401 - openpyxl is opened lazily
    name: str,
    entries: Sequence[Entry],
    columns: tuple[str, ...],
    say: Callable[[str], tuple[str, str]],
) -> None:
    sheet = book.create_sheet(name)
    orders = [order_kept(entry, columns) for entry in entries]
    keys = (*columns, ORDER_KEY) if any(orders) else columns
    for number, key in enumerate(keys, 1):
        label, kind = say(key)
        for line, text in enumerate((label, kind, key), 1):
            _put(sheet, line, number, text, bold=line == 1, grey=line > 1)
        sheet.column_dimensions[sheet.cell(1, number).column_letter].width = _WIDTHS.get(key, 22)
    for line, (entry, order) in enumerate(zip(entries, orders, strict=True), 4):
        fields: Flat = entry.fields | ({ORDER_KEY: order} if order else {})
        for number, key in enumerate(keys, 1):
            if key in fields:
                _put(sheet, line, number, _cell(fields[key]))
    sheet.freeze_panes = "C4"


def _cell(text: str | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else "\n".join(text)


def _put(sheet: Any, line: int, column: int, text: str, *, bold: bool = False, grey: bool = False) -> None:  # noqa: ANN401
    """Write a text as a text, also where it looks like a formula or a number."""
    styles = openpyxl_package().styles
    cell = sheet.cell(line, column)
    cell.value = text
    cell.data_type = "s"
    cell.number_format = "@"
    cell.alignment = styles.Alignment(wrap_text=True, vertical="top")
    if bold or grey:
        cell.font = styles.Font(bold=bold, color="FF6B6B6B" if grey else "FF000000")


def _head(sheet: Any, fields: Flat) -> None:  # noqa: ANN401 - openpyxl is opened lazily
    for column, title in enumerate(("key", "text"), 1):
        _put(sheet, 1, column, title, bold=True)
    for line, (key, text) in enumerate(fields.items(), 2):
        _put(sheet, line, 1, key, grey=True)
        _put(sheet, line, 2, _cell(text))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 16, 60


def _facts(sheet: Any, table: Table) -> None:  # noqa: ANN401 - openpyxl is opened lazily
    titles = ("fact · 事实", "type · 类型", "label", "名称", "values · 取值")
    for column, text in enumerate(titles, 1):
        _put(sheet, 1, column, text, bold=True)
    for line, name in enumerate(sorted(table.facts), 2):
        spec = table.catalogue.facts[name]
        values = "\n".join(f"{value}: {words.en} · {words.zh}" for value, words in spec.values.items())
        for column, told in enumerate((name, spec.type.value, spec.label.en, spec.label.zh, values), 1):
            _put(sheet, line, column, told)
    for letter, width in zip("ABCDE", (28, 12, 36, 24, 60), strict=True):
        sheet.column_dimensions[letter].width = width


def _stamped(book: Any) -> bytes:  # noqa: ANN401 - openpyxl is opened lazily
    """Return the file without the hour of its making."""
    made, result = BytesIO(), BytesIO()
    book.properties.creator = "Casewright"
    book.properties.created = _EPOCH
    book.save(made)
    with zipfile.ZipFile(made) as archive, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as stamped:
        for member in archive.infolist():
            content = archive.read(member)
            if member.filename == "docProps/core.xml":
                content = _without_hour(content)
            stamped.writestr(zipfile.ZipInfo(member.filename, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return result.getvalue()


def _without_hour(core: bytes) -> bytes:
    start, end = core.find(b"<dcterms:modified"), core.find(b"</dcterms:modified>")
    return core if start < 0 or end < 0 else core[:start] + core[end + len(b"</dcterms:modified>") :]
