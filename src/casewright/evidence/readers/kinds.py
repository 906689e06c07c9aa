"""Guess what kind of exhibit a text is, and whose word it is, by its heading, its words and the fields it has."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from casewright.domain.exhibit import ExhibitKind, Observation, ObservationKind, Speaker
from casewright.domain.shipment import ScanKind
from casewright.evidence.readers.denials import denies_delivery
from casewright.evidence.readers.forms import asks_to_return, names_loss
from casewright.evidence.readers.labels import is_blank, label_at_start
from casewright.evidence.readers.near_kinds import near_kind
from casewright.evidence.readers.page import Page, Span
from casewright.evidence.readers.refund_papers import is_refund_cell, says_refund
from casewright.evidence.readers.refunds import tells_refund
from casewright.evidence.readers.squash import squashed
from casewright.evidence.readers.titles import misspelt_titles, named_by_stems, namings_in
from casewright.evidence.readers.vocabulary import kind_words

__all__ = ["KindGuess", "guess_kind", "usual_speaker"]

_HEADING_ROWS = 6
_LONGEST_HEADING = 90
_SENTENCE = re.compile(r"[，。；！？!?;]|[a-zß-ÿ](?<!\b[Nn][or])\.(?:\s|$)|,.*,|[\u3040-\u9fff]{25}")
_TALL = 1.3
_TABLE_CELLS = 3
_NUMBER = re.compile(r"[A-Za-z]{0,4}\d[\w./-]*")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_SUBJECT = re.compile(
    r"^\s*(?:subject|re|betreff|betr|objet|oggetto|asunto|ref|件名|题|主题|标题|事由|關於|关于)\s*[.:：]\s*",
    re.IGNORECASE,
)
_ENOUGH = 5.0
_CLEAR_LEAD = 3.0
_MOST_REPEATS = 2
_TITLE, _STEMS, _COVERED, _HEIGHT, _SLIP = 4.0, 5.0, 4.0, 2.0, 1.0
_NEAR = 5.0
"""A heading that only means what a title says counts as two stems of one."""
_WORD, _MOST_WORDS, _BODY_TITLE, _MOST_BODY_TITLES, _FILE_NAME = 1.5, 5, 1.5, 3, 3.0
_SHAPE = 5.0
_MOST_TEXT = 20_000
_SHORTEST_STEM = 4
_REFERENCE, _REFUNDED = "reference", "refunded"
_SUM_OF_MONEY = re.compile(r"\d[.,]\d\d(?!\d)|[$€£¥￥]")
_SCRAP_ROWS = 3
_PAIR = 2
_FAILED = frozenset(kind.value for kind in (ScanKind.REFUSED, ScanKind.ATTEMPTED, ScanKind.UNDELIVERABLE))
"""Where nothing else is told, it is a record of deliveries that failed."""


@dataclass(frozen=True, slots=True)
class KindGuess:
    """A kind with whose word it is; `sure` is false where another kind comes close. `titled`: its heading names it."""

    kind: ExhibitKind
    speaker: Speaker
    sure: bool
    titled: bool = False


@dataclass(frozen=True, slots=True)
class _Heading:
    """A line that may be a heading: its text, how tall it is beside the others, whether it is one cell of many."""

    text: str
    height: float
    cell: bool


def usual_speaker(kind: ExhibitKind) -> Speaker:
    """Return whose word such an exhibit usually is."""
    return next((words.speaker for words in kind_words() if words.kind is kind), Speaker.SELLER)


def guess_kind(
    pages: Sequence[Page], names: Iterable[str], observations: Sequence[Observation], file: str, *, letter: bool = False
) -> KindGuess:
    """Guess by heading, words, field names, scans, and at last the file's name.

    A letter's own words ask for many things: it is what its heading says, or what its fields and words say together.
    """
    fields = Counter(names)
    told = [observation for observation in observations if observation.kind is ObservationKind.SCAN]
    scans, lines = [one.value for one in told], {one.locator.line for one in told if one.value != ScanKind.DELIVERED}
    of_order = _logs_cancelling(pages) and not _names_parcel(observations)
    several = len(scans) > _MOST_REPEATS or len(set(scans)) > 1 or (len(lines) > 1 and _names_parcel(observations))
    fields["event"] = len(scans) if several and not of_order else 0
    moved = fields["event"] > 0 and _names_parcel(observations)
    fields["attempted"] += bool(scans) and _FAILED.issuperset(map(str, scans))
    headings, body = _by_heading(pages), _by_words(pages)
    denied = not (fields["event"] or fields["signed_by"]) and _names_parcel(observations) and denies_delivery(pages)
    sold = any(one.kind in _OF_A_SALE for one in observations)
    stock = _counts_stock(pages)
    reimbursed = headings[ExhibitKind.REIMBURSEMENTS] > 0 or (stock and body[ExhibitKind.REIMBURSEMENTS] > 0)
    lost, wished = names_loss(pages), asks_to_return(pages)
    barred = {
        ExhibitKind.PROOF_OF_DELIVERY: denied,
        ExhibitKind.INSURANCE: lost,
        ExhibitKind.REFUND_LINE: stock or reimbursed or wished,
        ExhibitKind.LISTING_SNAPSHOT: sold,
        ExhibitKind.SERVICE_LOG: moved,
    }
    shapes = {
        _shape(fields, observations)
        or _rated(pages, observations)
        or _history_of_orders(pages, observations)
        or _offer(pages, fields, observations),
        ExhibitKind.REFUND_LINE if not barred[ExhibitKind.REFUND_LINE] and says_refund(pages) else None,
        ExhibitKind.REIMBURSEMENTS if stock and reimbursed else None,
        ExhibitKind.SERVICE_LOG if of_order else None,
        ExhibitKind.DELIVERY_DENIAL if denied else None,
        ExhibitKind.RETURN_REQUEST if wished else None,
        ExhibitKind.INSURER_NOTICE if lost else None,
    }
    near = _by_meaning(pages) if shapes == {None} and max(headings.values(), default=0.0) < _ENOUGH else {}
    stem = squashed(file.rsplit("/", 1)[-1].rsplit(".", 1)[0]).key
    scores = {
        words.kind: headings[words.kind]
        + near.get(words.kind, 0.0)
        + body[words.kind]
        + sum(weight * min(fields[name], _MOST_REPEATS) for name, weight in words.fields)
        + (_SHAPE if words.kind in shapes else 0)
        + (_FILE_NAME if any(len(one) >= _SHORTEST_STEM and one in stem for one in words.titles) else 0)
        for words in kind_words()
        if not barred.get(words.kind)
    }
    (best, score), (_, second) = Counter(scores).most_common(2)
    if (
        (_is_scrap(pages) and not headings[best])
        or score < _ENOUGH
        or (letter and not headings[best] and best not in (*shapes, *near) and score < _ENOUGH + _CLEAR_LEAD)
    ):
        return KindGuess(ExhibitKind.OTHER, Speaker.SELLER, sure=False)
    return KindGuess(best, usual_speaker(best), score - second >= _CLEAR_LEAD, headings[best] > 0)


_STOCK = re.compile(
    r"fnsku|fulfil?lment[ _-]network|fulfil?lment[ _-]cent(?:er|re)|lost[ _-]warehouse|仓库丢失", re.IGNORECASE
)


def _counts_stock(pages: Sequence[Page]) -> bool:
    """Whether rows are about goods in the marketplace's warehouse: what is paid for those goes to the seller."""
    return any(_STOCK.search(span.text) for page in pages for row in page.rows[:_RATED_ROWS] for span in row)


