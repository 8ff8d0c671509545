"""`WWW-Authenticate` challenges by RFC 7235's grammar."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.tokens.artifact import Kind
from inspector.tokens.challenge import parse
from inspector.tokens.recognise import recognise
from tests.tokens.pastes import base64_of, kinds, only

CLAIMS = {"access_token": {"nbf": {"essential": True, "value": "1604106651"}}}


def schemes(value: str) -> list[tuple[str, dict[str, str]]]:
    """Return each challenge of a header's value."""
    return [(challenge.scheme, dict(challenge.parameters)) for challenge, _start, _end in parse(value)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Bearer", [("Bearer", {})]),
        ('Bearer realm="a, b", error=invalid_token', [("Bearer", {"realm": "a, b", "error": "invalid_token"})]),
        (
            'Basic realm="x", Bearer scope="a b", Negotiate',
            [("Basic", {"realm": "x"}), ("Bearer", {"scope": "a b"}), ("Negotiate", {})],
        ),
        ("Negotiate YWJj==, NTLM", [("Negotiate", {"token68": "YWJj=="}), ("NTLM", {})]),
        (r'Bearer error_description="say \"no\""', [("Bearer", {"error_description": 'say "no"'})]),
        (
            'Bearer authorization_uri="https://a/b" resource_id="https://c"',
            [("Bearer", {"authorization_uri": "https://a/b", "resource_id": "https://c"})],
        ),
        ('Bearer Realm = "x" ,, error = "y"', [("Bearer", {"realm": "x", "error": "y"})]),
        ('Bearer error="never closed', [("Bearer", {"error": "never closed"})]),
    ],
)
def test_the_grammar_is_read(value: str, expected: list[tuple[str, dict[str, str]]]) -> None:
    """Quoted commas, several schemes, token68, missing commas."""
    assert schemes(value) == expected


@given(
    st.dictionaries(
        st.from_regex(r"[a-z_]{1,12}", fullmatch=True),
        st.text(max_size=30).filter(lambda text: "\n" not in text),
        min_size=1,
        max_size=5,
    )
)
def test_what_is_written_is_read_back(parameters: dict[str, str]) -> None:
    """Any quoted values."""
    quoted = (f'{name}="' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for name, value in parameters.items())
    assert schemes("Bearer " + ", ".join(quoted)) == [("Bearer", parameters)]


@given(st.text(alphabet='Bearer ="\\,;xerrorealm\n\t', max_size=80))
@settings(max_examples=200)
def test_no_text_raises(text: str) -> None:
    """Neither as a value nor as a paste."""
    list(parse(text))
    recognise(f"WWW-Authenticate: {text}")


@pytest.mark.parametrize("padded", [True, False])
def test_a_claims_challenge_is_decoded(padded: bool) -> None:
    """Base64 in either alphabet, padded or not; the exact text is kept."""
    claims = base64_of(CLAIMS) if padded else base64_of(CLAIMS).rstrip("=").replace("+", "-").replace("/", "_")
    found = only(f'WWW-Authenticate: Bearer realm="", error="insufficient_claims", claims="{claims}"')
    assert found.kind is Kind.CHALLENGE
    assert found.error is not None
    assert found.error.code == "insufficient_claims"
    assert found.error.claims is not None
    assert dict(found.error.claims.values) == CLAIMS
    assert found.error.claims_text == claims


def test_a_challenge_is_found_without_its_headers_name() -> None:
    """As people copy it."""
    found = only('Bearer error="invalid_token", error_description="The signature key was not found"')
    assert found.challenge is not None
    assert found.error is not None
    assert found.error.description == "The signature key was not found"


def test_codes_in_a_description_lead() -> None:
    """A library's code says more than invalid_token."""
    found = only('Bearer error="invalid_token", error_description="IDX10223: Lifetime validation failed."')
    assert found.error is not None
    assert found.error.codes == ("IDX10223",)


def test_challenges_of_several_headers_are_several() -> None:
    """Each line on its own."""
    text = 'WWW-Authenticate: Bearer realm="x"\nWWW-Authenticate: Basic realm="y"\n'
    assert kinds(text) == ["challenge", "challenge"]


def test_a_challenge_that_only_asks_for_a_token_carries_no_refusal() -> None:
    """Nothing was refused yet."""
    assert only('WWW-Authenticate: Bearer authorization_uri="https://login.microsoftonline.com/x"').error is None
