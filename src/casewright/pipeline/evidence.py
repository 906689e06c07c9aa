"""Evidence collects itself: from a case's records, from mails and their attachments, from the files of a folder."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import PurePosixPath

from casewright.domain.case import Case
from casewright.domain.dispute import Dispute
from casewright.domain.exhibit import Exhibit, ExhibitKind, Speaker
from casewright.domain.marketplace import marketplace_by_code
from casewright.domain.notice import MailKind, MailNotice
from casewright.domain.place import Finding, Place, Severity
from casewright.domain.words import Words
from casewright.evidence.board.board import Board
from casewright.evidence.board.make import make_board
from casewright.evidence.board.people import Signer, signer_of
from casewright.evidence.board.records import exhibits_from_records, numbered, place_key
from casewright.evidence.board.together import SeenPicture
from casewright.evidence.readers.kinds import usual_speaker
from casewright.evidence.readers.page import SeenLine
from casewright.evidence.readers.read import read_exhibit
from casewright.evidence.readers.reading import ExhibitReading, ReadingHints
from casewright.evidence.readers.similar import PictureIndex, PictureMark, is_decoration
from casewright.evidence.safety.answers import Raster
from casewright.evidence.safety.antivirus import VirusScanner
from casewright.evidence.safety.check import scan_for_viruses
from casewright.evidence.safety.findings import REFUSALS, ExhibitLog
from casewright.evidence.safety.picture_heads import picture_head
from casewright.intake import SourceFile, read_source
from casewright.intake.dispute_file import DISPUTE_FILE, StatedExhibit, read_dispute
from casewright.intake.media_types import media_type_of
from casewright.intake.xlsx import XLSX

__all__ = [
    "Collected",
    "FolderBoard",
    "ReadExhibit",
    "WhatStays",
    "board_of_files",
    "came_from_our_side",
    "exhibit_of_reading",
    "exhibits_of",
    "leave_pictures_unread",
]

ReadExhibit = Callable[[SourceFile, ReadingHints], ExhibitReading]
"""Reads one file; a caller may keep readings by digest."""
WhatStays = Callable[[Dispute, Sequence[Exhibit]], Sequence[Exhibit]]
"""Returns what stands for a case's purged exhibits, given those that are there."""
_DEEPEST = 8
"""How many files may lie inside one another before we stop: a guard, not a policy."""
_EARLIER = "earlier"
_PHOTOS = frozenset(
    {
        ExhibitKind.BUYER_PHOTO,
        ExhibitKind.RETURN_PHOTO,
        ExhibitKind.PACK_PHOTO,
        ExhibitKind.DELIVERY_PHOTO,
        ExhibitKind.OTHER,
    }
)
_NOT_OURS = frozenset({MailKind.BUYER_MESSAGE, MailKind.UNKNOWN_NOTICE, MailKind.RETURN_REQUEST, MailKind.SUSPECT})
_NO_DISPUTE = Words(
    "There is no {name} here, so nobody says what the dispute is about. Add one beside the files.",
    "此处没有 {name}，无从得知争议内容。请在文件旁添加一份。",
)

_NO_DAY = Words(
    "{name} does not say when the dispute was opened, so nobody can tell which rules were in force. Add opened_at, or "
    "name a day with --on.",
    "{name} 没有写明争议何时提出，无法确定适用哪天的规则。请填写 opened_at，或用 --on 指定日期。",
)


@dataclass(frozen=True, slots=True)
class Collected:
    """The exhibits of a dispute with their keys; pictures known from before; a person's word on proofs; findings.

    `twins` are the keys of those that stand for purged exhibits.
    """

    exhibits: tuple[Exhibit, ...]
    earlier: tuple[SeenPicture, ...] = ()
    proves: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    twins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FolderBoard:
    """What a folder with a `dispute.toml` gives; no board where the dispute cannot be told."""

    dispute: Dispute | None
    board: Board | None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """A file that may be evidence, with the mail it came in, if any."""

    file: SourceFile
    mail: MailNotice | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """A file as it was read, and what a person says of it; `decorates`: its picture is no photo of goods."""

    exhibit: Exhibit
    mark: PictureMark | None
    stated: StatedExhibit | None
    decorates: bool = False


