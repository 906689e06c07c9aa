"""One exhibit as it will be seen: what is copied, what is set in type, what is hidden and what is left out."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from casewright.domain.exhibit import Region
from casewright.domain.words import Words
from casewright.evidence.packet.content import (
    FileBody,
    PacketExhibit,
    RegionMask,
    TableBody,
    ThreadBody,
    WordsMask,
)
from casewright.evidence.packet.copying import PDF
from casewright.evidence.packet.derivatives import Copy, CopyOrder
from casewright.evidence.packet.errors import ContentError
from casewright.evidence.packet.labels import Labels
from casewright.evidence.packet.pen import Pen
from casewright.evidence.packet.profile import Quality
from casewright.evidence.packet.telling import facts_of, readings_of, size_of
from casewright.evidence.packet.texts import TypedMail, TypedText, read_text

__all__ = ["Shower", "Shown", "copy_order"]

_WIDE = "\u2e80"
_NOT_READ = ("image/", "video/", "audio/")


@dataclass(slots=True)
class Shown:
    """An exhibit ready for the page: what the template reads, its copies by file name, and what the manifest says.

    `unopened` when only its name can be shown; `unsearched` when hidden words could not be looked for in it.
    """

    number: str
    source: PacketExhibit
    page: dict[str, Any]
    copies: dict[str, Copy] = field(default_factory=dict)
    transform: str | None = None
    blank: tuple[int, ...] = ()
    masked: tuple[str, ...] = ()
    unopened: bool = False
    unsearched: bool = False

    @property
    def is_picture(self) -> bool:
        """Whether it is one photo with nothing beside it, so that it may share a page."""
        return self.page["kind"] == "pictures" and not self.page["translations"]


def copy_order(one: PacketExhibit, masks: Sequence[WordsMask], quality: Quality, *, grey: bool) -> CopyOrder | None:
    """Return the order for an exhibit that is shown as pictures, or None."""
    exhibit = one.exhibit
    if not isinstance(one.body, FileBody) or not (exhibit.media_type == PDF or exhibit.media_type.startswith("image/")):
        return None
    words = (*masks, *(mask for mask in one.masks if isinstance(mask, WordsMask)))
    patterns = tuple(mask.pattern for mask in words)
    drawn = tuple((mask.page, mask.region) for mask in one.masks if isinstance(mask, RegionMask))
    return CopyOrder(
        exhibit.place.digest,
        exhibit.media_type,
        quality,
        grey,
        one.body.pages,
        patterns if exhibit.media_type == PDF else (),
        (*drawn, *_read_regions(one, patterns)),
    )


def _read_regions(one: PacketExhibit, patterns: Sequence[str]) -> tuple[tuple[int | None, Region], ...]:
    """Return where a reader saw words that are to be hidden; a picture has no other way to find them."""
    return tuple(
        (reading.locator.page, reading.locator.region)
        for reading in one.exhibit.observations
        if reading.locator.region is not None
        and any(
            re.search(pattern, text)
            for pattern in patterns
            for text in (reading.locator.words or "", str(reading.value))
        )
    )


@dataclass(frozen=True, slots=True)
class Shower:
    """Prepares the exhibits of one packet."""

    pen: Pen
    labels: Labels
    zone: ZoneInfo
    masks: tuple[WordsMask, ...]
    fetch: Callable[[str], bytes]
    quality: Quality
    copies: Mapping[str, tuple[Copy, ...]]
    grey: bool

    def show(self, number: str, one: PacketExhibit) -> Shown:
        """Return the exhibit as it will be seen."""
        own = tuple(mask for mask in one.masks if isinstance(mask, WordsMask))
        title = self.pen.write(one.title or self.labels.of("kind", one.exhibit.kind), own)
        page: dict[str, Any] = {
            "no": number,
            "title": title,
            "source": self.labels.of("speaker", one.exhibit.speaker),
            "facts": facts_of(one.exhibit, self.labels, self.zone),
            "reads": [[name, self.pen.write(value, own)] for name, value in self._readings(one)],
            "shows": self.pen.maybe(one.shows, own),
            "notes": [self.labels.say("untranslated")] if one.untranslated else [],
            "translations": [
                {
                    "text": self.pen.write(pair.text, own),
                    "original": self.pen.write(pair.original, own),
                    "lang": self.pen.tongue(pair.original, pair.language),
                }
                for pair in one.translations
            ],
            "translated_by": None if one.translated_by is None else self._by(one.translated_by),
        }
        shown = Shown(number, one, page)
        self._fill(shown, own)
        self._tell_masks(shown, own)
        return shown

    def _by(self, who: str) -> str:
        return self.labels.say("translated_by", who=self.pen.write(who))

    def _readings(self, one: PacketExhibit) -> Sequence[tuple[str, str]]:
        """Return what was read in it; a table shows that itself."""
        return () if isinstance(one.body, TableBody) else readings_of(one.exhibit, self.labels, self.zone)

    def _fill(self, shown: Shown, own: tuple[WordsMask, ...]) -> None:
        body = shown.source.body
        match body:
            case ThreadBody():
                shown.page |= {"kind": "thread", "turns": [self._turn(turn, own) for turn in body.turns]}
            case TableBody():
                rows = [[self.pen.write(cell, own) for cell in row] for row in body.rows]
                columns = [self.pen.write(cell, own) for cell in body.columns]
                shown.page |= {"kind": "table", "columns": columns, "rows": rows, "widths": _widths(columns, rows)}
            case FileBody():
                self._fill_from_file(shown, own)

    def _turn(self, turn: Any, own: tuple[WordsMask, ...]) -> dict[str, Any]:  # noqa: ANN401 - a Turn
        return {
            "who": self.pen.write(turn.who, own),
            "when": None if turn.at is None else self.labels.instant(turn.at, self.zone),
            "text": self.pen.write(turn.text, own),
            "lang": self.pen.tongue(turn.text, turn.language),
            "translation": self.pen.maybe(turn.translation, own),
        }

    def _fill_from_file(self, shown: Shown, own: tuple[WordsMask, ...]) -> None:
        exhibit = shown.source.exhibit
        order = copy_order(shown.source, self.masks, self.quality, grey=self.grey)
        if order is not None:
            self._fill_from_copies(shown, order)
            return
        if exhibit.media_type.startswith(_NOT_READ):
            self._keep_whole(shown)
            return
        read = read_text(self.fetch(exhibit.place.digest), exhibit.media_type)
        match read:
            case TypedMail():
                self._fill_from_mail(shown, read, own)
            case TypedText():
                text = self.pen.write(read.text, own)
                kind = "machine" if read.machine else "text"
                shown.page |= {"kind": kind, "text": text, "lang": self.pen.tongue(read.text, None)}
            case None:
                self._keep_whole(shown)

    def _fill_from_mail(self, shown: Shown, mail: TypedMail, own: tuple[WordsMask, ...]) -> None:
        sent = "" if mail.sent_at is None else self.labels.instant(mail.sent_at, self.zone)
        fields = (
            ("mail_from", mail.sender),
            ("mail_to", mail.recipients),
            ("mail_date", sent),
            ("mail_subject", mail.subject),
            ("mail_files", "\n".join(mail.attached)),
        )
        shown.page |= {
            "kind": "mail",
            "fields": [[self.labels.say(name), self.pen.write(value, own)] for name, value in fields if value],
            "text": self.pen.write(mail.text, own),
            "lang": self.pen.tongue(mail.text, None),
        }

    def _keep_whole(self, shown: Shown) -> None:
        exhibit = shown.source.exhibit
        size = size_of(len(self.fetch(exhibit.place.digest)))
        note = self.labels.say("kept_whole", type=exhibit.media_type, size=size)
        shown.page["kind"] = "kept"
        shown.page["notes"].append(note)

    def _fill_from_copies(self, shown: Shown, order: CopyOrder) -> None:
        made = self.copies.get(order.key, ())
        if not made:
            self._keep_whole(shown)
            shown.unopened = True
            return
        is_document = order.media_type == PDF
        _refuse_missing_pages(shown.number, order, made)
        kept = tuple(copy for copy in made if not copy.blank) if is_document else made
        kept = kept or made[:1]
        shown.blank = tuple(copy.sheet for copy in made if copy not in kept)
        shown.transform = order.transform
        shown.copies = {f"{shown.number}-{copy.sheet}.jpg": copy for copy in kept}
        shown.page |= {
            "kind": "sheets" if is_document else "pictures",
            "sheets": [self._sheet(shown, name, copy, order) for name, copy in shown.copies.items()],
        }
        if shown.blank:
            shown.page["notes"].append(self.labels.say("blank", pages=_listed(shown.blank)))
        if order.pages:
            total = kept[0].sheets
            shown.page["notes"].append(self.labels.say("chosen", pages=_listed(order.pages), total=total))
        looked_through = shown.source.searched or any(copy.runs or copy.painted for copy in kept)
        shown.unsearched = bool(self.masks) and not looked_through

    def _sheet(self, shown: Shown, name: str, copy: Copy, order: CopyOrder) -> dict[str, Any]:
        alt = "alt_sheet" if order.media_type == PDF else "alt_picture"
        runs = [(run, self.pen.write(run.text)) for run in copy.runs]
        return {
            "file": name,
            "width": copy.width,
            "height": copy.height,
            "of": copy.sheets,
            "alt": self.labels.say(alt, number=shown.number, title=shown.page["title"], page=copy.sheet),
            "caption": self.labels.say("sheet_of", page=copy.sheet, pages=copy.sheets),
            "runs": [
                {
                    "t": text,
                    "l": self.pen.tongue(text, None),
                    "x": run.box[0],
                    "y": run.box[1],
                    "w": run.box[2] - run.box[0],
                    "h": run.box[3] - run.box[1],
                }
                for run, text in runs
                if text.strip()
            ],
        }

    def _tell_masks(self, shown: Shown, own: tuple[WordsMask, ...]) -> None:
        """Say on the page what is covered: words masks that met something, and areas."""
        matched = {at for copy in shown.copies.values() for at in copy.matched}
        texts = _texts(shown, self.fetch)
        names = [
            mask.name
            for at, mask in enumerate((*self.masks, *own))
            if at in matched or any(re.search(mask.pattern, text) for text in texts)
        ]
        painted = any(copy.painted for copy in shown.copies.values())
        areas = [mask for mask in shown.source.masks if isinstance(mask, RegionMask)] if painted else []
        names += [mask.name or self.labels.say("masked_area") for mask in areas]
        shown.masked = tuple(dict.fromkeys(names))
        if shown.masked:
            note = self.labels.say("masked", names=", ".join(self.pen.write(name) for name in shown.masked))
            shown.page["notes"].append(note)


def _refuse_missing_pages(number: str, order: CopyOrder, made: Sequence[Copy]) -> None:
    missing = sorted(set(order.pages) - {copy.sheet for copy in made}) if order.media_type == PDF else ()
    if missing:
        pages, total = _listed(missing), made[0].sheets
        raise ContentError(
            Words(
                en=f"{number} has {total} sheets; {pages} were chosen too. Choose among its sheets.",
                zh=f"{number} 共 {total} 张，却选了第 {pages} 张。请在其页数内选择。",
            )
        )


def _texts(shown: Shown, fetch: Callable[[str], bytes]) -> Sequence[str]:
    one = shown.source
    texts = [one.title or "", one.shows or "", *(pair.original for pair in one.translations)]
    texts += [str(reading.value) for reading in one.exhibit.observations]
    match one.body:
        case ThreadBody(turns):
            texts += [text for turn in turns for text in (turn.who, turn.text, turn.translation or "")]
        case TableBody(columns, rows):
            texts += [*columns, *(cell for row in rows for cell in row)]
        case FileBody() if shown.page["kind"] in ("mail", "text", "machine"):
            read = read_text(fetch(one.exhibit.place.digest), one.exhibit.media_type)
            if isinstance(read, TypedMail):
                texts += [read.sender, read.recipients, read.subject, read.text, *read.attached]
            elif read is not None:
                texts.append(read.text)
    return texts


def _widths(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """Share the width by the longest cell of each column, within bounds, so that no column starves."""
    longest = [max(_wide(cell) for row in (columns, *rows) for cell in row[at : at + 1]) for at in range(len(columns))]
    return [min(max(length, 8), 40) ** 0.7 for length in longest]


def _wide(text: str) -> int:
    """Count how much room a text takes: a Chinese sign as much as two letters."""
    return sum(1 + (sign >= _WIDE) for sign in text)


def _listed(pages: Sequence[int]) -> str:
    return ", ".join(map(str, pages))
