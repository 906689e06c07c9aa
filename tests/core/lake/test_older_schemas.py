"""A lake that an older version wrote opens and answers, and loses at its next compaction what has become personal."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

pl = pytest.importorskip("polars", reason="the lake is not installed: pip install casewright[lake]")

from casewright.domain.review import Review  # noqa: E402 - after the lake's packages were looked for
from casewright.domain.shipment import Scan, ScanKind  # noqa: E402 - the same
from casewright.intake.spapi import wrap_answers  # noqa: E402 - the same
from casewright.lake import compaction  # noqa: E402 - the same
from casewright.lake.checking import verify  # noqa: E402 - the same
from casewright.lake.compaction import compact  # noqa: E402 - the same
from casewright.lake.forgetting import forget_originals  # noqa: E402 - the same
from casewright.lake.importing import import_file  # noqa: E402 - the same
from casewright.lake.lake import Lake, folder_lake, original_name  # noqa: E402 - the same
from casewright.lake.lookup import records_of_orders  # noqa: E402 - the same
from casewright.lake.personal import with_personal  # noqa: E402 - the same
from casewright.lake.schema import SCHEMA_VERSION  # noqa: E402 - the same

AT = datetime(2026, 3, 1, tzinfo=UTC)
A = "302-0000001-0000001"
SCANS = (
    "order-id,tracking-number,event-time,event,city,signed-by\n"
    f"{A},1Z1,2026-01-07T10:00:00Z,Delivered,Aachen,Carla\n"
    f"{A},1Z1,2026-01-06T10:00:00Z,Left with Carla,Bremen,\n"
)
FEEDBACK_HEADER = "Date\tRating\tComments\tYour Response\tOrder ID\tRater Email\n"
FEEDBACK = f"{FEEDBACK_HEADER}1/9/26\t1\tBroken. Carla\tSorry Carla\t{A}\tc@e.com\n"
GONE = {"scan": ("city", "text"), "review": ("text", "seller_response")}
PERSONAL = (b"Aachen", b"Bremen", b"Carla")


def taken(lake: Lake, folder: Path, name: str, content: str | bytes) -> str:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return import_file(lake, path, name, at=AT).digest


def aged(lake: Lake, folder: Path) -> None:
    """Make the files what version 1 of the schema made them: with the fields that have gone since."""
    (folder / "lake.json").write_text('{"casewright": "lake", "version": 1}')
    for path in (folder / "imports").iterdir():
        manifest = json.loads(path.read_bytes())
        del manifest["schema"]
        for file in manifest["files"]:
            file["sha256"] = _aged_file(lake, folder / file["name"], file["table"])
        path.write_text(json.dumps(manifest))
    for path in (folder / "compacted").glob("*.json"):
        wire = json.loads(path.read_bytes())
        del wire["schema"]
        wire["sha256"] = _aged_file(lake, folder / wire["file"], path.stem)
        path.write_text(json.dumps(wire))


def _aged_file(lake: Lake, path: Path, table: str) -> str:
    frame = pl.read_parquet(path)
    found = {
        (record.place.digest, record.place.row): record
        for record in with_personal(lake, records_of_orders(lake, [A]))
        if isinstance(record, Scan | Review)
    }
    for name in GONE[table]:
        values = [getattr(found[source, row], name) for source, row in frame.select("source", "row").iter_rows()]
        frame = frame.with_columns(pl.Series(name, values, dtype=pl.String))
    frame.write_parquet(path, compression="uncompressed", metadata={"casewright.schema": "1"})
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def old(tmp_path: Path) -> Lake:
    """Return a lake of the first schema: scans compacted, feedback imported later."""
    made = folder_lake(tmp_path / "lake")
    taken(made, tmp_path, "scans.csv", SCANS)
    compact(made)
    taken(made, tmp_path, "feedback.txt", FEEDBACK)
    aged(made, tmp_path / "lake")
    return folder_lake(tmp_path / "lake")


def telling(folder: Path) -> list[str]:
    """Return the files, originals aside, that tell something of a person."""
    files = (path for path in folder.rglob("*") if path.is_file() and "originals" not in path.parts)
    return sorted(
        path.relative_to(folder).parts[0] for path in files if any(word in path.read_bytes() for word in PERSONAL)
    )


def said(lake: Lake) -> list[tuple[str | None, ...]]:
    """Return what the originals say in the fields that have gone."""
    return sorted(
        (record.city, record.text) if isinstance(record, Scan) else (record.text, record.seller_response)
        for record in with_personal(folder_lake_again(lake), records_of_orders(lake, [A]))
        if isinstance(record, Scan | Review)
    )


def folder_lake_again(lake: Lake) -> Lake:
    return folder_lake(lake.scratch.parent)


TOLD = [("Aachen", "Delivered"), ("Bremen", "Left with Carla"), ("Broken. Carla", "Sorry Carla")]


def test_an_older_lake_is_whole_answers_and_shows_the_fields_from_the_originals_alone(old: Lake) -> None:
    assert telling(old.scratch.parent) == ["compacted", "records", "records"]
    assert list(verify(old)) == []
    bare = records_of_orders(old, [A])
    assert [one.city or one.text for one in bare if isinstance(one, Scan)] == [None, None]
    assert [one.kind for one in bare if isinstance(one, Scan)] == [ScanKind.DELIVERED, ScanKind.DELIVERED]
    assert [(one.stars, one.text) for one in bare if isinstance(one, Review)] == [(1, None)]
    assert said(old) == TOLD


def test_the_next_compaction_takes_the_fields_out_of_every_file_and_changes_no_answer(old: Lake) -> None:
    before = records_of_orders(old, [A])
    assert compact(old) == ["scan", "review"]
    again = folder_lake_again(old)
    assert telling(old.scratch.parent) == []
    assert list(verify(again)) == []
    assert records_of_orders(again, [A]) == before
    assert said(again) == TOLD
    assert compact(again) == []


def test_forgetting_takes_the_fields_out_before_the_originals_go(old: Lake) -> None:
    assert len(forget_originals(old, date(2026, 4, 1))) == 2
    assert telling(old.scratch.parent) == []
    assert not list((old.scratch.parent / "originals").glob("*/*"))
    assert list(verify(folder_lake_again(old))) == []


def test_an_older_lake_takes_a_new_import_and_is_then_no_older_versions_any_more(old: Lake, tmp_path: Path) -> None:
    digest = taken(old, tmp_path, "more.csv", SCANS.replace("1Z1", "1Z2"))
    assert old.check() == SCHEMA_VERSION
    assert len(records_of_orders(old, [A])) == 5
    compact(old)
    assert old.store.has(f"imports/{digest}.json")
    assert len(records_of_orders(folder_lake_again(old), [A])) == 5


@pytest.mark.parametrize("after", ["manifests", "compacting"])
def test_a_renewal_that_was_killed_is_taken_up_again(old: Lake, monkeypatch: pytest.MonkeyPatch, after: str) -> None:
    def killed(*_: object) -> Iterator[str]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(compaction, "_compact" if after == "manifests" else "left_behind", killed)
        with pytest.raises(KeyboardInterrupt):
            compact(old)
    again = folder_lake_again(old)
    compact(again)
    assert telling(old.scratch.parent) == []
    assert list(verify(again)) == []
    assert said(again) == TOLD


def test_a_file_that_was_changed_is_left_for_verify_to_tell_of(old: Lake) -> None:
    changed = next((old.scratch.parent / "records" / "scan").iterdir())
    changed.write_bytes(changed.read_bytes() + b"x")
    compact(old)
    assert [one.code for one in verify(folder_lake_again(old))] == ["LAK011"]


def test_of_alike_rows_that_of_the_latest_import_stands_since_its_original_stays_longest(tmp_path: Path) -> None:
    lake = folder_lake(tmp_path / "lake")
    for month, note in ((3, ""), (4, "\n"), (1, "\n\n")):
        path = tmp_path / f"scans {month}.csv"
        path.write_text(SCANS + note, encoding="utf-8")
        import_file(lake, path, path.name, at=AT.replace(month=month))
    for _ in range(2):
        assert {one.place.file for one in records_of_orders(lake, [A])} == {"scans 4.csv"}
        compact(lake)


def test_a_scan_of_an_interfaces_answer_gets_its_town_from_the_answer(tmp_path: Path) -> None:
    event = {"eventCode": "EVENT_301", "eventDate": "2026-01-07T10:00:00Z", "eventAddress": {"city": "Aachen"}}
    parcel = {"packageNumber": 1, "trackingNumber": "1Z1", "signedForBy": "Carla", "trackingEvents": [event]}
    asked = {"packageNumber": 1, "orderId": A}
    answer = wrap_answers([("fba_outbound.getPackageTrackingDetails", asked, json.dumps({"payload": parcel}).encode())])
    lake = folder_lake(tmp_path / "lake")
    digest = taken(lake, tmp_path, "amazon.json", answer)
    bare = [one for one in records_of_orders(lake, [A]) if isinstance(one, Scan)]
    assert [one.city for one in bare] == [None]
    assert [one.city for one in with_personal(lake, bare) if isinstance(one, Scan)] == ["Aachen"]
    lake.store.remove(original_name(digest))
    assert with_personal(lake, bare) == bare
