"""What is pasted is hostile: every form of the report shows it without letting it do anything."""

import json
import re

import pytest

from inspector import app
from inspector.diagnosis.comparison import compare
from inspector.diagnosis.comparison.side import choose_sides
from inspector.diagnosis.expectation import Client, Expectation
from inspector.diagnosis.flow_advice.advice import advise
from inspector.diagnosis.flow_advice.details import Details
from inspector.diagnosis.permission_review import review
from inspector.report import comparison, permissions
from inspector.report.compose import Report, compose
from inspector.report.document import to_json
from inspector.report.flow_document import flow_json
from inspector.report.markdown import to_markdown
from inspector.report.plain import to_text
from tests.minting import mint, segment

HOSTILE = "x\x1b[31m\u202egnp.exe<img src=https://evil.test/p.png>![p](https://evil.test/p.png)|`\n# heading"


def report_of(text: str, **expected: object) -> Report:
    return compose(app.explain(text, Expectation(**expected), 1_800_000_000.0))  # type: ignore[arg-type]


@pytest.fixture
def hostile() -> Report:
    claims = {"aud": HOSTILE, "iss": HOSTILE, "name": HOSTILE, HOSTILE: "1", "exp": 1_900_000_000}
    return report_of(mint(claims), audiences=(HOSTILE + "2",), scopes=(HOSTILE,))


def test_the_terminal_sees_no_control_characters(hostile: Report) -> None:
    """Nothing of the paste can colour, move or reverse the text."""
    text = to_text(hostile)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)
    assert "⟨U+001B⟩" in text


def test_colour_comes_from_us_alone(hostile: Report) -> None:
    """With colour on, every escape sequence is one of our own."""
    for sequence in re.findall(r"\x1b.{0,8}", to_text(hostile, colour=True)):
        assert re.match(r"\x1b\[(?:\d\d?;)*\d\d?m|\x1b\[0m", sequence)


def test_markdown_holds_no_image_link_or_heading(hostile: Report) -> None:
    """What looks like markup is escaped or stands in a code span."""
    outside = re.sub(r"(`+).*?\1", "", to_markdown(hostile))
    assert not re.search(r"(?<!\\)!\[|(?<!\\)\]\(|(?<!\\)<img|^# heading", outside, re.MULTILINE)


def test_json_is_json(hostile: Report) -> None:
    """Values stand whole in JSON."""
    assert json.loads(to_json(hostile))["artifacts"][0]["claims"]["name"] == HOSTILE


@pytest.mark.parametrize("hide", [False, True])
@pytest.mark.parametrize("form", [to_text, to_markdown, to_json])
def test_no_signature_or_secret_in_any_report(form: object, hide: bool) -> None:
    """Signatures, tokens, codes and secrets are masked, whatever the form."""
    token = mint(
        {"iss": "https://sts.windows.net/aaaabbbb-0000-cccc-1111-dddd2222eeee/", "aud": "api://x", "exp": 1_900_000_000}
    )
    signature = token.rsplit(".", 1)[1]
    paste = (
        f"curl https://api.test -H 'Authorization: Bearer {token}'\n"
        "POST /oauth2/v2.0/token\n\nclient_id=1&client_secret=S3cr3t~value-of-mine&grant_type=authorization_code&code=0.AXo"
        + "z"
        * 60
    )
    shown = form(compose(app.explain(paste, Expectation(), 1_800_000_000.0), hide_values=hide))  # type: ignore[operator]
    assert signature not in shown
    assert token not in shown
    assert "S3cr3t~value" not in shown
    assert "z" * 60 not in shown


def test_a_token_in_a_claim_is_masked() -> None:
    """The access token inside a proof-of-possession token (`at`) never shows whole."""
    inner = mint({"iss": "https://issuer.test", "aud": "api://x"})
    shown = to_json(report_of(f"{segment({'alg': 'RS256', 'typ': 'pop'})}.{segment({'at': inner, 'ts': 1})}.c2ln"))
    assert inner not in shown


def test_hidden_values_are_replaced_consistently() -> None:
    """The same person has the same word everywhere, and no name or id is left."""
    claims = {
        "upn": "ada@contoso.example",
        "name": "Ada Lovelace",
        "oid": "11112222-bbbb-3333-cccc-4444dddd5555",
        "aud": "api://x",
    }
    report = compose(app.explain(mint(claims), Expectation(), 1_800_000_000.0), hide_values=True)
    for shown in (to_text(report), to_markdown(report), to_json(report)):
        for value in ("ada@contoso.example", "Ada Lovelace", "11112222-bbbb"):
            assert value not in shown


def test_text_fits_80_columns(hostile: Report) -> None:
    """Lines are wrapped; only a snippet to copy may be longer."""
    snippets = [r.snippet for f in hostile.findings for r in f.remedies if r.snippet]
    long = [line for line in to_text(hostile, width=80).splitlines() if len(line) > 80]
    assert all(any(line.strip() in snippet for snippet in snippets) or " " not in line.strip() for line in long)


PRIVATE = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"


@pytest.mark.parametrize("hide", [False, True])
@pytest.mark.parametrize("form", [to_text, to_markdown, to_json])
@pytest.mark.parametrize(
    "token",
    [
        mint({"iss": "https://issuer.example", "sub": "1", "cnf": {"jwk": {"kty": "EC", "d": PRIVATE, "x": "x"}}}),
        mint({"iss": "https://issuer.example", "sub": "1", "note": f'{{"d": "{PRIVATE}"}}'}),
        mint({"at": PRIVATE, "ts": 1_800_000_000, "m": "GET", "cnf": {"jwk": {"kty": "RSA"}}}, typ="pop"),
        mint({"at": PRIVATE, "ts": 1_800_000_000}),
    ],
)
def test_no_private_key_and_no_inner_token_in_any_report(form: object, hide: bool, token: str) -> None:
    """A key inside a claim, as JSON or as text, and an access token of any shape inside a proof."""
    for text in (token, f"Authorization: Bearer {token}"):
        assert PRIVATE[4:40] not in form(compose(app.explain(text), hide_values=hide))  # type: ignore[operator]


def test_no_json_reaches_a_terminal_with_what_it_acts_on() -> None:
    """Reviews, comparisons and advice print escapes in place of control and bidirectional characters."""
    tokens = [mint({"iss": "x", "aud": f"api://o{HOSTILE}", "scp": scope, "exp": 1}) for scope in ("a.\u202eb", "c")]
    subjects = [app.explain(token).case.subjects[0] for token in tokens]
    sides = choose_sides(*map(app.explain, tokens))
    assert sides is not None
    advice = advise(Client.DAEMON, Details(scopes=(HOSTILE,)))
    texts = (
        permissions.to_json(review([("t", subject) for subject in subjects])),
        comparison.to_json(comparison.compose_comparison(compare(*sides))),
        flow_json({}, Client.DAEMON, advice, ()),
    )
    for text in texts:
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)
        assert "\\u202e" in text
        assert json.loads(text)["schema"] == 1
