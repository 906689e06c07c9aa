"""Amounts, values and tests as words, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from casewright.domain.durations import duration_text
from casewright.domain.facts import FactValue
from casewright.domain.money import Money
from casewright.domain.words import Language, Words
from casewright.rulebook.catalogue import FactSpec
from casewright.rulebook.cells import Bound, Cell, Equals, Interval, Ref, Test
from casewright.rulebook.decision import Confidence
from casewright.rulebook.table import Value

__all__ = ["fill_reason", "tell_amount", "tell_cell", "tell_confidence", "tell_mark", "tell_value", "value_text"]

_UNITS = {
    "minutes": Words("{} minutes", "{} 分钟"),
    "hours": Words("{} hours", "{} 小时"),
    "days": Words("{} days", "{} 天"),
    "business_days": Words("{} business days", "{} 个工作日"),
    "percent": Words("{} %", "{}%"),
}
_ONE = {"minutes": "1 minute", "hours": "1 hour", "days": "1 day", "business_days": "1 business day"}
_TRUE, _FALSE = Words("yes", "是"), Words("no", "否")


@dataclass(frozen=True, slots=True)
class _Shown:
    """A value inside a reason: `{name}` is the bare number, `{name.long}` the number with its unit."""

    text: str
    long: str

    def __format__(self, _spec: str) -> str:
        return self.text


def tell_amount(value: Value) -> Words:
    """Return the amount with its unit: `24 hours`, `24 小时`."""
    unit = _UNITS.get(value.unit)
    if unit is None:
        return Words(value.text, value.text)
    one = _ONE.get(value.unit) if value.amount == 1 else None
    return Words(one or unit.en.format(value.text), unit.zh.format(value.text))


def fill_reason(because: Words, values: Mapping[str, Value]) -> Words:
    """Put the dated values into a row's reason."""

    def fill(text: str, language: Language) -> str:
        return text.format(
            **{name: _Shown(value.text, tell_amount(value).say(language)) for name, value in values.items()}
        )

    return Words(fill(because.en, "en"), fill(because.zh, "zh"))


def value_text(value: FactValue) -> str:
    """Return a fact's value as it would be written in a cell."""
    match value:
        case bool():
            return "true" if value else "false"
        case Money():
            return f"{value.amount:f} {value.currency}"
        case datetime() | date():
            return value.isoformat()
        case timedelta():
            return duration_text(value)
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)


def tell_value(spec: FactSpec, value: FactValue) -> Words:
    """Return a fact's value in words."""
    if isinstance(value, bool):
        return _TRUE if value else _FALSE
    if isinstance(value, str) and value in spec.values:
        return spec.values[value]
    if isinstance(value, timedelta):
        return _tell_duration(value)
    text = value_text(value)
    return Words(text, text)


def _tell_duration(length: timedelta) -> Words:
    """Return an exact length in words: `1 day 2 hours`; one with parts of a minute as it would be written."""
    minutes, rest = divmod(abs(length), timedelta(minutes=1))
    if rest or length <= timedelta():
        return Words(duration_text(length), duration_text(length))
    counts = (("days", minutes // 1440), ("hours", minutes // 60 % 24), ("minutes", minutes % 60))
    parts = [
        (_ONE[unit] if count == 1 else _UNITS[unit].en.format(count), unit, count) for unit, count in counts if count
    ]
    zh = "".join(_UNITS[unit].zh.format(count).replace(" ", "") for _, unit, count in parts)
    return Words(" ".join(en for en, _, _ in parts), zh)


def tell_cell(spec: FactSpec, cell: Cell, values: Mapping[str, Value]) -> Words:
    """Return a test in words: `at least 3 days`, `not: shipped or delivered`."""
    parts = [_tell_test(spec, test, values) for test in cell.tests]
    joined = Words(" or ".join(part.en for part in parts), " 或 ".join(part.zh for part in parts))
    return Words(f"not: {joined.en}", f"不是：{joined.zh}") if cell.negated else joined


def _tell_test(spec: FactSpec, test: Test, values: Mapping[str, Value]) -> Words:
    if isinstance(test, Equals):
        return _tell_bound(spec, test.bound, values)
    return _tell_interval(spec, test, values)


def _tell_interval(spec: FactSpec, test: Interval, values: Mapping[str, Value]) -> Words:
    sides: list[Words] = []
    if test.low is not None:
        low = _tell_bound(spec, test.low, values)
        sides.append(
            Words(f"more than {low.en}", f"大于 {low.zh}")
            if test.low_open
            else Words(f"at least {low.en}", f"至少 {low.zh}")
        )
    if test.high is not None:
        high = _tell_bound(spec, test.high, values)
        sides.append(
            Words(f"less than {high.en}", f"小于 {high.zh}")
            if test.high_open
            else Words(f"at most {high.en}", f"至多 {high.zh}")
        )
    return Words(" and ".join(side.en for side in sides), "，且".join(side.zh for side in sides))


def _tell_bound(spec: FactSpec, bound: Bound, values: Mapping[str, Value]) -> Words:
    if isinstance(bound, Ref):
        return tell_amount(values[bound.name]) if bound.name in values else Words(bound.name, bound.name)
    return tell_value(spec, bound)


_CONFIDENCE = {
    Confidence.PUBLISHED: Words("published by the marketplace", "平台公开发布"),
    Confidence.ANNOUNCED: Words("announced, read through a third party", "平台公告，经第三方转载"),
    Confidence.SECONDARY: Words("from secondary sources", "来自二手资料"),
    Confidence.JUDGEMENT: Words("professional judgement", "专业判断"),
    Confidence.UNCERTAIN: Words("uncertain, sources differ", "不确定，各来源说法不一"),
}
_MARKS = {
    "agrees": Words("still right", "仍然适用"),
    "narrows": Words("right only within limits today", "如今只在一定限度内适用"),
    "forbids": Words("forbidden today", "如今已不允许"),
    "silent": Words("silent on this", "没有提到"),
}


def tell_confidence(confidence: Confidence) -> Words:
    """Return how sure a rule is, in words."""
    return _CONFIDENCE[confidence]


def tell_mark(mark: str) -> Words:
    """Return how old advice stands to today's policy, in words."""
    return _MARKS[mark]
