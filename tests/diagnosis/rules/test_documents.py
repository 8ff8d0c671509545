"""Pasted metadata: whose it is, which keys it holds, and whether the token beside it fits."""

import json

import pytest

from inspector.diagnosis.diagnose import diagnose
from inspector.diagnosis.rules import documents
from inspector.diagnosis.verdict import Outcome
from tests.diagnosis.judging import TENANT, case_of, ids, judge, v1
from tests.minting import entra, mint

AUTHORITY = f"https://login.microsoftonline.com/{TENANT}/v2.0"
DOCUMENT = {
    "issuer": AUTHORITY,
    "authorization_endpoint": f"https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/authorize",
    "token_endpoint": f"https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token",
    "jwks_uri": f"https://login.microsoftonline.com/{TENANT}/discovery/v2.0/keys",
    "id_token_signing_alg_values_supported": ["RS256"],
}
KEY = {"kty": "RSA", "use": "sig", "kid": "k1", "n": "s" * 342, "e": "AQAB"}


def found(*pastes) -> list[str]:
    return ids(judge(documents, "\n\n".join(each if isinstance(each, str) else json.dumps(each) for each in pastes)))


def test_a_document_is_explained():
    """It names the issuer and what an API takes from it; nothing of it is a fault."""
    diagnosis = diagnose(case_of(json.dumps(DOCUMENT)))
    assert diagnosis.verdict.outcome is Outcome.EXPLAINED
    assert "Microsoft Entra ID (v2.0)" in diagnosis.verdict.sentence
    assert diagnosis.findings[0].remedies[0].snippet == AUTHORITY


def test_a_key_set_is_explained():
    """How many keys, of which kind, for which issuers."""
    keys = [KEY, KEY | {"kid": "k2", "issuer": "https://login.microsoftonline.com/{tenantid}/v2.0"}]
    diagnosis = diagnose(case_of(json.dumps({"keys": keys})))
    assert diagnosis.verdict.outcome is Outcome.EXPLAINED
    assert [each.found for each in diagnosis.findings[0].evidence] == ["RSA, 2048 bits", "RSA, 2048 bits, any tenant"]


@pytest.mark.parametrize(
    ("paste", "wanted"),
    [
        (DOCUMENT, ["discovery-document"]),
        (
            DOCUMENT | {"issuer": "https://login.microsoftonline.com/{tenantid}/v2.0"},
            ["discovery-document", "discovery-many-tenants"],
        ),
        (DOCUMENT | {"jwks_uri": "https://evil.test/keys"}, ["discovery-document", "discovery-keys-elsewhere"]),
        (
            DOCUMENT | {"jwks_uri": "http://login.microsoftonline.com/keys"},
            ["discovery-document", "discovery-keys-elsewhere"],
        ),
        ({"issuer": "https://i.test/", "jwks_uri": "https://i.test/keys"}, ["discovery-document"]),
        (
            {"issuer": 7, "jwks_uri": "https://i.test/keys", "token_endpoint": "x"},
            ["discovery-incomplete", "discovery-keys-elsewhere"],
        ),
        (
            {"issuer": "https://i.test/", "token_endpoint": "https://i.test/t"},
            ["discovery-document", "discovery-incomplete"],
        ),
        ({"keys": [KEY]}, ["key-set"]),
        (KEY, ["key-set"]),
        ({"keys": [KEY | {"d": "AQAB"}]}, ["key-set", "key-set-private"]),
        ({"keys": [{"kty": "oct", "kid": "s", "k": "AQAB"}]}, ["key-set", "key-set-private"]),
        ({"keys": [KEY | {"n": "s" * 171}]}, ["key-set", "key-set-unusable-keys"]),
        ({"keys": [KEY, KEY]}, ["key-set", "key-set-unusable-keys"]),
        ({"keys": [KEY, {"kty": "XYZ", "kid": "x"}]}, ["key-set", "key-set-unusable-keys"]),
    ],
)
def test_what_is_found(paste, wanted: list[str]):
    """Each document has its findings and no others."""
    assert found(paste) == wanted


def test_a_private_key_leads():
    """It weighs more than what the set is."""
    assert diagnose(case_of(json.dumps({"keys": [KEY | {"d": "AQAB"}]}))).findings[0].id == "key-set-private"


def test_a_token_beside_its_keys():
    """The key is looked up by kid; a missing one is told."""
    token = mint(entra())
    assert "key-not-in-set" not in found(token, {"keys": [KEY]})
    assert "key-not-in-set" in found(token, {"keys": [KEY | {"kid": "k2"}]})


def test_a_token_beside_another_issuer_s_document():
    """A v1.0 token with v2.0 metadata is the usual mix-up, and its cure is named."""
    token = mint(v1())
    assert "document-of-another-issuer" not in found(mint(entra()), DOCUMENT)
    findings = judge(documents, f"{token}\n\n{json.dumps(DOCUMENT)}")
    mixed = next(each for each in findings if each.id == "document-of-another-issuer")
    assert "version" in mixed.remedies[0].text


def test_a_document_for_all_tenants_fits_each():
    """The placeholder takes the token's own tenant."""
    common = DOCUMENT | {"issuer": "https://login.microsoftonline.com/{tenantid}/v2.0"}
    assert "document-of-another-issuer" not in found(mint(entra()), common)


def test_no_private_part_is_shown():
    """The key's id is evidence, its private members never."""
    from inspector.report.compose import compose
    from inspector.report.document import to_json

    text = to_json(
        compose(diagnose(case_of(json.dumps({"keys": [KEY | {"d": "PRIVATEPRIVATEPRIVATE"}]}))), hide_values=False)
    )
    assert "PRIVATEPRIVATE" not in text
