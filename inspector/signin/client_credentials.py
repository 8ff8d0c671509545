"""Client credentials (RFC 6749 4.4): the app signs in as itself, with a secret or a certificate."""

from collections.abc import Mapping
from typing import Any

from inspector.signin.application import build_confidential
from inspector.signin.run import Run


def sign_in(run: Run) -> Mapping[str, Any] | None:
    """Return MSAL's result of one token request. The cache is new each time, so the token is, too."""
    app = build_confidential(run)
    result: Mapping[str, Any] | None = app.acquire_token_for_client(
        list(run.request.asked_scopes), claims_challenge=run.request.claims or None
    )
    return result
