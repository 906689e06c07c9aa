"""A desk in a folder of its own for each test."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import pytest
from django.test import Client
from pytest_django import Settings

from casewright_web.locale_compile import locale_compile
from casewright_web.services.imports import ImportResult, source_import

locale_compile()


class BuyerMail(Protocol):
    """Makes a mail that a buyer sent through the marketplace's relay."""

    def __call__(self, text: str, *, order: str = ..., number: int = ..., hours_ago: float = ...) -> bytes: ...


class Take(Protocol):
    """Imports one file as `mei` at the test's instant."""

    def __call__(self, content: bytes, name: str = ..., at: datetime | None = ...) -> ImportResult: ...


@pytest.fixture(autouse=True)
def desk_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.CASEWRIGHT_HOME = tmp_path
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.WHITENOISE_AUTOREFRESH = True
    return tmp_path


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 - pages read the true clock


@pytest.fixture
def buyer_mail(now: datetime) -> BuyerMail:
    def make(text: str, *, order: str = "302-5550301-0000301", number: int = 1, hours_ago: float = 2) -> bytes:
        sent = (now - timedelta(hours=hours_ago)).strftime("%a, %d %b %Y %H:%M:%S +0000")
        return (
            f"Date: {sent}\r\n"
            'From: "Jonas" <abcdefgh+045bd6e6-981a-4031-8a71-7b2893d30113@marketplace.amazon.de>\r\n'
            "To: support@shop.example\r\n"
            f"Message-ID: <{number}@eu-west-1.amazonses.com>\r\n"
            f"Subject: Question from buyer (Order: {order})\r\n"
            "X-Marketplace-ID: A1PA6795UKMFR9\r\n"
            "X-Space-Notification-Type: BBC_MESSAGE_SENT_TO_MERCHANT\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=UTF-8\r\n\r\n"
            f"Order ID {order}:\r\n"
            f"------------- Begin message -------------\r\n\r\n{text}\r\n\r\n"
            "------------- End message -------------\r\n"
        ).encode()

    return make


@pytest.fixture
def take(now: datetime) -> Take:
    def run(content: bytes, name: str = "mail.eml", at: datetime | None = None) -> ImportResult:
        return source_import(name=name, content=content, actor="mei", at=at or now)

    return run


@pytest.fixture
def mei(client: Client, django_user_model: type) -> Client:
    """A browser in which Mei is logged in."""
    user = django_user_model.objects.create_user(username="mei", password="paper-and-ink")  # type: ignore[attr-defined]
    client.force_login(user)
    return client
