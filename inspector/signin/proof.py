"""Where a client's secret or certificate comes from: a file or the environment, read when it is used."""

import os
from collections.abc import Mapping
from pathlib import Path

from inspector.words import _


class ProofError(Exception):
    """The secret or certificate can't be had; the text says why, and quotes nothing of it."""


def secret_from_file(path: Path) -> str:
    """Return the secret that a text file holds, without the line's end. Raises ProofError."""
    return read_proof(path).decode("utf-8-sig", "replace").strip()


def secret_from_environment(name: str, environment: Mapping[str, str] = os.environ) -> str:
    """Return the secret in the environment variable `name`. Raises ProofError."""
    value = environment.get(name)
    if not value:
        raise ProofError(_("The environment variable {name} is not set.").format(name=name))
    return value


def read_proof(path: Path) -> bytes:
    """Return the bytes of a file with a secret or a certificate. Raises ProofError."""
    try:
        return path.read_bytes()
    except OSError as problem:
        raise ProofError(f"{path}: {problem.strerror}") from None


def needs_passphrase(certificate: bytes) -> bool:
    """Whether a certificate's key may be locked: an encrypted PEM, or a PFX, which doesn't say."""
    return b"ENCRYPTED" in certificate or b"-----BEGIN" not in certificate
