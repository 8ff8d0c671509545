"""Roles that are expected."""

import pytest

from inspector.diagnosis.rules import roles
from tests.diagnosis.judging import GRAPH, app_only, bare, ids, judge, v1

OWN = "api://orders"


@pytest.mark.parametrize(
    ("claims", "wanted", "found"),
    [
        (v1(aud=OWN, roles=["Admin"]), ("Admin",), []),
        (v1(aud=OWN, roles="Admin"), ("Admin",), []),
        (v1(aud=OWN, roles=["admin"]), ("Admin",), ["role-letter-case"]),
        (v1(aud=OWN), ("Admin",), ["role-missing"]),
        (v1(aud=OWN, roles=[]), ("Admin",), ["role-missing"]),
        (v1(aud=OWN, roles={"a": 1}), ("Admin",), ["role-missing"]),
        (app_only(roles=["Mail.ReadWrite"]), ("Mail.Read",), []),
        (app_only(aud=OWN, roles=["Orders.ReadWrite"]), ("Orders.Read",), ["role-missing"]),
        (app_only(roles=None), ("Mail.Read",), ["role-missing"]),
        (v1(aud=OWN, roles=["Admin"]), (), ["roles-of-user"]),
        (v1(aud=OWN), (" ",), []),
    ],
)
def test_roles_are_compared_literally(claims, wanted, found):
    """Only Graph's application permissions include one another."""
    assert ids(judge(roles, claims, roles=wanted)) == found


def test_who_mends_it_depends_on_the_token():
    """Users are assigned to app roles; applications are granted permissions."""
    [user] = judge(roles, v1(aud=OWN), roles=("Admin",))
    [graph] = judge(roles, app_only(roles=None), roles=("Mail.Read",))
    [own] = judge(roles, app_only(aud=OWN, roles=None), roles=("Orders.Read",))
    assert "Users and groups" in user.remedies[0].text
    assert "Add Mail.Read as application permission" in graph.remedies[0].text
    assert "Grant the app role" in own.remedies[0].text


def test_a_delegated_permission_is_no_role():
    """Mail.Read in scp doesn't make an application permission."""
    [found] = judge(roles, v1(aud=GRAPH, scp="Mail.Read"), roles=("Mail.Read",))
    assert "delegated scope" in found.sentence
    assert "client credentials" in found.remedies[0].text


def test_a_managed_identity_needs_patience():
    """Its token is cached for about a day."""
    [found] = judge(roles, app_only(roles=None, xms_mirid="/subscriptions/x"), roles=("Mail.Read",))
    assert any("cached" in remedy.text for remedy in found.remedies)


def test_empty_roles_are_not_directory_roles():
    """People look for Global Administrator in roles."""
    [found] = judge(roles, bare({"roles": []}))
    assert found.id == "roles-empty"
    assert "Global Administrator" in found.why
    assert "assign" in found.remedies[0].text


def test_a_missing_role_follows_from_a_wrong_audience():
    """The roles of another API say nothing about this one."""
    [found] = judge(roles, v1(aud=GRAPH), roles=("Admin",), audiences=(OWN,))
    assert found.consequence_of == "audience-mismatch"


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        (app_only(roles=None), True),
        (app_only(aud=OWN, roles=None), True),
        (app_only(aud="https://vault.azure.net", roles=None), False),
        (app_only(), False),
        (v1(aud=OWN), False),
    ],
)
def test_an_application_that_was_granted_nothing_is_told(claims: dict[str, object], *, told: bool) -> None:
    """Entra ID issues the token all the same; Azure's APIs look at roles in Azure instead of in the token."""
    assert ("application-without-roles" in ids(judge(roles, claims))) is told
