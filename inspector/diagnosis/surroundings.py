"""What the person and the paste say around a failure, as tags that causes ask for (resources/knowledge/README.md)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from inspector import resource_files
from inspector.diagnosis.expectation import Expectation
from inspector.tokens.artifact import Artifact, ErrorResponse, Kind, Pasted


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = (line.split("\t") for line in resource_files.read_text("knowledge/surroundings.tsv").splitlines()[1:])
    return tuple((tag, re.compile(words, re.IGNORECASE)) for tag, words in rows)


def tags_of_words(text: str) -> frozenset[str]:
    """Return the tags whose words stand in `text`."""
    return frozenset(tag for tag, pattern in _patterns() if pattern.search(text))


def read_surroundings(pasted: Pasted, expectation: Expectation) -> frozenset[str]:
    """Return the tags that hold by what the person says and by the requests in the paste.

    What the person names as the client beats what their words suggest.
    """
    tags = set(_without_guesses(tags_of_words(expectation.context))) if expectation.context else set()
    if expectation.client:
        tags = {tag for tag in tags if not tag.startswith("client:")} | {f"client:{expectation.client}"}
    head = pasted.text[:_LOOKED_AT]
    if "assword" in head and _PASSWORD_CALL.search(head):
        tags.add("flow:ropc")
    tags.update(_of_hosts(head.lower()))
    for artifact in pasted.artifacts:
        if artifact.kind not in _TOKENS:
            tags.update(_of_request(artifact))
    return frozenset(tags)


def _of_hosts(text: str) -> Iterator[str]:
    """Yield which issuers other than Entra ID the paste was sent to or came from."""
    for host, tag in _ISSUER_HOSTS.items():
        if host in text:
            yield tag
            yield "issuer:other"


_ISSUER_HOSTS = {
    "accounts.google.com": "issuer:google",
    "oauth2.googleapis.com": "issuer:google",
    ".okta.com": "issuer:okta",
    ".oktapreview.com": "issuer:okta",
    ".auth0.com": "issuer:auth0",
    "/protocol/openid-connect": "issuer:keycloak",
    ".amazoncognito.com": "issuer:cognito",
    "cognito-idp.": "issuer:cognito",
    ".pingone.": "issuer:ping",
}


# What the libraries call the password grant: MSAL, azure-identity, ADAL.
_PASSWORD_CALL = re.compile(r"(?i)by_?username_?password|UsernamePasswordCredential|UserPasswordCredential")
_LOOKED_AT = 60_000  # characters of the paste in which such a call or an issuer's host is looked for
_TOKENS = frozenset({Kind.ACCESS_TOKEN, Kind.ID_TOKEN, Kind.TOKEN, Kind.CLAIMS, Kind.HEADER})


def _without_guesses(tags: frozenset[str]) -> frozenset[str]:
    """An API that a SPA or daemon calls is not itself the client: the more specific word wins."""
    if tags & {"client:spa", "client:daemon", "client:native", "client:cli"}:
        return tags - ({"client:api", "client:web"} if "client:spa" in tags else {"client:api"})
    return tags


def _of_request(artifact: Artifact) -> Iterator[str]:
    grant = artifact.parameters.get("grant_type", "")
    if grant in _GRANTS:
        yield _GRANTS[grant]
    if artifact.parameters.get("prompt") == "none":
        yield "flow:silent"
    if artifact.kind is Kind.AUTHORIZATION_REQUEST:
        yield "flow:code" if "code" in artifact.parameters.get("response_type", "") else "flow:implicit"
    if artifact.kind in (Kind.AUTHORIZATION_REQUEST, Kind.TOKEN_REQUEST, Kind.HTTP_REQUEST):
        yield from tags_of_values(dict(artifact.parameters))
    if artifact.http and artifact.http.url and "/oauth2/" in artifact.http.url:
        yield "endpoint:v2" if "/oauth2/v2.0/" in artifact.http.url else "endpoint:v1"
    if artifact.http and artifact.http.method and "json" in (artifact.http.header("content-type") or ""):
        yield "body:json"
    if artifact.http and artifact.http.url and _OWN_PATH.search(artifact.http.url):
        yield "call:me"


_GRANTS = {
    "client_credentials": "flow:client_credentials",
    "authorization_code": "flow:code",
    "refresh_token": "flow:refresh_token",
    "password": "flow:ropc",
    "device_code": "flow:device_code",
    "urn:ietf:params:oauth:grant-type:device_code": "flow:device_code",
    "urn:ietf:params:oauth:grant-type:jwt-bearer": "flow:on_behalf_of",
}

# Microsoft Graph's path of whoever signed in: https://graph.microsoft.com/v1.0/me/messages.
_OWN_PATH = re.compile(r"/(?:v1\.0|beta)/me(?:[/?]|$)")

_PLACEHOLDER = re.compile(
    r"[{<\[]{1,2}[^{}<>\[\]]*[}>\]]{1,2}|\$\(?\{?\w+|%\w+%|\b(?:your|enter|insert|replace)[-_ ]|_here\b|"
    r"\bxxx+|\btodo\b|changeme|\bmy[-_ ]?(?:tenant|client|app)[-_ ]?id\b|(?<![?&])\b(?:client|tenant)[-_]?id\b|"
    r"\bundefined\b|\bnull\b|\bnone\b|(?<![.\w])example\b|\bplaceholder\b",
    re.IGNORECASE,
)
_GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_STRAY = re.compile(r"\s|%0a|%0d|%20|[\"'`“”‘’\u200b\ufeff\u00a0]|[,;]$")
_PATH_WORDS = frozenset(
    """authorize token oauth2 v1.0 v2.0 adminconsent devicecode logout login saml2 federationmetadata wsfed .well-known
    openid""".split()
)


def is_placeholder(value: str) -> bool:
    """Whether `value` is a sample's placeholder that nobody replaced ("{tenant-id}", "YOUR_CLIENT_ID")."""
    return bool(_PLACEHOLDER.search(value)) and not _GUID.fullmatch(value)


