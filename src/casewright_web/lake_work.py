"""Read large reports into the lake while the desk is served: `python -m casewright_web.lake_work`."""

import os
import time
from pathlib import Path

import django

from casewright_web.parents import alone, end_with, parent_named

__all__ = ["work_while_served"]

_LOOK_SECONDS = 1


def work_while_served(parent: int) -> None:
    """Read whatever waits, one after the other, until the process that started this one has gone.

    One process of a desk does this: the next one waits until the one before it has ended. Once a day the originals go
    whose personal data may no longer be kept.
    """
    from django.conf import settings  # noqa: PLC0415 - needs Django

    end_with(parent)
    with alone(Path(settings.CASEWRIGHT_HOME) / "lake-work.lock"):
        _work(parent)


def _work(parent: int) -> None:
    from django.utils import timezone  # noqa: PLC0415 - needs Django

    from casewright_web.services.lake_imports import (  # noqa: PLC0415 - the same
        lake_compact,
        lake_forget,
        lake_import_next,
    )

    compacted, forgot_on = False, None
    while os.getppid() == parent:
        if (today := timezone.now().date()) != forgot_on:
            lake_forget(on=today)
            forgot_on = today
        if lake_import_next(clock=timezone.now) is not None:
            compacted = False
        elif not compacted:
            lake_compact()
            compacted = True
        else:
            time.sleep(_LOOK_SECONDS)


if __name__ == "__main__":
    django.setup()
    work_while_served(parent_named())
