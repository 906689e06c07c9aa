"""The policy area: tables as tables, any day, two days side by side, and the shop's history under another day."""

import html
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from casewright.domain.case import Case, CaseKind
from casewright.domain.claim import Claim, ClaimState
from casewright.domain.facts import Fact, FactValue
from casewright.domain.money import Money
from casewright.domain.shop import Shop
from casewright.pipeline import decide_case
from casewright.rulebook import load_rulebook, shipped_rulebooks
from casewright.rulebook.decision import Confidence
from casewright_web.models import CaseEvent, CaseRow
from casewright_web.selectors.policy_days import PolicyView, change_days
from casewright_web.selectors.policy_diff import policy_diff_told
from casewright_web.selectors.policy_topics import TOPICS
from casewright_web.services.case_store import case_store
from casewright_web.services.write_lock import write_transaction

pytestmark = pytest.mark.django_db

PAGES = (
    "/policy/",
    "/policy/?q=claim",
    "/policy/table/atoz-claim/?on=2020-06-01",
    "/policy/A2Z140/",
    "/policy/diff/?a=2020-12-31&b=2021-01-01",
    "/policy/replay/",
    "/policy/replay/?on=2019-06-01",
)
CLAIM: dict[str, FactValue] = {
    "claim_state": "filed",
    "claim_ground": "not_received",
    "never_shipped": False,
    "fulfilment": "seller",
    "days_past_latest_delivery": 5,
    "chargeback_open": False,
    "buy_shipping_protected": True,
    "first_scan_on_time": True,
    "tracking_state": "in_transit",
}
Store = Callable[..., CaseRow]


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def row_of(page: str, code: str) -> str:
    """Return the table row of this code, from its opening tag."""
    found = re.search(rf'<tr role="row" class="\w+" id="{code}">.*?</tr>', page)
    assert found, code
    return found[0]


@pytest.fixture
def store() -> Store:
    """Store a claim that was opened on 5 May 2025, with these facts, as the desk stores it."""

    def run(
        number: int = 1, money: str | None = "50.00 USD", asked_at: datetime | None = None, **facts: FactValue
    ) -> CaseRow:
        amount, _, currency = (money or "").partition(" ")
        order = f"112-5550101-00001{number:02}"
        case = Case(
            key=f"atoz_claim:{number}",
            kind=CaseKind.ATOZ_CLAIM,
            opened_at=datetime(2025, 5, 5, 12, tzinfo=UTC),
            order_ref=order,
            marketplace="amazon_us",
            claim=Claim(
                order, ClaimState.FILED, asked_at=asked_at, money=Money.of(amount, currency) if money else None
            ),
        )
        told = {name: Fact(name, value) for name, value in {**CLAIM, **facts}.items()}
        decided = decide_case(case, at=datetime(2025, 5, 6, tzinfo=UTC), shop=Shop("Lantern"), told=told)
        with write_transaction():
            return case_store(file=decided, actor="mei", at=datetime(2025, 5, 6, tzinfo=UTC))[0]

    return run


def test_the_index_lists_every_table_of_every_house_once(mei: Client) -> None:
    page = text(mei, "/policy/")
    for table in (table for book in shipped_rulebooks() for table in book):
        assert page.count(f'<a class="act" href="/policy/table/{table.name}/">{table.title.en}</a>') == 1
        assert all(f'href="/policy/{row.code}/"' in page for row in table.rows)


def test_every_heading_of_the_index_has_a_table(mei: Client) -> None:
    page = text(mei, "/policy/")
    assert all(f"<h2>{topic.title}</h2>" in page for topic in TOPICS)


def test_the_index_counts_what_is_uncertain(mei: Client) -> None:
    table = load_rulebook().table("atoz-claim")
    unsure = [one for one in (*table.rows, *table.values) if one.confidence is Confidence.UNCERTAIN]  # type: ignore[attr-defined] # both have it
    entry = text(mei, "/policy/?q=atoz-claim").split('class="row"')[1]
    assert unsure
    assert f"{len(unsure)} uncertain" in entry
    assert f"{len(table.rows)} rows" in entry


@pytest.mark.parametrize(
    ("words", "code", "absent"),
    [
        ("ADR030", "ADR030", "A2Z140"),
        ("claims-protected first scan", "A2Z140", "ADR030"),
        ("首次扫描", "A2Z140", "ADR030"),
        ("a31", "A2Z140", "ADR030"),
    ],
)
def test_a_search_finds_rows_by_code_words_and_source_in_both_languages(
    mei: Client, words: str, code: str, absent: str
) -> None:
    page = text(mei, f"/policy/?q={words}")
    assert f'href="/policy/{code}/"' in page
    assert f'href="/policy/{absent}/"' not in page


