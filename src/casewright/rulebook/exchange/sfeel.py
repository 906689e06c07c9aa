"""S-FEEL unary tests and literals, read into our cells; what goes beyond them is refused by name.

S-FEEL writes texts in quotes, days as `date("…")`, instants as `date and time("…")`, lengths as `duration("P3D")`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NoReturn

from casewright.domain.durations import duration_from_text
from casewright.domain.facts import FactValue
from casewright.domain.words import Words
from casewright.rulebook.cells import Bound, Cell, Equals, Interval, Ref, Test
from casewright.rulebook.exchange.findings import ImportFinding, import_finding

__all__ = ["FULL_FEEL", "SfeelError", "parse_output", "parse_unary_tests"]

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<string>"(?:[^"\\]|\\.)*")
    | (?P<number>(?:\d+(?:\.(?!\.)\d+)?|\.(?!\.)\d+))
    | (?P<range>\.\.)
    | (?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)
    | (?P<sign><=|>=|!=|\*\*|[<>=])
    | (?P<mark>[\[\](),])
    | (?P<minus>-)
    | (?P<arithmetic>[+*/])
    | (?P<other>\S)
    )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\"}
_MOST_DIGITS = 30
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})?\Z", re.ASCII)
FULL_FEEL = frozenset(
    {"if", "then", "else", "for", "some", "every", "satisfies", "return"}
    | {"function", "in", "between", "instance", "and", "or", "external"}
)
"""Words that make an expression more than a test or a name."""
_MONTHS = re.compile(r"-?P\d+[YM]")
_TWO_WORDS = {
    ("date", "and", "time"): "date and time",
    ("years", "and", "months", "duration"): "years and months duration",
}
_NO_TYPES = frozenset({"time", "years and months duration"})


class SfeelError(Exception):
    """A text that is not S-FEEL. It becomes a finding as soon as its place is known."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def at(self, where: str, text: str) -> ImportFinding:
        """Return the finding for this place."""
        return import_finding(self.code, where, **({"text": _short(text)} | self.values))


def _short(text: str, most: int = 80) -> str:
    text = " ".join(text.split()) or "-"
    return text if len(text) <= most else f"{text[:most]}…"


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def _tokens(text: str) -> Iterator[_Token]:
    position = 0
    while match := _TOKEN.match(text, position):
        kind = match.lastgroup or "other"
        yield _Token(kind, match.group(kind))
        position = match.end()


def _why(en: str, zh: str) -> SfeelError:
    return SfeelError("IMP012", why=Words(en, zh))


class _Reader:
    """Walks over the tokens of one text once."""

    def __init__(self, text: str, names: Mapping[str, str]) -> None:
        self.tokens = list(_tokens(text))
        self.names = names
        self.at = 0

    def peek(self) -> _Token:
        """Return the next token without taking it."""
        return self.tokens[self.at] if self.at < len(self.tokens) else _Token("end", "")

    def take(self) -> _Token:
        """Return the next token and go on."""
        token = self.peek()
        self.at += 1
        return token

    def skip(self, text: str) -> bool:
        """Take the next token if it is this mark, and say whether it was."""
        token = self.peek()
        found = token.kind != "string" and token.text == text
        self.at += found
        return found

    def expect(self, text: str) -> None:
        """Take this mark, or refuse."""
        if not self.skip(text):
            self.stop(text)

    def stop(self, wanted: str) -> NoReturn:
        """Refuse the next token, saying what was wanted."""
        self.done()
        raise _why(f"{wanted} is missing", f"缺少 {wanted}")

    def done(self) -> None:
        """Refuse whatever follows."""
        token = self.peek()
        if token.kind in ("arithmetic", "minus") or token.text == "**":
            raise SfeelError("IMP010")
        if token.kind == "name":
            raise _why(f"“{token.text}” is a word of full FEEL", f"“{token.text}”属于完整的 FEEL")
        if token.kind != "end":
            raise _why(f"“{token.text}” is not expected there", f"“{token.text}”不应出现在此处")


def parse_unary_tests(text: str, names: Mapping[str, str] | None = None) -> Cell:
    """Read one input cell; numbers come as Decimal.

    `names` maps the variables that a bound may name to dated values. Raise SfeelError.
    """
    reader = _Reader(text, names or {})
    if not reader.tokens or (len(reader.tokens) == 1 and reader.peek().kind == "minus"):
        return Cell((), "-")
    negated = len(reader.tokens) > 1 and reader.peek().text == "not" and reader.tokens[1].text == "("
    if negated:
        reader.at = 2
    tests = [_test(reader)]
    while reader.skip(","):
        tests.append(_test(reader))
    if negated:
        reader.expect(")")
    reader.done()
    return Cell(tuple(tests), text.strip(), negated=negated)


def parse_output(text: str, names: Mapping[str, str] | None = None) -> Bound | None:
    """Read one output cell: a literal, the name of a dated value, or None where it gives nothing. Raise SfeelError."""
    reader = _Reader(text, names or {})
    if len(reader.tokens) <= 1 and reader.peek().text in ("", "-", "null"):
        return None
    value = _endpoint(reader)
    reader.done()
    return value


def _test(reader: _Reader) -> Test:
    token = reader.peek()
    if token.kind == "sign":
        return _comparison(reader)
    if token.text in ("[", "]", "(") and token.kind == "mark":
        return _interval(reader)
    return Equals(_endpoint(reader))


