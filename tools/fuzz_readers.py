#!/usr/bin/env python
"""Feed every reader with bytes that a coverage-guided fuzzer makes up, half an hour in all.

tools/fuzz_readers.py FOLDER [--seconds 1800] [--only READER]

Needs atheris (pip install atheris). The readers take turns. FOLDER keeps what each has learnt, so that a second run
goes on from there, and under `findings` whatever raised, took longer than 20 seconds or more than 2 GB. What is found
belongs, made small, into `tests/fuzzing/found/READER`, where the tests read it again. Exits with 1 when something was.
"""

import argparse
import os
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

_ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(_ROOT / "src"), str(_ROOT / "tests" / "fuzzing")]
_LIMITS = ["-timeout=20", "-rss_limit_mb=2048", "-max_len=16384", "-print_final_stats=1", "-verbosity=0"]
_FUZZED = ["casewright", "openpyxl", "oxmsg", "olefile", "dkim"]
_FINDINGS_PER_READER = 10


def _fuzz_one(reader: str, options: list[str]) -> None:
    import atheris  # noqa: PLC0415 - only the process that fuzzes needs it, and it must come before the readers

    with atheris.instrument_imports(include=_FUZZED):
        from fuzz_targets import TARGETS  # noqa: PLC0415 - imported here, it is watched

    atheris.Setup([sys.argv[0], *options], TARGETS[reader])
    atheris.Fuzz()


def _seeded(folder: Path, reader: str) -> Path:
    from fuzz_targets import FOUND, SEEDS  # noqa: PLC0415 - the process that fuzzes must not import it before

    corpus = folder / reader
    corpus.mkdir(parents=True, exist_ok=True)
    found = (path.read_bytes() for path in sorted((FOUND / reader).glob("*")))
    for seed in (*SEEDS[reader](), *found):
        (corpus / sha256(seed).hexdigest()[:20]).write_bytes(seed)
    return corpus


def _turn(folder: Path, reader: str, seconds: float) -> int:
    """Fuzz one reader for so long, beginning again after each finding. Return how many there were."""
    corpus, findings = _seeded(folder, reader), folder / "findings"
    findings.mkdir(exist_ok=True)
    until, count = time.monotonic() + seconds, 0
    while (left := until - time.monotonic()) >= 1 and count < _FINDINGS_PER_READER:
        options = [*_LIMITS, f"-max_total_time={int(left)}", f"-artifact_prefix={findings}/{reader}-", str(corpus)]
        done = subprocess.run([sys.executable, __file__, "--inside", reader, *options], check=False)  # noqa: S603 - ourselves
        count += done.returncode != 0
    return count


def main() -> int:
    """Let the readers take turns, or be the process that fuzzes one."""
    if sys.argv[1:2] == ["--inside"]:
        _fuzz_one(sys.argv[2], sys.argv[3:])
        return 0
    from fuzz_targets import TARGETS  # noqa: PLC0415 - the process that fuzzes must not import it before

    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--seconds", type=float, default=1800)
    asked.add_argument("--only", choices=sorted(TARGETS))
    given = asked.parse_args()
    readers = [given.only] if given.only else list(TARGETS)
    os.environ["PYTHONHASHSEED"] = "0"
    counts = {reader: _turn(given.folder.resolve(), reader, given.seconds / len(readers)) for reader in readers}
    sys.stderr.write("".join(f"{reader}: {count} findings\n" for reader, count in counts.items()))
    return int(any(counts.values()))


if __name__ == "__main__":
    sys.exit(main())
