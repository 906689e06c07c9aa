"""Every hit policy, every kind of result and both kinds of governing date survive the way out and back."""

from collections.abc import Callable

import pytest

from casewright.rulebook import Rulebook
from casewright.rulebook.exchange import ExportRefusedError, Form, Surroundings, export_table, import_tables

from .conftest import HEAD, row, value

Loader = Callable[..., Rulebook]
_WORDS = '{ en = "x", zh = "某" }'
RESULTS = f"[outcome.rank]\nlabel = {_WORDS}\nvalues = {{ high = {_WORDS}, low = {_WORDS} }}\n" + "".join(
    f'[outcome.{name}]\nlabel = {_WORDS}\ntype = "{kind}"\n'
    for name, kind in {
        "fee": "decimal",
        "owed": "money",
        "hits": "integer",
        "wait": "duration",
        "since": "date",
        "sure": "boolean",
        "said": "text",
    }.items()
)


def out_and_back(book: Rulebook, form: Form) -> tuple[str, str | None]:
    table = book.table("t")
    back = import_tables(export_table(table, form), Surroundings(book.catalogue)).tables[0]
    assert [one.words.en for one in back.findings] == []
    return table.digest, None if back.table is None else back.table.digest


def head(hit: str) -> str:
    return HEAD.replace('hit = "first"\n', hit)


def two(first: str, second: str) -> str:
    return row("T010", "{ age = '> 5' }", f'{{ do = ["do:one"], {first} }}') + row(
        "T020", "{ age = '> 7' }", f'{{ do = ["do:two"], {second} }}'
    )


@pytest.mark.parametrize("form", [Form.XLSX, Form.DMN])
@pytest.mark.parametrize(
    ("hit", "body", "dmn"),
    [
        ('hit = "unique"\n', two('rank = "high"', 'rank = "low"'), 'hitPolicy="UNIQUE"'),
        ('hit = "any"\n', two('rank = "high"', 'rank = "low"'), 'hitPolicy="ANY"'),
        ('hit = "priority"\nby = "rank"\n', two('rank = "low"', 'rank = "high"'), 'hitPolicy="PRIORITY"'),
        ('hit = "output_order"\nby = "rank"\n', two('rank = "low"', 'rank = "high"'), 'hitPolicy="OUTPUT ORDER"'),
        ('hit = "collect"\n', two('rank = "low"', 'rank = "high"'), 'hitPolicy="RULE ORDER"'),
        ('hit = "collect"\ncollect = "sum"\nby = "fee"\n', two('fee = "1.50"', 'fee = "2"'), 'aggregation="SUM"'),
        ('hit = "collect"\ncollect = "min"\nby = "fee"\n', two('fee = "1.50"', 'fee = "2"'), 'aggregation="MIN"'),
        ('hit = "collect"\ncollect = "max"\nby = "wait"\n', two('wait = "P3D"', 'wait = "PT5H"'), 'aggregation="MAX"'),
        (
            'hit = "collect"\ncollect = "count"\nby = "hits"\n',
            two('rank = "low"', 'rank = "high"'),
            'aggregation="COUNT"',
        ),
    ],
)
def test_a_hit_policy_leaves_by_its_name_and_comes_back(
    rulebook_of: Loader, hit: str, body: str, dmn: str, form: Form
) -> None:
    book = rulebook_of(body, head(hit), outcomes=RESULTS)
    before, after = out_and_back(book, form)
    assert after == before
    assert dmn in export_table(book.table("t"), Form.DMN).decode()


@pytest.mark.parametrize("form", [Form.XLSX, Form.DMN])
@pytest.mark.parametrize(
    ("result", "dmn"),
    [
        ('fee = "-1.50"', "<text>-1.50</text>"),
        ('fee = "share"', "<text>share</text>"),
        ('owed = "9.99 EUR"', '<text>"9.99 EUR"</text>'),
        ('hits = "7"', "<text>7</text>"),
        ('wait = "PT36H"', '<text>duration("P1DT12H")</text>'),
        ('wait = "pause"', "<text>pause.length</text>"),
        ('since = "2026-01-26"', '<text>date("2026-01-26")</text>'),
        ("sure = true", "<text>true</text>"),
        ('said = "say \\"yes\\""', '<text>"say \\"yes\\""</text>'),
    ],
)
def test_a_result_of_every_type_leaves_as_a_literal_and_comes_back(
    rulebook_of: Loader, result: str, dmn: str, form: Form
) -> None:
    values = value("share", '"12.50"', "percent") + value("pause", "2", "days")
    book = rulebook_of(
        values + row("T010", "{ age = 5 }", f'{{ do = ["do:one"], {result} }}') + row("T900"), outcomes=RESULTS
    )
    before, after = out_and_back(book, form)
    assert after == before
    assert dmn in export_table(book.table("t"), Form.DMN).decode()


def test_money_that_is_summed_has_no_number_in_dmn(rulebook_of: Loader) -> None:
    hit = 'hit = "collect"\ncollect = "sum"\nby = "owed"\n'
    book = rulebook_of(two('owed = "1.00 EUR"', 'owed = "2.00 EUR"'), head(hit), outcomes=RESULTS)
    with pytest.raises(ExportRefusedError, match="no currency"):
        export_table(book.table("t"), Form.DMN)
    before, after = out_and_back(book, Form.XLSX)
    assert after == before


@pytest.mark.parametrize("form", [Form.XLSX, Form.DMN])
def test_a_table_dated_by_an_instant_asks_other_engines_for_its_day(rulebook_of: Loader, form: Form) -> None:
    dated = HEAD.replace('dated_by = "case.opened_on"', 'dated_by = "asked_at"')
    book = rulebook_of(row("T010", "{ age = 5 }", more="to = 2026-01-26") + row("T900"), dated)
    before, after = out_and_back(book, form)
    assert after == before
    assert "<text>asked_at_day</text>" in export_table(book.table("t"), Form.DMN).decode()


@pytest.mark.parametrize("form", [Form.XLSX, Form.DMN])
def test_clocks_conflicts_older_advice_and_what_always_holds_come_back(rulebook_of: Loader, form: Form) -> None:
    body = (
        value("limit", "5", more='conflict = { en = "others say 6", zh = "别处写 6" }')
        + '[[always]]\nwhen = { done = false }\ndo = ["do:wait"]\nplain_within = "limit"\n'
        + row(
            "T010", "{ done = true }", '{ do = ["do:one"], answer_within = ["given_days", "limit"], ruling = "deny" }'
        )
        + row(
            "T020",
            more='mark = "forbids"\nseed = "S1"\nagainst = { en = "do it", zh = "照做" }\n'
            'conflict = { en = "line one\\nline two", zh = "两行" }',
        )
    )
    before, after = out_and_back(rulebook_of(body), form)
    assert after == before
