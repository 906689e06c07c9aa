"""A desk in a folder of its own for each test."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import pytest
from django.test import Client
from pytest_django import Settings

from casewright_web.locale_compile import locale_compile
from casewright_web.services.imports import ImportResult, source_import

locale_compile()

ROOT = Path(__file__).parents[2]

_IMPORT_ALL = """
import sys, django
django.setup()
from pathlib import Path
from django.utils import timezone
from casewright_web.services.imports import source_import
new = 0
for path in sorted(Path(sys.argv[1]).iterdir()):
    result = source_import(name=path.name, content=path.read_bytes(), actor="mei", at=timezone.now())
    new += result.known_since is None
print(new)
"""
_COUNT = """
import django
django.setup()
from casewright_web.models import CaseEvent, CaseRow, SourceFile, StoredRecord
from casewright_web.services.events import event_chain_check
whole = all(event_chain_check(case=case) is None for case in CaseRow.objects.all())
print(SourceFile.objects.count(), StoredRecord.objects.count(), CaseRow.objects.count(), whole)
"""


def _start(home: Path, database_url: str | None, *arguments: str) -> "subprocess.Popen[str]":
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        **({"DATABASE_URL": database_url} if database_url else {}),
        "CASEWRIGHT_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "casewright_web.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, *arguments], env=environment, stdout=subprocess.PIPE, text=True
    )


def _said(process: "subprocess.Popen[str]") -> str:
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return output.strip()


class BuyerMail(Protocol):
    """Makes a mail that a buyer sent through the marketplace's relay."""

    def __call__(self, text: str, *, order: str = ..., number: int = ..., hours_ago: float = ...) -> bytes: ...


class Take(Protocol):
    """Imports one file as `mei` at the test's instant."""

    def __call__(self, content: bytes, name: str = ..., at: datetime | None = ...) -> ImportResult: ...


@pytest.fixture(autouse=True)
def desk_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.CASEWRIGHT_HOME = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    cache = "django.core.cache.backends.filebased.FileBasedCache"
    settings.CACHES = {"default": {"BACKEND": cache, "LOCATION": tmp_path / "cache"}}
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
    def make(
        text: str,
        *,
        order: str = "302-5550301-0000301",
        number: int = 1,
        hours_ago: float = 2,
        alias: str = "abcdefgh+045bd6e6",
    ) -> bytes:
        sent = (now - timedelta(hours=hours_ago)).strftime("%a, %d %b %Y %H:%M:%S +0000")
        return (
            f"Date: {sent}\r\n"
            f'From: "Jonas" <{alias}-981a-4031-8a71-7b2893d30113@marketplace.amazon.de>\r\n'
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


@pytest.fixture
def race(tmp_path: Path, buyer_mail: BuyerMail) -> Callable[[str | None], tuple[int, str]]:
    """Import twelve mails of four orders by two processes at once; return how many were new, and what is there."""

    def run(database_url: str | None) -> tuple[int, str]:
        home, mails = tmp_path / "home", tmp_path / "mails"
        home.mkdir()
        mails.mkdir()
        for number in range(12):
            order = f"302-5550301-00003{number % 4:02}"
            (mails / f"{number}.eml").write_bytes(buyer_mail("Where is my parcel?", order=order, number=number))
        _said(_start(home, database_url, "-m", "django", "migrate", "--verbosity", "0"))
        writers = [_start(home, database_url, "-c", _IMPORT_ALL, str(mails)) for _ in range(2)]
        return sum(int(_said(writer)) for writer in writers), _said(_start(home, database_url, "-c", _COUNT))

    return run
