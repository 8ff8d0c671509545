"""Requested against granted: a request on one side, the answer or its token on the other."""

import json

import pytest
from judging import GRAPH, app_only, id_token, v1
from minting import TENANT, entra, mint

from tests.diagnosis.comparison.sides import compared, row

CLIENT = "22223333-cccc-4444-dddd-5555eeee6666"
BASE = f"https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/authorize?client_id={CLIENT}&response_type=code"


TOKENS = {"id_token": mint(id_token()), "refresh_token": f"1.AXoA{'b' * 60}"}


def answer(scope: str, **claims) -> str:
    token = mint(v1(aud=GRAPH, scp="User.Read profile openid email", **claims))
    return json.dumps({"token_type": "Bearer", "scope": scope, "expires_in": 3599, "access_token": token} | TOKENS)


def test_all_was_granted():
    """Order, letter case and the scopes of OpenID Connect make no difference (entra_facts 80)."""
    found = compared(f"{BASE}&scope=user.read%20openid%20offline_access", answer("User.Read profile openid email"))
    assert not found.matters
    assert found.sentence == "What was asked for is what was granted."


def test_the_id_token_beside_the_access_token():
    """Of an answer with both tokens the ID token is checked too: it must be for the client, and carry the nonce."""
    scope = "&scope=User.Read%20openid%20offline_access"
    found = compared(f"{BASE}{scope}&nonce=another", answer("User.Read profile openid email"))
    assert found.sentence.startswith("The ID token does not carry the nonce of the request.")
    other = json.loads(answer("User.Read profile openid email")) | {"id_token": mint(id_token(aud=TENANT))}
    found = compared(f"{BASE}{scope}", json.dumps(other))
    assert found.sentence == "The ID token is for another client than asked."


@pytest.mark.parametrize("turned", [False, True])
def test_a_scope_was_left_out(turned):
    """What was asked for and not granted is named, whichever side stands first."""
    pair = (f"{BASE}&scope=User.Read%20Mail.Read", answer("User.Read"))
    found = compared(*reversed(pair)) if turned else compared(*pair)
    assert "Asked for and not granted: Mail.Read" in found.sentence
    asked = row(found, "asked / granted")
    assert (asked.right if turned else asked.left).written == "User.Read Mail.Read"


def test_more_was_granted_than_asked():
    """Consented scopes that come along are worth a word, no more."""
    found = compared(f"{BASE}&scope=User.Read", answer("User.Read Mail.Send"))
    assert not found.matters
    assert "Mail.Send" in row(found, "asked / granted").judged.means


def test_default_stands_for_what_was_consented_to():
    """.default is never missing from what was granted."""
    asked = f"grant_type=client_credentials&client_id={CLIENT}&client_secret=x&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default"
    assert not compared(asked, mint(app_only())).matters


def test_the_audience_is_not_the_one_asked_for():
    """The API of the scopes is compared with the token's audience."""
    found = compared(f"{BASE}&scope=api%3A%2F%2Forders%2FRead", mint(v1(aud=GRAPH, scp="User.Read")))
    assert row(found, "aud").judged.id == "audience"


def test_the_answer_to_another_request():
    """Another client, tenant or nonce shows that the two do not belong together."""
    other = BASE.replace(CLIENT, "99998888-aaaa-4bbb-8ccc-7777dddd6666").replace(TENANT, CLIENT)
    found = compared(f"{other}&scope=openid&nonce=m", mint(id_token(nonce="n")))
    assert {each.name for each in found.differences} >= {"client_id", "tenant", "nonce"}
    assert not compared(f"{BASE}&scope=openid&nonce=n", mint(id_token(nonce="n"))).matters


def test_an_access_token_alone_is_an_answer():
    """Its scp is what was granted."""
    found = compared(f"{BASE}&scope=api%3A%2F%2Forders%2FOrders.Write", mint(entra(aud="api://orders")))
    assert "Asked for and not granted: Orders.Write" in found.sentence


def test_tokens_that_were_asked_for_and_did_not_come():
    """offline_access brings a refresh token, openid an ID token."""
    alone = json.dumps({name: each for name, each in json.loads(answer("User.Read")).items() if name not in TOKENS})
    found = compared(f"{BASE}&scope=User.Read%20openid%20offline_access", alone)
    assert {each.name for each in found.differences if each.matters} == {"refresh_token", "id_token"}
    assert not compared(f"{BASE}&scope=User.Read", alone).matters


@pytest.mark.parametrize(("acrs", "fulfilled"), [(["c1"], True), (["c2"], False), (None, False)])
def test_an_authentication_context_that_was_asked_for(acrs, fulfilled):
    """The claims parameter asks for c1; a token without it will be refused again."""
    claims = "%7B%22access_token%22%3A%7B%22acrs%22%3A%7B%22essential%22%3Atrue%2C%22value%22%3A%22c1%22%7D%7D%7D"
    found = compared(f"{BASE}&scope=User.Read&claims={claims}", answer("User.Read", acrs=acrs))
    assert found.matters is not fulfilled
    if not fulfilled:
        assert found.sentence == "The token lacks acrs c1, which was asked for."


@pytest.mark.parametrize(
    "claims", ["", "%7B", "[]", "%7B%22access_token%22%3A1%7D", "%7B%22access_token%22%3A%7B%22a%22%3A%5B%5D%7D%7D"]
)
def test_any_claims_parameter_is_read_past(claims):
    """What is no claims request asks for nothing."""
    assert not compared(f"{BASE}&scope=User.Read&claims={claims}", answer("User.Read")).matters


def test_a_refusal_grants_nothing():
    """The answer to the redirect is an error: that is said, not that all was granted."""
    answer = "https://app.example/cb?error=access_denied&error_description=AADSTS65004%3a+declined&state=1"
    found = compared(f"{BASE}&scope=User.Read&redirect_uri=https://app.example/cb", answer)
    assert found.matters
    assert "Nothing was granted: the answer is the refusal AADSTS65004." in found.sentence


def test_default_and_nothing_behind_it():
    """.default stands for what was granted; a token without roles shows that nothing was."""
    asked = f"grant_type=client_credentials&client_id={CLIENT}&client_secret=x&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default"
    found = compared(asked, mint(app_only(roles=None)))
    assert found.sentence == "Nothing was granted: the token has no roles."


def test_a_request_whose_address_is_split():
    """The host stands in a header of its own, and the tenant in the path all the same."""
    form = (
        f"grant_type=client_credentials&client_id={CLIENT}&client_secret=x&scope=https://graph.microsoft.com/.default"
    )
    asked = (
        "POST /11111111-2222-3333-4444-555555555555/oauth2/v2.0/token HTTP/1.1\nHost: login.microsoftonline.com\n"
        f"Content-Type: application/x-www-form-urlencoded\n\n{form}"
    )
    assert row(compared(asked, mint(app_only(appid=CLIENT))), "tenant").judged.id == "tenant"
