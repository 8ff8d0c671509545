"""All rules together: none raises, each says what a finding must say."""

import json
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.diagnosis.case import Case, build_case
from inspector.diagnosis.expectation import Client, Expectation
from inspector.diagnosis.finding import Severity
from inspector.diagnosis.rules import rules_for
from inspector.tokens.artifact import Artifact, JsonObject, Kind, Member, Pasted, Place, Token
from tests.diagnosis.judging import app_only, case_of, id_token, v1
from tests.minting import NOW, entra, mint

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
LIKELY = st.sampled_from(
    [
        "https://graph.microsoft.com",
        "api://orders",
        "1.0",
        "2.0",
        "app",
        "user",
        "Mail.Read",
        NOW,
        NOW - 99999,
        NOW * 1000,
        f"https://sts.windows.net/{'1' * 8}-2222-3333-4444-555555555555/",
        "https://login.microsoftonline.com/common/v2.0",
        "api://AzureADTokenExchange",
    ]
)
NAMES = """aud iss tid ver scp roles oid sub appid azp appidacr azpacr idtyp acct wids idp xms_idrel xms_mirid xms_sub_fct
upn name nonce exp nbf iat _claim_names hasgroups groups cnf at ts jti email xms_edov""".split()
HEADERS = "alg kid typ nonce crit jku jwk x5t enc".split()
CLAIMS = st.dictionaries(st.sampled_from(NAMES), LIKELY | JSON, max_size=14)
HEADER = st.none() | st.dictionaries(
    st.sampled_from(HEADERS), st.sampled_from(["RS256", "none", "HS256"]) | JSON, max_size=5
)
EXPECTED = st.builds(
    Expectation,
    audiences=st.lists(LIKELY.map(str) | st.text(max_size=8), max_size=2).map(tuple),
    scopes=st.lists(
        st.sampled_from(["Mail.Read", "api://orders/X", "openid", ""]) | st.text(max_size=8), max_size=2
    ).map(tuple),
    roles=st.lists(st.text(max_size=8), max_size=1).map(tuple),
    tenant=st.none() | st.text(max_size=8),
    calling=st.none() | st.sampled_from(["GET /me", "GET https://orders.contoso.com/"]) | st.text(max_size=8),
    client=st.none() | st.sampled_from(list(Client)),
    context=st.text(max_size=10),
)


def as_object(values) -> JsonObject:
    """Return values as they would have been read."""
    members = tuple(Member(name, value, str(value), 0, 0) for name, value in values.items())
    return JsonObject(members, json.dumps(str(values)), values)


@given(CLAIMS, HEADER, st.sampled_from(list(Kind)), st.sampled_from(list(Place)), EXPECTED)
@settings(max_examples=400, deadline=None)
def test_no_claims_make_a_rule_raise(claims, header, kind, place, expected):
    """Odd types, odd kinds and odd expectations give findings or none, never an exception."""
    token = Token(("", "", ""), None if header is None else as_object(header), as_object(claims))
    artifact = Artifact("a1", kind, "text", 0, 4, token=token, place=place)
    case = build_case(Pasted("text", (artifact,)), expected, NOW)
    for rule in rules_for(case):
        for found in rule(case):
            assert found.title


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_no_text_makes_a_rule_raise(text):
    """Whatever is pasted."""
    case = case_of(text)
    for rule in rules_for(case):
        list(rule(case))


def samples() -> list[Case]:
    """Return cases that between them call up most findings."""
    expected = {"audiences": ("api://orders",), "scopes": ("Orders.Write",), "roles": ("Admin",), "tenant": "x" * 8}
    mine = ("iss", "aud")
    return [
        case_of(v1(aud="https://graph.microsoft.com", exp=NOW - 9999), **expected),
        case_of(app_only(appidacr="1", roles=["Directory.ReadWrite.All"]), calling="GET /me/messages", client="spa"),
        case_of(id_token(), **expected),
        case_of(mint(v1(hasgroups=True, acct=1, email="a", xms_edov=False), alg="none", crit=["x"], jku="x")),
        case_of(entra(ver="1.0", tid="11112222-bbbb-3333-cccc-4444dddd5555", nbf=NOW + 9999)),
        case_of(f"2026-11-23 10:00:00 INFO Bearer {mint(v1())}"),
        case_of(dict.fromkeys(mine, "x"), audiences=("api://orders\u200b",)),
        case_of(v1(aud="api://Orders"), audiences=("api://orders",)),
    ]


def test_every_finding_says_what_it_must():
    """Ids are kebab-case, blockers have a sentence of at most 25 words, and somebody can mend them."""
    seen = set()
    for case in samples():
        for found in (found for rule in rules_for(case) for found in rule(case)):
            seen.add(found.id)
            assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", found.id), found.id
            assert 0 <= found.rank < 100
            assert found.why.endswith("."), found.id
            assert not found.title.endswith("."), found.id
            if found.severity is Severity.BLOCKER:
                assert found.sentence, found.id
                assert found.remedies, found.id
            if found.sentence:
                assert len(found.sentence.split()) <= 25, found.sentence
            for remedy in found.remedies:
                assert len(remedy.text.split()) <= 30, remedy.text
            assert found.reference is None or found.reference.startswith("https://")
    assert len(seen) >= 20


def test_no_finding_repeats_the_token():
    """Findings go into reports that are shared."""
    token = mint(v1(aud="https://graph.microsoft.com"))
    case = case_of(f"2026-11-23 10:00:00 INFO Bearer {token}", audiences=("api://orders",))
    for found in (found for rule in rules_for(case) for found in rule(case)):
        assert token[:80] not in str(found)
