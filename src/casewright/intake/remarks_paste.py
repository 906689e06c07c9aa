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
        "PAS003": warning(
            "{text} lies after the moment at which the page was pasted, so it cannot be when it came, and was left "
            "open. Paste the page again and enter when the notice or message arrived; a deadline belongs under “Answer "
            "until”.",
            "{text} 晚于粘贴页面的时刻，不可能是收到时间，已留空。请重新粘贴页面并填写实际收到时间；"
            "如果这是截止时间，请填入“答复截止时间”。",
        ),
    }
)
