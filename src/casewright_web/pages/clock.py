"""The one place where the desk reads the clock."""

from datetime import datetime

from django.utils import timezone

from casewright_web.models import ShopRow

__all__ = ["as_of", "now"]


def now() -> datetime:
    """Return the present instant, aware."""
    return timezone.now()


def as_of() -> datetime:
    """Return the instant for which cases are shown: the present, or where a made-up shop's clock stands."""
    return ShopRow.current().stands_at or now()
