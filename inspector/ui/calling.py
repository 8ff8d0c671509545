"""Which way a call takes: to the practice tenant inside this program, or over the network."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from inspector.knowledge.clouds import Cloud, authority_of
from inspector.knowledge.metadata import host_of
from inspector.signin.api_call import ApiAnswer, ApiCall
from inspector.signin.cancellation import Cancellation
from inspector.words import _

if TYPE_CHECKING:
    from inspector.signin.session import Session
    from inspector.ui.api_call_panel import Caller


def choose_way(network: "Caller", practice: "Callable[[], Session | None]") -> "Caller":
    """Return what makes a call; `practice` gives the practice tenant's session while practice is on."""

    def call(asked: ApiCall, token: str, cancellation: Cancellation) -> ApiAnswer:
        if host_of(asked.url) != authority_of(Cloud.PRACTICE):
            return network(asked, token, cancellation)
        session = practice()
        if session is None:
            return ApiAnswer(None, _("The practice tenant is off. Turn practice on, sign in there, and call again."))
        return session.call_api(asked, token, cancellation)

    return call
