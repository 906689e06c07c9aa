"""What the shipped policies say: complete in both languages, short where it is a headline, nothing left unused."""

import re

from casewright.domain.case import CaseKind
from casewright.domain.words import Words
from casewright.rulebook import load_rulebook

BOOK = load_rulebook()
CATALOGUE = BOOK.catalogue
HAN = re.compile(r"[\u4e00-\u9fff]")
LONGEST_HEADLINE = 14


def _texts() -> list[tuple[str, Words]]:
    texts = [(f"action {code}", spec.words) for code, spec in CATALOGUE.actions.items()]
    texts += [(f"clock {name}", spec.words) for name, spec in CATALOGUE.clocks.items()]
    texts += [(f"source {code}", spec.words) for code, spec in CATALOGUE.sources.items()]
    for name, spec in CATALOGUE.facts.items():
        texts += [(f"fact {name}", words) for words in (spec.label, spec.ask, spec.proof)]
        texts += [(f"fact {name} {value}", words) for value, words in spec.values.items()]
    for table in BOOK:
        texts.append((table.name, table.title))
        texts += [(row.code, row.because) for row in table.rows]
        texts += [(row.code, row.overruled.words) for row in table.rows if row.overruled]
    return texts


def test_chinese_is_chinese_and_english_is_not() -> None:
    assert [where for where, words in _texts() if not HAN.search(words.zh) or HAN.search(words.en)] == []


def test_an_action_is_a_headline() -> None:
    for code, action in CATALOGUE.actions.items():
        assert re.fullmatch(r"[a-z]+:[a-z-]+", code)
        assert len(action.words.en.split()) <= LONGEST_HEADLINE, code
        assert (action.words.en[-1], action.words.zh[-1]) == (".", "。"), code


def test_a_question_is_a_question() -> None:
    for spec in CATALOGUE.facts.values():
        assert spec.ask.en.endswith("?"), spec.name
        assert spec.ask.zh.endswith("？"), spec.name


def test_every_action_and_source_is_used() -> None:
    rows = [row for table in BOOK for row in table.rows]
    ordered = {code for row in rows for code in row.do} | {code for t in BOOK for item in t.always for code in item.do}
    cited = {code for row in rows for code in row.cite} | {code for t in BOOK for v in t.values for code in v.cite}
    assert ordered == CATALOGUE.actions.keys()
    assert cited == CATALOGUE.sources.keys()


def test_every_kind_of_case_has_its_table() -> None:
    assert {table.case_kind for table in BOOK} - {None} == {kind.value for kind in CaseKind}


def test_the_last_row_of_each_table_has_no_condition() -> None:
    assert [table.name for table in BOOK if table.rows[-1].when or table.rows[-1].scope != table.scope] == []


def test_row_names_are_sentences_in_small_letters_and_codes_share_their_tables_letters() -> None:
    for table in BOOK:
        assert len({row.code[:3] for row in table.rows}) == 1
        for row in table.rows:
            assert re.fullmatch(r"[A-Z0-9]{3}\d{3}", row.code)
            assert re.fullmatch(r"[a-z]+(-[a-z]+)+", row.name)


def test_an_uncertain_number_is_never_published() -> None:
    """What the sources contradict stays marked as such wherever it is used."""
    names = {value.name for table in BOOK for value in table.values if value.confidence == "uncertain"}
    assert {"claim_information_time", "refund_received_time"} <= names


def test_a_suspect_mail_orders_nothing_but_to_verify() -> None:
    assert [row.do for row in BOOK.table("suspect").rows] == [("verify:seller-central", "report:phishing")]
