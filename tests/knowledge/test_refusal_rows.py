"""The rows about refusals: complete, well formed, short enough to read, each in words of its own."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from inspector import resource_files
from inspector.diagnosis.finding import Stage, Who
from inspector.knowledge import refusals
from inspector.masking import redact

Row = tuple[str, dict[str, Any]]
REFUSAL_KEYS = "code symbol title family stage meaning causes kin failure reference source date".split()
OPTIONAL = {"match", "near", "ours", "known"}


@cache
def rows(folder: str) -> tuple[Row, ...]:
    return tuple(_rows(folder))


def _rows(folder: str) -> Iterator[Row]:
    for name in resource_files.names(f"knowledge/{folder}", ".jsonl"):
        text = resource_files.read_text(name)
        assert text.endswith("\n"), f"{name} ends in the middle of a line"
        for number, line in enumerate(text.splitlines(), 1):
            yield f"{name}:{number}", json.loads(line)


@cache
def table() -> dict[str, bool]:
    lines = resource_files.read_text("knowledge/aadsts_codes.tsv").splitlines()[1:]
    return {f"AADSTS{code}": listed == "yes" for code, _symbol, listed in (line.split("\t") for line in lines)}


@cache
def vocabulary() -> frozenset[str]:
    """The tags that resources/knowledge/README.md lists."""
    section = resource_files.read_text("knowledge/README.md").split("## Tags for `when`")[1].split("##")[0]
    return frozenset(re.findall(r"\b[a-z]+:[\w.-]+", section))


def words(*texts: str) -> int:
    return sum(len(re.sub(r"\{\w+\|([^{}]*)\}|\{\w+\}", r"\1 x", text).split()) for text in texts)


def complaints(check: Any, folder: str = "refusals") -> list[str]:
    return [f"{where} ({row.get('code') or row.get('id')})" for where, row in rows(folder) if not check(row)]


def test_every_refusal_has_its_keys_in_order() -> None:
    """The code stands first, because a row is found by the beginning of its line."""
    assert complaints(lambda row: [key for key in row if key not in OPTIONAL] == REFUSAL_KEYS) == []


def test_every_row_is_compact_json() -> None:
    """A row with other spacing would not be found."""
    for folder, key in (("refusals", "code"), ("remedies", "id")):
        for name in resource_files.names(f"knowledge/{folder}", ".jsonl"):
            for number, line in enumerate(resource_files.read_text(name).splitlines(), 1):
                assert line.startswith(f'{{"{key}":"'), f"{name}:{number}"


def test_no_code_has_two_rows() -> None:
    """One home for each code."""
    counted = Counter(row["code"] for _where, row in rows("refusals"))
    assert [code for code, count in counted.items() if count > 1] == []


def test_every_listed_code_is_explained() -> None:
    """All codes of Microsoft's public list have a meaning, a cause and a remedy."""
    explained = {row["code"] for _where, row in rows("refusals") if row["causes"] and row.get("known", True)}
    assert sorted(code for code, listed in table().items() if listed and code not in explained) == []


def test_every_other_code_has_a_row() -> None:
    """Codes outside the public list have what is known, be it only their family."""
    known = {row["code"] for _where, row in rows("refusals")}
    assert sorted(code for code in table() if code not in known) == []


def test_a_code_without_causes_claims_no_meaning() -> None:
    """What nobody documents is said to be unknown."""
    assert complaints(lambda row: bool(row["causes"]) or row.get("known") is False) == []


def test_stage_and_date_are_of_the_closed_sets() -> None:
    """Stages are the report's; dates are ISO."""
    stages = {stage.value for stage in Stage}
    assert complaints(lambda row: row["stage"] in stages and re.fullmatch(r"20\d\d-\d\d-\d\d", row["date"])) == []


def test_no_two_codes_share_their_meaning() -> None:
    """Two codes that said the same would be one code."""
    counted = Counter(row["meaning"].lower() for _where, row in rows("refusals"))
    assert [meaning for meaning, count in counted.items() if count > 1] == []


