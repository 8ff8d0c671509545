"""Renewing tokens of an account that has signed in, silently or by force, for the same or another API."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from inspector.exchanges.exchange import Channel, Exchange, Message, Step
from inspector.knowledge.clouds import authority_hosts
from inspector.knowledge.identifiers import is_guid
from inspector.knowledge.tenants import AUDIENCE_WORDS
from inspector.signin.application import build_public
from inspector.signin.authority import authority_for
from inspector.signin.faults import TransportError
from inspector.signin.outcome import Account
from inspector.signin.request import Flow, SignInRequest
from inspector.signin.run import Run
from inspector.words import _


def refresh(run: Run, account_id: str, *, force: bool) -> Mapping[str, Any] | None:
    """Return MSAL's result: a token of its cache that lives five minutes more, or a new one; None for no account.

    `force` asks for a new one whatever the cache holds.
    """
    from msal.exceptions import MsalServiceError

    app = build_public(run)
    account = next((each for each in app.get_accounts() if each.get("home_account_id") == account_id), None)
    if account is None:
        return None
    before = run.trace.sent
    result: Mapping[str, Any] | None = app.acquire_token_silent_with_error(
        list(run.request.asked_scopes),
        account,
        force_refresh=force,
        claims_challenge=run.request.claims or None,
        # MSAL falls back on a token that is still good only for failures of a library that we don't use.
        http_exceptions=(TransportError, MsalServiceError),
    )
    if result is not None and run.trace.sent == before:
        _note_no_wire(run, result)
    return _with_scope(run, result)


def at_account(request: SignInRequest, account: Account) -> SignInRequest:
    """Return `request` as one that renews: at the account's own authority and client."""
    placed = replace(request, client_id=account.client_id, flow=Flow.AUTHORIZATION_CODE)
    host, _slash, tenant = account.authority.removeprefix("https://").partition("/")
    if request.issuer or not _is_entra(host, tenant):
        return replace(placed, issuer=account.authority)
    return replace(placed, host=host, tenant=tenant, issuer="")


def _is_entra(host: str, tenant: str) -> bool:
    """Whether an authority is Entra ID's, by its host or, at a host of one's own, by the shape of its tenant."""
    known = host in authority_hosts() or host.endswith(".ciamlogin.com")
    return known or is_guid(tenant) or tenant in AUDIENCE_WORDS or ("." in tenant and "/" not in tenant)


def _note_no_wire(run: Run, result: Mapping[str, Any]) -> None:
    """Record that MSAL answered from its memory: a token, or a refusal that it repeats for a minute."""
    step, note = Step.CACHE_HIT, _("MSAL answered from its token cache; nothing was sent.")
    if "error" in result:
        step, note = Step.REPLAY, _("MSAL repeated an earlier answer; nothing was sent.")
    request = Message(parameters={"scope": " ".join(run.request.asked_scopes)})
    url = authority_for(run.request).url
    run.trace.add(Exchange(step, Channel.BACK, "", url, request, run.clock(), seconds=0.0, note=note))


def _with_scope(run: Run, result: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Add the granted scopes, which MSAL keeps beside a cached token and leaves out of its answer."""
    if result is None or "error" in result or "scope" in result:
        return result
    kind = run.token_cache.CredentialType.ACCESS_TOKEN
    entry: Mapping[str, str] = next(
        iter(list(run.token_cache.search(kind, query={"secret": result["access_token"]}))), {}
    )
    return {**result, "scope": entry.get("target", "")}
