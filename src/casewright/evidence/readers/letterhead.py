"""Who issued a report: the laboratory or institute in its letterhead or its foot, where no label names it."""

import re
from collections.abc import Sequence

from casewright.domain.exhibit import Observation, ObservationKind
from casewright.evidence.readers.labels import label_at_start
from casewright.evidence.readers.page import Page, Span

__all__ = ["laboratory_in_head"]

_HEAD_ROWS, _FOOT_ROWS = 4, 4
_LONGEST = 80
_HOUSE = re.compile(
    r"laborator|\blabor\b|\blabs?\b|\btesting\b|\binspection\b|institut|prüf|laboratoire|laboratorio|essais|ensayos"
    r"|检测|检验|实验室|研究所|研究院|質検|検査|試験所",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    r"\b(?:ltd|limited|inc|llc|corp|gmbh|ag|kg|sarl|sas|s\.?a|s\.?r\.?l|s\.?p\.?a|s\.?l|laborator(?:y|ies|io|ium)|laboratoire"
    r"|labs?|institut\w*|cent(?:re|er)|zentrum|centro)\b|公司$|中心$|研究[所院]$|实验室$|株式会社|試験所$|センター$",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"report|certificate|record|result|summary|bericht|protokoll|zertifikat|rapport|certificat|informe|rapporto"
    r"|报告|证书|记录|单$|報告|成績書|証明",
    re.IGNORECASE,
)


def laboratory_in_head(pages: Sequence[Page]) -> Observation | None:
    """Return the name of a house that tests or inspects, from the head of the first page or the foot of the last."""
    if not pages:
        return None
    head = _named(pages[0], pages[0].rows[:_HEAD_ROWS])
    return head or _named(pages[-1], pages[-1].rows[_HEAD_ROWS:][-_FOOT_ROWS:], _COMPANY)


def _named(page: Page, rows: Sequence[Sequence[Span]], form: re.Pattern[str] | None = None) -> Observation | None:
    """Return the first house among some rows; in a foot, where people sign too, only one with the form of a firm."""
    for span in (span for row in rows for span in row):
        text = span.text.strip()
        if len(text) > _LONGEST or label_at_start(text) is not None:
            continue
        if _HOUSE.search(text) and not _TITLE.search(text) and (form is None or form.search(text)):
            return Observation(ObservationKind.LABORATORY, text, page.spot(span), span.sure)
    return None
