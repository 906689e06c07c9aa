"""An imported table answers as a few lines of FEEL do: random cells, hit policies, defaults."""

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from dmn_tck_cases import Scalar
from dmn_tck_model import read_model

TEXTS = ("a", "b", "c")
RESULTS = ("p", "q", "r")
HITS = ("UNIQUE", "ANY", "FIRST", "PRIORITY", "COLLECT", "RULE ORDER", "OUTPUT ORDER")
NUMBERS = ("-3", "-2", "-1.5", "0", "1", "2.5", "4", "5")


@dataclass(frozen=True, slots=True)
class Written:
    """A cell as FEEL writes it, and what it accepts."""

    text: str
    accepts: Callable[[float], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule on a number and a text."""

    number: Written
    texts: tuple[str, ...]
    negated: bool
    result: str

    def holds(self, number: float, text: str) -> bool:
        listed = not self.texts or (text in self.texts) is not self.negated
        return listed and self.number.accepts(number)

    def xml(self) -> str:
        listed = ",".join(f'"{text}"' for text in self.texts)
        cell = f"not({listed})" if self.negated and listed else listed or "-"
        number = self.number.text.replace("<", "&lt;")
        inputs = "".join(f"<inputEntry><text>{one}</text></inputEntry>" for one in (number, cell))
        return f'<rule>{inputs}<outputEntry><text>"{self.result}"</text></outputEntry></rule>'


def compared(sign: str, bound: int) -> Written:
    checks = {
        "<": lambda value: value < bound,
        "<=": lambda value: value <= bound,
        ">": lambda value: value > bound,
        ">=": lambda value: value >= bound,
        "": lambda value: value == bound,
    }
    return Written(f"{sign}{bound}", checks[sign])


def ranged(low: int, width: int, left: str, right: str) -> Written:
    high = low + width
    return Written(
        f"{left}{low}..{high}{right}",
        lambda value: (
            (value >= low if left == "[" else value > low) and (value <= high if right == "]" else value < high)
        ),
    )


def either(one: Written, other: Written, *, negated: bool) -> Written:
    text = f"{one.text}, {other.text}"
    return Written(
        f"not({text})" if negated else text, lambda value: (one.accepts(value) or other.accepts(value)) is not negated
    )


WHOLE = st.integers(-2, 4)
SINGLE = st.one_of(
    st.builds(compared, st.sampled_from(("<", "<=", ">", ">=", "")), WHOLE),
    st.builds(ranged, WHOLE, st.integers(1, 4), st.sampled_from("[]("), st.sampled_from("])[")),
)
ANY_NUMBER = st.just(Written("-", lambda _value: True))
RULES = st.builds(
    Rule,
    st.one_of(ANY_NUMBER, SINGLE, st.builds(either, SINGLE, SINGLE, negated=st.booleans())),
    st.lists(st.sampled_from(TEXTS), max_size=2, unique=True).map(tuple),
    st.booleans(),
    st.sampled_from(RESULTS),
)


def feel(hit: str, hits: list[str], ranks: list[str], default: str | None) -> str | list[str] | None:
    """Say what FEEL gives for the results of the rules that hold."""
    many = hit in ("COLLECT", "RULE ORDER", "OUTPUT ORDER")
    if not hits:
        return [] if many and default is None else default
    if many:
        return sorted(hits, key=ranks.index) if hit == "OUTPUT ORDER" else hits
    if (hit == "UNIQUE" and len(hits) > 1) or (hit == "ANY" and len(set(hits)) > 1):
        return None
    return min(hits, key=ranks.index) if hit == "PRIORITY" else hits[0]


@settings(max_examples=50, deadline=None)
@given(
    st.sampled_from(HITS),
    st.lists(RULES, min_size=1, max_size=4),
    st.permutations(RESULTS),
    st.sampled_from((None, None, "q")),
)
def test_an_imported_table_answers_as_feel_does_or_refuses_its_default(
    hit: str, rules: list[Rule], ranks: list[str], default: str | None
) -> None:
    listed = f"<outputValues><text>{','.join(f'{chr(34)}{one}{chr(34)}' for one in ranks)}</text></outputValues>"
    otherwise = f'<defaultOutputEntry><text>"{default}"</text></defaultOutputEntry>' if default else ""
    columns = "".join(
        f'<input><inputExpression typeRef="{kind}"><text>{name}</text></inputExpression></input>'
        for name, kind in (("n", "number"), ("t", "string"))
    )
    body = f"{columns}<output>{listed}{otherwise}</output>{''.join(rule.xml() for rule in rules)}"
    model = read_model(
        f'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="m"><decision id="d" name="D">'
        f'<decisionTable hitPolicy="{hit}">{body}</decisionTable></decision></definitions>'.encode()
    )
    if model.refused:
        assert default is not None
        assert hit not in ("FIRST", "PRIORITY")
        assert model.refused["D"].code == "IMP025"
        return
    for number in NUMBERS:
        for text in (*TEXTS, "d"):
            hits = [rule.result for rule in rules if rule.holds(float(number), text)]
            answer = model.answer("D", {"n": Scalar(number), "t": Scalar(text)})
            assert answer == feel(hit, hits, ranks, default)
