"""What each kind of case is called on the screen."""

from collections.abc import Mapping
from types import MappingProxyType

from casewright.domain.case import CaseKind
from casewright.domain.words import Words

__all__ = ["KIND_WORDS"]

KIND_WORDS: Mapping[CaseKind, Words] = MappingProxyType(
    {
        CaseKind.ATOZ_CLAIM: Words("A-to-z claim", "A-to-z 索赔"),
        CaseKind.CHARGEBACK: Words("Chargeback", "拒付"),
        CaseKind.RETURN: Words("Return", "退货"),
        CaseKind.CANCELLATION: Words("Cancellation", "取消订单"),
        CaseKind.ADDRESS_CHANGE: Words("Address change", "更改地址"),
        CaseKind.WHERE_IS_PARCEL: Words("Where is my parcel", "查询包裹"),
        CaseKind.QUALITY: Words("Quality complaint", "质量投诉"),
        CaseKind.MESSAGE: Words("Buyer message", "买家来信"),
        CaseKind.REFUND: Words("Refund issued", "已退款"),
        CaseKind.UNDELIVERED_REPLY: Words("Reply not delivered", "回复未送达"),
        CaseKind.SAFE_T: Words("SAFE-T claim", "SAFE-T 索赔"),
        CaseKind.OPINION: Words("Review or feedback", "评论或反馈"),
        CaseKind.UNREAD_NOTICE: Words("Notice nobody has read", "未识别的通知"),
        CaseKind.SUSPECT: Words("Suspect mail", "可疑邮件"),
    }
)
