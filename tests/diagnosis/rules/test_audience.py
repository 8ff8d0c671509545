"""Audience mathematics: every way in which a token can be for another API, or for the same one in other words."""

import pytest

from inspector.diagnosis.audience import Match, compare, is_literal
from inspector.diagnosis.finding import Severity, Who
from inspector.diagnosis.rules import audience
from tests.diagnosis.judging import API, CLIENT, GRAPH, app_only, bare, id_token, ids, judge, v1
from tests.minting import entra, mint

GRAPH_ID = "00000003-0000-0000-c000-000000000000"
WORDS = "the API's client ID (AzureAd:ClientId)"
ARM = "https://management.azure.com/"
GOV = "https://management.usgovcloudapi.net"


@pytest.mark.parametrize(
    ("found", "expected", "version", "match"),
    [
        # the same
        ("api://orders", "api://orders", "1.0", Match.SAME),
        (API, API, "2.0", Match.SAME),
        (GRAPH_ID, GRAPH, "1.0", Match.SAME),
        (GRAPH, GRAPH_ID, "1.0", Match.SAME),
        (GRAPH + "/", GRAPH, "1.0", Match.SAME),
        ("https://Graph.microsoft.com", GRAPH, "1.0", Match.SAME),
        ("https://management.core.windows.net/", ARM, "1.0", Match.SAME),
        ("https://management.azure.com", ARM, "1.0", Match.SAME),
        ("https://vault.azure.net", "https://my.vault.azure.net", "1.0", Match.SAME),
        ("https://storage.azure.com/", "https://acct.blob.core.windows.net", "1.0", Match.SAME),
        # the same in another spelling
        (GOV, GOV + "/", "1.0", Match.SLASH),
        ("api://orders/", "api://orders", "1.0", Match.SLASH),
        ("api://orders", "api://orders/", "1.0", Match.SLASH),
        ("https://orders.contoso.com", "https://orders.contoso.com/", "1.0", Match.SLASH),
        ("api://Orders", "api://orders", "1.0", Match.CASE),
        ("api://Orders/", "api://orders", "1.0", Match.CASE),
        (API, API.upper(), "2.0", Match.CASE),
        ("api://orders", "api://orders\u200b", "1.0", Match.INVISIBLE),
        ("api://orders ", "api://orders", "1.0", Match.INVISIBLE),
        ("api://ord\u00a0ers", "api://orders", "1.0", Match.INVISIBLE),
        # the versions of one API
        (f"api://{API}", API, "1.0", Match.VERSION),
        (API, f"api://{API}", "2.0", Match.VERSION),
        (f"api://{CLIENT}/{API}", API, "1.0", Match.VERSION),
        (f"api://tab.contoso.com/{API}", f"api://{API}", "1.0", Match.VERSION),
        (API, "api://orders", "2.0", Match.PERHAPS),
        ("api://orders", API, "1.0", Match.PERHAPS),
        # another API
        (GRAPH, "api://orders", "1.0", Match.OTHER),
        (GRAPH_ID, API, "1.0", Match.OTHER),
        (API, CLIENT, "2.0", Match.OTHER),
        ("api://orders", "api://invoices", "1.0", Match.OTHER),
        ("api://orders", ARM, "1.0", Match.OTHER),
        ("https://graph.microsoft.us", GRAPH, "1.0", Match.OTHER),
        ("https://a.sharepoint.com", "https://b.sharepoint.com", "1.0", Match.OTHER),
        ("https://graph.windows.net", GRAPH, "1.0", Match.OTHER),
        ("abc", "def", None, Match.OTHER),
        # an expectation in words
        (GRAPH, WORDS, "1.0", Match.OTHER),
        (API, WORDS, "2.0", Match.UNKNOWN),
        ("api://orders", "api://<client-id>", "1.0", Match.UNKNOWN),
    ],
)
def test_how_two_audiences_compare(found, expected, version, match):
    """Every pair has one answer; only what an API would take for the same is the same."""
    assert compare((found,), (expected,), version).match is match


def test_the_closest_of_several_counts():
    """A token with several audiences, or an API with several, needs one pair that fits."""
    assert compare(("x", "api://orders"), ("y", "api://orders")).match is Match.SAME
    assert compare(("x", "api://orders/"), ("y", "api://orders")).match is Match.SLASH


@pytest.mark.parametrize("text", [WORDS, "api://<client-id>", "{client_id}", "my api", ""])
def test_words_are_no_audience(text):
    """Blanks and placeholders never stand in an audience."""
    assert not is_literal(text)


