"""Faults on demand: what can be made to go wrong in the practice tenant, and where it strikes."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from inspector.words import _


class Where(StrEnum):
    """The check or message that a fault spoils."""

    TENANT = "tenant"  # every address that names a tenant
    CLIENT = "client"  # the app is looked up
    REDIRECT_URI = "redirect_uri"
    AUTHORIZE = "authorize"  # the authorization request, once its redirect URI is trusted
    PERSON = "person"  # the account is known
    CONSENT = "consent"
    CLIENT_PROOF = "client_proof"  # secret or assertion at the token endpoint
    CODE = "code"
    REFRESH_TOKEN = "refresh_token"
    ASSERTION = "assertion"
    DEVICE_CODE = "device_code"
    USER_GRANT = "user_grant"  # any grant for a user, before tokens are issued
    TOKENS = "tokens"
    ANSWER = "answer"  # any answer of the back channel
    API = "api"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that can go wrong. `code` is the AADSTS code that it ends in, if any; `does` says what happens."""

    name: str
    does: str
    code: int | None = None
    where: frozenset[Where] = frozenset()


def faults() -> tuple[Fault, ...]:
    """Return every fault, in the order of a sign-in."""
    return (*_sign_in(), *_app(), *_grants(), *_tokens(), *_answers(), *_api())


@cache
def names() -> frozenset[str]:
    """Return the name of every fault."""
    return frozenset(fault.name for fault in faults())


def fault_named(name: str) -> Fault:
    """Return the fault called `name`; raises KeyError where there is none."""
    return next((fault for fault in faults() if fault.name == name), None) or _missing(name)


def _missing(name: str) -> Fault:
    raise KeyError(name)


def _sign_in() -> tuple[Fault, ...]:
    w = Where
    return (
        _fault("tenant-not-found", _("The tenant is unknown."), 90002, w.TENANT),
        _fault("app-not-found", _("The app is unknown in the tenant."), 700016, w.CLIENT),
        _fault("redirect-uri-mismatch", _("The redirect URI is not registered."), 50011, w.REDIRECT_URI),
        _fault("api-not-found", _("The API is unknown in the tenant."), 500011, w.AUTHORIZE),
        _fault("scope-unknown", _("The API has no such scope."), 650053, w.AUTHORIZE),
        _fault("response-type-disabled", _("ID tokens are not enabled for the app."), 700054, w.AUTHORIZE),
        _fault("not-signed-in", _("No session is found, as when cookies are blocked."), 50058, w.AUTHORIZE),
        _fault("account-not-in-tenant", _("The account is unknown in the tenant."), 50020, w.PERSON),
        _fault("account-disabled", _("The account is disabled."), 50057, w.PERSON, w.USER_GRANT),
        _fault("not-assigned", _("The app admits assigned users only."), 50105, w.PERSON),
        _fault("mfa-required", _("A second factor is needed; without one, nothing is issued."), 50076, w.USER_GRANT),
        _fault("mfa-enrolment-required", _("The account must register a second factor."), 50079, w.USER_GRANT),
        _fault("device-not-compliant", _("A policy asks for a compliant device."), 53000, w.PERSON, w.USER_GRANT),
        _fault("blocked-by-policy", _("A policy blocks the sign-in."), 53003, w.PERSON, w.USER_GRANT),
        _fault("admin-consent-required", _("Only an administrator may consent."), 90094, w.CONSENT),
        _fault("consent-declined", _("The consent page is declined."), 65004, w.CONSENT),
        _fault("consent-missing", _("Nobody has consented to what is asked."), 65001, w.USER_GRANT),
    )


def _app() -> tuple[Fault, ...]:
    w = Where.CLIENT_PROOF
    return (
        _fault("secret-wrong", _("The client secret is not the app's."), 7000215, w),
        _fault("secret-expired", _("The client secret has expired."), 7000222, w),
        _fault("secret-missing", _("The app counts as confidential, and no secret came."), 7000218, w),
        _fault("secret-of-public-client", _("The app counts as public, and a secret came."), 700025, w),
        _fault("certificate-unknown", _("The certificate is not registered for the app."), 700027, w),
        _fault("assertion-expired", _("The client assertion is outside its time range."), 700024, w),
    )


