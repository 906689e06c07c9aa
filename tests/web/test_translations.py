"""Every text of the desk exists in Chinese, and the catalogue holds nothing else."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

import casewright_web

DESK = Path(casewright_web.__file__).parent
CATALOGUE = DESK / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
}


def sources() -> Iterator[tuple[Path, str]]:
    for path in sorted(DESK.rglob("*.html")):
        yield path, templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for path in sorted(DESK.rglob("*.py")):
        yield path, path.read_text(encoding="utf-8")


def texts_used() -> dict[str, str]:
    """Each text to translate, with one file that uses it."""
    used = {}
    for path, source in sources():
        for _, message, _, _ in extract("python", BytesIO(source.encode()), keywords=KEYWORDS):
            singular = message[0] if isinstance(message, tuple) else message
            used[singular] = path.relative_to(DESK).as_posix()
    return used


@pytest.fixture(scope="module")
def chinese() -> dict[str, object]:
    with CATALOGUE.open("rb") as stream:
        catalogue = read_po(stream, locale="zh_Hans")
    assert not any(message.fuzzy for message in catalogue if message.id)
    return {
        message.id[0] if isinstance(message.id, tuple) else str(message.id): message.string
        for message in catalogue
        if message.id
    }


def test_every_text_of_the_desk_has_its_chinese(chinese: dict[str, object]) -> None:
    missing = {text: where for text, where in texts_used().items() if not chinese.get(text)}
    assert missing == {}


def test_the_catalogue_holds_no_text_that_nobody_shows(chinese: dict[str, object]) -> None:
    assert sorted(set(chinese) - set(texts_used())) == []
