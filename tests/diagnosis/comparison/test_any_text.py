"""No text whatever makes a comparison raise, and what is shown of it holds no signature."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from minting import NOW, SIGNATURE, entra, mint, segment

from inspector import app
from inspector.diagnosis.comparison import compare
from inspector.diagnosis.comparison.side import choose_sides, choose_within, side_of
from inspector.report.comparison import compose_comparison, to_json
from inspector.report.comparison_text import to_markdown, to_text

NAMES = st.sampled_from(
    """aud iss sub oid tid azp appid azpacr appidacr scp scope roles groups wids amr acrs acr xms_cc exp nbf iat ver idtyp
    upn preferred_username unique_name name acct idp _claim_names hasgroups cnf deviceid ipaddr xms_idrel aio uti kid alg
    nonce at_hash xms_mirid auth_time own""".split()
) | st.text(max_size=6)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
    | st.sampled_from(["2.0", "1.0", "app", "user", "https://graph.microsoft.com", "api://x", "cp1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
CLAIMS = st.dictionaries(NAMES, VALUES, max_size=12)


def forms(left: str, right: str) -> list[str]:
    diagnoses = [app.explain(text, None, NOW) for text in (left, right)]
    sides = choose_sides(*diagnoses)
    if sides is None:
        return []
    comparison = compare(*sides)
    reports = [compose_comparison(comparison, hide_values=hide) for hide in (False, True)]
    return [form(report) for report in reports for form in (to_text, to_markdown, to_json)]


@settings(max_examples=150, deadline=None)
@given(CLAIMS, CLAIMS)
def test_any_two_tokens(left, right):
    """Claims of any type and shape are compared."""
    for shown in forms(mint(left), mint(entra() | right)):
        assert SIGNATURE not in shown


@settings(max_examples=60, deadline=None)
@given(CLAIMS, st.integers(0, 400))
def test_any_cut(claims, at):
    """A token cut anywhere, and its payload written twice, are compared."""
    forms(mint(claims), mint(entra() | claims)[:at])
    text = json.dumps(claims)[:-1] + ', "aud": 1, "aud": "x"}'
    forms(mint(claims), f"{segment({'alg': 'x'})}.{segment(text)}.c2ln")


PARTS = st.lists(
    st.sampled_from(
        ["https://login.microsoftonline.com/", "authorize?", "client_id=1&", "scope=a%20b&", "response_type=code", "{", "}",
         '"error":', '"invalid_grant"', '"keys":', "[", "]", '{"kid":"a","kty":"RSA"}', "AADSTS50011: ", "HTTP/1.1 401 x\n",
         "WWW-Authenticate: Bearer error=x", "grant_type=refresh_token&", "refresh_token=0.AXo", "\n\n", "://", "http://[", "&"]
    ) | st.text(max_size=8),
    max_size=12,
).map("".join)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(PARTS, PARTS)
def test_any_two_texts(left, right):
    """Whatever is recognised on either side is compared."""
    forms(left, right)
    forms(left, mint(entra()))


def test_every_pair_of_artifacts_can_be_compared():
    """Any artifact beside any other, of one paste too: unlike things are named, and nothing fails."""
    pasted = "\n\n".join(
        [
            mint(entra()), "AADSTS50011: The redirect URI 'x' does not match", '{"keys":[{"kty":"RSA","kid":"a","n":"AQAB","e":"AQAB"}]}',
            "https://login.microsoftonline.com/x/oauth2/v2.0/authorize?client_id=1&scope=openid&response_type=code",
            'WWW-Authenticate: Bearer error="invalid_token"', "refresh_token=0.AXoA" + "b" * 60,
            '{"token_type":"Bearer","scope":"a","expires_in":3599,"access_token":"' + mint(entra(aud="z")) + '"}',
        ]
    )  # fmt: skip
    diagnosis = app.explain(pasted, None, NOW)
    assert len(diagnosis.case.artifacts) > 5
    for one in diagnosis.case.artifacts:
        for other in diagnosis.case.artifacts:
            comparison = compare(side_of(diagnosis, one, alone=True), side_of(diagnosis, other, alone=True))
            assert comparison.sentence
            assert to_markdown(compose_comparison(comparison, hide_values=True))
    assert choose_within(diagnosis) is not None
