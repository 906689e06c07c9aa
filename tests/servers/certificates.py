"""Certificates that tests make up: for servers on loopback, and for whoever signs or confirms a time."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

__all__ = ["Identity", "write_certificate"]


def write_certificate(root: Path) -> None:
    """Write a certificate for loopback that is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.test")])
    now = datetime.now(UTC)  # noqa: TID251 - a certificate is checked against the machine's clock
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (root / "server.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (root / "server.key").write_bytes(private)


class Identity:
    """A made-up key with a certificate of its own, good for years around an instant; `for_time` may confirm times."""

    def __init__(self, name: str, at: datetime, *, for_time: bool = False) -> None:
        self.key = rsa.generate_private_key(65537, 2048)
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(self.key.public_key())
            .serial_number(7)
            .not_valid_before(at - timedelta(days=900))
            .not_valid_after(at + timedelta(days=9000))
        )
        if for_time:
            usage = x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(usage, critical=True)
        self.certificate = builder.sign(self.key, hashes.SHA256())

    @property
    def der(self) -> bytes:
        """The certificate."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def key_bytes(self, encoding: serialization.Encoding = serialization.Encoding.DER) -> bytes:
        """Return the key, unprotected."""
        return self.key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())

    def write(self, folder: Path) -> None:
        """Write `key.pem` and `cert.pem`."""
        (folder / "key.pem").write_bytes(self.key_bytes(serialization.Encoding.PEM))
        (folder / "cert.pem").write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def pkcs12(self, password: bytes) -> bytes:
        """Return key and certificate as one protected file."""
        closed = serialization.BestAvailableEncryption(password)
        return pkcs12.serialize_key_and_certificates(b"key", self.key, self.certificate, None, closed)
