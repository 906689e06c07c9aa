"""Where the sources of one order disagree: each statement stands beside the others, with the place it was read.

A change is no disagreement: a line of a later update takes the place of an earlier one. What cannot change (the day of
purchase, the site, who ships, what an item is) disagrees whenever it differs. Notices, pages and lists about one
claim are compared, too: its amount, the day by which to answer, and how it ended.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from casewright.domain.case import Case
from casewright.domain.claim import ClaimState
from casewright.domain.marketplace import marketplace_by_amazon_id, marketplace_by_code
from casewright.domain.notice import ClaimOutcome, MailKind, MailNotice
from casewright.domain.order import Fulfilment, OrderLine, OrderState
from casewright.domain.place import Place
from casewright.domain.words import Words
from casewright.facts.reading import answer_by
from casewright.intake.paste.kinds import OUTCOME_TITLES

__all__ = ["Disagreement", "Statement", "disagreements_of"]


_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+00:00")
_VALUES: MappingProxyType[str, dict[str, Words]] = MappingProxyType(
    {
        "fulfilment": {
            Fulfilment.SELLER.value: Words("the seller", "卖家自发货"),
            Fulfilment.MARKETPLACE.value: Words("the marketplace", "平台配送"),
        },
        "state": {
            OrderState.PENDING.value: Words("pending", "待处理"),
            OrderState.UNSHIPPED.value: Words("not shipped", "未发货"),
            OrderState.SHIPPED.value: Words("shipped", "已发货"),
            OrderState.DELIVERED.value: Words("delivered", "已妥投"),
            OrderState.RETURNED.value: Words("returned", "已退回"),
            OrderState.CANCELLED.value: Words("cancelled", "已取消"),
        },
        "outcome": {outcome.value: words for outcome, words in OUTCOME_TITLES.items()},
    }
)


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source says, as text, and where."""

    value: str
    place: Place

    def words(self, name: str) -> Words:
        """Return what is said of the thing named, as a person reads it."""
        known = _VALUES.get(name, {}).get(self.value)
        if known is not None:
            return known
        text = self.value
        if name == "marketplace" and (site := marketplace_by_code(text)):
            text = site.site.capitalize()
        if name == "purchased_at" and _INSTANT.fullmatch(text):
            text = f"{text[:10]} {text[11:16]} UTC"
        return Words(text, text)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One thing on which sources differ. `item` is the SKU or item id, None where it concerns the whole order."""

    name: str
    item: str | None
    words: Words
    statements: tuple[Statement, ...]


_NAMES = MappingProxyType(
    {
        "purchased_at": Words("when it was bought", "下单时间"),
        "marketplace": Words("the marketplace", "站点"),
        "fulfilment": Words("who ships", "发货方"),
        "asin": Words("which item it is (ASIN)", "商品（ASIN）"),
        "quantity": Words("the quantity", "数量"),
        "item_price": Words("the item's price", "商品价格"),
        "state": Words("how far the order has come", "订单状态"),
        "claim_amount": Words("the amount of the claim", "索赔金额"),
        "respond_by": Words("the day by which to answer", "答复期限"),
        "outcome": Words("how the claim ended", "索赔结果"),
    }
)
_LASTING = ("purchased_at", "marketplace", "fulfilment")
_OF_ITEM = ("asin", "quantity", "item_price", "state")
_MAY_CHANGE = frozenset({"quantity", "item_price", "state"})
_DATED_ONLY = frozenset({"state"})
"""What changes by itself from day to day: only lines of one update can disagree on it."""
_CLAIMED = frozenset({MailKind.ATOZ_CLAIM_RECEIVED, MailKind.CHARGEBACK_NOTICE})
_ENDED = frozenset({*_CLAIMED, MailKind.ATOZ_CLAIM_DECISION, MailKind.SAFE_T_NOTICE})
_SHIPPERS = MappingProxyType({"merchant": Fulfilment.SELLER.value})


def disagreements_of(case: Case) -> tuple[Disagreement, ...]:
    """Return where the sources of the case's order differ. A suspect mail has no say."""
    lines = (*case.order.lines, *case.order.earlier) if case.order else ()
    notices = [one for one in (*case.notices, *case.related) if one.kind is not MailKind.SUSPECT]
    found = [_compared(name, None, [*_of_lines(name, lines), *_of_mails(name, notices)]) for name in _LASTING]
    found += [_compared(name, None, said) for name, said in _of_claim(case).items()]
    by_item: dict[tuple[str | None, str | None], list[OrderLine]] = defaultdict(list)
    for line in lines:
        by_item[line.order_item_id, line.sku].append(line)
    for (item_id, sku), versions in sorted(by_item.items(), key=lambda one: str(one[0])):
        found += [_compared(name, sku or item_id, _of_lines(name, versions)) for name in _OF_ITEM]
    return tuple(one for one in found if one is not None)


