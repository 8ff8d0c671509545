"""How fast verifying is: all four checks of a resource, with reasons in words, against PyJWT alone."""

import time

import jwt
from bench_explain import Row, alternate
from cryptography.hazmat.primitives.asymmetric import rsa

from inspector.diagnosis.verification import Asked, verify
from inspector.tokens.keys import KeySet, from_public_key


def rows() -> list[Row]:
    """Return the rows of this file."""
    return [("verify an RS256 token with a cached key / PyJWT's decode", cached_key_ratio(), 1.3)]


def cached_key_ratio() -> float:
    """Signature, issuer, audience and lifetime of a token of about 2 kB, both ways."""
    pair = rsa.generate_private_key(65537, 2048)
    now = int(time.time())
    claims = {
        "iss": "https://issuer.test/",
        "aud": "api://orders",
        "iat": now,
        "nbf": now,
        "exp": now + 3600,
        "scp": "Orders.Read " * 100,
    }
    token = jwt.encode(claims, pair, algorithm="RS256", headers={"kid": "k1"})
    public = pair.public_key()
    keys = KeySet((from_public_key(public, "cache", key_id="k1"),))
    asked = Asked(now, ("api://orders",), "https://issuer.test/")

    def ours() -> None:
        for _ in range(50):
            assert verify(token, keys, asked).is_refused is False

    def theirs() -> None:
        for _ in range(50):
            jwt.decode(
                token, public, algorithms=["RS256"], audience="api://orders", issuer="https://issuer.test/", leeway=300
            )

    ours(), theirs()
    return alternate(ours, theirs, 100)
