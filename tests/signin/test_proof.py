"""Secrets and certificates from files and the environment, for window and terminal alike."""

from pathlib import Path

import pytest

from inspector.signin.proof import (
    ProofError,
    needs_passphrase,
    read_proof,
    secret_from_environment,
    secret_from_file,
)


def test_a_secret_in_a_file(tmp_path: Path) -> None:
    """The line's end and a byte order mark are no part of it."""
    path = tmp_path / "secret"
    path.write_bytes(b"\xef\xbb\xbfs3cret\r\n")
    assert secret_from_file(path) == "s3cret"


def test_a_secret_in_the_environment() -> None:
    """A variable that is not set, or empty, is named."""
    assert secret_from_environment("A", {"A": "s3cret"}) == "s3cret"
    for environment in ({}, {"A": ""}):
        with pytest.raises(ProofError, match="variable A"):
            secret_from_environment("A", environment)


def test_a_file_that_can_not_be_read(tmp_path: Path) -> None:
    """The error names the file and the reason."""
    with pytest.raises(ProofError, match="directory"):
        read_proof(tmp_path)


@pytest.mark.parametrize(
    ("content", "needed"),
    [
        (b"-----BEGIN ENCRYPTED PRIVATE KEY-----", True),
        (b"-----BEGIN PRIVATE KEY-----", False),
        (b"0\x82\x0a\x01", True),
    ],
)
def test_a_passphrase_may_be_needed(content: bytes, needed: bool) -> None:
    """By an encrypted PEM, and by every PFX."""
    assert needs_passphrase(content) is needed
