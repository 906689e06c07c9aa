"""From a decided case and its evidence board to what a packet shows: letter, timeline, the right few exhibits."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from casewright.domain.exhibit import Exhibit, ExhibitKind
from casewright.domain.marketplace import Marketplace, marketplace_by_code
from casewright.domain.redacted import is_redacted
from casewright.domain.shop import Shop
from casewright.domain.words import Words
from casewright.evidence.board.board import Board, Contradiction, ContradictionKind, ProofState, Verdict
from casewright.evidence.packet.content import (
    Body,
    FileBody,
    Moment,
    PacketContent,
    PacketExhibit,
    PacketLetter,
    PaperSize,
    Point,
)
from casewright.evidence.packet.labels import PACKET_LANGUAGES
from casewright.evidence.vault.twin import TWIN_MEDIA_TYPE, twin_from_bytes
from casewright.pipeline.deciding import CaseFile
from casewright.pipeline.packing.asking import Asking, asking_of, case_name, grounds_of
from casewright.pipeline.packing.extracts import Extracts
from casewright.pipeline.packing.grounds import Grounds
from casewright.pipeline.packing.masks import element_of, masks_for, shows_recipient
from casewright.pipeline.packing.redacted import redacted_body
from casewright.pipeline.packing.story import Event, Story, tell_money
from casewright.pipeline.packing.words import LetterWords, letter_words

__all__ = ["Packing", "pack_case", "packet_language"]

_LETTER_EVENTS = (
    "ordered",
    "ordered_item",
    "dispatched",
    "dispatched_plain",
    "accepted",
    "delivered",
    "delivered_signed",
    "attempted",
    "refused",
    "undeliverable",
    "lost",
    "return_received",
    "refunded",
    "refunded_by_seller",
    "refunded_by_marketplace",
)
_ONCE = ("buyer_wrote", "seller_wrote", "claim_filed", "chargeback", "claim_decided", "return_requested")
_MAILED = ("buyer_wrote", "seller_wrote", "claim_filed", "chargeback", "claim_decided")
_MOST_FACTS = 7
_LETTER_PAPER = ("US", "CA", "MX")
_FOREIGN = frozenset({ContradictionKind.OTHER_ORDER, ContradictionKind.OTHER_TRACKING})


@dataclass(frozen=True, slots=True)
class Packing:
    """What goes into the packet, where its bytes come from, and what the person who sends it should know first."""

    content: PacketContent
    fetch: Callable[[str], bytes]
    verdict: Verdict
    remarks: tuple[Words, ...]

    @property
    def originals(self) -> dict[str, bytes]:
        """The bytes of each exhibit by key: what a vault would keep."""
        return {one.exhibit.key: self.fetch(one.exhibit.place.digest) for one in self.content.exhibits}


def packet_language(marketplace: str | None) -> str:
    """Return the language that a marketplace reads, English where we do not write it."""
    site = marketplace_by_code(marketplace or "")
    return site.language if site is not None and site.language in PACKET_LANGUAGES else "en"


def pack_case(  # noqa: PLR0913 - each is another thing that only the shell knows
    file: CaseFile,
    board: Board,
    asking: Asking,
    *,
    shop: Shop,
    fetch: Callable[[str], bytes],
    language: str | None = None,
    redacted: Collection[str] = (),
) -> Packing:
    """Return what a packet of this case shows. `fetch` returns the bytes that an exhibit's digest names.

    `redacted` are the keys of exhibits that stand for purged ones, in whatever form.
    """
    chosen, zone = language or packet_language(file.case.marketplace), ZoneInfo(file.zone)
    return _Packer(file, board, asking, shop, letter_words(chosen), chosen, zone, redacted).pack(fetch)


@dataclass(frozen=True, slots=True)
class _Packer:
    file: CaseFile
    board: Board
    asking: Asking
    shop: Shop
    words: LetterWords
    language: str
    zone: ZoneInfo
    redacted: Collection[str]

    def pack(self, fetch: Callable[[str], bytes]) -> Packing:
        case, dispute = self.file.case, self.board.dispute
        sent = self._sent()
        masks = masks_for(dispute, sent, self.words)
        events = Story(case, sent, self.words, self.zone, self._disputed(), masks).events()
        rows = grounds_of(self.file) if asking_of(self.file) == self.asking else ()
        grounds = Grounds(self.board, self._arguing(sent), self.words, self.zone, masks)
        why = grounds.points(rows)
        pointed = [*(one.exhibits for one in events), *(one.exhibits for one in why)]
        wanted = {key for keys in pointed for key in keys} | self._listed() | grounds.naming()
        sent = tuple(one for one in sent if one.key in wanted)
        letter = self._letter(events, why)
        extracts = Extracts(case, self.words, self.zone, frozenset(notice.place.digest for notice in case.notices))
        made: dict[str, bytes] = {}
        mails = {key: event.line for event in events for key in event.exhibits if event.name in _MAILED}
        exhibits = tuple(
            self._redacted(one, fetch)
            if one.key in self.redacted
            else self._exhibit(one, extracts, letter, made, mails.get(one.key))
            for one in sent
        )
        content = PacketContent(
            case=case_name(case),
            title=letter.subject,
            marketplace=case.marketplace or "",
            language=self.language,
            letter=letter,
            timeline=tuple(Moment(event.at, event.line, event.exhibits) for event in events),
            exhibits=exhibits,
            order=case.order_ref,
            zone=self.zone.key,
            paper=self._paper(),
            masks=masks,
        )
        return Packing(
            content,
            lambda digest: made[digest] if digest in made else fetch(digest),
            self.board.verdict,
            tuple(dict.fromkeys(self._remarks(sent))),
        )

    def _sent(self) -> tuple[Exhibit, ...]:
        """Return what may go out: nothing quarantined, and nothing of another order, which is another buyer's."""
        kept_back = {one.exhibit for one in self.board.quarantined} | self._foreign()
        return tuple(one for one in self.board.exhibits if one.key not in kept_back)

    def _foreign(self) -> set[str]:
        sides = ((one, side) for one in self.board.contradictions for side in (one.claimed, one.shown))
        return {side.exhibit for one, side in sides if one.sure and one.kind in _FOREIGN and side.exhibit is not None}

    def _arguing(self, sent: Sequence[Exhibit]) -> list[Exhibit]:
        against = self._sides(self.board.contradictions)
        return [one for one in sent if one.key not in against]

    def _disputed(self) -> frozenset[str]:
        """Return the exhibits that no event may be told from. To be late is no doubt about what happened."""
        return self._sides(one for one in self.board.contradictions if one.kind is not ContradictionKind.DELIVERED_LATE)

    @staticmethod
    def _sides(contradictions: Iterable[Contradiction]) -> frozenset[str]:
        sides = (side.exhibit for one in contradictions for side in (one.claimed, one.shown))
        return frozenset(key for key in sides if key is not None)

    def _listed(self) -> set[str]:
        """Return the exhibits that bring a proof, weak ones too: what lowers is shown as well."""
        there = (ProofState.PROVIDED, ProofState.WEAK)
        return {key for item in self.board.items if item.state in there for key in item.exhibits}

    def _letter(self, events: Sequence[Event], why: Sequence[Point]) -> PacketLetter:
        asking, words, dispute = self.asking, self.words, self.board.dispute
        subject = words.say("subject", asking.subject, order=self.file.case.order_ref or case_name(self.file.case))
        headline = self._headline(events)
        if headline is not None:
            subject = words.say("form", "headline", subject=subject, headline=words.say("headline", headline))
        sentences = [words.say("opening", dispute.type.value)]
        sentences += [words.say("opening", "documents")] if why or events else []
        opening = words.say("form", "join").join(sentences)
        claim = self.file.case.claim
        return PacketLetter(
            to=self._to(),
            sender=(self.shop.name,),
            dated_on=self.board.at.astimezone(self.zone).date(),
            subject=subject,
            opening=opening,
            facts=tuple(Point(event.says, event.exhibits) for event in _chosen(events)),
            why=tuple(why),
            asked=(Point(self._asked()),),
            signed_by=(self.shop.name,),
            reason_code=_standing(claim.reason) if claim else None,
        )

    def _to(self) -> tuple[str, ...]:
        site = self._site()
        where = () if site is None else (f"{site.site[0].upper()}{site.site[1:]}",)
        return (self.words.say("to", self.asking.to), *(where if self.asking.to not in ("court", "disputes") else ()))

    def _headline(self, events: Sequence[Event]) -> str | None:
        """Put the strongest fact into the heading, where the claim is about delivery."""
        if not shows_recipient(self.board.dispute):
            return None
        names = {event.name for event in events}
        return next((name for name in ("delivered_signed", "delivered") if name in names), None)

    def _asked(self) -> str:
        money = self.board.dispute.money or self.file.money
        plain = f"{self.asking.asked}_plain"
        if money is None and self.words.has("asked", plain):
            return self.words.say("asked", plain)
        return self.words.say(
            "asked", self.asking.asked, money="" if money is None else tell_money(money, self.words.labels)
        )

    def _exhibit(
        self, exhibit: Exhibit, extracts: Extracts, letter: PacketLetter, made: dict[str, bytes], title: str | None
    ) -> PacketExhibit:
        element = element_of(exhibit.kind)
        shows = next((one.says for one in (*letter.why, *letter.facts) if exhibit.key in one.exhibits), None)
        extract = extracts.of(exhibit)
        if extract is None:
            return PacketExhibit(exhibit, element, title, shows=None if title else shows)
        made[extract.exhibit.place.digest] = extract.content
        return PacketExhibit(extract.exhibit, element, extract.title, shows=shows, body=extract.body)

    def _redacted(self, exhibit: Exhibit, fetch: Callable[[str], bytes]) -> PacketExhibit:
        """Return what stands for a purged exhibit, and say so."""
        words, note = self.words, "note_picture"
        body: Body = FileBody()
        if exhibit.media_type == TWIN_MEDIA_TYPE:
            twin = twin_from_bytes(fetch(exhibit.place.digest))
            body, note = redacted_body(twin, exhibit, words, self.zone), "note"
        return PacketExhibit(
            exhibit,
            element_of(exhibit.kind),
            words.say("redacted", "title", name=words.labels.of("kind", exhibit.kind)),
            shows=words.say("redacted", note),
            body=body,
        )

    def _site(self) -> Marketplace | None:
        return marketplace_by_code(self.file.case.marketplace or "")

    def _paper(self) -> PaperSize:
        site = self._site()
        return PaperSize.LETTER if site is not None and site.country in _LETTER_PAPER else PaperSize.A4

    def _remarks(self, sent: Sequence[Exhibit]) -> Iterator[Words]:
        """Say what the sender should know before the packet goes out."""
        board = self.board
        if board.verdict is not Verdict.READY:
            yield from (reason.words for reason in board.because)
        yield from (one.words for one in board.contradictions)
        for one in board.quarantined:
            yield _LEFT_OUT.fill(key=one.exhibit, en=one.reason.words.en, zh=one.reason.words.zh)
        for key in sorted(self._foreign()):
            yield _FOREIGN_LEFT_OUT.fill(key=key)
        unwanted = [one.key for one in board.exhibits if one not in sent and one.key not in self._foreign()]
        unwanted = [key for key in unwanted if key not in {one.exhibit for one in board.quarantined}]
        unknown = {one.key for one in board.exhibits if one.kind is ExhibitKind.OTHER}
        for words, keys in (
            (_UNWANTED, [key for key in unwanted if key not in unknown]),
            (_NOT_TOLD, [key for key in unwanted if key in unknown]),
        ):
            if keys:
                yield Words(words.en.format(keys=", ".join(keys)), words.zh.format(keys="、".join(keys)))


