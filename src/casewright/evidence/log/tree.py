"""The tree itself, in memory: the complete nodes of each level side by side, 64 bytes an entry."""

from casewright.evidence.log.merkle import EMPTY_ROOT, HASH_BYTES, is_subtree, leaf_hash, node_hash

__all__ = ["Tree"]


class Tree:
    """Grows at its end and proves any of its pasts. Level 0 holds the leaves; a node is kept once both halves are."""

    def __init__(self) -> None:
        self._levels: list[bytearray] = [bytearray()]

    def __len__(self) -> int:
        return len(self._levels[0]) // HASH_BYTES

    def append(self, entry: bytes) -> int:
        """Add an entry and return its index."""
        return self.append_hash(leaf_hash(entry))

    def append_hash(self, leaf: bytes) -> int:
        """Add a leaf by its hash and return its index."""
        index = len(self)
        level, node, at = 0, leaf, index
        self._levels[0] += leaf
        while at & 1:
            node = node_hash(self._node(level, at - 1), node)
            level, at = level + 1, at >> 1
            if level == len(self._levels):
                self._levels.append(bytearray())
            self._levels[level] += node
        return index

    def cut(self, size: int) -> None:
        """Go back to an earlier size: for an append that could not be made durable."""
        for level, nodes in enumerate(self._levels):
            del nodes[(size >> level) * HASH_BYTES :]

    def leaf(self, index: int) -> bytes:
        """Return the hash of the entry at an index. Raise IndexError."""
        self._within(0 <= index < len(self))
        return self._node(0, index)

    def root(self, size: int | None = None) -> bytes:
        """Return the root now, or as it was at an earlier size. Raise IndexError."""
        size = len(self) if size is None else size
        self._within(0 <= size <= len(self))
        return self._hash(0, size)

    def inclusion(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """Return the proof that the entry at `index` is in the tree of that size. Raise IndexError."""
        size = len(self) if size is None else size
        self._within(0 <= index < size <= len(self))
        return tuple(self._path(index, 0, size))

    def consistency(self, size1: int, size2: int | None = None) -> tuple[bytes, ...]:
        """Return the proof that the tree of the second size begins with the tree of the first. Raise IndexError."""
        return self.subtree_consistency(0, size1, size2)

    def subtree_root(self, start: int, end: int) -> bytes:
        """Return the root over entries `start` to before `end`. Raise IndexError when they make no subtree."""
        self._within(is_subtree(start, end) and end <= len(self))
        return self._hash(start, end)

    def subtree_consistency(self, start: int, end: int, size: int | None = None) -> tuple[bytes, ...]:
        """Return the proof that a subtree is part of the tree of that size. Raise IndexError."""
        size = len(self) if size is None else size
        self._within(is_subtree(start, end) and end <= size <= len(self))
        return tuple(self._subproof(start, end, (0, size), known=True))

    @staticmethod
    def _within(allowed: bool) -> None:  # noqa: FBT001 - the one argument is the condition
        if not allowed:
            raise IndexError("outside the tree")

    def _node(self, level: int, at: int) -> bytes:
        return bytes(self._levels[level][at * HASH_BYTES : (at + 1) * HASH_BYTES])

    def _hash(self, start: int, end: int) -> bytes:
        if start == end:
            return EMPTY_ROOT
        width = end - start
        level = width.bit_length() - 1
        if width == 1 << level:
            return self._node(level, start >> level)
        middle = start + _split(width)
        return node_hash(self._hash(start, middle), self._hash(middle, end))

    def _path(self, index: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        middle = start + _split(end - start)
        if index < middle:
            return [*self._path(index, start, middle), self._hash(middle, end)]
        return [*self._path(index, middle, end), self._hash(start, middle)]

    def _subproof(self, start: int, end: int, span: tuple[int, int], *, known: bool) -> list[bytes]:
        """RFC 9162 §2.1.4.1, for a subtree: `known` while the verifier holds the subtree's own root."""
        low, high = span
        if (start, end) == span:
            return [] if known else [self._hash(low, high)]
        middle = low + _split(high - low)
        if end <= middle:
            return [*self._subproof(start, end, (low, middle), known=known), self._hash(middle, high)]
        if start >= middle:
            return [*self._subproof(start, end, (middle, high), known=known), self._hash(low, middle)]
        return [*self._subproof(middle, end, (middle, high), known=False), self._hash(low, middle)]


def _split(width: int) -> int:
    """Return the largest power of two below the width."""
    return 1 << ((width - 1).bit_length() - 1)
