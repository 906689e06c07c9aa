"""What must not stand anywhere in the tree, and what must."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = {".py", ".toml", ".md", ".html", ".css", ".js", ".po", ".txt", ".lock", ".cfg", ".yml", ""}
HALF_WIDTH_AFTER_HAN = re.compile(r"[\u4e00-\u9fff][,;:?!](?=[\u4e00-\u9fff])")
INDEX_OPTION = re.compile(r"--(extra-)?index-url|--find-links")
MACHINE_PATH = re.compile(r"(?<![\w.])/(home|root|work|Users)/\w+")


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files"],  # noqa: S607 - git from the path, as the developer's shell finds it
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout, so there is no list of tracked files")
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def lines_matching(pattern: re.Pattern[str], suffixes: set[str], *, in_tests: bool = True) -> list[str]:
    found = []
    for path in tracked():
        if path.suffix not in suffixes or path == Path(__file__) or (not in_tests and ROOT / "tests" in path.parents):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    return found


def test_no_index_address_and_no_machine_path_is_tracked() -> None:
    assert lines_matching(INDEX_OPTION, TEXT) == []
    assert lines_matching(re.compile("://"), {".lock"}) == []
    assert lines_matching(MACHINE_PATH, TEXT - {""}) == []


def test_chinese_sentences_use_full_width_punctuation() -> None:
    # tests hold other people's texts and tables, which are as they are
    assert lines_matching(HALF_WIDTH_AFTER_HAN, {".py", ".toml", ".md", ".html", ".po"}, in_tests=False) == []


def test_every_lock_is_pinned_with_hashes() -> None:
    for lock in sorted((ROOT / "requirements").glob("*.lock")):
        pins = re.findall(r"^([a-z0-9._-]+)==\S+", lock.read_text(encoding="utf-8"), re.MULTILINE | re.IGNORECASE)
        blocks = re.split(r"^(?=[A-Za-z0-9._-]+==)", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
        assert pins, f"{lock.name} pins nothing"
        assert all("--hash=sha256:" in block for block in blocks), f"{lock.name} has a pin without a hash"
