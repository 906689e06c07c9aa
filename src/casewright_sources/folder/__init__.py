"""A path that is watched: a Maildir, an mbox file, or any folder of mails, reports and archives."""

from casewright_sources.folder.connect import connect
from casewright_sources.folder.source import open_source

__all__ = ["connect", "open_source"]
