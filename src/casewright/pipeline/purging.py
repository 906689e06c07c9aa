"""Purging an order's exhibits once their personal data must go.

What stays is kept first, under a key that outlives the purge; then the purge is logged and the order's key destroyed.
A kill at any moment leaves the exhibits whole or purged, and the same call again finishes.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from casewright.domain.case import Case
from casewright.domain.dispute import Dispute
from casewright.domain.exhibit import Exhibit, ExhibitKind, Speaker
from casewright.domain.place import Place
from casewright.evidence.board.board import Board, TwinState
from casewright.evidence.board.keeping import delivered_on
from casewright.evidence.board.view import view_of
from casewright.evidence.vault.errors import (
    BlobDamagedError,
    ExhibitPurgedError,
    ExhibitUnknownError,
    KeyLostError,
    SealedError,
)
from casewright.evidence.vault.leaves import ExhibitLeaf, PurgeLeaf
from casewright.evidence.vault.retention import retention_rule
from casewright.evidence.vault.sealing import Label
from casewright.evidence.vault.twin import TWIN_MEDIA_TYPE, RedactedTwin, make_twin, twin_from_bytes
from casewright.evidence.vault.vault import Vault, twin_name, twin_subject
from casewright.pipeline.packing.extracts import Extracts
from casewright.pipeline.packing.words import letter_words
from casewright.pipeline.redacting import PixelReader, Remains, remains_of, shown_name

__all__ = [
    "Purging",
    "Stays",
    "due_on",
    "forget_held",
    "forget_twins",
    "held_home",
    "known_contents",
    "last_window_on",
    "purge_subject",
    "what_stays",
]

GROUND = "G1"
"""What the log gives as the ground of a purge: the source in `retention.toml`."""
TWIN_GROUND = "G7"
"""The same, for the redacted twins."""
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Stays:
    """What stands for a purged exhibit: the twin, its bytes, and what may be shown in its place, if anything."""

    twin: RedactedTwin
    twin_content: bytes
    shown: bytes | None = None
    media_type: str = TWIN_MEDIA_TYPE

    @property
    def content(self) -> bytes:
        """The bytes that stand for the exhibit from now on."""
        return self.twin_content if self.shown is None else self.shown


@dataclass(frozen=True, slots=True)
class Purging:
    """What a purge needs: readings known by the content's SHA-256, the dispute, salts, and eyes for pictures."""

    known: Mapping[str, Exhibit]
    dispute: Dispute | None
    new_salt: Callable[[], bytes]
    find_lines: PixelReader


def due_on(board: Board) -> date | None:
    """Return the first day on which some exhibit of a board must be gone; None where none must or none can tell."""
    return min((one.due_on for one in board.purges if one.twin is not TwinState.MADE), default=None)


def last_window_on(board: Board) -> date | None:
    """Return the last day on which a claim may come, and redacted twins are kept; None without a day of delivery."""
    delivered = delivered_on(board.dispute, [view_of(one, board.dispute) for one in board.exhibits])
    if delivered is None:
        return None
    return delivered + timedelta(days=retention_rule("twin_days", delivered).days)


def forget_twins(vault: Vault, subject: str, *, by: str, at: datetime) -> PurgeLeaf | None:
    """Forget what stood for a subject's purged exhibits, once no window is open. None where there is nothing."""
    return vault.purge(twin_subject(subject), {}, ground=TWIN_GROUND, by=by, at=at)


def known_contents(case: Case | None, board: Board) -> dict[str, Exhibit]:
    """Return what is known of each content that a packet of this case may have put into the vault, by its SHA-256."""
    known = {one.place.digest: one for one in board.exhibits}
    if case is None:
        return known
    mails = frozenset(notice.place.digest for notice in case.notices)
    made = (Extracts(case, letter_words("en"), _UTC, mails).of(one) for one in board.exhibits)
    return known | {one.exhibit.place.digest: one.exhibit for one in made if one is not None}


