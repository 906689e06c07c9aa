"""Exhibits of a case: which file, where the vault keeps it, and what was read in it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from casewright_web.models.cases import CaseRow

__all__ = ["ExhibitRow", "ExhibitState"]


class ExhibitState(models.TextChoices):
    """How far the reading of an exhibit has come. A refused file is kept and never opened again."""

    WAITING = "waiting", _("being read")
    READ = "read", _("read")
    REFUSED = "refused", _("kept closed")
    UNREAD = "unread", _("could not be read")


class ExhibitRow(models.Model):
    """One exhibit of a case.

    `digest` finds the same file again. Once personal data had to go (`purged_at`), digest, name and vault name are
    those of what stands for the file, and `came_as` is the digest that it had, so that it does not collect itself
    again. `looked_at` is when somebody last looked whether the day had come.
    `vault_name` is empty until the vault keeps the bytes; until then they are an original that came with an import.
    `reading` is what the reader found, `picture_mark` knows a picture again, `kind_told` is what a person says it is;
    `call_told` is a person's word on who called and whether the caller agreed, for a recording;
    `left_out` keeps it from board and packet.
    """

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="exhibits")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=400)
    size_bytes = models.BigIntegerField()
    media_type = models.CharField(max_length=120)
    received_at = models.DateTimeField()
    by_hand = models.BooleanField()
    vault_name = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=ExhibitState, default=ExhibitState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    reading = models.JSONField(null=True)
    picture_mark = models.BinaryField(null=True)
    kind_told = models.CharField(max_length=40, blank=True)
    call_told = models.CharField(max_length=20, blank=True, default="")
    left_out = models.BooleanField(default=False)
    purged_at = models.DateTimeField(null=True)
    came_as = models.CharField(max_length=64, blank=True, default="")
    looked_at = models.DateTimeField(null=True)

    class Meta:
        """A case has one first exhibit, and one of each file."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="exhibit_number_once"),
            models.UniqueConstraint(fields=["case", "digest"], name="exhibit_file_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "id"], name="exhibit_to_read"),
            models.Index(fields=["looked_at"], name="exhibit_to_look_at"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}:{self.key}"

    @property
    def redacted(self) -> bool:
        """Whether something else stands for the file; a file that names nobody stays whole when its order is purged."""
        return self.purged_at is not None and self.came_as != self.digest

    @property
    def key(self) -> str:
        """The name by which the board and the packet speak of it."""
        return f"EX-{self.number:03}"