def _reading(file: SourceFile, hints: ReadingHints) -> ExhibitReading:
    return read_exhibit(file, hints=hints)


class _Closed:
    """Eyes that are kept shut."""

    def read(self, picture: Raster, turns: int = 0) -> tuple[SeenLine, ...]:
        """See nothing."""
        del picture, turns
        return ()


def leave_pictures_unread(file: SourceFile, hints: ReadingHints, scanner: VirusScanner | None = None) -> ExhibitReading:
    """Read a file, but leave pictures of text unread and say so: recognising them takes seconds for each."""
    media_type = media_type_of(file.content)
    if not media_type.startswith("image/"):
        return read_exhibit(file, hints=hints, eyes=_Closed(), scanner=scanner)
    digest = hashlib.sha256(file.content).hexdigest()
    log = ExhibitLog(file.name, digest)
    scan_for_viruses(file.content, scanner, log)
    refused = any(one.code in REFUSALS for one in log.findings)
    if not refused:
        log.add("EXH041")
    kind = hints.kind or ExhibitKind.OTHER
    speaker = hints.speaker or usual_speaker(kind)
    sure = hints.kind is not None
    head = picture_head(file.content, media_type)
    return ExhibitReading(
        kind,
        speaker,
        media_type,
        digest,
        findings=log.findings,
        kind_sure=sure,
        refused=refused,
        decoration=hints.kind is None and head is not None and is_decoration(head.width, head.height),
    )


def exhibits_of(  # noqa: PLR0913 - each is another thing that is known of the files
    dispute: Dispute,
    files: Iterable[SourceFile],
    *,
    case: Case | None = None,
    stated: Sequence[StatedExhibit] = (),
    read: ReadExhibit = _reading,
    keys: Mapping[str, str] | None = None,
    purged: WhatStays | None = None,
) -> Collected:
    """Collect the exhibits of a dispute from files (and what lies inside them) and, with a case, from its records.

    `stated` is what a person says of files by name. `keys` are numbers given before, by `place_key`; they stay.
    `purged` gives what stands for exhibits that are no longer there.
    A file that was refused is no exhibit, whatever a person says of it; its finding tells why.
    Files below a folder `earlier`, or stated to be earlier, are pictures of other disputes and no exhibits of this one.
    """
    said = {one.file: one for one in stated}
    given = list(files)
    before = [one for one in given if _is_earlier(one.name, _word(said, one))]
    reads: list[_Read] = []
    findings: list[Finding] = []
    for one in _flat(one for one in given if one not in before):
        found = _with_mail(one, _mails_of(case))
        word = _word(said, one.file)
        reading = read(one.file, _hints(dispute, found, word))
        findings.extend(reading.findings)
        if reading.refused:
            continue
        made = exhibit_of_reading(dispute, found.file.name, reading, mail=found.mail, word=word)
        reads.append(_Read(made, reading.mark, word, reading.decoration or came_from_our_side(found.mail)))
    marks = _earlier_marks(dispute, before, said, read)
    records = exhibits_from_records(case) if case is not None else ()
    living = [*records, *_without_doubles(records, reads)]
    twins = () if purged is None else purged(dispute, living)
    exhibits = numbered([*living, *twins], dict(keys or {}))
    by_place = {place_key(one.place): one.key for one in exhibits}
    proves = {
        by_place[place_key(one.exhibit.place)]: one.stated.proves
        for one in reads
        if one.stated is not None and one.stated.proves and place_key(one.exhibit.place) in by_place
    }
    stand_in = tuple(by_place[place_key(one.place)] for one in twins)
    return Collected(exhibits, tuple(_seen(reads, by_place, marks)), proves, tuple(findings), stand_in)


