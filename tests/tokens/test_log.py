"""The large path: logs of which only the newest is read in full."""

from inspector.tokens.artifact import Kind, Place
from inspector.tokens.log import read_log
from inspector.tokens.recognise import LARGE, recognise
from tests.minting import NOW, entra, mint


def line(number: int, text: str) -> str:
    """Return a line of a log."""
    return f"2024-05-01 10:{number // 60 % 60:02}:{number % 60:02} INFO [worker-{number % 9}] {text}\n"


def token(number: int) -> str:
    """Return a token that was issued `number` seconds after the first."""
    return mint(entra(aud=f"api://{number}", iat=NOW + number, exp=NOW + number + 3600))


def test_five_thousand_tokens_are_each_named_and_dated() -> None:
    """And the newest fifty are read in full."""
    pasted = recognise("".join(line(number, f"Authorization: Bearer {token(number)}") for number in range(5_000)))
    tokens = [entry for entry in pasted.listed if entry.kind is Kind.ACCESS_TOKEN]
    assert len(tokens) == 5_000
    assert (tokens[7].name, tokens[7].issued, tokens[7].expires) == ("api://7", NOW + 7, NOW + 3607)
    assert [artifact.claims.get("aud") for artifact in pasted.artifacts if artifact.claims] == [
        f"api://{number}" for number in range(4_950, 5_000)
    ]
    assert {artifact.place for artifact in pasted.artifacts} == {Place.LOG}
    assert pasted.truncated is not None
    assert "5,000" in pasted.truncated


def test_a_token_that_stands_often_is_listed_once() -> None:
    """With how often."""
    pasted = read_log("".join(line(number, token(number % 3)) for number in range(30)))
    assert [entry.count for entry in pasted.listed] == [10, 10, 10]
    assert len(pasted.artifacts) == 3


def test_codes_are_counted_and_the_last_of_each_is_read() -> None:
    """With the words of its last line."""
    text = "".join(line(number, f"AADSTS{50_000 + number % 2}: refused") for number in range(40))
    pasted = read_log(text)
    assert [(entry.name, entry.count) for entry in pasted.listed] == [("AADSTS50000", 20), ("AADSTS50001", 20)]
    assert {artifact.error.code for artifact in pasted.artifacts if artifact.error} == {"AADSTS50000", "AADSTS50001"}
    assert all(text[entry.start : entry.end] == entry.name for entry in pasted.listed)


def test_what_is_over_a_million_characters_is_read_as_a_log() -> None:
    """And that is said."""
    text = (
        line(0, token(0))
        + "".join(line(number, "x" * 200) for number in range(LARGE // 200))
        + line(1, "IDX10223: expired")
    )
    pasted = recognise(text)
    assert [entry.kind for entry in pasted.listed] == [Kind.ACCESS_TOKEN, Kind.ERROR_CODE]
    assert [artifact.kind for artifact in pasted.artifacts] == [Kind.ACCESS_TOKEN, Kind.ERROR_RESPONSE]
    assert pasted.truncated is not None
    for artifact in pasted.artifacts:
        assert artifact.text in text[artifact.start : artifact.end + 1]


def test_a_large_text_without_tokens_or_codes_is_read_from_its_beginning() -> None:
    """And what was not read is said."""
    pasted = recognise('{"aud":"x"}' + " " * LARGE)
    assert [artifact.kind for artifact in pasted.artifacts] == [Kind.CLAIMS]
    assert pasted.truncated is not None


def test_a_large_text_with_nothing_says_what_was_looked_for() -> None:
    """As a small one does."""
    assert recognise("x " * LARGE).looked_for


def test_a_long_recording_is_named() -> None:
    """A HAR often has megabytes; its tokens are listed as those of a log are."""
    entries = ",".join(f'{{"request":{{"url":"https://x/{token(number)}"}}}}' for number in range(600))
    pasted = recognise(f'{{"log":{{"version":"1.2","creator":{{}},"entries":[{entries}]}}}}')
    assert pasted.artifacts[0].kind is Kind.RECORDED_FLOW
    assert len(pasted.listed) == 600
