"""The device flow: polls, pace, decline, expiry."""

import pytest
from person import code_of

from inspector.practice import registrations as apps
from inspector.practice.tenants import LEARNING

GRANT = "urn:ietf:params:oauth:grant-type:device_code"
BASE = f"/{LEARNING.id}/oauth2/v2.0"


@pytest.fixture
def flow(program):
    """A device authorization response."""
    return program.post(f"{BASE}/devicecode", data={"client_id": apps.DESKTOP, "scope": "openid User.Read"}).json()


@pytest.fixture
def poll(program, flow):
    """Poll once."""

    def send(**changes):
        form = {"grant_type": GRANT, "client_id": apps.DESKTOP, "device_code": flow["device_code"]} | changes
        return program.post(f"{BASE}/token", data=form).json()

    return send


def test_the_answer_has_what_a_device_shows(flow):
    """No verification_uri_complete, as at Entra ID."""
    assert list(flow) == ["user_code", "device_code", "verification_uri", "expires_in", "interval", "message"]
    assert (flow["expires_in"], flow["interval"], len(flow["user_code"])) == (900, 5, 9)
    assert flow["user_code"] in flow["message"]


def test_polls_wait_for_the_person(poll, clock):
    """Pending until then; each poll that comes too early makes the interval longer."""
    assert poll()["error"] == "authorization_pending"
    clock.now += 5
    assert code_of(poll()) == 70016
    assert poll()["error"] == "slow_down"
    clock.now += 6
    assert poll()["error"] == "slow_down"
    clock.now += 15
    assert poll()["error"] == "authorization_pending"


def test_the_code_brings_tokens_once(poll, flow, person):
    """After that it is spent."""
    person.go_through(person.answer(person.open("/devicelogin"), otc=flow["user_code"].lower()))
    assert "access_token" in poll()
    assert code_of(poll()) == 70020


def test_declining_is_told_apart_from_expiry(poll, flow, person):
    """authorization_declined, Entra ID's word for it."""
    page = person.go_through(person.answer(person.open("/devicelogin"), otc=flow["user_code"]), consent="cancel")
    assert "Declined" in page.text
    assert poll()["error"] == "authorization_declined"


def test_a_code_expires_after_a_quarter_of_an_hour(poll, flow, person, clock):
    """For the device and for the person."""
    clock.now += 901
    assert (poll()["error"], code_of(poll())) == ("expired_token", 70020)
    assert "has expired" in person.answer(person.open("/devicelogin"), otc=flow["user_code"]).text


def test_a_code_nobody_knows_can_be_typed_again(person):
    """Without losing what was typed."""
    page = person.answer(person.open("/devicelogin"), otc="NOSUCHCOD")
    assert "didn’t work" in page.text
    assert 'value="NOSUCHCOD"' in page.text


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"device_code": "x"}, 7000014), ({"device_code": ""}, 900144), ({"client_id": apps.SPA}, 7000014), ({"client_secret": "x"}, 700025)],
)  # fmt: skip
def test_wrong_polls(poll, changes, code):
    """Another code, none, another app, a secret of a public app."""
    assert code_of(poll(**changes)) == code


def test_an_app_without_public_flows_needs_a_secret(program):
    """7000218 at the poll: the usual sign of a wrong registration."""
    flow = program.post(f"{BASE}/devicecode", data={"client_id": apps.CONSOLE, "scope": "User.Read"}).json()
    form = {"grant_type": GRANT, "client_id": apps.CONSOLE, "device_code": flow["device_code"]}
    assert code_of(program.post(f"{BASE}/token", data=form).json()) == 7000218


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({}, 900144),
        ({"client_id": apps.DESKTOP}, 900144),
        ({"client_id": "unknown", "scope": "User.Read"}, 700016),
        ({"client_id": apps.DESKTOP, "scope": "api://unknown/.default"}, 500011),
    ],
)
def test_wrong_starts(program, form, code):
    """Refused as the token endpoint does."""
    assert code_of(program.post(f"{BASE}/devicecode", data=form).json()) == code


def test_an_unknown_account_stays_out(poll, flow, person):
    """The page says why; the device goes on waiting."""
    page = person.go_through(person.answer(person.open("/devicelogin"), otc=flow["user_code"]), "pia")
    assert "AADSTS50020" in page.text
    assert code_of(poll()) == 70016
