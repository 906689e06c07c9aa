"""Numbers, names and places as documents write them: order, tracking, serial, batch, who, and where."""

import re
from collections.abc import Iterator

from casewright.intake.order_ids import order_ids_in
from casewright.intake.reports.vocabulary import scan_kind

__all__ = [
    "asins_in",
    "city_in",
    "code_in",
    "is_cancellation",
    "is_legend",
    "mended_order_id",
    "person_in",
    "postal_code_in",
    "token_in",
    "tracking_in",
    "unmistakable_tracking",
]

_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/+-]{1,39}")
_TRACKING_RUN = re.compile(r"(?<![A-Za-z0-9])[A-Z0-9](?:[A-Z0-9]| (?=[A-Z0-9])){6,44}(?![A-Za-z0-9])")
_HYPHENED = re.compile(r"(?<![A-Za-z0-9-])\d{3,4}(?:-\d{4}){2}(?![A-Za-z0-9-])")
_UPS = re.compile(r"(?<![A-Za-z0-9])1Z(?: ?[0-9A-Z]){16}(?![A-Za-z0-9])")
_POST = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2} ?(?:\d ?){9}[A-Z]{2}(?![A-Za-z0-9])")
_AMAZON = re.compile(r"(?<![A-Za-z0-9])TB[ACM]\d{12}(?![A-Za-z0-9])")
_ASIN = re.compile(r"(?<![A-Za-z0-9])B0[A-Z0-9]{8}(?![A-Za-z0-9])")
_CODE = re.compile(r"(?<!\d)(?<!\d-)(?:\d{4,8}|\d{3} \d{3})(?!\d)(?!-\d)")
_BRACKETS = re.compile(r"[(（\[【][^)）\]】]{0,40}[)）\]】]")
_NAME_END = re.compile(r"\d| {2,}|[|;；:：]|[,，。]\s*(?=\D*\d)|\b(?:at|on|am|um|le|il|el)\s*(?=\d)", re.IGNORECASE)
_HONORIFIC = re.compile(
    r"^(?:mr|mrs|ms|herr|frau|hr|fr|mme|sig|sr|sra)\.?\s+|(?:様|さま|先生|女士|小姐)$", re.IGNORECASE
)
_LETTERS = re.compile(r"[^\W\d_]")
_LONGEST_NAME = 60
_SHORTEST_TRACKING, _LONGEST_TRACKING = 7, 34
_US = re.compile(r"([A-Z][A-Za-z .'-]{1,40}?),? +([A-Z]{2})\.? +(\d{5}(?:-\d{4})?)(?!\d)")
_CONTINENT = re.compile(
    r"(?<!\d)(\d{5}|\d{2}-\d{3}|\d{4} ?[A-Z]{2})(?!\d) *([^\W\d_][^\W\d_ .'/-]*(?:[ .'/-]+[^\W\d_]+){0,3})"
)
_BRITISH = re.compile(r"(?<![A-Z0-9])([A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})(?![A-Z0-9])")
_BRITISH_TOWN = re.compile(r"([A-Z][a-z][A-Za-z' -]{1,40}?),? *" + _BRITISH.pattern)
_JAPANESE = re.compile(r"〒? ?(\d{3}-\d{4})(?!\d)")
_FIVE = re.compile(r"(?<!\d)(\d{5}(?:-\d{4})?|\d{6})(?!\d)")
_CHINESE_CITY = re.compile(r"(?:[\u4e00-\u9fff]{2,8}?(?:省|自治区|特别行政区))?([\u4e00-\u9fff]{2,7}?市)")
_JAPANESE_CITY = re.compile(
    r"((?:東京都|北海道|(?:京都|大阪)府|[\u4e00-\u9fff]{2,3}県))([\u3040-\u9fff]{1,8}?[市区町村])?"
)
_BRACKETED = re.compile(r"^[【\[]([^】\]]{2,20})[】\]]")
_DAY = re.compile(r"(?:19|20)\d\d([./-])\d{1,2}\1\d{1,2}|\d{1,2}([./-])\d{1,2}\2(?:20)?\d\d")
_LEGEND = 3
_LISTED = re.compile(r"\s*[·|,，、;；/=＝○◔◑◕●⨯■□▪▫✓✔✗]\s*")
_LIKE_DIGITS = str.maketrans("OoIlSB", "001158")
_SPLIT_ORDER = re.compile(
    r"(?<![\dA-Za-z])(\d{3}) ?[-–—_.~ ]? ?(\d(?: ?\d){6}) ?[-–—_.~ ]? ?(\d(?: ?\d){6})(?![\dA-Za-z])"
)
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def token_in(text: str) -> str | None:
    """Return the first word that can be a number of something: it holds a digit and is no day, or is all capitals."""
    for match in _TOKEN.finditer(text):
        word = match[0].rstrip("./+-")
        if _DAY.fullmatch(word):
            continue
        if any(sign.isdigit() for sign in word) or (len(word) > 2 and word.isupper()):  # noqa: PLR2004 - longer than a state
            return word
    return None


