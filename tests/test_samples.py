import json

import pytest

from inspector import app, resource_files
from inspector.diagnosis.verdict import Outcome
from inspector.samples import mint_samples, mint_token

NOW = 1_795_430_000.0
SAMPLES = {sample.name[3:]: sample for sample in mint_samples(NOW)}


def judge(name):
    sample = SAMPLES[name]
    text = f"{sample.text}\n\n{sample.said}" if sample.said else sample.text
    return app.explain(text, sample.expectation, NOW)


def test_there_are_enough():
    """At least twelve situations can be tried."""
    assert len(SAMPLES) >= 12


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_each_sample_is_a_situation(name):
    """Each is recognised, and judged as something."""
    diagnosis = judge(name)
    assert diagnosis.case.artifacts
    assert diagnosis.verdict.outcome is not Outcome.NOTHING_FOUND
    assert not [finding for finding in diagnosis.findings if finding.id == "rule-failed"]


@pytest.mark.parametrize("name", sorted(set(SAMPLES) - {"fits", "groups-overage"}))
def test_each_trouble_is_found(name):
    """What is wrong in a sample blocks."""
    assert judge(name).verdict.outcome in (Outcome.REJECTED, Outcome.REFUSED)


def test_the_good_one_is_accepted():
    """One sample shows what it looks like when everything fits."""
    assert judge("fits").verdict.outcome is Outcome.ACCEPTED


def test_signatures_are_noise():
    """Two mintings of one recipe differ in their signature alone."""
    first, second = (mint_token({"alg": "RS256"}, {"iat": {"now": 0}}, NOW) for _ in range(2))
    assert first.split(".")[:2] == second.split(".")[:2]
    assert first.split(".")[2] != second.split(".")[2]


def test_recipes_hold_no_token():
    """No token lies in the resources: they are made when asked for."""
    for name in resource_files.names("samples", ".json"):
        recipe = json.loads(resource_files.read_text(name))
        recipe["said"] = []  # a claims challenge is base64 of JSON too, and no credential
        assert "eyJ" not in json.dumps(recipe)
