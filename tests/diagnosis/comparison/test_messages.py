"""What is no token is compared name by name: requests, refusals, documents, challenges."""

import json

from judging import id_token
from minting import entra, mint

from inspector.report.comparison import compose_comparison
from inspector.report.comparison_text import to_text
from tests.diagnosis.comparison.sides import compared, row, weights

AUTHORIZE = "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/authorize?client_id=1&response_type=code"


def test_two_requests():
    """Scopes are a set, state is new in each, a redirect URI is compared letter by letter."""
    found = compared(
        f"{AUTHORIZE}&scope=openid%20User.Read&state=a&redirect_uri=http://localhost",
        f"{AUTHORIZE}&scope=User.Read%20openid&state=b&redirect_uri=http://localhost/",
    )
    assert weights(found) == {"redirect_uri": "matters", "state": "always"}
    assert "slash" in row(found, "redirect_uri").judged.means


def test_another_tenant_in_the_address():
    """The endpoint is compared by its parts."""
    found = compared(f"{AUTHORIZE}&scope=openid", f"{AUTHORIZE}&scope=openid".replace("contoso", "fabrikam"))
    assert found.sentence == "Another tenant: fabrikam.com instead of contoso.com."


def test_a_proof_that_only_one_has():
    """PKCE that stands in one request only is a difference, though its value always differs."""
    challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    asked = f"{AUTHORIZE}&scope=openid"
    found = compared(asked, f"{asked}&code_challenge={challenge}&code_challenge_method=S256")
    assert weights(found) == {"code_challenge": "matters", "code_challenge_method": "follows"}
    assert "Only the second uses PKCE." in found.sentence
    assert row(found, "code_challenge").judged.means


def test_a_name_keeps_its_letters_in_the_headline():
    """Names and addresses are compared letter by letter, so the headline never begins with one."""
    asked = f"{AUTHORIZE}&scope=openid&redirect_uri=https://"
    found = compared(f"{asked}a.example", f"{asked}b.example")
    assert found.sentence == "The second's redirect_uri is https://b.example instead of https://a.example."


def test_two_refusals():
    """The codes come first with their titles; what only one message quotes follows; traces are new in each."""
    found = compared(
        "AADSTS65001: The user or administrator has not consented to use the application with ID 'x'. Trace ID: 1",
        "AADSTS50011: The redirect URI 'https://a.example' specified in the request does not match",
    )
    assert found.differences[0].name == "error code"
    assert weights(found)["redirect_uri"] == "follows"
    assert found.sentence.startswith("Both fail. The first:")


def test_one_refusal_twice():
    """Only ids and times differ: nothing that matters."""
    refusal = {"error": "invalid_grant", "error_description": "AADSTS70008: expired", "trace_id": "1", "timestamp": "t"}
    found = compared(json.dumps(refusal), json.dumps(refusal | {"trace_id": "2", "timestamp": "u"}))
    assert not found.matters


def test_two_key_sets():
    """Keys are known by their ids, wherever they stand in the list; private members are never shown."""
    keys = [{"kty": "RSA", "kid": name, "n": "AQAB", "e": "AQAB", "d": "SECRETSECRET"} for name in ("a", "b")]
    found = compared(json.dumps({"keys": keys[:1]}), json.dumps({"keys": keys[::-1]}))
    assert [each.name for each in found.differences] == ["keys b"]
    assert "SECRET" not in found.differences[0].right.written


def test_two_discovery_documents():
    """Member by member, lists as sets, the issuer first."""
    document = {
        "issuer": "https://a.example", "jwks_uri": "https://a.example/k", "authorization_endpoint": "https://a.example/a",
        "token_endpoint": "https://a.example/t", "scopes_supported": ["a", "b"],
    }  # fmt: skip
    other = document | {
        "issuer": "https://b.example",
        "scopes_supported": ["b", "a"],
        "jwks_uri": "https://b.example/k",
    }
    found = compared(json.dumps(document), json.dumps(other))
    assert [each.name for each in found.differences] == ["issuer", "jwks_uri"]


def test_a_token_and_a_refusal():
    """Unlike things are named, and not compared claim by claim."""
    found = compared(entra(), "AADSTS65001: The user or administrator has not consented to use the application")
    assert [each.name for each in found.differences] == ["kind"]


