"""The time a notice gives to answer, read from the sentence that asks for the answer and from no other."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime

from casewright.intake.mail.content import Content
from casewright.intake.mail.dates import instants_in
from casewright.intake.mail.findings import Remarks
from casewright.intake.mail.vocabulary import says, words
from casewright.intake.mail.wording import Sentence, clauses_of, fold

__all__ = ["act_within_days", "respond_by", "respond_within_days", "span_days"]

_SPELLED = (
    "a one eine einen einem ein un une uno una um uma een jeden jeden en ett bir 一",
    "two zwei deux due dos dois duas twee dwa dwoch tva iki 二 两",
    "three drei trois tre tres drie trzy trzech uc 三",
    "four vier quatre quattro cuatro quatro cztery czterech fyra dort 四",
    "five funf cinq cinque cinco vijf piec pieciu fem bes 五",
    "six sechs sei seis zes szesc szesciu sex alti 六",
    "seven sieben sept sette siete sete zeven siedem siedmiu sju yedi 七",
    "eight acht huit otto ocho oito osiem osmiu atta sekiz 八",
    "nine neun neuf nove nueve negen dziewiec dziewieciu nio dokuz 九",
    "ten zehn dix dieci diez dez tien dziesiec dziesieciu tio on 十",
)
_COUNT = {word: number for number, names in enumerate(_SPELLED, start=1) for word in names.split()}
_COUNT |= {"fourteen": 14, "vierzehn": 14, "quatorze": 14, "quattordici": 14, "catorce": 14, "veertien": 14}
_COUNT |= {"forty-eight": 48, "achtundvierzig": 48, "quarante-huit": 48, "seventy-two": 72, "zweiundsiebzig": 72}
_COUNT |= {"twenty-four": 24, "vierundzwanzig": 24, "thirty": 30, "dreissig": 30, "trente": 30, "trenta": 30}
_WORDS = "|".join(sorted(_COUNT, key=len, reverse=True))
_NUMBER = rf"(?:(?<![\d.,月年/-])\d{{1,3}}|(?<![a-z])(?:{_WORDS})(?![a-z])|[一二两三四五六七八九十])"
_SPAN = re.compile(
    rf"({_NUMBER})(?:\s*\(\d{{1,3}}\))?[\s-]*(?:\(?(?:full|calendar|business|working|"
    r"consecutive|natural|volle[nr]?|ganze[nr]?|kalender-?|werk|"
    r"kolejn\w+|pelnych|hela|takvim|tam|is|営業|暦|个|個|工作|自然|日历)\)?[\s-]*)*"
    r"(?:(hours?|hrs?|h(?![a-z])|stunden?|heures?|ore(?![a-z])|ora(?![a-z])|"
    r"horas?|uur|uren|godzin\w*|timm\w*|saat|時間|小时|小時)"
    r"|(weeks?|wochen?|semaines?|settiman\w+|semanas?|weken|week|tygodni\w*|tydzien|veckor|vecka|hafta|週間|周(?!年)|星期)"
    r"|(days?|(?:kalender|werk|arbeits)?tage?n?(?![a-z])|jours?|giorn\w+|"
    r"dias?(?![a-z])|(?:kalender|werk)?dagen|(?:kalender|arbets)?dag(?:ar)?(?![a-z])"
    r"|dni(?:a|ach)?(?![a-z])|dzien|gun(?:u|luk|de|den|unuz|un|unuz|ununuz)?(?![a-z])|営業日|日(?!本|付)|天))"
)
_OTHER = "someone_else"
_WEEK, _DAY_HOURS = 7, 24
_EXACT_HOURS = frozenset({24, 48, 72, 96, 120, 168})


def _count(text: str) -> int:
    return int(text) if text.isdigit() else _COUNT[text]


def _days(match: re.Match[str]) -> int | None:
    """Return whole days; hours are rounded down, so that the shown time is never longer than the given one."""
    count = _count(match[1])
    if match[2]:
        return count // _DAY_HOURS if count >= _DAY_HOURS else None
    return count * _WEEK if match[3] else count


def span_days(text: str) -> int | None:
    """Return the first length of time that a text names, in whole days, hours rounded down."""
    match = _SPAN.search(fold(text))
    return _days(match) if match else None


def _asks_answer(key: str) -> bool:
    return says("deadlines", "respond", key) and not says("deadlines", _OTHER, key)


def _spans(sentence: Sentence) -> list[int]:
    """Return the days that belong to the request to answer in one sentence."""
    if not says("deadlines", "respond", sentence.key) or not _SPAN.search(sentence.key):
        return []
    clauses = clauses_of(sentence)
    near = [clause for clause in clauses if _asks_answer(clause.key) and _SPAN.search(clause.key)]
    if not near and not says("deadlines", _OTHER, sentence.key):
        near = [
            clause for clause in clauses if _SPAN.search(clause.key) and not says("deadlines", "appeal", clause.key)
        ][:1]
    return [days for clause in near if (days := _nearest(clause.key)) is not None]


def _nearest(key: str) -> int | None:
    """Of several spans in one clause take the one beside the word for answering."""
    asked = [match.start() for match in words("deadlines", "respond").finditer(key)]
    spans = sorted(_SPAN.finditer(key), key=lambda span: min((abs(span.start() - at) for at in asked), default=0))
    return _days(spans[0]) if spans else None


def respond_within_days(content: Content, remarks: Remarks) -> int | None:
    """Return the number of days the notice gives to answer, or None when it names none."""
    found = [days for sentence in content.sentences for days in _spans(sentence)]
    value = content.labelled("respond_by")
    if not found and value and (match := _SPAN.search(value.lower())):
        found = [days] if (days := _days(match)) is not None else []
    if len(set(found)) > 1:
        remarks.add("MAIL023", content.part, ", ".join(map(str, sorted(set(found)))))
    return min(found, default=None)


def _dated(
    sentences: Iterable[Sentence], asks: Callable[[str], bool], zone: str, *, month_first: bool
) -> datetime | None:
    for sentence in sentences:
        if not says("deadlines", "until", sentence.key):
            continue
        for clause in [*clauses_of(sentence), sentence]:
            if not (asks(clause.key) and says("deadlines", "until", clause.key)):
                continue
            if found := instants_in(clause.text, zone, month_first=month_first):
                return found[-1]
    return None


def act_within_days(content: Content) -> int | None:
    """Return the shortest time that any sentence of a notice of unknown kind gives the seller to act, in whole days."""
    found = [
        days
        for sentence in content.sentences
        for clause in [*clauses_of(sentence), sentence]
        if (_asks_answer(clause.key) or _asks_act(clause.key))
        and (match := _SPAN.search(clause.key))
        and (days := _days(match)) is not None
    ]
    return min(found, default=None)


def _asks_act(key: str) -> bool:
    return says("deadlines", "submit", key) and not says("deadlines", _OTHER, key)


def _asks_papers(key: str) -> bool:
    return _asks_act(key) and not says("deadlines", "appeal", key)


def respond_by(content: Content, zone: str, *, month_first: bool) -> datetime | None:
    """Return the instant by which the notice wants an answer, or None when it names no date."""
    value = content.labelled("respond_by")
    if value and (found := instants_in(value, zone, month_first=month_first)):
        return found[0]
    answer = _dated(content.sentences, _asks_answer, zone, month_first=month_first)
    return answer or _dated(content.sentences, _asks_papers, zone, month_first=month_first)