def test_titles_are_short() -> None:
    """A title is a heading, not a sentence."""
    assert complaints(lambda row: words(row["title"]) <= 9 and not row["title"].endswith(".")) == []


def test_every_explained_code_has_a_cause_that_always_fits() -> None:
    """Whatever the surroundings, there is an answer."""
    assert complaints(lambda row: not row["causes"] or any(is_fallback(cause) for cause in row["causes"])) == []


def is_fallback(cause: dict[str, Any]) -> bool:
    return not cause.get("when") and not cause.get("match")


def test_every_cause_has_remedies_that_exist() -> None:
    """A cause without a remedy is a dead end."""
    known = {row["id"] for _where, row in rows("remedies")}
    assert complaints(lambda row: all(c["remedies"] and set(c["remedies"]) <= known for c in row["causes"])) == []


def test_every_tag_is_in_the_vocabulary() -> None:
    """A tag that nothing sets would never hold."""
    assert (
        complaints(lambda row: all(is_known(tag) for cause in row["causes"] for tag in cause.get("when") or [])) == []
    )


def is_known(tag: str) -> bool:
    return tag in vocabulary() or tag.startswith("parameter:")


def test_every_pattern_compiles() -> None:
    """A pattern that does not compile would take the whole explanation with it."""
    for _where, row in rows("refusals"):
        for pattern in (row.get("match"), *(cause.get("match") for cause in row["causes"])):
            if pattern:
                re.compile(pattern, re.IGNORECASE)


def test_a_wording_says_what_stands_in_every_text_that_has_it() -> None:
    """`near` is looked for first, so a branch of `match` that holds none of it would never be found."""
    worded = [(where, row) for where, row in rows("refusals") if "match" in row]
    assert [where for where, row in worded if not row.get("near")] == []
    for where, row in worded:
        assert all(word == word.lower() and len(word) >= 4 for word in row["near"]), where
        for branch in branches(row["match"]):
            plain = re.sub(r"\\(?:[bsdw]|(.))", r"\1", branch).lower()
            assert any(word in plain for word in row["near"]) or "(" in branch, f"{where}: {branch}"


def branches(pattern: str) -> list[str]:
    """The alternatives of a pattern's outermost level."""
    found, depth, start = [], 0, 0
    for place in re.finditer(r"\\.|\[(?:\\.|[^\]])*\]|[()|]", pattern):
        depth += {"(": 1, ")": -1}.get(place[0], 0)
        if place[0] == "|" and depth == 0:
            found.append(pattern[start : place.start()])
            start = place.end()
    return [*found, pattern[start:]]


def test_rows_with_a_wording_are_found_by_it() -> None:
    """Messages of services and libraries that carry no code of their own."""
    said = {
        "Correlation failed.": "aspnet-correlation-failed",
        'Bearer error="invalid_token", error_description="The signature key was not found"': "aspnet-signature-key-not-found",
        "The iss claim is not valid": "spring-iss-invalid",
        "/me request is only valid with delegated authentication flow.": "BadRequest",
        "Issuer validation failed. Issuer did not match.": "InvalidAuthenticationInfo",
        "BrowserAuthError: interaction_in_progress: Interaction is currently in progress.": "interaction_in_progress",
        "jwt audience invalid. expected: api://x": "jsonwebtoken-audience",
        'oidc: expected audience "a" got ["b"]': "go-oidc-audience",
        "Jwt issuer is not configured": "envoy-issuer",
        "JWT not present.": "apim-jwt-missing",
        "Login failed for user '<token-identified principal>'.": "18456",
        "State cookie was missing.": "nextauth-cookie-missing",
        "DefaultAzureCredential failed to retrieve a token from the included credentials.": "azure-identity-chain-failed",
    }
    for text, code in said.items():
        assert next(refusals.by_wording(text))[0].code == code, text


