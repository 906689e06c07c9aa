"""Decide open cases again and again while the desk is served: `python -m casewright_web.refreshing`."""

import os
import time

import django

__all__ = ["refresh_while_served"]

_EVERY_SECONDS = 600
_LOOK_SECONDS = 2


def refresh_while_served(parent: int) -> None:
    """Refresh now and every ten minutes, until the process that serves the desk has gone."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django

    from casewright_web.services.refresh import case_refresh_all  # noqa: PLC0415 - the same

    next_at = time.monotonic()
    while os.getppid() == parent:
        if time.monotonic() >= next_at:
            case_refresh_all(at=timezone.now())
            next_at = time.monotonic() + _EVERY_SECONDS
        time.sleep(_LOOK_SECONDS)


if __name__ == "__main__":
    django.setup()
    refresh_while_served(os.getppid())
