"""Make a desk ready: folder, key, messages, tables, static files, a first user, a first shop with its files."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.utils import timezone

from casewright.cli.folder import files_under, shop_of
from casewright_web.home import home_prepare
from casewright_web.locale_compile import locale_compile
from casewright_web.models import ShopRow
from casewright_web.services.imports import source_import
from casewright_web.services.refresh import cases_refresh_again
from casewright_web.services.write_lock import write_transaction

__all__ = ["DEMO_USER", "FirstUser", "desk_prepare", "desk_update", "shop_import", "user_ensure"]

DEMO_USER = "demo"


@dataclass(frozen=True, slots=True)
class FirstUser:
    """A user who can log in. The password is known only at the moment it is made, and None afterwards."""

    name: str
    password: str | None


def desk_update(*, home: Path) -> None:
    """Bring folder, messages, tables and static files up to date. Quick when nothing changed."""
    home_prepare(home)
    locale_compile()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False, ignore=["*-4*.js", "htmax*"])


def user_ensure(*, name: str, new_password: bool = False) -> FirstUser:
    """Make the user; an existing one keeps the password unless a new one is asked for. Only its hash is stored."""
    user, made = get_user_model().objects.get_or_create(username=name)
    if not made and not new_password:
        return FirstUser(name, None)
    password = secrets.token_urlsafe(9)
    user.set_password(password)
    user.save()
    return FirstUser(name, password)


def shop_import(*, folder: Path, actor: str) -> int:
    """Take the shop's settings and import every file of its folder. Return how many files were new."""
    shop = shop_of(folder)
    with write_transaction():
        values = {
            "name": shop.name,
            "zone": shop.zone,
            "country": shop.country or "",
            "brand_owner": shop.brand_owner,
            "ships_itself": shop.ships_itself,
            "stands_at": shop.stands_at,
        }
        before = ShopRow.current()
        ShopRow.objects.update_or_create(pk=1, defaults=values)
    if ShopRow.current() != before:
        cases_refresh_again()
    results = [
        source_import(
            name=path.relative_to(folder).as_posix(), content=path.read_bytes(), actor=actor, at=timezone.now()
        )
        for path in files_under(folder)
    ]
    return sum(result.known_since is None for result in results)


def desk_prepare(*, home: Path, folder: Path | None, new_password: bool = False) -> FirstUser:
    """Make a desk that somebody can log in to, with the files of one shop."""
    desk_update(home=home)
    user = user_ensure(name=DEMO_USER, new_password=new_password)
    if folder is not None:
        shop_import(folder=folder, actor="casewright")
    return user
