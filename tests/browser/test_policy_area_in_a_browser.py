"""What a manager asks of the policy: what holds, what held, what changed, what it would change for us."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_from_a_word_to_the_row_to_another_day_to_our_own_cases(page: Page) -> None:
    page.get_by_role("link", name="Policy").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Policy")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("claims-protected first scan")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("found for")
    page.get_by_role("link", name="A2Z140").click()
    expect(page.locator(".card.focus")).to_contain_text("The label is claims-protected")
    page.fill("#on", "2020-06-01")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".top")).to_contain_text("not yet in force")
    page.get_by_role("link", name="An A-to-z claim").click()
    row = page.locator("#A2Z140")
    expect(row).to_have_class("later")
    expect(page.get_by_role("columnheader", name="state of the claim")).to_be_visible()
    page.locator("a[rel=next]").click()
    expect(page.locator("#on")).to_have_value("2021-01-01")
    page.get_by_role("link", name="what changed then").click()
    expect(page.locator("del").first).to_have_text("72 hours")
    expect(page.locator("ins").first).to_have_text("48 hours")
    page.get_by_role("link", name="What would this change in our cases?").click()
    expect(page.get_by_role("status")).to_contain_text("cases would change by the policy of 1 Jan 2021.")


def test_a_wide_table_is_moved_by_keys_and_keeps_its_first_column(page: Page) -> None:
    page.goto(page.url.rstrip("/") + "/policy/table/outgoing-text/")
    first, grid = page.locator("th.first").nth(1), page.locator(".scroll")
    before = first.bounding_box()
    grid.focus()
    page.keyboard.press("End")
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.scroll').scrollLeft > 0")
    after = first.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["x"] - after["x"]) < 2


def test_on_a_phone_a_table_is_read_row_by_row(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(page.url.rstrip("/") + "/policy/table/address-change/")
    row = page.locator("#ADR030")
    label = row.locator("td").nth(1).evaluate("cell => getComputedStyle(cell, '::before').content")
    assert label == '"state of the order"'
    expect(row.locator("td.any").first).to_be_hidden()
    expect(row).to_contain_text("not shipped")
