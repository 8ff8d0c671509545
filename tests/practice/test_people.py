"""What a person meets at the pages: accounts, consent, second factor, sessions, admin consent, sign-out."""

import pytest
from person import Person, brought, code_of
from test_authorization_request import address, code_on

from inspector.practice import registrations as apps
from inspector.practice.tenants import LEARNING, PARTNER

WRITE = "openid api://orders/Orders.Write"
MANAGE = "openid api://orders/Orders.Manage"


@pytest.mark.parametrize(
    ("name", "changes", "code"),
    [
        ("dan", {}, 50057),
        ("pia", {}, 50020),
        ("ben", {"client_id": apps.EXPENSES}, 50105),
    ],
)
def test_accounts_that_may_not_sign_in_meet_a_page(person, name, changes, code):
    """Disabled, unknown in the tenant, not assigned."""
    assert code_on(person.go_through(person.open(address(**changes)), name)) == code


def test_an_assigned_account_gets_in(person):
    """Alice may use the app that admits assigned users only."""
    assert "code" in person.sign_in(address(client_id=apps.EXPENSES), "alice")


def test_consent_is_asked_once(person):
    """What was accepted is not asked again."""
    page = person.open(address(scope=WRITE, login_hint="ben@learning.practice.test"))
    page = person.answer(page, account="c0ffee00-eeee-4000-8000-000000000002")
    assert "Change your orders (Orders.Write)" in page.text
    assert "for_everyone" not in page.text
    assert "code" in brought(person.answer(page, answer="accept"))
    assert "code" in brought(person.open(address(scope=WRITE)))


def test_declined_consent_is_65004_at_the_app(person):
    """With Entra ID's error_subcode."""
    said = person.sign_in(address(scope=WRITE), consent="cancel")
    assert (code_of(said), said["error"], said["error_subcode"]) == (65004, "access_denied", "cancel")


def test_prompt_consent_asks_again(person):
    """Though everything was granted."""
    assert (
        "Permissions requested"
        in person.answer(person.open(address(prompt="consent")), account="c0ffee00-eeee-4000-8000-000000000001").text
    )


def test_a_member_cannot_grant_what_only_an_administrator_may(person):
    """The page "Need admin approval" leads back with 90094, or on to an administrator's account."""
    page = person.answer(person.open(address(scope=MANAGE)), account="c0ffee00-eeee-4000-8000-000000000001")
    assert "Need admin approval" in page.text
    page = person.go_through(person.answer(page, answer="other"), "ada")
    assert "code" in brought(page)


def test_an_administrator_grants_for_everyone(person, tenant):
    """Afterwards a member is not asked."""
    person.sign_in(address(scope=MANAGE), "ada")
    member = Person(tenant)
    page = member.answer(member.open(address(scope=MANAGE)), account="c0ffee00-eeee-4000-8000-000000000001")
    assert "code" in brought(page)
    member.browser.close()


def test_the_browser_stays_signed_in(person):
    """The next request needs no page; prompt=none works then."""
    person.sign_in(address())
    assert "code" in brought(person.open(address()))
    assert "code" in brought(person.open(address(prompt="none")))


@pytest.mark.parametrize(
    ("changes", "code", "error"),
    [
        ({"scope": WRITE}, 65001, "consent_required"),
        ({"login_hint": "ben@learning.practice.test"}, 50058, "login_required"),
        ({"claims": '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'}, 50076, "interaction_required"),
        ({"client_id": apps.ELSEWHERE, "word": PARTNER.id}, 16000, "interaction_required"),
    ],
)
def test_a_silent_request_says_what_a_page_would_ask(person, changes, code, error):
    """Consent, another account, a second factor, an account that the tenant knows."""
    person.sign_in(address())
    said = brought(person.open(address(prompt="none", **changes)))
    assert (code_of(said), said["error"]) == (code, error)


@pytest.mark.parametrize("prompt", ["login", "select_account"])
def test_a_prompt_overrules_the_session(person, prompt):
    """The person is asked again."""
    person.sign_in(address())
    assert "Pick an account" in person.open(address(prompt=prompt)).text


def test_hints_narrow_the_choice(person):
    """login_hint to one account, domain_hint to those of a domain."""
    assert person.open(address(login_hint="ada@learning.practice.test")).text.count('name="account"') == 1
    assert person.open(address(domain_hint=PARTNER.domain)).text.count('name="account"') == 1


def test_a_step_up_asks_for_a_second_factor_once(person):
    """The authentication context is in the session then."""
    claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'
    page = person.answer(person.open(address(claims=claims)), account="c0ffee00-eeee-4000-8000-000000000001")
    assert "Approve the sign-in request" in page.text
    assert "code" in brought(person.go_through(page))
    assert "code" in brought(person.open(address(claims=claims, prompt="none")))


def test_an_old_page_is_refused(person, clock):
    """After a quarter of an hour."""
    page = person.open(address())
    clock.now += 901
    assert code_on(person.go_through(page)) == 50089


def test_a_page_answers_once_and_to_its_own_browser(person, tenant):
    """Neither a second click nor somebody else's browser."""
    page = person.open(address())
    other = Person(tenant)
    assert code_on(other.go_through(page)) == 50089
    other.browser.close()
    page = person.open(address())
    person.go_through(page)
    assert code_on(person.go_through(page)) == 50089


def test_signing_out_ends_the_session(person):
    """And leads to a registered address only."""
    person.sign_in(address())
    leave = f"https://practice.test/{LEARNING.id}/oauth2/v2.0/logout?post_logout_redirect_uri="
    assert person.open(leave + "http://localhost:5000&state=x").headers["location"] == "http://localhost:5000/?state=x"
    assert "Pick an account" in person.open(address()).text
    assert person.open(leave + "https://evil.example").status_code == 200


def test_admin_consent_grants_what_the_registration_lists(person, tenant):
    """Delegated and application permissions alike."""
    where = f"https://practice.test/{LEARNING.id}/adminconsent?client_id={apps.DESKTOP}&redirect_uri=http://localhost:1"
    said = brought(person.go_through(person.open(f"{where}&state=s"), "ada"))
    assert said == {"admin_consent": "True", "tenant": LEARNING.id, "state": "s"}
    granted = tenant._state.consents.granted(LEARNING.id, apps.DESKTOP, apps.GRAPH_ID, "anybody")
    assert {"User.Read", "Mail.Read"} <= granted


def test_admin_consent_needs_an_administrator_and_a_tenant(person):
    """90094 for a member, 9002328 at /common."""
    where = f"https://practice.test/{LEARNING.id}/adminconsent?client_id={apps.DESKTOP}&redirect_uri=http://localhost:1"
    assert code_of(brought(person.go_through(person.open(where)))) == 90094
    assert code_on(person.open(where.replace(LEARNING.id, "common"))) == 9002328


def test_pages_say_that_this_is_practice_and_may_not_be_framed(person):
    """On each of them, and nothing is loaded from anywhere."""
    page = person.open(address())
    assert "nothing here is real" in page.text
    assert page.headers["X-Frame-Options"] == "DENY"
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_the_address_of_an_error_explains_it(person):
    """What error_uri leads to."""
    assert "AADSTS50011" in person.open("https://practice.test/error?code=50011").text
    assert person.open("https://practice.test/error?code=%3Cb%3E").status_code == 200
