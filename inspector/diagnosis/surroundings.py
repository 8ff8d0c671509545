"""What the person and the paste say around a failure, as tags that causes can ask for."""

from inspector.diagnosis.expectation import Expectation
from inspector.tokens.artifact import Pasted


def read_surroundings(pasted: Pasted, expectation: Expectation) -> frozenset[str]:
    """Return the tags ("client:spa", "flow:client_credentials", "library:msal-js") that hold."""
    return frozenset({f"client:{expectation.client}"} if expectation.client else ())
