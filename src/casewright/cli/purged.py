"""What stands in an evidence home for exhibits that were purged, so that boards and packets of a folder show it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from hashlib import sha256
from mimetypes import guess_extension
from typing import TYPE_CHECKING

from casewright.domain.case import Case
from casewright.domain.dispute import Dispute
from casewright.domain.exhibit import Exhibit
from casewright.domain.place import Place
from casewright.evidence.board.board import Board
from casewright.evidence.vault.errors import VaultError
from casewright.evidence.vault.retention import PersonalData, personal_data_in
from casewright.evidence.vault.twin import KEPT_KINDS
from casewright.evidence.vault.vault import Vault, twin_name, twin_subject
from casewright.pipeline.packing.keeping import subject_of
from casewright.pipeline.purging import Stays, what_stays
from casewright.pipeline.redacting import exhibit_of_twin, shown_name

if TYPE_CHECKING:
    from casewright.pipeline.packing.pack import Packing

__all__ = ["PurgedExhibits"]


class PurgedExhibits:
    """Finds what stands for purged exhibits, case by case, and remembers it by the SHA-256 of its bytes."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._known: dict[str, tuple[str, Stays]] = {}
        self._gone: set[tuple[int, str, object]] = set()

    def of(self, case: Case, dispute: Dispute, living: Collection[Exhibit]) -> Sequence[Exhibit]:
        """Return what stands for the case's purged exhibits, but for those that a living exhibit still tells."""
        return tuple(self._exhibits(case, dispute, {_told(one) for one in living}, {_digest(one) for one in living}))

    def _exhibits(
        self, case: Case, dispute: Dispute, told: Collection[object], digests: Collection[str]
    ) -> Iterator[Exhibit]:
        leaves = self._vault.exhibits(twin_subject(subject_of(case)))
        for name in dict.fromkeys(leaf.twin_of for leaf in leaves if leaf.twin_of is not None):
            try:
                stays = what_stays(self._vault, name)
            except VaultError:
                continue  # what stood for it is damaged too: `casewright verify` names it
            if stays is None:
                continue
            digest = sha256(stays.content).hexdigest()
            place = Place(f"{name}{guess_extension(stays.media_type) or '.json'}", digest)
            one = exhibit_of_twin(stays.twin, place, dispute, stays.media_type)
            self._remember(name, one)
            if digest in digests:
                self._known[digest] = (name, stays)
            elif _told(one) not in told:
                self._known[digest] = (name, stays)
                yield one

    def _remember(self, name: str, twin: Exhibit) -> None:
        """Remember by what a purged exhibit is known again: size, type, and what its twin tells, if anything."""
        leaf = self._vault.entry(name)
        if leaf is not None:
            self._gone.add((leaf.size_bytes, leaf.media_type, _told(twin) if _tells(twin) else None))

    def lying(self, packing: "Packing") -> tuple[Exhibit, ...]:
        """Return what a packet shows whole although it was purged: its file or record still lies in the folder."""
        shown = (one.exhibit for one in packing.content.exhibits if one.exhibit.place.digest not in self._known)
        return tuple(one for one in shown if self._is_gone(one, len(packing.originals[one.key])))

    def _is_gone(self, one: Exhibit, size: int) -> bool:
        return any((size, one.media_type, told) in self._gone for told in (_told(one), None))

    def fetch_after(self, fetch: Callable[[str], bytes]) -> Callable[[str], bytes]:
        """Return a way from digests to bytes that knows what stands for purged exhibits, and all that `fetch` knows."""
        return lambda digest: self._known[digest][1].content if digest in self._known else fetch(digest)

    def names(self, board: Board) -> dict[str, str]:
        """Return under which name the vault keeps each exhibit of a board that stands for a purged one."""
        found = ((one.key, self._known[one.place.digest]) for one in board.exhibits if one.place.digest in self._known)
        return {key: (twin_name if stays.shown is None else shown_name)(name) for key, (name, stays) in found}

    def redacted(self, board: Board) -> tuple[str, ...]:
        """Return the keys of those that are not whole: a file that names nobody stays as it was."""
        shown = ((one.key, self._known.get(one.place.digest)) for one in board.exhibits)
        return tuple(key for key, known in shown if known is not None and not _whole(known[1]))


def _whole(stays: Stays) -> bool:
    free = personal_data_in(stays.twin.kind) is PersonalData.NONE and not stays.twin.matches
    return free and stays.shown is not None


def _digest(one: Exhibit) -> str:
    return one.place.digest


def _tells(one: Exhibit) -> bool:
    return any(seen.kind in KEPT_KINDS for seen in one.observations)


def _told(one: Exhibit) -> tuple[object, ...]:
    """What an exhibit tells without naming anybody: a twin tells the same as the exhibit it was made of."""
    read = frozenset((seen.kind, str(seen.value), seen.role) for seen in one.observations if seen.kind in KEPT_KINDS)
    return one.kind, one.speaker, one.made_at, read
