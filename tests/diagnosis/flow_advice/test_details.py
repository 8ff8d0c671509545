"""Scopes in the form that each flow takes, whatever a person types."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.diagnosis.expectation import Client
from inspector.diagnosis.flow_advice.advice import advise
from inspector.diagnosis.flow_advice.details import Details, api_scopes, request_scopes, resource_of

APP = "c0ffee00-aaaa-4000-8000-000000000006"


@pytest.mark.parametrize(
    ("scope", "resource"),
    [
        ("User.Read", "https://graph.microsoft.com"),
        ("https://graph.microsoft.com/Mail.Read", "https://graph.microsoft.com"),
        ("api://orders/Orders.Read", "api://orders"),
        ("api://orders", "api://orders"),
        (APP, APP),
        (f"{APP}/.default", APP),
        (f"api://{APP}", f"api://{APP}"),
        (f"api://contoso.com/{APP}", f"api://contoso.com/{APP}"),
        (f"api://contoso.com/{APP}/Read", f"api://contoso.com/{APP}"),
        ("https://management.azure.com/", "https://management.azure.com/"),
        ("https://management.azure.com//.default", "https://management.azure.com/"),
        ("https://management.azure.com/user_impersonation", "https://management.azure.com"),
    ],
)
def test_the_api_stands_before_the_last_slash(scope, resource):
    """Unless there is no permission at all; a bare name is Microsoft Graph's."""
    assert resource_of(scope) == resource


@pytest.mark.parametrize(
    ("client", "scopes", "asked"),
    [
        (Client.SPA, (), ("User.Read",)),
        (Client.SPA, ("openid", "api://orders/Orders.Read"), ("api://orders/Orders.Read",)),
        (Client.SPA, ("api://orders",), ("api://orders/.default",)),
        (Client.WEB, ("api://orders/Orders.Read", "api://orders/.default"), ("api://orders/.default",)),
        (Client.WEB, ("Mail.Read", "api://orders/Orders.Read", "User.Read"), ("Mail.Read", "User.Read")),
        (Client.DAEMON, ("Mail.Read",), ("https://graph.microsoft.com/.default",)),
        (Client.DAEMON, ("https://management.azure.com/",), ("https://management.azure.com//.default",)),
        (Client.API, ("api://orders/Orders.Read",), ("api://orders/.default",)),
    ],
)
def test_each_flow_asks_in_its_form(client, scopes, asked):
    """One API a token; .default where nobody can be asked, and never mixed with named scopes."""
    assert api_scopes(client, Details(scopes=scopes)) == asked


def test_each_cloud_has_a_graph_of_its_own():
    """What is asked for by default follows the authority."""
    for host, graph in (
        ("login.microsoftonline.com", "https://graph.microsoft.com"),
        ("login.microsoftonline.us", "https://graph.microsoft.us"),
        ("login.partner.microsoftonline.cn", "https://microsoftgraph.chinacloudapi.cn"),
        ("practice.test", "https://graph.microsoft.com"),
    ):
        for scopes in ((), ("Mail.Read",)):
            assert api_scopes(Client.DAEMON, Details(scopes=scopes, host=host)) == (f"{graph}/.default",)


def test_openid_connects_scopes_are_asked_where_a_user_signs_in():
    """And nowhere else."""
    for client in Client:
        has = "openid" in request_scopes(client, Details())
        assert has is (client not in (Client.DAEMON, Client.API))


def test_what_is_left_out_or_changed_is_said():
    """Scopes of another API, a named scope of a daemon, a tenant that is none."""
    details = Details(scopes=("api://orders/Orders.Read", "User.Read"), tenant="common")
    assert any("User.Read" in note for note in advise(Client.SPA, details).notes)
    notes = " ".join(advise(Client.DAEMON, details).notes)
    assert "api://orders/.default" in notes
    assert "common" in notes
    assert advise(Client.SPA).notes == advise(Client.DAEMON).notes == ()


@given(st.lists(st.text(max_size=60), max_size=4), st.text(max_size=40), st.sampled_from(Client))
def test_no_text_makes_the_advice_raise(scopes, name, client):
    """Whatever is typed as scopes, client id, tenant and redirect URI."""
    advice = advise(client, Details(name, name, tuple(scopes), name))
    assert all(request.address for request in advice.requests)


@pytest.mark.parametrize(
    ("scope", "audience"),
    [
        ("User.Read", "https://graph.microsoft.com"),
        ("https://management.azure.com//user_impersonation", "https://management.azure.com/"),
        ("11111111-2222-3333-4444-555555555555/.default", "11111111-2222-3333-4444-555555555555"),
        ("api://orders/Orders.Read", "the API's client ID (v1.0: api://orders)"),
    ],
)
def test_the_audience_that_proves_it(scope, audience):
    """In v2.0 tokens an API of one's own stands by its client ID, whatever it was asked for by (entra_facts 5)."""
    assert advise(Client.NATIVE, Details(scopes=(scope,))).proofs[0].value == audience


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://app.example/cb", True),
        ("http://localhost:5000/cb", False),
        ("https://app.example/cb", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_a_redirect_uri_that_entra_id_refuses(address, said):
    """http is for localhost alone (entra_facts 91); a flow without redirect URI has nothing to say of it."""
    notes = advise(Client.WEB, Details(redirect_uri=address)).notes
    assert any("has to be https" in note for note in notes) is said
    assert not advise(Client.DAEMON, Details(redirect_uri=address)).notes
