"""Build a packet: the finest one that its channel takes, or a refusal that says what stands in the way."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from itertools import zip_longest
from typing import Any
from zoneinfo import ZoneInfo

from casewright.domain.words import Words
from casewright.evidence.packet.content import PacketContent
from casewright.evidence.packet.copying import make_copies
from casewright.evidence.packet.derivatives import Copy, CopyStore, ForgetfulStore
from casewright.evidence.packet.errors import ContentError, PacketTooLargeError, TypesettingError
from casewright.evidence.packet.fonts import FontSet
from casewright.evidence.packet.frame import FrameMaker, Layout
from casewright.evidence.packet.labels import labels_for
from casewright.evidence.packet.manifest import ManifestParts, manifest_bytes, receipt_bytes
from casewright.evidence.packet.numbering import Numbered, number_exhibits
from casewright.evidence.packet.pdf_objects import read_objects, read_pages
from casewright.evidence.packet.pen import Pen
from casewright.evidence.packet.profile import PacketProfile, Quality, qualities
from casewright.evidence.packet.seal import write_seal
from casewright.evidence.packet.showing import Shower, Shown, copy_order
from casewright.evidence.packet.typesetting import Places, Typesetter

__all__ = ["Packet", "build_packet"]

_LETTER_POINTS = (10.5, 10.0, 9.5, 9.0, 8.5)
_TOGETHER = (1, 2, 4)
_ROOM_INCHES = {1: 9.6, 2: 6.3, 4: 3.2}
_NAMED = 3
_SHORT_LINES = 24


@dataclass(frozen=True, slots=True)
class Packet:
    """A finished packet: the PDF, its manifest and receipt, a name its channel takes, remarks for whoever sends it.

    `exhibits` gives the first and last page of each number; `covered` are those that are partly painted over.
    """

    pdf: bytes
    manifest: bytes
    receipt: bytes
    name: str
    pages: int
    exhibits: Mapping[str, tuple[int, int]]
    covered: tuple[str, ...]
    quality: str
    pictures_a_page: int
    remarks: tuple[Words, ...]

    @property
    def digest(self) -> str:
        """The SHA-256 of the PDF."""
        return sha256(self.pdf).hexdigest()


def build_packet(  # noqa: PLR0913 - each is another port of the shell
    content: PacketContent,
    profile: PacketProfile,
    fonts: FontSet,
    made_at: datetime,
    *,
    fetch: Callable[[str], bytes],
    store: CopyStore | None = None,
    reserve_bytes: int = 0,
) -> Packet:
    """Return the packet. Raise ContentError, or PacketTooLargeError when it fits in no permitted form.

    `fetch` returns the bytes that a digest names; `store` keeps copies for the next time; `reserve_bytes` are left free
    for a signature. The same content, profile, fonts and instant give the same bytes on the same machine.
    """
    maker = _Maker(content, profile, fonts, made_at, fetch, store or ForgetfulStore(), reserve_bytes)
    with Typesetter(fonts, int(made_at.timestamp())) as typesetter:
        return maker.build(typesetter)


@dataclass(frozen=True, slots=True)
class _Draft:
    """One try: how it is laid out, what it shows, and what came of it."""

    layout: Layout
    quality: Quality
    shown: Sequence[Shown]
    data: Mapping[str, Any]
    pdf: bytes
    places: Places
    pen: Pen

    @property
    def copy_bytes(self) -> int:
        return sum(len(copy.jpeg) for one in self.shown for copy in one.copies.values())


@dataclass(frozen=True, slots=True)
class _Maker:
    content: PacketContent
    profile: PacketProfile
    fonts: FontSet
    made_at: datetime
    fetch: Callable[[str], bytes]
    store: CopyStore
    reserve_bytes: int

    def build(self, typesetter: Typesetter) -> Packet:
        numbered = number_exhibits(self.content)
        steps = tuple(qualities())
        draft = self._laid_out(typesetter, numbered, steps[0])
        draft = self._small_enough(typesetter, numbered, draft, steps)
        return self._finished(typesetter, draft)

    def _laid_out(self, typesetter: Typesetter, numbered: Numbered, quality: Quality) -> _Draft:
        """Return the first layout whose letter is one page and whose pages the channel takes."""
        layout = Layout(
            letter_points=_LETTER_POINTS[0],
            compact=self.profile.front_pages is not None or self._is_short(),
            pictures_a_page=self.profile.pictures_a_page,
            grey=self.profile.grey,
        )
        draft = self._draft(typesetter, numbered, layout, quality)
        for points in _LETTER_POINTS[1:]:
            if draft.places.letter_pages == 1:
                break
            draft = self._draft(typesetter, numbered, replace(draft.layout, letter_points=points), quality)
        if draft.places.letter_pages > 1:
            raise ContentError(_LONG_LETTER)
        for layout in self._tighter(draft.layout):
            if not self._too_many_pages(draft):
                break
            draft = self._draft(typesetter, numbered, layout, quality)
        if self._too_many_pages(draft):
            raise PacketTooLargeError(self._pages_words(draft), draft.places.pages, len(draft.pdf))
        return draft

    def _is_short(self) -> bool:
        """Whether timeline and index stand well on one page together."""
        lines = len(self.content.timeline) + len(self.content.exhibits)
        return lines + len({one.element for one in self.content.exhibits}) <= _SHORT_LINES

    def _tighter(self, layout: Layout) -> Iterator[Layout]:
        if not layout.compact:
            yield (layout := replace(layout, compact=True))
        for together in _TOGETHER:
            if together > layout.pictures_a_page:
                yield replace(layout, pictures_a_page=together)

    def _too_many_pages(self, draft: _Draft) -> bool:
        front, most = self.profile.front_pages, self.profile.max_pages
        return (most is not None and draft.places.pages > most) or (
            front is not None and draft.places.front_pages > front
        )

    def _small_enough(
        self, typesetter: Typesetter, numbered: Numbered, draft: _Draft, steps: Sequence[Quality]
    ) -> _Draft:
        """Go down the ladder until the packet fits; steps that cannot fit are not set."""
        most = self.profile.max_bytes
        if most is None:
            return draft
        room = most - self.reserve_bytes
        frame_bytes = len(draft.pdf) - draft.copy_bytes
        for quality in steps[1:]:
            if self._size(draft) <= room:
                return draft
            if frame_bytes + self._copy_bytes(draft.layout, quality) <= room or quality is steps[-1]:
                draft = self._draft(typesetter, numbered, draft.layout, quality)
        if self._size(draft) > room:
            raise PacketTooLargeError(self._size_words(draft, room), draft.places.pages, len(draft.pdf))
        return draft

    def _size(self, draft: _Draft) -> int:
        """Return the size the finished file will have, its manifest with it."""
        return len(draft.pdf) + len(self._manifest(draft, ["0" * 64] * draft.places.pages))

    def _orders(self, layout: Layout, quality: Quality) -> list[Any]:
        sharp = self._bounded(quality, layout)
        made = (copy_order(one, self.content.masks, sharp, grey=layout.grey) for one in self.content.exhibits)
        return [order for order in made if order is not None]

    def _bounded(self, quality: Quality, layout: Layout) -> Quality:
        """Keep photos and sheets under the dots per inch that the channel takes."""
        dpi = self.profile.max_dpi
        if dpi is None:
            return quality
        pixels = min(quality.picture_pixels, int(dpi * _ROOM_INCHES[layout.pictures_a_page]))
        return replace(quality, picture_pixels=pixels, sheet_dpi=min(quality.sheet_dpi, dpi))

    def _copies(self, layout: Layout, quality: Quality) -> Mapping[str, tuple[Copy, ...]]:
        return make_copies(self._orders(layout, quality), self.fetch, self.store)

    def _copy_bytes(self, layout: Layout, quality: Quality) -> int:
        copies = self._copies(layout, quality)
        return sum(len(copy.jpeg) for made in copies.values() for copy in made if not copy.blank)

    def _draft(self, typesetter: Typesetter, numbered: Numbered, layout: Layout, quality: Quality) -> _Draft:
        labels, zone = labels_for(self.content.language), ZoneInfo(self.content.zone)
        pen = Pen(self.content.language, self.fonts, self.content.masks)
        sharp = self._bounded(quality, layout)
        shower = Shower(
            pen, labels, zone, self.content.masks, self.fetch, sharp, self._copies(layout, quality), layout.grey
        )
        shown = [shower.show(number, one) for number, one in numbered.exhibits]
        data = FrameMaker(self.content, numbered, pen, labels, zone, self.fonts).data(shown, layout)
        typesetter.place_pictures({name: copy.jpeg for one in shown for name, copy in one.copies.items()})
        pdf = typesetter.compile(data)
        pages = len(read_pages(read_objects(pdf)).owned)
        return _Draft(layout, sharp, shown, data, pdf, typesetter.places(pages), pen)

    def _manifest(self, draft: _Draft, seals: Sequence[str | None]) -> bytes:
        return manifest_bytes(
            ManifestParts(
                self.content,
                self.profile,
                draft.layout,
                draft.quality,
                self.fonts,
                self.made_at,
                draft.shown,
                draft.places,
                seals,
                draft.pen.replaced,
            )
        )

    def _finished(self, typesetter: Typesetter, draft: _Draft) -> Packet:
        """Set the same pages again with the manifest that names them, and seal the file."""
        seals = _page_seals(draft.pdf, draft.places)
        manifest = self._manifest(draft, seals)
        pdf = typesetter.compile(draft.data, manifest)
        if _page_seals(pdf, draft.places) != seals:
            raise TypesettingError("the second setting differs from the first")
        pdf = write_seal(pdf + b"\n")
        numbers = [one.number for one in draft.shown]
        spans = {
            number: draft.places.span(number, following) for number, following in zip_longest(numbers, numbers[1:])
        }
        return Packet(
            pdf=pdf,
            manifest=manifest,
            receipt=receipt_bytes(sha256(pdf).hexdigest(), sha256(manifest).hexdigest(), draft.places.pages, len(pdf)),
            name=self.profile.file_name(self.content.case),
            pages=draft.places.pages,
            exhibits=spans,
            covered=tuple(one.number for one in draft.shown if one.masked),
            quality=draft.quality.name,
            pictures_a_page=draft.layout.pictures_a_page,
            remarks=tuple(_remarks(draft.shown)),
        )

    def _pages_words(self, draft: _Draft) -> Words:
        most = self.profile.max_pages or draft.places.pages
        if draft.places.pages <= most:
            return _long_front(draft.places.front_pages, self.profile.front_pages or 0)
        numbers = [one.number for one in draft.shown]
        spans = [draft.places.span(one, nxt) for one, nxt in zip_longest(numbers, numbers[1:])]
        longest = sorted(zip(numbers, spans, strict=True), key=lambda pair: pair[1][0] - pair[1][1])[:_NAMED]
        named = ", ".join(f"{number} ({last - first + 1})" for number, (first, last) in longest)
        return Words(
            en=(
                f"The packet has {draft.places.pages} pages; {self.profile.title.en} takes {most}. "
                f"Nothing was left out. Most pages: {named}. Choose the pages that matter, or take exhibits out."
            ),
            zh=(
                f"证据包共 {draft.places.pages} 页；{self.profile.title.zh}最多 {most} 页。未删减任何内容。"
                f"页数最多的是：{named}。请只选关键页，或减少证据。"
            ),
        )

    def _size_words(self, draft: _Draft, room: int) -> Words:
        heavy = sorted(
            ((sum(len(copy.jpeg) for copy in one.copies.values()), one.number) for one in draft.shown), reverse=True
        )
        named = ", ".join(f"{number} ({size / 1e6:.1f} MB)" for size, number in heavy[:_NAMED] if size)
        size, limit = len(draft.pdf) / 1e6, room / 1e6
        return Words(
            en=(
                f"At the smallest permitted size the packet has {size:.1f} MB; {self.profile.title.en} takes "
                f"{limit:.1f} MB. Nothing was left out. Largest: {named}. Take exhibits out, or choose fewer pages."
            ),
            zh=(
                f"压到允许的最小尺寸后，证据包仍有 {size:.1f} MB；{self.profile.title.zh}最多 {limit:.1f} MB。"
                f"未删减任何内容。最大的是：{named}。请减少证据或页数。"
            ),
        )


def _page_seals(pdf: bytes, places: Places) -> list[str | None]:
    """Return a digest per page; the integrity pages have none, since they bear the digest of the list itself."""
    pages = read_pages(read_objects(pdf))
    last = places.starts["integrity"]
    return [pages.digest(page) if page < last else None for page in range(1, len(pages.owned) + 1)]


def _remarks(shown: Sequence[Shown]) -> Iterator[Words]:
    """Tell the person who sends the packet what it could not do by itself."""
    unopened = ", ".join(one.number for one in shown if one.unopened)
    if unopened:
        yield Words(
            en=f"Could not be opened, so the packet only names it: {unopened}. Ask for another copy of the file.",
            zh=f"以下证据无法打开，证据包中只列出名称：{unopened}。请索取另一份文件。",
        )
    unsearched = ", ".join(one.number for one in shown if one.unsearched)
    if unsearched:
        yield Words(
            en=f"Pictures cannot be searched for personal data: {unsearched}. Look at them and mark areas to cover.",
            zh=f"图片无法自动查找个人信息：{unsearched}。请逐一查看，并标出需要遮盖的区域。",
        )


def _long_front(pages: int, most: int) -> Words:
    return Words(
        en=f"Letter, timeline and index take {pages} pages; this channel leaves {most}. Shorten the timeline.",
        zh=f"信函、时间线和目录共 {pages} 页，而该渠道只容 {most} 页。请缩短时间线。",
    )


_LONG_LETTER = Words(
    en="The letter does not fit on one page. Shorten it: a reviewer reads one page; the rest belongs in the timeline.",
    zh="信函超过一页。请精简：审核人只看一页，其余内容请放入时间线。",
)
