"""Where an account is renewed, what a frozen program hands to a browser, and what goes to explain."""

import json

import pytest
from minting import CLIENT, TENANT

from inspector.signin.outcome import Account, SignInOutcome, Status, Tokens
from inspector.signin.refresh import at_account
from inspector.signin.request import Flow, Obstacle, SignInRequest, located_obstacles
from inspector.signin.surroundings import child_environment


@pytest.mark.parametrize(
    ("authority", "host", "tenant", "issuer"),
    [
        ("https://login.microsoftonline.us/common", "login.microsoftonline.us", "common", ""),
        (f"https://login.example.com/{TENANT}", "login.example.com", TENANT, ""),
        ("https://login.example.com/contoso.com", "login.example.com", "contoso.com", ""),
        ("https://issuer.test/realms/main", "", "organizations", "https://issuer.test/realms/main"),
        ("https://issuer.test/realm", "", "organizations", "https://issuer.test/realm"),
    ],
)
def test_an_account_is_renewed_where_it_signed_in(authority: str, host: str, tenant: str, issuer: str) -> None:
    """At Entra ID's hosts and hosts of its shape by host and tenant, elsewhere by the issuer."""
    account = Account("u.t", "ada", authority, CLIENT)
    placed = at_account(SignInRequest(client_id="other", flow=Flow.DEVICE_CODE, scopes=("User.Read",)), account)
    assert (placed.host, placed.tenant, placed.issuer) == (host, tenant, issuer)
    assert (placed.client_id, placed.flow, placed.scopes) == (CLIENT, Flow.AUTHORIZATION_CODE, ("User.Read",))


def test_an_issuer_goes_before_the_place_of_an_earlier_request() -> None:
    """A request that was made for another issuer is moved to the account's."""
    account = Account("u.t", "ada", f"https://login.microsoftonline.com/{TENANT}", CLIENT)
    assert at_account(SignInRequest(host="h"), account).host == "login.microsoftonline.com"


def test_each_obstacle_names_its_field() -> None:
    """So that a form can say it in place."""
    found = located_obstacles(
        SignInRequest(flow=Flow.CLIENT_CREDENTIALS, tenant="", claims="{", extra=(("state", "1"),))
    )
    assert [each.field for each in found] == ["client_id", "tenant", "credential", "scopes", "claims", "extra"]
    assert all(isinstance(each, Obstacle) and each.sentence for each in found)


def test_a_browser_gets_the_environment_from_before_freezing() -> None:
    """Library and plugin paths of a frozen program are put back or left out; those of a plain one stay."""
    changed = {
        "LD_LIBRARY_PATH": "/opt/unpacked",
        "LD_LIBRARY_PATH_ORIG": "/usr/lib",
        "QT_PLUGIN_PATH": "/opt/unpacked",
        "A": "1",
    }
    assert child_environment(changed, frozen=True) == {"LD_LIBRARY_PATH": "/usr/lib", "A": "1"}
    plain = {"LD_LIBRARY_PATH": "/opt/lib", "QT_PLUGIN_PATH": "/opt/plugins"}
    assert child_environment(plain, frozen=False) == plain


def test_what_goes_to_explain() -> None:
    """The tokens without the refresh token, or the refusal, or nothing."""
    tokens = Tokens("access", "id", "refresh", "Bearer")
    assert json.loads(SignInOutcome(Status.SIGNED_IN, "", tokens=tokens).for_explain) == {
        "token_type": "Bearer", "access_token": "access", "id_token": "id",
    }  # fmt: skip
    assert SignInOutcome(Status.REFUSED, "", refusal="{}").for_explain == "{}"
    assert SignInOutcome(Status.TIMED_OUT, "").for_explain == ""
