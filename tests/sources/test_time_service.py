"""A packet's signature gets its time from an authority over HTTP: OpenSSL's own, on the loopback."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from casewright.evidence.packet.signing import SigningKey, sign_packet, signature_holds
from casewright_sources.time_service import HttpTimeService
from certificates import Identity

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")

NOW = datetime.now(UTC)  # noqa: TID251 - the authority stamps the present
CONFIG = """
[tsa]
default_tsa = it
[it]
serial = serial
crypto_device = builtin
signer_cert = cert.pem
signer_key = key.pem
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256, sha512
"""


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[str]:
    """The address of a running authority; below `/down` it answers with an error, below `/page` with a page."""
    Identity("Time", NOW, for_time=True).write(tmp_path)
    (tmp_path / "tsa.cnf").write_text(CONFIG)
    (tmp_path / "serial").write_text("01\n")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            (tmp_path / "query").write_bytes(query)
            subprocess.run(
                ["openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-out", "reply"],  # noqa: S607 - the system's own
                cwd=tmp_path,
                check=True,
                capture_output=True,
            )
            down, page = self.path.startswith("/down"), self.path.startswith("/page")
            self.send_response(503 if down else 200)
            self.send_header("Content-Type", "text/html" if page else "application/timestamp-reply")
            self.end_headers()
            self.wfile.write((tmp_path / "reply").read_bytes())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's own name
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def plain_pdf() -> bytes:
    document, target = pikepdf.new(), BytesIO()
    document.add_blank_page()
    document.save(target)
    return target.getvalue()


def test_a_signature_bears_the_authoritys_time(authority: str) -> None:
    signed = sign_packet(
        plain_pdf(),
        SigningKey(Identity("Shop", NOW).pkcs12(b"pw"), b"pw"),
        NOW,
        reason="r",
        time_service=HttpTimeService(authority),
    )
    assert signed.time_confirmed
    assert signature_holds(signed.pdf, NOW)
    with pikepdf.open(BytesIO(signed.pdf)) as document:
        token = bytes(document.Root.AcroForm.Fields[0].V.Contents)
    assert b"Time" in token


@pytest.mark.parametrize("path", ["/down", "/page"])
def test_an_authority_that_does_not_answer_properly_costs_the_time_not_the_signature(authority: str, path: str) -> None:
    service = HttpTimeService(authority + path)
    signed = sign_packet(
        plain_pdf(), SigningKey(Identity("Shop", NOW).pkcs12(b"pw"), b"pw"), NOW, reason="r", time_service=service
    )
    assert not signed.time_confirmed
    assert "it answered" in signed.remarks[0].en
    assert signature_holds(signed.pdf, NOW)


def test_nobody_there_is_an_error_of_the_system() -> None:
    with pytest.raises(OSError, match="refused"):
        HttpTimeService("http://127.0.0.1:9").reply(b"x")


@pytest.mark.parametrize("address", ["tsa.example", "ftp://tsa.example", "http://"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="no address of a time service"):
        HttpTimeService(address)
