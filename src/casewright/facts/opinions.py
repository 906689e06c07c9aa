"""Facts about what a buyer wrote in public, as the marketplace's notice tells it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from casewright.domain.notice import MailKind, MailNotice
from casewright.domain.review import OpinionKind
from casewright.facts.reading import UNKNOWN, Known, Seen

__all__ = ["FACTS"]

_KINDS = {
    MailKind.FEEDBACK_NOTICE: OpinionKind.SELLER_FEEDBACK,
    MailKind.REVIEW_NOTICE: OpinionKind.PRODUCT_REVIEW,
}


def _newest(seen: Seen) -> MailNotice | None:
    telling = [notice for notice in seen.case.notices if notice.kind in _KINDS]
    return telling[-1] if telling else None


def _opinion_kind(seen: Seen) -> Known:
    notice = _newest(seen)
    return (_KINDS[notice.kind].value, (notice.place,)) if notice else UNKNOWN


def _stars(seen: Seen) -> Known:
    """Take the stars that the newest notice itself tells; another opinion on the order is another matter."""
    notice = _newest(seen)
    told = [one for one in seen.case.reviews if notice and one.place.digest == notice.place.digest]
    return (told[0].stars, (told[0].place,)) if told else UNKNOWN


FACTS: Mapping[str, Callable[[Seen], Known]] = MappingProxyType(
    {
        "opinion_kind": _opinion_kind,
        "stars": _stars,
        "brand_owner": lambda seen: (seen.shop.brand_owner, ()),
    }
)
