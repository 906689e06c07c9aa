"""Remarks on answers of the Selling Partner API."""

from types import MappingProxyType

from casewright.intake.remark import Remark, error, note, warning

__all__ = ["SPAPI_REMARKS"]

SPAPI_REMARKS: MappingProxyType[str, Remark] = MappingProxyType(
    {
        "API001": error(
            "This looks like an answer of the Selling Partner API, but it breaks off or is damaged ({why}). Fetch it "
            "again.",
            "这像是 Selling Partner API 的返回内容，但不完整或已损坏（{why}）。请重新获取。",
        ),
        "API002": error(
            "Amazon refused the request: {code} ({message}). Check the permission and the order number, then fetch "
            "again.",
            "亚马逊拒绝了请求：{code}（{message}）。请检查权限和订单号后重新获取。",
        ),
        "API003": warning(
            "“{text}” cannot be read here. It was kept as it is in the row of this answer; check it there.",
            "此处的“{text}”无法识别，已按原文保留在该返回内容的行中，请在那里核对。",
        ),
        "API004": note(
            "The answer is empty: Amazon has nothing for this request.",
            "返回内容为空：亚马逊对这次请求没有数据。",
        ),
    }
)
