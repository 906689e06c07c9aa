"""What is exported and imported again is the same table, and what was edited in between is what the columns show."""

from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest

from casewright.rulebook import Rulebook, Table, load_rulebook, shipped_rulebooks, with_table
from casewright.rulebook.exchange import (
    ExportRefusedError,
    FindingLevel,
    Form,
    Imported,
    ImportedTable,
    Surroundings,
    export_table,
    import_tables,
)

from .conftest import row, value

Loader = Callable[..., Rulebook]
BOOKS = shipped_rulebooks()
TABLES = [(book, table) for book in BOOKS for table in book]


def around(book: Rulebook, table: Table) -> Surroundings:
    folder = table.file.partition("/")[0]
    return Surroundings(book.catalogue, book.shared[folder], folder)


def imported(book: Rulebook, table: Table, content: bytes) -> ImportedTable:
    result = import_tables(content, around(book, table))
    assert result.findings == ()
    assert len(result.tables) == 1
    return result.tables[0]


def codes(result: Imported | ImportedTable) -> list[str]:
    return [finding.code for finding in result.findings]


@pytest.mark.parametrize("form", [Form.XLSX, Form.DMN])
@pytest.mark.parametrize(("book", "table"), TABLES, ids=[table.name for _, table in TABLES])
def test_a_shipped_table_comes_back_with_its_digest(book: Rulebook, table: Table, form: Form) -> None:
    content = export_table(table, form)
    back = imported(book, table, content)
    assert [one for one in back.findings if one.level is not FindingLevel.NOTE] == []
    assert back.table is not None
    assert with_table(book, back.table).table(table.name).digest == table.digest


@pytest.mark.parametrize("form", list(Form))
def test_the_same_table_gives_the_same_bytes(form: Form) -> None:
    table = load_rulebook().table("address-change")
    assert export_table(table, form) == export_table(table, form)


def edited(book: Rulebook, *pairs: tuple[str, str]) -> tuple[Table, ImportedTable]:
    """Export the only table as DMN, change its text as an editor would, and import it."""
    table = book.table("t")
    text = export_table(table, Form.DMN).decode()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return table, imported(book, table, text.encode())


