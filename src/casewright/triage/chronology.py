"""What happened, in order: every mail, scan, return and refund of the case, each with its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from types import MappingProxyType
from zoneinfo import ZoneInfo

from casewright.domain.case import Case
from casewright.domain.marketplace import marketplace_by_code
from casewright.domain.notice import ClaimOutcome, MailKind, MailNotice
from casewright.domain.place import Place
from casewright.domain.redacted import ANOTHER, ORDERS, UNTOLD, is_redacted
from casewright.domain.shipment import Scan, ScanKind
from casewright.domain.words import Words

__all__ = ["SCAN_WORDS", "Happening", "chronology_of"]


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the timeline. `quote` is a person's own words in `language`; `tone` is red, green or plain.

    `kind` groups lines for filters: `message`, `notice`, `shipping`, `return`, `order`, `refund`, `review`, `file`.
    """

    at: datetime | None
    kind: str
    words: Words
    place: Place
    quote: str | None = None
    language: str | None = None
    tone: str = "plain"


_MAIL_WORDS = {
    MailKind.ATOZ_CLAIM_RECEIVED: ("notice", "red", Words("A-to-z claim filed", "买家提交 A-to-z 索赔")),
    MailKind.RETURN_REQUEST: ("return", "plain", Words("Return requested", "买家申请退货")),
    MailKind.CANCEL_REQUEST: ("notice", "plain", Words("Cancellation requested officially", "买家正式申请取消")),
    MailKind.REFUND_ISSUED: ("refund", "plain", Words("Refund started", "退款已发起")),
    MailKind.BUYER_MESSAGE: ("message", "red", Words("The buyer wrote", "买家来信")),
    MailKind.OWN_REPLY_COPY: ("message", "green", Words("You replied", "卖家回复")),
    MailKind.DELIVERY_FAILURE_OPT_OUT: ("message", "red", Words("Your reply was not delivered", "您的回复未送达")),
    MailKind.DELIVERY_FAILURE: ("message", "red", Words("Your reply was not delivered", "您的回复未送达")),
    MailKind.CHARGEBACK_NOTICE: ("notice", "red", Words("Chargeback notice", "拒付通知")),
    MailKind.SAFE_T_NOTICE: ("notice", "plain", Words("Notice about a SAFE-T claim", "SAFE-T 索赔通知")),
    MailKind.FEEDBACK_NOTICE: ("review", "red", Words("Notice of seller feedback", "卖家反馈通知")),
    MailKind.REVIEW_NOTICE: ("review", "red", Words("Notice of a product review", "商品评论通知")),
    MailKind.SUSPECT: ("notice", "red", Words("Suspect mail", "可疑邮件")),
    MailKind.UNKNOWN_NOTICE: ("notice", "plain", Words("Notice not recognised", "未识别的通知")),
}
_OUTCOME_WORDS = {
    ClaimOutcome.AGAINST_SELLER: ("red", Words("Claim decided against you", "索赔裁定：卖家承担")),
    ClaimOutcome.FOR_SELLER: ("green", Words("Claim decided in your favour", "索赔裁定：支持卖家")),
    ClaimOutcome.AMAZON_FUNDED: ("green", Words("Claim paid by the marketplace", "索赔由平台承担")),
    ClaimOutcome.WITHDRAWN: ("green", Words("Claim withdrawn by the buyer", "买家撤回索赔")),
    ClaimOutcome.UNKNOWN: ("plain", Words("Claim decided; the notice does not say how", "索赔已裁定，通知未写明结果")),
}
SCAN_WORDS: MappingProxyType[ScanKind, Words] = MappingProxyType(
    {
        ScanKind.LABEL: Words("Label made", "已生成面单"),
        ScanKind.ACCEPTED: Words("Carrier took the parcel", "承运商已揽收"),
        ScanKind.IN_TRANSIT: Words("In transit", "运输中"),
        ScanKind.OUT_FOR_DELIVERY: Words("Out for delivery", "派送中"),
        ScanKind.DELIVERED: Words("Delivered", "已妥投"),
        ScanKind.ATTEMPTED: Words("Delivery attempted", "尝试派送"),
        ScanKind.UNDELIVERABLE: Words("Undeliverable", "无法投递"),
        ScanKind.REFUSED: Words("Refused by the recipient", "收件人拒收"),
        ScanKind.RETURNING: Words("On its way back", "退回途中"),
        ScanKind.LOST: Words("Lost by the carrier", "承运商确认丢失"),
        ScanKind.OTHER: Words("Carrier event", "物流事件"),
    }
)
"""What a scan is called."""
_BAD_SCANS = frozenset({ScanKind.UNDELIVERABLE, ScanKind.REFUSED, ScanKind.LOST})