def test_a_search_without_a_hit_says_what_to_try(mei: Client) -> None:
    page = text(mei, "/policy/?q=zeppelin")
    assert "No row fits this search." in page
    assert "Show all tables" in page


def test_what_is_searched_never_becomes_markup(mei: Client) -> None:
    assert b"<script>alert" not in mei.get("/policy/?q=<script>alert(1)</script>").content


def test_a_table_shows_rows_by_facts_with_tests_in_words(mei: Client) -> None:
    page = text(mei, "/policy/table/address-change/")
    table = load_rulebook().table("address-change")
    for fact in {condition.fact for row in table.rows for condition in row.when}:
        assert f'<th role="columnheader" scope="col">{table.catalogue.facts[fact].label.en}</th>' in page
    row = row_of(page, "ADR030")
    assert '<td role="cell" data-label="state of the order">not shipped</td>' in row
    assert "Ask for an official cancellation" in row
    assert "D5" in row
    assert "since 1 Jan 2020" in row


def test_in_a_wide_table_facts_of_one_row_alone_share_a_column(mei: Client) -> None:
    page = text(mei, "/policy/table/atoz-claim/")
    assert '<th role="columnheader" scope="col">state of the claim</th>' in page
    assert '<th role="columnheader" scope="col">new evidence</th>' not in page
    assert "<div>new evidence: <strong>yes</strong></div>" in row_of(page, "A2Z070")


@pytest.mark.parametrize(
    ("day", "state", "said"),
    [
        ("2023-12-31", "later", "not yet in force"),
        ("2024-01-01", "in_force", ""),
    ],
)
def test_a_row_stands_back_until_the_day_it_is_in_force(mei: Client, day: str, state: str, said: str) -> None:
    row = row_of(text(mei, f"/policy/table/atoz-claim/?on={day}"), "A2Z140")
    assert f'class="{state}"' in row
    assert ("tag quiet" in row) == bool(said)
    assert said in row
    assert f'href="/policy/A2Z140/?on={day}"' in row


def test_a_row_that_has_ended_says_until_when(mei: Client) -> None:
    row = row_of(text(mei, "/policy/table/fba-return/?on=2023-11-01"), "FBR090")
    assert "no longer in force" in row
    assert "from 1 Jan 2012 until before 1 Nov 2023" in row


def test_numbers_show_their_whole_history_and_the_one_of_the_day(mei: Client) -> None:
    page = text(mei, "/policy/table/atoz-claim/?on=2020-06-01")
    history = page[page.index('id="values"') :]
    lines = [line for line in re.findall(r"<tr.*?</tr>", history) if "claim_information_time" in line]
    states = {
        re.sub(r"<.*?>", "", found[0]): line for line in lines if (found := re.search("<strong>.*?</strong>", line))
    }
    assert set(states) == {"7 days", "3 days", "72 hours", "48 hours"}
    assert 'class="in_force"' in states["72 hours"]
    assert 'class="ended"' in states["3 days"]
    assert 'class="later"' in states["48 hours"]
    assert "uncertain, sources differ" in states["72 hours"]


def test_the_day_picker_leads_from_change_to_change(mei: Client) -> None:
    page = text(mei, "/policy/table/atoz-claim/?on=2020-06-01")
    assert '<input id="on" type="date" name="on" value="2020-06-01" required>' in page
    assert 'rel="prev" href="?on=2019-01-01"' in page
    assert 'rel="next" href="?on=2021-01-01"' in page
    assert "unchanged since 1 Jan 2020" in page
    assert 'href="/policy/diff/?a=2019-12-31&b=2020-01-01"' in page


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31"])
def test_a_day_before_any_policy_decides_nothing(mei: Client, day: str) -> None:
    page = text(mei, f"/policy/table/atoz-claim/?on={day}")
    assert "On this day this table decides nothing." in page
    assert "nothing is in force yet" in page
    assert 'rel="prev"' not in page


@pytest.mark.parametrize("day", ["", "yesterday", "2025-02-30", "9999-99-99", "2025-01-01T10:00"])
def test_a_text_that_is_no_day_shows_todays_policy(mei: Client, day: str) -> None:
    wanted = "2025-01-01" if day.startswith("2025-01") else datetime.now(UTC).date().isoformat()  # noqa: TID251 - the desk reads the true clock
    for path in ("/policy/", "/policy/table/atoz-claim/", "/policy/A2Z140/"):
        assert f'name="on" value="{wanted}"' in text(mei, f"{path}?on={day}")