def _names_parcel(observations: Sequence[Observation]) -> bool:
    return any(one.kind is ObservationKind.TRACKING for one in observations)


_OF_A_SALE = frozenset({ObservationKind.ORDER, ObservationKind.TRACKING})
"""What no offer names: it was made to everybody, before anybody bought."""
_GOODS = ("sku", "title", "asin", "quantity")
_BUYER = ("recipient", "address_to", "city", "postal_code")
_WEIGHED = frozenset({ObservationKind.ORDER, ObservationKind.TRACKING, ObservationKind.WEIGHT})
_AT_THE_DOOR = ("signed_by", "delivered", "courier", "collected", "sender")
_OF_ANOTHER = frozenset(
    {ObservationKind.TRACKING, ObservationKind.BATCH, ObservationKind.SERIAL, ObservationKind.WEIGHT}
)


def _shape(fields: Counter[str], observations: Sequence[Observation]) -> ExhibitKind | None:
    """Return the kind that its fields together give away, whatever it is called: a page of an order or of an offer.

    An order has a buyer, goods and a day and no parcel yet; an offer has an article, a price and no order at all; a
    list of weights has orders, parcels and weights and nobody to whom they go.
    """
    kinds = {one.kind for one in observations}
    if fields["event"]:
        return None
    if kinds >= _WEIGHED and not any(fields[name] for name in (*_BUYER, *_AT_THE_DOOR)):
        return ExhibitKind.PACK_RECORD
    if kinds & _OF_ANOTHER:
        return None
    dated = bool(kinds & {ObservationKind.AT, ObservationKind.DATED})
    if ObservationKind.ORDER in kinds:
        buyer = sum(fields[name] > 0 for name in _BUYER) >= _PAIR
        return ExhibitKind.ORDER_RECORD if buyer and dated and any(fields[name] for name in _GOODS) else None
    offered = dated and ObservationKind.ASIN in kinds and not any(fields[name] for name in _BUYER)
    return ExhibitKind.LISTING_SNAPSHOT if offered else None


