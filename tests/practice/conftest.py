"""A practice tenant for each test; keys and certificates, which take long to make, are made once."""

from collections.abc import Iterator

import pytest
from person import Person, Program, client

from inspector.practice.registrations import DESKTOP, MIDDLE_TIER, Registration, make_registrations
from inspector.practice.tenant import PracticeTenant, practice_app
from inspector.tokens.issuing import SigningKey, make_key

START = 1_795_000_000.0


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        """Return the moment."""
        return self.now


@pytest.fixture(scope="session")
def signing_keys() -> tuple[SigningKey, ...]:
    """The tenant's signing key."""
    return (make_key("Practice token signing", START),)


@pytest.fixture(scope="session")
def apps() -> tuple[Registration, ...]:
    """The tenant's registrations."""
    return make_registrations(START)


@pytest.fixture
def clock() -> Clock:
    """The tenant's clock, at a moment of its own; client assertions need the real one."""
    return Clock(START)


@pytest.fixture
def tenant(
    clock: Clock, signing_keys: tuple[SigningKey, ...], apps: tuple[Registration, ...]
) -> Iterator[PracticeTenant]:
    """A fresh tenant."""
    practice = practice_app(clock, signing_keys, apps)
    yield practice
    practice.close()


@pytest.fixture
def program(tenant: PracticeTenant) -> Iterator[Program]:
    """An HTTP client for programs."""
    with Program(tenant) as client:
        yield client


@pytest.fixture
def person(tenant: PracticeTenant) -> Iterator[Person]:
    """Somebody with a browser."""
    somebody = Person(tenant)
    yield somebody
    somebody.browser.close()


@pytest.fixture
def app(tenant: PracticeTenant):
    """Return a registration by its client id."""
    known = {each.client_id: each for each in tenant.registrations}
    return known.__getitem__


@pytest.fixture
def desktop(tenant: PracticeTenant, program: Program, app):
    """MSAL for the public client."""
    return client(tenant, app(DESKTOP), program)


@pytest.fixture
def middle_tier(tenant: PracticeTenant, program: Program, app):
    """MSAL for the API in the middle."""
    secret = app(MIDDLE_TIER).secrets[0].value
    return client(tenant, app(MIDDLE_TIER), program, client_credential=secret)