def test_what_nobody_can_read():
    """Two refresh tokens are told apart by their fingerprints only."""
    found = compared("refresh_token=0.AXoA" + "b" * 60, "refresh_token=0.AXoA" + "c" * 60)
    assert [each.judged.id for each in found.differences if each.name == "fingerprint"] in (["opaque"], [])
    assert "bbbbbbbb" not in str(found)


def test_one_token_sent_twice():
    """Where the token is the same, the requests it was sent in are compared: address, query, headers."""
    curl = "curl '{}' -H 'Authorization: Bearer {}'"
    token = mint(entra())
    found = compared(
        curl.format("https://graph.microsoft.com/v1.0/me?$top=5&sig=abcdef", token),
        curl.format("https://graph.microsoft.com/v1.0/users?$top=5&sig=abcdeg", token),
    )
    assert weights(found)["endpoint"] == "matters"
    assert token not in to_text(compose_comparison(found))
    assert "abcdef" not in to_text(compose_comparison(found))


def test_kinds_are_spelled_as_people_do():
    """Acronyms keep their capitals, and their article."""
    found = compared("GET https://api.example/x HTTP/1.1\nHost: api.example\n\n", 'WWW-Authenticate: Bearer error="x"')
    assert "the first is an HTTP request, the second a challenge" in found.sentence.lower().replace("http", "HTTP")
    assert (row(found, "kind").left.written, row(found, "kind").right.written) == ("an HTTP request", "a challenge")


TOKEN = "curl https://login.microsoftonline.com/{tenant}/oauth2{version}/token -d grant_type=client_credentials -d client_id=1"


def test_another_tenant_and_another_version():
    """Both parts of the address are named, the tenant first."""
    first = TOKEN.format(tenant="contoso.com", version="/v2.0") + " -d scope=api://orders/.default"
    second = TOKEN.format(tenant="fabrikam.com", version="") + " -d resource=api://orders"
    found = compared(first, second)
    assert "Another tenant: fabrikam.com instead of contoso.com." in found.sentence
    assert "v1.0 endpoint" in row(found, "endpoint").judged.means


def test_a_secret_against_an_assertion():
    """By what each proves itself is one difference, and the rest of the proof follows from it."""
    asked = TOKEN.format(tenant="contoso.com", version="/v2.0") + " -d scope=api://orders/.default"
    proof = "-d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer -d client_assertion="
    assertion = mint({"iss": "1", "sub": "1", "aud": "https://login.microsoftonline.com/x/v2.0", "exp": 1_800_000_300})
    found = compared(f"{asked} -d client_secret=abc~DEF8Q~secretsecretA", f"{asked} {proof}{assertion}")
    assert "The first is proven by a secret, the second by a signed assertion." in found.sentence
    assert {name for name, weight in weights(found).items() if weight == "matters"} == {"client_secret"}


def test_answers_whose_access_tokens_cannot_be_read():
    """Personal accounts get opaque access tokens: what was granted is then compared, not the ID tokens beside them."""
    answers = [
        json.dumps(
            {"token_type": "Bearer", "scope": scope, "access_token": f"EwB4{'A' * 60}{at}", "id_token": identity}
        )
        for at, (scope, identity) in enumerate(
            [("User.Read", mint(id_token())), ("User.Read Mail.Read", mint(id_token()))]
        )
    ]
    found = compared(*answers)
    assert found.sentence == "The second's scope also has Mail.Read."
    assert not compared(answers[0], answers[0].replace("EwB4", "EwB5")).matters


def test_common_is_no_tenant():
    """An address for accounts of many tenants is not called another tenant's."""
    asked = f"{AUTHORIZE}&scope=openid"
    found = compared(asked.replace("contoso.com", "common"), asked)
    assert found.sentence == "The second is sent to contoso.com, the first to common."


def test_two_challenges():
    """Their error is all that tells them apart, so it matters."""
    challenge = 'HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer error="{error}"'
    found = compared(*(challenge.format(error=error) for error in ("insufficient_claims", "invalid_token")))
    assert weights(found)["error"] == "matters"
