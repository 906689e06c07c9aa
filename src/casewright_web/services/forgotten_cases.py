"""A stored case after its personal data went: the decision and its reasons as they were, the rest from what stays."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from casewright.domain.case import Case
from casewright.domain.shop import Shop
from casewright.pipeline import decide_case
from casewright.pipeline.forgetting import file_name_redacted
from casewright_web.models import FORGOTTEN, CaseRow, ExhibitRow, ExhibitState, PacketRow
from casewright_web.services.events import event_append
from casewright_web.services.packet_files import packet_forget
from casewright_web.services.packets import packets_outdate
from casewright_web.services.snapshots import case_search_text, case_snapshot, case_summary
from casewright_web.services.told import facts_told

__all__ = ["case_forget"]

_AS_DECIDED = ("zone", "title", "headline", "decision", "deadline", "money", "facts", "sources", "disagreements")
_EMPTY = ("chronology", "suspicions", "attachments", "files", "mails")


def case_forget(
    *, row: CaseRow, case: Case | None, names: Mapping[str, str], shop: Shop, payload: dict[str, Any], at: datetime
) -> None:
    """Write the case anew from its redacted records, drop its drafts, and log it. The caller holds the transaction.

    `case` is what its records are now; None where they belong to another case, so that only the decision stays.
    `names` are the new names of files by digest.
    """
    before = _renamed(row.decision, names)
    decided = {name: before[name] for name in _AS_DECIDED}
    if case is None:
        row.decision = before | {name: [] for name in _EMPTY} | {"order": None, "claim": None}
    else:
        file = decide_case(case, at=shop.stands_at or at, shop=shop, told=facts_told(case=row))
        row.decision = case_snapshot(file=file) | decided
    row.summary = case_summary(snapshot=row.decision)
    row.search = case_search_text(case=case, snapshot=row.decision, order_ref=row.order_ref)
    row.forgotten_at, row.forget_from, row.version = at, None, row.version + 1
    row.save()
    _drafts_forget(row)
    _exhibits_without_vault(row, at)
    event_append(case=row, at=at, actor="casewright", kind=FORGOTTEN, payload=payload)
    packets_outdate(case_id=row.pk)


def _renamed(value: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401 - any JSON value
    """Give every place in a JSON value the new name of its file."""
    match value:
        case {"file": str(), "digest": str(digest)} if digest in names:
            return value | {"file": names[digest]}
        case dict():
            return {name: _renamed(item, names) for name, item in value.items()}
        case list():
            return [_renamed(item, names) for item in value]
        case _:
            return value


def _drafts_forget(row: CaseRow) -> None:
    for packet in PacketRow.objects.filter(case=row):
        packet_forget(packet)
        PacketRow.objects.filter(pk=packet.pk).update(digest="", problem=None, remarks=[])


def _exhibits_without_vault(row: CaseRow, at: datetime) -> None:
    """Close exhibits that never came into the vault: they went with the originals."""
    for exhibit in ExhibitRow.objects.filter(case=row, vault_name="", purged_at=None):
        exhibit.came_as, exhibit.purged_at = exhibit.digest, at
        exhibit.name = file_name_redacted(exhibit.name, exhibit.key.lower())
        exhibit.reading, exhibit.picture_mark, exhibit.state = None, None, ExhibitState.UNREAD
        exhibit.save()