_MARK = re.compile(
    r"[★⭐☆✩✭]{2,}|[1-5一二三四五] ?(?:颗|つ)?星(?![期座])|[1-5] ?[分点]? ?[/／] ?5 ?[分点]?"
    r"|[1-5](?:[.,]\d)? ?(?:out of|of|von|sur|su|de|di|van) 5\b.{0,12}"
    r"|[1-5][ -](?:stars?|sternen?|sterne|[ée]toiles?|stelle|stella|estrellas?)",
    re.IGNORECASE,
)
_RATED_ROWS = 20


def _rated(pages: Sequence[Page], observations: Sequence[Observation]) -> ExhibitKind | None:
    """Return feedback where a short paper names an order and a cell of it is nothing but a mark of five."""
    kinds = {one.kind for one in observations}
    short = sum(len(page.rows) for page in pages) <= _RATED_ROWS
    if not short or ObservationKind.ORDER not in kinds or kinds & _OF_ANOTHER:
        return None
    cells = (span.text.rpartition(":")[2].strip() for page in pages for span in page.spans)
    rated = any(_MARK.fullmatch(cell) for cell in cells) or _lists_opinions(pages)
    return ExhibitKind.PUBLIC_REVIEW if rated else None


_MARKED = re.compile(
    r"rating|score|stars?\b|bewertung|sterne|calificaci|valoraci|estrellas|评分|星级|打分|評価|星", re.IGNORECASE
)
_SAID = re.compile(
    r"comment|remark|review|opinion|kommentar|bemerkung|comentario|opini|评论|评语|评价内容|留言|コメント|本文",
    re.IGNORECASE,
)
_BARE_MARK = re.compile(r"[1-5](?:[.,]\d)?(?: ?[/／] ?5)?")


def _lists_opinions(pages: Sequence[Page]) -> bool:
    """Whether a table has a column of marks beside one of what was said, and a mark of five in a row."""
    rows = [[span.text.strip() for span in row] for page in pages for row in page.rows if len(row) >= _TABLE_CELLS]
    heads = [number for number, row in enumerate(rows) if any(map(_MARKED.search, row)) and any(map(_SAID.search, row))]
    return any(_BARE_MARK.fullmatch(cell) for row in rows[heads[0] + 1 :] for cell in row) if heads else False


