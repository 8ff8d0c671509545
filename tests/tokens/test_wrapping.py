"""Tokens are found and freed of wrapping, whatever was put around or into them."""

import json
import urllib.parse

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.tokens.recognise import recognise
from inspector.tokens.wrapping import find_tokens
from tests.minting import entra, mint
from tests.tokens.pastes import TOKEN, only


def cut_lines(text: str, width: int, joint: str) -> str:
    """Break `text` into lines of `width` with `joint` between them."""
    return joint.join(text[at : at + width] for at in range(0, len(text), width))


def insert(text: str, at: int, piece: str) -> str:
    """Put `piece` into `text`."""
    return text[:at] + piece + text[at:]


INNER = {
    "line-wrapped": lambda text: cut_lines(text, 76, "\n"),
    "indented": lambda text: cut_lines(text, 64, "\r\n      "),
    "mail quote": lambda text: cut_lines(text, 70, "\n> "),
    "zero-width": lambda text: insert(text, 50, "\u200b"),
    "no-break": lambda text: insert(text, 300, "\u00a0"),
    "url-encoded dots": lambda text: text.replace(".", "%2E"),
    "url-encoded": lambda text: urllib.parse.quote(text.replace("-", "+").replace("_", "/"), safe=""),
    "padding": lambda text: ".".join(part + "=" * (-len(part) % 4) for part in text.split(".")),
    "standard alphabet": lambda text: text.replace("-", "+").replace("_", "/"),
    "escaped slashes": lambda text: text.replace("-", "+").replace("_", "\\/"),
    "escaped lines": lambda text: cut_lines(text, 80, "\\n"),
    "concatenated": lambda text: '"' + cut_lines(text, 90, '" +\n    "') + '"',
    "continued": lambda text: cut_lines(text, 90, " \\\n"),
    "soft hyphen": lambda text: insert(text, 120, "\u00ad"),
    "nothing": lambda text: text,
}
OUTER = {
    "bare": "{}",
    "Bearer": "Bearer {}",
    "header": "Authorization: Bearer {}\n",
    "single quotes": "'{}',",
    "double quotes": '"{}";',
    "backticks": "`{}`",
    "typographic": "“{}”",
    "guillemets": "«{}»",
    "angle": "<{}>",
    "assignment": 'const token = "{}";',
    "variable": "TOKEN={}\n",
    "member": '{{"access_token":"{}","expires_in":3599}}',
    "nested member": '{{"a":[{{"b":{{"accessToken":"{}"}}}}]}}',
    "python": "{{'access_token': '{}', 'ok': True}}",
    "sentence": "I got {} from the service.",
    "log": "2024-05-01 10:00:00 INFO token={} accepted\n2024-05-01 10:00:01 INFO done\n",
    "xml": "<token>{}</token>",
    "parentheses": "(token: {})",
}
ESCAPES = {
    "once": json.dumps,
    "twice": lambda text: json.dumps(json.dumps(text)),
    "none": lambda text: text,
}


@pytest.mark.parametrize("inner", INNER)
def test_a_token_is_repaired(inner: str) -> None:
    """Each wrapping alone; the signature's bytes survive, too."""
    found = only(INNER[inner](TOKEN))
    assert plain(found.text) == TOKEN
    assert found.claims is not None
    assert dict(found.claims.values) == entra()


@pytest.mark.parametrize("outer", OUTER)
def test_a_token_is_found(outer: str) -> None:
    """Each surrounding alone; nothing of it sticks to the token."""
    tokens = [each for each in recognise(OUTER[outer].format(TOKEN)).artifacts if each.token]
    assert [each.text for each in tokens] == [TOKEN]
    assert OUTER[outer].format(TOKEN)[tokens[0].start : tokens[0].end] == TOKEN