def test_ordinary_prose_has_no_wording() -> None:
    """A wording is specific enough not to be found in what people write around a failure."""
    prose = """I followed the tutorial, signed in with my work account and called the API from my single-page application.
    The access token looks right, the audience and issuer are as configured, but the request is not authorized and the
    user is forbidden. The state of the deployment is fine, the signature of the package was verified, the token was not
    expired, and the network works. We use Spring, Next.js and Azure Functions behind a proxy; login failed for some users."""
    assert [row.code for row, _where in refusals.by_wording(prose)] == []


def test_kin_are_codes_that_have_rows() -> None:
    """Codes with the same cause know each other."""
    known = {row["code"] for _where, row in rows("refusals")}
    assert complaints(lambda row: set(row["kin"]) <= known) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AADSTS50013", "AADSTS500131"),
        ("AADSTS70001", "AADSTS700016"),
        ("AADSTS90023", "AADSTS9002326"),
        ("AADSTS70011", "AADSTS1002012"),
        ("AADSTS901002", "AADSTS9010010"),
    ],
)
def test_kindred_codes_name_each_other(one: str, other: str) -> None:
    """Whoever reads one is told of the other."""
    assert other in named(one)
    assert one in named(other)


def named(code: str) -> tuple[str, ...]:
    row = refusals.refusal(code)
    assert row is not None
    return row.kin


def test_remedies_have_an_actor_and_words() -> None:
    """Each remedy says who does what."""
    actors = {who.value for who in Who}
    kinds = {None, "shell", "url", "text", "json"}
    assert (
        complaints(lambda row: row["who"] in actors and row["text"] and row["snippet_kind"] in kinds, "remedies") == []
    )


def test_remedies_are_shared_not_copied() -> None:
    """No two remedies have the same words, and none has the same id."""
    for key in ("id", "text"):
        counted = Counter(row[key] for _where, row in rows("remedies"))
        assert [value for value, count in counted.items() if count > 1] == []


def test_every_remedy_is_used() -> None:
    """A remedy that no cause names is dead."""
    used = {
        identifier for _where, row in rows("refusals") for cause in row["causes"] for identifier in cause["remedies"]
    }
    assert complaints(lambda row: row["id"] in used, "remedies") == []


def test_what_shows_first_stays_within_90_words() -> None:
    """Verdict, remedy, title and meaning are read in one go."""
    texts = {row["id"]: row["text"] for _where, row in rows("remedies")}

    def fits(row: dict[str, Any]) -> bool:
        return all(
            words(cause["says"], texts.get(cause["remedies"][0], ""), row["title"], row["meaning"]) <= 90
            for cause in row["causes"]
        )

    assert complaints(fits) == []


def test_no_words_of_ours_look_like_a_credential() -> None:
    """Reports mask what looks like one: a sentence or snippet that does would be shown with a hole in it."""
    holes = [
        (where, text)
        for folder in ("refusals", "remedies")
        for where, row in rows(folder)
        for text in (
            row.get("text"),
            row.get("snippet"),
            row.get("meaning"),
            *(c["says"] for c in row.get("causes", ())),
        )
        if text and redact(text) != text
    ]
    assert holes == []


def test_references_are_https() -> None:
    """Links lead to public pages; listed codes have one."""
    assert complaints(lambda row: row["reference"] is None or row["reference"].startswith("https://")) == []
    assert complaints(lambda row: row["reference"] or not table().get(row["code"])) == []


PLACES = frozenset(
    """redirect_uri client_id client_name tenant resource resource_name scope suggested_scope user parameter value audience
    expected_audience issuer expected_issuer key_id issued expires now age response_type grant_type policy identity_provider subject
    host status permission role admin_consent_url""".split()
)


def test_templates_name_known_values() -> None:
    """A value that nothing draws out would always read as its fallback."""
    for folder in ("refusals", "remedies"):
        for where, row in rows(folder):
            texts = [row.get("text"), row.get("snippet"), *(cause["says"] for cause in row.get("causes", []))]
            for text in filter(None, texts):
                assert set(refusals.names_in(text)) <= PLACES, f"{where}: {text}"