def _standing(text: str | None) -> str | None:
    """Return a text; None where it had to go."""
    return None if text is None or is_redacted(text) else text


def _chosen(events: Sequence[Event]) -> list[Event]:
    """Return the events that belong into a letter: each milestone, and of messages and filings the first."""
    first: set[str] = set()
    chosen: list[Event] = []
    for event in events:
        once = event.name in _ONCE and event.name not in first
        if once or event.name in _LETTER_EVENTS:
            first.add(event.name)
            chosen.append(event)
    scanned = any(event.name == "accepted" for event in chosen)
    chosen = [event for event in chosen if not (scanned and event.name == "dispatched_plain")]
    return chosen[:_MOST_FACTS]


_LEFT_OUT = Words("{key} was left out: {en}", "{key} 未放入证据包：{zh}")
_FOREIGN_LEFT_OUT = Words(
    "{key} was left out: it is of another order, and may show another buyer's data.",
    "{key} 未放入证据包：它属于另一个订单，可能含有其他买家的信息。",
)
_NOT_TOLD = Words(
    "Left out, since it could not be told what it shows: {keys}. Say it in dispute.toml or on the desk.",
    "看不出是什么，未放入证据包：{keys}。请在 dispute.toml 中或工作台上说明。",
)
_UNWANTED = Words("Left out, since nothing in this dispute wants it: {keys}.", "本争议用不到，未放入证据包：{keys}。")
