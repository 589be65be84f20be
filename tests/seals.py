"""Test certificates for seals and time stamps, and a time stamping service on this machine."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PASSPHRASE = "a test's passphrase"  # noqa: S105  of a key made a moment ago


class Issued(NamedTuple):
    """A certificate with its key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    def pem(self) -> bytes:
        """The certificate as PEM."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)


def issue(name: str, by: Issued | None = None, purpose: Any = None) -> Issued:
    """A certificate: a root when nobody is named who issues it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer = by.certificate.subject if by else subject
    now = datetime.now(UTC)
    root = by is None
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
    )
    usage |= {"digital_signature": True, "content_commitment": not root, "key_cert_sign": root, "crl_sign": root}
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=root, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if purpose is not None:
        built = built.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    return Issued(built.sign(by.key if by else key, hashes.SHA256()), key)


class Keys:
    """A root, a seal under it as PKCS#12 file, and a time stamping key under it."""

    def __init__(self, folder: Path) -> None:
        self.root = issue("Test root (no legal value)")
        self.seal = issue("Stad Voorbeeld, seal (test)", self.root)
        self.stamp = issue("Test time stamps", self.root, ExtendedKeyUsageOID.TIME_STAMPING)
        self.root_file, self.file = folder / "root.pem", folder / "seal.p12"
        self.root_file.write_bytes(self.root.pem())
        locked = serialization.BestAvailableEncryption(PASSPHRASE.encode())
        content = pkcs12.serialize_key_and_certificates(
            b"seal", self.seal.key, self.seal.certificate, [self.root.certificate], locked
        )
        self.file.write_bytes(content)

    @contextmanager
    def timestamps(self) -> Iterator[str]:
        """A time stamping service (RFC 3161) on this machine; gives its address."""
        from asn1crypto import keys, tsp  # noqa: PLC0415
        from asn1crypto import x509 as asn1  # noqa: PLC0415
        from pyhanko.sign.timestamps import DummyTimeStamper  # noqa: PLC0415

        certificate = asn1.Certificate.load(self.stamp.certificate.public_bytes(serialization.Encoding.DER))
        private = keys.PrivateKeyInfo.load(
            self.stamp.key.private_bytes(
                serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )

        class Service(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
                told = DummyTimeStamper(certificate, private).request_tsa_response(asked).dump()
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)

            def log_message(self, *_: Any) -> None:
                """Nothing."""

        server = HTTPServer(("127.0.0.1", 0), Service)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
