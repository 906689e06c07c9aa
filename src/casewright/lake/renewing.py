"""Write files of an older record schema anew, without the fields that have gone out of the record files since."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from casewright.lake.errors import FileLostError
from casewright.lake.lake import Lake, digest_in
from casewright.lake.lookup import frame_of_files
from casewright.lake.manifests import Manifest, RecordFile
from casewright.lake.parquet import sink
from casewright.lake.schema import SCHEMA_VERSION, lost_columns_since, table_named, tables

__all__ = ["is_outdated", "left_behind", "renew"]

_ROWS_AT_ONCE = 250_000


def is_outdated(lake: Lake) -> bool:
    """Say whether some file still holds fields that the present schema keeps out."""
    compacted = ((name, lake.compacted(name)) for name in tables())
    return any(_lost(manifest) for manifest in lake.manifests()) or any(
        one is not None and lost_columns_since(one.schema, name) for name, one in compacted
    )


def renew(lake: Lake) -> None:
    """Write the record files of older imports anew, and after each import its manifest. What is replaced stays for now.

    Whoever is killed begins again: the files get the same names. A file that is gone or was changed stays as it is, for
    `verify` to tell of.
    """
    for manifest in lake.manifests():
        if _lost(manifest) and all(_is_whole(lake, file) for file in manifest.files):
            files = tuple(_anew(lake, manifest, file) for file in manifest.files)
            lake.commit_anew(replace(manifest, files=files, schema=SCHEMA_VERSION))


def left_behind(lake: Lake) -> list[str]:
    """Return the manifests and record files that newer ones have taken the place of; a running import has none."""
    names = lake.store.names("imports")
    anew = {digest_in(name) for name in names if name != f"imports/{digest_in(name)}.json"}
    if not anew:
        return []
    used = {file.name for manifest in lake.manifests() for file in manifest.files}
    old = [f"imports/{digest}.json" for digest in sorted(anew) if f"imports/{digest}.json" in names]
    return old + [name for name in lake.store.names("records") if digest_in(name) in anew and name not in used]


def _lost(manifest: Manifest) -> bool:
    return any(lost_columns_since(manifest.schema, file.table) for file in manifest.files)


def _is_whole(lake: Lake, file: RecordFile) -> bool:
    try:
        with lake.store.path(file.name).open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest() == file.sha256
    except FileLostError:
        return False


def _anew(lake: Lake, manifest: Manifest, file: RecordFile) -> RecordFile:
    """Write one file anew under a name of its own, since a name with a digest never changes its content."""
    table = table_named(file.table)
    if table is None or not lost_columns_since(manifest.schema, file.table):
        return file
    rows = frame_of_files([lake.store.path(file.name)], table)
    with lake.draft() as draft:
        count = sink(_pieces(rows, file.records), draft, table, passing=True)
        with draft.open("rb") as written:
            checked = hashlib.file_digest(written, "sha256").hexdigest()
        name = f"records/{table.name}/{manifest.digest}.{SCHEMA_VERSION}.parquet"
        lake.store.keep(name, draft)
    return RecordFile(table.name, name, checked, count)


def _pieces(rows: pl.LazyFrame, count: int) -> Iterator[pl.DataFrame]:
    for start in range(0, count, _ROWS_AT_ONCE):
        yield rows.slice(start, _ROWS_AT_ONCE).collect()
