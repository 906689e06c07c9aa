"""The lake over a real S3 protocol, served on this machine's loopback only."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

pytest.importorskip("polars", reason="the lake is not installed: pip install casewright[lake]")

from casewright.cli.main import main
from casewright.lake.checking import verify
from casewright.lake.compaction import compact
from casewright.lake.importing import import_file
from casewright.lake.lake import Lake
from casewright.lake.lookup import records_of_orders
from casewright.lake.objects import ObjectStoreFiles

if TYPE_CHECKING:
    from obstore.store import S3Store

pytestmark = pytest.mark.slow
AT = datetime(2026, 3, 1, tzinfo=UTC)
HEADER = "amazon-order-id\tpurchase-date\tlast-updated-date\torder-status\tsku\n"
LINE = "302-0000001-0000001\t2026-01-05T10:00:00+00:00\t2026-01-0{day}T10:00:00+00:00\t{state}\tLAMP-1\n"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    moto = pytest.importorskip("moto.server", reason="moto is not installed")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    connection = HTTPConnection(host, port)
    connection.request("PUT", "/reports")
    assert connection.getresponse().status == HTTPStatus.OK
    connection.close()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(scope="module")
def bucket(endpoint: str) -> "S3Store":
    store = pytest.importorskip("obstore.store", reason="obstore is not installed")
    opened: S3Store = store.S3Store(
        "reports",
        endpoint=endpoint,
        access_key_id="made",
        secret_access_key="up",
        region="us-east-1",
        virtual_hosted_style_request=False,
        client_options={"allow_http": True},
    )
    return opened


def test_what_one_machine_imports_into_a_bucket_another_finds_there(bucket: "S3Store", tmp_path: Path) -> None:
    ours = Lake(ObjectStoreFiles(bucket, tmp_path / "ours"), tmp_path / "ours" / "drafts")
    theirs = Lake(ObjectStoreFiles(bucket, tmp_path / "theirs"), tmp_path / "theirs" / "drafts")
    for number, state in enumerate(("Unshipped", "Shipped"), 5):
        report = tmp_path / f"{state}.txt"
        report.write_text(HEADER + LINE.format(day=number, state=state), encoding="utf-8")
        assert import_file(ours, report, report.name, at=AT).new
        assert not import_file(theirs, report, report.name, at=AT).new
        found = records_of_orders(theirs, ["302-0000001-0000001"])
        assert [one.status_text for one in found] == [state]  # type: ignore[union-attr]
        assert compact(theirs) == ["order_line"]
        assert records_of_orders(ours, ["302-0000001-0000001"]) == found
    assert list(verify(ours)) == []


def test_the_command_keeps_and_finds_reports_in_a_bucket_and_says_what_is_wrong(
    endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "made", "AWS_SECRET_ACCESS_KEY": "up", "AWS_REGION": "us-east-1"}
    for name, value in (keys | {"AWS_ENDPOINT_URL": endpoint, "CASEWRIGHT_LAKE_COPIES": str(tmp_path)}).items():
        monkeypatch.setenv(name, value)
    (tmp_path / "orders.txt").write_text(HEADER + LINE.format(day=5, state="Shipped"), encoding="utf-8")
    where = ["--lake", "s3://reports/shop/lake"]
    done = CliRunner().invoke(main, ["lake", "import", str(tmp_path / "orders.txt"), *where])
    assert done.exit_code == 0, done.output
    for folder in tmp_path.iterdir():
        shutil.rmtree(folder) if folder.is_dir() else folder.unlink()
    found = CliRunner().invoke(main, ["lake", "order", "302-0000001-0000001", *where])
    assert "Shipped" in found.output
    assert CliRunner().invoke(main, ["lake", "verify", *where]).exit_code == 0
    nowhere = CliRunner().invoke(main, ["lake", "verify", "--lake", "s3://no-such-bucket/lake", "--lang", "zh"])
    assert nowhere.exit_code == 1
    assert "s3://no-such-bucket/lake" in nowhere.output
    unmade = ["lake", "import", str(tmp_path / "again.txt"), "--lake", "s3://no-such-bucket/lake"]
    (tmp_path / "again.txt").write_text(HEADER + LINE.format(day=5, state="Shipped"), encoding="utf-8")
    refused = CliRunner().invoke(main, unmade)
    assert refused.exit_code == 1
    assert "there is no such bucket" in refused.output
    named = CliRunner().invoke(main, ["lake", "verify"], env={"CASEWRIGHT_LAKE": where[1]})
    assert named.exit_code == 0, named.output
    strange = CliRunner().invoke(main, ["lake", "verify", "--lake", "ftp://reports/lake"])
    assert "s3://BUCKET/PREFIX" in strange.output
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_RETRIES", "0")
    dead = CliRunner().invoke(main, ["lake", "verify", *where])
    assert "bucket did not do what was asked" in dead.output