def board_of_files(
    files: Iterable[SourceFile], *, at: datetime | None = None, read: ReadExhibit | None = None
) -> FolderBoard:
    """Make the board of a folder that holds a `dispute.toml` and the files of its evidence.

    Without an instant the board is seen as on the day of the dispute.
    """
    given = list(files)
    stating = [one for one in given if PurePosixPath(one.name).name == DISPUTE_FILE]
    if not stating:
        place = Place(DISPUTE_FILE, hashlib.sha256(b"").hexdigest())
        return FolderBoard(None, None, (Finding("DSP010", Severity.ERROR, _NO_DISPUTE.fill(name=DISPUTE_FILE), place),))
    told = read_dispute(stating[0].name, stating[0].content)
    if told.dispute is None:
        return FolderBoard(None, None, told.findings)
    seen_at = at or told.dispute.opened_at or told.dispute.respond_by
    if seen_at is None:
        place = Place(stating[0].name, hashlib.sha256(stating[0].content).hexdigest())
        no_day = Finding("DSP011", Severity.ERROR, _NO_DAY.fill(name=stating[0].name), place)
        return FolderBoard(told.dispute, None, (*told.findings, no_day))
    home = PurePosixPath(stating[0].name).parent
    beside = [_inside(one, home) for one in given if one not in stating]
    collected = exhibits_of(told.dispute, beside, stated=told.exhibits, read=read or _reading)
    board = make_board(
        told.dispute,
        collected.exhibits,
        at=seen_at,
        earlier_pictures=collected.earlier,
        proves=collected.proves,
    )
    return FolderBoard(told.dispute, board, (*told.findings, *collected.findings))


def _inside(file: SourceFile, home: PurePosixPath) -> SourceFile:
    path = PurePosixPath(file.name)
    return SourceFile(path.relative_to(home).as_posix(), file.content) if path.is_relative_to(home) else file


def _flat(files: Iterable[SourceFile]) -> Iterator[_Found]:
    """Yield every file and what lies inside it, each content once: an archive as what it holds, a workbook whole."""
    seen: set[str] = set()
    sheets_of: tuple[str, ...] = ()
    waiting = [(_Found(one), 0) for one in sorted(files, key=lambda one: (len(one.name), one.name), reverse=True)]
    while waiting:
        found, depth = waiting.pop()
        digest = hashlib.sha256(found.file.content).hexdigest()
        if digest in seen or found.file.name.startswith(sheets_of):
            continue
        seen.add(digest)
        if media_type_of(found.file.content) == XLSX:
            sheets_of = (*sheets_of, f"{found.file.name}!/")
        reading = read_source(found.file.name, found.file.content)
        mail = next((one for one in reading.records if isinstance(one, MailNotice)), None)
        if not reading.inside or mail is not None or reading.records or f"{found.file.name}!/" in sheets_of:
            yield replace(found, mail=found.mail or mail)
        if depth < _DEEPEST and (mail is None or mail.kind is not MailKind.SUSPECT):
            for inner in reversed(reading.inside):
                name = inner.name if inner.name.startswith(found.file.name) else f"{found.file.name}!/{inner.name}"
                waiting.append((_Found(SourceFile(name, inner.content), mail or found.mail), depth + 1))


def _word(said: Mapping[str, StatedExhibit], file: SourceFile) -> StatedExhibit | None:
    return said.get(file.name) or said.get(PurePosixPath(file.name).name)


def _earlier_marks(
    dispute: Dispute, files: Iterable[SourceFile], said: Mapping[str, StatedExhibit], read: ReadExhibit
) -> dict[str, tuple[PictureMark | None, SeenPicture]]:
    """Return what knows each picture of another dispute again, by its digest."""
    marks: dict[str, tuple[PictureMark | None, SeenPicture]] = {}
    for one in _flat(files):
        word = _word(said, one.file)
        reading = read(one.file, _hints(dispute, one, word))
        place = Place(one.file.name, reading.digest)
        marks[reading.digest] = (reading.mark, SeenPicture("", place, word.order_id if word else None))
    return marks


def _mails_of(case: Case | None) -> dict[str, MailNotice]:
    """Return the mail that each file of a case came with, by the file's digest."""
    if case is None:
        return {}
    by_digest = {mail.place.digest: mail for mail in (*case.notices, *case.related)}
    return {one.place.digest: by_digest[one.mail_digest] for one in case.files if one.mail_digest in by_digest}


def _with_mail(found: _Found, mails: Mapping[str, MailNotice]) -> _Found:
    if found.mail is not None or not mails:
        return found
    return replace(found, mail=mails.get(hashlib.sha256(found.file.content).hexdigest()))


