"""What the person and the paste say around a failure, as tags that causes can ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.tokens.artifact import Pasted

if TYPE_CHECKING:
    from inspector.diagnosis.case import Expectation


def read_surroundings(pasted: Pasted, expectation: Expectation) -> frozenset[str]:
    """Return the tags ("client:spa", "flow:client_credentials", "library:msal-js") that hold."""
    return frozenset({f"client:{expectation.client}"} if expectation.client else ())
