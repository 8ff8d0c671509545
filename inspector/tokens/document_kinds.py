"""Which artifact a JSON object is, by the members it has."""

from collections.abc import Mapping
from typing import Any

from inspector.tokens.artifact import Kind
from inspector.tokens.error_documents import error_of_document
from inspector.tokens.federated import is_federated_credential

_TOKENS = (
    "access_token",
    "id_token",
    "refresh_token",
    "accessToken",
    "idToken",
    "refreshToken",
    "Token",
    "AccessToken",
    "IdToken",
    "RefreshToken",
)
_CACHES = ("AccessToken", "RefreshToken", "IdToken", "Account", "AppMetadata")
_CLAIMS = frozenset(
    """
    aud iss scp tid oid appid azp upn roles wids idtyp uti appidacr azpacr unique_name preferred_username amr
    acr acrs nbf exp iat aio rh idp xms_mirid xms_cc groups _claim_names hasgroups
    """.split()
)
_FURTHER_CLAIMS = frozenset(
    """
    sub name email nonce ver sid ipaddr family_name given_name scope client_id jti azp deviceid
    """.split()
)
_HEADER = frozenset(
    {"alg", "typ", "kid", "x5t", "x5t#S256", "enc", "nonce", "crit", "x5c", "jku", "x5u", "jwk", "cty", "zip"}
)
# Members that only one kind of document has together.
_TELLING: tuple[tuple[Kind, tuple[frozenset[str], ...]], ...] = (
    (Kind.DISCOVERY_DOCUMENT, (frozenset({"jwks_uri"}),)),
    (Kind.DISCOVERY_DOCUMENT, tuple(frozenset({"issuer", f"{name}_endpoint"}) for name in ("authorization", "token"))),
    (
        Kind.DEVICE_AUTHORIZATION_RESPONSE,
        tuple(frozenset({"user_code", name}) for name in ("device_code", "verification_uri", "verification_url")),
    ),
    (Kind.TOKEN_REQUEST, (frozenset({"grant_type"}), frozenset({"client_assertion", "scope"}))),
)


def kind_of_document(values: Mapping[str, Any]) -> Kind | None:
    """Return what an object is by its members, or None where it only holds other things."""
    names = values.keys()
    for kind, told in _TELLING:
        if any(each <= names for each in told):
            return kind
    if isinstance(values.get("log"), Mapping) and "entries" in values["log"]:
        return Kind.RECORDED_FLOW
    if _is_key_set(values):
        return Kind.JWKS
    if ("issuer" in names or "Issuer" in names) and is_federated_credential(values):
        return Kind.FEDERATED_CREDENTIAL
    if not is_cache(values) and any(isinstance(values.get(name), str) and len(values[name]) > 10 for name in _TOKENS):
        return Kind.TOKEN_RESPONSE
    if _is_claims_request(values):
        return Kind.CLAIMS_REQUEST
    return _kind_of_jwt_part(values) or (Kind.ERROR_RESPONSE if error_of_document(values) else None)


def _kind_of_jwt_part(values: Mapping[str, Any]) -> Kind | None:
    """Return whether an object is a token's header or its claims."""
    names = values.keys()
    if "alg" in names and names <= _HEADER | {"iss", "ver", "ctx", "kdf_ver"} and not names & {"aud", "exp", "sub"}:
        return Kind.HEADER
    if {"typ", "kid"} <= names <= _HEADER:
        return Kind.HEADER
    if names & {"error", "errorCode", "code", "message"}:
        return None
    if names & _CLAIMS or len(names & _FURTHER_CLAIMS) >= 3:
        return Kind.CLAIMS
    return None


def _is_key_set(values: Mapping[str, Any]) -> bool:
    """Whether this is a JWK Set or a single JWK (RFC 7517)."""
    keys = values.get("keys")
    if isinstance(keys, list):
        return any(isinstance(key, Mapping) and ("kty" in key or "kid" in key) for key in keys)
    return "kty" in values and bool(values.keys() & {"n", "crv", "x"})


def is_cache(values: Mapping[str, Any]) -> bool:
    """Whether this is an MSAL cache: maps of entries by kind of credential, or one such entry."""
    maps = sum(isinstance(values.get(name), Mapping) for name in _CACHES)
    return (
        maps >= 2
        or (maps == 1 and len(values) == 1)
        or ("secret" in values and ("credentialType" in values or "credential_type" in values))
    )


def _is_claims_request(values: Mapping[str, Any]) -> bool:
    """Whether this is a `claims` parameter (OpenID Connect Core section 5.5)."""
    parts = [values[name] for name in ("access_token", "id_token", "userinfo", "xms_cc") if name in values]
    if not parts or any(isinstance(part, str) for part in parts):
        return False
    return all(part is None or isinstance(part, Mapping) for part in parts)


def is_cache_entry(values: Mapping[str, Any]) -> bool:
    """Whether this is one credential of an MSAL cache."""
    return isinstance(values.get("secret"), str) and (
        "credential_type" in values or "credentialType" in values or "home_account_id" in values
    )
