"""The fields that a mapping may name, as a table for `docs/develop/mapping.md`.

`python -m casewright.intake.mapping.field_table FILE` writes it anew between the marks in that file.
"""

import sys
from pathlib import Path
from types import MappingProxyType

from casewright.domain.words import Words
from casewright.intake.mapping.columns import FIELD_TITLES, TARGETS
from casewright.intake.mapping.mapping import targets
from casewright.intake.reports.layouts import Field, Layout

__all__ = ["field_table", "with_field_table"]

_BEGIN, _END = "<!-- fields: begin -->", "<!-- fields: end -->"
_KINDS: MappingProxyType[str, Words] = MappingProxyType(
    {
        "text": Words("text", "文字"),
        "text_or_empty": Words("text", "文字"),
        "token": Words("number or code", "编号"),
        "order_id": Words("order number", "订单号"),
        "bool": Words("yes or no", "是或否"),
        "marketplace": Words("site: amazon.de, DE, 德国", "站点：amazon.de、DE、德国"),
        "money": Words("amount", "金额"),
        "day": Words("day", "日期"),
        "moment": Words("day, or day and time", "日期或时间"),
        "instant": Words("day and time", "时间"),
        "instant_end": Words("day and time; a day alone lasts to its end", "时间；只写日期时算到当天结束"),
        "scan_kind": Words("event: the carrier's words", "轨迹事件：承运商的原话"),
    }
)


def field_table() -> str:
    """Return one table per target: field, what it is, what its cells hold, and the column names that are proposed."""
    return "\n\n".join(_section(targets()[name]) for name in TARGETS)


def _section(layout: Layout) -> str:
    rows = [_row(layout, field) for field in layout.fields if field.name not in dict(layout.always)]
    head = [
        "| Field | Meaning · 含义 | Cells · 内容 | Column names that are proposed · 自动识别的列名 |",
        "|---|---|---|---|",
    ]
    return "\n".join([f"### `{layout.name}`: {layout.title.en} · {layout.title.zh}", "", *head, *rows])


def _row(layout: Layout, field: Field) -> str:
    title, kind = FIELD_TITLES[field.name], _KINDS[field.kind]
    needed = " **(needed · 必填)**" if field.name in layout.required else ""
    names = ", ".join(f"`{name}`" for name in field.columns)
    return f"| `{field.name}`{needed} | {title.en} · {title.zh} | {kind.en} · {kind.zh} | {names} |"


def with_field_table(text: str) -> str:
    """Return the text with the table between its marks written anew."""
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}\n{field_table()}\n{_END}{after}"


if __name__ == "__main__":
    for name in sys.argv[1:]:
        Path(name).write_text(with_field_table(Path(name).read_text(encoding="utf-8")), encoding="utf-8")