def _comparison(reader: _Reader) -> Test:
    sign = reader.take().text
    if sign == "=":
        return Equals(_endpoint(reader))
    if sign not in ("<", "<=", ">", ">="):
        raise _why(f"{sign} is no sign of S-FEEL; write not(…)", f"S-FEEL 没有 {sign}，请写 not(…)")
    bound, is_open = _ordered(_endpoint(reader)), "=" not in sign
    if sign.startswith("<"):
        return Interval(None, bound, high_open=is_open)
    return Interval(bound, None, low_open=is_open)


def _interval(reader: _Reader) -> Test:
    left = reader.take().text
    low = _ordered(_endpoint(reader))
    reader.expect("..")
    high = _ordered(_endpoint(reader))
    right = reader.take()
    if right.kind != "mark" or right.text not in ("]", ")", "["):
        raise _why("the interval does not end with ], ) or [", "区间没有以 ]、) 或 [ 结尾")
    return Interval(low, high, left != "[", right.text != "]")


def _ordered(bound: Bound) -> Bound:
    if isinstance(bound, (str, bool)):
        raise _why("texts and yes or no have no order here", "文本和是否值在这里没有大小之分")
    return bound


def _endpoint(reader: _Reader) -> Bound:
    token = reader.take()
    match token.kind:
        case "string":
            return _unquoted(token.text)
        case "number":
            return _number(token.text)
        case "minus" if reader.peek().kind == "number":
            return -_number(reader.take().text)
        case "minus" | "arithmetic":
            raise SfeelError("IMP010")
        case "name":
            return _named(reader, token.text)
        case "other" if token.text == "@" and reader.peek().kind == "string":
            return _at_literal(_unquoted(reader.take().text))
        case "end":
            raise _why("a value is missing", "缺少一个值")
        case _:
            raise _why(f"“{token.text}” is no value", f"“{token.text}”不是值")


def _number(text: str) -> Decimal:
    if len(text) > _MOST_DIGITS:
        raise _why("the number is too long", "数字太长")
    return Decimal(text)


def _unquoted(text: str) -> str:
    def plain(match: re.Match[str]) -> str:
        code = match.group(1)
        if len(code) > 1:
            return chr(int(code[1:], 16))
        return _ESCAPES.get(code, match.group(0))

    try:
        return _ESCAPE.sub(plain, text[1:-1]).encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise _why("half a character is escaped", "转义的字符只有一半") from None


def _named(reader: _Reader, name: str) -> Bound:
    if name in ("true", "false"):
        return name == "true"
    if name == "null":
        raise SfeelError("IMP014")
    if name in FULL_FEEL:
        raise _why(f"“{name}” is a word of full FEEL", f"“{name}”属于完整的 FEEL")
    name = _long_name(reader, name)
    if reader.skip("("):
        return _called(reader, name)
    if name in reader.names:
        return Ref(reader.names[name])
    following = reader.peek()
    if following.kind in ("arithmetic", "minus") or following.text == "**":
        raise SfeelError("IMP010")
    raise SfeelError("IMP013", name=name)


def _long_name(reader: _Reader, name: str) -> str:
    """Join the words of `date and time` and of a name with spaces."""
    for words, joined in _TWO_WORDS.items():
        ahead = [token.text for token in reader.tokens[reader.at : reader.at + len(words) - 1]]
        if (name, *ahead) == words:
            reader.at += len(words) - 1
            return joined
    while reader.peek().kind == "name" and reader.peek().text not in FULL_FEEL:
        name = f"{name} {reader.take().text}"
    return name


def _called(reader: _Reader, name: str) -> FactValue:
    if name in _NO_TYPES:
        raise SfeelError("IMP015", name=name)
    make = _MAKERS.get(name)
    token = reader.take()
    if make is None or token.kind != "string" or not reader.skip(")"):
        raise SfeelError("IMP011", name=name)
    return make(_unquoted(token.text))


def _day(text: str) -> date:
    try:
        if _DAY.match(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise _why("the day does not exist, or is not written like 2026-01-26", "日期不存在，或写法不是 2026-01-26")


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text) if _INSTANT.match(text) else None
    except ValueError:
        instant = None
    if instant is None:
        raise _why(
            "the instant is not written like 2026-01-26T09:00:00+00:00", "时刻的写法不是 2026-01-26T09:00:00+00:00"
        )
    if instant.tzinfo is None:
        raise _why("an instant without offset names no moment", "没有时差的时刻不能确定是哪一刻")
    return instant


def _duration(text: str) -> timedelta:
    try:
        return duration_from_text(text)
    except ValueError:
        kind = "years and months duration" if _MONTHS.match(text) else "duration"
        raise SfeelError("IMP015", name=kind) from None


def _at_literal(text: str) -> FactValue:
    if text.lstrip("-").startswith("P"):
        return _duration(text)
    if "T" in text and not text.startswith("T"):
        return _instant(text)
    if ":" in text:
        raise SfeelError("IMP015", name="time")
    return _day(text)


_MAKERS: Mapping[str, Callable[[str], FactValue]] = {
    "date": _day,
    "date and time": _instant,
    "duration": _duration,
}
