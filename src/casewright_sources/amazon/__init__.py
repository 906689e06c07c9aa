"""Amazon's Selling Partner API as a source: a seller's account. It tells no claims and no messages (facts A36, F14)."""

from casewright_sources.amazon.connecting import connect, let_go, open_source

__all__ = ["connect", "let_go", "open_source"]