def tags_of_values(values: Mapping[str, str]) -> frozenset[str]:
    """Return what the shapes of a refusal's own values say ("redirect:localhost", "tenant:placeholder")."""
    tags: set[str] = set()
    for name, read in _READERS.items():
        if value := values.get(name):
            tags.update(read(value))
    return frozenset(tags)


def _redirect(value: str) -> Iterable[str]:
    low = value.lower()
    scheme, _, rest = low.partition("://")
    host = re.split(r"[/:?#]", rest, maxsplit=1)[0] if not rest.startswith("[") else rest.partition("]")[0] + "]"
    checks = {
        "redirect:broker": low.startswith(("ms-appx-web://", "msauth")) or "brokerplugin" in low,
        "redirect:localhost": host in ("localhost", "127.0.0.1", "[::1]"),
        "redirect:http": scheme == "http" and host not in ("localhost", "127.0.0.1", "[::1]"),
        "redirect:nativeclient": low.endswith("/oauth2/nativeclient"),
        "redirect:placeholder": is_placeholder(value) and not low.startswith("ms-appx"),
        "redirect:slash": low.endswith("/"),
        "redirect:case": bool(re.search(r"[A-Z]", value.partition("://")[2].partition("/")[2])),
        "redirect:stray": bool(_STRAY.search(value)),
        "redirect:scheme": scheme not in ("http", "https") and "ms-appx" not in low,
        "redirect:wildcard": "*" in value,
        "redirect:ip": bool(re.fullmatch(r"(?:\d+\.){3}\d+", host)) and host != "127.0.0.1",
    }
    return (tag for tag, holds in checks.items() if holds)


def _tenant(value: str) -> Iterable[str]:
    low = value.lower().strip()
    if low in ("common", "organizations", "consumers"):
        yield f"tenant:{low}"
    elif low in _PATH_WORDS:
        yield "tenant:path"
    elif "://" in low:
        yield "tenant:url"
    elif _GUID.fullmatch(low):
        yield "tenant:guid"
    elif is_placeholder(value):
        yield "tenant:placeholder"
    elif re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", low):
        yield "tenant:domain"
    if _STRAY.search(value):
        yield "tenant:stray"


def _application(value: str) -> Iterable[str]:
    if _GUID.fullmatch(value.strip()):
        yield "app:guid"
    elif "://" in value:
        yield "app:uri"
    elif is_placeholder(value):
        yield "app:placeholder"
    else:
        yield "app:name"
    if _STRAY.search(value):
        yield "app:stray"


_OIDC = frozenset("openid profile email offline_access address phone".split())


def _scope(value: str) -> Iterable[str]:
    words = value.split()
    own = [word for word in words if word.lower() not in _OIDC]
    default = [word for word in own if word.lower().endswith("/.default") or word.lower() == ".default"]
    checks = {
        "scope:placeholder": is_placeholder(value),
        "scope:default": bool(default),
        "scope:named": bool(own) and not default,
        "scope:mixed": bool(default) and len(default) < len(own),
        "scope:stray": bool(re.search(r"%|[\"'`,;\u200b\ufeff\u00a0]", value)),
        "scope:url-only": any(re.fullmatch(r"(?:https?|api)://[^/]+/?", word) for word in own),
        "scope:oidc": bool(words) and not own,
    }
    return (tag for tag, holds in checks.items() if holds)


def _resource(value: str) -> Iterable[str]:
    known = {tag for tag in tags_of_words(value) if tag.startswith("resource:")}
    yield from known
    if is_placeholder(value):
        yield "resource:placeholder"
    elif not known and value.startswith("api://"):
        yield "resource:own"
    if _GUID.fullmatch(value.strip()):
        yield "resource:guid"
    if value.endswith("/"):
        yield "resource:slash"


def _parameter(value: str) -> Iterable[str]:
    yield f"parameter:{value.lower()}"


def _user(value: str) -> Iterable[str]:
    if "#ext#" in value.lower():
        yield "account:guest"
    if re.search(r"@(?:outlook|hotmail|live|msn|gmail)\.", value, re.IGNORECASE):
        yield "account:personal"


_READERS = {
    "redirect_uri": _redirect,
    "tenant": _tenant,
    "client_id": _application,
    "scope": _scope,
    "resource": _resource,
    "resource_name": _resource,
    "audience": _resource,
    "parameter": _parameter,
    "user": _user,
}


def tags_of_error(error: ErrorResponse) -> frozenset[str]:
    """Return the tags that a refusal's own words and values give."""
    status = {f"status:{error.status}"} if error.status else set()
    words = tags_of_words(error.description) if error.description else frozenset()
    hinted = {
        tag
        for tag in words
        if tag.startswith(("library:", "resource:", "cloud:", "account:", "host:", "flow:federated", "flow:managed"))
    }
    return tags_of_values(error.values) | status | hinted
