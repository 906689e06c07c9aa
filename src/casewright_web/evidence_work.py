"""Read exhibits, make packets, purge what is due, judge what is ready and mail signed heads, beside the pages.

Run: python -m casewright_web.evidence_work
"""

import os
import time

import django

from casewright_web.parents import end_with, parent_named

__all__ = ["work_while_served"]

_LOOK_SECONDS = 1


def work_while_served(parent: int) -> None:
    """Do whatever waits, exhibits first, until the process that started this one has gone."""
    from django.conf import settings  # noqa: PLC0415 - needs Django
    from django.utils import timezone  # noqa: PLC0415 - the same

    from casewright.cli.helper_programs import transcriber_of  # noqa: PLC0415 - the same
    from casewright_sources.virus_scan import clamd_at  # noqa: PLC0415 - the same
    from casewright_web.checkpoint_daily import CheckpointMails  # noqa: PLC0415 - the same
    from casewright_web.packet_making import packet_make_next  # noqa: PLC0415 - the same
    from casewright_web.purging import purge_next  # noqa: PLC0415 - the same
    from casewright_web.readiness import readiness_judge_next  # noqa: PLC0415 - the same
    from casewright_web.services.exhibit_reading import exhibit_read_next  # noqa: PLC0415 - the same
    from casewright_web.services.exhibit_vault import desk_vault  # noqa: PLC0415 - the same

    end_with(parent)
    scanner = clamd_at(settings.CASEWRIGHT_CLAMD) if settings.CASEWRIGHT_CLAMD else None
    transcriber = transcriber_of(settings.CASEWRIGHT_TRANSCRIBER)
    mails = CheckpointMails(settings.CASEWRIGHT_HOME, settings.CASEWRIGHT_CHECKPOINT_MAIL)
    desk_vault().resume(by="desk", at=timezone.now())
    while os.getppid() == parent:
        at = timezone.now()
        read = exhibit_read_next(at=at, scanner=scanner, transcriber=transcriber)
        if read or packet_make_next(at=at) or purge_next(at=at):
            continue
        if readiness_judge_next(at=at):
            continue
        mails.look(at=at)
        time.sleep(_LOOK_SECONDS)


if __name__ == "__main__":
    django.setup()
    work_while_served(parent_named())
