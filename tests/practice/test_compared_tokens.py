"""Tokens of real sign-ins, compared: what differs is what was done otherwise, and nothing else."""

import json

from person import REDIRECT, client

from inspector import app as program_app
from inspector.diagnosis.comparison import Comparison, compare
from inspector.diagnosis.comparison.side import choose_sides
from inspector.practice import registrations as apps
from tests.practice.conftest import START

GRAPH, ORDERS = ["User.Read"], ["api://orders/Orders.Read"]


def sign_in(msal_app, person, scopes, name="alice"):
    """Sign in by code; return MSAL's result and the address that was opened."""
    flow = msal_app.initiate_auth_code_flow(scopes, redirect_uri=REDIRECT, response_mode="form_post")
    return msal_app.acquire_token_by_auth_code_flow(flow, person.sign_in(flow["auth_uri"], name)), flow["auth_uri"]


def compared(left: str, right: str, now: float = START) -> Comparison:
    """Return the comparison of two pastes as of `now`."""
    sides = choose_sides(program_app.explain(left, None, now), program_app.explain(right, None, now))
    assert sides is not None
    return compare(*sides)


def mattering(comparison: Comparison) -> set[str]:
    """Return the names of what matters."""
    return {each.name for each in comparison.differences if each.matters}


def test_the_same_request_twice(desktop, person, clock):
    """Half an hour later nothing that matters differs."""
    first, _address = sign_in(desktop, person, GRAPH)
    clock.now += 1800
    second, _address = sign_in(desktop, person, GRAPH)
    for name in ("access_token", "id_token"):
        assert mattering(compared(first[name], second[name], clock.now)) == set()


def test_before_and_after_consent(desktop, person):
    """The scope that was consented to is the difference."""
    before, _address = sign_in(desktop, person, ORDERS)
    after, _address = sign_in(desktop, person, [*ORDERS, "api://orders/Orders.Write"])
    found = compared(before["access_token"], after["access_token"])
    assert mattering(found) == {"scp"}
    assert found.sentence == "The second also has Orders.Write."


def test_two_users(desktop, tenant, person):
    """Only the user matters; names and sub follow."""
    alice, _address = sign_in(desktop, person, ORDERS)
    person.browser.cookies.clear()
    ben, _address = sign_in(desktop, person, ORDERS, "ben")
    found = compared(alice["access_token"], ben["access_token"])
    assert found.differences[0].judged.id == "user"
    assert mattering(found) <= {"oid", "roles", "amr", "acrs", "groups", "wids"}


def test_two_apis_and_two_versions(desktop, person):
    """Graph's v1.0 token beside the API's v2.0 token: the audience first."""
    graph, _address = sign_in(desktop, person, GRAPH)
    orders, _address = sign_in(desktop, person, ORDERS)
    found = compared(graph["access_token"], orders["access_token"])
    assert found.differences[0].name == "aud"
    assert "appid / azp" in {each.name for each in found.equal}


def test_a_daemon_beside_a_user(desktop, tenant, program, person, app):
    """The second is app-only."""
    user, _address = sign_in(desktop, person, GRAPH)
    registration = app(apps.DAEMON)
    daemon = client(tenant, registration, program, client_credential=registration.secrets[0].value)
    alone = daemon.acquire_token_for_client(["https://graph.microsoft.com/.default"])
    assert "access_token" in alone, alone
    assert "acts for" in mattering(compared(user["access_token"], alone["access_token"]))


def test_requested_against_granted(desktop, person):
    """What was asked for came back; the answer's own words count, not their order or case."""
    result, address = sign_in(desktop, person, GRAPH)
    names = ("access_token", "refresh_token", "id_token", "scope", "token_type", "expires_in")
    answer = {name: result[name] for name in names}
    found = compared(address, json.dumps(answer))
    assert mattering(found) == set(), found.sentence


def test_a_user_in_too_many_groups(desktop, person):
    """Beside Alice's two groups, Mona's token lists none: overage."""
    alice, _address = sign_in(desktop, person, ORDERS)
    person.browser.cookies.clear()
    mona, _address = sign_in(desktop, person, ORDERS, "mona")
    found = compared(alice["access_token"], mona["access_token"])
    assert "groups-overage" in {each.judged.id for each in found.differences}


def test_a_guest_beside_a_member(desktop, person):
    """The guest is called one."""
    member, _address = sign_in(desktop, person, ORDERS)
    person.browser.cookies.clear()
    guest, _address = sign_in(desktop, person, ORDERS, "gus")
    assert "account" in mattering(compared(member["access_token"], guest["access_token"]))
