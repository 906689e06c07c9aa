"""The exhibits of a packet in the vault: each is sealed and logged before the packet speaks of it."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from casewright.domain.case import Case
from casewright.evidence.packet.content import PacketContent
from casewright.evidence.packet.logged import log_evidence
from casewright.evidence.vault.errors import ExhibitUnknownError
from casewright.evidence.vault.sealing import Label
from casewright.evidence.vault.vault import Vault
from casewright.pipeline.packing.pack import Packing

__all__ = ["keep_exhibits", "subject_of"]


def subject_of(case: Case) -> str:
    """Return whose data a case's exhibits are: they are forgotten together, with their order."""
    return f"order {case.order_ref}" if case.order_ref else f"case {case.key}"


def keep_exhibits(  # noqa: PLR0913 - two kinds of exhibits are not kept, each for its own reason
    vault: Vault,
    packing: Packing,
    case: Case,
    *,
    by: str,
    at: datetime,
    kept: Mapping[str, str] | None = None,
    left: Collection[str] = (),
) -> PacketContent:
    """Keep what is not kept yet and return the content with what the log says of it. Raise VaultError, LogError.

    `kept` names exhibits that the vault has elsewhere, by key: what stands for purged ones outlives the next purge.
    `left` are keys of exhibits that are not to be kept; the packet shows them without an entry in the log.
    """
    subject, names = subject_of(case), dict[str, str]()
    media_types = {one.exhibit.key: one.exhibit.media_type for one in packing.content.exhibits}
    for key, content in packing.originals.items():
        if key in left:
            continue
        if kept and key in kept:
            names[key] = kept[key]
            continue
        names[key] = name = vault.name_for(content, subject=subject)
        try:
            vault.open(name)
        except ExhibitUnknownError:
            vault.keep(content, Label(name, media_types[key]), subject=subject, by=by, at=at)
    return replace(packing.content, log=log_evidence(vault, names))