def _text(value: object) -> str:
    return value.astimezone(UTC).isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)


def _of_lines(name: str, lines: Iterable[OrderLine]) -> Iterator[Statement]:
    """Give what lines state; of something that may change, only what no later update replaces."""
    stating = [line for line in lines if getattr(line, name) is not None]
    newest = max((line.updated_at for line in stating if line.updated_at), default=None)
    for line in stating:
        if name in _DATED_ONLY and line.updated_at is None:
            continue
        replaced = name in _MAY_CHANGE and newest is not None and line.updated_at is not None
        if not (replaced and line.updated_at != newest):
            yield Statement(_text(getattr(line, name)), line.place)


def _of_mails(name: str, notices: Iterable[MailNotice]) -> Iterator[Statement]:
    for notice in notices:
        site = marketplace_by_amazon_id(notice.marketplace_id) if notice.marketplace_id else None
        if name == "marketplace" and site:
            yield Statement(site.code, notice.place)
        if name == "fulfilment" and notice.fulfilment:
            stated = _SHIPPERS.get(notice.fulfilment.value, Fulfilment.MARKETPLACE.value)
            yield Statement(stated, notice.place)


def _of_claim(case: Case) -> dict[str, list[Statement]]:
    """Give what notices, pages and lists state of the claim.

    Once more is asked, the days of the first notice are over; what an appeal brings replaces the first outcome.
    """
    filed = [one for one in case.notices if one.kind in _CLAIMED]
    asked = [one for one in filed if one.asks_information] or filed
    zone = ZoneInfo(site.zone) if case.marketplace and (site := marketplace_by_code(case.marketplace)) else UTC
    appealed = case.claim is not None and case.claim.state is ClaimState.APPEALED
    ended = [one for one in case.notices if one.kind in _ENDED and one.outcome not in (None, ClaimOutcome.UNKNOWN)]
    return {
        "claim_amount": [Statement(str(one.money), one.place) for one in filed if one.money],
        "respond_by": [
            Statement(due.astimezone(zone).date().isoformat(), place)
            for due, places in map(answer_by, asked)
            for place in places
            if isinstance(due, datetime)
        ],
        "outcome": [] if appealed else [Statement(str(one.outcome), one.place) for one in ended],
    }


def _compared(name: str, item: str | None, statements: Iterable[Statement]) -> Disagreement | None:
    """Keep the first place of each value; None while all say the same."""
    first: dict[str, Statement] = {}
    for one in sorted(statements, key=lambda one: (one.place.file, one.place.row or 0, one.value)):
        first.setdefault(one.value, one)
    if len(first) < len(("one", "another")):
        return None
    what = _NAMES[name]
    of, its = (f" ({item})", f"（{item}）") if item else ("", "")
    said = [one.words(name) for one in first.values()]
    english, chinese = " / ".join(one.en for one in said), "、".join(one.zh for one in said)
    words = Words(
        f"The sources do not agree on {what.en}{of}: {english}. Find out which is right first.",
        f"各来源对{what.zh}{its}说法不一：{chinese}。使用前请先核实。",
    )
    return Disagreement(name, item, words, tuple(first.values()))