def _offer(pages: Sequence[Page], fields: Counter[str], observations: Sequence[Observation]) -> ExhibitKind | None:
    """Return an offer where an article stands with a price, without any order, parcel or buyer."""
    kinds = {one.kind for one in observations}
    others = _OF_ANOTHER | {ObservationKind.ORDER}
    if ObservationKind.ASIN not in kinds or kinds & others or any(fields[name] for name in (*_BUYER, "event")):
        return None
    priced = any(_PRICE.fullmatch(span.text.rpartition(":")[2].strip()) for page in pages for span in page.spans)
    return ExhibitKind.LISTING_SNAPSHOT if priced else None


_PRICE = re.compile(
    r"(?:[$€£¥￥]|(?:EUR|USD|GBP|JPY|CNY) ?) ?\d[\d.,]*|\d[\d.,]* ?(?:[$€£¥￥]|元|円|EUR|USD|GBP|JPY|CNY)"
)


_MACHINE = re.compile(r"(?<![a-z])(?:ip|device|gerat\w*|appareil|dispositivo)(?![a-z])|设备|端末", re.IGNORECASE)


def _history_of_orders(pages: Sequence[Page], observations: Sequence[Observation]) -> ExhibitKind | None:
    """Return a record of orders where several orders with their days stand beside the machine they came from."""
    kinds = {one.kind for one in observations}
    orders = {one.value for one in observations if one.kind is ObservationKind.ORDER}
    if len(orders) < _PAIR or kinds & _OF_ANOTHER or not kinds & {ObservationKind.AT, ObservationKind.DATED}:
        return None
    head = (span.text.replace("_", " ") for page in pages for row in page.rows[:_RATED_ROWS] for span in row)
    return ExhibitKind.ORDER_RECORD if any(_MACHINE.search(text) for text in head) else None


_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:：]\d{2}(?!\d)")
_CANCELLING = re.compile(
    r"(?<![a-z])(?:cancel|kansell|storn|abbestell|annul|cancell|anulac|cancelac)|取消|撤单|撤銷|撤销|退单|キャンセル|解約",
    re.IGNORECASE,
)
_LOGGED_ROWS = 3
_LONGEST_EVENT = 48


def _logs_cancelling(pages: Sequence[Page]) -> bool:
    """Whether a table of moments says in short words, as systems do, that somebody cancelled or wanted to."""
    timed = [row for page in pages for row in page.rows if len(row) >= _TABLE_CELLS and _told_at(row)]
    short = (span.text.replace("_", " ") for row in timed for span in row if len(span.text) <= _LONGEST_EVENT)
    return len(timed) >= _LOGGED_ROWS and any(_CANCELLING.search(text) for text in short if not _SENTENCE.search(text))


def _told_at(row: Sequence[Span]) -> bool:
    return any(_CLOCK.search(span.text) for span in row)


def _is_scrap(pages: Sequence[Page]) -> bool:
    """Whether all there is are a few lines in a photo: a card beside a thing, not a paper."""
    spans = [span for page in pages for span in page.spans]
    seen = all(page.number is None for page in pages) and any(span.region is not None for span in spans)
    return seen and sum(len(page.rows) for page in pages) <= _SCRAP_ROWS