@pytest.mark.parametrize(
    ("claims", "expected", "finding", "sentence", "snippet"),
    [
        (
            v1(aud=GRAPH),
            {"audiences": ("api://orders",)},
            "audience-mismatch",
            "This token is for Microsoft Graph, but your API expects api://orders.",
            "api://orders/.default",
        ),
        (
            v1(aud=GRAPH),
            {"audiences": (API,), "scopes": ("Orders.Read",)},
            "audience-mismatch",
            "Microsoft Graph",
            f"api://{API}/Orders.Read",
        ),
        (v1(aud=GRAPH_ID), {"audiences": (WORDS,)}, "audience-mismatch", "Graph", "api://API_CLIENT_ID/.default"),
        (
            v1(aud="api://orders"),
            {"audiences": (ARM,)},
            "audience-mismatch",
            "Azure Resource Manager",
            "https://management.azure.com/.default",
        ),
        (
            v1(aud=GRAPH),
            {"calling": "GET https://v1.vault.azure.net/secrets/x"},
            "audience-mismatch",
            "Azure Key Vault",
            "https://vault.azure.net/.default",
        ),
        (
            v1(aud=GRAPH),
            {"calling": "GET https://orders.contoso.com/api"},
            "audience-mismatch",
            "but you call the API at orders.contoso.com",
            "api://API_CLIENT_ID/.default",
        ),
        (
            v1(aud="api://orders"),
            {"scopes": ("https://graph.microsoft.com/User.Read",)},
            "audience-mismatch",
            "Microsoft Graph is expected",
            "https://graph.microsoft.com/.default",
        ),
        (
            v1(aud=GOV),
            {"audiences": (GOV + "/",)},
            "audience-trailing-slash",
            "lacks the trailing slash",
            GOV + "//.default",
        ),
        (
            v1(aud="api://orders/"),
            {"audiences": ("api://orders",)},
            "audience-trailing-slash",
            "has a trailing slash",
            "api://orders/.default",
        ),
        (
            v1(aud="api://Orders"),
            {"audiences": ("api://orders",)},
            "audience-letter-case",
            "upper and lower",
            "api://Orders",
        ),
        (
            v1(aud="api://orders"),
            {"audiences": ("api://orders\u200b",)},
            "audience-invisible-character",
            "expected audience",
            "api://orders",
        ),
        (
            v1(aud=f"api://{API}"),
            {"audiences": (API,)},
            "audience-version",
            "Application ID URI",
            '"requestedAccessTokenVersion": 2',
        ),
        (entra(aud=API), {"audiences": (f"api://{API}",)}, "audience-version", "client ID", API),
        (entra(aud=API), {"audiences": ("api://orders",)}, "audience-version", "client ID", API),
        (
            id_token(),
            {"audiences": ("api://orders",)},
            "id-token-as-access-token",
            "ID token",
            "api://orders/.default",
        ),
        (
            id_token(),
            {"scopes": ("api://orders/Orders.Read",)},
            "id-token-as-access-token",
            "ID token",
            "api://orders/Orders.Read",
        ),
        (
            id_token(),
            {"calling": "GET /me"},
            "id-token-as-access-token",
            "ID token",
            "https://graph.microsoft.com/.default",
        ),
        (v1(aud=None), {"audiences": ("api://orders",)}, "audience-missing", "no audience", "api://orders/.default"),
        (v1(aud=5), {"audiences": ("api://orders",)}, "audience-missing", "no audience", "api://orders/.default"),
    ],
)
def test_a_wrong_audience_blocks_with_the_exact_scope(claims, expected, finding, sentence, snippet):
    """One finding says what is wrong with the values, and gives the string that mends it."""
    [found] = judge(audience, claims, **expected)
    assert (found.id, found.severity) == (finding, Severity.BLOCKER)
    assert sentence in found.sentence
    assert len(found.sentence.split()) <= 25
    assert found.remedies[0].snippet == snippet
    assert 10 <= found.rank <= 19


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        (v1(aud="api://orders"), {"audiences": ("api://orders",)}),
        (v1(aud=["x", "api://orders"]), {"audiences": ("api://orders",)}),
        (v1(aud=GRAPH_ID), {"audiences": (GRAPH,)}),
        (v1(aud=GRAPH), {"calling": "GET https://graph.microsoft.com/v1.0/me"}),
        (v1(aud="api://orders"), {"scopes": ("api://orders/Orders.Read",)}),
        (v1(aud="api://orders"), {"scopes": ("Orders.Read", "openid")}),
        (entra(aud=API), {"audiences": (WORDS,)}),
        (entra(aud=API), {"calling": "GET https://orders.contoso.com/api"}),
        (id_token(), {"audiences": (CLIENT,)}),
        (id_token(), {"tenant": "common"}),
        (v1(aud=GRAPH), {}),
    ],
)
def test_a_right_or_unknown_audience_is_left_alone(claims, expected):
    """What fits, or can't be compared, gives no finding."""
    assert judge(audience, claims, **expected) == []


def test_an_app_only_token_is_asked_for_with_default():
    """Client credentials know no named scopes."""
    [found] = judge(audience, app_only(), audiences=("api://orders",), scopes=("Orders.Read",))
    assert found.remedies[0].snippet == "api://orders/.default"


