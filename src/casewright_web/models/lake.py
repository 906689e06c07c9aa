"""Reports on their way into the lake: how far each is, and what came of it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["LakeImport", "LakeImportState"]


class LakeImportState(models.TextChoices):
    """Where a report stands."""

    WAITING = "waiting", _("waiting")
    READING = "reading", _("being read")
    DONE = "done", _("read")
    KNOWN = "known", _("known before")
    CANCELLED = "cancelled", _("cancelled")
    FAILED = "failed", _("could not be read")


class LakeImport(models.Model):
    """One large file. Its bytes wait under the desk's home until they are read; records never come into this table.

    `done_bytes` of `total_bytes` is the work done (in rows, while the cases of a list open), `records` the rows read so
    far, `problem` what hindered it in words. `digest` is that of an original in the lake, the lake forgets it.
    """

    name = models.CharField(max_length=400)
    size_bytes = models.BigIntegerField()
    actor = models.CharField(max_length=150)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=LakeImportState, default=LakeImportState.WAITING)
    cancel = models.BooleanField(default=False)
    digest = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    done_bytes = models.BigIntegerField(default=0)
    total_bytes = models.BigIntegerField(default=0)
    records = models.BigIntegerField(default=0)
    opened = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    problem = models.JSONField(null=True)

    class Meta:
        """The oldest that waits is next."""

        indexes: ClassVar = [models.Index(fields=["state", "id"], name="lake_import_next")]

    def __str__(self) -> str:
        return self.name
