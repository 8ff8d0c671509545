"""Two tokens: each difference is explained by a rule that knows what it means."""

import pytest
from judging import GRAPH, TENANT, app_only, bare, id_token, v1
from minting import CLIENT as API
from minting import NOW, SIGNATURE, entra, mint, segment

from tests.diagnosis.comparison.sides import compared, row, weights

OTHER = "99998888-aaaa-4bbb-8ccc-7777dddd6666"
OTHER_TENANT = {
    "tid": OTHER,
    "iss": f"https://login.microsoftonline.com/{OTHER}/v2.0",
    "oid": "77776666-bbbb-3333-cccc-4444dddd5555",
    "sub": "another",
}


def written(claims: str) -> str:
    """Return a token whose claims are spelled exactly so."""
    return f"{segment({'typ': 'JWT', 'alg': 'RS256', 'kid': 'k1'})}.{segment(claims)}.{SIGNATURE}"


def test_another_audience_is_named():
    """The API's name stands where it is known, else the audience itself."""
    found = compared(entra(aud=GRAPH, scp="User.Read"), entra(aud="api://orders"))
    assert found.sentence.startswith("The audience changed from Microsoft Graph to api://orders.")


def test_the_failing_one_is_explained_by_the_difference():
    """With an expectation the headline says which is accepted, and for which difference the other fails."""
    found = compared(entra(scp="A.Read", aud=GRAPH), entra(), audiences=(API,))
    assert found.sentence.startswith("The second is accepted, the first fails: the audience changed")
    found = compared(entra(), entra(exp=NOW - 7200, iat=NOW - 10800, nbf=NOW - 10800), audiences=(API,))
    assert found.sentence.startswith("The first is accepted, the second fails: the second expired 2 hours ago")


def test_what_fails_both_is_said_first():
    """Where both fail for one reason, no difference between them is blamed for it."""
    found = compared(entra(), entra(scp="Orders.Read Orders.Write"), audiences=("api://other",))
    assert found.sentence.startswith("Both fail for the same reason:")


