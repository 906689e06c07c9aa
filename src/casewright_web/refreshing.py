"""Work beside the pages while the desk is served: `python -m casewright_web.refreshing`.

Open cases are decided again when their decision may stand no longer, and personal data are forgotten when their day has
come; processes of their own read exhibits and large reports, and are started anew when they die.
"""

import os
import time

import django

from casewright_web.parents import end_with, parent_named
from casewright_web.workers import Worker

__all__ = ["refresh_while_served"]

_LOOK_SECONDS = 2
_LOOKS_AT_ONCE = 25
"""Cases decided again, and looked at, between two sleeps, so that the other work and the pages go on."""


def refresh_while_served(parent: int) -> None:
    """Decide again whatever is due, a few cases at a time, until the process that serves the desk has gone."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django

    from casewright_web.services.exhibit_vault import evidence_ready  # noqa: PLC0415 - the same
    from casewright_web.services.forgetting import forget_next  # noqa: PLC0415 - the same
    from casewright_web.services.forgotten_records import records_forget_next  # noqa: PLC0415 - the same
    from casewright_web.services.forgotten_sources import originals_sweep  # noqa: PLC0415 - the same
    from casewright_web.services.refresh import (  # noqa: PLC0415 - the same
        case_refresh_next,
        cases_refresh_after_update,
    )

    end_with(parent)
    swept_on = None
    workers = [Worker("casewright_web.evidence_work")] if evidence_ready() else []
    workers.append(Worker("casewright_web.lake_work"))
    cases_refresh_after_update()
    while os.getppid() == parent:
        for worker in workers:
            worker.keep_running()
        at = timezone.now()
        for next_one in (case_refresh_next, forget_next):
            for _ in range(_LOOKS_AT_ONCE):
                if next_one(at=at) is None:
                    break
        if swept_on != at.date() and not records_forget_next(at=at):
            originals_sweep(at=at)
            swept_on = at.date()
        time.sleep(_LOOK_SECONDS)


if __name__ == "__main__":
    django.setup()
    refresh_while_served(parent_named())
