"""Read pages as a document: labelled fields, carrier events, and numbers that can be nothing else."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from casewright.domain.exhibit import Observation, ObservationKind
from casewright.evidence.readers.events import events_of, with_days_of_events
from casewright.evidence.readers.fields import fields_of
from casewright.evidence.readers.moments import DocumentDates
from casewright.evidence.readers.page import Page
from casewright.evidence.readers.parcel_shops import as_collected
from casewright.evidence.readers.phrases import telling_lines
from casewright.evidence.readers.reading import ReadingHints
from casewright.evidence.readers.tokens import asins_in, unmistakable_tracking
from casewright.evidence.readers.typed import DocumentHabits, observe_field
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
    local = hints.currency or ("CNY" if language == "zh" else "JPY" if language == "ja" else None)
    written = {money.currency for text in texts for money, _ in amounts_in(text, local)}
    currency = next(iter(written)) if len(written) == 1 else local
    dates = DocumentDates.of(texts, language, hints.country, hints.zone, hints.near)
    return DocumentHabits(dates, mark, currency, numbers.mark), language


def _language(text: str) -> str | None:
    """Return the language of a document. Forms in Japanese hold few kana between their Chinese characters."""
    kana, han = len(_KANA.findall(text)), len(_HAN.findall(text))
    return "ja" if kana >= _FEW and kana * 15 >= han else language_of(text)


def read_document(pages: Sequence[Page], hints: ReadingHints, log: ExhibitLog) -> DocumentReading:
    """Read pages of one document."""
    habits, language = habits_of([span.text for page in pages for span in page.spans], hints)
    found: dict[Observation, None] = {}
    names: list[str] = []
    for page in pages:
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
    ordered = sorted(with_days_of_events(found), key=lambda one: (one.locator.page or 0, one.locator.line or 0))
    return DocumentReading(tuple(ordered[:_MOST]), tuple(names), language, habits)


def _without_days(labelled: Sequence[Observation], events: Sequence[Observation]) -> Iterator[Observation]:
    """Pass over the days and scans that a head of a history gives a row: the row's event says them better."""
    lines = {(one.locator.page, one.locator.line) for one in events}
    for one in labelled:
        if one.kind not in _OF_AN_EVENT or (one.locator.page, one.locator.line) not in lines:
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
