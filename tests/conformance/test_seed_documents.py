"""No advice of the source documents is left out, and none of their sentences is copied."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from casewright.rulebook import load_rulebook
from casewright.rulebook.seeds import load_seeds

pytestmark = pytest.mark.conformance

ROOT = Path(__file__).resolve().parents[2]
FOLDER = (ROOT / os.environ.get("CASEWRIGHT_SHARED", "../shared") / "domain" / "seeds").resolve()
ADVISING = re.compile("▷|建议|可以|应|需要|要|保留|必须|请|最安全|慎重|直接联系")
LAST_LINE = {"000": 19, "001": 39, "002": 10, "003": 85}
"""Where the article ends and the page around it begins."""
SITUATIONS = {
    "001": {11, 19, 29},
    "002": {5},
    "003": {6, 7, 10, 15, 16, 35, 36, 66, 69},
}
"""Lines that hold such a word and advise nothing: headings, and what the buyer wants."""
HAN = re.compile("[\u4e00-\u9fff]+")
LONGEST_SHARED = 8


def document(seed: str) -> str:
    found = sorted(FOLDER.glob(f"{seed}_*.txt"))
    if not found:
        pytest.skip("the shared data folder is absent; set CASEWRIGHT_SHARED to it")
    return found[0].read_text(encoding="utf-8")


def runs(text: str) -> Iterator[str]:
    for piece in HAN.findall(text):
        yield from (piece[start : start + LONGEST_SHARED] for start in range(len(piece) - LONGEST_SHARED + 1))


@pytest.mark.parametrize("seed", LAST_LINE)
def test_every_line_that_advises_something_has_its_advice(seed: str) -> None:
    lines = enumerate(document(seed).split("\n"), 1)
    advising = {number for number, line in lines if number <= LAST_LINE[seed] and ADVISING.search(line)}
    listed = {one.line for one in load_seeds(load_rulebook()).of(seed)}
    assert advising - listed == SITUATIONS.get(seed, set())


@pytest.mark.parametrize("seed", LAST_LINE)
def test_no_policy_text_copies_a_document(seed: str) -> None:
    written = set(runs(document(seed)))
    copied = {}
    for path in sorted((ROOT / "src" / "casewright" / "policies").rglob("*.toml")):
        shared = written & set(runs(path.read_text(encoding="utf-8")))
        if shared:
            copied[path.name] = sorted(shared)
    assert copied == {}
