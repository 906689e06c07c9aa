"""Laws of the log: every past is proved, and no single changed byte goes unnoticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.evidence.log.audit import audit_log
from casewright.evidence.log.errors import LogError, ProofError
from casewright.evidence.log.journal import MemoryJournal
from casewright.evidence.log.log import Log
from casewright.evidence.log.merkle import (
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
    verify_subtree_consistency,
    verify_subtree_inclusion,
)
from casewright.evidence.log.note import NoteSigner
from casewright.evidence.log.proof import open_proof
from casewright.evidence.log.tree import Tree

SIGNER = NoteSigner("shop.example/evidence", bytes(range(32)))
LEAVES = [str(number).encode() for number in range(24)]


def naive_root(leaves: list[bytes]) -> bytes:
    """RFC 9162 §2.1.1, word for word."""
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(naive_root(leaves[:split]), naive_root(leaves[split:]))


def tree_of(size: int) -> Tree:
    tree = Tree()
    for leaf in LEAVES[:size]:
        tree.append(leaf)
    return tree


@pytest.mark.parametrize("size", range(1, len(LEAVES) + 1))
def test_every_size_has_the_root_of_the_definition_and_proves_all_of_it(size: int) -> None:
    tree, root = tree_of(size), naive_root(LEAVES[:size])
    assert tree.root() == root
    for index in range(size):
        leaf, proof = leaf_hash(LEAVES[index]), tree.inclusion(index)
        assert verify_inclusion(index, size, leaf, proof, root)
        assert not verify_inclusion(index, size, leaf_hash(b"other"), proof, root)
        assert not verify_inclusion((index + 1) % size, size, leaf, proof, root) or size == 1
    for old in range(1, size + 1):
        assert verify_consistency(old, size, naive_root(LEAVES[:old]), root, tree.consistency(old))
        assert not verify_consistency(old, size, naive_root([b"other"] * old), root, tree.consistency(old))


@pytest.mark.parametrize(("start", "end"), [(0, 3), (0, 8), (4, 7), (8, 13), (8, 16), (12, 14), (16, 24), (23, 24)])
def test_every_subtree_is_proved_part_of_every_later_tree(start: int, end: int) -> None:
    tree = tree_of(len(LEAVES))
    sub = tree.subtree_root(start, end)
    assert sub == naive_root(LEAVES[start:end])
    for size in range(end, len(LEAVES) + 1):
        roots = sub, tree.root(size)
        assert verify_subtree_consistency(start, end, size, roots, tree.subtree_consistency(start, end, size))
    alone = Tree()
    for leaf in LEAVES[start:end]:
        alone.append(leaf)
    for index in range(start, end):
        leaf, proof = leaf_hash(LEAVES[index]), alone.inclusion(index - start)
        assert verify_subtree_inclusion(index, (start, end), leaf, proof, sub)


@given(st.integers(0, 24), st.integers(0, 24))
def test_going_back_is_as_if_nothing_had_been_added(small: int, large: int) -> None:
    small, large = sorted((small, large))
    tree = tree_of(large)
    tree.cut(small)
    assert tree.root() == tree_of(small).root()
    for leaf in LEAVES[small:large]:
        tree.append(leaf)
    assert tree.root() == tree_of(large).root()


def journal_of_four() -> tuple[bytes, Log]:
    journal = MemoryJournal()
    log = Log(journal, SIGNER.key, SIGNER)
    log.append(b'{"exhibit":"EX-1"}', b'{"exhibit":"EX-2"}')
    log.append(b'{"exhibit":"EX-3"}')
    log.append(b'{"exhibit":"EX-4"}')
    return bytes(journal.content), log


JOURNAL, LOG = journal_of_four()
ENTRIES = list(LOG.entries())


@given(st.integers(0, len(JOURNAL) - 1), st.integers(1, 255))
def test_any_changed_byte_of_the_journal_is_told_and_the_other_entries_stand(at: int, flip: int) -> None:
    content = bytearray(JOURNAL)
    content[at] ^= flip
    audit = audit_log(MemoryJournal(bytes(content)), SIGNER.key)
    assert audit.faults
    line = JOURNAL.count(b"\n", 0, at) + 1
    assert {fault.line for fault in audit.faults} & {line, line + 1}
    lost = [entry for entry in ENTRIES if entry not in {one.entry for one in audit.entries}]
    assert len(lost) <= 2


@given(st.integers(0, len(JOURNAL) - 1), st.integers(1, 255))
def test_a_journal_with_a_changed_entry_is_never_written_on(at: int, flip: int) -> None:
    content = bytearray(JOURNAL)
    content[at] ^= flip
    journal = MemoryJournal(bytes(content))
    try:
        log = Log(journal, SIGNER.key, SIGNER)
        log.append(b"more")
    except LogError:
        assert bytes(journal.content) == bytes(content)
        return
    # an older head's signature, or the newest head as a torn end: the signed entries stand all the same
    assert list(log.entries()) == [*ENTRIES, b"more"]


@given(st.data())
def test_any_changed_byte_of_a_proof_spoils_it(data: st.DataObject) -> None:
    content = bytearray(LOG.proof(data.draw(st.integers(0, 3))).encode())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(ProofError):
        open_proof(content.decode("utf-8", "replace"), SIGNER.key)


@given(st.integers(0, len(LOG.checkpoint.encode()) - 1), st.integers(1, 255))
def test_any_changed_byte_of_a_copied_head_is_told_with_its_name(at: int, flip: int) -> None:
    note = bytearray(LOG.checkpoint.encode())
    note[at] ^= flip
    copies = [("000000000004.checkpoint", note.decode("utf-8", "replace"))]
    faults = audit_log(MemoryJournal(JOURNAL), SIGNER.key, copies).faults
    assert [fault.copy for fault in faults] == ["000000000004.checkpoint"]


@given(st.text(max_size=400))
def test_no_text_at_all_opens_as_a_proof(text: str) -> None:
    with pytest.raises(ProofError):
        open_proof(text, SIGNER.key)


@given(st.binary(max_size=400))
def test_no_bytes_at_all_break_the_audit(content: bytes) -> None:
    audit = audit_log(MemoryJournal(content), SIGNER.key)
    assert audit.head is None
    assert audit.entries == () or audit.faults
