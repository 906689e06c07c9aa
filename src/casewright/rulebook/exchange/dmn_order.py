"""When rows tried in order give what a file's hit policy gives, so that a default output can stand as the last row."""

from collections.abc import Callable, Iterator
from itertools import combinations

from casewright.rulebook.cells import Bound, Cell, Compare, Ref, bounds_of, compare_with, truth
from casewright.rulebook.exchange.dmn_read import RawOutput
from casewright.rulebook.exchange.dmn_typed import TypedRule, TypedTable, type_of
from casewright.rulebook.exchange.sfeel import SfeelError, parse_unary_tests
from casewright.rulebook.table import HitPolicy

__all__ = ["in_order", "ranked_values"]


def in_order(table: TypedTable, hit: HitPolicy) -> tuple[TypedRule, ...] | None:
    """Return the rules so that the first that holds answers as the hit policy would; None where no order does."""
    match hit:
        case HitPolicy.FIRST:
            return table.rules
        case HitPolicy.UNIQUE | HitPolicy.ANY:
            alike = hit is HitPolicy.ANY
            clash = any(
                _may_meet(one, other) and not (alike and one.outputs == other.outputs)
                for one, other in combinations(table.rules, 2)
            )
            return None if clash else table.rules
        case HitPolicy.PRIORITY:
            return _by_rank(table)
        case _:
            return None


def ranked_values(output: RawOutput) -> tuple[str, ...]:
    """Return the texts that an output column can give, the one that wins first; nothing where it ranks none."""
    try:
        cell = parse_unary_tests(output.allowed or "-")
    except SfeelError:
        return ()
    bounds = bounds_of([cell])
    return tuple(str(bound) for bound in bounds) if all(isinstance(bound, str) for bound in bounds) else ()


def _by_rank(table: TypedTable) -> tuple[TypedRule, ...] | None:
    """Order rules by the places of their results in the lists of values, from the left; ties keep their order."""
    lists = [ranked_values(output) for output in table.raw.outputs]
    ranked = [(number, values) for number, values in enumerate(lists) if values]
    if not ranked or any(rule.outputs[number] not in values for rule in table.rules for number, values in ranked):
        return None

    def place(rule: TypedRule) -> tuple[int, ...]:
        return tuple(values.index(str(rule.outputs[number])) for number, values in ranked)

    return tuple(sorted(table.rules, key=place))


def _may_meet(one: TypedRule, other: TypedRule) -> bool:
    """Say whether two rules can hold together: columns are independent, so no column may keep them apart."""
    return all(_share_a_value(*cells) for cells in zip(one.cells, other.cells, strict=True))


def _share_a_value(one: Cell, other: Cell) -> bool:
    """Say whether some value passes both cells, or whether that cannot be told."""
    bounds = bounds_of((one, other))
    if any(isinstance(bound, Ref) for bound in bounds) or len({type_of(bound) for bound in bounds}) > 1:
        return True
    return any(truth(one, compare) and truth(other, compare) for compare in _every_place(bounds))


def _every_place(bounds: tuple[Bound, ...]) -> Iterator[Compare]:
    """Return how a value compares with the bounds, for a value at each of them, between them, and beside them."""
    if all(isinstance(bound, bool) for bound in bounds) and bounds:
        yield from (compare_with(value) for value in (True, False))
        return
    if any(isinstance(bound, str) for bound in bounds):
        yield from (compare_with(bound) for bound in bounds if isinstance(bound, str))
        yield lambda _bound: 1
        return
    points = sorted(bounds)  # type: ignore[type-var]  # all of one ordered type
    yield from (_at(place, points) for place in range(2 * len(points) + 1))


def _at(place: int, points: list[Bound]) -> Callable[[Bound], int]:
    def compare(bound: Bound) -> int:
        other = 2 * points.index(bound) + 1
        return (place > other) - (place < other)

    return compare
