"""The vault over a real S3 protocol, served on this machine's loopback only."""

import hashlib
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casewright.evidence.log.journal import FolderJournal
from casewright.evidence.log.log import Log
from casewright.evidence.log.note import NoteSigner
from casewright.evidence.vault.digest import digest_of
from casewright.evidence.vault.errors import BlobDamagedError
from casewright.evidence.vault.keys import FolderKeys
from casewright.evidence.vault.leaves import leaf_name
from casewright.evidence.vault.objects import ObjectBlobs
from casewright.evidence.vault.sealing import Label
from casewright.evidence.vault.vault import Vault
from casewright.evidence.vault.verify import verify_vault

if TYPE_CHECKING:
    from obstore.store import S3Store

pytestmark = pytest.mark.slow
SIGNER = NoteSigner("shop.example/evidence", bytes(range(32)))
AT = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def bucket() -> Iterator["S3Store"]:
    moto = pytest.importorskip("moto.server", reason="moto is not installed")
    store = pytest.importorskip("obstore.store", reason="obstore is not installed")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    assert host == "127.0.0.1"
    s3 = store.S3Store(
        "vault",
        endpoint=f"http://{host}:{port}",
        access_key_id="made",
        secret_access_key="up",
        region="us-east-1",
        virtual_hosted_style_request=False,
        client_options={"allow_http": True},
    )
    make_bucket(host, port)
    yield s3
    server.stop()


def make_bucket(host: str, port: int) -> None:
    connection = HTTPConnection(host, port)
    connection.request("PUT", "/vault")
    assert connection.getresponse().status == HTTPStatus.OK
    connection.close()


def test_an_object_is_created_once_and_never_overwritten(bucket: "S3Store") -> None:
    blobs = ObjectBlobs(bucket, "once")
    digest = digest_of(b"right")
    assert blobs.get(digest) is None
    assert blobs.put(digest, b"right")
    assert not blobs.put(digest, b"right")
    with pytest.raises(BlobDamagedError):
        blobs.put(digest, b"wrong")
    assert blobs.get(digest) == b"right"


def test_of_many_writers_of_one_object_one_creates_it(bucket: "S3Store") -> None:
    blobs = ObjectBlobs(bucket, "race")
    digest = digest_of(b"same")
    created: list[bool] = []
    threads = [threading.Thread(target=lambda: created.append(blobs.put(digest, b"same"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(created) == [False] * 7 + [True]


def test_a_vault_over_a_bucket_keeps_finds_verifies_and_resumes(bucket: "S3Store", tmp_path: Path) -> None:
    blobs = ObjectBlobs(bucket, "shop")
    keys = FolderKeys(tmp_path / "keys", bytes(32), lambda size: hashlib.sha512(b"x").digest()[:size])
    journal = FolderJournal(tmp_path / "log")
    vault = Vault(blobs, keys, Log(journal, SIGNER.key, SIGNER, name_of=leaf_name))
    contents = {f"EX-{number}": f"content {number}".encode() * 20_000 for number in range(12)}
    for name, content in contents.items():
        vault.keep(content, Label(name, "image/jpeg"), subject="order 1", by="agent-1", at=AT)
    assert vault.open("EX-7").content == contents["EX-7"]
    report = verify_vault(blobs, journal, SIGNER.key, keys=keys)
    assert (report.whole, report.opened) == (True, 12)
    later = FolderJournal(tmp_path / "other-log")
    again = Vault(blobs, keys, Log(later, SIGNER.key, SIGNER, name_of=leaf_name))
    assert sorted(again.resume(by="desk", at=AT).entered) == sorted(contents)
    assert verify_vault(blobs, later, SIGNER.key, keys=keys).whole
