"""Cases as the desk shows them, and the log of everything that changed them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["FORGOTTEN", "CaseEvent", "CaseKey", "CaseRow", "CaseStatus"]

FORGOTTEN = "personal_data_forgotten"
"""The event of a case whose personal data had to go."""


class CaseStatus(models.TextChoices):
    """Whose turn it is: ours, somebody else's, nobody's."""

    OPEN = "open", _("Open")
    WAITING = "waiting", _("Waiting")
    CLOSED = "closed", _("Closed")


class CaseRow(models.Model):
    """One case with the newest decision about it.

    `decision` is the whole snapshot that the case page shows, `summary` the few words that a list shows. `readiness` is
    the verdict of the evidence board in short, null where nothing is in dispute; `readiness_wanted` counts the changes
    since it was judged. `forgotten_at` is when personal data of the case last had to go, `look_at` when to look next
    whether some must; null means at once. `decide_at` is from when on the same records may be decided otherwise; null
    means at once. `forget_from` is when its exhibits had to go first, while the records still
    say what they are to be compared with.
    """

    key = models.CharField(max_length=400, unique=True)
    kind = models.CharField(max_length=40)
    order_ref = models.CharField(max_length=64, blank=True, db_index=True)
    marketplace = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=10, choices=CaseStatus, default=CaseStatus.OPEN)
    money_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    due_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    headline_en = models.TextField()
    headline_zh = models.TextField()
    summary = models.JSONField()
    decision = models.JSONField()
    search = models.TextField()
    readiness = models.JSONField(null=True)
    readiness_wanted = models.PositiveIntegerField(default=1)
    forgotten_at = models.DateTimeField(null=True)
    forget_from = models.DateTimeField(null=True)
    look_at = models.DateTimeField(null=True)
    decide_at = models.DateTimeField(null=True)

    class Meta:
        """Today reads by status and time left; the sums and the filters' choices never touch the fat rows."""

        indexes: ClassVar = [
            models.Index(fields=["status", "due_at", "id"], name="case_by_time_left"),
            models.Index(fields=["status", "currency", "money_minor"], name="case_at_stake"),
            models.Index(fields=["kind"], name="case_kind"),
            models.Index(fields=["marketplace"], name="case_marketplace"),
            models.Index(fields=["look_at", "id"], name="case_to_look_at"),
            models.Index(fields=["decide_at", "id"], name="case_to_decide"),
            models.Index(fields=["id"], condition=models.Q(readiness_wanted__gt=0), name="case_to_judge"),
        ]

    def __str__(self) -> str:
        return self.key


class CaseKey(models.Model):
    """The SHA-256 of a key that leads from records to their case: a mail of it, or its order."""

    case = models.ForeignKey(CaseRow, on_delete=models.CASCADE, related_name="keys")
    key = models.CharField(max_length=64)

    class Meta:
        """Looked up by key."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "case"], name="case_key_once")]

    def __str__(self) -> str:
        return self.key


class CaseEvent(models.Model):
    """One change of a case, chained to the one before it. The database refuses to change or delete it."""

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    kind = models.CharField(max_length=40)
    payload = models.JSONField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        """A case has one first, one second, one third event."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "seq"], name="event_once")]

    def __str__(self) -> str:
        return f"{self.case_id}:{self.seq} {self.kind}"
