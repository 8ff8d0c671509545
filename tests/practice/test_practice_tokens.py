"""The claims of the tokens, for each kind of person and app, and what the diagnosis reads in them."""

import base64
import json

import pytest
from person import client
from test_faults import sign_in

from inspector.app import explain
from inspector.diagnosis.subject import Principal
from inspector.knowledge.clouds import Cloud
from inspector.practice import registrations as apps
from inspector.practice.tenants import LEARNING, PARTNER, USERS
from inspector.tokens.issuing import read_header, read_signed

ORDERS = ["api://orders/Orders.Read"]


@pytest.fixture
def tokens(desktop, person):
    """Sign somebody in and return MSAL's result."""

    def get(name="alice", scopes=ORDERS):
        return sign_in(desktop, person, scopes, name=name)

    return get


def claims_of(token: str) -> dict:
    """Return the claims, unverified."""
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def test_v2_claims(tokens):
    """The names that version 2.0 uses, none of version 1.0."""
    claims = claims_of(tokens()["access_token"])
    assert {"azp", "azpacr", "preferred_username", "scp", "sub", "oid", "tid", "uti", "rh", "sid"} <= claims.keys()
    assert not {"appid", "appidacr", "upn", "unique_name", "acr"} & claims.keys()


def test_v1_claims(tokens):
    """And the other way round; its header names the key twice, and Graph's has a nonce."""
    token = tokens(scopes=["User.Read"])["access_token"]
    claims = claims_of(token)
    assert {"appid", "appidacr", "upn", "unique_name", "acr", "wids", "app_displayname"} <= claims.keys()
    assert not {"azp", "preferred_username"} & claims.keys()
    header = read_header(token)
    assert header["x5t"] == header["kid"]
    assert "nonce" in header


def test_tokens_are_dated_five_minutes_back(tokens, clock):
    """As Entra ID dates them; the lifetime counts from the issue."""
    result = tokens()
    claims = claims_of(result["access_token"])
    assert claims["iat"] == claims["nbf"] == clock.now - 300
    assert 3600 <= claims["exp"] - clock.now < 5400


def test_many_groups_stand_elsewhere(tokens):
    """More than 200 leave only a reference, which the diagnosis names."""
    result = tokens("mona")
    claims = claims_of(result["access_token"])
    assert "groups" not in claims
    assert claims["_claim_names"] == {"groups": "src1"}
    found = {finding.id for finding in explain(result["access_token"], now=claims["iat"] + 400).findings}
    assert any("groups" in each for each in found)


def test_few_groups_stand_in_the_token(tokens):
    """As object ids."""
    assert len(claims_of(tokens()["access_token"])["groups"]) == 2


def test_a_guests_token_names_the_home_tenant(tokens):
    """tid is the tenant that was asked, idp the one where they signed in."""
    result = tokens("gus")
    claims = claims_of(result["access_token"])
    assert (claims["tid"], claims["idp"]) == (LEARNING.id, f"https://sts.practice.test/{PARTNER.id}/")
    subject = explain(result["access_token"]).case.subjects[0]
    assert subject.principal is Principal.GUEST
    info = json.loads(base64.urlsafe_b64decode(result["client_info"] + "=="))
    assert info["utid"] == PARTNER.id


def test_sub_differs_by_app_and_oid_does_not(tenant, program, person, tokens, app):
    """Pairwise subjects."""
    shared = client(tenant, app(apps.SHARED), program)
    first, second = claims_of(tokens()["id_token"]), claims_of(sign_in(shared, person, ["User.Read"])["id_token"])
    assert first["oid"] == second["oid"]
    assert first["sub"] != second["sub"]


def test_the_diagnosis_knows_the_issuer(tokens):
    """Shaped like Entra ID's, of no cloud of Microsoft's; nothing is held against the token."""
    result = tokens()
    for name in ("access_token", "id_token"):
        diagnosis = explain(result[name], now=claims_of(result[name])["iat"] + 400)
        issuer = diagnosis.case.subjects[0].issuer
        assert (issuer.cloud, issuer.family.is_entra) == (Cloud.PRACTICE, True)
        assert [each.id for each in diagnosis.findings if each.severity == "blocker"] == []
        assert "practice-token" in {each.id for each in diagnosis.findings}


def test_a_changed_graph_token_does_not_verify(tenant, tokens):
    """Its signature covers the hashed nonce of the header."""
    token = tokens(scopes=["User.Read"])["access_token"]
    head, payload, signature = token.split(".")
    header = json.loads(base64.urlsafe_b64decode(head + "=="))
    header["nonce"] = "changed"
    other = base64.urlsafe_b64encode(json.dumps(header, separators=(",", ":")).encode()).decode().rstrip("=")
    keys = tenant._state.keys.published
    assert read_signed(token, keys)
    with pytest.raises(Exception, match="signature"):
        read_signed(f"{other}.{payload}.{signature}", keys)


def test_people_and_their_ids_are_told_apart():
    """No two user objects share one."""
    assert len({user.object_id for user in USERS}) == len(USERS)
