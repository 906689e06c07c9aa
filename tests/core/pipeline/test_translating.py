"""A message in another language stands beside its translation, or with the word that nobody made one."""

import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped] # has no types
import pytest

from casewright.cli.helper_programs import translator_of
from casewright.domain.case import Case
from casewright.domain.exhibit import Exhibit, ExhibitKind, Speaker
from casewright.evidence.packet.build import build_packet
from casewright.evidence.packet.content import ClaimElement, PacketContent, PacketExhibit, PacketLetter, Point
from casewright.evidence.packet.fonts import find_fonts
from casewright.evidence.packet.profile import profile_named
from casewright.intake import SourceFile
from casewright.pipeline import open_cases, read_files
from casewright.pipeline.packing.translating import Translator, with_translations

AT = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)
SAID = "Guten Tag, mein Paket ist leider immer noch nicht angekommen. Wo ist meine Bestellung geblieben?"
MAIL = (
    "Date: Tue, 17 Nov 2026 09:00:00 +0000\r\n"
    'From: "Jonas" <abcdefgh+045bd6e6-981a-4031-8a71-7b2893d30113@marketplace.amazon.de>\r\n'
    "To: support@shop.example\r\nMessage-ID: <1@eu-west-1.amazonses.com>\r\n"
    "Subject: Question from buyer (Order: 302-5550301-0000301)\r\n"
    "X-Space-Notification-Type: BBC_MESSAGE_SENT_TO_MERCHANT\r\nX-Marketplace-ID: A1PA6795UKMFR9\r\n"
    "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n"
    "Order ID 302-5550301-0000301:\r\n------------- Begin message -------------\r\n\r\n"
    f"{SAID}\r\n\r\n------------- End message -------------\r\n"
).encode()
UPPER = "import sys; print(sys.argv[1:], sys.stdin.read().upper())"


@pytest.fixture(scope="module")
def case() -> Case:
    (case,) = open_cases(read_files([SourceFile("mail.eml", MAIL)]).records)
    return case


def content_in(language: str, case: Case) -> PacketContent:
    place = case.notices[0].place
    exhibit = Exhibit("EX-001", ExhibitKind.MESSAGE_THREAD, Speaker.BUYER, place, "message/rfc822")
    letter = PacketLetter(("Team",), ("Shop",), AT.date(), "Response", (Point("He wrote."),), (), (Point("Deny it."),))
    shown = (PacketExhibit(exhibit, ClaimElement.CONVERSATION),)
    return PacketContent("CW-1", "Claim", "amazon_de", language, letter, (), shown)


def printed(content: PacketContent) -> str:
    packet = build_packet(content, profile_named("amazon", AT.date()), find_fonts(), AT, fetch=lambda _: MAIL)
    with pypdfium2.PdfDocument(packet.pdf) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    return " ".join(text.split())


def test_without_a_translator_the_original_stands_with_the_word_that_none_was_made(case: Case) -> None:
    text = printed(with_translations(content_in("en", case), case, None))
    assert "no translation was made" in text
    assert "mein Paket" in text


def test_a_translation_stands_beside_the_original_and_says_by_whom(case: Case) -> None:
    translator = Translator("Ada", lambda _, language, into: f"[{language}-{into}] My parcel has not come.")
    text = printed(with_translations(content_in("en", case), case, translator))
    assert "[de-en] My parcel has not come." in text
    assert "Translated by Ada." in text
    assert "mein Paket" in text
    assert "no translation was made" not in text


def test_a_message_in_the_packets_own_language_is_left_alone(case: Case) -> None:
    content = content_in("de", case)
    assert with_translations(content, case, None) == content


def test_a_translator_that_fails_counts_as_none(case: Case) -> None:
    done = with_translations(content_in("en", case), case, Translator("Ada", lambda *_: None))
    assert done.exhibits[0].untranslated
    assert done.exhibits[0].translations == ()


def test_a_command_gets_the_text_and_both_languages(tmp_path: Path) -> None:
    script = tmp_path / "translate.py"
    script.write_text(UPPER, encoding="utf-8")
    translator = translator_of(shlex.join([sys.executable, str(script)]))
    assert translator is not None
    assert translator.translate("wo ist es?", "de", "en") == "['de', 'en'] WO IST ES?"


@pytest.mark.parametrize(
    "command", ["no-such-translator", f"{sys.executable} -c 'raise SystemExit(3)'", f"{sys.executable} -c pass"]
)
def test_a_command_that_gives_nothing_is_no_translation(command: str) -> None:
    translator = translator_of(command)
    assert translator is not None
    assert translator.translate("wo?", "de", "en") is None


def test_no_command_is_no_translator() -> None:
    assert translator_of("") is None
    assert translator_of(None) is None
