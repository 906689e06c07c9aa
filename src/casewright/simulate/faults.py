"""The faults that are planted: what each changes in the story that one paper tells."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from casewright.evidence.board.board import ContradictionKind
from casewright.evidence.board.rules import board_rulebook
from casewright.simulate.chance import Chance
from casewright.simulate.story import Story, homes_of, people_of

__all__ = ["Expected", "Fault", "expected", "told_wrongly"]


class Fault(StrEnum):
    """What is wrong in a bundle."""

    WRONG_CITY = "wrong_city"
    OTHER_ORDER = "other_order"
    SIGNED_BY_OTHER = "signed_by_other"
    DELIVERED_LATE = "delivered_late"
    LATE_FIRST_SCAN = "late_first_scan"
    OTHER_BATCH = "other_batch"
    MADE_AFTER_CLAIM = "made_after_claim"
    WEIGHT_MISFIT = "weight_misfit"
    PHOTO_REUSED = "photo_reused"
    PHOTO_MIRRORED = "photo_mirrored"
    PHOTO_CROPPED = "photo_cropped"
    PHOTO_RECODED = "photo_recoded"
    REFUND_BOTH = "refund_both"
    DATES_OUT_OF_ORDER = "dates_out_of_order"
    TODAYS_LISTING = "todays_listing"
    MISSING = "missing"
    BANANA = "banana"
    UNREADABLE = "unreadable"
    OFF_CHANNEL = "off_channel"


@dataclass(frozen=True, slots=True)
class Expected:
    """What a board must show for a fault to count as found.

    `kinds`: a contradiction of one of these kinds names the exhibit. `proof_lost`: a proof that rests on the exhibit in
    the clean bundle no longer stands as provided. `quarantined`: the exhibit is kept out of the packet. `reasons`: the
    names of rows that call a proof weak for just this, the exhibit named.
    """

    kinds: frozenset[ContradictionKind] = frozenset()
    proof_lost: bool = False
    quarantined: bool = False
    reasons: frozenset[str] = frozenset()

    @property
    def codes(self) -> frozenset[str]:
        """The codes of the rows named in `reasons`."""
        rows = {row.name: row.code for row in board_rulebook().table("proof-fit").rows}
        return frozenset(rows[name] for name in self.reasons)


_K = ContradictionKind
_SEEN = Expected(frozenset({_K.PICTURE_SEEN_BEFORE}))
_LOST = Expected(proof_lost=True)
_EXPECTED: Mapping[Fault, Expected] = MappingProxyType(
    {
        Fault.WRONG_CITY: Expected(
            frozenset({_K.OTHER_CITY}), reasons=frozenset({"delivered-to-another-town", "another-place"})
        ),
        Fault.OTHER_ORDER: Expected(frozenset({_K.OTHER_ORDER, _K.OTHER_TRACKING})),
        Fault.SIGNED_BY_OTHER: Expected(frozenset({_K.OTHER_SIGNER}), reasons=frozenset({"somebody-else-signed"})),
        Fault.DELIVERED_LATE: Expected(
            frozenset({_K.DELIVERED_LATE}), reasons=frozenset({"delivered-after-the-promise"})
        ),
        Fault.LATE_FIRST_SCAN: Expected(
            frozenset({_K.DELIVERED_LATE, _K.DATES_OUT_OF_ORDER}), reasons=frozenset({"first-scan-was-late"})
        ),
        Fault.OTHER_BATCH: Expected(frozenset({_K.OTHER_BATCH}), reasons=frozenset({"report-of-another-batch"})),
        # a paper of the sale that is dated after the claim is also out of order; both are true of it
        Fault.MADE_AFTER_CLAIM: Expected(
            frozenset({_K.MADE_AFTER_CLAIM, _K.DATES_OUT_OF_ORDER}),
            reasons=frozenset({"report-made-after-the-dispute", "invoice-after-the-sale"}),
        ),
        Fault.WEIGHT_MISFIT: Expected(frozenset({_K.WEIGHT_DIFFERS})),
        Fault.PHOTO_REUSED: _SEEN,
        Fault.PHOTO_MIRRORED: _SEEN,
        Fault.PHOTO_CROPPED: _SEEN,
        Fault.PHOTO_RECODED: _SEEN,
        Fault.REFUND_BOTH: Expected(frozenset({_K.REFUND_GIVEN_AND_DENIED})),
        Fault.DATES_OUT_OF_ORDER: Expected(
            frozenset({_K.DATES_OUT_OF_ORDER}), reasons=frozenset({"invoice-after-the-sale"})
        ),
        Fault.TODAYS_LISTING: Expected(
            frozenset({_K.LISTING_AFTER_ORDER}), reasons=frozenset({"listing-of-a-later-day"})
        ),
        Fault.MISSING: _LOST,
        Fault.BANANA: _LOST,
        Fault.UNREADABLE: _LOST,
        Fault.OFF_CHANNEL: Expected(quarantined=True),
    }
)


def expected(fault: Fault) -> Expected:
    """Return what a board must show for this fault."""
    return _EXPECTED[fault]


def _other_city(story: Story, chance: Chance) -> Story:
    taken = {story.city, story.hub_city, story.return_city}
    street, city, postal_code = chance.pick([home for home in homes_of(story.scene) if home[1] not in taken])
    return replace(story, street=street, city=city, postal_code=postal_code)


def _other_signer(story: Story, chance: Chance) -> Story:
    return replace(story, signer=chance.pick([name for name in people_of(story.scene) if name != story.recipient]))


def _other_order(story: Story, chance: Chance) -> Story:
    return replace(
        story,
        order_id=story.later_order,
        tracking=_other_number(story.tracking, chance),
        return_tracking=_other_number(story.return_tracking, chance),
    )


def _other_number(number: str, chance: Chance) -> str:
    """Return a number of the same form; its check digit may be wrong, as on many a real paper it is not looked at."""
    return "".join(str((int(sign) + chance.between(1, 8)) % 10) if sign.isdigit() else sign for sign in number)


def _late(story: Story, chance: Chance) -> Story:
    return replace(story, delivered_at=story.promised_by + timedelta(days=chance.between(2, 4), hours=-6))


def _late_first_scan(story: Story, _: Chance) -> Story:
    first = story.ship_by + timedelta(hours=34)
    return replace(story, shipped_at=first, hub_passed_at=first + timedelta(hours=10))


def _weight(story: Story, chance: Chance) -> Story:
    return replace(story, parcel_grams=story.parcel_grams * chance.pick((52, 58, 155, 170)) // 100)


def _after_claim(story: Story, chance: Chance) -> Story:
    day = story.opened_at + timedelta(days=chance.between(2, 4))
    return replace(story, tested_at=day, packed_at=day, invoiced_at=day, inspected_at=day)


def _out_of_order(story: Story, chance: Chance) -> Story:
    """Tell days that cannot be, each against what the claim or the paper itself says: a return before the dispatch."""
    back = timedelta(days=chance.between(3, 5))
    return replace(
        story,
        delivered_at=story.ordered_at - back,
        attempted_at=story.ordered_at - back - timedelta(days=1),
        hub_passed_at=story.ordered_at - back,
        return_arrived_at=story.shipped_at - back,
        return_asked_at=story.ordered_at - back,
        refunded_at=story.ordered_at - back,
        invoiced_at=story.delivered_at + timedelta(days=1),
        packed_at=story.delivered_at + timedelta(days=2),
        complained_at=story.ordered_at - back,
    )


_TELLING: Mapping[Fault, Callable[[Story, Chance], Story]] = MappingProxyType(
    {
        Fault.WRONG_CITY: _other_city,
        Fault.OTHER_ORDER: _other_order,
        Fault.SIGNED_BY_OTHER: _other_signer,
        Fault.DELIVERED_LATE: _late,
        Fault.LATE_FIRST_SCAN: _late_first_scan,
        Fault.OTHER_BATCH: lambda story, chance: replace(story, batch=f"{chance.letters(2)}{chance.digits(6)}"),
        Fault.MADE_AFTER_CLAIM: _after_claim,
        Fault.WEIGHT_MISFIT: _weight,
        Fault.DATES_OUT_OF_ORDER: _out_of_order,
        Fault.TODAYS_LISTING: lambda story, _: replace(story, listed_at=story.opened_at + timedelta(days=1)),
    }
)


def told_wrongly(story: Story, fault: Fault, chance: Chance) -> Story:
    """Return the story as the struck paper tells it; the same story for faults that do not lie in what is told."""
    change = _TELLING.get(fault)
    return story if change is None else change(story, chance)
