"""What the evidence log costs: appends, proofs, checks and durable commits, beside pymerkle and beside a plain chain.

Run: python benchmarks/log.py [ENTRIES]
Rates in memory are per second of CPU; durable rates are per second on the clock, on the disk of the working folder.
pymerkle is left out where it is not installed (pip install "casewright[bench]"); it is never part of the product.
"""

import hashlib
import importlib
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from casewright.cli.evidence_home import EvidenceHome
from casewright.evidence.log.checkpoint import open_checkpoint, sign_checkpoint
from casewright.evidence.log.journal import FolderJournal
from casewright.evidence.log.log import Log
from casewright.evidence.log.merkle import leaf_hash, verify_consistency, verify_inclusion
from casewright.evidence.log.note import NoteSigner
from casewright.evidence.log.proof import open_proof
from casewright.evidence.log.tree import Tree
from casewright.evidence.vault.blobs import FolderBlobs
from casewright.evidence.vault.digest import digest_of
from casewright.evidence.vault.sealing import Label

DEFAULT_ENTRIES = 100_000
PROOFS = 2_000
SIGNER = NoteSigner("shop.example/evidence", bytes(range(32)))


def _entry(number: int) -> bytes:
    return b'{"exhibit":"EX-%012d","commitment":"hmac-sha256:%s"}' % (number, b"0f" * 48)


def _cpu(work: Callable[[], int]) -> float:
    """How often a second of CPU does the work, whose count the work returns. The best of three."""
    best = 0.0
    for _ in range(3):
        started = time.process_time()
        count = work()
        best = max(best, count / (time.process_time() - started))
    return best


def _tell(what: str, ours: float, pymerkle: float | None = None, chain: float | None = None) -> None:
    columns = (f"{value:>14,.0f}" if value is not None else f"{'—':>14}" for value in (ours, pymerkle, chain))
    print(f"{what:<40}{''.join(columns)}")


