"""The tree's hashes, and what a proof must satisfy: RFC 9162 §2.1; for subtrees draft-ietf-plants-merkle-tree-certs §4.

A verifier answers yes or no and never raises: a proof comes from outside, and every shape of it must be answered.
"""

import hashlib
from collections.abc import Sequence

__all__ = [
    "EMPTY_ROOT",
    "HASH_BYTES",
    "is_subtree",
    "leaf_hash",
    "node_hash",
    "verify_consistency",
    "verify_inclusion",
    "verify_subtree_consistency",
    "verify_subtree_inclusion",
]

HASH_BYTES = hashlib.sha256().digest_size
"""How long every hash of the tree is."""
EMPTY_ROOT = hashlib.sha256(b"").digest()
"""The root of a tree without entries."""


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of an entry. The prefix keeps an entry from posing as a node."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two neighbours."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def is_subtree(start: int, end: int) -> bool:
    """Say whether entries `start` to before `end` make a subtree: the start fits the width that holds them all."""
    if not 0 <= start < end:
        return False
    width = 1 << (end - start - 1).bit_length()
    return start % width == 0


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Say whether the proof leads from the leaf at `index` to the root of a tree of `size` entries."""
    if not 0 <= index < size or len(leaf) != HASH_BYTES:
        return False
    at, last, running = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            running = node_hash(sibling, running)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            running = node_hash(running, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and running == root


def verify_consistency(size1: int, size2: int, root1: bytes, root2: bytes, proof: Sequence[bytes]) -> bool:
    """Say whether the tree of `size2` entries begins with the tree of `size1`. From an empty tree nothing follows."""
    return 0 < size1 <= size2 and verify_subtree_consistency(0, size1, size2, (root1, root2), proof)


def verify_subtree_inclusion(
    index: int, span: tuple[int, int], leaf: bytes, proof: Sequence[bytes], root: bytes
) -> bool:
    """Say whether the leaf at `index` of the whole tree stands under the root of the subtree `span`."""
    start, end = span
    return is_subtree(start, end) and verify_inclusion(index - start, end - start, leaf, proof, root)


def verify_subtree_consistency(
    start: int, end: int, size: int, roots: tuple[bytes, bytes], proof: Sequence[bytes]
) -> bool:
    """Say whether the subtree with the first root is part of the tree of `size` entries with the second root."""
    sub_root, root = roots
    if start == end:
        return 0 <= end <= size and not proof and sub_root == EMPTY_ROOT
    if not is_subtree(start, end) or end > size:
        return False
    if (start, end) == (0, size):
        return not proof and sub_root == root
    return _climb(start, end, size, roots, proof)


def _climb(start: int, end: int, size: int, roots: tuple[bytes, bytes], proof: Sequence[bytes]) -> bool:
    """Rebuild both roots from the same path: `fn` and `sn` are the subtree's ends, `tn` the tree's last entry."""
    fn, sn, tn = start, end - 1, size - 1
    while fn != sn and (sn == tn or sn & 1):
        fn, sn, tn = fn >> 1, sn >> 1, tn >> 1
    path = list(proof)
    if fn != sn and not path:
        return False
    sub = whole = roots[0] if fn == sn else path.pop(0)
    for sibling in path:
        if tn == 0:
            return False
        if sn & 1 or sn == tn:
            sub = node_hash(sibling, sub) if fn < sn else sub
            whole = node_hash(sibling, whole)
            while sn and not sn & 1:
                fn, sn, tn = fn >> 1, sn >> 1, tn >> 1
        else:
            whole = node_hash(whole, sibling)
        fn, sn, tn = fn >> 1, sn >> 1, tn >> 1
    return tn == 0 and sub == roots[0] and whole == roots[1]
