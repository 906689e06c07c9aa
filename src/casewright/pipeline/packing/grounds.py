"""Why the claim should end as asked: what the deciding rows rest on, then what the board credits, in the table's order.

Which grounds a type of dispute turns on, and what leads, stands in the policy table `letter-ground`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from casewright.domain.dispute import Dispute
from casewright.domain.exhibit import Exhibit, ExhibitKind, ObservationKind
from casewright.domain.shipment import ScanKind
from casewright.evidence.board.asking import proofs
from casewright.evidence.board.board import Board, ProofState
from casewright.evidence.board.rules import Rules, board_rulebook
from casewright.evidence.board.view import day_of, line_of
from casewright.evidence.packet.content import Point, WordsMask
from casewright.pipeline.packing.agreeing import Agreement, agreements_of, names_delivery, names_goods
from casewright.pipeline.packing.telling import dated, values_of
from casewright.pipeline.packing.words import LetterWords

__all__ = ["Grounds"]

_PAPERS = frozenset(
    {
        ExhibitKind.PROOF_OF_DELIVERY,
        ExhibitKind.SIGNATURE,
        ExhibitKind.DELIVERY_PHOTO,
        ExhibitKind.TRACKING_HISTORY,
        ExhibitKind.TEST_REPORT,
        ExhibitKind.INSPECTION,
        ExhibitKind.SERIAL_RECORD,
        ExhibitKind.PACK_RECORD,
        ExhibitKind.PACK_PHOTO,
        ExhibitKind.INVOICE,
        ExhibitKind.REMITTANCE,
        ExhibitKind.DELIVERY_ATTEMPTS,
    }
)
_PLACES = ("leads", "follows")
_IMPLIED = {"signature_or_code": "names_recipient"}
_MOST_OF_ONE = 2
_MOST = 7


@dataclass(frozen=True, slots=True)
class _Found:
    """A ground by its name in the catalogue (fact `argued`), the exhibits, its sentence, and what they name.

    `again` is the sentence where the exhibit was spoken of before: it does not say once more when it was made.
    """

    argued: str
    exhibits: tuple[str, ...]
    says: str
    again: str = ""
    names: Agreement | None = None


@dataclass(frozen=True, slots=True)
class Grounds:
    """Finds the reasons in what was read for sure, in exhibits that contradict nothing, and in proofs that they bring.

    What `masks` cover is no reason: the reader could not see it.
    """

    board: Board
    exhibits: Sequence[Exhibit]
    words: LetterWords
    zone: ZoneInfo
    masks: Sequence[WordsMask] = ()

    @property
    def dispute(self) -> Dispute:
        """What is disputed."""
        return self.board.dispute

    def points(self, rows: Sequence[str]) -> tuple[Point, ...]:
        """Return the reasons, the rows' own first, then those on which this dispute turns; few, since few are read."""
        told = [Point(self.words.say("why", name)) for name in rows]
        said: Counter[str] = Counter()
        for one in self._ranked([*self._times(), *self._deliveries(), *self._proven()]):
            if any(said[key] >= _MOST_OF_ONE for key in one.exhibits):
                continue
            told.append(Point(self._whole(one, said), one.exhibits))
            said.update(one.exhibits)
        return tuple(dict.fromkeys(told))[:_MOST]

    def naming(self) -> frozenset[str]:
        """Return the papers that name this order, parcel, unit or recipient: they belong into a packet."""
        papers = [one for one in self.exhibits if one.kind in _PAPERS]
        return frozenset(
            one.key for one in papers if [*names_delivery(one, self.dispute), *names_goods(one, self.dispute)]
        )

    def _ranked(self, found: Iterable[_Found]) -> list[_Found]:
        """Return what the table lets be said, what leads first."""
        day = day_of(self.dispute.opened_at or self.board.at, self.zone)
        rules = Rules(board_rulebook(), day, self.dispute.marketplace)
        order = rules.values("argued")
        ranked = []
        for one in dict.fromkeys(found):
            answer = rules.ask("letter-ground", {"dispute": self.dispute.type.value, "argued": one.argued})
            place = dict(answer.outcome)["place"]
            if place in _PLACES:
                ranked.append((_PLACES.index(str(place)), order.index(one.argued), one))
        return [one for _, _, one in sorted(ranked, key=lambda ranks: ranks[:2])]

    def _whole(self, one: _Found, said: Counter[str]) -> str:
        """Return the sentence, and with an exhibit's first one what binds it to this order."""
        if any(said[key] for key in one.exhibits):
            return one.again or one.says
        if one.names is None:
            return one.says
        return self.words.say("form", "join").join(
            (one.says, self.words.say("binding", one.names.name, value=one.names.value))
        )

    def _times(self) -> Iterator[_Found]:
        first = min(self._instants(ScanKind.ACCEPTED.value), default=None)
        if first is not None:
            yield from self._not_later("first_scan_on_time", "ship_on_time", first, self.dispute.ship_by)
        delivered = self.dispute.delivered_at
        if delivered is not None:
            shown = tuple(one.key for one in self.exhibits if one.kind is ExhibitKind.TRACKING_HISTORY)
            late = self.dispute.promised_by
            yield from self._not_later("delivered_by_promise", "delivered_on_time", (delivered, shown), late)

    def _instants(self, scan: str) -> Iterator[tuple[datetime, tuple[str, ...]]]:
        """Give the instants of one kind of scan: its values share a line, a row or a page."""
        for exhibit in self.exhibits:
            read = exhibit.observations
            spots = {line_of(one) for one in read if one.kind is ObservationKind.SCAN and one.value == scan}
            for one in read:
                at = one.value if one.kind is ObservationKind.AT and line_of(one) in spots else None
                if isinstance(at, datetime) and at.tzinfo:
                    yield at, (exhibit.key,)

    def _not_later(
        self, argued: str, name: str, seen: tuple[datetime, tuple[str, ...]], limit: datetime | None
    ) -> Iterator[_Found]:
        at, shown = seen
        if limit is not None and at <= limit:
            labels = self.words.labels
            day = labels.day(limit.astimezone(self.zone))
            local = self.words.local_time(at, self.zone)
            instant = labels.instant(at, self.zone) + (self.words.say("form", "aside", text=local) if local else "")
            yield _Found(argued, shown, self.words.say("why", name, instant=instant, day=day))

    def _deliveries(self) -> Iterator[_Found]:
        """Give what papers of the delivery have in common with the order: recipient, postal code, town."""
        for exhibit in self.exhibits:
            for one in agreements_of(names_delivery(exhibit, self.dispute), self.masks):
                says = self.words.say("why", one.name, what=self._name(exhibit), value=one.value)
                yield _Found(one.name, (exhibit.key,), says)

    def _proven(self) -> Iterator[_Found]:
        """Give each proof that the board credits, once for each kind of exhibit that brings it."""
        told = {one.argued for one in (*self._times(), *self._deliveries())}
        for item in self.board.items:
            known = item.proof in told or _IMPLIED.get(item.proof) in told
            if known or item.state is not ProofState.PROVIDED or not self.words.has("ground", item.proof):
                continue
            bringing = [one for one in self.exhibits if one.key in item.exhibits]
            for kind in dict.fromkeys(one.kind for one in bringing):
                yield from self._told(item.proof, [one for one in bringing if one.kind is kind])

    def _told(self, proof: str, exhibits: Sequence[Exhibit]) -> Iterator[_Found]:
        values = values_of(proof, exhibits, self.dispute, self.words.labels, self.zone)
        if values is None:
            return
        plain = f"{proof}_plain"
        name = plain if not values and self.words.has("ground", plain) else proof
        made = dated(exhibits, self.dispute, self.words, self.zone)
        what = self._name(exhibits[0], proof)
        says = self.words.say("ground", name, what=what, dated=made, **values)
        again = self.words.say("ground", name, what=what, dated="", **values)
        papers = [each for each in exhibits if each.kind is not ExhibitKind.MESSAGE_THREAD]
        named = (one for each in papers for one in agreements_of(names_goods(each, self.dispute), self.masks))
        yield _Found(proof, tuple(one.key for one in exhibits), says, again, next(named, None))

    def _name(self, exhibit: Exhibit, proof: str | None = None) -> str:
        """Name the kind of an exhibit; of one that a person or its file's name places, a kind that brings the proof."""
        kinds = proofs()[proof].kinds if proof is not None else frozenset()
        stands_for = exhibit.kind if exhibit.kind in kinds else min(kinds, default=exhibit.kind)
        return self.words.labels.of("kind", stands_for)
