"""Pasting a page of the seller's console and mapping a strange table, as a person does both."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CLAIM = """A-to-z Guarantee claim
amazon.de
Order ID: 302-5550777-0000777
Received: Nov 18, 2026 10:22 AM
Claim amount: EUR 49.90
Buyer: Jonas
Reason: The buyer says the parcel never arrived.
"""
ORDER = "302-5550777-0000777"
TABLE = f"编号,单,动作,何时\n1,{ORDER},已签收,2026-11-05 12:10\n2,{ORDER},已揽收,2026-11-01 09:00\n"
SHOTS = {"en": ("English", "Paste a page", "Map a table"), "zh": ("中文", "粘贴页面", "映射表格")}


def go(page: Page, path: str) -> None:
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + path)


def choose(page: Page, folder: Path, target: str) -> None:
    """Give the table and name its columns."""
    table = folder / "sf-tracking.csv"
    table.write_text(TABLE, encoding="utf-8")
    go(page, "/mapping/")
    page.locator("#table").set_input_files(table)
    page.locator("#target").select_option(target)
    page.locator("main form.card button").first.click()
    for field, column in (("order_id", "单"), ("scanned_at", "何时"), ("kind", "动作")):
        page.locator(f"#m-{field}").select_option(column)


def test_a_pasted_claim_is_proposed_confirmed_and_opens_its_case(page: Page) -> None:
    page.get_by_role("link", name="Paste a page").first.click()
    page.locator("#text").fill(CLAIM)
    page.get_by_role("button", name="Read the page").click()
    expect(page.locator("#f-order_id")).to_have_value(ORDER)
    expect(page.locator("#f-money")).to_have_value("49.90 EUR")
    expect(page.locator(".unsure").first).to_contain_text("please check")
    if not page.locator("#f-sent_at").input_value():
        page.locator("#f-sent_at").fill("2026-11-18T10:22")
    page.get_by_role("button", name="Confirm and open the case").click()
    expect(page.locator("main")).to_contain_text(ORDER)
    expect(page.locator(".headline").first).not_to_be_empty()


def test_a_strange_table_is_mapped_tried_imported_and_its_mapping_deleted(page: Page, tmp_path: Path) -> None:
    choose(page, tmp_path, "tracking_history")
    page.get_by_role("button", name="Try it").click()
    expect(page.locator("main")).to_contain_text("2 rows can be read")
    page.get_by_role("button", name="Save and import").click()
    expect(page.locator("main")).to_contain_text("sf-tracking.csv")
    go(page, "/mapping/")
    page.get_by_role("button", name="Delete the mapping sf-tracking.csv").click()
    expect(page.locator("main")).not_to_contain_text("sf-tracking.csv")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [1280, 390])
def test_both_pages_fit_a_phone_and_speak_both_languages(page: Page, tmp_path: Path, language: str, width: int) -> None:
    button, paste, table = SHOTS[language]
    page.get_by_role("button", name=button).click()
    page.set_viewport_size({"width": width, "height": 844})
    go(page, "/paste/")
    expect(page.get_by_role("heading", level=1)).to_have_text(paste)
    page.locator("#text").fill(CLAIM)
    fits(page, tmp_path / f"paste-{language}-{width}.png")
    page.locator("main form.card button").first.click()
    expect(page.locator("#f-order_id")).to_have_value(ORDER)
    fits(page, tmp_path / f"confirm-{language}-{width}.png")
    choose(page, tmp_path, "tracking_history")
    fits(page, tmp_path / f"columns-{language}-{width}.png")
    page.locator("main form.card button").first.click()
    expect(page.locator("section[aria-live]")).to_contain_text("2")
    fits(page, tmp_path / f"tried-{language}-{width}.png")
    page.locator("main form.card button[name=save]").click()
    go(page, "/mapping/")
    expect(page.get_by_role("heading", level=1)).to_have_text(table)
    fits(page, tmp_path / f"mapping-{language}-{width}.png")


def fits(page: Page, shot: Path) -> None:
    """Take a picture, and say that nothing stands beyond the right edge."""
    page.screenshot(path=shot, full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{shot.name} is {wide} px too wide"
