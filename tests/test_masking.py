"""Secrets and personal values are masked, and whatever is shown is harmless to the place that shows it."""

import json
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.masking import (
    Mask,
    _mask_match,
    _secrets,
    as_json,
    code_span,
    escape_csv,
    escape_markdown,
    mask_secret,
    redact,
    shell_quote,
    visible,
)

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ0aGUtc3ViamVjdCJ9.c2lnbmF0dXJlLXNpZ25hdHVyZQ"
CODE = "0.AXoA" + "x" * 60 + "." + "y" * 40


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"Authorization: Bearer {JWT}", "c2lnbmF0dXJl"),
        (f"curl -H 'authorization: bearer {JWT}' https://api.test", "0aGUtc3ViamVjdC"),
        (f"https://app.test/cb?code={CODE}&state=1", "y" * 40),
        (f"https://app.test/cb#access_token={JWT}&token_type=Bearer", "c2lnbmF0dXJl"),
        ("client_id=1&client_secret=abc~Def8Q~ghijklmnop&scope=x", "Def8Q~ghij"),
        ('{"client_secret": "abc~Def8Q~ghijklmnop"}', "Def8Q~ghij"),
        (r"{\"refresh_token\":\"" + CODE + r"\"}", "y" * 40),
        ("Cookie-free password=Tr0ub4dor&3", "Tr0ub4dor"),
        ("Proxy said Basic dXNlcjpwYXNzd29yZC1sb25n", "dXNlcjpwYXNz"),
    ],
)
def test_no_credential_survives(text: str, secret: str) -> None:
    """Tokens, codes and secrets are masked wherever and however they are written."""
    assert secret in text
    assert secret not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"error":{"code":"InvalidAuthenticationToken","message":"CompactToken parsing failed with error code: 80049217"}}',
        "https://login.microsoftonline.com/error?code=700082",
        "AADSTS65001: The user or administrator has not consented to use the application with ID 'x' named 'y'.",
        "POST /oauth2/v2.0/token HTTP/1.1",
        "A username-and-password sign-in was refused; a work-or-school-password account is needed.",
        "client_secret=YOUR_SECRET_VALUE&assertion=ACCESS_TOKEN",
    ],
)
def test_words_around_credentials_stay(text: str) -> None:
    """The server's own words stay readable."""
    assert redact(text) == text


def test_a_mask_shows_too_little_to_use() -> None:
    """A short secret shows nothing, a long one its first four characters."""
    assert mask_secret("hunter2") == "…(7 characters hidden)"
    assert mask_secret(JWT).startswith("eyJh…(")


def test_control_and_bidirectional_characters_become_visible() -> None:
    """Nothing can repaint the terminal or reverse a line."""
    assert visible("a\x1b[2Jb\u202ec\u200bd") == "a⟨U+001B⟩[2Jb⟨U+202E⟩c⟨U+200B⟩d"
    assert visible("one\ntwo") == "one⟨U+000A⟩two"
    assert visible("one\r\ntwo", lines=True) == "one\ntwo"


@given(st.text())
def test_visible_text_holds_no_control_character(text: str) -> None:
    """Whatever is pasted."""
    assert not any(
        ord(letter) < 32 or 0x7F <= ord(letter) < 0xA0 or 0x202A <= ord(letter) <= 0x202E for letter in visible(text)
    )


@given(st.text(st.characters(max_codepoint=0x2FF), max_size=40))
def test_a_shell_gets_the_value_or_nothing(value: str) -> None:
    """A quoted value is one word to a real shell, and exactly the value."""
    quoted = shell_quote(value)
    if quoted is not None:
        done = subprocess.run(["sh", "-c", f"printf %s {quoted}"], capture_output=True, check=True)
        assert done.stdout.decode() == value


@pytest.mark.parametrize("value", ["a'b", "x\ny", "$(id)\x00", "-rf", "‘; id #", ""])
def test_what_no_quoting_makes_safe_is_not_offered(value: str) -> None:
    """Quotes, controls, options and look-alike quotes never reach a snippet."""
    assert shell_quote(value) is None