def test_a_marketplace_has_its_own_numbers_and_rows(mei: Client) -> None:
    assert "at least 80.00 GBP" in row_of(text(mei, "/policy/table/address-change/?site=amazon_uk"), "ADR040")
    assert "at least 100.00 USD" in row_of(text(mei, "/policy/table/address-change/?site=nowhere"), "ADR040")
    page = text(mei, "/policy/table/guarantee-eligibility/?site=amazon_in")
    assert "not for this site" in row_of(page, "GEL040")
    assert 'class="in_force"' in row_of(page, "GEL041")


def test_the_row_page_explains_it_with_sources_and_versions(mei: Client) -> None:
    page = text(mei, "/policy/A2Z140/?on=2025-01-01")
    row = load_rulebook().row("A2Z140")[1]
    assert row.because.en in page
    for code in row.cite:
        assert load_rulebook().catalogue.sources[code].words.en in page
    assert "In force from 2024-01-01" in page
    assert "72 hours" in page


def test_a_row_with_another_wording_names_it(mei: Client) -> None:
    page = text(mei, "/policy/COD041/")
    assert "Other wordings of this row" in page
    assert 'href="/policy/COD040/"' in page
    assert 'href="/policy/COD042/"' in page


@pytest.mark.parametrize("path", ["/policy/table/nothing/", "/policy/NOPE999/"])
def test_an_unknown_name_is_not_found(mei: Client, path: str) -> None:
    text(mei, path, status=404)


@pytest.mark.parametrize("name", ["policy_index", "policy_diff", "policy_replay"])
def test_the_policy_can_only_be_read(mei: Client, name: str) -> None:
    assert mei.post(reverse(name)).status_code == 405


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_hold_no_code_of_their_own(mei: Client, path: str, store: Store) -> None:
    store()
    page = mei.get(path).content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", page)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/policy/", "买家的请求和评价"),
        ("/policy/table/atoz-claim/?on=2020-06-01", "尚未生效"),
        ("/policy/A2Z140/", "出处"),
        ("/policy/diff/?a=2020-12-31&b=2021-01-01", "修改"),
        ("/policy/replay/?on=2023-12-31", "1 个案件中有 1 个会变"),
    ],
)
def test_the_pages_speak_chinese(mei: Client, path: str, said: str, store: Store) -> None:
    store()
    mei.post("/language/", {"language": "zh-hans", "next": "/"})
    assert said in text(mei, path)


def test_two_days_show_what_came_went_and_changed(mei: Client) -> None:
    page = text(mei, "/policy/diff/?a=2023-10-31&b=2024-01-01")
    changes = {found[1]: found[0] for found in re.finditer(r"<li><span class=\"tag quiet\">(\w+)</span>.*?</li>", page)}
    assert {"new", "gone"} <= set(changes)
    assert "The label is claims-protected" in page
    assert 'href="/policy/FBR090/?on=2023-10-31"' in page
    assert 'href="/policy/A2Z140/?on=2024-01-01"' in page


def test_a_number_that_changes_stands_beside_what_it_was(mei: Client) -> None:
    page = text(mei, "/policy/diff/?a=2020-12-31&b=2021-01-01")
    assert "<code>claim_information_time</code> <del>72 hours</del> → <strong><ins>48 hours</ins></strong>" in page
    assert "A2Z010</a>" in page


def test_the_same_day_twice_differs_in_nothing(mei: Client) -> None:
    page = text(mei, "/policy/diff/?a=2025-01-01&b=2025-01-01")
    assert "Nothing differs between 1 Jan 2025 and 1 Jan 2025." in page


def test_without_days_the_last_change_is_shown(mei: Client) -> None:
    page = text(mei, "/policy/diff/")
    assert re.search(r"\d+ tables? differs? between", page)


def test_one_marketplace_sees_only_its_own_changes(mei: Client) -> None:
    days = "a=2026-01-25&b=2026-02-16"
    assert "safe_t_days" in text(mei, f"/policy/diff/?{days}&site=amazon_us")
    assert "safe_t_days" not in text(mei, f"/policy/diff/?{days}&site=amazon_jp")


def test_every_recent_day_on_which_the_policy_changes_shows_a_change() -> None:
    today = date(2026, 1, 1)
    for day in change_days(load_rulebook())[-10:]:
        eve = date.fromordinal(day.toordinal() - 1)
        assert policy_diff_told(before=PolicyView(eve, today), after=PolicyView(day, today)).tables, day


def test_seen_backwards_what_came_goes() -> None:
    first, second = (PolicyView(day, date(2026, 3, 1), "amazon_us") for day in (date(2023, 10, 31), date(2026, 2, 16)))
    told, back = policy_diff_told(before=first, after=second), policy_diff_told(before=second, after=first)
    assert told.came > told.went > 0
    assert (told.came, told.went, told.changed) == (back.went, back.came, back.changed)


