"""Values of messages so that they can be compared without being kept: secrets become salted fingerprints."""

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping

from inspector.masking import is_secret_name

UNKNOWN = "?"  # a value that the recording hides
# What programs write where they took a secret out.
_HIDDEN = re.compile(
    r"…\(\d+ characters hidden\)|^\W*(?:redacted|removed|hidden|masked|filtered|x{3,}|\*{3,}|\.{3}|…)\W*$",
    re.IGNORECASE,
)
_VERIFIER = re.compile(r"[A-Za-z0-9\-._~]{43,128}")
_GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_ALSO_SECRET = frozenset({"username", "user_code", "verification_uri_complete", "user_assertion"})


# What this program writes in a redacted copy: the same for the same, so that it can be compared, but no more than that.
_WORD = re.compile(r"[a-z][a-z-]{2,40}-\d+")


def is_hidden(value: str) -> bool:
    """Whether `value` is what a program writes in a secret's place."""
    return bool(_HIDDEN.search(value))


def is_word(value: str) -> bool:
    """Whether `value` is what this program writes in a secret's place in a redacted copy."""
    return _WORD.fullmatch(value) is not None


class Fingerprints:
    """Turns secrets into marks that are equal where the secrets are; the salt lives as long as one reading."""

    def __init__(self) -> None:
        self._salt = secrets.token_bytes(16)

    def of(self, secret: str) -> str:
        """Return the mark of a secret; UNKNOWN where the recording hides it."""
        if is_hidden(secret):
            return UNKNOWN
        return "#" + hmac.new(self._salt, secret.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:20]

    def comparable(self, parameters: Mapping[str, str]) -> dict[str, str]:
        """Return `parameters` with each secret as its mark, and what a judge must know of the secrets' shapes."""
        kept = {
            name: self.of(value) if value and (is_secret_name(name) or name in _ALSO_SECRET) else _plain(value)
            for name, value in parameters.items()
        }
        if is_word(parameters.get("code_verifier", "")):
            kept["code_verifier"] = UNKNOWN
        return kept | dict(self._derived(parameters))

    def _derived(self, parameters: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        verifier = _written("code_verifier", parameters)
        if verifier:
            yield "verifier.challenge", s256(verifier)
            yield "verifier.length", str(len(verifier))
            yield "verifier.form", "good" if _VERIFIER.fullmatch(verifier) else "bad"
        if challenge := parameters.get("code_challenge"):
            yield "challenge.mark", self.of(challenge)
        if secret := _written("client_secret", parameters):
            yield "secret.form", "id" if _GUID.fullmatch(secret) else "space" if " " in secret else "plain"
        if code := _written("code", parameters):
            yield "code.loose", self.of(loose(code))


def _written(name: str, parameters: Mapping[str, str]) -> str:
    """Return a secret as it was sent, or nothing where something else stands in its place."""
    value = parameters.get(name, "")
    return "" if is_hidden(value) or is_word(value) else value


def loose(code: str) -> str:
    """Return a code without what wrong encoding changes in it, so that a damaged one is still known."""
    return re.sub(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9]", "", code)[:60]


def s256(verifier: str) -> str:
    """Return the challenge of a verifier (RFC 7636, section 4.2)."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode("utf-8", "replace")).digest()).rstrip(b"=").decode()


def _plain(value: str) -> str:
    return UNKNOWN if is_hidden(value) else value[:4000]
