"""A recording is hostile input: whatever stands in it reaches no terminal, page or shell as anything but text."""

import json

import pytest
from hars import SECRET, Tape, tokens
from hypothesis import given, settings
from hypothesis import strategies as st
from minting import mint

from inspector import app
from inspector.exchanges.page_words import visible_words
from inspector.report.compose import compose
from inspector.report.document import to_json
from inspector.report.markdown import to_markdown
from inspector.report.plain import to_text

EVIL = "\x1b[31m\u202e<img src=x onerror=alert(1)>`$(touch x)`\n| [a](http://evil.test)"


def evil() -> Tape:
    """Return a sign-in with hostile text in every parameter that is shown."""
    tape = Tape().authorize(client_id=EVIL, scope=EVIL, redirect_uri=f"http://x.test/{EVIL}", state="s1", resource=EVIL)
    tape.come_back(state=f"s2{EVIL}").redeem(client_id=f"{EVIL}2", redirect_uri=f"https://x.test/{EVIL}", scope=EVIL,
        answer=tokens(scope=EVIL, id_token=mint({"aud": EVIL, "nonce": EVIL, "iss": EVIL, "tid": EVIL})))  # fmt: skip
    return tape.call(f"https://api.test/{EVIL}", status=401, answered=(("WWW-Authenticate", f'Bearer error="{EVIL}"'),))


def test_no_control_character_reaches_a_terminal_or_a_page() -> None:
    """Text and Markdown show them spelled out; markup is escaped; JSON holds them as JSON does."""
    report = compose(app.explain(evil().text()))
    text = to_text(report)
    assert "\x1b" not in text
    assert "\u202e" not in text
    markdown = to_markdown(report)
    assert "\x1b" not in markdown
    assert "\n<img" not in markdown
    assert SECRET not in text + markdown + to_json(report)


def test_nothing_to_copy_holds_hostile_text() -> None:
    """A snippet is offered only where it can be copied as it stands."""
    for finding in compose(app.explain(evil().text())).findings:
        for remedy in finding.remedies:
            assert "$(touch" not in (remedy.snippet or "")


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(
    ["client_id", "scope", "redirect_uri", "state", "nonce", "code_challenge", "code_challenge_method", "response_type", "resource"]
), st.text(max_size=30)), st.text(max_size=30), st.text(max_size=60))  # fmt: skip
def test_no_parameters_make_a_rule_raise(asked: dict[str, str], code: str, verifier: str) -> None:
    """Every rule copes with every text; one that failed would say so in a finding."""
    tape = Tape().authorize(**asked).come_back(code=code).redeem(code=code, code_verifier=verifier, scope=verifier)
    diagnosis = app.explain(tape.text())
    assert "rule-failed" not in [each.id for each in diagnosis.findings]
    json.loads(to_json(compose(diagnosis, hide_values=True)))


@pytest.mark.parametrize("piece", ["<", "<a ", "<!--", "<script>", "&lt;"])
def test_the_words_of_a_page_are_short_whatever_it_is(piece: str) -> None:
    """A page of nothing but beginnings of markup."""
    assert len(visible_words(piece * 50_000)) <= 160
