"""The desk's vault, below its home: an exhibit is sealed, logged and signed before anybody hears that it is kept."""

import importlib.util
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from casewright.cli.evidence_home import EvidenceHome, evidence_home_at
from casewright.evidence.vault.errors import ExhibitTakenError, ExhibitUnknownError
from casewright.evidence.vault.sealing import Label
from casewright.evidence.vault.vault import Vault
from casewright_web.models import CaseRow

__all__ = ["desk_vault", "evidence_home", "evidence_ready", "exhibit_keep", "exhibit_open", "subject_of_row"]

_NEEDED = ("cryptography", "pikepdf", "PIL", "pypdfium2")


def evidence_ready() -> bool:
    """Say whether this installation can keep and open exhibits; a light one can not."""
    return all(importlib.util.find_spec(name) is not None for name in _NEEDED)


def evidence_home() -> EvidenceHome:
    """Return where this desk keeps its vault, its keys and its log."""
    return evidence_home_at(Path(settings.CASEWRIGHT_HOME) / "evidence")


@lru_cache(maxsize=8)
def _vault_in(folder: Path) -> Vault:
    return evidence_home_at(folder).open()


def desk_vault() -> Vault:
    """Return the vault of this desk, prepared where it is new."""
    return _vault_in(evidence_home().folder)


def subject_of_row(case: CaseRow) -> str:
    """Return whose data a case's exhibits and packets are: they are forgotten together, with their order."""
    return f"order {case.order_ref}" if case.order_ref else f"case {case.key}"


def exhibit_keep(*, case: CaseRow, content: bytes, media_type: str, at: datetime) -> str:
    """Keep the bytes under their order's key, so that forgetting the order forgets them; return their vault name.

    Equal bytes of one order are kept once. The log tells no order, person or account.
    """
    vault, subject = desk_vault(), subject_of_row(case)
    name = vault.name_for(content, subject=subject)
    try:
        vault.open(name)
    except ExhibitUnknownError:
        with suppress(ExhibitTakenError):  # another process was faster, and took it for another type
            vault.keep(content, Label(name, media_type), subject=subject, by="desk", at=at)
    return name


def exhibit_open(vault_name: str) -> bytes:
    """Return the bytes of an exhibit. Raise VaultError when they are forgotten or not whole."""
    return desk_vault().open(vault_name).content
