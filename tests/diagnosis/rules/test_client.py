"""How a client proved itself, and its power."""

import pytest

from inspector.diagnosis.finding import Severity
from inspector.diagnosis.rules import client
from tests.diagnosis.judging import CLIENT, app_only, ids, judge, v1
from tests.minting import entra


@pytest.mark.parametrize(
    ("claims", "expected", "found"),
    [
        (v1(), {}, []),
        (app_only(), {}, []),
        (v1(appidacr="1"), {}, ["client-secret-used"]),
        (v1(appidacr="1"), {"client": "web"}, ["client-secret-used"]),
        (v1(appidacr="1"), {"client": "spa"}, []),
        (v1(appidacr="2"), {}, []),
        (app_only(appidacr="1"), {}, ["client-secret-used"]),
        (app_only(roles=["User.ReadWrite.All"]), {}, ["broad-application-permissions"]),
        (app_only(roles=["User.Read.All"]), {}, []),
        (app_only(roles=["Made.Up.ReadWrite.All"]), {}, []),
        (app_only(aud="api://orders", roles=["Orders.ReadWrite.All"]), {}, []),
        (entra(aud=CLIENT), {}, ["client-is-audience"]),
        (entra(aud=CLIENT), {"client": "spa"}, []),
        (entra(aud=CLIENT), {"audiences": (CLIENT,)}, []),
    ],
)
def test_each_client_has_its_finding(claims, expected, found):
    """Only what the person named, or what the claims prove, is judged."""
    assert ids(judge(client, claims, **expected)) == found


@pytest.mark.parametrize("claims", [v1(appidacr="1"), app_only(appidacr="1")])
def test_what_a_secret_should_give_way_to(claims):
    """A client that keeps a secret can keep a certificate, whether or not a user is behind the token."""
    [found] = judge(client, claims)
    assert [(each.where, each.found, each.expected) for each in found.evidence] == [("appidacr", "1", "2")]


def test_the_power_to_take_over_the_tenant_is_a_warning():
    """Other broad permissions are a note."""
    [warning] = judge(client, app_only(roles=["RoleManagement.ReadWrite.Directory"]))
    [note] = judge(client, app_only(roles=["User.ReadWrite.All", "Mail.Read"]))
    assert (warning.severity, note.severity) == (Severity.WARNING, Severity.NOTE)
    assert note.evidence[0].found == "User.ReadWrite.All"
