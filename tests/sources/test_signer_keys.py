"""The keys of those who sign mails: asked for once, only from the marketplaces' domains, and stored."""

from pathlib import Path

from casewright_sources.folder_sink import FolderSink
from casewright_sources.signer_keys import KeyShelf, LearningSink

KEY = b"v=DKIM1; p=AAAA"


def mail(domain: str, selector: str = "summer") -> bytes:
    head = f"DKIM-Signature: v=1; a=rsa-sha256; d={domain}; s={selector}; h=from; bh=x; b=y\r\n"
    return f"{head}From: a@{domain}\r\nSubject: x\r\n\r\nHello\r\n".encode()


def test_a_key_is_asked_for_once_and_stored(tmp_path: Path) -> None:
    asked: list[str] = []

    def lookup(name: str) -> bytes:
        asked.append(name)
        return KEY

    shelf = KeyShelf(tmp_path)
    sink = LearningSink(FolderSink(tmp_path / "kept"), shelf, lookup)
    assert sink.keep("1.eml", mail("amazon.de"))
    assert not sink.keep("2.eml", mail("amazon.de"))
    assert asked == ["summer._domainkey.amazon.de"]
    assert dict(KeyShelf(tmp_path)) == {"summer._domainkey.amazon.de": KEY}


def test_a_strangers_domain_is_never_asked(tmp_path: Path) -> None:
    shelf = KeyShelf(tmp_path)
    for domain in ("tracker.example", "amazon.com.evil.example", "evilamazonses.com"):
        shelf.learn(mail(domain), lambda _name: KEY)
    assert len(shelf) == 0


def test_nobody_answering_stores_nothing_and_the_next_mail_asks_again(tmp_path: Path) -> None:
    shelf = KeyShelf(tmp_path)
    shelf.learn(mail("amazonses.com"), lambda _name: None)
    assert len(shelf) == 0
    shelf.learn(mail("amazonses.com"), lambda _name: KEY)
    assert len(shelf) == 1
