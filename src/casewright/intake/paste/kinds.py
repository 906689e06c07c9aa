"""What a pasted page may be, and the fields a person confirms."""

from types import MappingProxyType

from casewright.domain.notice import ClaimOutcome, MailKind
from casewright.domain.words import Words

__all__ = ["FIELD_TITLES", "KIND_TITLES", "OUTCOME_TITLES"]

KIND_TITLES: MappingProxyType[MailKind, Words] = MappingProxyType(
    {
        MailKind.ATOZ_CLAIM_RECEIVED: Words("A-to-z claim, open", "A-to-z 索赔（待处理）"),
        MailKind.ATOZ_CLAIM_DECISION: Words("A-to-z claim, decided", "A-to-z 索赔（已裁定）"),
        MailKind.BUYER_MESSAGE: Words("Messages with the buyer", "买家消息往来"),
        MailKind.RETURN_REQUEST: Words("Return request", "退货申请"),
        MailKind.CANCEL_REQUEST: Words("Cancellation request", "取消申请"),
        MailKind.CHARGEBACK_NOTICE: Words("Chargeback", "拒付"),
        MailKind.REFUND_ISSUED: Words("Refund issued", "已退款"),
        MailKind.UNKNOWN_NOTICE: Words("Performance notice or another page", "绩效通知或其他页面"),
    }
)
"""The kinds a page can be taken for."""

FIELD_TITLES: MappingProxyType[str, Words] = MappingProxyType(
    {
        "kind": Words("What the page is", "页面类型"),
        "marketplace": Words("Site", "站点"),
        "order_id": Words("Order number", "订单号"),
        "sent_at": Words("When it came", "收到时间"),
        "money": Words("Amount at stake", "涉及金额"),
        "respond_by": Words("Answer until", "答复截止时间"),
        "respond_within_days": Words("Days given to answer", "答复期限（天）"),
        "outcome": Words("How it was decided", "裁定结果"),
        "reason": Words("Reason stated", "所述原因"),
        "buyer_name": Words("Buyer", "买家"),
        "body": Words("What the buyer wrote", "买家原文"),
    }
)
"""The fields by name, in the order in which they are asked."""

OUTCOME_TITLES: MappingProxyType[ClaimOutcome, Words] = MappingProxyType(
    {
        ClaimOutcome.AGAINST_SELLER: Words("granted, the seller pays", "买家胜诉，由卖家承担"),
        ClaimOutcome.FOR_SELLER: Words("denied", "驳回，卖家胜诉"),
        ClaimOutcome.AMAZON_FUNDED: Words("granted, Amazon pays", "买家胜诉，由亚马逊承担"),
        ClaimOutcome.WITHDRAWN: Words("withdrawn", "买家已撤回"),
        ClaimOutcome.UNKNOWN: Words("the page does not say", "页面未说明"),
    }
)
"""The decisions a page can state."""
