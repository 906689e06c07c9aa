"""Check a lake: every file is there, and its bytes are those that were written."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from casewright.domain.words import Words
from casewright.lake.errors import FileLostError
from casewright.lake.forgetting import forgotten_name
from casewright.lake.lake import Lake, original_name
from casewright.lake.schema import tables

__all__ = ["Fault", "verify"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one file of the lake, and what to do."""

    code: str
    name: str
    words: Words


_LOST = Words(
    "{name} is missing. Import its original again.",
    "缺少 {name}。请重新导入原始文件。",
)
_CHANGED = Words(
    "{name} is not what was written: its bytes were changed. Restore it from a backup, or remove it and import its "
    "original again.",
    "{name} 与写入时不同，内容已被改动。请从备份恢复，或删除后重新导入原始文件。",
)
_COUNT = Words(
    "{name} holds {found} records, and its import states {stated}. Import its original again.",
    "{name} 有 {found} 条记录，而导入时记为 {stated} 条。请重新导入原始文件。",
)
_UNKNOWN = Words(
    "{name} belongs to no import: an import was killed before its end. Import the file again, or remove it.",
    "{name} 不属于任何一次导入：导入在完成前中断。请重新导入该文件，或将其删除。",
)


def verify(lake: Lake, step: Callable[[str], None] | None = None) -> Iterator[Fault]:
    """Yield every fault. Each file is read once; nothing is changed."""
    lake.check()
    expected: dict[str, str] = {}
    for manifest in lake.manifests():
        if not lake.store.has(forgotten_name(manifest.digest)):
            expected[original_name(manifest.digest)] = manifest.digest
        for file in manifest.files:
            expected[file.name] = file.sha256
    for table in tables():
        compacted = lake.compacted(table)
        if compacted:
            expected[compacted.file] = compacted.sha256
    for name, digest in sorted(expected.items()):
        if step:
            step(name)
        fault = _fault(lake, name, digest)
        if fault is not None:
            yield fault
    yield from _miscounted(lake)
    stray = {*lake.store.names("records"), *lake.store.names("originals")} - expected.keys()
    yield from (Fault("LAK013", name, _UNKNOWN.fill(name=name)) for name in sorted(stray))


def _fault(lake: Lake, name: str, digest: str) -> Fault | None:
    try:
        with lake.store.path(name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() == digest:
                return None
    except FileLostError:
        return Fault("LAK010", name, _LOST.fill(name=name))
    return Fault("LAK011", name, _CHANGED.fill(name=name))


def _miscounted(lake: Lake) -> Iterator[Fault]:
    for manifest in lake.manifests():
        for file in manifest.files:
            try:
                found = pl.scan_parquet(lake.store.path(file.name)).select(pl.len()).collect().item()
            except (FileLostError, pl.exceptions.PolarsError):
                continue
            if found != file.records:
                yield Fault("LAK012", file.name, _COUNT.fill(name=file.name, found=found, stated=file.records))
