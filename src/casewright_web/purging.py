"""Purge exhibits whose time is over: one order at a time, outside any page. A killed pass is finished by the next."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from casewright.cli.evidence_home import new_salt
from casewright.evidence.board.board import Board, Purge
from casewright.evidence.readers.lines import pixel_lines
from casewright.evidence.vault.retention import retention_rule
from casewright.evidence.vault.vault import Vault, twin_name
from casewright.pipeline.purging import (
    Purging,
    forget_held,
    forget_twins,
    held_home,
    known_contents,
    last_window_on,
    purge_subject,
    what_stays,
)
from casewright.pipeline.redacting import PixelReader, shown_name
from casewright_web.models import CaseRow, ExhibitRow, ShopRow
from casewright_web.selectors.boards import board_of
from casewright_web.selectors.case_records import case_now
from casewright_web.services.exhibit_purges import (
    exhibit_purged,
    exhibit_to_look_at,
    exhibits_moved,
    originals_purge,
    packets_purge,
    twins_forgotten,
)
from casewright_web.services.exhibit_vault import desk_vault, subject_of_row

if TYPE_CHECKING:
    from casewright.domain.case import Case

__all__ = ["purge_next"]

_BY = "desk"


def purge_next(*, at: datetime, find_lines: PixelReader = pixel_lines) -> CaseRow | None:
    """Purge what is due of the order that nobody looked at for longest. Return its case; None when none waits."""
    row = exhibit_to_look_at(at=at)
    if row is None:
        return None
    shop = ShopRow.current()
    cases = list(CaseRow.objects.filter(order_ref=row.order_ref)) if row.order_ref else [row]
    _Order(cases, shop.stands_at or at, at, ZoneInfo(shop.zone), find_lines).look()
    return row


class _Order:
    """The cases of one order, whose exhibits are forgotten together."""

    def __init__(
        self, cases: Sequence[CaseRow], seen_at: datetime, at: datetime, zone: ZoneInfo, find_lines: PixelReader
    ) -> None:
        self._cases, self._at, self._find_lines = cases, at, find_lines
        self._zone, self._today = zone, seen_at.astimezone(zone).date()
        self._known: list[tuple[CaseRow, Case, Board]] = []
        for row in cases:
            case = case_now(row=row)
            board = board_of(row=row, case=case, at=seen_at)
            if case is not None and board is not None:
                self._known.append((row, case, board))

    def look(self) -> None:
        """Purge the exhibits when the first of them is due; later, when no claim can come, what stood for them."""
        vault, subject = desk_vault(), subject_of_row(self._cases[0])
        self._bring_home(vault, subject)
        due, spared = self._days()
        if due:
            self._purge(vault, subject, spared)
            self._bring_home(vault, subject)
        self._finish(vault, subject)
        windows = [day for _, _, board in self._known if (day := last_window_on(board)) is not None]
        if windows and max(windows) < self._today:
            self._purge(vault, subject, ())
            if forget_twins(vault, subject, by=_BY, at=self._at) is not None:
                twins_forgotten(cases=self._cases, at=self._at)

    def _bring_home(self, vault: Vault, subject: str) -> None:
        """Take back what was spared, in this pass or one that was cut short."""
        names = held_home(vault, subject, by=_BY, at=self._at)
        if names:
            exhibits_moved(cases=self._cases, names=names)
            forget_held(vault, subject, by=_BY, at=self._at)

    def _days(self) -> tuple[bool, frozenset[str]]:
        """Say whether the day of some file has come, and which must be spared, since theirs has not.

        Of a case without a board, or a file that the board does not know, the day is that of the case's own records.
        """
        due, spared = False, set[str]()
        boards = {row.pk: board for row, _, board in self._known}
        for row in self._cases:
            board = boards.get(row.pk)
            days = {one.exhibit: one.due_on for one in board.purges} if board else {}
            shown = {one.key for one in board.exhibits} if board and days else set()
            for file in ExhibitRow.objects.filter(case=row, purged_at=None):
                day = days.get(file.key) if file.key in shown else self._day_of_case(row, file)
                if day is not None and day <= self._today:
                    due = True
                elif day is not None:
                    spared.add(file.vault_name)
        return due, frozenset(spared)

    def _day_of_case(self, row: CaseRow, file: ExhibitRow) -> date | None:
        """Return the day of a file whose case is being forgotten, or was; None before that."""
        from_at = row.forget_from or row.forgotten_at
        if from_at is None:
            return None
        received = file.received_at.astimezone(self._zone).date()
        if row.forgotten_at is None or received <= row.forgotten_at.astimezone(self._zone).date():
            return self._today
        return received + timedelta(days=retention_rule("late_arrival_days", received).days + 1)

    def _purge(self, vault: Vault, subject: str, spared: Collection[str]) -> None:
        known = {digest: one for _, case, board in self._known for digest, one in known_contents(case, board).items()}
        dispute = self._known[0][2].dispute if self._known else None
        purging = Purging(known, dispute, new_salt, self._find_lines)
        purge_subject(vault, subject, purging, by=_BY, at=self._at, spared=spared)

    def _finish(self, vault: Vault, subject: str) -> None:
        """Bring the tables and folders after the vault, for this purge or one that was cut short."""
        alive = {leaf.exhibit for leaf in vault.exhibits(subject)}
        rows = ExhibitRow.objects.filter(case__in=self._cases, purged_at=None).exclude(vault_name="")
        gone = [row for row in rows if row.vault_name not in alive]
        stays = {row.pk: what_stays(vault, row.vault_name) for row in gone}
        gone = [row for row in gone if stays[row.pk] is not None]
        if not gone:
            return
        digests = [row.digest for row in gone if not row.by_hand]
        for row in gone:
            one = stays[row.pk]
            if one is not None:
                name = (twin_name if one.shown is None else shown_name)(row.vault_name)
                exhibit_purged(row=row, stays=one, vault_name=name, at=self._at)
        originals_purge(digests=digests, mails=self._mails_due())
        packets_purge(cases=self._cases)

    def _mails_due(self) -> set[str]:
        """Return the mails that are exhibits by themselves and whose day has come too."""
        mails = {notice.place.digest for _, case, _ in self._known for notice in (*case.notices, *case.related)}
        due = {(row.pk, one.exhibit) for row, _, board in self._known for one in board.purges if self._has_come(one)}
        shown = ((row, one) for row, _, board in self._known for one in board.exhibits)
        return {one.place.digest for row, one in shown if one.place.digest in mails and (row.pk, one.key) in due}

    def _has_come(self, purge: Purge) -> bool:
        return purge.due_on <= self._today
