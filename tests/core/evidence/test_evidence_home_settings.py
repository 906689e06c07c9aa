"""The settings of an evidence home: a bucket for what is sealed, a folder for copies of signed heads."""

from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

import pytest

from casewright.cli.evidence_home import evidence_home_at
from casewright.evidence.log.copies import FolderCopy
from casewright.evidence.vault.sealing import Label

AT = datetime(2026, 3, 1, tzinfo=UTC)


def keep(home: Path, content: bytes) -> str:
    label = Label("slip", "text/plain")
    return evidence_home_at(home).open().keep(content, label, subject="order 1", by="x", at=AT).exhibit


def test_each_signed_head_is_copied_and_the_log_is_held_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEWRIGHT_CHECKPOINT_COPIES", str(tmp_path / "copies"))
    keep(tmp_path / "home", b"a slip")
    assert [*FolderCopy(tmp_path / "copies").notes()]
    assert evidence_home_at(tmp_path / "home").verify().findings == ()
    (tmp_path / "home" / "log" / "journal").unlink()
    assert evidence_home_at(tmp_path / "home").verify().findings != ()


def test_a_folder_that_is_named_goes_before_the_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEWRIGHT_CHECKPOINT_COPIES", str(tmp_path / "told"))
    assert evidence_home_at(tmp_path, copies=tmp_path / "named").copies == tmp_path / "named"


def test_without_settings_all_stays_in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEWRIGHT_EVIDENCE_BUCKET", "")
    monkeypatch.delenv("CASEWRIGHT_CHECKPOINT_COPIES", raising=False)
    home = evidence_home_at(tmp_path)
    assert (home.bucket, home.copies) == (None, None)


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    moto = pytest.importorskip("moto.server", reason="moto is not installed")
    pytest.importorskip("obstore.store", reason="obstore is not installed")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    connection = HTTPConnection(host, port)
    connection.request("PUT", "/sealed")
    assert connection.getresponse().status == HTTPStatus.OK
    connection.close()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "made",
        "AWS_SECRET_ACCESS_KEY": "up",
        "AWS_REGION": "us-east-1",
        "AWS_ALLOW_HTTP": "true",
        "CASEWRIGHT_EVIDENCE_BUCKET": "s3://sealed/desk",
    }.items():
        monkeypatch.setenv(name, value)
    yield "s3://sealed/desk"
    server.stop()


@pytest.mark.slow
def test_a_bucket_of_the_settings_keeps_what_is_sealed(bucket: str, tmp_path: Path) -> None:
    name = keep(tmp_path, b"a slip")
    home = evidence_home_at(tmp_path)
    assert home.bucket == bucket
    assert home.open().open(name).content == b"a slip"
    assert home.verify().findings == ()
    assert not (tmp_path / "vault").exists()
