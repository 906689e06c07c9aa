"""Packets of a case: one draft per channel, made again whenever the case or its evidence changes."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from casewright_web.models.cases import CaseRow

__all__ = ["PacketRow", "PacketState"]


class PacketState(models.TextChoices):
    """Where the making of a packet stands. A refused one does not fit its channel, or lacks something; words say so."""

    WANTED = "wanted", _("being made")
    MADE = "made", _("made")
    REFUSED = "refused", _("not made")


class PacketRow(models.Model):
    """The newest packet of a case for one channel. `digest` names its bytes, which lie below the desk's home.

    `problem` and `remarks` are words in both languages. What was made before stands until the next one is made.
    """

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="packets")
    profile = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=PacketState, default=PacketState.WANTED)
    wanted = models.PositiveIntegerField(default=1)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)
    name = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    size_bytes = models.BigIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    problem = models.JSONField(null=True)
    remarks = models.JSONField(default=list)

    class Meta:
        """A case has one draft per channel."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "profile"], name="packet_once")]
        indexes: ClassVar = [models.Index(fields=["state", "id"], name="packet_to_make")]

    def __str__(self) -> str:
        return f"{self.case_id}:{self.profile}"
