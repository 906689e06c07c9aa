"""A mailbox read by IMAP: only ever looked at, never changed."""

from casewright_sources.mailbox.connect import connect
from casewright_sources.mailbox.source import open_source

__all__ = ["connect", "open_source"]
