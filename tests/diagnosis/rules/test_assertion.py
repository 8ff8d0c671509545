"""Client assertions."""

import pytest

from inspector.diagnosis.finding import Severity
from inspector.diagnosis.rules import assertion
from tests.diagnosis.judging import CLIENT, TENANT, ids, judge
from tests.minting import NOW, mint

ENDPOINT = f"https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token"


def own(header=None, **claims):
    """Return a client assertion made with the client's own certificate."""
    whole = {
        "aud": ENDPOINT,
        "iss": CLIENT,
        "sub": CLIENT,
        "jti": "1",
        "nbf": NOW,
        "iat": NOW,
        "exp": NOW + 300,
    } | claims
    members = {"alg": "PS256", "x5t#S256": "x", "kid": None} | (header or {})
    return mint({name: value for name, value in whole.items() if value is not None}, **_present(members))


def _present(members):
    return {name: value for name, value in members.items() if value is not None or name == "kid"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (own(), []),
        (own({"alg": "RS256", "x5t#S256": None, "x5t": "x"}), []),
        (own(aud=f"https://login.microsoftonline.com/{TENANT}/v2.0"), []),
        (own(aud="https://graph.microsoft.com"), ["assertion-audience"]),
        (own(exp=NOW + 3600), ["assertion-reusable"]),
        (own(jti=None), ["assertion-reusable"]),
        (own({"alg": "HS256"}), ["assertion-algorithm"]),
        (own({"alg": "ES256"}), []),
    ],
)
def test_each_assertion_has_its_finding(text, found):
    """Fact by fact what Entra ID demands of them."""
    assert ids(judge(assertion, text)) == found


def test_an_assertion_without_a_thumbprint_blocks():
    """Entra ID finds the certificate by nothing else."""
    [found] = judge(assertion, own({"x5t#S256": None}))
    assert (found.id, found.severity) == ("assertion-thumbprint-missing", Severity.BLOCKER)
