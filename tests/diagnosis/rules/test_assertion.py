"""Client assertions and federated credentials."""

import json

import pytest

from inspector.diagnosis.finding import Severity
from inspector.diagnosis.rules import assertion
from tests.diagnosis.judging import CLIENT, TENANT, ids, judge, v1
from tests.minting import NOW, mint

ENDPOINT = f"https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token"
EXCHANGE = "api://AzureADTokenExchange"


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


def workload(header=None, **claims):
    """Return a workload's token for a federated credential."""
    whole = {
        "iss": "https://token.actions.githubusercontent.com",
        "sub": "repo:contoso/orders:ref:refs/heads/main",
        "aud": EXCHANGE,
        "exp": NOW + 300,
    }
    return mint(whole | claims, **(header or {}))


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
        (workload(), ["federated-credential"]),
        (workload(aud="api://azureadtokenexchange"), ["federated-credential-audience"]),
        (workload(aud=[EXCHANGE, "x"]), ["federated-credential-audience"]),
        (workload(aud=f"{EXCHANGE}USGov"), ["federated-credential"]),
        (workload({"alg": "ES256"}), ["assertion-algorithm", "federated-credential"]),
        (mint(v1(aud="fb60f99c-7a34-4190-8149-302f77469936")), ["federated-credential-delegated"]),
        (mint(v1()), []),
    ],
)
def test_each_assertion_has_its_finding(text, found):
    """Fact by fact what Entra ID demands of them."""
    assert ids(judge(assertion, text)) == found


def test_an_assertion_without_a_thumbprint_blocks():
    """Entra ID finds the certificate by nothing else."""
    [found] = judge(assertion, own({"x5t#S256": None}))
    assert (found.id, found.severity) == ("assertion-thumbprint-missing", Severity.BLOCKER)


def test_another_audience_may_be_meant():
    """A workload's token for somebody else is only warned of; a misspelt exchange blocks."""
    [other] = judge(assertion, workload(aud="sts.amazonaws.com"))
    [misspelt] = judge(assertion, workload(aud=f"{EXCHANGE}/"))
    assert (other.severity, misspelt.severity) == (Severity.WARNING, Severity.BLOCKER)


def test_the_credential_to_register_can_be_copied():
    """Issuer, subject and audience stand as the portal and CLI want them."""
    [found] = judge(assertion, workload())
    assert json.loads(found.remedies[-1].snippet) == {
        "issuer": "https://token.actions.githubusercontent.com",
        "subject": "repo:contoso/orders:ref:refs/heads/main",
        "audiences": [EXCHANGE],
    }
