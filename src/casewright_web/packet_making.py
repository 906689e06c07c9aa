"""Make the packets that people asked for: from the case, its board and the vault, outside any page."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from django.conf import settings

from casewright.cli.helper_programs import translator_of
from casewright.cli.packet_making import MadePacket, PacketMaker, Signing, signing_of
from casewright.domain.case import Case
from casewright.domain.errors import CasewrightError
from casewright.domain.words import Words
from casewright.evidence.board.board import Board
from casewright.evidence.packet.errors import PacketError, PacketTooLargeError
from casewright.pipeline import decide_case
from casewright.pipeline.packing.asking import asking_of
from casewright_web.models import ExhibitRow, PacketRow, ShopRow
from casewright_web.selectors.boards import board_of
from casewright_web.selectors.case_records import case_now
from casewright_web.services.exhibit_reading import exhibit_content
from casewright_web.services.exhibit_vault import evidence_home
from casewright_web.services.originals import original_path
from casewright_web.services.packets import packet_claim, packet_refuse, packet_store
from casewright_web.services.told import facts_told

__all__ = ["packet_make_next"]

_NOTHING = Words(
    "There is no dispute in this case, so there is nothing to put into a packet.",
    "本案没有争议，不需要证据包。",
)
_GONE = Words(
    "A file that the packet needs could not be opened. Look at the exhibits, and add a missing one again.",
    "证据包需要的某个文件无法打开。请检查证据，并重新添加缺少的文件。",
)


def packet_make_next(*, at: datetime) -> PacketRow | None:
    """Make the packet that has waited longest, and return its row; None when none waits."""
    row = packet_claim(at=at)
    if row is None:
        return None
    try:
        made = _made(row, at)
    except PacketTooLargeError as error:
        packet_refuse(row, error.words, at=at, pages=error.pages, size_bytes=error.size_bytes)
    except PacketError as error:
        packet_refuse(row, error.words, at=at)
    except (CasewrightError, OSError):
        packet_refuse(row, _GONE, at=at)
    else:
        packet_store(row, made.packet, remarks=made.remarks, at=at)
    return row


def _signing() -> Signing | None:
    key = settings.CASEWRIGHT_SIGNING_KEY
    return signing_of(
        Path(key) if key else None,
        settings.CASEWRIGHT_SIGNING_PASSWORD or None,
        settings.CASEWRIGHT_TIME_SERVICE or None,
    )


def _made(row: PacketRow, at: datetime) -> MadePacket:
    """Return the packet. Raise PacketError or another error of ours, or OSError."""
    shop = ShopRow.current()
    seen_at = shop.stands_at or at
    case = case_now(row=row.case)
    board = board_of(row=row.case, case=case, at=seen_at)
    if case is None or board is None:
        raise PacketError(_NOTHING)
    file = decide_case(case, at=seen_at, shop=shop, told=facts_told(case=row.case))
    asking = asking_of(file, row.profile, board.dispute.type)
    if asking is None:
        raise PacketError(_NOTHING)
    files = {one.digest: one for one in ExhibitRow.objects.filter(case=row.case)}

    def fetch(digest: str) -> bytes:
        return exhibit_content(files[digest]) if digest in files else original_path(digest).read_bytes()

    board = _without_lost_mails(board, case)
    purged = [one for one in files.values() if one.purged_at is not None]
    maker = PacketMaker(
        shop,
        fetch,
        seen_at,
        home=evidence_home(),
        signing=_signing(),
        redacted=[one.key for one in purged if one.redacted],
        kept={one.key: one.vault_name for one in purged if one.vault_name},
        translator=translator_of(settings.CASEWRIGHT_TRANSLATOR),
    )
    return maker.make(file, board, asking)


def _without_lost_mails(board: Board, case: Case) -> Board:
    """Leave out mails that were purged with their order; what they say still stands in the timeline."""
    mails = {notice.place.digest for notice in (*case.notices, *case.related)}
    lost = {digest for digest in mails if not original_path(digest).exists()}
    return replace(board, exhibits=tuple(one for one in board.exhibits if one.place.digest not in lost))