def _headings(pages: Sequence[Page]) -> Iterator[_Heading]:
    """Yield what may be a heading: the first rows of the first page, tall lines, and what follows `Subject:`."""
    if not pages:
        return
    heights = sorted(span.height for span in pages[0].spans)
    usual = max(heights[len(heights) // 2] if heights else 1.0, 1e-6)
    for number, row in enumerate(pages[0].rows):
        for span in row:
            text = _SUBJECT.sub("", span.text)
            tall = span.height / usual
            stands_out = number < _HEADING_ROWS or tall > _TALL or text != span.text
            if not stands_out or len(text) > _LONGEST_HEADING or _SENTENCE.search(text):
                continue
            if not _is_field(span, len(row)):
                yield _Heading(text, tall, len(row) >= _TABLE_CELLS)


def _is_field(span: Span, cells: int) -> bool:
    """Whether a line is a label with its value, in it or beside it. `Order 417 refunded` is a heading."""
    hit = label_at_start(span.text)
    if hit is None or hit.meaning.name == _REFERENCE:
        return hit is not None and hit.marked
    rest = span.text[hit.end :]
    if hit.meaning.name == _REFUNDED and not hit.marked and cells == 1 and not _SUM_OF_MONEY.search(rest):
        return False  # `Refund #8841`
    number = any(sign.isdigit() for sign in rest) and not _LETTERS.search(_NUMBER.sub(" ", rest))
    return hit.marked or number or (is_blank(rest) and cells > 1)


def _by_heading(pages: Sequence[Page]) -> defaultdict[ExhibitKind, float]:
    """Score each kind by the heading that names it best; slips are looked for where no heading names any."""
    best = defaultdict[ExhibitKind, float](float)
    headings = list(_headings(pages))
    for heading in headings:
        share = 0.5 if heading.cell else 1.0
        refund = tells_refund(heading.text) or is_refund_cell(heading.text)
        for kind, score in _named_in(heading):
            if not (refund and kind is ExhibitKind.ORDER_RECORD):  # `refund of your order` is about the refund
                best[kind] = max(best[kind], share * score)
        if refund:
            best[ExhibitKind.REFUND_LINE] = max(best[ExhibitKind.REFUND_LINE], share * _STEMS)
    if pages and pages[0].rows and tells_refund(" ".join(span.text for span in pages[0].rows[0])):
        best[ExhibitKind.REFUND_LINE] = max(best[ExhibitKind.REFUND_LINE], _STEMS)
    if any(_is_refund_row(row) for page in pages for row in page.rows[:_HEADING_ROWS]):
        best[ExhibitKind.REFUND_LINE] = max(best[ExhibitKind.REFUND_LINE], _STEMS)
    if not best:
        slips = (naming.kind for heading in headings for naming in misspelt_titles(heading.text))
        best.update(dict.fromkeys(slips, _TITLE + _COVERED - _SLIP))
    return best


def _by_meaning(pages: Sequence[Page]) -> dict[ExhibitKind, float]:
    """Score the kind that a heading is nearest to in meaning, where no list knows it."""
    near = near_kind([one.text for one in _headings(pages) if not one.cell], pages)
    return {} if near is None else {near: _NEAR}


def _is_refund_row(row: Sequence[Span]) -> bool:
    """Whether a row of a table, not its head, holds a cell that is nothing but a word for a refund."""
    filled = len(row) >= _TABLE_CELLS and any(_NUMBER.search(span.text) for span in row)
    return filled and any(is_refund_cell(span.text) for span in row)


def _named_in(heading: _Heading) -> Iterator[tuple[ExhibitKind, float]]:
    """Yield what a heading names, and how well: a title that is all of it best, two stems of one a little less."""
    size = max(len(squashed(heading.text).key), 1)
    height = _HEIGHT * min(max(heading.height - 1, 0), 2)
    for naming in namings_in(heading.text):
        if naming.title:
            yield naming.kind, _TITLE + _COVERED * len(naming.phrase) / size + height
    for words in kind_words():
        if named_by_stems(heading.text, words):
            yield words.kind, _STEMS + height


def _by_words(pages: Sequence[Page]) -> defaultdict[ExhibitKind, float]:
    """Score each kind by the different phrases of the running text, each once, and not without end."""
    seen = {naming for page in pages for line in page.text[:_MOST_TEXT].split("\n") for naming in namings_in(line)}
    scores = defaultdict[ExhibitKind, float](float)
    for kind in {naming.kind for naming in seen}:
        titles = sum(naming.title for naming in seen if naming.kind is kind)
        words = sum(not naming.title for naming in seen if naming.kind is kind)
        scores[kind] = _BODY_TITLE * min(titles, _MOST_BODY_TITLES) + _WORD * min(words, _MOST_WORDS)
    return scores
