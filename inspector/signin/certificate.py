"""A client's certificate and key, read from PEM or PFX, in the form that MSAL takes."""

from typing import Any

from inspector.signin.faults import CertificateError
from inspector.signin.request import Credential
from inspector.words import _


def msal_credential(credential: Credential) -> str | dict[str, Any]:
    """Return MSAL's `client_credential`: the secret, or key and certificate as PEM. Raises CertificateError."""
    if credential.secret:
        return credential.secret
    key, certificate = _read(credential)
    return {"private_key": key, "public_certificate": certificate}


def _read(credential: Credential) -> tuple[str, str]:
    content = credential.certificate
    if isinstance(content, bytes) and b"-----BEGIN" not in content:
        return _read_pfx(content, credential.passphrase)
    return _read_pem(content if isinstance(content, bytes) else content.encode(), credential.passphrase)


def _read_pfx(content: bytes, passphrase: str) -> tuple[str, str]:
    from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

    try:
        key, certificate, _others = load_key_and_certificates(content, passphrase.encode() or None)
    except ValueError:
        raise CertificateError(_("This is no PFX file, or the passphrase is wrong.")) from None
    if key is None or certificate is None:
        raise CertificateError(_("The PFX file must hold the certificate and its private key."))
    return _as_pem(key), _certificate_pem(certificate)


def _read_pem(content: bytes, passphrase: str) -> tuple[str, str]:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        certificates = x509.load_pem_x509_certificates(content)
    except ValueError:
        raise CertificateError(_("The PEM file must hold the certificate beside its private key.")) from None
    try:
        key = load_pem_private_key(content, passphrase.encode() or None)
    except TypeError:  # a passphrase for a plain key, or none for an encrypted one
        raise CertificateError(
            _("The private key has no passphrase.") if passphrase else _("The private key needs its passphrase.")
        ) from None
    except ValueError:
        raise CertificateError(_("The private key can't be read, or the passphrase is wrong.")) from None
    own = next((each for each in certificates if each.public_key() == key.public_key()), None)
    if own is None:
        raise CertificateError(_("The private key does not belong to the certificate."))
    return _as_pem(key), _certificate_pem(own)


def _as_pem(key: Any) -> str:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    if not isinstance(key, RSAPrivateKey):
        raise CertificateError(_("Entra ID takes certificates with RSA keys only."))
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")


def _certificate_pem(certificate: Any) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding

    return str(certificate.public_bytes(Encoding.PEM).decode("ascii"))
