"""What a packet's reader needs to hold an exhibit to the log: original bytes, salt, proof file, and the public key."""

from collections.abc import Mapping
from typing import Any

from casewright.evidence.log.errors import ProofError
from casewright.evidence.log.note import NoteKey
from casewright.evidence.log.proof import open_proof
from casewright.evidence.vault.leaves import ExhibitLeaf, LeafError, leaf_from_bytes
from casewright.evidence.vault.sealing import commitment_of

__all__ = ["proof_fits", "prove_exhibit"]


def prove_exhibit(proof: str, key: NoteKey, *, content: bytes | None = None, salt: bytes | None = None) -> ExhibitLeaf:
    """Return the entry that the proof file proves, and hold the content to it. Raise ProofError.

    Without content the entry is proved and nothing is said of the bytes. Content without its salt proves nothing.
    """
    proven = open_proof(proof, key)
    try:
        leaf = leaf_from_bytes(proven.entry)
    except LeafError as error:
        raise ProofError("its entry does not read", proven.index) from error
    if not isinstance(leaf, ExhibitLeaf):
        raise ProofError("its entry is not of an exhibit", proven.index)
    if content is not None and (salt is None or commitment_of(content, salt) != leaf.commitment):
        raise ProofError(f"the content is not what was kept as {leaf.exhibit}", proven.index)
    return leaf


def proof_fits(proof: str, told: Mapping[str, Any], key: NoteKey) -> bool:
    """Say whether a packet's proof is of the entry whose commitment its manifest tells of this exhibit."""
    try:
        return prove_exhibit(proof, key).commitment == told.get("commitment")
    except ProofError:
        return False