def _grants() -> tuple[Fault, ...]:
    w = Where
    return (
        _fault("code-expired", _("The authorization code has expired."), 70008, w.CODE),
        _fault("code-redeemed", _("The authorization code was redeemed before."), 54005, w.CODE),
        _fault(
            "spa-code-on-server", _("The code belongs to a browser, and something else redeems it."), 9002327, w.CODE
        ),
        _fault("verifier-mismatch", _("The code verifier does not fit the challenge."), 501481, w.CODE),
        _fault("redirect-uri-changed", _("The redirect URI differs from the first request's."), 500112, w.CODE),
        _fault("refresh-token-expired", _("The refresh token was not used for 90 days."), 700082, w.REFRESH_TOKEN),
        _fault("spa-refresh-token-expired", _("The SPA's refresh token is older than a day."), 700084, w.REFRESH_TOKEN),
        _fault("sign-in-frequency", _("A policy asks for a fresh sign-in."), 70043, w.REFRESH_TOKEN),
        _fault("password-changed", _("The grant was revoked, as by a new password."), 50173, w.REFRESH_TOKEN),
        _fault("assertion-audience", _("The on-behalf-of token is for another API."), 500131, w.ASSERTION),
        _fault("assertion-lifetime", _("The on-behalf-of token has expired."), 500133, w.ASSERTION),
        _fault("assertion-signature", _("The on-behalf-of token is not validly signed."), 50013, w.ASSERTION),
        _fault("device-code-expired", _("The device code has expired."), 70020, w.DEVICE_CODE),
        _fault("device-code-blocked", _("A policy blocks the device code flow."), 530033, w.DEVICE_CODE),
        _fault("device-code-slow-down", _("Every poll comes too early."), None, w.DEVICE_CODE),
        _fault("device-code-declined", _("The person declines the device."), None, w.DEVICE_CODE),
    )


def _tokens() -> tuple[Fault, ...]:
    w = Where.TOKENS
    return (
        _fault("token-expired", _("Tokens are issued two hours late: they have expired."), None, w),
        _fault("token-not-yet-valid", _("Tokens begin to be valid in an hour."), None, w),
        _fault("token-wrong-audience", _("Access tokens are for another API."), None, w),
        _fault("token-wrong-issuer", _("Tokens name the partner tenant as their issuer."), None, w),
        _fault("token-v1", _("Access tokens are of version 1.0, whatever the API expects."), None, w),
        _fault("token-alg-none", _("Tokens are not signed (alg none)."), None, w),
        _fault("token-bad-signature", _("The tokens' signature does not verify."), None, w),
        _fault("token-key-unpublished", _("Tokens are signed with a key that is not published."), None, w),
        _fault("token-without-scope", _("Access tokens carry neither scopes nor roles."), None, w),
        _fault("nonce-mismatch", _("ID tokens carry another nonce than the request's."), None, w),
        _fault("state-mismatch", _("The redirect carries another state than the request's."), None, w),
    )


def _answers() -> tuple[Fault, ...]:
    w = Where.ANSWER
    return (
        _fault("throttled", _("Too many requests: 429 with Retry-After."), 90055, w),
        _fault("unavailable", _("The service is not available: 503 with Retry-After."), 90033, w),
        _fault("gateway-timeout", _("A gateway gives up: 504 with an HTML page."), None, w),
        _fault("html", _("A captive portal answers with an HTML page and 200."), None, w),
        _fault("slow", _("Every answer takes 30 seconds."), None, w),
        _fault("cut", _("The connection is cut in the middle of each answer."), None, w),
    )


def _api() -> tuple[Fault, ...]:
    w = Where.API
    return (
        _fault("api-session-revoked", _("The APIs refuse tokens issued so far and ask for fresh ones."), None, w),
        _fault("api-step-up", _("The APIs ask for a stronger sign-in (authentication context c1)."), None, w),
        _fault("api-forbidden", _("The APIs answer 403, whatever the token permits."), None, w),
        _fault("api-throttled", _("The APIs answer 429 with Retry-After."), None, w),
        _fault("api-unavailable", _("The APIs answer 503."), None, w),
    )


def _fault(name: str, does: str, code: int | None, *where: Where) -> Fault:
    return Fault(name, does, code, frozenset(where))