_TOWNS = MappingProxyType(
    {
        ORDERS: Words("town as on the order", "城市与订单一致"),
        ANOTHER: Words("town not as on the order", "城市与订单不符"),
        UNTOLD: Words("town deleted", "城市已删除"),
    }
)
_SIGNERS = MappingProxyType(
    {
        ORDERS: Words("signed by the recipient", "收件人签收"),
        ANOTHER: Words("signed by somebody else", "由他人签收"),
        UNTOLD: Words("signed, name deleted", "已签收，姓名已删除"),
    }
)
_WORDS_GONE = Words("the words were deleted", "原文已删除")


def _tail(words: Words, *details: Words | str | None) -> Words:
    """Put plain details (names, places, sums) behind the words."""
    kept = [one if isinstance(one, Words) else Words(one, one) for one in details if one]
    return Words(" · ".join([words.en, *(one.en for one in kept)]), " · ".join([words.zh, *(one.zh for one in kept)]))


def _standing(text: str | None) -> str | None:
    """Return what somebody wrote; None where the words are gone."""
    return None if text is None or is_redacted(text) else text


def _gone(text: str | None) -> Words | None:
    """Say that words are gone, where they are."""
    return _WORDS_GONE if text and is_redacted(text) else None


def _mail(notice: MailNotice) -> Happening:
    if notice.kind is MailKind.ATOZ_CLAIM_DECISION:
        tone, words = _OUTCOME_WORDS[notice.outcome or ClaimOutcome.UNKNOWN]
        kind = "notice"
    else:
        kind, tone, words = _MAIL_WORDS[notice.kind]
    comment = next((item.comment for item in notice.items if item.comment), None)
    subject = notice.subject if notice.kind in {MailKind.UNKNOWN_NOTICE, MailKind.SUSPECT} else None
    money = str(notice.money) if notice.money else None
    reason = next((item.reason for item in notice.items if item.reason), notice.reason)
    written = notice.body or comment
    return Happening(
        at=notice.sent_at,
        kind=kind,
        words=_tail(words, _standing(subject), money, _standing(reason), _gone(written)),
        place=notice.place,
        quote=_standing(written),
        language=notice.language,
        tone=tone,
    )


def _scan(scan: Scan) -> Happening:
    signed = _SIGNERS.get(scan.signed_by, f"✓ {scan.signed_by}") if scan.signed_by else None
    town = _TOWNS.get(scan.city, scan.city) if scan.city else None
    tone = "green" if scan.kind is ScanKind.DELIVERED else "red" if scan.kind in _BAD_SCANS else "plain"
    text = scan.text if scan.kind is ScanKind.OTHER else None
    words = _tail(SCAN_WORDS[scan.kind], text, scan.carrier, town, signed)
    return Happening(scan.scanned_at, "shipping", words, scan.place, tone=tone)


def _of_order(case: Case) -> Iterator[Happening]:
    order = case.order
    if order:
        title = next((line.title for line in order.lines if line.title), None)
        total = str(order.total) if order.total else None
        yield Happening(
            order.purchased_at, "order", _tail(Words("Ordered", "下单"), title, total), order.lines[0].place
        )
    for shipment in case.shipments:
        words = _tail(Words("Dispatched", "已发货"), shipment.carrier, shipment.tracking_number)
        yield Happening(shipment.shipped_at, "shipping", words, shipment.place)


def _of_returns(case: Case, zone: ZoneInfo) -> Iterator[Happening]:
    def start(day: date | None) -> datetime | None:
        return datetime.combine(day, time(), tzinfo=zone) if day else None

    for row in case.returns:
        gone = _gone(row.comment)
        requested = _tail(Words("Return requested", "买家申请退货"), row.title, row.reason, row.status, gone)
        yield Happening(start(row.requested_on), "return", requested, row.place, quote=_standing(row.comment))
        if row.delivered_on:
            back = _tail(Words("Return arrived", "退货已到"), row.carrier, row.tracking_number)
            yield Happening(start(row.delivered_on), "return", back, row.place)
    for review in case.reviews:
        words = _tail(Words("The buyer left feedback", "买家留下评价"), f"{review.stars}/5", _gone(review.text))
        yield Happening(start(review.written_on), "review", words, review.place, quote=_standing(review.text))


def chronology_of(case: Case) -> tuple[Happening, ...]:
    """Return the timeline, oldest first; undated lines last. Order and place settle ties, so it is always the same."""
    site = marketplace_by_code(case.marketplace or "")
    zone = ZoneInfo(site.zone if site else "UTC")
    lines = [_mail(notice) for notice in (*case.notices, *case.related)]
    lines += [_scan(scan) for scan in case.scans]
    lines += [*_of_order(case), *_of_returns(case, zone)]
    for file in case.files:
        words = _tail(Words("File kept", "已保存文件"), file.place.file)
        lines.append(Happening(None, "file", words, file.place))
    undated = datetime.max.replace(tzinfo=zone)
    return tuple(sorted(lines, key=lambda line: (line.at is None, line.at or undated, line.place, line.words.en)))
