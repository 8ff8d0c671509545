"""A certificate authority made on the spot, for serving the practice tenant over https on loopback."""

import ssl
import tempfile
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

NAMES = ("localhost", "practice.test")


def make_tls(now: float) -> tuple[str, ssl.SSLContext]:
    """Return a CA certificate (PEM) and a server context with a certificate of it for localhost and 127.0.0.1.

    Both are valid for a week from `now` (Unix seconds). The CA's key is forgotten, so that nothing else is ever signed.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from cryptography.x509.oid import ExtendedKeyUsageOID

    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = _name("Token Inspector practice CA, made on the spot")
    authority = _builder(ca_name, ca_name, ca_key, now).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    ca = _signed(_with_key_id(authority, ca_key), ca_key)
    addresses = [*map(x509.DNSName, NAMES), x509.IPAddress(IPv4Address("127.0.0.1"))]
    server = _builder(_name("localhost"), ca_name, key, now).add_extension(
        x509.SubjectAlternativeName(addresses), critical=False
    )
    server = server.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
    certificate = _signed(server.add_extension(issuer_id, critical=False), ca_key)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    chain = certificate.public_bytes(Encoding.PEM)
    return ca.public_bytes(Encoding.PEM).decode(), _context(private + chain)


def _builder(
    subject: "x509.Name", issuer: "x509.Name", key: "EllipticCurvePrivateKey", now: float
) -> "x509.CertificateBuilder":
    from cryptography import x509

    began = datetime.fromtimestamp(now, UTC)
    return (
        x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(began - timedelta(hours=1))
        .not_valid_after(began + timedelta(days=7))
    )


def _with_key_id(builder: "x509.CertificateBuilder", key: "EllipticCurvePrivateKey") -> "x509.CertificateBuilder":
    from cryptography import x509

    usage = x509.KeyUsage(
        key_cert_sign=True, crl_sign=True, digital_signature=False, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return builder.add_extension(identifier, critical=False).add_extension(usage, critical=True)


def _signed(builder: "x509.CertificateBuilder", key: "EllipticCurvePrivateKey") -> "x509.Certificate":
    from cryptography.hazmat.primitives.hashes import SHA256

    return builder.sign(key, SHA256())


def _name(common_name: str) -> "x509.Name":
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _context(pem: bytes) -> ssl.SSLContext:
    """Return a server context; `ssl` reads keys from files only, so that one lies on disk for a moment."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "server.pem"
        file.touch(0o600)
        file.write_bytes(pem)
        context.load_cert_chain(file)
    return context
