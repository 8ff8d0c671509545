"""Flaws in the writing that refuse a token."""

import pytest

from inspector.diagnosis.finding import Severity
from inspector.diagnosis.rules import writing
from tests.diagnosis.judging import bare, ids, judge, v1
from tests.minting import SIGNATURE, mint, segment

TOKEN = mint(v1())


def raw(payload):
    """Return a token with this text as its payload."""
    return f"{HEADER}.{segment(payload)}.{SIGNATURE}"


HEADER = segment({"alg": "RS256", "typ": "JWT", "kid": "k"})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (TOKEN, []),
        (f'"{TOKEN}",', []),
        (TOKEN[:-200], ["token-truncated"]),
        (TOKEN[:200], ["token-truncated"]),
        (f"Authorization: Bearer Bearer {TOKEN}", ["bearer-twice"]),
        (raw('{"aud":"a","aud":"b","iss":"x","sub":"s"}'), ["duplicate-member"]),
        (raw('{"aud":' + "[" * 80 + "]" * 80 + "}"), ["nesting-too-deep"]),
        (raw('{"aud":"a","x":}'), ["token-damaged"]),
        (raw("hello there"), ["token-damaged"]),
        (raw("{'aud': 'a'}"), ["token-damaged"]),
        (bare(v1()), []),
    ],
)
def test_each_flaw_has_its_finding(text, found):
    """What tolerant reading undoes is no finding; what APIs refuse is."""
    assert ids(judge(writing, text)) == found


def test_a_cut_in_the_claims_blocks_and_one_in_the_signature_warns():
    """A signature that people cut off before pasting says nothing about the token that was sent."""
    [in_claims] = judge(writing, TOKEN[:200])
    [in_signature] = judge(writing, TOKEN[:-200])
    assert (in_claims.severity, in_signature.severity) == (Severity.BLOCKER, Severity.WARNING)


def test_a_cut_token_in_a_fragment_asks_for_another_response_mode():
    """Addresses have a limited length."""
    [found] = judge(writing, f"https://app.contoso.com/#access_token={TOKEN[:-200]}")
    assert found.severity is Severity.BLOCKER
    assert found.remedies[0].snippet == "response_mode=form_post"
