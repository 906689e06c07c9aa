"""The example shop with one contested case, for tests that need no more of it."""

import shutil
from pathlib import Path

import pytest

_SHOP = Path(__file__).parents[3] / "examples" / "lantern-home"
_ORDER = "114-5550104-0000104"


@pytest.fixture(scope="session")
def small_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop with this case's claim and its slip only: to read pictures of words takes seconds for each.

    Copy it before you change it.
    """
    folder = tmp_path_factory.mktemp("shop")
    shutil.copytree(_SHOP / "reports", folder / "reports")
    for part in ("mail", "files"):
        (folder / part).mkdir()
    for name in ("shop.toml", "mail/2026-11-17-us-chargeback.eml", f"files/{_ORDER}-proof-of-delivery.pdf"):
        shutil.copy(_SHOP / name, folder / name)
    return folder
