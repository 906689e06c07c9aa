"""The desk as a sink: what a connected source brings becomes records and cases, each content once."""

from hashlib import sha256

from django.utils import timezone

from casewright_web.models import SourceFile
from casewright_web.services.imports import source_import

__all__ = ["SOURCE_ACTOR", "DeskSink"]

SOURCE_ACTOR = "casewright"
"""Who stands in the log for what came by itself."""


class DeskSink:
    """Keeps each content through the import service, which commits bytes, records and cases together."""

    def keep(self, name: str, content: bytes) -> bool:
        """Import a content. Say whether it was new; known bytes are not read again."""
        if SourceFile.objects.filter(digest=sha256(content).hexdigest(), outer=None).exists():
            return False
        result = source_import(name=name, content=content, actor=SOURCE_ACTOR, at=timezone.now())
        return result.known_since is None