def tracking_in(text: str) -> str | None:
    """Return the number a tracking label is followed by. Blanks inside it are print, not part of it."""
    for order in order_ids_in(text):
        text = text.replace(order, "\n")
    for match in (*_HYPHENED.finditer(text), *_TRACKING_RUN.finditer(text)):
        squeezed = re.sub(r"[ -]", "", match[0])
        digits = sum(sign.isdigit() for sign in squeezed)
        if _SHORTEST_TRACKING <= len(squeezed) <= _LONGEST_TRACKING and digits * 2 >= len(squeezed):
            return squeezed
    return None


def _post_office_number(text: str) -> bool:
    """Whether the check digit of an international post number holds (UPU S10)."""
    digits = [int(sign) for sign in text[2:11]]
    rest = 11 - sum(digit * weight for digit, weight in zip(digits, _S10_WEIGHTS, strict=False)) % 11
    return digits[8] == {10: 0, 11: 5}.get(rest, rest)


def _ups_number(text: str) -> bool:
    """Whether the check digit of a 1Z number holds; letters count as two to nine and round again."""
    values = [int(sign) if sign.isdigit() else (ord(sign) - 63) % 10 for sign in text[2:]]
    total = sum(values[0:15:2]) + 2 * sum(values[1:15:2])
    return (10 - total % 10) % 10 == values[15]


def unmistakable_tracking(text: str) -> Iterator[tuple[str, str]]:
    """Yield numbers that can be nothing but tracking numbers, whatever stands beside them, with their words."""
    for pattern, holds in ((_UPS, _ups_number), (_POST, _post_office_number), (_AMAZON, bool)):
        for match in pattern.finditer(text):
            number = match[0].replace(" ", "")
            if holds(number):
                yield number, match[0]


def mended_order_id(text: str) -> str | None:
    """Return the order number of seventeen digits that blanks, lost hyphens or slips such as O for 0 hide."""
    digits = text.translate(_LIKE_DIGITS)
    found = _SPLIT_ORDER.search(digits)
    return None if found is None else "-".join(re.sub(r"\D", "", part) for part in found.groups())


def asins_in(text: str) -> tuple[str, ...]:
    """Return each ASIN once."""
    return tuple(dict.fromkeys(_ASIN.findall(text)))


def code_in(text: str) -> str | None:
    """Return a one-time code of four to eight digits."""
    found = _CODE.search(text)
    return None if found is None else found[0].replace(" ", "")


_CANCELLATION = re.compile(r"cancel|stornier|annul|取消|キャンセル", re.IGNORECASE)
_NO_NAME = re.compile(
    r"(?:not )?(?:obtained|captured|required|on file|available|attached|electronic|requested|yes|none)"
    r"|see (?:image|below)"
    r"|vorhanden|liegt vor|erforderlich|erfasst|elektronisch|obtenue?|requise?|disponible|enregistrée?|acquisita"
    r"|n[ro]|nº|n°|№|num(?:ber|mer|[ée]ro)|ref|id"
    r"|richiesta|disponibile|obtenida|requerida|capturada|已签|已获取|见图|电子签名|あり|なし|取得済み?",
    re.IGNORECASE,
)
"""What may stand beside `Signature` and is nobody's name."""


def person_in(text: str) -> str | None:
    """Return the name a text begins with, without title, brackets and what follows it."""
    bare = _BRACKETS.sub(" ", text).strip(" .,-–_/*")
    end = _NAME_END.search(bare)
    name = _HONORIFIC.sub("", (bare[: end.start()] if end else bare).strip(" .,-–_/*(（"))
    if not _LETTERS.search(name) or len(name) > _LONGEST_NAME or order_ids_in(text) or _NO_NAME.fullmatch(name):
        return None
    return name.strip() or None


def postal_code_in(text: str) -> str | None:
    """Return the postal code of an address line."""
    for pattern in (_JAPANESE, _BRITISH):
        if found := pattern.search(text):
            return found[1]
    if found := _US.search(text):
        return found[3]
    found = _CONTINENT.search(text) or _FIVE.search(text)
    return None if found is None else found[1]


def city_in(text: str) -> tuple[str, bool] | None:
    """Return the city an address or a scan names, and whether the shape of the text proves it."""
    if found := _BRACKETED.match(text.strip()):
        return found[1], True
    if found := _JAPANESE_CITY.search(text):
        return f"{found[1]}{found[2] or ''}", True
    for pattern, group in ((_CHINESE_CITY, 1), (_US, 1), (_BRITISH_TOWN, 1), (_CONTINENT, 2)):
        if found := pattern.search(text):
            return found[group].strip(" .,-"), True
    return None


def is_legend(text: str) -> bool:
    """Whether a line explains signs or codes: it names several events side by side, and tells of none."""
    kinds = {kind for part in _LISTED.split(text) if (kind := scan_kind(part)) is not None}
    return len(kinds) >= _LEGEND


def is_cancellation(text: str) -> bool:
    """Whether a text speaks of a cancellation: one that is asked for or declined is no event of the parcel."""
    return _CANCELLATION.search(text) is not None
