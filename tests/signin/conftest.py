"""Sign-ins against the fake issuer; nothing may be left over."""

import threading
import time
from collections.abc import Iterator

import pytest
from fake_issuer import HOST, FakeIssuer
from minting import CLIENT, TENANT

from inspector.signin.request import SignInRequest
from inspector.signin.session import Session


@pytest.fixture
def issuer() -> FakeIssuer:
    """The issuer."""
    return FakeIssuer()


@pytest.fixture
def session(issuer: FakeIssuer) -> Session:
    """A session that keeps nothing."""
    return Session(issuer)


@pytest.fixture
def request_() -> SignInRequest:
    """A request for an own API at the fake issuer."""
    return SignInRequest(client_id=CLIENT, tenant=TENANT, host=HOST, scopes=("api://orders/Orders.Read",))


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """Fail where a sign-in leaves a thread behind."""
    before = set(threading.enumerate())
    yield
    end = time.monotonic() + 2
    while (
        left := [each.name for each in threading.enumerate() if each not in before and "sign-in" in each.name]
    ) and time.monotonic() < end:
        time.sleep(0.01)
    assert left == []