def test_an_id_token_beside_an_access_token_has_done_its_work():
    """Only the access token is judged against the API."""
    text = bare({"token_type": "Bearer", "access_token": mint(v1(aud="api://orders")), "id_token": mint(id_token())})
    assert judge(audience, text, audiences=("api://orders",)) == []


def test_a_placeholder_in_the_tokens_audience_is_quoted():
    """Claims from a question on the web have placeholders; nothing is made of them."""
    [found] = judge(audience, bare({"aud": "api://<client_id>"}), audiences=(ARM,))
    assert found.sentence == "This token is for api://<client_id>, but Azure Resource Manager is expected."


def test_what_the_person_says_names_the_api():
    """Without an expectation, words that name another API of Microsoft's are a warning."""
    [found] = judge(audience, bare({"aud": "management.azure.com"}), context="REST call to Azure Monitor")
    assert (found.id, found.severity) == ("audience-unlike-context", Severity.WARNING)
    assert found.remedies[0].snippet == "https://monitor.azure.com/.default"
    assert judge(audience, v1(aud=GRAPH), context="Node app with Microsoft Graph") == []
    assert judge(audience, v1(aud="api://orders"), context="REST call to Azure Monitor") == []


def test_a_hostile_audience_reaches_no_snippet():
    """What a shell could run, or nobody can see, is quoted in words and never offered for copying."""
    for hostile in ("api://x; rm -rf ~", "api://x$(id)", "api://x\u202eevil", "api://" + "x" * 5000):
        for found in judge(audience, v1(aud=hostile), audiences=("api://orders",)):
            assert all(hostile not in (remedy.snippet or "") for remedy in found.remedies)
            assert found.sentence.isprintable()
            assert len(found.sentence) < 300


def test_many_findings_stay_one_for_each_token():
    """Two tokens with wrong audiences give two findings."""
    text = f"{mint(v1(aud=GRAPH))}\n{mint(v1(aud=ARM))}"
    assert ids(judge(audience, text, audiences=("api://orders",))) == ["audience-mismatch"] * 2


@pytest.mark.parametrize(
    ("claims", "header", "expected", "found"),
    [
        (id_token(), True, {}, ["id-token-sent"]),
        (id_token(), False, {}, []),
        (id_token(), True, {"audiences": (CLIENT,)}, []),
        (id_token(), True, {"scopes": ("Orders.Read",)}, ["id-token-as-access-token"]),
        (v1(aud="api://orders"), True, {}, []),
        (entra(aud="api://orders"), False, {}, ["audience-unlike-version"]),
        (entra(), False, {}, []),
        (v1(aud="api://orders"), False, {}, []),
    ],
)
def test_what_is_out_of_place_is_said_without_an_expectation(claims, header, expected, found):
    """An ID token that was sent as Bearer, and an address as audience where Entra ID writes an id."""
    text = f"curl https://api.contoso.com/orders -H 'Authorization: Bearer {mint(claims)}'" if header else mint(claims)
    assert ids(judge(audience, text, **expected)) == found


@pytest.mark.parametrize("host", ["api.contoso.com", "localhost:5001"])
def test_a_request_with_a_host_is_not_for_graph(host):
    """A path is completed by the header Host before it is looked up."""
    text = f"GET /orders HTTP/1.1\nHost: {host}\nAuthorization: Bearer {mint(v1(aud='api://orders'))}"
    assert judge(audience, text) == []
    text = f"GET /v1.0/me HTTP/1.1\nHost: graph.microsoft.com\nAuthorization: Bearer {mint(v1(aud='api://orders'))}"
    assert ids(judge(audience, text)) == ["audience-mismatch"]


@pytest.mark.parametrize(
    ("issuer", "who", "said"),
    [
        ("https://shop.eu.auth0.com/", Who.DEVELOPER, "parameter audience"),
        ("https://sso.example/realms/shop", Who.OPERATOR, "audience mapper"),
        ("https://shop.okta.com/oauth2/default", Who.DEVELOPER, "authorization server"),
        ("https://accounts.google.com", Who.API_OWNER, "accept the client ID"),
        ("https://as.example", Who.DEVELOPER, "RFC 8707"),
    ],
)
def test_other_issuers_are_asked_in_their_own_way(issuer, who, said):
    """Neither .default nor App registrations means anything to them."""
    token = {"iss": issuer, "sub": "u", "aud": "https://other.example", "scope": "read", "exp": 1_800_000_600}
    [found] = judge(audience, token, audiences=("https://orders.example",))
    assert (found.id, found.remedies[0].who) == ("audience-mismatch", who)
    assert said in found.remedies[0].text
    assert not any(".default" in each.text or "App registrations" in each.text for each in found.remedies)