@given(
    st.sampled_from(sorted(INNER)),
    st.sampled_from(sorted(OUTER)),
    st.sampled_from(sorted(ESCAPES)),
    st.integers(0, 400),
)
@settings(max_examples=300, deadline=None)
def test_what_is_minted_is_read_back_through_wrappings_composed_at_random(
    inner: str, outer: str, escape: str, size: int
) -> None:
    """An inner wrapping, a surrounding and JSON escapes together."""
    if inner in ("concatenated", "mail quote") and outer not in ("bare", "assignment"):
        inner = "zero-width"
    token = mint(entra(filler="q" * size))
    wrapped = INNER[inner](token)
    if escape == "none" and "member" in outer:
        wrapped = wrapped.replace("\r\n", "\\r\\n").replace("\n", "\\n").replace(" \\\\n", "\\n")
    text = ESCAPES[escape](OUTER[outer].format(wrapped))
    found = [each for each in recognise(text).artifacts if each.token and each.claims]
    assert [plain(each.text) for each in found] == [token], text


def plain(text: str) -> str:
    """Return a token in its canonical spelling."""
    return text.replace("+", "-").replace("/", "_").replace("=", "")


@given(st.text(alphabet="eyJ0hbG.-_+/=%2E\\\n \u200b\"'…", max_size=120))
@settings(max_examples=300)
def test_no_text_raises(text: str) -> None:
    """Spans are in order and do not overlap."""
    at = 0
    for found in find_tokens(text):
        assert at <= found.start < found.end <= len(text)
        at = found.end


def test_an_invisible_character_is_pointed_at() -> None:
    """The flaw names it and stands where it stood."""
    flaw = only(insert(TOKEN, 30, "\u200b")).flaws[0]
    assert (flaw.code, flaw.start, flaw.at) == ("invisible-character", 30, "character 31")
    assert "U+200B" in flaw.text


@pytest.mark.parametrize("mark", ["...", "…", "[...]"])
def test_a_shortened_token_is_said_to_be_shortened(mark: str) -> None:
    """What was kept is read."""
    found = only(TOKEN[:400] + mark)
    assert "elided" in [flaw.code for flaw in found.flaws]
    assert found.text == TOKEN[:400]


def test_words_after_a_token_are_no_part_of_it() -> None:
    """Neither on the same line nor on the next one."""
    assert only(f"{TOKEN} expired").text == TOKEN
    assert only(f"{TOKEN}\nThanks").text == TOKEN
    assert only(f"{TOKEN}.").text == TOKEN
    assert only(f"{TOKEN}\n11112222-bbbb-3333-cccc-4444dddd5555").text == TOKEN


def test_two_tokens_on_two_lines_are_two() -> None:
    """The second one begins anew."""
    other = mint(entra(sub="another"))
    assert [each.text for each in recognise(f"{TOKEN}\n{other}").artifacts] == [TOKEN, other]


def test_a_token_that_lacks_its_beginning_is_read_from_where_it_can_be() -> None:
    """Cut within the header, or within the payload."""
    header, payload, _signature = TOKEN.split(".")
    for cut in (
        5,
        len(header) - 3,
        len(header),
        len(header) + 1,
        len(header) + 41,
        len(header) + 42,
        len(header) + 43,
        len(header) + 44,
    ):
        found = only(TOKEN[cut:])
        assert found.claims is not None, cut
        assert found.claims.get("tid") == entra()["tid"]
        assert "start-missing" in [flaw.code for flaw in found.flaws], cut
    assert payload


def test_bearer_written_twice_is_a_flaw() -> None:
    """Tools add the word themselves."""
    assert [flaw.code for flaw in only(f"Authorization: Bearer Bearer {TOKEN}").flaws] == ["bearer-twice"]


def test_words_that_look_like_a_beginning_are_no_token() -> None:
    """`ey` and `ew` stand in many words."""
    assert recognise("they view few eyJa new0k eyJ ew0 keyJust").artifacts == ()


@pytest.mark.parametrize("stray", ["!", "*", "$", "~", "^", "@", "`"])
def test_a_character_that_no_token_has_does_not_end_it(stray):
    """It stays where it stands, and reading goes on behind it."""
    token = mint(entra())
    damaged = f"{token[:120]}{stray}{token[120:]}"
    (artifact,) = recognise(f"Bearer {damaged}\n").artifacts
    assert artifact.text == damaged
    assert "bad-base64url" in [each.code for each in artifact.flaws]
    assert artifact.claims is not None
    assert artifact.claims.get("tid") == entra()["tid"]
