"""MSAL's application objects, built for one run each: the only file that imports MSAL's classes."""

import logging
import warnings
from collections.abc import Mapping
from typing import Any

from inspector.masking import redact
from inspector.signin.authority import authority_for
from inspector.signin.run import Run


def build_public(run: Run) -> Any:
    """Return MSAL's PublicClientApplication; asks for the discovery document. Raises what `adapter.failure` reads."""
    import msal

    _silence()
    return msal.PublicClientApplication(run.request.client_id.strip(), **_arguments(run), token_cache=run.token_cache)


def build_confidential(run: Run) -> Any:
    """Return MSAL's ConfidentialClientApplication with an empty cache; raises CertificateError besides."""
    import msal

    from inspector.signin.certificate import msal_credential

    _silence()
    return msal.ConfidentialClientApplication(
        run.request.client_id.strip(),
        client_credential=msal_credential(run.credential),
        azure_region=False,  # a region in the environment would ask the host's metadata service
        **_arguments(run),
    )


def new_token_cache() -> Any:
    """Return an empty msal.SerializableTokenCache."""
    import msal

    return msal.SerializableTokenCache()


def _arguments(run: Run) -> Mapping[str, Any]:
    request, authority = run.request, authority_for(run.request)
    arguments: dict[str, Any] = {
        "http_client": run.transport,
        # Of this run alone, so that MSAL replays no earlier error of up to a minute ago.
        "http_cache": run.http_cache,
        "client_capabilities": ["CP1"] if request.cae else None,
        "exclude_scopes": None if request.offline_access else ["offline_access"],
        # The person named the host, or it is on our own list: Microsoft need not be asked about it.
        "instance_discovery": False,
    }
    if authority.oidc:
        return arguments | {"oidc_authority": authority.url}
    return arguments | {"authority": authority.url, "validate_authority": False}


class _Redacted(logging.Filter):
    """Lets warnings through with every credential masked; MSAL's debug records hold codes and verifiers."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING:
            return False
        record.msg, record.args = redact(record.getMessage()), ()
        record.exc_info = record.exc_text = None  # a traceback can quote the reply
        return True


_redacted = _Redacted()


def _silence() -> None:
    """Keep secrets out of all logs, whatever level anybody sets, and MSAL's advice to programmers off the terminal."""
    if not any(isinstance(each, logging.NullHandler) for each in logging.getLogger("msal").handlers):
        # Without any handler Python would print what MSAL reports: a captive portal's whole page.
        logging.getLogger("msal").addHandler(logging.NullHandler())
    known = [name for name in logging.root.manager.loggerDict if name == "msal" or name.startswith("msal.")]
    for name in (*known, "msal.oauth2cli.oauth2"):
        logging.getLogger(name).addFilter(_redacted)
    warnings.filterwarnings("ignore", module=r"msal(\.|$)")
