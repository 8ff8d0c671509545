"""What a token's claims say it is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.diagnosis.subject import (
    Access,
    ClientAuthentication,
    Flow,
    Principal,
    Subject,
    odd_numbers,
    read_subject,
    texts_of,
    words_of,
)
from inspector.knowledge.clouds import Family
from inspector.tokens.artifact import Artifact, JsonObject, Kind, Token
from tests.diagnosis.judging import API, CLIENT, GRAPH, TENANT, app_only, bare, case_of, id_token, v1
from tests.minting import entra, mint

MSA = "9188040d-6c67-4c5b-b112-36a304b66dad"
SAME = {"oid": "11112222-bbbb-3333-cccc-4444dddd5555", "sub": "11112222-bbbb-3333-cccc-4444dddd5555"}


def subject_of(paste) -> Subject:
    """Return the only subject of a paste."""
    return case_of(paste).subjects[0]


def test_a_delegated_token_for_graph():
    """Audience, client, tenant and access stand as names and values."""
    subject = subject_of(v1(aud=GRAPH, appid="04b07795-8ddb-461a-bbee-02f9e1bf7b46", scp="User.Read Mail.Read"))
    assert subject.kind is Kind.ACCESS_TOKEN
    assert (subject.issuer.family, subject.version, subject.tenant) == (Family.ENTRA_V1, "1.0", TENANT)
    assert subject.resource.name == "Microsoft Graph"
    assert subject.scopes == ("User.Read", "Mail.Read")
    assert (subject.access, subject.access_evidence) == (Access.DELEGATED, ("scp present",))
    assert subject.client_name == "Microsoft Azure CLI"
    assert subject.client_authentication is ClientAuthentication.PUBLIC


@pytest.mark.parametrize(
    ("claims", "access"),
    [
        (app_only(), Access.APP_ONLY),
        (app_only(idtyp=None, roles=None, **SAME), Access.APP_ONLY),
        (app_only(idtyp=None), Access.APP_ONLY),
        (app_only(idtyp=None, roles=None, wids=["0997a1d0-0d1d-4acb-b408-d5ca73121e90"]), Access.APP_ONLY),
        (app_only(idtyp=None, roles=None, xms_idrel="2 7"), Access.APP_ONLY),
        (app_only(idtyp=None, roles=None, xms_mirid="/subscriptions/x"), Access.APP_ONLY),
        (v1(scp="user_impersonation", roles=["Admin"]), Access.DELEGATED),
        (v1(scp=None, roles=["Admin"], upn="a@contoso.com"), Access.DELEGATED),
        (v1(idtyp="user", scp=None), Access.DELEGATED),
        (v1(scp=["User.Read"]), Access.DELEGATED),
        (id_token(), Access.DELEGATED),
        (v1(scp=None), None),
        (v1(scp=None, idtyp="device"), None),
    ],
)
def test_delegated_or_app_only_or_unknown(claims, access):
    """Every sign counts; without any, nothing is claimed."""
    subject = subject_of(claims)
    assert subject.access is access
    assert bool(subject.access_evidence) is (access is not None)


@pytest.mark.parametrize(
    ("claims", "principal"),
    [
        (v1(), Principal.USER),
        (v1(acct=0), Principal.MEMBER),
        (v1(acct=1), Principal.GUEST),
        (v1(acct=True), Principal.USER),
        (v1(xms_idrel="1 14"), Principal.MEMBER),
        (v1(xms_idrel="5 14"), Principal.GUEST),
        (v1(xms_idrel="14 50"), Principal.USER),
        (v1(wids=["b79fbf4d-3ef9-4689-8143-76b194e85509"]), Principal.MEMBER),
        (v1(wids=["13bd1c72-6f4a-4dcf-985f-18d3b80f208a"]), Principal.GUEST),
        (v1(upn="a_home.com#EXT#@contoso.onmicrosoft.com"), Principal.GUEST),
        (v1(unique_name="live.com#a@outlook.com"), Principal.GUEST),
        (v1(idp="live.com"), Principal.GUEST),
        (v1(idp=f"https://sts.windows.net/{API}/"), Principal.GUEST),
        (v1(idp=f"https://sts.windows.net/{TENANT}/"), Principal.USER),
        (entra(iss=f"https://login.microsoftonline.com/{MSA}/v2.0", tid=MSA), Principal.PERSONAL),
        (app_only(), Principal.SERVICE_PRINCIPAL),
        (app_only(xms_mirid="/subscriptions/x"), Principal.MANAGED_IDENTITY),
        (app_only(xms_idrel="33"), Principal.MANAGED_IDENTITY),
        (app_only(xms_sub_fct="11 2"), Principal.AGENT),
        (v1(idtyp="user", xms_sub_fct="2 13"), Principal.AGENT_USER),
        (v1(scp=None), None),
    ],
)
def test_whom_the_token_is_about(claims, principal):
    """Members, guests, personal accounts, applications, managed identities and agents are told apart."""
    assert subject_of(claims).principal is principal


@pytest.mark.parametrize(
    ("paste", "flow"),
    [
        (app_only(), Flow.CLIENT_CREDENTIALS),
        (app_only(xms_mirid="/subscriptions/x"), Flow.MANAGED_IDENTITY),
        (id_token(c_hash="x"), Flow.HYBRID),
        (f"https://app.contoso.com/#access_token={mint(v1())}&token_type=Bearer", Flow.IMPLICIT),
        (id_token(), None),
        (v1(), None),
    ],
)
def test_the_flow_is_told_only_where_it_shows(paste, flow):
    """A delegated token doesn't say through which flow it came."""
    subject = subject_of(paste)
    assert subject.flow is flow
    assert bool(subject.flow_evidence) is (flow is not None)


