"""A case for a dispute that is stated by hand where no mail or report opens one: its packet can be built as well."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from casewright.domain.case import Case, CaseKind
from casewright.domain.dispute import DISPUTE_WORDS, Dispute, DisputeType
from casewright.domain.marketplace import marketplace_by_code
from casewright.domain.shop import Shop
from casewright.domain.words import Words
from casewright.pipeline.boards import Stated
from casewright.pipeline.deciding import CaseFile
from casewright.rulebook.decision import Decision

__all__ = ["with_stated_cases"]

_CARD = frozenset({DisputeType.PAYMENT_UNAUTHORISED})
_BY_HAND = Words(
    "You stated this dispute yourself; no notice of it is here to decide on.",
    "该争议由您手工写明；此处没有可据以决定的通知。",
)


def with_stated_cases(
    files: Sequence[CaseFile], stated: Iterable[Stated], *, at: datetime, shop: Shop
) -> tuple[CaseFile, ...]:
    """Return the cases, and one for each stated dispute whose order none of them has. Nothing is decided of those."""
    orders = {file.case.order_ref for file in files}
    return (*files, *(made for one in stated for made in _made(one, at, shop) if made.case.order_ref not in orders))


def _made(stated: Stated, at: datetime, shop: Shop) -> Iterable[CaseFile]:
    dispute = stated.reading.dispute
    if dispute is None or dispute.order_id is None:
        return
    site = marketplace_by_code(dispute.marketplace or "")
    zone = site.zone if site else shop.zone
    words = DISPUTE_WORDS[dispute.type]
    yield CaseFile(
        case=_case(dispute, stated.home),
        facts={},
        decision=_undecided(dispute, at.astimezone(ZoneInfo(zone))),
        deadline=None,
        money=dispute.money,
        title=words,
        headline=words,
        chronology=(),
        sources=(),
        zone=zone,
    )


def _case(dispute: Dispute, home: PurePosixPath) -> Case:
    kind = CaseKind.CHARGEBACK if dispute.type in _CARD else CaseKind.ATOZ_CLAIM
    name = dispute.order_id if home == PurePosixPath() else home.as_posix()
    return Case(f"dispute:{name}", kind, dispute.opened_at, dispute.order_id, dispute.marketplace)


def _undecided(dispute: Dispute, at: datetime) -> Decision:
    return Decision("", "", at.date(), dispute.marketplace, None, None, _BY_HAND)
