"""What a paste is made of: artifacts, as their standards name them, with the flaws in their writing.

Everything here is read from hostile text. Fields that can hold a live credential are left out of `repr`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What an artifact is; the values are the `kind` of the JSON report."""

    ACCESS_TOKEN = "access_token"
    ID_TOKEN = "id_token"
    TOKEN = "token"  # a JWT whose kind can't be told
    POP_TOKEN = "pop_token"
    ENCRYPTED_TOKEN = "encrypted_token"
    OPAQUE_TOKEN = "opaque_token"
    REFRESH_TOKEN = "refresh_token"
    AUTHORIZATION_CODE = "authorization_code"
    CLIENT_ASSERTION = "client_assertion"
    SAML_ASSERTION = "saml_assertion"
    CLAIMS = "claims"
    HEADER = "header"
    CLAIMS_REQUEST = "claims_request"
    AUTHORIZATION_REQUEST = "authorization_request"
    AUTHORIZATION_RESPONSE = "authorization_response"
    TOKEN_REQUEST = "token_request"
    TOKEN_RESPONSE = "token_response"
    DEVICE_AUTHORIZATION_RESPONSE = "device_authorization_response"
    ERROR_RESPONSE = "error_response"
    ERROR_CODE = "error_code"
    CHALLENGE = "challenge"
    HTTP_REQUEST = "http_request"
    HTTP_RESPONSE = "http_response"
    RECORDED_FLOW = "recorded_flow"
    JWKS = "jwks"
    DISCOVERY_DOCUMENT = "discovery_document"
    FEDERATED_CREDENTIAL = "federated_credential"


class Place(StrEnum):
    """How an artifact was carried; a credential found in some of these is compromised."""

    BARE = "bare"
    AUTHORIZATION_HEADER = "authorization_header"
    FRAGMENT = "fragment"  # after the # of a redirect: the implicit flow
    QUERY = "query"  # after the ? of an address
    FORM = "form"  # application/x-www-form-urlencoded body
    JSON = "json"  # a member of a JSON document or of a printed dict
    COOKIE = "cookie"
    LOG = "log"  # inside lines with timestamps or levels
    CACHE = "cache"  # an MSAL cache file
    TABLE = "table"  # `Get-AzAccessToken` and the like


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong in the writing of an artifact; reading went on.

    `code` is stable kebab-case ("bad-base64url"); `text` is a sentence; `at` says where in words
    ("payload, character 17"); `start`/`end` are offsets into the artifact's `text` where known.
    """

    code: str
    text: str
    at: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a JSON object as it stood: `written` is the value's own spelling in the source.

    For a string, `written` is its decoded text; for anything else the exact source slice, so
    1.70e9 stays 1.70e9. `start`/`end` are offsets of the value in the object's source text.
    """

    name: str
    value: Any = field(repr=False)
    written: str = field(repr=False)
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class JsonObject:
    """A JSON object read tolerantly: every member in order, duplicates too; `get` sees the last one."""

    members: tuple[Member, ...]
    source: str = field(repr=False)
    values: Mapping[str, Any] = field(repr=False)

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of the last member called `name`."""
        return self.values.get(name, default)

    def __contains__(self, name: str) -> bool:
        return name in self.values


@dataclass(frozen=True, slots=True)
class Token:
    """A compact JWS or JWE taken apart. `segments` is the text between the dots, repaired of wrapping only.

    `header`/`claims` are None where they could not be read at all. `partial` is true when the text
    was cut, so that members may be missing.
    """

    segments: tuple[str, ...] = field(repr=False)
    header: JsonObject | None
    claims: JsonObject | None
    partial: bool = False


@dataclass(frozen=True, slots=True)
class ErrorResponse:
    """An issuer's or API's refusal as it was written, with what could be drawn out of it.

    `code` is the leading code in its own spelling (AADSTS50011, IDX10214, InvalidAuthenticationToken,
    invalid_grant); `codes` all of them, most specific first. `values` holds what the message quotes,
    under the names listed in `tokens.messages` (redirect_uri, client_id, tenant, scope, …).
    """

    code: str | None
    codes: tuple[str, ...]
    description: str = ""
    error: str | None = None  # OAuth's `error` value
    suberror: str | None = None
    trace_id: str | None = None
    correlation_id: str | None = None
    timestamp: str | None = None
    claims: JsonObject | None = None  # a decoded claims challenge
    claims_text: str | None = None  # the challenge exactly as it came
    status: int | None = None  # HTTP status, where known
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Challenge:
    """One `WWW-Authenticate` challenge (RFC 7235): a scheme and its parameters, names in lower case."""

    scheme: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class HttpMessage:
    """A raw HTTP request (method, url) or response (status, reason); header names in lower case."""

    method: str | None = None
    url: str | None = field(default=None, repr=False)
    status: int | None = None
    reason: str | None = None
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: str = field(default="", repr=False)

    def header(self, name: str) -> str | None:
        """Return the first header called `name` (lower case), or None."""
        return next((value for key, value in self.headers if key == name), None)


@dataclass(frozen=True, slots=True)
class Artifact:
    """One thing found in the paste. Exactly the parts that fit its `kind` are set.

    `text` is the artifact itself, freed of quoting, escaping and line wrapping; it may be a live
    credential. `start`/`end` are its span in the paste. `inside` is the id of the artifact that held
    it, `name` the member, parameter or header it stood under ("access_token", "id_token_hint").
    """

    id: str
    kind: Kind
    text: str = field(repr=False)
    start: int
    end: int
    inside: str | None = None
    name: str | None = None
    place: Place = Place.BARE
    flaws: tuple[Flaw, ...] = ()
    token: Token | None = None
    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)
    document: JsonObject | None = field(default=None, repr=False)
    error: ErrorResponse | None = None
    challenge: Challenge | None = None
    http: HttpMessage | None = None
    fingerprint: str | None = None  # "sha256:" and 12 hex digits of the text

    @property
    def header(self) -> JsonObject | None:
        """The JOSE header where there is one."""
        return self.token.header if self.token else None

    @property
    def claims(self) -> JsonObject | None:
        """The claims where they could be read."""
        return self.token.claims if self.token else None


@dataclass(frozen=True, slots=True)
class Listed:
    """A token or code of a long log that was named and dated, but not read in full.

    `issued`/`expires` are Unix seconds as the token's claims say; `count` is how often a code stands in the log.
    """

    kind: Kind
    start: int
    end: int
    name: str = ""  # a code in its own spelling; for a token its audience or application
    issued: float | None = None
    expires: float | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Pasted:
    """Everything recognised in one paste, in order of appearance, duplicates folded.

    Of a long log, `artifacts` holds the newest only and `listed` every token and code.
    """

    text: str = field(repr=False)
    artifacts: tuple[Artifact, ...]
    looked_for: tuple[str, ...] = ()  # said when nothing was found
    truncated: str | None = None  # what was left out and why
    listed: tuple[Listed, ...] = field(default=(), repr=False)

    @property
    def is_recorded(self) -> bool:
        """Whether this is a recording of messages (exchanges.recorded), with more than artifacts in it."""
        return False
