"""What an agent does all day, in a real browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DROP = """([name, text]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([text], name));
  for (const type of ["dragenter", "dragover", "drop"]) {
    document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }
}"""
MAIL = (
    "Date: Thu, 02 Jan 2025 10:00:00 +0000\r\n"
    'From: "Ada" <zyxwvu+045bd6e6-981a-4031-8a71-7b2893d30119@marketplace.amazon.de>\r\n'
    "To: support@shop.example\r\nMessage-ID: <{number}@eu-west-1.amazonses.com>\r\n"
    "Subject: Question from buyer (Order: {order})\r\nX-Marketplace-ID: A1PA6795UKMFR9\r\n"
    "X-Space-Notification-Type: BBC_MESSAGE_SENT_TO_MERCHANT\r\n"
    "Content-Type: text/plain; charset=UTF-8\r\n\r\n"
    "------------- Begin message -------------\r\n\r\nWhere is my parcel?\r\n\r\n"
    "------------- End message -------------\r\n"
)
POLICY = (
    "/policy/",
    "/policy/?q=signature",
    "/policy/ADR030/?on=2019-06-01",
    "/policy/table/atoz-claim/?on=2020-06-01",
    "/policy/diff/?a=2020-12-31&b=2021-01-01",
    "/policy/replay/?on=2019-06-01",
)


def drop(page: Page, name: str, text: str) -> None:
    page.evaluate(DROP, [name, text])


def test_an_agent_opens_a_case_and_finds_the_action_and_the_buyers_words(page: Page) -> None:
    page.locator(".row", has_text="302-5550301-0000300").locator(".act").click()
    expect(page.locator(".headline")).not_to_be_empty()
    expect(page.locator("blockquote").first).to_have_text("Bitte an meine neue Adresse schicken.")
    expect(page.locator("[aria-current=step]")).to_have_text("your turn")


def test_the_whole_desk_turns_chinese_and_back(page: Page) -> None:
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("今日")
    expect(page.locator(".row .left").first).to_contain_text("小时")
    page.locator(".row .act").first.click()
    expect(page.locator("#todo")).to_have_text("现在该做什么")
    page.get_by_role("button", name="English").click()
    expect(page.locator("#todo")).to_have_text("What to do now")


def test_a_dropped_mail_becomes_a_case_without_moving_the_row_under_the_eye(page: Page) -> None:
    page.locator(".row", has_text="302-5550301-0000305").scroll_into_view_if_needed()
    for _ in range(8):
        page.keyboard.press("j")
    eye = page.locator(".row.on")
    before, name = eye.bounding_box(), eye.get_attribute("id")
    drop(page, "new.eml", MAIL.format(number=901, order="302-5550901-0000901"))
    expect(page.locator("#imports")).to_contain_text("1 case opened")
    expect(page.locator(".row", has_text="302-5550901-0000901")).to_have_count(1)
    after = page.locator(f"#{name}").bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 2
    expect(page.locator(".row.on")).to_have_attribute("id", name or "")


def test_the_chosen_row_stays_chosen_when_lists_follow_each_other_faster_than_they_settle(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("j")
    name = page.locator(".row.on").get_attribute("id")
    page.evaluate(
        """() => {
          const list = document.getElementById("cases"), text = list.innerHTML.replaceAll("row on", "row");
          for (let time = 0; time < 3; time++) htmx.swap(list, text, { swapStyle: "innerHTML", settleDelay: 20 });
        }"""
    )
    page.wait_for_timeout(100)
    expect(page.locator(".row.on")).to_have_attribute("id", name or "")
    page.keyboard.press("j")
    expect(page.locator(".row.on")).not_to_have_attribute("id", name or "")
    expect(page.locator(".row.on")).to_have_count(1)


def test_the_same_mail_dropped_again_changes_nothing_and_says_so(page: Page) -> None:
    text = MAIL.format(number=902, order="302-5550902-0000902")
    drop(page, "once.eml", text)
    expect(page.locator("#imports")).to_contain_text("1 case opened")
    drop(page, "twice.eml", text)
    expect(page.locator("#imports")).to_contain_text("Nothing changed.")
    expect(page.locator(".row", has_text="302-5550902-0000902")).to_have_count(1)


def test_several_files_chosen_at_once_each_get_their_answer(page: Page, tmp_path: Path) -> None:
    paths = [tmp_path / "empty.csv", tmp_path / "mail.eml"]
    paths[0].write_bytes(b"")
    paths[1].write_text(MAIL.format(number=903, order="302-5550903-0000903"))
    page.set_input_files("#files", paths)
    expect(page.locator("#imports > li")).to_have_count(2)
    expect(page.locator("#imports")).to_contain_text("The file is empty.")
    expect(page.locator("#imports")).to_contain_text("1 case opened")


def test_the_keyboard_is_enough(page: Page) -> None:
    page.keyboard.press("j")
    first = page.locator(".row.on").get_attribute("id")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.locator(".row.on").get_attribute("id") == first
    page.keyboard.press("Shift+?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("0000303")
    expect(page.locator(".row")).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".headline")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")


def test_closing_a_case_can_be_taken_back(page: Page) -> None:
    page.locator(".row", has_text="302-5550301-0000310").locator(".act").click()
    page.get_by_role("button", name="Close the case").click()
    expect(page.locator("[data-undo]")).to_contain_text("Closed")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Mark answered")).to_be_visible()
    page.locator("#history summary").click()
    expect(page.locator(".history li")).to_have_count(3)


def test_answering_the_question_gives_the_action(page: Page) -> None:
    page.locator(".row", has_text="302-5550301-0000308").locator(".act").click()
    page.locator(".answer select").select_option("marketplace")
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator(".headline .chip")).to_be_visible()
    expect(page.locator(".facts").first).to_contain_text("told by demo")


def test_the_timeline_shows_only_what_was_chosen(page: Page) -> None:
    page.locator(".row .act").first.click()
    page.get_by_role("button", name="shipping").click()
    expect(page.locator(".line > li:visible")).to_have_count(0)
    page.get_by_role("button", name="messages").click()
    expect(page.locator(".line > li:visible")).not_to_have_count(0)


def test_the_row_code_leads_to_the_policy_row(page: Page) -> None:
    chip = page.locator(".row .chip").first
    code = chip.inner_text()
    chip.click()
    expect(page.locator(".top .chip")).to_have_text(code)
    expect(page.locator("#content")).to_contain_text("Because")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["English", "中文"])
def test_no_page_scrolls_sideways(
    page: Page, width: int, language: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.get_by_role("button", name=language).click()
    case = page.locator(".row .act").first.get_attribute("href")
    for number, path in enumerate(("/", case, "/sources/", *POLICY, "/?status=closed")):
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + str(path))
        shot = tmp_path / f"{number}-{width}.png"
        page.screenshot(path=shot, full_page=True)
        record_property("screenshot", str(shot))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    case = page.locator(".row .act").first.get_attribute("href")
    for path in ("/", case, *POLICY, "/sources/"):
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + str(path))
        assert page.evaluate(CONTRAST) == [], path


CONTRAST = """() => {
  const parse = (text) => {
    const numbers = text.match(/[\\d.]+/g).map(Number);
    return text.startsWith("color(") ? numbers.map((v, i) => i < 3 ? v * 255 : v) : numbers;
  };
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const colour = parse(getComputedStyle(node).backgroundColor);
      if (colour.length < 4 || colour[3] > 0.99) return colour;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    if (!own || !node.checkVisibility() || node.matches("script, style, noscript, option")) continue;
    const [a, b] = [light(parse(getComputedStyle(node).color)), light(ground(node))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const words = node.textContent.trim().slice(0, 30);
    if (ratio < 4.5) faint.push(`${node.tagName} ${node.className} ${words} ${ratio.toFixed(2)}`);
  }
  return faint;
}"""
