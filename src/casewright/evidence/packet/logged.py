"""What the vault's log says of the exhibits of a packet, ready to travel with it."""

from collections.abc import Mapping

from casewright.evidence.packet.content import LogEvidence, LoggedExhibit
from casewright.evidence.vault.vault import Vault

__all__ = ["log_evidence"]


def log_evidence(vault: Vault, names: Mapping[str, str]) -> LogEvidence | None:
    """Return head, key, proofs and salts; `names` says under which name the vault keeps each exhibit key.

    None where nothing is kept. Raise VaultError when an exhibit is not whole: a packet must not rest on it.
    """
    if not names:
        return None
    opened = {key: vault.open(name) for key, name in names.items()}
    exhibits = tuple(
        LoggedExhibit(key, vault.proof(names[key]), sealed.commitment, sealed.salt.hex())
        for key, sealed in opened.items()
    )
    return LogEvidence(vault.log.checkpoint, vault.log.key.text, exhibits)
