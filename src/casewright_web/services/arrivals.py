"""The desk as a sink: what a connected source brings becomes records and cases, each content once."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.utils import timezone

from casewright_web.models import SourceFile
from casewright_web.services.imports import source_import
from casewright_web.services.lake_imports import lake_queue, waits_its_turn
from casewright_web.services.long_imports import Steps, long_import

__all__ = ["SOURCE_ACTOR", "DeskSink"]

SOURCE_ACTOR = "casewright"
"""Who stands in the log for what came by itself."""


class DeskSink:
    """Keeps each content through the import services; what takes long comes in by many short transactions."""

    def keep(self, name: str, content: bytes) -> bool:
        """Import a content. Say whether it was new; known bytes are not read again."""
        if waits_its_turn(file=BytesIO(content), size_bytes=len(content)):
            return not _long(name, content)  # also known ones: what was killed in the middle goes on
        if SourceFile.objects.filter(digest=sha256(content).hexdigest(), outer=None).exists():
            return False
        result = source_import(name=name, content=content, actor=SOURCE_ACTOR, at=timezone.now())
        return result.known_since is None


def _long(name: str, content: bytes) -> bool:
    """Import what takes long; say whether it was known."""
    at = timezone.now()
    with TemporaryDirectory(dir=settings.CASEWRIGHT_HOME, prefix=".arriving-") as folder:
        path = Path(folder) / "content"
        path.write_bytes(content)
        steps = Steps(lambda _: None, lambda _: None)
        queue = lake_queue(actor=SOURCE_ACTOR, at=at)
        done = long_import(
            path=path, name=name, actor=SOURCE_ACTOR, at=at, clock=timezone.now, queue=queue, steps=steps
        )
    return done.known