def test_markdown_can_hold_no_markup() -> None:
    """No link, image, HTML or table cell comes out of a value."""
    hostile = "[x](https://evil.test) ![i](https://evil.test/p.png) <img src=x> | *b* `c`"
    assert escape_markdown(hostile) == (
        r"\[x\]\(https://evil.test\) \!\[i\]\(https://evil.test/p.png\) \<img src=x\> \| \*b\* \`c\`"
    )


@given(st.text())
def test_a_code_span_can_not_be_left(text: str) -> None:
    """The fence is longer than every run of backticks inside."""
    span = code_span(text)
    fence = len(span) - len(span.lstrip("`"))
    assert "`" * fence not in span[fence:-fence]


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_a_spreadsheet_gets_no_formula(value: str) -> None:
    """A leading sign is quoted."""
    assert escape_csv(value)[0] in "' "


def test_the_same_value_gets_the_same_word() -> None:
    """Replacements are consistent over claims and sentences, so that a ticket can still be followed."""
    mask = Mask()
    assert mask.value("upn", "ada@contoso.example") == "user-1"
    assert mask.value("tid", "aaaabbbb-0000-cccc-1111-dddd2222eeee") == "id-1"
    assert (
        mask.text("ada@contoso.example in aaaabbbb-0000-cccc-1111-dddd2222eeee from 10.1.2.3")
        == "user-1 in id-1 from address-1"
    )


def test_public_identifiers_stay() -> None:
    """Microsoft's own applications are no personal data."""
    graph = "00000003-0000-0000-c000-000000000000"
    assert Mask(frozenset({graph})).text(f"aud {graph}") == f"aud {graph}"


@pytest.mark.parametrize(
    "text",
    [
        "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=S3cretS3cret==;EndpointSuffix=x",
        "Endpoint=sb://x;SharedAccessKeyName=Root;SharedAccessKey=S3cretS3cret=",
        "Server=x;User Id=sa;Pwd=S3cretS3cret;",
        "AAD_CLIENT_SECRET: S3cretS3cret",
        "az login --service-principal -u 1 --password S3cretS3cret --tenant x",
        "tool --client-secret S3cretS3cret",
        "x-functions-key: S3cretS3cret",
        "Ocp-Apim-Subscription-Key: S3cretS3cret",
        "Set-Cookie: ESTSAUTH=S3cretS3cret; path=/",
    ],
)
def test_secrets_of_settings_options_and_headers_are_masked(text: str) -> None:
    """Connection strings, environment variables, command-line options and headers."""
    assert "S3cret" not in redact(text).replace("S3cr…", "")


def test_json_holds_nothing_that_a_terminal_acts_on() -> None:
    """Control, bidirectional and invisible characters stand as JSON's escapes, and read back as they were."""
    hostile = {"na\u202eme": "a\x9b31m\u200b\u2028b\U000e0041\ud800 \U0001f600 ü\n"}
    text = as_json(hostile)
    assert json.loads(text) == hostile
    assert not any(character in text for character in "\u202e\x9b\u200b\u2028\U000e0041\ud800")
    assert "ü" in text
    assert "\U0001f600" in text


@given(st.text(alphabet="eyJEYwWvV019-_.A=: ſK\u0130", max_size=100) | st.text(max_size=100))
def test_a_word_is_let_be_only_where_nothing_in_it_is_secret(text: str) -> None:
    """What is passed by without asking every pattern is what they would have left as it is."""
    assert redact(text) == _secrets().sub(_mask_match, text)


@pytest.mark.parametrize("secret", ["Eyj" + "a" * 8, "EwB" + "a" * 80, "x" + "eyJ" + "a" * 20])
def test_a_word_can_be_a_token(secret: str) -> None:
    """A token without signs and spaces is masked all the same."""
    assert "characters hidden" in redact(secret)


def test_an_id_is_found_inside_a_longer_name_too() -> None:
    """Beside an underscore or a letter that is no hexadecimal digit."""
    mask = Mask(frozenset())
    assert mask.text("user_11112222-bbbb-3333-cccc-4444dddd5555_x") == "user_id-1_x"
    assert mask.text("11112222-bbbb-3333-cccc-4444dddd5555 ada@contoso.com") == "id-1 user-1"
