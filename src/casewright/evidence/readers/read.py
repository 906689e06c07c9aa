"""Read any exhibit: look it over, open it safely, and hand it to the reader of its form."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from casewright.domain.exhibit import ExhibitKind, Locator, Observation, ObservationKind, ObservationRole, Speaker
from casewright.domain.notice import MailKind, MailNotice
from casewright.evidence.readers.answers import answer_lines, looks_like_json
from casewright.evidence.readers.chat import looks_like_chat, read_chat, shows_talk, talks_by_the_clock
from casewright.evidence.readers.document import read_document
from casewright.evidence.readers.epochs import with_instants
from casewright.evidence.readers.events import with_days_of_events
from casewright.evidence.readers.eyes import Eyes, rapid_eyes
from casewright.evidence.readers.kinds import KindGuess, guess_kind, usual_speaker
from casewright.evidence.readers.letterhead import laboratory_in_head
from casewright.evidence.readers.mails import mail_kind, read_notice
from casewright.evidence.readers.page import Page, page_of_runs, page_of_text
from casewright.evidence.readers.phrases import channel_named, invitation_in, invitation_on
from casewright.evidence.readers.pictures import camera_observations, seen_page
from casewright.evidence.readers.plain_rows import (
    as_text_table,
    cells_apart,
    columns_aligned,
    joined_history,
    looks_like_rows,
    looks_like_web_page,
    scans_of_rows,
)
from casewright.evidence.readers.reading import ExhibitReading, ReadingHints
from casewright.evidence.readers.recordings import Transcriber, read_recording
from casewright.evidence.readers.refund_papers import is_completion
from casewright.evidence.readers.running import told_in_running_text
from casewright.evidence.readers.similar import PictureMark, is_decoration, mark_picture
from casewright.evidence.readers.structured import as_one_answer
from casewright.evidence.readers.tables import looks_like_text_table, read_table
from casewright.evidence.readers.tracking import looks_like_tracking, read_tracking
from casewright.evidence.readers.transcripts import read_transcript
from casewright.evidence.readers.web_pages import web_page_lines
from casewright.evidence.readers.wrapped import with_joined_cells
from casewright.evidence.safety.answers import PdfAnswer, PictureAnswer
from casewright.evidence.safety.antivirus import VirusScanner
from casewright.evidence.safety.check import Opened, open_safely
from casewright.evidence.safety.findings import ExhibitLog
from casewright.evidence.safety.limits import SAFETY_LIMITS, SafetyLimits
from casewright.intake.mail import looks_like_mail, read_mail
from casewright.intake.mail.letters import read_letter
from casewright.intake.reading import SourceFile
from casewright.intake.reports.decoding import decode

__all__ = ["read_exhibit"]

_TEXTS = ("text/", "application/json", "message/rfc822", "application/xml")
_FEWEST_WORDS = 3
_HEAD = 4096
_REPLY = re.compile(r"\s*(?:re|aw|antw|rif|r|resp|rv|sv|odp|回复|回覆|回|答复|答|返信)\s*[:：]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Told:
    """What one reader found, before kind and speaker are settled."""

    observations: tuple[Observation, ...] = ()
    guess: KindGuess | None = None
    language: str | None = None
    mark: PictureMark | None = None
    other_channel: Locator | None = None


def read_exhibit(
    file: SourceFile,
    *,
    hints: ReadingHints | None = None,
    eyes: Eyes | None = None,
    scanner: VirusScanner | None = None,
    transcriber: Transcriber | None = None,
    limits: SafetyLimits = SAFETY_LIMITS,
) -> ExhibitReading:
    """Read one exhibit. Never raises; what was refused or could not be read is a finding that says what and why.

    `eyes` recognises text in pictures; without it the installed recogniser is used, loaded when first needed.
    `transcriber` writes down recordings; without one they are only kept.
    """
    hints = hints or ReadingHints()
    opened = open_safely(file, limits=limits, scanner=scanner)
    log = ExhibitLog(file.name, opened.digest)
    log.join(opened.findings)
    if opened.refused:
        told = _Told()
    elif opened.media_type.startswith("audio/"):
        told = _Told(read_recording(file.content, opened.media_type, transcriber, log), _CALL)
    else:
        told = _told(file, opened, hints, eyes, log)
    guess = told.guess or KindGuess(ExhibitKind.OTHER, Speaker.SELLER, sure=False)
    kind = hints.kind or guess.kind
    if kind is ExhibitKind.OTHER and not opened.refused and hints.kind is None:
        log.add("EXH039")
    usual = guess.speaker if hints.kind in (None, guess.kind) else usual_speaker(kind)
    picture = opened.picture
    return ExhibitReading(
        kind=kind,
        speaker=hints.speaker or usual,
        media_type=opened.media_type,
        digest=opened.digest,
        observations=_fitting(kind, told.observations),
        findings=log.findings,
        kind_sure=hints.kind is not None or guess.sure,
        refused=opened.refused,
        language=told.language,
        coordinates=None
        if picture is None or picture.latitude is None or picture.longitude is None
        else (picture.latitude, picture.longitude),
        mark=told.mark,
        other_channel=told.other_channel,
        decoration=hints.kind is None and picture is not None and _is_decoration(picture),
    )


def _is_decoration(picture: PictureAnswer) -> bool:
    return picture.width > 0 and is_decoration(picture.width, picture.height)


def _fitting(kind: ExhibitKind, observations: tuple[Observation, ...]) -> tuple[Observation, ...]:
    """Return what such an exhibit can tell: no report delivers to the buyer, no invoice collects at the door."""
    if kind in _SALES:
        observations = tuple(_but(one, ObservationRole.COLLECTED, ObservationRole.TOTAL) for one in observations)
    if kind in _DRAWN_UP:
        observations = tuple(_but(one, ObservationRole.SHIPPED, ObservationRole.ISSUED) for one in observations)
    if kind in _DELIVERY:
        return observations
    if kind is ExhibitKind.REFUND_LINE:
        observations = _of_refund(observations)
    delivered = ObservationRole.DELIVERED
    never = kind in _NO_DELIVERY
    told = [
        (one, one.role is delivered and (never or _PLAIN_DAY.match(one.locator.words or "") is not None))
        for one in observations
    ]
    kept = ((one, wrong) for one, wrong in told if not (wrong and one.kind is ObservationKind.SCAN))
    return tuple(_but(one, delivered, None) if wrong else one for one, wrong in kept)


def _of_refund(observations: tuple[Observation, ...]) -> tuple[Observation, ...]:
    """Return what a refund's paper says: `completed on` is the day it was paid, and no parcel's delivery."""
    told = ((one, one.role is ObservationRole.DELIVERED and is_completion(_label(one))) for one in observations)
    kept = ((one, done) for one, done in told if not (done and one.kind is ObservationKind.SCAN))
    return tuple(_but(one, ObservationRole.DELIVERED, ObservationRole.PAID) if done else one for one, done in kept)


def _label(one: Observation) -> str:
    return (one.locator.words or "").partition(":")[0]


def _but(one: Observation, role: ObservationRole, instead: ObservationRole | None) -> Observation:
    """Return a reading with another role in the place of one it cannot have."""
    return replace(one, role=instead) if one.role is role else one


_CALL = KindGuess(ExhibitKind.CALL_RECORDING, Speaker.BUYER, sure=False)
"""What a sound file among evidence is, until a person says otherwise."""
_SALES = frozenset({ExhibitKind.INVOICE, ExhibitKind.ORDER_RECORD, ExhibitKind.LISTING_SNAPSHOT})
_DRAWN_UP = frozenset(
    {ExhibitKind.INSURANCE, ExhibitKind.AUTHORISATION, ExhibitKind.INSURER_NOTICE, ExhibitKind.STATEMENT_OF_REASONS}
)
"""Papers that nothing is sent with: in Spanish `expedido` is drawn up as well as dispatched."""
_DELIVERY = frozenset({ExhibitKind.PROOF_OF_DELIVERY, ExhibitKind.TRACKING_HISTORY, ExhibitKind.REMITTANCE})
_PLAIN_DAY = re.compile(
    r"(?:date|time|datum|zeit|uhrzeit|heure|fecha|hora|data|ora|日期|时间|日時|時刻|and|und|et|of|[ye]|[\s/&,.+-])+:",
    re.IGNORECASE,
)
"""A day beside such a label is that of a delivery only on papers about deliveries."""
_NO_DELIVERY = frozenset(
    {
        ExhibitKind.TEST_REPORT,
        ExhibitKind.INSPECTION,
        ExhibitKind.INVOICE,
        ExhibitKind.INSURANCE,
        ExhibitKind.LISTING_SNAPSHOT,
        ExhibitKind.PACK_RECORD,
        ExhibitKind.SERIAL_RECORD,
        ExhibitKind.POLICY_TEXT,
    }
)


def _told(file: SourceFile, opened: Opened, hints: ReadingHints, eyes: Eyes | None, log: ExhibitLog) -> _Told:
    if opened.pdf is not None:
        return _from_pages(_pdf_pages(opened.pdf, eyes, log), hints, file.name, log)
    if opened.picture is not None:
        return _picture(opened.picture, hints, eyes, file.name, log)
    if opened.table is not None:
        return _rows(opened.table.rows, hints, file.name, log)
    if opened.media_type.startswith(_TEXTS) or opened.media_type == "application/octet-stream":
        told = _text(file, hints, log)
        if told is not None:
            return told
    log.add("EXH030", detail=opened.media_type)
    return _Told()


def _eyes(eyes: Eyes | None, log: ExhibitLog) -> Eyes | None:
    found = eyes or rapid_eyes()
    if found is None:
        log.add("EXH031")
    return found


def _pdf_pages(pdf: PdfAnswer, eyes: Eyes | None, log: ExhibitLog) -> list[Page]:
    pages = []
    for number, page in enumerate(pdf.pages, start=1):
        if page.hidden_text:
            log.add("EXH036", log.place(part=f"page {number}"))
        if page.raster is None:
            pages.append(with_joined_cells(page_of_runs(log.place(), number, page.runs, page.width, page.height)))
        elif (seeing := _eyes(eyes, log)) is not None:
            pages.append(with_joined_cells(seen_page(page.raster, seeing, log.place(), number)))
    if pdf.unread_scans:
        scans = pdf.unread_scans + sum(page.raster is not None for page in pdf.pages)
        log.add("EXH032", detail=scans, limit=scans - pdf.unread_scans)
    return pages


def _picture(picture: PictureAnswer, hints: ReadingHints, eyes: Eyes | None, name: str, log: ExhibitLog) -> _Told:
    camera = tuple(camera_observations(picture, log.place(), hints))
    if picture.raster is None:
        return _Told(camera)
    mark = None if hints.kind is None and _is_decoration(picture) else mark_picture(picture.raster)
    if mark is not None:
        camera = (*camera, Observation(ObservationKind.PICTURE, mark.text, Locator(log.place())))
    seeing = _eyes(eyes, log)
    if seeing is None:
        return _Told(camera, mark=mark)
    page = with_joined_cells(seen_page(picture.raster, seeing, log.place(), None))
    if not page.rows:
        log.add("EXH033")
        return _Told(camera, mark=mark)
    photographed = any(one.kind is ObservationKind.DEVICE for one in camera)
    told = _from_pages([page], hints, name, log, photographed=photographed)
    return replace(told, observations=(*camera, *told.observations), mark=mark)


def _from_pages(
    pages: Sequence[Page],
    hints: ReadingHints,
    name: str,
    log: ExhibitLog,
    *,
    letter: bool = False,
    photographed: bool = False,
) -> _Told:
    """Read pages as a chat where they are one, else as a document."""
    document = read_document(pages, hints, log)
    guess = guess_kind(pages, document.fields, document.observations, name, letter=letter)
    chats = [page for page in pages if looks_like_chat(page, photographed=photographed)]
    titled = guess.sure and guess.titled and channel_named(pages) is None and not all(map(talks_by_the_clock, pages))
    told_chat = ExhibitKind.MESSAGE_THREAD in (hints.kind, guess.kind) or not titled
    if chats and len(chats) == len(pages) and told_chat:
        numbers = [one for one in document.observations if one.kind in _NUMBERS]
        speaker = hints.supplied_by if hints.supplied_by is Speaker.SELLER else Speaker.BUYER
        written = read_chat(pages, hints, document.habits)
        thread = KindGuess(ExhibitKind.MESSAGE_THREAD, speaker, sure=any(map(shows_talk, pages)))
        elsewhere = channel_named(pages) or invitation_in(written)
        return _Told((*written, *numbers), thread, document.language, other_channel=elsewhere)
    if told_chat and not letter and (written := read_transcript(pages, document.habits)):
        numbers = [one for one in document.observations if one.kind in _NUMBERS]
        thread = KindGuess(ExhibitKind.MESSAGE_THREAD, Speaker.BUYER, sure=True)
        elsewhere = channel_named(pages) or invitation_in(written)
        return _Told((*written, *numbers), thread, document.language, other_channel=elsewhere)
    elsewhere = channel_named(pages) if guess.kind in _MAY_BE_CHAT else None
    if elsewhere is None and _is_screen(pages) and not (guess.titled and channel_named(pages) is None):
        elsewhere = invitation_on(pages)
    told = document.observations
    named = any(one.kind is ObservationKind.LABORATORY for one in told)
    house = laboratory_in_head(pages) if guess.kind in _OF_A_HOUSE and not named else None
    told = told if house is None else (house, *told)
    running = told_in_running_text(hints.kind or guess.kind, pages, told, document.habits)
    told = tuple(dict.fromkeys((*told, *running)))
    return _Told(told, guess, document.language, other_channel=elsewhere)


def _is_screen(pages: Sequence[Page]) -> bool:
    """Whether a paper was seen as a picture, as every screen is that somebody kept of a conversation."""
    return all(page.number is None and page.spans and page.spans[0].region is not None for page in pages)


_ASKED_ABOUT = frozenset({ExhibitKind.ORDER_RECORD, ExhibitKind.MESSAGE_THREAD})
"""A reply whose subject names an order is a message about it."""
_OF_A_HOUSE = frozenset({ExhibitKind.TEST_REPORT, ExhibitKind.INSPECTION})
_MAY_BE_CHAT = frozenset({ExhibitKind.MESSAGE_THREAD, ExhibitKind.OTHER})
_NUMBERS = frozenset({ObservationKind.ORDER, ObservationKind.TRACKING, ObservationKind.ASIN})


def _text(file: SourceFile, hints: ReadingHints, log: ExhibitLog) -> _Told | None:
    content = file.content
    if looks_like_mail(content):
        reading = read_mail(file.name, content)
        log.join(reading.findings)
        notices = [record for record in reading.records if isinstance(record, MailNotice)]
        if notices and notices[0].kind is MailKind.UNKNOWN_NOTICE:
            return _letter(file, notices[0], hints, log)
        if notices:
            kind, speaker = mail_kind(notices[0])
            guess = KindGuess(kind, speaker, sure=kind is not ExhibitKind.OTHER)
            return _Told(read_notice(notices[0]), guess, notices[0].language)
    content = as_one_answer(content) or content
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") and looks_like_tracking(content):
        guess = KindGuess(ExhibitKind.TRACKING_HISTORY, Speaker.CARRIER, sure=True)
        return _Told(read_tracking(content, log.place(), log, hints), guess)
    rows = _with_instants(content)
    if looks_like_text_table(rows) and (told := _table(rows, hints, file.name, log)):
        return told
    text = answer_lines(content) if looks_like_json(content) else decode(content).text
    if looks_like_web_page(text):
        text = columns_aligned("\n".join(web_page_lines(text)))
    elif looks_like_rows(text):
        text = cells_apart(text)
    if b"\x00" in content[:_HEAD] or sum(sign.isalnum() for sign in text[:4096]) < _FEWEST_WORDS:
        return None
    return _from_pages([page_of_text(log.place(), text[: SAFETY_LIMITS.text_characters])], hints, file.name, log)


def _with_instants(content: bytes) -> bytes:
    """Return a table with its numbers of seconds written as days and times; other content as it is."""
    if b"\x00" in content[:_HEAD]:
        return content
    text = decode(content).text
    told = with_instants(text)
    return content if told is text else told.encode()


def _table(content: bytes, hints: ReadingHints, name: str, log: ExhibitLog) -> _Told | None:
    """Read text as a table, with what stands above it; where the rows are the history of a parcel, its events."""
    table = read_table(name, content, hints, log)
    if not table.observations:
        return None
    if table.kind is not None:
        return _Told(table.observations, KindGuess(table.kind, usual_speaker(table.kind), sure=True), table.language)
    text = cells_apart(decode(content).text)
    page = page_of_text(log.place(), text)
    told = table.observations
    if not table.report:
        told = joined_history(told, scans_of_rows(page, hints))
        above = page_of_text(log.place(), "\n".join(text.split("\n")[: max(table.head - 1, 0)]))
        told = (*read_document([above], hints, log).observations, *told)
    observations = tuple(dict.fromkeys(with_days_of_events(told)))
    return _Told(observations, guess_kind((page,), table.fields, observations, name), table.language)


def _rows(rows: Sequence[Sequence[str]], hints: ReadingHints, name: str, log: ExhibitLog) -> _Told:
    """Read the rows of a spreadsheet as the same table in text would be read."""
    text = with_instants(as_text_table(rows).decode()).encode()
    if looks_like_text_table(text) and (told := _table(text, hints, name, log)):
        return told
    return _from_pages([page_of_text(log.place(), columns_aligned(text.decode()))], hints, name, log)


def _letter(file: SourceFile, notice: MailNotice, hints: ReadingHints, log: ExhibitLog) -> _Told:
    """Read a mail that is no notice of the marketplace: a letter of a carrier or insurer, or our own to the buyer."""
    letter = read_letter(file.name, file.content)
    page = page_of_text(log.place(), "\n".join((letter.subject, *letter.lines)))
    told = _from_pages([page], hints, file.name, log, letter=True)
    spot = Locator(notice.place)
    said = {(one.kind, one.value) for one in told.observations}
    more = [one for one in read_notice(notice) if (one.kind, one.value) not in said]
    plain = told.guess is None or not told.guess.titled or told.guess.kind in _ASKED_ABOUT
    answer = plain and _REPLY.match(letter.subject) is not None
    if letter.to_buyer or answer:
        if letter.body:
            more.append(Observation(ObservationKind.TEXT, letter.body, spot, role=ObservationRole.SELLER_WROTE))
        thread = KindGuess(ExhibitKind.MESSAGE_THREAD, Speaker.SELLER, sure=True)
        return replace(told, observations=(*more, *told.observations), guess=thread)
    return replace(told, observations=(*more, *told.observations))
