"""Tell what a file is by its content, not its name, and hand it to the reader of that format."""

import hashlib
import re
from collections.abc import Sequence
from types import MappingProxyType

from casewright.domain.kept_file import KeptFile
from casewright.intake.containers import looks_like_mbox, open_gzip, open_mbox, open_zip
from casewright.intake.findings import FindingLog
from casewright.intake.formats import read_added_format
from casewright.intake.mail import SignerKeys, looks_like_mail, read_mail
from casewright.intake.mail.outlook import OutlookDamagedError, mail_of_outlook
from casewright.intake.mapping import Mapping, mapping_over_report, read_by_mapping
from casewright.intake.media_types import OUTLOOK, PACKED, SPREADSHEETS, media_type_of
from casewright.intake.order_ids import order_ids_in
from casewright.intake.paste import looks_like_paste, read_paste
from casewright.intake.reading import Reading, SourceFile
from casewright.intake.reports import looks_like_report, read_report
from casewright.intake.reports.decoding import decode
from casewright.intake.reports.table import looks_like_table
from casewright.intake.spapi import looks_like_spapi, read_spapi
from casewright.intake.xlsx import XLSX, read_xlsx

__all__ = ["may_be_report", "read_source"]

_ZIP = "application/zip"
_TEXTS = frozenset({"text/plain", "application/json", "application/octet-stream"})
_HEAD = 65_536
_PAGE = 4_000_000
"""Bytes of a saved page in which the console is looked for."""
_CONSOLE = re.compile(rb"seller[- ]?central", re.IGNORECASE)
_MAIL_ENDINGS = frozenset({"eml", "msg", "mbox"})
_PACKED_ENDINGS = frozenset({"tar", "rar", "7z"})
_NO_KEYS: SignerKeys = MappingProxyType({})


def read_source(name: str, content: bytes, keys: SignerKeys = _NO_KEYS, *, mappings: Sequence[Mapping] = ()) -> Reading:
    """Read one file. Never raises; what cannot be read is a finding that says what, where and what to do next.

    `keys` are stored keys of those who sign mails; `mappings` say what the columns of a user's own tables mean.
    """
    log = FindingLog(name, hashlib.sha256(content).hexdigest())
    if not content.strip(b"\x00 \t\r\n"):
        log.add("SRC001")
        return Reading(findings=log.findings())
    if content.startswith(b"\x1f\x8b"):
        return open_gzip(name, content, log)
    if (added := read_added_format(name, content, log)) is not None:
        return added
    media_type = media_type_of(content)
    if mappings and media_type in _TEXTS and (mapped := _mapped(name, content, mappings)) is not None:
        return mapped
    opened = _opened(name, content, media_type, log, keys)
    return _kept(name, content, media_type, log) if opened is None else opened


def _opened(name: str, content: bytes, media_type: str, log: FindingLog, keys: SignerKeys) -> Reading | None:
    """Read what a reader knows by its media type; None for a file that is only kept."""
    if media_type == _ZIP:
        return open_zip(name, content, log)
    if media_type == XLSX:
        return _spreadsheet(name, content, log)
    if media_type == OUTLOOK:
        return _open_outlook(name, content, log)
    return _read_text(name, content, keys) if media_type in _TEXTS else None


def _mapped(name: str, content: bytes, mappings: Sequence[Mapping]) -> Reading | None:
    """Read by a mapping a table that nobody knows, or that only resembles a report that is known."""
    if looks_like_paste(content) or looks_like_spapi(content):
        return None
    if not looks_like_report(content) and (looks_like_mbox(content) or looks_like_mail(content)):
        return None
    mapping = mapping_over_report(content, mappings)
    return read_by_mapping(name, content, [mapping]) if mapping else None


def may_be_report(head: bytes) -> bool:
    """Say by the first bytes of a file whether it is a text, and so may be a report."""
    return not head.startswith(b"\x1f\x8b") and media_type_of(head) in _TEXTS


def _read_text(name: str, content: bytes, keys: SignerKeys) -> Reading | None:
    """Read an interface's answer, a report, a mailbox or a mail; None for a text of any other kind."""
    if looks_like_paste(content):
        return read_paste(name, content)
    if looks_like_spapi(content):
        return read_spapi(name, content)
    if looks_like_report(content):
        return read_report(name, content)
    if looks_like_mbox(content):
        return open_mbox(name, content)
    return read_mail(name, content, keys) if looks_like_mail(content) else None


def _open_outlook(name: str, content: bytes, log: FindingLog) -> Reading | None:
    """Return the mail inside an Outlook message; None where it cannot be had, and the file is only kept."""
    try:
        mail = mail_of_outlook(content)
    except ModuleNotFoundError:
        log.add("SRC006")
        return None
    except OutlookDamagedError as error:
        log.add("SRC008", why=error.why[:200])
        return None
    return Reading(inside=(SourceFile(f"{name}!/message.eml", mail),))


def _spreadsheet(name: str, content: bytes, log: FindingLog) -> Reading:
    """Keep a spreadsheet and hand out its sheets as tables."""
    sheets = read_xlsx(name, content, log)
    kept = KeptFile(log.place(), XLSX, len(content), order_ids_in(name))
    return Reading((kept,), sheets.findings, sheets.inside)


def _kept(name: str, content: bytes, media_type: str, log: FindingLog) -> Reading:
    """Keep a file that no reader turns into records, and say so where a person could help."""
    if media_type in SPREADSHEETS:
        log.add("SRC005")
    elif media_type == "text/plain" and (columns := looks_like_table(decode(content[:_HEAD]).text)):
        media_type = "text/csv"
        log.add("REP020", names=", ".join(columns))
    else:
        _remark_unread(name, content, media_type, log)
    kept = KeptFile(log.place(), media_type, len(content), order_ids_in(name))
    return Reading(records=(kept,), findings=log.findings())


def _remark_unread(name: str, content: bytes, media_type: str, log: FindingLog) -> None:
    """Say what a person can do with a file that is named as a mail or an archive, or is a saved page of the console."""
    ending = name.lower().rpartition(".")[2]
    if media_type in PACKED or (ending in _PACKED_ENDINGS and media_type == "application/octet-stream"):
        log.add("SRC012")
    elif ending in _MAIL_ENDINGS:
        if media_type != OUTLOOK:
            log.add("SRC014", ending=f".{ending}")
    elif media_type == "text/html" and _CONSOLE.search(content, 0, _PAGE):
        log.add("SRC013")
