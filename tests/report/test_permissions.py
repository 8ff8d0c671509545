"""A permission review in every sink: a spreadsheet runs no formula, Markdown no markup, a terminal no control."""

import csv
import io
import json
import re

import pytest
from judging import GRAPH, app_only, v1
from minting import NOW, SIGNATURE, entra, mint

from inspector import app
from inspector.diagnosis.permission_review import review
from inspector.report.permissions import columns, to_csv, to_document, to_markdown, to_text

FORMULAS = [
    "=cmd|'/c calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "＝1",
    "\t=1",
    'a"b,c',
    "line\r\nbreak",
    "\u202egnp.exe",
    "\x1b[31m",
]


def reviewed(*tokens: str):
    subjects = [app.explain(token, None, NOW).case.subjects[0] for token in tokens]
    return review([(f"=t{number}", subject) for number, subject in enumerate(subjects)])


@pytest.fixture
def hostile():
    """Return the review of a token whose roles and audience are hostile."""
    return reviewed(mint(entra(scp=None, idtyp="app", roles=[*FORMULAS, mint(entra())], aud="=1+1|<img src=x>![p](q)")))


def test_no_cell_is_a_formula(hostile):
    """Read back by a CSV reader, no cell begins like a formula, and every row has its columns (RFC 4180)."""
    text = to_csv(hostile)
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert rows[0] == list(columns())
    assert {len(row) for row in rows} == {len(columns())}
    assert not [cell for row in rows[1:] for cell in row if cell.lstrip()[:1] in tuple("=+-@＝＋－＠")]
    assert text.endswith("\r\n")
    assert text.count("\r\n") == text.count("\n") == len(rows)


def test_markdown_holds_no_markup(hostile):
    """No image, link or HTML of the token's; no value ends a cell."""
    shown = to_markdown(hostile)
    outside = re.sub(r"(`+).*?\1", "", shown)
    assert not re.search(r"(?<!\\)!\[|(?<!\\)\]\(|(?<!\\)<img", outside)
    rows = [line for line in shown.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in rows} == {len(columns()) + 1}


def test_the_terminal_sees_no_control_characters(hostile):
    """Nothing of the token can colour, move or reverse the text."""
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", to_text(hostile))


def test_a_token_among_the_roles_is_masked(hostile):
    """Whatever stands where a permission should, no signature is shown."""
    for shown in (to_text(hostile), to_markdown(hostile), to_csv(hostile), json.dumps(to_document(hostile))):
        assert SIGNATURE not in shown


def test_the_headline_counts():
    """How many, how many broad; with nothing to say against them, only how many."""
    assert to_text(reviewed(mint(v1(aud=GRAPH, scp="User.Read")))).startswith("1 permission.\n")
    broad = reviewed(mint(app_only(roles=["Group.ReadWrite.All", "Sites.Selected"])))
    assert to_text(broad).startswith("2 permissions, 1 broad.\n")