def purge_subject(
    vault: Vault, subject: str, purging: Purging, *, by: str, at: datetime, spared: Collection[str] = ()
) -> PurgeLeaf | None:
    """Keep what may stay of a subject's exhibits, log the purge, destroy the key. None where there is nothing to purge.

    The `spared`, whose day has not come, are held whole aside, until `held_home` brings them back. An exhibit whose
    stored bytes are damaged is purged too: its twin says nothing. Raise VaultError, LogError.
    """
    twins: dict[str, RedactedTwin] = {}
    for leaf in vault.exhibits(subject):
        if leaf.twin_of is None:
            if leaf.exhibit in spared:
                _hold(vault, leaf, subject, by=by, at=at)
            made = _remains(vault, leaf, purging)
            twins[leaf.exhibit] = made.twin
            if made.shown is not None:
                label = Label(shown_name(leaf.exhibit), made.media_type, twin_of=leaf.exhibit)
                _keep_once(vault, made.shown, label, subject=twin_subject(subject), by=by, at=at)
    return vault.purge(subject, twins, ground=GROUND, by=by, at=at) if twins else None


def _remains(vault: Vault, leaf: ExhibitLeaf, purging: Purging) -> Remains:
    try:
        content = vault.open(leaf.exhibit).content
    except (BlobDamagedError, SealedError, KeyLostError):
        place = Place("exhibit", str(leaf.sealed))
        nothing = Exhibit(leaf.exhibit, ExhibitKind.OTHER, Speaker.SELLER, place, leaf.media_type)
        return Remains(make_twin(nothing, {}, salt=purging.new_salt()))
    return remains_of(
        content,
        purging.known.get(sha256(content).hexdigest()),
        purging.dispute,
        name=leaf.exhibit,
        media_type=leaf.media_type,
        salt=purging.new_salt(),
        find_lines=purging.find_lines,
    )


def _hold(vault: Vault, leaf: ExhibitLeaf, subject: str, *, by: str, at: datetime) -> None:
    content, aside = vault.open(leaf.exhibit).content, _held_subject(subject)
    label = Label(vault.name_for(content, subject=aside), leaf.media_type, twin_of=leaf.exhibit)
    _keep_once(vault, content, label, subject=aside, by=by, at=at)


def held_home(vault: Vault, subject: str, *, by: str, at: datetime) -> dict[str, str]:
    """Keep under the subject's new key what a purge spared; return the vault names by the contents' SHA-256.

    Once whoever knows exhibits by vault name has followed, `forget_held`.
    """
    names: dict[str, str] = {}
    for leaf in vault.exhibits(_held_subject(subject)):
        content = vault.open(leaf.exhibit).content
        name = vault.name_for(content, subject=subject)
        _keep_once(vault, content, Label(name, leaf.media_type), subject=subject, by=by, at=at)
        names[sha256(content).hexdigest()] = name
    return names


def forget_held(vault: Vault, subject: str, *, by: str, at: datetime) -> None:
    """Forget the copies held aside; the exhibits are back."""
    vault.purge(_held_subject(subject), {}, ground=GROUND, by=by, at=at)


def _held_subject(subject: str) -> str:
    return f"held of {subject}"


def _keep_once(vault: Vault, content: bytes, label: Label, *, subject: str, by: str, at: datetime) -> None:
    """Keep it unless an earlier, killed call did."""
    try:
        vault.open(label.exhibit)
    except ExhibitUnknownError:
        vault.keep(content, label, subject=subject, by=by, at=at)


def what_stays(vault: Vault, exhibit: str) -> Stays | None:
    """Return what stands for an exhibit of this vault name once it is purged; None where it is not, or no longer."""
    try:
        vault.open(exhibit)
    except ExhibitPurgedError as purged:
        if purged.twin is None:
            return None
    else:
        return None
    try:
        content = vault.open(twin_name(exhibit)).content
    except (ExhibitPurgedError, ExhibitUnknownError):
        return None
    stays = Stays(twin_from_bytes(content), content)
    try:
        shown = vault.open(shown_name(exhibit))
    except ExhibitUnknownError:
        return stays
    return replace(stays, shown=shown.content, media_type=shown.label.media_type)
