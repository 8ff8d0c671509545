"""Algorithms and header members."""

import pytest

from inspector.diagnosis.finding import Severity
from inspector.diagnosis.rules import signing
from tests.diagnosis.judging import GRAPH, bare, ids, judge, v1
from tests.minting import mint, segment

GOOGLE = {"iss": "https://accounts.google.com", "sub": "1", "aud": "x", "exp": 1}


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ({}, []),
        ({"alg": "none"}, ["algorithm-none"]),
        ({"alg": "NonE"}, ["algorithm-none"]),
        ({"alg": "HS256"}, ["algorithm-symmetric"]),
        ({"alg": "hs512"}, ["algorithm-symmetric"]),
        ({"alg": "ES256"}, ["algorithm-unusual"]),
        ({"alg": "PS256"}, ["algorithm-unusual"]),
        ({"alg": ""}, ["algorithm-missing"]),
        ({"alg": 5}, ["algorithm-missing"]),
        ({"alg": ["RS256"]}, ["algorithm-missing"]),
        ({"kid": None}, ["key-id-missing"]),
        ({"crit": ["exp2"]}, ["critical-header-member"]),
        ({"crit": {"a": 1}}, ["critical-header-member"]),
        ({"jku": "https://evil.example/keys"}, ["key-in-header"]),
        ({"jwk": {"kty": "RSA"}, "x5u": "x"}, ["key-in-header"]),
    ],
)
def test_each_header_has_its_finding(header, found):
    """Entra ID signs with RS256 and a key id, and nothing else in the header decides anything."""
    assert ids(judge(signing, mint(v1(aud="api://orders"), **header))) == found


def test_alg_none_and_hs256_block_before_everything_else():
    """What is not signed, or not by Entra ID, is worthless whatever it says."""
    for header in ({"alg": "none"}, {"alg": "HS256"}):
        [found] = judge(signing, mint(v1(aud="api://orders"), **header))
        assert found.severity is Severity.BLOCKER
        assert found.rank < 10
        assert found.sentence


def test_other_issuers_may_sign_with_a_shared_secret():
    """HS256 is Entra ID's impossibility, not everybody's."""
    assert judge(signing, mint(GOOGLE, alg="HS256")) == []
    assert ids(judge(signing, mint(GOOGLE, alg="none"))) == ["algorithm-none"]
    assert judge(signing, mint(GOOGLE, kid=None)) == []


def test_a_graph_token_with_a_header_nonce_cannot_be_verified_by_others():
    """The note says so, and that this doesn't mean forged."""
    [found] = judge(signing, mint(v1(aud=GRAPH), nonce="abc"))
    assert (found.id, found.severity) == ("header-nonce", Severity.NOTE)
    assert "Microsoft Graph" in found.title
    assert "forged" in found.why


def test_bare_claims_have_no_algorithm_to_judge():
    """Claims without a header are not unsigned."""
    assert judge(signing, bare(v1())) == []


def test_a_pasted_header_alone_is_not_judged():
    """There are no claims that would say whose it is."""
    assert judge(signing, bare({"alg": "RS256", "typ": "JWT"})) == []


def test_a_header_without_alg():
    """RFC 7515 demands it."""
    text = f"{segment({'typ': 'JWT'})}.{segment(v1())}.c2ln"
    assert "algorithm-missing" in ids(judge(signing, text))
