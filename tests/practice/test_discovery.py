"""Metadata, keys and aliases."""

import pytest
from person import code_of
from test_faults import sign_in

from inspector.diagnosis.verification import Asked, verify
from inspector.practice.tenants import LEARNING
from inspector.tokens.keys import read_key_set


def test_v2_metadata_names_every_endpoint(tenant, program):
    """Browsers are sent where the pages are."""
    document = program.get(f"{tenant.authority}/v2.0/.well-known/openid-configuration").json()
    assert document["issuer"] == tenant.issuer == f"https://practice.test/{LEARNING.id}/v2.0"
    for name in ("authorization_endpoint", "token_endpoint", "device_authorization_endpoint", "end_session_endpoint"):
        assert document[name].startswith(f"{tenant.authority}/oauth2/v2.0/")
    assert program.get(document["jwks_uri"]).status_code == 200


def test_v1_metadata_has_the_v1_issuer(tenant, program):
    """Another host, with a slash at the end."""
    document = program.get(f"{tenant.authority}/.well-known/openid-configuration").json()
    assert document["issuer"] == f"https://sts.practice.test/{LEARNING.id}/"
    assert document["token_endpoint"] == f"{tenant.authority}/oauth2/token"


@pytest.mark.parametrize("word", ["common", "organizations"])
def test_metadata_for_many_tenants_has_a_template(program, word):
    """The issuer holds a placeholder there."""
    document = program.get(f"/{word}/v2.0/.well-known/openid-configuration").json()
    assert document["issuer"] == "https://practice.test/{tenantid}/v2.0"


def test_a_domain_stands_for_the_tenant(program):
    """Its id is in every address of the document."""
    document = program.get(f"/{LEARNING.domain}/v2.0/.well-known/openid-configuration").json()
    assert f"/{LEARNING.id}/" in document["token_endpoint"]


def test_keys_say_whom_they_sign_for(tenant, program):
    """On v2.0; each has its certificate, and its id is the thumbprint."""
    (key,) = program.get(f"{tenant.authority}/discovery/v2.0/keys").json()["keys"]
    assert (key["kty"], key["use"], key["issuer"]) == ("RSA", "sig", tenant.issuer)
    assert key["kid"] == key["x5t"]
    assert "d" not in key
    (old,) = program.get(f"{tenant.authority}/discovery/keys").json()["keys"]
    assert "issuer" not in old


@pytest.mark.parametrize(
    ("fault", "verdict"),
    [(None, "valid"), ("token-bad-signature", "invalid"), ("token-alg-none", "invalid")],
)
def test_the_programs_own_verifier_agrees(tenant, desktop, program, person, fault, verdict):
    """It takes the published keys, and judges the tokens as the tenant's APIs do."""
    keys = read_key_set(program.get(f"{tenant.authority}/discovery/v2.0/keys").json(), "keys")
    tenant.set_fault(fault)
    token = sign_in(desktop, person, ["api://orders/Orders.Read"])["access_token"]
    assert verify(token, keys, Asked(now=0)).signature.verdict == verdict


def test_instance_discovery_knows_its_own_host_only(tenant, program):
    """invalid_instance for every other."""
    asked = {"api-version": "1.1", "authorization_endpoint": f"{tenant.authority}/oauth2/v2.0/authorize"}
    document = program.get("/common/discovery/instance", params=asked).json()
    assert document["metadata"][0]["aliases"] == ["practice.test"]
    assert document["tenant_discovery_endpoint"] == f"{tenant.authority}/v2.0/.well-known/openid-configuration"
    other = program.get("/common/discovery/instance", params={"authorization_endpoint": "https://login.example/x"})
    assert (other.json()["error"], code_of(other.json())) == ("invalid_instance", 50049)
    assert code_of(program.get("/common/discovery/instance").json()) == 900144


@pytest.mark.parametrize("path", ["/", "/nothing", f"/{LEARNING.id}", f"/{LEARNING.id}/oauth2/v2.0/nothing"])
def test_other_addresses_are_not_found(program, path):
    """404, as JSON."""
    assert program.get(path).status_code == 404
