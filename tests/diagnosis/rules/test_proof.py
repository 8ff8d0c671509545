"""Proof of possession."""

import pytest

from inspector.diagnosis.finding import Severity
from inspector.diagnosis.rules import proof
from tests.diagnosis.judging import ids, judge, v1
from tests.minting import NOW, mint

BOUND = mint(v1(cnf={"kid": "thumbprint"}))


def signed_request(**claims):
    """Return a signed HTTP request with a bound token inside."""
    whole = {"at": BOUND, "ts": NOW, "m": "GET", "u": "api.contoso.com", "p": "/orders", "cnf": {"jwk": {"kty": "RSA"}}}
    return mint({name: value for name, value in (whole | claims).items() if value is not None}, typ="pop")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (mint(v1()), []),
        (BOUND, []),
        (f"Authorization: Bearer {BOUND}", ["proof-of-possession-missing"]),
        (f"Authorization: PoP {signed_request()}", ["proof-of-possession"]),
        (signed_request(ts=NOW - 400), ["proof-too-old", "proof-of-possession"]),
        (signed_request(at=None), ["proof-without-token"]),
        (mint(v1(cnf={"jwk": {"kty": "EC", "x": "x", "y": "y"}})), []),
        (mint(v1(cnf={"jwk": {"kty": "EC", "x": "x", "y": "y", "d": "secret"}})), ["private-key-in-token"]),
        (mint(v1(cnf={"jwk": {"kty": "oct", "k": "secret"}})), ["private-key-in-token"]),
        (mint(v1(cnf={"jwk": "x"})), []),
    ],
)
def test_each_proof_has_its_finding(text, found):
    """A bound token needs its proof, and a proof its token and its moment."""
    assert ids(judge(proof, text)) == found


def test_a_bound_token_sent_plainly_blocks():
    """It is refused however good it is."""
    [found] = judge(proof, f"Authorization: Bearer {BOUND}")
    assert found.severity is Severity.BLOCKER
    assert len(found.sentence.split()) <= 25
