"""A person answers what the case asks: the answer goes into the log, and the case is decided anew."""

from datetime import datetime

from casewright.domain.words import Words
from casewright.rulebook import FactDomainError, load_rulebook
from casewright_web.models import CaseKey, CaseRow, ShopRow
from casewright_web.services.case_store import cases_recompute
from casewright_web.services.events import event_append
from casewright_web.services.told import FACT_TOLD, answer_read
from casewright_web.services.write_lock import write_transaction

__all__ = ["AnswerError", "fact_tell"]


class AnswerError(Exception):
    """An answer that does not fit its question. `words` say so to the person who gave it."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


def fact_tell(*, case_id: int, fact: str, answer: str, actor: str, at: datetime) -> None:
    """Store a person's answer to a question of the case and re-decide it. Raise AnswerError when it does not fit."""
    try:
        answer_read(load_rulebook().catalogue.facts[fact], answer)
    except (KeyError, ValueError, FactDomainError) as error:
        raise AnswerError(
            Words(
                "This answer does not fit the question. Choose one of the answers shown.",
                "这个回答与问题不符。请选择页面上给出的答案。",
            )
        ) from error
    with write_transaction():
        case = CaseRow.objects.select_for_update().get(pk=case_id)
        event_append(case=case, at=at, actor=actor, kind=FACT_TOLD, payload={"fact": fact, "answer": answer})
        keys = set(CaseKey.objects.filter(case=case).values_list("key", flat=True))
        cases_recompute(keys=keys, shop=ShopRow.current(), actor=actor, at=at)
