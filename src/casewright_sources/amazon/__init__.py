"""Amazon's Selling Partner API as a source of one seller's account. It knows no claims and no buyer messages (facts A36, F14)."""

from casewright_sources.amazon.connecting import connect, open_source

__all__ = ["connect", "open_source"]
