"""Tokens where others can read them."""

import pytest

from inspector.diagnosis.finding import Severity
from inspector.diagnosis.rules import exposure
from tests.diagnosis.judging import GRAPH, app_only, ids, judge, v1
from tests.minting import NOW, mint

TOKEN = mint(v1(aud=GRAPH))
DEAD = mint(v1(aud=GRAPH, exp=NOW - 86400))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (TOKEN, []),
        (f"Authorization: Bearer {TOKEN}", []),
        (f"2026-11-23 10:00:00 INFO calling with Bearer {TOKEN}", ["token-in-log"]),
        (f"2026-11-23 10:00:00 INFO calling with Bearer {DEAD}", []),
        (f"https://api.contoso.com/orders?access_token={TOKEN}", ["token-in-url"]),
        (f"https://app.contoso.com/#access_token={TOKEN}&token_type=Bearer&expires_in=3599", []),
    ],
)
def test_each_place_has_its_finding(text, found):
    """A living token in a log or address is compromised; the fragment of a redirect stays in the browser."""
    assert ids(judge(exposure, text)) == found


def test_the_users_sessions_are_revoked_by_id():
    """The command names the user of the token, if that is an id at all."""
    [found] = judge(exposure, f"2026-11-23 10:00:00 INFO Bearer {TOKEN}")
    assert found.severity is Severity.WARNING
    assert found.remedies[0].snippet == "Revoke-MgUserSignInSession -UserId 11112222-bbbb-3333-cccc-4444dddd5555"
    [hostile] = judge(exposure, f"2026-11-23 10:00:00 INFO Bearer {mint(v1(oid='x; rm -rf ~'))}")
    assert hostile.remedies[0].snippet.endswith("USER_ID")


def test_an_applications_token_asks_for_new_credentials():
    """There is no session of a user to revoke."""
    [found] = judge(exposure, f"2026-11-23 10:00:00 INFO Bearer {mint(app_only())}")
    assert "secret or certificate" in found.remedies[0].text


def test_a_log_of_many_tokens_gives_one_finding():
    """One finding a place, with the number of tokens."""
    log = "\n".join(f"2026-11-23 10:00:{n:02} INFO Bearer {mint(v1(uti=str(n)))}" for n in range(30))
    [found] = judge(exposure, log)
    assert found.evidence[0].found == "30 live tokens"
