"""Whether a token came in the way that its kind of client gets tokens."""

import pytest

from inspector.diagnosis.diagnose import diagnose
from inspector.diagnosis.expectation import Client
from inspector.diagnosis.finding import Severity
from inspector.diagnosis.rules import client_fit
from tests.diagnosis.judging import GRAPH, app_only, case_of, id_token, judge, v1

APPLICATION = app_only()
MANAGED = app_only(xms_mirid="/subscriptions/s/resourcegroups/g/providers/Microsoft.Web/sites/orders")
PUBLIC, SECRET, CERTIFICATE = v1(), v1(appidacr="1"), v1(appidacr="2")
B, W, N = Severity.BLOCKER, Severity.WARNING, Severity.NOTE
APP_ONLY, DAEMON, SHIPPED, SERVER = (
    "app-only-on-user-client", "delegated-on-daemon", "secret-on-public-client", "public-client-on-server",
)  # fmt: skip
# For each kind of client: what is found of a token of client credentials, of a managed identity,
# and of a user's token that a public client, one with a secret and one with a certificate asked for.
NAMED = {
    Client.SPA: ((APP_ONLY, B), (APP_ONLY, B), None, (SHIPPED, W), (SHIPPED, W)),
    Client.WEB: ((APP_ONLY, B), (APP_ONLY, W), (SERVER, W), None, None),
    Client.NATIVE: ((APP_ONLY, B), (APP_ONLY, B), None, (SHIPPED, W), (SHIPPED, W)),
    Client.DAEMON: (None, None, (DAEMON, B), (DAEMON, B), (DAEMON, B)),
    Client.API: ((APP_ONLY, N), (APP_ONLY, N), (SERVER, N), None, None),
    Client.CLI: ((APP_ONLY, W), None, None, (SHIPPED, W), (SHIPPED, W)),
}
# What people say instead of naming the kind: a hint never blocks.
HINTED = {
    "Angular SPA with MSAL.js": ((APP_ONLY, W), (APP_ONLY, W), None, (SHIPPED, W), (SHIPPED, W)),
    "ASP.NET web app, users sign in": ((APP_ONLY, W), None, None, None, None),
    "Android app": ((APP_ONLY, W), (APP_ONLY, W), None, (SHIPPED, W), (SHIPPED, W)),
    "nightly job": (None, None, (DAEMON, W), (DAEMON, W), (DAEMON, W)),
    "my REST service": (None, None, None, None, None),
    "middle tier, on-behalf-of": ((APP_ONLY, W), (APP_ONLY, W), (SERVER, W), None, None),
    "on-behalf-of": ((APP_ONLY, W), (APP_ONLY, W), (SERVER, W), None, None),
    "device code": ((APP_ONLY, W), None, None, (SHIPPED, W), (SHIPPED, W)),
    "Django app with a nightly job": (None, None, None, None, None),
}


def found(claims, **expected):
    """Return the id and severity of what is found, or None."""
    return next(((each.id, each.severity) for each in judge(client_fit, claims, **expected)), None)


@pytest.mark.parametrize("client", NAMED)
def test_each_kind_of_client_has_its_ways(client):
    """A way that does not fit the client that the person named is found, whatever the pair."""
    ways = (APPLICATION, MANAGED, PUBLIC, SECRET, CERTIFICATE)
    assert tuple(found(claims, client=client) for claims in ways) == NAMED[client]


@pytest.mark.parametrize("words", HINTED)
def test_words_hint_at_the_client(words):
    """What the context suggests warns at most; where it names two clients, one of which fits, nothing is said."""
    ways = (APPLICATION, MANAGED, PUBLIC, SECRET, CERTIFICATE)
    assert tuple(found(claims, context=words) for claims in ways) == HINTED[words]


@pytest.mark.parametrize(
    ("claims", "expected", "weight"),
    [
        (APPLICATION, {"client": Client.WEB, "context": "it calls Graph with client credentials"}, W),
        (APPLICATION, {"client": Client.WEB, "roles": ("Mail.Read",)}, W),
        (APPLICATION, {"client": Client.SPA, "context": "it calls Graph with client credentials"}, B),
        (APPLICATION, {"client": Client.API, "context": "on-behalf-of"}, B),
        (MANAGED, {"client": Client.API, "context": "on-behalf-of"}, B),
        (PUBLIC, {"client": Client.API, "context": "on-behalf-of"}, W),
        (APPLICATION, {"client": Client.CLI, "context": "signed in by device code"}, B),
    ],
)
def test_what_is_meant_beats_the_table(claims, expected, weight):
    """A server may act for itself on purpose; a browser may not, and on-behalf-of gives no app-only token."""
    assert found(claims, **expected)[1] is weight


@pytest.mark.parametrize(
    ("client", "exposed"),
    [
        (Client.SPA, "whoever opens the page"),
        (Client.NATIVE, "whoever has the program"),
        (Client.WEB, "each visitor"),
        (Client.CLI, "people's machines"),
        (Client.API, "each caller"),
    ],
)
def test_the_exposure_names_whom_it_gives_the_power_to(client, exposed):
    """The sentence says to whom, the reason what they could do with which permissions."""
    [finding] = judge(client_fit, APPLICATION, client=client)
    assert exposed in finding.sentence
    assert "Mail.Read" in finding.why


def test_a_managed_identity_is_named_and_has_no_secret_to_renew():
    """The way is told apart in the sentence and in the remedies."""
    [managed] = judge(client_fit, MANAGED, client=Client.SPA)
    [secret] = judge(client_fit, APPLICATION, client=Client.SPA)
    assert "a managed identity" in managed.sentence
    assert len(managed.remedies) == len(secret.remedies) - 1


def test_a_users_job_is_given_scope_and_application_permission():
    """The API stays the same; flow and kind of permission change."""
    [finding] = judge(client_fit, v1(aud=GRAPH, scp="Mail.Read openid"), client="daemon")
    assert finding.remedies[0].snippet == "https://graph.microsoft.com/.default"
    assert "Mail.Read" in finding.remedies[1].text
    assert "openid" not in finding.remedies[1].text


def test_a_users_id_token_is_no_daemons():
    """Somebody signed in."""
    assert found(id_token(), client=Client.DAEMON) == (DAEMON, B)


def test_a_misfit_is_not_called_what_is_expected():
    """The verdict does not say in one breath that a token fits and that it does not."""
    diagnosis = diagnose(case_of(SECRET, client=Client.SPA))
    assert diagnosis.verdict.sentence.startswith("Apart from the client")
    assert diagnose(case_of(APPLICATION, client=Client.SPA)).verdict.outcome == "rejected"


def test_a_job_at_another_issuer():
    """.default and managed identities are Entra ID's; elsewhere the job gets a client of its own."""
    token = {"iss": "https://sso.example/realms/shop", "sub": "u", "aud": "x", "scope": "read", "exp": 1_800_000_600}
    [found] = judge(client_fit, token, client=Client.DAEMON)
    assert [each.snippet for each in found.remedies] == ["grant_type=client_credentials"]
    assert ".default" not in found.remedies[0].text
