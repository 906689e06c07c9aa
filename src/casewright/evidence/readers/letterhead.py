"""Who issued a report: the laboratory or institute in the head of its first page, where no label names it."""

import re
from collections.abc import Sequence

from casewright.domain.exhibit import Observation, ObservationKind
from casewright.evidence.readers.labels import label_at_start
from casewright.evidence.readers.page import Page

__all__ = ["laboratory_in_head"]

_HEAD_ROWS = 4
_LONGEST = 80
_HOUSE = re.compile(
    r"laborator|\blabor\b|\blabs?\b|\btesting\b|\binspection\b|institut|prüf|laboratoire|laboratorio|essais|ensayos"
    r"|检测|检验|实验室|研究所|研究院|質検|検査|試験所",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"report|certificate|record|result|summary|bericht|protokoll|zertifikat|rapport|certificat|informe|rapporto"
    r"|报告|证书|记录|单$|報告|成績書|証明",
    re.IGNORECASE,
)


def laboratory_in_head(pages: Sequence[Page]) -> Observation | None:
    """Return the name of a house that tests or inspects, from the first rows of the first page, or None."""
    for row in pages[0].rows[:_HEAD_ROWS] if pages else ():
        for span in row:
            text = span.text.strip()
            if len(text) > _LONGEST or label_at_start(text) is not None:
                continue
            if _HOUSE.search(text) and not _TITLE.search(text):
                return Observation(ObservationKind.LABORATORY, text, pages[0].spot(span), span.sure)
    return None
