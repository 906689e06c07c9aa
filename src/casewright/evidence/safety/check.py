"""Look a file over before anything opens it, and open it only where that is safe."""

import re
from dataclasses import dataclass
from hashlib import sha256

from casewright.domain.place import Finding
from casewright.evidence.safety.answers import PdfAnswer, PictureAnswer, TableAnswer
from casewright.evidence.safety.antivirus import ScannerSilentError, VirusScanner
from casewright.evidence.safety.confined import ConfinedError, run_confined
from casewright.evidence.safety.findings import REFUSALS, ExhibitLog, damage_words
from casewright.evidence.safety.limits import SAFETY_LIMITS, SafetyLimits
from casewright.evidence.safety.media import PICTURES, SPREADSHEETS, type_of
from casewright.evidence.safety.picture_heads import PictureHead, picture_head
from casewright.intake.reading import SourceFile

__all__ = ["Opened", "clean_copy", "open_safely", "scan_for_viruses"]

_MIB = 1024 * 1024
_TAILS = (
    (b"PK\x03\x04", "ZIP"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
    (b"%PDF-", "PDF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"<?php", "PHP"),
    (b"#!/", "script"),
)
_TAIL_HEAD = 4096
_PAGE = re.compile(rb"<(?:!doctype|html|head|body|script|svg|iframe)[\s>/]", re.IGNORECASE)
_AT_THE_START = frozenset({"EXE", "script"})


@dataclass(frozen=True, slots=True)
class Opened:
    """What a file is, whether it was refused, the remarks on it, and what the confined process took out of it."""

    media_type: str
    digest: str
    findings: tuple[Finding, ...]
    pdf: PdfAnswer | None = None
    picture: PictureAnswer | None = None
    table: TableAnswer | None = None

    @property
    def refused(self) -> bool:
        """Whether the file is kept closed. The findings say why."""
        return any(finding.code in REFUSALS for finding in self.findings)


def open_safely(
    file: SourceFile, *, limits: SafetyLimits = SAFETY_LIMITS, scanner: VirusScanner | None = None
) -> Opened:
    """Decide the type, refuse what is unsafe, and open PDFs and pictures in a confined process. Never raises."""
    digest = sha256(file.content).hexdigest()
    log = ExhibitLog(file.name, digest)
    if not file.content.strip(b"\x00 \t\r\n"):
        log.add("EXH001")
        return Opened("application/x-empty", digest, log.findings)
    if len(file.content) > limits.file_bytes:
        log.add("EXH002", size=len(file.content) // _MIB, limit=limits.file_bytes // _MIB)
        return Opened("application/octet-stream", digest, log.findings)
    media_type = type_of(file.name, file.content, log)
    scan_for_viruses(file.content, scanner, log)
    if media_type in PICTURES:
        _check_head(file.content, media_type, limits, log)
    opened = Opened(media_type, digest, log.findings)
    if opened.refused:
        return opened
    pdf = _pdf(file.content, limits, log) if media_type == "application/pdf" else None
    picture = _picture(file.content, "picture", limits, log) if media_type in PICTURES else None
    table = _table(file.content, limits, log) if media_type in SPREADSHEETS else None
    return Opened(media_type, digest, log.findings, pdf, picture, table)


def scan_for_viruses(content: bytes, scanner: VirusScanner | None, log: ExhibitLog) -> None:
    """Remark what the scanner finds, or that it did not answer. Without a scanner nothing is looked for."""
    if scanner is None:
        return
    try:
        virus = scanner.virus_in(content)
    except ScannerSilentError as error:
        log.add("EXH025", detail=error)
        return
    if virus is not None:
        log.add("EXH009", detail=virus)


def _check_head(content: bytes, media_type: str, limits: SafetyLimits, log: ExhibitLog) -> None:
    head = picture_head(content, media_type)
    if head is None:
        return
    if head.width * head.height > limits.pixels or max(head.width, head.height) > limits.side_pixels:
        log.add("EXH004", detail=f"{head.width} × {head.height}")
    if head.frames > limits.frames:
        log.add("EXH005", detail=head.frames, limit=limits.frames)
    _check_tail(content, head, log)


def _check_tail(content: bytes, head: PictureHead, log: ExhibitLog) -> None:
    """Tell a file hidden behind a picture from the harmless data that phones append."""
    tail = b"" if head.end is None else content[head.end :]
    if not tail.strip(b"\x00\xff \r\n"):
        return
    start = tail[:_TAIL_HEAD].lstrip(b"\x00 \r\n")
    for sign, name in _TAILS:
        hidden = start.startswith(sign) if name in _AT_THE_START else sign in tail
        if hidden:
            log.add("EXH008", detail=name)
            return
    if _PAGE.search(tail):
        log.add("EXH008", detail="HTML")
        return
    log.add("EXH024", detail=len(tail))


def _pdf(content: bytes, limits: SafetyLimits, log: ExhibitLog) -> PdfAnswer | None:
    try:
        answer = run_confined("pdf", content, PdfAnswer, limits)
    except ConfinedError as error:
        log.add("EXH011", detail=error.why)
        return None
    if answer.active:
        log.add("EXH022", detail=", ".join(answer.active))
    if answer.embedded:
        log.add("EXH023", detail=", ".join(answer.embedded))
    if answer.launches:
        log.add("EXH007", detail=", ".join(answer.launches))
    elif answer.locked:
        log.add("EXH006")
    elif answer.fault is not None:
        log.add("EXH010", detail=damage_words(answer.fault))
    elif answer.page_count > limits.pages:
        log.add("EXH005", detail=answer.page_count, limit=limits.pages)
    else:
        return answer
    return None


def _table(content: bytes, limits: SafetyLimits, log: ExhibitLog) -> TableAnswer | None:
    try:
        answer = run_confined("table", content, TableAnswer, limits)
    except ConfinedError as error:
        log.add("EXH011", detail=error.why)
        return None
    if answer.fault is not None:
        log.add("EXH010", detail=damage_words(answer.fault))
        return None
    if answer.cut:
        log.add("EXH040", limit=len(answer.rows))
    return answer


def _picture(content: bytes, task: str, limits: SafetyLimits, log: ExhibitLog) -> PictureAnswer | None:
    try:
        answer = run_confined(task, content, PictureAnswer, limits)
    except ConfinedError as error:
        log.add("EXH011", detail=error.why)
        return None
    if answer.fault is not None:
        log.add("EXH010", detail=damage_words(answer.fault))
        return None
    if answer.latitude is not None:
        log.add("EXH037")
    return answer


def clean_copy(file: SourceFile, *, limits: SafetyLimits = SAFETY_LIMITS) -> tuple[bytes | None, tuple[Finding, ...]]:
    """Return a JPEG of a picture's pixels without time, place or maker, or None with the reason. Never raises."""
    log = ExhibitLog(file.name, sha256(file.content).hexdigest())
    media_type = type_of(file.name, file.content, log)
    if media_type not in PICTURES:
        log.add("EXH030", detail=media_type)
        return None, log.findings
    _check_head(file.content, media_type, limits, log)
    if any(finding.code in REFUSALS for finding in log.findings):
        return None, log.findings
    answer = _picture(file.content, "copy", limits, log)
    return (None if answer is None else answer.encoded), log.findings