def _is_earlier(name: str, word: StatedExhibit | None) -> bool:
    return (word is not None and word.earlier) or _EARLIER in PurePosixPath(name).parts[:-1]


def _hints(dispute: Dispute, found: _Found, word: StatedExhibit | None) -> ReadingHints:
    """Say beforehand what is known: whose marketplace it is, who handed the file in, what a person says it is."""
    site = marketplace_by_code(dispute.marketplace or "")
    from_buyer = found.mail is not None and found.mail.kind is MailKind.BUYER_MESSAGE and "!/" in found.file.name
    sold = dispute.ordered_at or dispute.shipped_at or dispute.opened_at
    return ReadingHints(
        kind=word.kind if word else None,
        speaker=word.speaker if word else None,
        supplied_by=Speaker.BUYER if from_buyer else Speaker.SELLER,
        country=site.country if site else dispute.country,
        currency=site.currency if site else None,
        near=None if sold is None else sold.date(),
    )


def exhibit_of_reading(
    dispute: Dispute,
    name: str,
    reading: ExhibitReading,
    *,
    mail: MailNotice | None = None,
    word: StatedExhibit | None = None,
) -> Exhibit:
    """Return what a file is as an exhibit, without a key; `mail` is the mail it came in or is, `word` a person's."""
    kind, speaker = reading.kind, reading.speaker
    from_buyer = mail is not None and mail.kind is MailKind.BUYER_MESSAGE and "!/" in name
    if from_buyer and reading.media_type.startswith("image/") and kind is ExhibitKind.OTHER:
        kind, speaker = ExhibitKind.BUYER_PHOTO, Speaker.BUYER
    received = word.received_at if word else None
    return Exhibit(
        key="",
        kind=kind,
        speaker=speaker,
        place=Place(name, reading.digest),
        media_type=reading.media_type,
        received_at=received or (mail.sent_at if mail is not None else None),
        off_channel=_off_channel(dispute, name, reading, mail, word),
        call=word.call if word else None,
        observations=() if reading.refused else reading.observations,
    )


def _off_channel(
    dispute: Dispute, name: str, reading: ExhibitReading, mail: MailNotice | None, word: StatedExhibit | None
) -> bool:
    """Whether it came outside the marketplace's channel: a person, a screen or a private mail says so."""
    if word is not None and word.off_channel is not None:
        return word.off_channel
    if mail is not None and "!/" not in name and mail.kind is MailKind.UNKNOWN_NOTICE:
        return signer_of(mail.sender_name, dispute.recipient) is Signer.RECIPIENT
    return reading.other_channel is not None


def _without_doubles(records: Sequence[Exhibit], reads: Sequence[_Read]) -> Iterator[Exhibit]:
    """Yield the files' exhibits, but for bytes that the case's records already stand for."""
    known = {one.place.digest for one in records}
    for one in reads:
        if one.exhibit.place.digest not in known:
            yield one.exhibit


def came_from_our_side(mail: MailNotice | None) -> bool:
    """Whether a file came in a mail that the seller or the marketplace wrote: its pictures, a logo, recur by nature."""
    return mail is not None and mail.kind not in _NOT_OURS


def _seen(
    reads: Sequence[_Read], by_place: Mapping[str, str], earlier: Mapping[str, tuple[PictureMark | None, SeenPicture]]
) -> Iterator[SeenPicture]:
    """Yield each photo of this dispute that is, or looks like, one of an earlier one."""
    known = {digest: mark for digest, (mark, _) in earlier.items() if mark is not None}
    index = PictureIndex(known.items())
    for one in reads:
        key = by_place.get(place_key(one.exhibit.place))
        if key is None or one.exhibit.kind not in _PHOTOS or one.decorates:
            continue
        digest = one.exhibit.place.digest
        if digest in earlier:
            yield replace(earlier[digest][1], exhibit=key)
        elif one.mark is not None and known:
            for likeness in index.alike(one.mark)[:1]:
                yield replace(earlier[likeness.key][1], exhibit=key, mirrored=likeness.mirrored)
