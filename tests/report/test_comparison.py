"""What is shown of a comparison: masked alike on both sides, harmless in every sink."""

import json
import re

import pytest
from minting import SIGNATURE, entra, mint

from inspector.report.comparison import compose_comparison, to_document
from inspector.report.comparison_text import to_markdown, to_text
from tests.diagnosis.comparison.sides import compared

HOSTILE = "x\x1b[31m\u202egnp.exe<img src=https://evil.test/p.png>![p](https://evil.test/p.png)|`\n# heading =cmd"


@pytest.fixture
def hostile():
    """Return the comparison of two tokens whose every value and a name are hostile."""
    one = {"aud": HOSTILE, "iss": HOSTILE, "name": HOSTILE, HOSTILE: "1", "scp": HOSTILE, "groups": [HOSTILE] * 3}
    return compared(one, {name: f"{value}2" for name, value in one.items()} | {"azp": HOSTILE})


@pytest.mark.parametrize("hide", [False, True])
def test_the_terminal_sees_no_control_characters(hostile, hide):
    """Nothing of the pastes can colour, move or reverse the text."""
    text = to_text(compose_comparison(hostile, hide_values=hide))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)


def test_colour_comes_from_us_alone(hostile):
    """With colour on, every escape sequence is one of our own."""
    for sequence in re.findall(r"\x1b.{0,8}", to_text(compose_comparison(hostile), colour=True)):
        assert re.match(r"\x1b\[\d\d?m", sequence)


@pytest.mark.parametrize("hide", [False, True])
def test_markdown_holds_no_image_link_or_heading(hostile, hide):
    """What looks like markup is escaped or stands in a code span; no value ends a table's cell."""
    shown = to_markdown(compose_comparison(hostile, hide_values=hide))
    outside = re.sub(r"(`+).*?\1", "", shown)
    assert not re.search(r"(?<!\\)!\[|(?<!\\)\]\(|(?<!\\)<img|^# heading", outside, re.MULTILINE)
    rows = [line for line in shown.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in rows} == {5}


def test_no_signature_or_secret_is_shown():
    """Tokens, codes and secrets are masked in every form."""
    token = mint(entra(at=mint(entra())))
    request = f"grant_type=refresh_token&client_id=1&scope=a&client_secret=S3cr3t~value&refresh_token=0.AXo{'z' * 60}"
    for left, right in ((token, mint(entra())), (request, request.replace("S3cr3t", "0th3r!"))):
        report = compose_comparison(compared(left, right))
        for shown in (to_text(report), to_markdown(report), json.dumps(to_document(report))):
            assert SIGNATURE not in shown
            assert "S3cr3t~value" not in shown
            assert "zzzzzzzz" not in shown


def test_one_mask_serves_both_sides():
    """The same user has the same word in both; no name or id is left."""
    one = entra(preferred_username="ada@contoso.example", name="Ada Lovelace", email="ada@contoso.example", ctry="DE")
    other = one | {
        "azp": "99998888-aaaa-4bbb-8ccc-7777dddd6666",
        "preferred_username": "bob@contoso.example",
        "email": None,
    }
    report = compose_comparison(compared(one, other), hide_values=True)
    rows = {row.name: row for row in (*report.differences, *report.equal)}
    assert rows["preferred_username"].left.value == rows["email"].left.value
    assert rows["preferred_username"].left.value != rows["preferred_username"].right.value
    for shown in (to_text(report), to_markdown(report), json.dumps(to_document(report))):
        for value in ("contoso.example", "Lovelace", "99998888", one["oid"]):
            assert value not in shown


def test_of_a_large_set_only_the_difference_is_shown():
    """150 groups are no table cell: what one side alone has, and how many both have."""
    ids = [f"group-{number}" for number in range(150)]
    text = to_text(compose_comparison(compared(entra(groups=ids), entra(groups=ids[1:]))))
    assert "group-0 · 149 in both" in text
    assert "group-77" not in text


def test_text_fits_80_columns(hostile):
    """Lines are wrapped."""
    assert max(map(len, to_text(compose_comparison(hostile)).splitlines())) <= 80
