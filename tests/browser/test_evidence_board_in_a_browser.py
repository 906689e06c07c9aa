"""The evidence board as a person uses it: at a desk, and with a phone in the hand."""

from io import BytesIO
from pathlib import Path
from typing import Literal

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ORDER = "114-5550104-0000104"
PATIENCE = 150_000
"""Milliseconds that reading a photo or making a packet may take on a busy machine."""
DROP = """([name, text]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([text], name));
  for (const type of ["dragenter", "dragover", "drop"]) {
    document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }
}"""

FAINT = """() => {
  const channels = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = colour => {
    const [r, g, b] = colour.map(part => (part /= 255) <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = element => {
    for (let one = element; one; one = one.parentElement) {
      const [r, g, b, a = 1] = channels(getComputedStyle(one).backgroundColor);
      if (a === 1) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim(), element = walker.currentNode.parentElement;
    if (!text || !element.checkVisibility() || element.closest("option, meter")) continue;
    const ink = light(channels(getComputedStyle(element).color).slice(0, 3)), paper = light(behind(element));
    if ((Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05) < 4.5) found.push(text);
  }
  return found;
}"""
"""Texts whose contrast is less than WCAG 2.2 asks for at level AA (1.4.3)."""


def open_chargeback(page: Page) -> None:
    page.locator(".row", has_text=ORDER).locator(".act").click()
    expect(page.locator(".verdict")).to_be_visible()


def expect_drawn(picture: Locator) -> None:
    """Wait until a picture has come."""
    for _ in range(PATIENCE // 500):
        if picture.evaluate("image => image.complete && image.naturalWidth > 0"):
            return
        picture.page.wait_for_timeout(500)
    pytest.fail("the picture did not come")


def test_a_contradiction_shows_the_spot_in_the_document(page: Page) -> None:
    open_chargeback(page)
    picture = page.locator(".clash img").first
    expect(picture).to_be_visible(timeout=PATIENCE)
    picture.scroll_into_view_if_needed()
    expect_drawn(picture)
    expect(page.locator(".clash").first).to_contain_text("SEATTLE")
    expect(page.locator(".clash").first).to_contain_text("PORTLAND")


def test_the_ready_message_is_copied(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_chargeback(page)
    page.locator(".proof summary").first.click()
    page.locator("[data-copy]").first.click()
    expect(page.locator("[data-copy]").first).to_have_text("Copied")
    assert "LHYT000000000104CN" in page.evaluate("navigator.clipboard.readText()")


def test_a_dropped_file_is_kept_at_once_and_read_beside_the_page(page: Page) -> None:
    open_chargeback(page)
    slip = f"Packing record\nOrder: {ORDER}\nWeight: 0.61 kg\nPacked: 2026-10-12 18:05\n"
    page.evaluate(DROP, ["packing.txt", slip])
    expect(page.locator("#imports")).to_contain_text("Kept as EX-")
    mine = page.locator(".exhibit", has_text="packing.txt")
    expect(mine).to_be_visible()
    expect(mine.locator(".busy")).to_have_count(0, timeout=PATIENCE)


def test_a_photo_taken_with_a_phone_becomes_an_exhibit(page: Page, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_chargeback(page)
    target = BytesIO()
    Image.effect_noise((900, 1200), 60).convert("RGB").save(target, "JPEG")
    photo = tmp_path / "IMG_2041.jpg"
    photo.write_bytes(target.getvalue())
    page.set_input_files("#files", photo)
    mine = page.locator(".exhibit", has_text="IMG_2041.jpg")
    expect(mine).to_be_visible(timeout=PATIENCE)
    expect(mine.locator(".busy")).to_have_count(0, timeout=PATIENCE)
    expect(mine).to_contain_text("what is it?")
    mine.locator("select").select_option("delivery_photo")
    mine.get_by_role("button", name="Save").click()
    expect(page.locator(".exhibit", has_text="IMG_2041.jpg")).to_contain_text("Delivery photograph")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_packet_is_made_looked_through_and_taken_along(page: Page) -> None:
    open_chargeback(page)
    page.locator("#packets select").select_option("stripe")
    page.get_by_role("button", name="Make").click()
    packet = page.locator(".packet", has_text="Stripe")
    expect(packet.get_by_role("link", name="Download")).to_be_visible(timeout=PATIENCE)
    expect(packet).to_contain_text("/ 49")
    packet.locator("summary", has_text="Look through it").click()
    expect_drawn(packet.locator(".pages img").first)
    with page.expect_download() as taken:
        packet.get_by_role("link", name="Download").click()
    assert taken.value.suggested_filename.endswith(".pdf")
    assert Path(taken.value.path()).read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_of_the_board_stands_out_from_its_paper(page: Page, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    open_chargeback(page)
    expect(page.locator(".proof").first).to_be_visible(timeout=PATIENCE)
    assert page.evaluate(FAINT) == []
