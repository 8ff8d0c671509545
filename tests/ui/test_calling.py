"""The way that a call takes: to the practice tenant inside the program, or over the network."""

from collections.abc import Iterator

import pytest
from drawn_flows import refused_call

from inspector.network.messages import Messages, open_in_process
from inspector.practice import registrations as apps
from inspector.practice.tenant import PracticeTenant, practice_app
from inspector.signin.api_call import ApiCall
from inspector.signin.cancellation import Cancellation
from inspector.signin.request import Credential, Flow, SignInRequest
from inspector.signin.session import Session
from inspector.ui.calling import choose_way
from inspector.ui.judgement_tabs import CALL


@pytest.fixture(scope="module")
def tenant() -> Iterator[PracticeTenant]:
    """A practice tenant."""
    practice = practice_app()
    yield practice
    practice.close()


@pytest.fixture
def session(tenant: PracticeTenant) -> Iterator[Session]:
    """A session there."""
    with open_in_process(tenant.wsgi) as client:
        yield Session(Messages(client))


def get_token(tenant: PracticeTenant, session: Session, scope: str) -> str:
    """Sign in as the daemon."""
    app = next(each for each in tenant.registrations if each.client_id == apps.DAEMON)
    request = SignInRequest(
        client_id=apps.DAEMON,
        tenant=tenant.tenant.id,
        host="practice.test",
        scopes=(scope,),
        flow=Flow.CLIENT_CREDENTIALS,
    )
    outcome = session.sign_in(request, credential=Credential(app.secrets[0].value))
    assert outcome.tokens.access_token, outcome.sentence
    return outcome.tokens.access_token


def test_each_goes_its_way(tenant: PracticeTenant, session: Session) -> None:
    """Calls of the practice host stay in the program, every other one goes over the network."""
    sent: list[str] = []

    def network(call, _token, _cancellation):
        sent.append(call.url)
        return refused_call()

    call = choose_way(network, lambda: session)
    token = get_token(tenant, session, "api://orders/.default")
    assert call(ApiCall("GET", "https://practice.test/orders"), token, Cancellation()).status == 200
    call(ApiCall("GET", "https://practice.test.evil.test/orders"), token, Cancellation())
    assert sent == ["https://practice.test.evil.test/orders"]
    off = choose_way(network, lambda: None)(ApiCall("GET", "https://practice.test/orders"), token, Cancellation())
    assert (off.status, "Turn practice on" in off.sentence) == (None, True)
    assert len(sent) == 1


def test_practice_addresses_are_offered(window, tenant: PracticeTenant, session: Session) -> None:
    """For a practice token, the practice API that it is for is filled in."""
    window.explain_text(get_token(tenant, session, "api://orders/.default"))
    window._go_to_tab(CALL)
    assert window._judgement.call.form.address.text() == "https://practice.test/orders"
