"""Read pages as a document: labelled fields, carrier events, and numbers that can be nothing else."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from casewright.domain.exhibit import Observation, ObservationKind
from casewright.evidence.readers.currencies import currencies_named
from casewright.evidence.readers.day_heads import with_days_carried
from casewright.evidence.readers.events import events_of, with_days_of_events
from casewright.evidence.readers.fields import fields_of
from casewright.evidence.readers.moments import DocumentDates
from casewright.evidence.readers.page import Page
from casewright.evidence.readers.parcel_shops import as_collected
from casewright.evidence.readers.phrases import telling_lines
from casewright.evidence.readers.reading import ReadingHints
from casewright.evidence.readers.tokens import asins_in, unmistakable_tracking
from casewright.evidence.readers.typed import DocumentHabits, observe_field, with_settled_towns
from casewright.evidence.safety.findings import ExhibitLog
from casewright.intake.mail.amounts import amounts_in
from casewright.intake.mail.language import language_of
from casewright.intake.order_ids import order_ids_in
from casewright.intake.reports.numbers import NumberHabit

__all__ = ["DocumentReading", "habits_of", "read_document"]

_POINT_LANGUAGES = frozenset({"en", "zh", "ja", "ko"})
_SAMPLE = 4_000
_MOST = 3_000
_FEW = 2
_OF_AN_EVENT = frozenset({ObservationKind.SCAN, ObservationKind.AT, ObservationKind.DATED})
_KANA = re.compile("[\u3041-\u30ff]")
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """What stands on some pages: observations in reading order, the fields that hold a value, how it is written."""

    observations: tuple[Observation, ...]
    fields: tuple[str, ...]
    language: str | None
    habits: DocumentHabits


def habits_of(texts: Sequence[str], hints: ReadingHints) -> tuple[DocumentHabits, str | None]:
    """Learn how a document writes its days, numbers and money, and in which language."""
    language = _language("\n".join(texts)[:_SAMPLE])
    numbers = NumberHabit()
    numbers.learn(word for text in texts for word in text.split() if any(sign.isdigit() for sign in word))
    mark = numbers.mark or ("." if language is None or language in _POINT_LANGUAGES else ",")
    spoken = "CNY" if language == "zh" else "JPY" if language == "ja" else None
    local = hints.currency or spoken
    written = {money.currency for text in texts for money, _ in amounts_in(text, local)} | currencies_named(texts)
    currency = next(iter(written)) if len(written) == 1 else local
    at_door = not written and hints.currency is not None and spoken in (None, hints.currency)
    dates = DocumentDates.of(texts, language, hints.country, hints.zone, hints.near)
    return DocumentHabits(dates, mark, currency, numbers.mark, len(written) == 1, at_door), language


def _language(text: str) -> str | None:
    """Return the language of a document. Forms in Japanese hold few kana between their Chinese characters."""
    kana, han = len(_KANA.findall(text)), len(_HAN.findall(text))
    return "ja" if kana >= _FEW and kana * 15 >= han else language_of(text)


def read_document(pages: Sequence[Page], hints: ReadingHints, log: ExhibitLog) -> DocumentReading:
    """Read pages of one document."""
    habits, language = habits_of([span.text for page in pages for span in page.spans], hints)
    found: dict[Observation, None] = {}
    names: list[str] = []
    for page in (with_days_carried(page, habits.dates) for page in pages):
        labelled: list[Observation] = []
        for field in fields_of(page):
            said = tuple(as_collected(tuple(observe_field(field, page, habits, log)), page))
            names.extend([field.meaning.name] * bool(said))
            labelled.extend(said)
        events = events_of(page, habits)
        told = {(one.kind, one.value) for one in labelled}
        loose = (one for one in _unmistakable(page) if (one.kind, one.value) not in told)
        found.update(dict.fromkeys([*_without_days(labelled, events), *loose, *telling_lines(page)]))
        found.update(dict.fromkeys(_without_doubles(found, events)))
        if len(found) > _MOST:
            log.add("EXH040", limit=_MOST)
            break
    settled = with_settled_towns(with_days_of_events(found))
    ordered = sorted(settled, key=lambda one: (one.locator.page or 0, one.locator.line or 0))
    return DocumentReading(tuple(ordered[:_MOST]), tuple(names), language, habits)


def _without_days(labelled: Sequence[Observation], events: Sequence[Observation]) -> Iterator[Observation]:
    """Pass over the days and scans that a head of a history gives a row: the row's event says them better.

    So it is with an event that stands alone on its row, and seems to be the label of the next event's day below it.
    """
    lines = {(one.locator.page, one.locator.line) for one in events}
    days = {one.value for one in events if one.kind is not ObservationKind.SCAN}
    told = {(one.locator.words or "").split("  ")[0] for one in events if one.kind is ObservationKind.SCAN}
    for one in labelled:
        label = (one.locator.words or "").partition(": ")[0]
        of_next = label in told and (one.value in days or one.kind is ObservationKind.SCAN)
        if one.kind not in _OF_AN_EVENT or not (of_next or (one.locator.page, one.locator.line) in lines):
            yield one


def _without_doubles(labelled: Iterable[Observation], events: Sequence[Observation]) -> Iterator[Observation]:
    """Pass over what a labelled field of the same line already says, and only there."""
    said = {(one.locator.page, one.locator.line, one.kind, one.value) for one in labelled}
    for one in events:
        if (one.locator.page, one.locator.line, one.kind, one.value) not in said:
            yield one


def _unmistakable(page: Page) -> Iterator[Observation]:
    """Yield order, tracking and article numbers whose shape alone tells what they are."""
    for span in page.spans:
        for order in order_ids_in(span.text):
            yield Observation(ObservationKind.ORDER, order, page.spot(span), span.sure)
        for number, words in unmistakable_tracking(span.text):
            yield Observation(ObservationKind.TRACKING, number, page.spot(span, words), span.sure)
        for asin in asins_in(span.text):
            yield Observation(ObservationKind.ASIN, asin, page.spot(span, asin), span.sure)
