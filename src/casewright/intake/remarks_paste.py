"""Remarks on pasted pages."""

from types import MappingProxyType

from casewright.intake.remark import Remark, error, warning

__all__ = ["PASTE_REMARKS"]

PASTE_REMARKS: MappingProxyType[str, Remark] = MappingProxyType(
    {
        "PAS001": error(
            "This file of a pasted page is damaged ({why}). Paste the page again.",
            "这份粘贴页面的文件已损坏（{why}）。请重新粘贴页面。",
        ),
        "PAS002": warning(
            "“{text}” is not usable here and was left open. Paste the page again and correct this field.",
            "此处的“{text}”不可用，已留空。请重新粘贴页面并更正该字段。",
        ),
    }
)
