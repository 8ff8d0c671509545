"""The refusals' wordings: each is carried as Entra ID carries it, and understood by the program itself."""

import json
import string

import pytest

from inspector.app import explain
from inspector.diagnosis.verdict import Outcome
from inspector.knowledge.refusals import refusal
from inspector.practice.refusals import RefusedError, Trace, error_body, wordings

VALUES = {
    "client_id": "c0ffee00-aaaa-4000-8000-000000000001", "client_name": "Practice desktop", "tenant": "common",
    "tenant_name": "Practice", "resource": "api://orders", "issued": "2026-01-01T00:00:00.0000000Z",
    "expires": "2026-01-01T00:00:00.0000000Z", "redirect_uri": "http://localhost:5000", "scope": "User.Read",
}  # fmt: skip


def whole(code: int) -> str:
    """Return the error response of a code."""
    names = [name for _text, name, _spec, _conversion in string.Formatter().parse(wordings()[code].text) if name]
    refused = RefusedError(code, **{name: VALUES.get(name, "value") for name in names})
    return json.dumps(error_body(refused, Trace("t", "c", 1_795_000_000), "https://practice.test"))


@pytest.mark.parametrize("code", sorted(wordings()))
def test_the_program_explains_every_refusal_of_the_practice_tenant(code):
    """By its own code, from the response alone."""
    diagnosis = explain(whole(code))
    assert diagnosis.verdict.outcome in (Outcome.REFUSED, Outcome.EXPLAINED)
    assert f"AADSTS{code}" in diagnosis.case.artifacts[0].error.codes


@pytest.mark.parametrize("code", sorted(wordings()))
def test_every_code_is_one_that_is_known(code):
    """None is invented here."""
    row = refusal(f"AADSTS{code}")
    assert row is not None
    assert row.known


def test_the_values_of_a_refusal_reach_the_verdict():
    """The diagnosis reads them out of the wording, as out of Entra ID's."""
    sentence = explain(whole(50011)).verdict.sentence
    assert "http://localhost:5000" in sentence
    assert "AADSTS700082" in explain(whole(700082)).case.artifacts[0].error.codes
