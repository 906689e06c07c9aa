"""The one place where the desk reads the clock."""

from datetime import datetime

from django.utils import timezone

__all__ = ["now"]


def now() -> datetime:
    """Return the present instant, aware."""
    return timezone.now()
