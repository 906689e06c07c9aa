"""The chains that answer single cases say what the walk over the rows says, at once and after many cases."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import product

from casewright.domain.facts import Fact, FactValue
from casewright.domain.money import Money
from casewright.rulebook import Rulebook
from casewright.rulebook.compile import Compiled, compile_snapshot
from casewright.rulebook.dates import snapshot
from casewright.rulebook.walk import walk

from .conftest import row

Loader = Callable[..., Rulebook]
Values = dict[str, FactValue | None]
DAY = date(2022, 1, 1)
WORDS = '{ en = "x", zh = "某" }'
MORE = "".join(
    f"[fact.{name}]\ntype = 'boolean'\nlabel = {WORDS}\nask = {WORDS}\nproof = {WORDS}\n" for name in ("b", "c", "d")
)


def compiled_of(book: Rulebook, worth: int, place: str | None = "amazon_de") -> Compiled:
    return compile_snapshot(snapshot(book.table("t"), DAY, place), worth)


def differing(compiled: Compiled, cases: Sequence[Values]) -> list[Values]:
    def walked(values: Values) -> object:
        return walk(compiled.snapshot, {name: Fact(name, value) for name, value in values.items()})

    return [values for values in cases if compiled.answer(values) != walked(values)]


def every(domains: Mapping[str, Sequence[FactValue | None]]) -> Iterator[Values]:
    yield {}
    yield from (dict(zip(domains, values, strict=True)) for values in product(*domains.values()))


def test_more_closed_facts_than_the_chains_are_sorted_by(rulebook_of: Loader) -> None:
    body = (
        row("T010", "{ done = true, b = false, c = true, d = true, city = 'Rome' }")
        + row("T020", "{ d = false, city = 'not(Rome, Oslo)', age = '> 3' }")
        + row("T030", "{ state = 'new', city = 'Oslo' }")
        + row("T040", "{ c = false, age = '[1..3), 5, > 7' }")
    )
    compiled = compiled_of(rulebook_of(body, facts=MORE), 1)
    yes_no = (True, False, None)
    domains: dict[str, Sequence[FactValue | None]] = dict.fromkeys(("done", "b", "c", "d"), yes_no)
    domains |= {"city": ("Rome", "Oslo", "Lima", None), "state": ("new", None), "age": (0, 1, 2, 3, 5, 6, 8, None)}
    assert differing(compiled, list(every(domains))) == []


def test_amounts_in_several_currencies_and_rows_of_other_places(rulebook_of: Loader) -> None:
    body = (
        row("T010", "{ paid = '> 3.00 EUR', done = true }")
        + row("T020", "{ age = '< 2' }", more='applies_to = { marketplace = ["amazon_jp"] }')
        + row("T030", "{ paid = '[1.00 EUR..2.00 EUR]' }")
        + row("T900", "{ age = 'not(4)' }")
    )
    paid = (*(Money(minor, "EUR") for minor in (99, 100, 200, 300, 301)), Money(150, "USD"), None)
    cases = list(every({"paid": paid, "done": (True, False, None), "age": (1, 4, 5, None)}))
    book = rulebook_of(body)
    for place in ("amazon_de", "amazon_jp", None):
        assert differing(compiled_of(book, 1, place), cases) == []
    two = rulebook_of(row("T005", "{ paid = '> 1.00 USD' }") + body)
    assert differing(compiled_of(two, 1), cases) == []


def test_nothing_changes_when_the_chain_is_worth_its_while(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", "{ age = '> 3' }") + row("T020", "{ age = '< 2' }"))
    cases = list(every({"age": (1, 2, 3, 4, None)}))
    compiled = compiled_of(book, 3)
    assert [differing(compiled, cases) for _ in range(4)] == [[], [], [], []]
