"""Expired, not yet valid, skew, units and long lives."""

import pytest

from inspector.diagnosis.finding import Severity
from inspector.diagnosis.rules import lifetime
from tests.diagnosis.judging import app_only, bare, id_token, ids, judge, v1
from tests.minting import NOW, mint

HOUR = 3600
DAY = 24 * HOUR


@pytest.mark.parametrize(
    ("claims", "found"),
    [
        (v1(), []),
        (v1(exp=NOW - 301), ["token-expired"]),
        (v1(exp=NOW - 300), ["token-expired-within-skew"]),
        (v1(exp=NOW - 1), ["token-expired-within-skew"]),
        (v1(exp=NOW), []),
        (v1(exp=NOW - 8 * 30 * DAY, nbf=1, iat=1), ["token-expired"]),
        (v1(nbf=NOW + 301), ["token-not-yet-valid"]),
        (v1(nbf=NOW + 300), []),
        (v1(nbf=None, iat=NOW + 400), ["token-not-yet-valid"]),
        (v1(exp=(NOW + HOUR) * 1000), ["time-in-milliseconds"]),
        (v1(exp=str(NOW + HOUR)), ["time-not-a-number"]),
        (v1(exp=True), ["time-not-a-number"]),
        (v1(exp=[1]), ["time-not-a-number"]),
        (v1(exp=None), ["expiry-missing"]),
        (v1(exp=NOW + 1.5), []),
        (v1(exp=-1), ["token-expired"]),
        (v1(exp=NOW + DAY), ["token-long-lived"]),
        (v1(exp=NOW + 28 * HOUR - 600), ["token-long-lived"]),
        (v1(exp=NOW + 8 * HOUR), []),
        (app_only(exp=NOW + DAY, xms_mirid="/subscriptions/x"), []),
        (id_token(exp=NOW + DAY), []),
        (id_token(exp=NOW - DAY), ["token-expired"]),
    ],
)
def test_each_time_has_its_finding(claims, found):
    """Five minutes of skew are allowed for; Entra ID's backdated iat is not odd."""
    assert ids(judge(lifetime, claims)) == found


def test_the_sentence_says_how_long_ago():
    """The distance is told in words, and the evidence in UTC."""
    [found] = judge(lifetime, v1(exp=NOW - 3 * DAY))
    assert found.severity is Severity.BLOCKER
    assert found.sentence == "This token expired 3 days ago."
    assert found.evidence[0].found.endswith("UTC")
    assert 20 <= found.rank <= 29


def test_the_skew_is_the_persons_to_choose():
    """An API without tolerance refuses at once."""
    assert ids(judge(lifetime, v1(exp=NOW - 1), skew=0)) == ["token-expired"]
    assert ids(judge(lifetime, v1(nbf=NOW + 1), skew=0)) == ["token-not-yet-valid"]


def test_an_expired_id_token_beside_a_living_access_token_is_no_matter():
    """An ID token has done its work once the user is signed in."""
    text = bare({"access_token": mint(v1()), "id_token": mint(id_token(exp=NOW - DAY)), "token_type": "Bearer"})
    assert judge(lifetime, text) == []


def test_the_remedy_fits_the_kind_of_token():
    """Applications ask again with client credentials; users may have to sign in."""
    [app] = judge(lifetime, app_only(exp=NOW - DAY))
    [user] = judge(lifetime, v1(exp=NOW - DAY))
    assert "AcquireTokenForClient" in app.remedies[0].text
    assert "AcquireTokenSilent" in user.remedies[0].text


def test_bare_claims_are_judged_by_what_they_have():
    """Without exp in copied claims nothing is missed: people copy parts."""
    assert judge(lifetime, bare({"aud": "api://orders"})) == []
    assert ids(judge(lifetime, bare({"aud": "api://orders", "exp": NOW - DAY}))) == ["token-expired"]


def test_other_issuers_are_judged_by_the_standards():
    """A day-long token of somebody else is not continuous access evaluation."""
    claims = {"iss": "https://issuer.example", "sub": "1", "aud": "x", "iat": NOW, "exp": NOW + DAY}
    assert judge(lifetime, claims) == []
    assert ids(judge(lifetime, claims | {"exp": NOW - DAY})) == ["token-expired"]
