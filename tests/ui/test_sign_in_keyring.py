"""A window and a real gnome-keyring: accounts from start to start, and a keyring that hangs."""

import threading
import time

import pytest
from fake_issuer import HOST
from minting import CLIENT, TENANT
from secret_service import needs_gnome_keyring, secret_service
from sign_in_parts import World, settle

from inspector.signin.outcome import Status
from inspector.signin.request import SignInRequest
from inspector.storage import vault
from inspector.storage.keyrings import open_keyring
from inspector.ui.pages import Page
from inspector.workers import DaemonExecutor

pytestmark = needs_gnome_keyring

LONG = 30_000  # milliseconds: only ever waited for where something is broken
REQUEST = SignInRequest(client_id=CLIENT, tenant=TENANT, host=HOST, scopes=("api://orders/Orders.Read",))


@pytest.fixture
def service(tmp_path, monkeypatch):
    """An unlocked keyring in a D-Bus session of its own."""
    with secret_service(tmp_path) as session:
        for name, value in session.environment.items():
            if name != "HOME":
                monkeypatch.setenv(name, value)
        session.start(unlocked=True)
        yield session


@pytest.fixture
def world(tmp_path, monkeypatch):
    made = World(tmp_path)
    monkeypatch.setattr(made, "_keyring", open_keyring)
    return made


@pytest.fixture
def open_window(make_window, world, qtbot):
    def opened():
        window = make_window(sign_in=world.services(), executor=DaemonExecutor())
        window.show_page(Page.SIGN_IN)
        return window

    return opened


def test_an_account_outlives_the_window(service, open_window, world, browser, qtbot):
    """Signed in once, it is there in the next window; signed out, it is in none."""
    browser.answer_for(world.issuer)
    first = open_window()
    first._parts.sign_in.begin(REQUEST, practice=False)
    page = first._workspace.page(Page.SIGN_IN)
    page.form.send()
    qtbot.waitUntil(lambda: page._ended is not None, timeout=LONG)
    assert page._ended.outcome.status is Status.SIGNED_IN
    assert page._ended.outcome.account.kept
    assert "Secret Service" in first._status.keeping.accessibleName()
    first.close()
    second = open_window()
    qtbot.waitUntil(lambda: bool(second._parts.sign_in.accounts.rows), timeout=LONG)
    desk = second._parts.sign_in.desk
    desk.sign_out(desk.seats()[0])
    qtbot.waitUntil(lambda: not desk._chores[-1].wanted or second._status._activity.words.text() == "", timeout=LONG)
    second.close()
    third = open_window()
    qtbot.waitUntil(
        lambda: third._parts.sign_in.desk.keeping is not None and third._parts.sign_in.desk.keeping.name != "",
        timeout=LONG,
    )
    settle()
    assert third._parts.sign_in.accounts.rows == []


def test_a_keyring_that_hangs_does_not_hang_the_window(service, open_window, world, browser, qtbot, monkeypatch):
    """The window goes on meanwhile; after its time the account is in memory, the bar says why, and closing waits for nobody."""
    monkeypatch.setattr(vault.Vault.__init__, "__defaults__", (open_keyring, 0.5))
    service.freeze()
    window = open_window()
    settle()
    assert window._workspace.page(Page.SIGN_IN).form.submit.isEnabled()
    qtbot.waitUntil(lambda: "did not answer" in window._status.keeping.accessibleName(), timeout=LONG)
    browser.answer_for(world.issuer)
    window._parts.sign_in.begin(REQUEST, practice=False)
    page = window._workspace.page(Page.SIGN_IN)
    page.form.send()
    qtbot.waitUntil(lambda: page._ended is not None, timeout=LONG)
    assert page._ended.outcome.account.kept is False
    window.close()
    service.thaw()
    end = time.monotonic() + 10
    while any(each.name == "keyring" for each in threading.enumerate()) and time.monotonic() < end:
        time.sleep(0.01)
