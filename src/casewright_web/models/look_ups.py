"""Orders that a person had looked up through the marketplace's interface, and what came of it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from casewright_web.models.cases import CaseRow

__all__ = ["LookUpState", "OrderLookUp"]


class LookUpState(models.TextChoices):
    """Where a look-up stands."""

    WAITING = "waiting", _("waiting")
    ASKING = "asking", _("asking Amazon")
    DONE = "done", _("answered")
    FAILED = "failed", _("no answer")


class OrderLookUp(models.Model):
    """One order asked for from a case. `asked` counts the questions so far, `refused` names those without an answer.

    `records` is how many records the answers gave; None while nothing came. `problem` says in words what hindered it.
    `tries` counts how often it was begun; one that waits with `next_try_at` failed in passing and is tried again then.
    """

    case = models.ForeignKey(CaseRow, on_delete=models.CASCADE, related_name="look_ups")
    order_ref = models.CharField(max_length=64)
    actor = models.CharField(max_length=150)
    queued_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=LookUpState, default=LookUpState.WAITING)
    asked = models.PositiveIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    refused = models.JSONField(default=list)
    records = models.PositiveIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    problem = models.JSONField(null=True)

    class Meta:
        """The oldest that waits is next."""

        indexes: ClassVar = [models.Index(fields=["state", "id"], name="look_up_next")]

    def __str__(self) -> str:
        return self.order_ref
