"""A packet's signature gets its time from an authority over HTTP: OpenSSL's own, on the loopback."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from casewright.evidence.packet.signing import SigningKey, sign_packet, signature_holds
from casewright_sources.time_service import HttpTimeService

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


class Identity:
    """A made-up key with a certificate of its own."""

    def __init__(self, name: str, *, for_time: bool = False) -> None:
        self.key = rsa.generate_private_key(65537, 2048)
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(self.key.public_key())
            .serial_number(11)
            .not_valid_before(NOW - timedelta(days=1))
            .not_valid_after(NOW + timedelta(days=30))
        )
        if for_time:
            usage = x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(usage, critical=True)
        self.certificate = builder.sign(self.key, hashes.SHA256())

    def write(self, folder: Path) -> None:
        plain = serialization.NoEncryption()
        form = serialization.PrivateFormat.PKCS8
        (folder / "key.pem").write_bytes(self.key.private_bytes(serialization.Encoding.PEM, form, plain))
        (folder / "cert.pem").write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def pkcs12(self) -> bytes:
        closed = serialization.BestAvailableEncryption(b"pw")
        return pkcs12.serialize_key_and_certificates(b"key", self.key, self.certificate, None, closed)


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[str]:
    """The address of a running authority; below `/down` it answers with an error, below `/page` with a page."""
    Identity("Time", for_time=True).write(tmp_path)
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
        SigningKey(Identity("Shop").pkcs12(), b"pw"),
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
        plain_pdf(), SigningKey(Identity("Shop").pkcs12(), b"pw"), NOW, reason="r", time_service=service
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
