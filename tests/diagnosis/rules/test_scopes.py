"""Scopes that are expected."""

import pytest

from inspector.diagnosis.finding import Who
from inspector.diagnosis.rules import scopes
from tests.diagnosis.judging import GRAPH, app_only, ids, judge, v1


@pytest.mark.parametrize(
    ("scp", "wanted", "found"),
    [
        ("Mail.Read", ("Mail.Read",), []),
        ("mail.read", ("Mail.Read",), []),
        ("Mail.ReadWrite", ("Mail.Read",), []),
        ("User.Read.All", ("User.Read",), []),
        (["Mail.Read"], ("Mail.Read",), []),
        ("User.Read", ("https://graph.microsoft.com/User.Read",), []),
        ("User.Read", ("openid", "profile", "offline_access"), []),
        ("User.Read", (".default",), []),
        ("User.Read", ("https://graph.microsoft.com/.default",), []),
        ("User.Read Mail.Read", ("User.Read Mail.Read",), []),
        ("User.Read", ("Mail.Read",), ["scope-missing"]),
        ("Mail.Read", ("Mail.ReadWrite",), ["scope-missing"]),
        ("User.Read", ("User.Read.All",), ["scope-missing"]),
        (None, ("Mail.Read",), ["scope-missing"]),
        (5, ("Mail.Read",), ["scope-missing"]),
    ],
)
def test_scopes_are_compared_without_letter_case_and_with_what_they_include(scp, wanted, found):
    """Resources and OIDC scopes don't count; wider scopes include narrower ones."""
    assert ids(judge(scopes, v1(aud=GRAPH, scp=scp), scopes=wanted)) == found


def test_a_missing_scope_names_what_to_ask_for():
    """The sentence has both sides; the snippet is the exact scope string."""
    [found] = judge(scopes, v1(aud=GRAPH, scp="User.Read"), scopes=("Mail.Read", "Directory.Read.All"))
    assert found.sentence == "This token lacks the scope Mail.Read, Directory.Read.All; it carries User.Read."
    assert (
        found.remedies[0].snippet
        == "https://graph.microsoft.com/Mail.Read https://graph.microsoft.com/Directory.Read.All"
    )
    assert found.remedies[1].who is Who.TENANT_ADMIN


def test_no_administrator_is_named_where_none_is_needed():
    """Users may consent to Mail.Read themselves."""
    [found] = judge(scopes, v1(aud=GRAPH, scp="User.Read"), scopes=("Mail.Read",))
    assert [remedy.who for remedy in found.remedies] == [Who.DEVELOPER]


def test_an_app_only_token_has_no_scopes():
    """Roles don't stand in for scopes."""
    [found] = judge(scopes, app_only(), scopes=("Mail.Read",))
    assert found.id == "app-only-for-scope"
    assert len(found.sentence.split()) <= 25


def test_a_daemon_is_told_to_let_the_api_check_roles():
    """Without a user there is nobody to sign in."""
    [found] = judge(scopes, app_only(aud="api://orders", roles=None), scopes=("Orders.Read",), client="daemon")
    assert found.remedies[0].who is Who.API_OWNER


def test_a_missing_scope_follows_from_a_wrong_audience():
    """The scopes of another API say nothing about this one."""
    [found] = judge(scopes, v1(aud=GRAPH), scopes=("Orders.Write",), audiences=("api://orders",))
    assert found.consequence_of == "audience-mismatch"


def test_an_api_of_ones_own_may_insist_on_the_name():
    """The wider scope is accepted, with a note."""
    [found] = judge(scopes, v1(aud="api://orders", scp="Orders.ReadWrite"), scopes=("Orders.Read",))
    assert found.id == "scope-implied"
    assert judge(scopes, v1(aud="api://orders", scp="orders.read"), scopes=("Orders.Read",)) == []


def test_scopes_of_a_client_by_itself():
    """Other issuers give an application scopes of its own: they are looked at, and nobody is to sign in."""
    token = {"iss": "https://as.example", "sub": "job", "client_id": "job", "aud": "https://orders.example"}
    token |= {"scope": "orders.read", "exp": 1_800_000_600}
    assert judge(scopes, token, scopes=("orders.read",)) == []
    [missing] = judge(scopes, token, scopes=("orders.write",))
    assert missing.id == "scope-missing"
    assert missing.remedies[0].text.startswith("Grant the client the scope orders.write at the issuer")