def test_a_replay_waits_until_a_day_is_chosen(mei: Client, store: Store) -> None:
    store()
    page = text(mei, "/policy/replay/")
    assert "No case is changed." in page
    assert 'href="?on=2024-01-01"' in page
    assert "would change" not in page


def test_a_replay_of_an_empty_desk_says_what_to_do(mei: Client) -> None:
    assert "There is no case to replay yet." in text(mei, "/policy/replay/?on=2023-12-31")


def test_a_replay_shows_rows_money_marks_and_the_case(mei: Client, store: Store) -> None:
    changed, same = store(1), store(2, buy_shipping_protected=False)
    page = text(mei, "/policy/replay/?on=2023-12-31")
    assert "1 of 2 cases would change by the policy of 31 Dec 2023." in page
    assert "Amazon bears it <strong>−US$ 50.00</strong>" in page
    assert "does not count <strong>−1</strong>" in page
    losing = page[page.index("Rows that lose cases") : page.index("Rows that win cases")]
    assert "A2Z140" in losing
    examples = page[page.index("Cases that would change") :]
    assert f'href="/cases/{changed.pk}/"' in examples
    assert f'href="/cases/{same.pk}/"' not in examples
    assert "another result" in examples
    assert 'href="/policy/A2Z140/?on=2025-05-05&site=amazon_us"' in examples


def test_a_time_limit_that_differs_is_a_change_by_itself(mei: Client, store: Store) -> None:
    store(asked_at=datetime(2025, 5, 5, 8, 0, tzinfo=UTC), buy_shipping_protected=False)
    page = text(mei, "/policy/replay/?on=2020-06-01")
    assert "1 of 1 cases would change" in page
    assert "another time limit" in page
    assert "another row" not in page


def test_a_case_without_a_sum_is_counted_without_money(mei: Client, store: Store) -> None:
    store(money=None)
    page = text(mei, "/policy/replay/?on=2023-12-31")
    assert "1 of 1 cases would change" in page
    assert "At stake in them" not in page


def everything() -> Iterator[tuple[object, ...]]:
    yield from CaseRow.objects.order_by("pk").values_list()
    yield from CaseEvent.objects.order_by("pk").values_list()


def test_a_replay_writes_nothing(mei: Client, store: Store) -> None:
    store(1)
    store(2)
    before = list(everything())
    text(mei, "/policy/replay/?on=2019-06-01")
    assert list(everything()) == before


def test_a_replay_by_each_cases_own_day_changes_nothing(mei: Client, store: Store) -> None:
    row = store()
    day = row.decision["decision"]["policy_on"]
    assert "0 of 1 cases would change" in text(mei, f"/policy/replay/?on={day}")


def test_a_replay_that_stops_early_says_so(mei: Client, store: Store, settings: Settings) -> None:
    for number in range(1, 4):
        store(number)
    settings.CASEWRIGHT_REPLAY_CASES = 2
    page = text(mei, "/policy/replay/?on=2023-12-31")
    assert "2 of 2 cases would change" in page
    assert "only the newest 2 of 3 cases were decided again" in page
    settings.CASEWRIGHT_REPLAY_CASES = 3
    assert "Stopped early" not in text(mei, "/policy/replay/?on=2023-12-31")


def test_a_case_that_cannot_be_read_again_is_left_out_and_counted(mei: Client, store: Store) -> None:
    store(1)
    odd, empty = store(2), store(3)
    facts = [one | {"value": "perhaps"} if one["name"] == "claim_state" else one for one in odd.decision["facts"]]
    CaseRow.objects.filter(pk=odd.pk).update(decision=odd.decision | {"facts": facts})
    CaseRow.objects.filter(pk=empty.pk).update(decision={})
    page = text(mei, "/policy/replay/?on=2023-12-31")
    assert "1 of 1 cases would change" in page
    assert "2 cases were left out" in page


def test_a_decision_by_an_older_wording_is_told_apart(mei: Client, store: Store) -> None:
    row = store()
    older = row.decision["decision"] | {"digest": "0" * 64}
    CaseRow.objects.filter(pk=row.pk).update(decision=row.decision | {"decision": older})
    assert "1 case was first decided by an older wording" in text(mei, "/policy/replay/?on=2023-12-31")


def test_the_chip_of_a_case_leads_to_the_row_as_it_was_on_its_day(mei: Client, store: Store) -> None:
    row = store()
    assert 'href="/policy/A2Z140/?on=2025-05-05&site=amazon_us"' in text(mei, f"/cases/{row.pk}/")
