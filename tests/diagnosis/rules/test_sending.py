"""What stood after Bearer: a token, or what a program writes where its variable held none."""

import pytest

from inspector.diagnosis.rules import sending
from tests.diagnosis.judging import judge
from tests.minting import entra, mint


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("Authorization: Bearer undefined", "undefined"),
        ('"authorization": "Bearer null"', "null"),
        ("curl -H 'Authorization: Bearer None' https://api.contoso.example/orders", "None"),
        ("headers['Authorization'] = 'x'; authorization=Bearer [object Promise]", "[object Promise]"),
    ],
)
def test_a_header_without_a_token_is_named(header: str, found: str) -> None:
    """The request went out before there was a token; its value tells which mistake it was."""
    finding = judge(sending, header)[0]
    assert found in (finding.sentence or "")
    assert finding.remedies


@pytest.mark.parametrize(
    "header",
    [
        f"Authorization: Bearer {mint(entra())}",
        "Authorization: Bearer <token>",
        "Authorization: Bearer nullable.value",
        "Authorization: Bearer $TOKEN",
        "The bearer token was undefined behaviour in the old API.",
    ],
)
def test_a_token_or_what_hides_one_is_let_alone(header: str) -> None:
    """People redact tokens and write variables; neither shows what was sent."""
    assert judge(sending, header) == []


def test_an_object_is_told_from_a_token_that_came_too_late() -> None:
    """A promise or result object has the token inside."""
    late, whole = (judge(sending, f"Authorization: Bearer {value}")[0] for value in ("undefined", "[object Object]"))
    assert late.remedies[0].text != whole.remedies[0].text
