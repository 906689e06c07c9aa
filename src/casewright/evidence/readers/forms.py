"""What the labels of a form give away together, whatever the form is called: a wish to return, a loss at an insurer."""

import re
from collections.abc import Iterator, Sequence

from casewright.evidence.readers.page import Page, Span
from casewright.evidence.readers.refunds import tells_refund
from casewright.intake.mail.wording import fold

__all__ = ["asks_to_return", "names_loss"]

_MOST_ROWS = 60
_HEAD_ROWS = 4
_LONGEST_LABEL = 40
_REASON = re.compile(
    r"\b(?:reasons?|why|grund|rucksendegrund|retourengrund|warum|motifs?|raison|pourquoi|motivo|causale)\b"
    r"|\b(?:perche|causa|por que)\b|原因|理由"
)
_SEND_BACK = re.compile(
    r"\b(?:(?:send|ship|sent|shipped|post|hand)(?: it| them)? back|return)\b.{0,16}"
    r"\b(?:by|until|before|ends?|deadline|window|expires)\b"
    r"|\breturns? (?:window|deadline|period|due)\b"
    r"|(?:ruck|retour|zuruck)\w*.{0,16}\b(?:bis|frist|spatestens|ende[nt]?)\b|\b(?:ruck(?:sende|gabe)|retouren)frist\b"
    r"|\b(?:retour|renvoi|renvoyer|retourner)\w*.{0,20}\b(?:avant|jusqu|limite|au plus tard)\b"
    r"|\b(?:rendere|restituire|reso|rientro)\b.{0,16}\b(?:entro|scade|scadenza|limite)\b"
    r"|\b(?:devolver|devolucion|enviar de vuelta)\b.{0,16}\b(?:antes|hasta|limite|plazo)\b|\bplazo de devolucion\b"
    r"|(?:返送|返品|返却).{0,4}(?:期限|締切|まで)|(?:退回|退货|寄回|退还).{0,4}(?:期限|截止|之前|前)|(?:最晚|最迟|截止).{0,4}(?:退|寄回)"
)
_LOSS = re.compile(
    r"(?:(?:your|our) )?(?:claim|loss|incident|notification)(?: (?:no|number|ref|reference|file|id))?"
    r"|schaden(?:nummer|nr| nr|fall|fallnummer| nummer)"
    r"|(?:n(?:o|umero)? (?:de |du )?)?(?:sinistre|sinistro|siniestro)(?: n(?:o|umero)?)?"
    r"|(?:numero|num|n) (?:de |di |del )?(?:sinistro|siniestro|dossier)"
    r"|事故(?:受付)?番号|報案番号|(?:报案|出险|理赔|赔案)(?:编号|号码|号)?"
)
_INSURED = re.compile(r"insur|versicher|assur|asegur|segur|poliz|保険|保险|承保|投保")


def asks_to_return(pages: Sequence[Page]) -> bool:
    """Whether a form has both a reason and a day until which the goods must be sent back, and tells of no refund."""
    labels = list(_labels(pages))
    if not (any(map(_REASON.search, labels)) and any(map(_SEND_BACK.search, labels))):
        return False
    return not any(tells_refund(" ".join(span.text for span in row)) for page in pages for row in page.rows)


def names_loss(pages: Sequence[Page]) -> bool:
    """Whether a paper headed by an insurer has the number of a loss: one was reported, it is no cover."""
    head = (span for page in pages[:1] for row in page.rows[:_HEAD_ROWS] for span in row)
    insured = any(_INSURED.search(fold(span.text)) for span in head)
    return insured and any(map(_LOSS.fullmatch, _labels(pages)))


def _labels(pages: Sequence[Page]) -> Iterator[str]:
    """Yield what stands before a colon, or before another cell, or alone on a row, folded."""
    for page in pages:
        for row in page.rows[:_MOST_ROWS]:
            yield from (label for span in row if (label := _label(span)))


def _label(span: Span) -> str:
    text = span.text.replace("：", ":").partition(":")[0]
    return fold(text).replace("_", " ").strip(" .") if len(text) <= _LONGEST_LABEL else ""