@pytest.mark.parametrize(
    ("paste", "kind"),
    [
        (bare({"aud": "00000003-0000-0000-c000-000000000000"}), Kind.ACCESS_TOKEN),
        (bare({"aud": "api://orders", "iss": f"https://sts.windows.net/{TENANT}/", "sub": "x"}), Kind.ACCESS_TOKEN),
        (bare({"roles": [], "aud": "x"}), Kind.TOKEN),
        (bare(id_token()), Kind.ID_TOKEN),
        (bare(v1()), Kind.ACCESS_TOKEN),
        (v1(), Kind.ACCESS_TOKEN),
        (id_token(), Kind.ID_TOKEN),
    ],
)
def test_bare_claims_are_told_apart_like_tokens(paste, kind):
    """Claims without a header have a kind, too; an ID token is never for an API's address."""
    assert subject_of(paste).kind is kind


def test_the_recognised_kind_stands():
    """The subject agrees with the artifact wherever that tells a kind."""
    for paste in (v1(), id_token(), app_only(), entra(aud=API)):
        subject = subject_of(paste)
        assert subject.kind is subject.artifact.kind


@pytest.mark.parametrize(("value", "expected"), [("0", "public"), ("1", "secret"), ("2", "certificate"), (1, "secret")])
def test_how_the_client_proved_itself(value, expected):
    """The claims azpacr and appidacr are strings, and read the same as numbers."""
    assert subject_of(entra(azpacr=value)).client_authentication == expected


def test_tags_go_from_special_to_general():
    """The meaning of a claim is looked up by these."""
    assert subject_of(v1(acct=1)).tags == ("guest", "user", "delegated", "access", "v1", "entra")
    assert subject_of(app_only()).tags == ("service-principal", "app", "access", "v1", "entra")
    assert subject_of({"iss": "https://accounts.google.com", "sub": "1", "aud": "x"}).tags[-1] == "other"


def test_an_old_service_token_names_its_api_before_the_slash():
    """ACS tokens have "{app id}/{host}@{tenant}" as audience."""
    claims = {
        "aud": f"00000003-0000-0ff1-ce00-000000000000/contoso.sharepoint.com@{TENANT}",
        "iss": f"00000001-0000-0000-c000-000000000000@{TENANT}",
        "nameid": f"{CLIENT}@{TENANT}",
        "exp": 1,
    }
    subject = subject_of(claims)
    assert subject.issuer.family is Family.ACS
    assert subject.resource.name == "SharePoint Online"


def test_odd_numbers_alone_count():
    """Even numbers of such claims are noise; what is no number is left out."""
    assert odd_numbers("1 2 33 x 5.0 -7 99999999") == {1, 33}
    assert odd_numbers(None) == odd_numbers(7) == frozenset()


def test_claims_of_unexpected_types_become_words_where_they_can():
    """A list of strings reads like words; everything else is left out."""
    assert words_of(["a", 1, None, "b c"]) == ("a", "b c")
    assert words_of(5) == texts_of({"a": 1}) == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = """aud iss tid ver scp scope roles oid sub appid azp appidacr azpacr idtyp acct amr wids idp xms_idrel xms_mirid
xms_sub_fct upn unique_name preferred_username name nonce at_hash c_hash app_displayname exp nbf iat""".split()


@given(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=12), st.sampled_from(list(Kind)))
@settings(max_examples=400)
def test_no_claims_make_reading_raise(claims, kind):
    """Claims come from hostile tokens and may have any type."""
    token = Token(("", "", ""), None, JsonObject((), "", claims))
    subject = read_subject(Artifact("a1", kind, "", 0, 0, token=token))
    assert isinstance(subject.tags, tuple)
    assert subject.number("exp") is None or isinstance(subject.number("exp"), int | float)
