"""The log: an append-only Merkle tree (RFC 9162) whose head is signed (C2SP checkpoint) and copied elsewhere."""