def _in_memory(entries: list[bytes]) -> None:
    tree, other = Tree(), _pymerkle()
    size = len(entries)

    def append() -> int:
        fresh = Tree()
        for entry in entries:
            fresh.append(entry)
        return size

    def chain() -> int:
        running = bytes(32)
        for entry in entries:
            running = hashlib.sha256(running + entry).digest()
        return size

    for entry in entries:
        tree.append(entry)
    theirs = None if other is None else _pymerkle_appends(entries[: size // 5])
    _tell(f"appends/CPU-s, to {size:,}", _cpu(append), theirs, _cpu(chain))
    root = tree.root()
    some = [number * 7919 % size for number in range(PROOFS)]
    proofs = [tree.inclusion(index) for index in some]
    past = [tree.consistency(index + 1) for index in some]
    if other is not None:
        _fill(other, entries[: size // 5])
        _same_root(other, entries[: size // 5])
    few = [index % (size // 5) + 1 for index in some[:200]]
    _tell(
        "inclusion proofs/CPU-s",
        _cpu(lambda: len([tree.inclusion(index) for index in some])),
        None if other is None else _cpu(lambda: len([other.prove_inclusion(index) for index in few])),
        _cpu(lambda: chain() and 1),
    )
    _tell(
        "consistency proofs/CPU-s",
        _cpu(lambda: len([tree.consistency(index + 1) for index in some])),
        None if other is None else _cpu(lambda: len([other.prove_consistency(index, size // 5) for index in few])),
    )
    leaves = [leaf_hash(entries[index]) for index in some]

    def check_inclusion() -> int:
        checked = zip(some, leaves, proofs, strict=True)
        return sum(verify_inclusion(index, size, leaf, proof, root) for index, leaf, proof in checked)

    roots = [tree.root(index + 1) for index in some]

    def check_consistency() -> int:
        checked = zip(some, roots, past, strict=True)
        return sum(verify_consistency(index + 1, size, old, root, proof) for index, old, proof in checked)

    _tell("inclusion checks/CPU-s", _cpu(check_inclusion))
    _tell("consistency checks/CPU-s", _cpu(check_consistency))
    note = sign_checkpoint(size, root, SIGNER)
    _tell("heads signed/CPU-s", _cpu(lambda: len([sign_checkpoint(size, root, SIGNER) for _ in range(PROOFS)])))
    _tell("heads checked/CPU-s", _cpu(lambda: len([open_checkpoint(note, SIGNER.key) for _ in range(PROOFS)])))


def _durable(folder: Path, entries: list[bytes]) -> None:
    def timed(work: Callable[[], int]) -> float:
        started = time.perf_counter()
        return work() / (time.perf_counter() - started)

    log = Log(FolderJournal(folder / "alone"), SIGNER.key, SIGNER)
    alone = timed(lambda: len([log.append(entry) for entry in entries[:300]]))
    _tell(
        "durable signed commits/s, one caller",
        alone,
        _pymerkle_durable(folder, entries[:300]),
        _chain(folder, entries[:300]),
    )
    group = Log(FolderJournal(folder / "group"), SIGNER.key, SIGNER)

    def many() -> int:
        parts = [entries[part:6_400:64] for part in range(64)]
        threads = [threading.Thread(target=lambda part=part: [group.append(one) for one in part]) for part in parts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return len(group)

    _tell("durable entries/s, 64 callers at once", timed(many))
    batch = Log(FolderJournal(folder / "batch"), SIGNER.key, SIGNER)

    def batches() -> int:
        for start in range(0, len(entries), 100):
            batch.append(*entries[start : start + 100])
        return len(batch)

    _tell("durable entries/s, 100 to a call", timed(batches))
    _tell("entries/CPU-s rechecked at opening", _cpu(lambda: len(Log(FolderJournal(folder / "batch"), SIGNER.key))))
    again = Log(FolderJournal(folder / "batch"), SIGNER.key)
    text = again.proof(len(again) // 2)
    open_proof(text, SIGNER.key)
    blobs = FolderBlobs(folder / "vault")
    photos = [os.urandom(200_000) for _ in range(60)]
    _tell("exhibits of 200 KB put durably/s", timed(lambda: sum(blobs.put(digest_of(one), one) for one in photos)))
    vault = EvidenceHome(folder / "home").open()
    at = datetime(2026, 3, 1, tzinfo=UTC)

    def keep() -> int:
        for number, photo in enumerate(photos):
            vault.keep(photo, Label(f"EX-{number}", "image/jpeg"), subject=f"order {number}", by="agent-1", at=at)
        return len(photos)

    _tell("exhibits of 200 KB kept whole/s", timed(keep))
    print(f"\na proof file at {len(again):,} entries: {len(text.splitlines())} lines, {len(text.encode()):,} bytes")
    print(f"a plain chain proves one entry with all of them: {sum(map(len, entries)):,} bytes")


def _chain(folder: Path, entries: list[bytes]) -> float:
    """A chain of hashes in a file with the same durability, and no signature."""
    running = bytes(32)
    started = time.perf_counter()
    with (folder / "chain").open("wb") as file:
        for entry in entries:
            running = hashlib.sha256(running + entry).digest()
            file.write(running.hex().encode() + b" " + entry + b"\n")
            file.flush()
            os.fsync(file.fileno())
    return len(entries) / (time.perf_counter() - started)


def _pymerkle() -> Any | None:  # noqa: ANN401 - the yardstick has no types
    try:
        return importlib.import_module("pymerkle").InmemoryTree(algorithm="sha256")
    except ModuleNotFoundError:
        return None


def _fill(tree: Any, entries: list[bytes]) -> None:  # noqa: ANN401 - the yardstick has no types
    for entry in entries:
        tree.append_entry(entry)


def _same_root(tree: Any, entries: list[bytes]) -> None:  # noqa: ANN401 - the yardstick has no types
    ours = Tree()
    for entry in entries:
        ours.append(entry)
    if tree.get_root() != ours.root():
        raise SystemExit("pymerkle has another root")


def _pymerkle_appends(entries: list[bytes]) -> float:
    started = time.process_time()
    _fill(_pymerkle(), entries)
    return len(entries) / (time.process_time() - started)


def _pymerkle_durable(folder: Path, entries: list[bytes]) -> float | None:
    """Its own SQLite tree, one durable append at a time; it signs nothing."""
    try:
        tree = importlib.import_module("pymerkle").SqliteTree(str(folder / "pymerkle.db"), algorithm="sha256")
    except ModuleNotFoundError:
        return None
    started = time.perf_counter()
    _fill(tree, entries)
    return len(entries) / (time.perf_counter() - started)


def main() -> None:
    """Measure and print."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_ENTRIES
    entries = [_entry(number) for number in range(size)]
    print(f"{'entries of ' + str(len(entries[0])) + ' bytes':<40}{'casewright':>14}{'pymerkle':>14}{'plain chain':>14}")
    _in_memory(entries)
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        _durable(Path(folder), entries)


if __name__ == "__main__":
    main()
