"""What a notice says of a buyer's public opinion: the stars, and the buyer's words."""

import re

from casewright.domain.notice import MailKind, MailNotice
from casewright.domain.place import Place
from casewright.domain.review import OpinionKind, Review
from casewright.intake.mail.content import Content
from casewright.intake.mail.vocabulary import says
from casewright.intake.mail.wording import fold, plain

__all__ = ["OPINIONS", "comment_of", "review_of"]

OPINIONS = {
    MailKind.FEEDBACK_NOTICE: OpinionKind.SELLER_FEEDBACK,
    MailKind.REVIEW_NOTICE: OpinionKind.PRODUCT_REVIEW,
}
"""The notices that speak of one."""
_LABELLED = re.compile(r"[ \-*•>|]*([^:：\t|]{2,70}?)\s*[:：\t|]\s*(.*)")
_QUOTED = re.compile(r"""^[ \t]*(?:"|“|„|«|「|『)([^"“”„»«「」『』\n]{6,4000})(?:"|”|“|»|」|』)[ \t]*$""", re.MULTILINE)
_MOST_LINES = 2_000
_LONGEST = 4_000
_STARS = re.compile(
    r"(?<![\d.,])([1-5])(?:[.,]0)?\s*(?:/|out of|von|sur|su|de|van|z|av|uzerinden)\s*5(?![\d.,]\d)|"
    r"(?<![\d.,])([1-5])(?:[.,]0)?[ -]?(?:stars?|sterne?n?|etoiles?|stell[ae]|estrellas?|estrelas?|sterren|gwiazd\w*|"
    r"stjarn\w*|yildiz\w*|つ星|颗星|星)|(?:★|⭐)\s?([1-5])(?![\d★])|(★{1,5})(?:☆{0,4})"
)


def _stars(content: Content) -> int | None:
    """Return the stars when all that is said of them agrees."""
    found = {int(match[1] or match[2] or match[3] or len(match[4])) for match in _STARS.finditer(content.key)}
    return found.pop() if len(found) == 1 else None


def comment_of(contents: list[Content]) -> str | None:
    """Return the buyer's words beside their label, else in quotes on a line of their own, as they were written."""
    for content in contents:
        for line in content.raw.splitlines()[:_MOST_LINES]:
            match = _LABELLED.match(line[:_LONGEST])
            if match and match[2] and says("labels", "comment", fold(plain(match[1]))):
                return match[2].strip()
    beside = next((said.strip() for content in contents if (said := content.labelled("comment"))), None)
    return beside or next((line[1].strip() for content in contents for line in _QUOTED.finditer(content.raw)), None)


def review_of(notice: MailNotice, contents: list[Content], place: Place) -> Review | None:
    """Return the opinion as a record of its own; None while stars or words are unknown."""
    if notice.kind not in OPINIONS or notice.body is None:
        return None
    stars = next((stars for content in contents if (stars := _stars(content)) is not None), None)
    if stars is None:
        return None
    return Review(OPINIONS[notice.kind], stars, notice.body, place, notice.order_id)
