"""What cannot be read by design."""

import pytest

from inspector.diagnosis.finding import Severity
from inspector.diagnosis.rules import unreadable
from tests.diagnosis.judging import ids, judge
from tests.minting import segment

JWE = f"{segment({'alg': 'RSA-OAEP', 'enc': 'A256GCM', 'kid': 'k'})}.{'a' * 300}.{'b' * 16}.{'c' * 400}.{'d' * 22}"
REFRESH = "0.AXEA" + "x" * 40 + ".AgABAAEAAAA" + "y" * 400
CODE = "0.AXEA" + "x" * 40 + ".AgABAAIAAAA" + "y" * 300


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (JWE, ["token-encrypted"]),
        (f'{{"token_type":"Bearer","refresh_token":"{REFRESH}"}}', ["refresh-token"]),
        (f"Authorization: Bearer {REFRESH}", ["refresh-token-as-access-token"]),
        (f"https://app.contoso.com/callback?code={CODE}&state=1", ["authorization-code"]),
        ("hello", []),
    ],
)
def test_each_kind_is_named(text, found):
    """A note says what it is and for whom; in an API's header it is the wrong thing."""
    assert ids(judge(unreadable, text)) == found


def test_a_refresh_token_sent_to_an_api_blocks():
    """An API can't read it, and must not have it."""
    [found] = judge(unreadable, f"Authorization: Bearer {REFRESH}")
    assert found.severity is Severity.BLOCKER
    assert found.remedies[0].snippet == "grant_type=refresh_token"


def test_the_secret_itself_is_never_repeated():
    """Findings are copied into reports."""
    for found in judge(unreadable, f'{{"token_type":"Bearer","refresh_token":"{REFRESH}"}}'):
        assert REFRESH[:60] not in str(found)
