"""Mails that have the Message-ID of a mail that came before, in this import or an earlier one, and say otherwise."""

from collections.abc import Container

from casewright.domain.notice import MailNotice
from casewright.domain.place import Finding
from casewright.intake.mail.copies import REPEATED_ID, repeated_ids
from casewright.pipeline import FolderReading
from casewright_web.models import RecordKey
from casewright_web.models.record_links import in_batches, records_load
from casewright_web.models.storable import stored_key

__all__ = ["findings_among_all"]


def findings_among_all(reading: FolderReading, new: Container[str]) -> tuple[Finding, ...]:
    """Return the findings of a reading, its mails compared with those of earlier imports, too.

    `new` are the digests that are being taken in; the others are known. To be called before their records are stored.
    """
    mails = {one.place.digest: one for one in reading.records if isinstance(one, MailNotice)}
    fresh = [one for digest, one in mails.items() if digest in new]
    named = {one.message_id for one in fresh if one.message_id}
    ties = {
        record
        for keys in in_batches(stored_key(f"mail:{name}") for name in sorted(named))
        for record in RecordKey.objects.filter(key__in=keys, record__forgotten_at=None).values_list("record", flat=True)
    }
    earlier = (one for one in records_load(ties) if isinstance(one, MailNotice) and one.message_id in named)
    others = (one for one in reading.findings if one.code != REPEATED_ID)
    return (*others, *repeated_ids(fresh, (one for one in earlier if one.place.digest not in new)))
