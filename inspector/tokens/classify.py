"""Which kind of token a JWT is, by its own header and claims and by the name under which it stood."""

from collections.abc import Mapping
from typing import Any

from inspector.tokens.artifact import Kind, Token

_BY_TYPE = {
    "at+jwt": Kind.ACCESS_TOKEN,  # RFC 9068
    "pop": Kind.POP_TOKEN,  # Microsoft's signed HTTP request
    "dpop+jwt": Kind.POP_TOKEN,  # RFC 9449
    "client-authentication+jwt": Kind.CLIENT_ASSERTION,
    "id_token+jwt": Kind.ID_TOKEN,
}
_BY_NAME = {
    "accesstoken": Kind.ACCESS_TOKEN, "authorization": Kind.ACCESS_TOKEN, "bearer": Kind.ACCESS_TOKEN,
    "idtoken": Kind.ID_TOKEN, "idtokenhint": Kind.ID_TOKEN,
    "clientassertion": Kind.CLIENT_ASSERTION, "refreshtoken": Kind.REFRESH_TOKEN,
}  # fmt: skip
_BY_PAYLOAD_TYPE = {"Bearer": Kind.ACCESS_TOKEN, "ID": Kind.ID_TOKEN, "Refresh": Kind.REFRESH_TOKEN}  # Keycloak
_BY_TOKEN_USE = {"access": Kind.ACCESS_TOKEN, "id": Kind.ID_TOKEN}  # Amazon Cognito
# Claims that stand in access tokens alone; `azp` is no such claim outside Entra ID.
_ACCESS = ("scp", "appid", "appidacr", "azpacr", "idtyp", "xms_mirid", "client_id", "cid", "gty", "wids", "xms_cc")
_ID = ("at_hash", "c_hash", "nonce")
_PERSONAL = ("preferred_username", "name", "email", "upn", "unique_name")
_WORKLOAD_ISSUERS = (
    "https://token.actions.githubusercontent.com",
    "https://vstoken.dev.azure.com/",
    "https://gitlab.com",
    "https://oidc.circleci.com/org/",
    "https://api.bitbucket.org/2.0/workspaces/",
    "https://agent.buildkite.com",
    "https://app.terraform.io",
    "https://oidc.vercel.com",
    "https://oidc.fly.io/",
)
_EXCHANGE = "api://AzureADTokenExchange"


def kind_of(token: Token, name: str | None = None) -> Kind:
    """Return the kind of `token`; `name` is the parameter, member or header under which it stood."""
    header: Mapping[str, Any] = token.header.values if token.header else {}
    if len(token.segments) == 5 or "enc" in header:
        return Kind.ENCRYPTED_TOKEN
    stood = _BY_NAME.get(name.replace("_", "").replace("-", "").lower()) if name else None
    if stood is Kind.CLIENT_ASSERTION:
        return stood
    declared = _BY_TYPE.get(str(header.get("typ", "")).lower().removeprefix("application/"))
    if declared:
        return declared
    if token.claims is None:
        return stood or Kind.TOKEN
    claims = token.claims.values
    if "nonce" in header and is_entra(claims):
        return Kind.ACCESS_TOKEN  # Graph's own format
    return _by_claims(claims, token.partial) or stood or Kind.TOKEN


def _by_claims(claims: Mapping[str, Any], partial: bool) -> Kind | None:
    """Return the kind that the claims tell, or None where they don't."""
    if "at" in claims and ("ts" in claims or "cnf" in claims):
        return Kind.POP_TOKEN
    told = _by_issuer_mark(claims)
    if told is None and _is_assertion(claims):
        return Kind.CLIENT_ASSERTION
    return told or _access_or_id(claims, partial)


def _access_or_id(claims: Mapping[str, Any], partial: bool) -> Kind | None:
    entra = is_entra(claims)
    if any(name in claims for name in _ACCESS) or (entra and ("azp" in claims or _is_for_an_api(claims))):
        return Kind.ACCESS_TOKEN
    if any(name in claims for name in _ID):
        return Kind.ID_TOKEN
    if "scope" in claims or ("nameid" in claims and "@" in str(claims.get("aud"))):
        return Kind.ACCESS_TOKEN
    return Kind.ID_TOKEN if entra and not partial and _names_a_user(claims) else None


def _is_for_an_api(claims: Mapping[str, Any]) -> bool:
    """Whether the audience is an App ID URI: that of an ID token is always the client's id."""
    audience = claims.get("aud")
    return isinstance(audience, str) and "://" in audience


def _by_issuer_mark(claims: Mapping[str, Any]) -> Kind | None:
    use, typ = claims.get("token_use"), claims.get("typ")
    return _BY_TOKEN_USE.get(use if isinstance(use, str) else "") or _BY_PAYLOAD_TYPE.get(
        typ if isinstance(typ, str) else ""
    )


def _names_a_user(claims: Mapping[str, Any]) -> bool:
    """An ID token says who signed in; `sub` is in every one of them."""
    return "sub" in claims and (any(name in claims for name in _PERSONAL) or "aud" in claims)


def _is_assertion(claims: Mapping[str, Any]) -> bool:
    """A client assertion (RFC 7523): issuer and subject are the client itself, or a workload's identity."""
    issuer, subject, audience = claims.get("iss"), claims.get("sub"), claims.get("aud")
    if isinstance(issuer, str) and issuer.startswith(_WORKLOAD_ISSUERS):
        return True
    if isinstance(subject, str) and subject.startswith("system:serviceaccount:"):
        return True
    if _EXCHANGE in (audience if isinstance(audience, list) else [audience]) and not is_entra(claims):
        return True
    return isinstance(issuer, str) and issuer == subject and "tid" not in claims


def is_entra(claims: Mapping[str, Any]) -> bool:
    """Whether the issuer claims to be Microsoft Entra ID, in any cloud, External ID or Azure AD B2C."""
    issuer = claims.get("iss")
    if not isinstance(issuer, str):
        return False
    host = issuer.partition("://")[2].partition("/")[0].lower()
    return host in _ENTRA_HOSTS or host.endswith((".ciamlogin.com", ".b2clogin.com", ".b2clogin.cn"))


_ENTRA_HOSTS = frozenset({
    "login.microsoftonline.com", "sts.windows.net", "login.microsoftonline.us", "login.partner.microsoftonline.cn",
    "login.chinacloudapi.cn", "sts.chinacloudapi.cn", "login.microsoftonline.de", "sts.microsoftonline.de",
    "login-us.microsoftonline.com", "login.windows.net", "login.microsoft.com", "login.live.com",
    "login.sovcloud-identity.fr", "login.sovcloud-identity.de", "login.sovcloud-identity.sg",
    "practice.test", "sts.practice.test",
})  # fmt: skip