def test_app_only_against_a_user():
    """The second is app-only; what only users have follows from that."""
    found = compared(v1(aud=GRAPH, upn="a@b.example", amr=["pwd"]), app_only())
    assert "the second is app-only" in found.sentence.lower()
    assert {name: weights(found)[name] for name in ("acts for", "scp", "upn", "amr")} == {
        "acts for": "matters", "scp": "follows", "upn": "follows", "amr": "follows",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sign", "first"),
    [
        ({"_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {"endpoint": "https://x.example"}}}, False),
        ({"hasgroups": True}, False),
        ({"groups:src1": "x"}, True),
    ],
)
def test_groups_left_out_are_overage(sign, first):
    """Groups that vanish for being too many are no change of membership."""
    pair = [entra(groups=["a", "b", "c"]), entra(**sign)]
    found = compared(*reversed(pair)) if first else compared(*pair)
    assert found.differences[0].judged.id == "groups-overage"
    assert found.sentence.lower().startswith(
        "the first lists no groups: overage" if first else "3 groups fewer: overage"
    )


def test_groups_are_counted_as_sets():
    """Their order says nothing; what came and went is counted."""
    ids = [f"group-{number}" for number in range(9)]
    assert compared(entra(groups=ids), entra(groups=ids[::-1])).differences == ()
    found = compared(entra(groups=ids), entra(groups=[*ids[3:], "new"]))
    assert "3 groups fewer, 1 group more" in found.sentence
    assert row(found, "groups").change == (("group-0", "group-1", "group-2"), ("new",), 6)


def test_sub_is_pairwise():
    """Same user, other client: oid is equal, and sub differs because it is pairwise."""
    found = compared(entra(), entra(azp=OTHER, sub="other"))
    assert found.sentence.startswith("Same user, other client:")
    assert row(found, "sub").judged.id == "pairwise-subject"
    assert "because it is pairwise" in row(found, "sub").judged.means
    assert weights(found)["sub"] == "follows"


def test_sub_of_one_user_at_one_application_should_be_equal():
    """That is no pairwise difference, and is not explained as one."""
    assert weights(compared(entra(), entra(sub="altered")))["sub"] == "matters"


def test_v1_and_v2_name_one_thing_twice():
    """What the versions call differently is paired and equal; iss and aud follow from the version."""
    first = v1(aud=f"api://{API}", upn="a@b.example", unique_name="a@b.example")
    found = compared(first, entra(preferred_username="a@b.example"))
    assert found.sentence == "The first is a v1.0 token, the second a v2.0 token."
    names = {each.name for each in found.equal}
    assert {"appid / azp", "appidacr / azpacr", "upn / preferred_username"} <= names
    assert [weights(found)[name] for name in ("ver", "aud", "iss", "unique_name")] == [
        "matters", "follows", "follows", "follows",
    ]  # fmt: skip


def test_two_users():
    """Another user is named, and their names and sub follow."""
    found = compared(
        entra(preferred_username="ada@x.example", name="Ada"),
        entra(oid=OTHER, sub="q", preferred_username="bob@x.example", name="Bob"),
    )
    assert found.sentence.startswith("Another user: bob@x.example instead of ada@x.example.")
    assert [weights(found)[name] for name in ("oid", "sub", "preferred_username", "name")] == [
        "matters", "follows", "follows", "follows",
    ]  # fmt: skip


def test_a_renamed_user_is_the_same_user():
    """oid decides, not the name."""
    found = compared(entra(preferred_username="ada@x.example"), entra(preferred_username="ada.king@x.example"))
    assert "same user has another name" in found.sentence


def test_two_tenants():
    """Another tenant comes first; ids in it follow."""
    found = compared(entra(), entra(**OTHER_TENANT))
    assert found.differences[0].name == "tid"
    assert [weights(found)[name] for name in ("iss", "oid", "sub")] == ["follows"] * 3


def test_two_clouds():
    """A token of another cloud is worth nothing here."""
    found = compared(entra(), entra(iss=f"https://login.microsoftonline.us/{TENANT}/v2.0"))
    assert found.differences[0].judged.id == "cloud"


def test_after_consent():
    """Scopes are a set; what came is named, and nothing else."""
    found = compared(entra(scp="A.Read B.Read"), entra(scp="B.Read Orders.Write A.Read", iat=NOW, nbf=NOW, uti="x"))
    assert found.sentence == "The second also has Orders.Write."
    assert row(found, "scp").change == ((), ("Orders.Write",), 2)
    assert "consented" in row(found, "scp").judged.means


def test_a_narrower_scope_adds_nothing():
    """What a broader scope of the other includes is said."""
    found = compared(entra(scp="Mail.ReadWrite"), entra(scp="Mail.Read"))
    assert "Mail.ReadWrite of the other includes Mail.Read." in row(found, "scp").judged.means


def test_what_is_new_in_each_token_is_folded():
    """Two tokens of one request an hour apart differ in nothing that matters."""
    one = entra(uti="a", rh="b", aio="c", sid="d")
    other = entra(uti="e", rh="f", aio="g", sid="h", iat=NOW, nbf=NOW, exp=NOW + 4500)
    found = compared(one, other)
    assert not found.matters
    assert found.differences == ()
    assert {each.name for each in found.always} == {"uti", "rh", "aio", "sid", "iat", "nbf", "exp"}


def test_lifetimes_are_compared_as_durations():
    """A day against an hour is a difference; 60 against 85 minutes is chance."""
    found = compared(entra(), entra(exp=NOW + 86400, xms_cc=["cp1"]))
    assert row(found, "lifetime").left.written == "1 hour"
    assert row(found, "lifetime").right.written == "1 day"
    assert row(found, "xms_cc").judged.id == "continuous-access-evaluation"
    assert "lifetime" not in weights(compared(entra(), entra(exp=NOW + 5000)))


@pytest.mark.parametrize(
    ("before", "after", "name", "judged"),
    [
        ({"azpacr": "1"}, {"azpacr": "2"}, "azpacr", "client-authentication"),
        ({"amr": ["pwd"]}, {"amr": ["pwd", "mfa"]}, "amr", "authentication-methods"),
        ({}, {"acrs": ["c1"]}, "acrs", "authentication-context"),
        ({"wids": ["62e90394-69f5-4237-9190-012177145e10"]}, {"wids": []}, "wids", "directory-roles"),
        ({"roles": ["Reader"]}, {"roles": ["Reader", "Admin"]}, "roles", "roles"),
        ({"acct": 0}, {"acct": 1, "idp": "https://sts.windows.net/x/"}, "account", "account-kind"),
        ({}, {"cnf": {"kid": "x"}}, "cnf", "proof-key"),
        ({}, {"deviceid": OTHER}, "deviceid", "device"),
        ({"aud": "api://orders"}, {"aud": "api://orders/"}, "aud", "audience-spelling"),
        ({"aud": "api://orders"}, {"aud": "api://Orders"}, "aud", "audience-spelling"),
        ({"aud": ["a", "b"]}, {"aud": ["b"]}, "aud", "audience"),
        ({"ctry": "DE"}, {}, "ctry", "missing"),
        ({"own_claim": 1}, {"own_claim": 2}, "own_claim", "differs"),
    ],
)
def test_each_subject_has_its_rule(before, after, name, judged):
    """It matters, and is explained by the rule for it."""
    found = row(compared(entra(**before), entra(**after)), name)
    assert found.judged.id == judged
    assert found.matters
    assert found.judged.brief


def test_header_members_are_compared():
    """Another algorithm matters; another key of one issuer is ordinary."""
    found = compared(mint(entra()), mint(entra(), alg="none", kid="k2"))
    assert row(found, "header alg").judged.id == "algorithm"
    assert weights(found)["header kid"] == "minor"


def test_an_id_token_against_an_access_token():
    """They are different things, and what one kind can't carry follows."""
    found = compared(entra(), id_token())
    assert found.sentence.startswith("The first is an access token, the second an ID token.")
    assert weights(found)["nonce"] == "follows"


def test_duplicates_are_no_equals():
    """A name that stands twice is a difference even where the last value is equal."""
    twice = written('{"aud":"x","aud":"api://a"}')
    found = compared(mint({"aud": "api://a"}), twice)
    assert row(found, "aud").judged.id == "duplicate"


def test_what_is_damaged_is_said():
    """A cut token is compared as far as it goes."""
    cut = mint(entra())[:200]
    found = compared(mint(entra()), cut)
    assert row(found, "writing").right is not None


def test_numbers_keep_their_spelling():
    """1.8e9 is the same moment as 1800000000, and is shown as written."""
    other = written('{"exp":1.8e9}')
    equal = {each.name: each for each in compared(mint({"exp": 1_800_000_000}), other).equal}
    assert equal["exp"].right.written == "1.8e9"


def test_other_issuers_are_compared():
    """Plain OpenID Connect tokens: issuer, subject, scope and client by their own names."""
    one = {"iss": "https://a.example", "sub": "1", "scope": "read write", "client_id": "x", "aud": "api"}
    found = compared(one, one | {"iss": "https://b.example", "scope": "write read", "cid": "x", "client_id": None})
    assert found.differences[0].judged.id == "issuer"
    assert "scope" in {each.name for each in found.equal}


@pytest.mark.parametrize("sign", [{"_claim_names": {"groups": "src1"}}, {"hasgroups": True}])
def test_overage_matters_where_the_other_has_no_groups_either(sign):
    """The row that points to the groups then says it."""
    found = compared(entra(), entra(**sign))
    assert found.sentence == "The second lists no groups: overage."


def test_what_v1_carries_unasked_follows_from_the_version():
    """Given names, addresses and methods are no difference of the people."""
    found = compared(v1(given_name="Ada", ipaddr="192.0.2.1", amr=["pwd"], family_name="King"), entra())
    assert {weights(found)[name] for name in ("given_name", "ipaddr", "amr", "family_name")} == {"follows"}


def test_your_api_is_called_so():
    """The audience that is expected is “your API” in the headline."""
    found = compared(entra(aud=GRAPH, scp="User.Read"), entra(), audiences=(API,))
    assert "the audience changed from Microsoft Graph to your API" in found.sentence


def test_line_breaks_are_no_damage():
    """A token copied out of a terminal says the same."""
    token = mint(entra())
    wrapped = "\n    ".join(token[at : at + 70] for at in range(0, len(token), 70))
    found = compared(token, f"Authorization: Bearer {wrapped}")
    assert not found.matters


def test_roles_inside_an_object_are_sets():
    """Keycloak's realm_access.roles: what came and went, whatever the order."""
    one = {"iss": "https://k.example/realms/x", "sub": "1", "realm_access": {"roles": ["a", "b"]}, "scope": "x"}
    found = compared(one, one | {"realm_access": {"roles": ["c", "b", "a"]}})
    assert row(found, "realm_access.roles").change == ((), ("c",), 2)


def test_a_workload_is_compared_by_its_subject():
    """Two jobs of one repository: the subject is what a federated credential must hold."""
    one = {
        "iss": "https://token.actions.githubusercontent.com", "aud": "api://AzureADTokenExchange",
        "sub": "repo:a/b:ref:refs/heads/main", "run_id": "1", "exp": NOW, "iat": NOW - 300,
    }  # fmt: skip
    found = compared(one, one | {"sub": "repo:a/b:environment:prod", "run_id": "2"})
    assert found.sentence == "Another subject: repo:a/b:environment:prod instead of repo:a/b:ref:refs/heads/main."
    assert "letter by letter" in row(found, "sub").judged.means


def test_a_daemon_calling_me_is_explained_by_being_app_only():
    """The finding's evidence is found in the difference."""
    found = compared(v1(aud=GRAPH, scp="User.Read"), app_only(roles=["User.Read.All"]), calling="GET /me")
    assert found.sentence.startswith("The first is accepted, the second fails: the second is app-only")


def test_two_id_tokens_of_one_user():
    """Their audience is the client; sub differs because it is pairwise."""
    found = compared(id_token(aud=API), id_token(aud=OTHER, sub="other"))
    assert found.sentence == f"Same user, other client: {OTHER} instead of {API}."
    assert row(found, "sub").judged.id == "pairwise-subject"


def test_a_token_of_the_future():
    """One that is not valid yet is said to be, and not that moments always differ."""
    found = compared(entra(), entra(nbf=NOW + 3600, exp=NOW + 7200))
    assert "second is not valid yet" in found.sentence


def test_a_name_without_end_is_cut():
    """A claim's name is hostile, too."""
    found = compared(entra(), entra(**{"x" * 5000: 1}))
    assert len(found.sentence) < 200


def test_claims_out_of_a_decoder_are_compared_with_a_token():
    """They have no header, and that is no difference."""
    found = compared(bare(entra()), entra())
    assert not found.matters
    assert found.differences == ()


def test_what_can_not_be_read_is_not_missing():
    """Beside a token that is cut off, or whose payload is broken, nothing is said to be missing."""
    whole = mint(entra(roles=["Admin"]))
    header, _payload, signature = whole.split(".")
    for damaged in (whole[: len(header) + 60], f"{header}.!!!!.{signature}"):
        found = compared(whole, damaged)
        assert {each.name for each in found.differences if each.matters} <= {"writing", "kind"}


def test_a_kind_that_can_not_be_told_is_no_difference():
    """A token of another issuer's that has no scope may be an access token, too."""
    one = {"iss": "https://a.example/", "sub": "x", "aud": "api", "azp": "c"}
    found = compared(one, one | {"scope": "read"})
    assert found.sentence == "The second also has read."


def test_the_endpoint_decides_on_the_version_of_id_tokens():
    """The API's registration decides on access tokens alone (entra_facts 1 and 2)."""
    first = id_token()
    found = compared(first, first | {"ver": "1.0", "iss": f"https://sts.windows.net/{TENANT}/"})
    assert "endpoint decides" in row(found, "ver").judged.means
    found = compared(entra(), entra(ver="1.0", iss=f"https://sts.windows.net/{TENANT}/"))
    assert "requestedAccessTokenVersion" in row(found, "ver").judged.means


@pytest.mark.parametrize(
    ("first", "second", "name", "weight"),
    [
        (
            {"oid": "AAAABBBB-0000-CCCC-1111-DDDD2222EEEE"},
            {"oid": "aaaabbbb-0000-cccc-1111-dddd2222eeee"},
            "oid",
            "minor",
        ),
        ({"name": "Zo\u00eb"}, {"name": "Zoe\u0308"}, "name", "minor"),
        ({"email_verified": True}, {"email_verified": "true"}, "email_verified", "matters"),
    ],
)
def test_one_value_in_two_spellings(first, second, name, weight):
    """Ids in another letter case and names in another form of Unicode are the same; text is no number."""
    found = compared(entra(**first), entra(**second))
    assert row(found, name).judged.weight.value == weight
    assert row(found, name).judged.means


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ({"xms_mirid": "/subscriptions/s/resourcegroups/g/providers/Microsoft.Web/sites/orders"}, "managed identity's"),
        ({"xms_act_fct": "9 11 3", "xms_sub_fct": "11", "xms_par_app_azp": OTHER}, "got by an agent"),
    ],
)
def test_which_of_the_two_is_special(extra, said):
    """A managed identity's and an agent's token are told by claims of their own, and the headline says whose it is."""
    found = compared(app_only(), app_only(**extra))
    assert found.sentence.startswith("Only the second ")
    assert said in found.sentence
    assert "more differ" not in found.sentence


def test_damage_is_said_once():
    """Where one fails because it is cut off, the headline says so, and not again that it is damaged."""
    token = mint(entra())
    found = compared(token, token[:-500])
    assert found.sentence == "Only the second fails: This token is cut off, so no API can verify it."
