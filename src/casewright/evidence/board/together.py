"""Compare exhibits with one another: a refund both given and denied, a picture seen before."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from casewright.domain.dispute import DisputeType
from casewright.domain.exhibit import ExhibitKind, Locator, Observation, ObservationKind, ObservationRole
from casewright.domain.money import Money
from casewright.domain.place import Place
from casewright.domain.words import Words
from casewright.evidence.board.board import ContradictionKind, Side
from casewright.evidence.board.difference import Difference, of_claim, of_exhibit, plainly
from casewright.evidence.board.view import View
from casewright.evidence.readers.phrases import Meaning, means

__all__ = ["SeenPicture", "refund_differences", "seen_before"]

_KIND, _ROLE, _SAYS = ObservationKind, ObservationRole, ContradictionKind
_ABOUT_REFUND = frozenset(
    {DisputeType.RETURN_NOT_REFUNDED, DisputeType.REFUND_NOT_PROCESSED, DisputeType.CANCELLED_BUT_CHARGED}
    | {DisputeType.RETURN_REJECTED, DisputeType.RETURN_SWAPPED, DisputeType.RETURN_LOST}
    | {DisputeType.FBA_RETURN_NOT_CREDITED}
)
_NOT_REFUNDED = Words("the buyer says that no money came back", "买家称未收到退款")
_REFUNDED = Words("our records: refunded", "我方记录：已退款")


@dataclass(frozen=True, slots=True)
class SeenPicture:
    """An exhibit's picture that looks like one known from before: where that is kept, and of which order."""

    exhibit: str
    place: Place
    order_id: str | None = None
    mirrored: bool = False


@dataclass(frozen=True, slots=True)
class _Said:
    """One place that speaks of the refund; `view` is None for the dispute's own records."""

    side: Side
    view: View | None


def refund_differences(views: Sequence[View]) -> Iterator[Difference]:
    """Yield one difference for each exhibit by which a refund is both given and denied.

    Where the refund is the very matter, the buyer's word that nothing came is the claim and no contradiction of ours.
    """
    if not views:
        return
    given = [*_given_by_records(views[0]), *(said for view in views for said in _given(view))]
    denied = [*_denied_by_claim(views[0]), *(said for view in views for said in _denied(view))]
    told: set[str] = set()
    for one in denied:
        for other in given:
            view = one.view or other.view
            if view is None or view.key in told or (one.view is other.view and one.side == other.side):
                continue
            told.add(view.key)
            yield Difference(_SAYS.REFUND_GIVEN_AND_DENIED, other.side, one.side, view)


def _given_by_records(view: View) -> Iterator[_Said]:
    dispute = view.dispute
    if dispute.refund is not None or dispute.refunded_at is not None:
        told = plainly(dispute.refund or dispute.refunded_at)
        says = Words(f"{_REFUNDED.en} {told.en}", f"{_REFUNDED.zh} {told.zh}")
        yield _Said(of_claim(dispute, "refund", says), None)


def _denied_by_claim(view: View) -> Iterator[_Said]:
    dispute = view.dispute
    if dispute.buyer_refunded is False and dispute.type not in _ABOUT_REFUND:
        yield _Said(of_claim(dispute, "buyer_refunded", _NOT_REFUNDED), None)


def _given(view: View) -> Iterator[_Said]:
    sums = _refunded(view)
    if sums:
        told = plainly(sums[0].value)
        yield _Said(of_exhibit(view, sums[0], Words(f"refunded {told.en}", f"已退款 {told.zh}")), view)
    yield from _in_words(view, Meaning.REFUND_GIVEN)


def _refunded(view: View) -> list[Observation]:
    """Return the sums that went back: those called so, else those of a paper that is about nothing but a refund.

    A statement may write them with a minus. A paper that itself says that nothing went back tells of no sum.
    """
    called = view.of(_KIND.AMOUNT, _ROLE.REFUNDED)
    if not called and view.exhibit.kind is ExhibitKind.REFUND_LINE:
        called = view.of(_KIND.AMOUNT)
    if any(means(Meaning.REFUND_DENIED, str(one.value)) for one in view.of(_KIND.TEXT, _ROLE.RESULT, None)):
        return []
    return [one for one in called if isinstance(one.value, Money) and one.value.minor]


def _denied(view: View) -> Iterator[_Said]:
    yield from _in_words(view, Meaning.REFUND_DENIED)


def _in_words(view: View, meaning: Meaning) -> Iterator[_Said]:
    """Yield what our side writes; what the buyer writes is the claim."""
    for one in view.of(_KIND.TEXT, _ROLE.SELLER_WROTE, _ROLE.RESULT, None):
        sentence = means(meaning, str(one.value))
        if sentence is not None:
            yield _Said(of_exhibit(view, one, plainly(sentence)), view)
            return


def seen_before(views: Sequence[View], seen: Iterable[SeenPicture]) -> Iterator[Difference]:
    """Yield one difference for each exhibit whose picture was known from another matter."""
    by_key = {view.key: view for view in views}
    told: set[str] = set()
    for one in sorted(seen, key=lambda one: (one.exhibit, one.place)):
        view = by_key.get(one.exhibit)
        if view is None or one.exhibit in told:
            continue
        told.add(one.exhibit)
        known = " · ".join(part for part in (one.place.file, one.order_id) if part)
        earlier = Words(f"{known}, mirrored", f"{known}（镜像）") if one.mirrored else Words(known, known)
        claimed = Side(earlier, None, Locator(one.place))
        shown = Side(plainly(view.exhibit.place.file), view.key, _picture_spot(view))
        yield Difference(_SAYS.PICTURE_SEEN_BEFORE, claimed, shown, view)


def _picture_spot(view: View) -> Locator:
    marks: tuple[Observation, ...] = view.of(_KIND.PICTURE)
    return marks[0].locator if marks else Locator(view.exhibit.place)