def test_an_edited_cell_counts_and_not_the_text_it_had(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", "{ age = '>= 5' }") + row("T900"))
    _, back = edited(book, ("<text>&gt;= 5</text>", "<text>[7..9]</text>"))
    assert back.table is not None
    assert back.table.rows[0].when[0].cell.text == "[7..9]"


def test_an_unusual_spelling_of_a_cell_is_kept_when_nobody_changed_it(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", "{ age = ']4..9[', state = 'new,old' }") + row("T900"))
    table, back = edited(book)
    assert back.table is not None
    assert back.table.digest == table.digest
    assert [condition.cell.text for condition in back.table.rows[0].when] == ["]4..9[", "new,old"]


def test_a_cleared_cell_is_a_condition_less(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", "{ age = '>= 5', done = true }") + row("T900"))
    _, back = edited(book, ("<text>&gt;= 5</text>", "<text>-</text>"))
    assert back.table is not None
    assert [condition.fact for condition in back.table.rows[0].when] == ["done"]


def test_an_edited_day_counts_and_is_told(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", "{ age = 5 }") + row("T900"))
    _, back = edited(book, ('&gt;= date("2020-01-01")', '[date("2021-03-01")..date("2022-01-01"))'))
    assert back.table is not None
    assert (str(back.table.rows[0].from_on), str(back.table.rows[0].to_on)) == ("2021-03-01", "2022-01-01")
    assert codes(back) == ["IMP062"]


def test_days_that_are_no_span_are_refused(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010"))
    _, back = edited(book, ('&gt;= date("2020-01-01")', '&lt; date("2020-01-01")'))
    assert back.text is None
    assert "IMP029" in codes(back)


def test_an_edited_hit_policy_counts(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", "{ done = true }") + row("T020", "{ done = false }"))
    _, back = edited(book, ('id="rows_table" hitPolicy="FIRST"', 'id="rows_table" hitPolicy="UNIQUE"'))
    assert back.table is not None
    assert back.table.hit == "unique"


def test_an_edited_amount_of_a_dated_value_counts(rulebook_of: Loader) -> None:
    book = rulebook_of(value("limit", "5", "count") + row("T010", "{ age = '< limit' }") + row("T900"))
    _, back = edited(book, ("<text>5</text>", "<text>8</text>"))
    assert back.table is not None
    assert [one.amount for one in back.table.values] == [8]


def test_a_rule_added_elsewhere_lists_what_it_lacks_and_invents_nothing(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", "{ age = 5 }"))
    added = (
        '<rule id="new"><description>Too old</description>'
        '<inputEntry id="n1"><text>&gt;= date("2024-01-01")</text></inputEntry>'
        '<inputEntry id="n2"><text>&gt; 90</text></inputEntry>'
        '<outputEntry id="n3"><text>"T020"</text></outputEntry>'
        '<outputEntry id="n4"><text>"do:one"</text></outputEntry></rule></decisionTable>'
    )
    _, back = edited(book, ("</decisionTable>", added))
    assert back.table is None
    assert [(one.code, one.where) for one in back.findings] == [("IMP040", "new")]
    told = back.findings[0].words
    assert all(key in told.en for key in ("because.zh", "cite", "confidence", "name"))
    assert "because.en" not in told.en
    assert back.text is not None
    assert 'because.en = "Too old"' in back.text
    assert "# because.zh is missing" in back.text
    assert "from = 2024-01-01" in back.text


def test_one_code_on_two_different_rules_is_refused(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", "{ age = 5 }") + row("T020", "{ age = 7 }"))
    _, back = edited(book, ('<text>"T020"</text>', '<text>"T010"</text>'))
    assert back.text is None
    assert {"IMP067", "IMP028"} <= set(codes(back))


def test_a_changed_annotation_is_told_because_reasons_stand_in_two_languages(rulebook_of: Loader) -> None:
    _, back = edited(rulebook_of(row("T010")), ("<description>why", "<description>why not"))
    assert codes(back) == ["IMP066"]


def test_a_row_in_some_marketplaces_takes_them_from_the_general_row_of_its_name(rulebook_of: Loader) -> None:
    general = row("T010", "{ age = '> 5' }", more='name = "old"')
    special = row(
        "T020", "{ age = '> 9' }", more='name = "old"\nfrom = 2021-01-01\napplies_to = { marketplace = ["amazon_jp"] }'
    )
    book = rulebook_of(general + special + row("T900"))
    table, back = edited(book)
    text = export_table(table, Form.DMN).decode()
    assert '<text>[date("2020-01-01")..date("2021-01-01"))</text>' in text
    assert '<text>not("amazon_jp")</text>' in text
    assert back.table is not None
    assert back.table.digest == table.digest


def test_money_fills_two_columns_and_comes_back(rulebook_of: Loader) -> None:
    body = (
        value("big", '"50.00 EUR"', "money")
        + row("T010", "{ paid = '>= big' }")
        + row("T020", "{ paid = '< 9.99 EUR' }")
    )
    table, back = edited(rulebook_of(body + row("T900")))
    text = export_table(table, Form.DMN).decode()
    assert "<text>&gt;= big.amount</text>" in text
    assert "<text>big.currency</text>" in text
    assert '<text>"EUR"</text>' in text
    assert back.table is not None
    assert back.table.digest == table.digest


def test_money_without_its_currency_is_refused(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T020", "{ paid = '< 9.99 EUR' }") + row("T900"))
    _, back = edited(book, ('<text>"EUR"</text>', "<text>-</text>"))
    assert "IMP033" in codes(back)


def test_two_currencies_in_one_cell_cannot_leave_as_dmn(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", "{ paid = '> 1.00 EUR, > 1.00 USD' }") + row("T900"))
    with pytest.raises(ExportRefusedError, match="T010"):
        export_table(book.table("t"), Form.DMN)
    assert imported(book, book.table("t"), export_table(book.table("t"), Form.XLSX)).table is not None


def test_what_no_file_can_carry_is_refused_with_its_row(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", more='because = { en = "bell \\u0007", zh = "铃" }'))
    for form in (Form.XLSX, Form.DMN):
        with pytest.raises(ExportRefusedError, match=r"T010, because\.en"):
            export_table(book.table("t"), form)


def changed(content: bytes, sheet: str, cell: str, new: str | float) -> bytes:
    """Change one cell of a spreadsheet, as a person does in an office program."""
    book = openpyxl.load_workbook(BytesIO(content))
    book[sheet][cell] = new
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_spreadsheet_holds_texts_that_no_office_program_computes(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", more='because = { en = "=1+1 is two", zh = "=1+1" }'))
    content = export_table(book.table("t"), Form.XLSX)
    cells = [one for line in openpyxl.load_workbook(BytesIO(content))["rows"].iter_rows() for one in line]
    assert {one.data_type for one in cells if one.value is not None} == {"s"}
    back = imported(book, book.table("t"), content)
    assert back.table is not None
    assert back.table.rows[0].because.en == "=1+1 is two"


def test_a_spreadsheet_keeps_the_order_of_conditions_that_columns_lose(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", "{ age = 5, done = true }") + row("T020", "{ done = true, age = 7 }") + row("T900"))
    for form in (Form.XLSX, Form.DMN):
        back = imported(book, book.table("t"), export_table(book.table("t"), form))
        assert back.table is not None
        assert back.table.digest == book.table("t").digest


def test_numbers_and_days_typed_by_an_office_program_are_read(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", "{ age = 5 }") + row("T900"))
    content = export_table(book.table("t"), Form.XLSX)
    keys = {str(one.value): one.coordinate for one in openpyxl.load_workbook(BytesIO(content))["rows"][3]}
    cell = keys["when.age"].replace("3", "4")
    back = imported(book, book.table("t"), changed(content, "rows", cell, 7.0))
    assert back.table is not None
    assert back.table.rows[0].when[0].cell.text == "7"


@pytest.mark.parametrize(
    ("sheet", "cell", "new", "code", "where"),
    [
        ("rows", "A4", "=A5", "IMP030", "rows!A4"),
        ("rows", "B3", "nmae", "IMP031", "rows!B3"),
        ("rows", "B3", "code", "IMP032", "rows!B3"),
        ("rows", "A3", "kode", "IMP006", "rows"),
        ("table", "A1", "keys", "IMP006", "table"),
        ("table", "A2", "tables", "IMP031", "table!A2"),
    ],
)
def test_a_broken_layout_is_refused_with_its_cell(
    rulebook_of: Loader, sheet: str, cell: str, new: str, code: str, where: str
) -> None:
    book = rulebook_of(row("T010"))
    content = changed(export_table(book.table("t"), Form.XLSX), sheet, cell, new)
    result = import_tables(content, Surroundings(book.catalogue))
    every = [*result.findings, *(one for table in result.tables for one in table.findings)]
    assert (code, where) in [(one.code, one.where) for one in every]
    assert all(table.text is None for table in result.tables)


def test_a_line_that_says_too_little_lists_what_it_lacks(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010"))
    content = changed(export_table(book.table("t"), Form.XLSX), "rows", "A5", "T020")
    back = import_tables(content, Surroundings(book.catalogue)).tables[0]
    assert [(one.code, one.where) for one in back.findings] == [("IMP040", "rows!5")]
    assert back.text is not None
    assert "# cite is missing" in back.text


def test_names_that_no_catalogue_lists_are_named_once(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", "{ age = 5 }") + row("T020", "{ age = 6 }") + row("T900"))
    content = export_table(book.table("t"), Form.XLSX)
    keys = {str(one.value): one.coordinate for one in openpyxl.load_workbook(BytesIO(content))["rows"][3]}
    content = changed(content, "rows", keys["when.age"], "when.aeg")
    back = import_tables(content, Surroundings(book.catalogue)).tables[0]
    assert [one.code for one in back.findings] == ["IMP041"]
    assert "aeg" in back.findings[0].words.en


def test_a_cell_outside_the_domain_of_its_fact_is_told(rulebook_of: Loader) -> None:
    book = rulebook_of(row("T010", "{ state = 'new' }") + row("T900"))
    content = export_table(book.table("t"), Form.XLSX)
    keys = {str(one.value): one.coordinate for one in openpyxl.load_workbook(BytesIO(content))["rows"][3]}
    content = changed(content, "rows", keys["when.state"].replace("3", "4"), "nwe")
    back = import_tables(content, Surroundings(book.catalogue)).tables[0]
    assert [one.code for one in back.findings] == ["IMP043"]
    assert back.table is None


def test_a_shared_value_stays_where_it_is_shared(rulebook_of: Loader) -> None:
    book = rulebook_of(value("limit", "5", "count") + row("T010", "{ age = '< limit' }") + row("T900"))
    table = book.table("t")
    shared = Surroundings(book.catalogue, table.values)
    back = import_tables(export_table(table, Form.XLSX), shared).tables[0]
    assert codes(back) == ["IMP064"]
    assert back.text is not None
    assert "[[value]]" not in back.text
    assert back.table is not None
    assert back.table.digest == table.digest
