"""The values that refusals quote: the redirect address, client, tenant, scope … under fixed names.

Wording decides first, where it is English and known; then the code, whose message quotes its values in the
same order in every language; then the shape of what is quoted. Names: redirect_uri, client_id, client_name, tenant,
resource, resource_name, scope, user, parameter, value, audience, expected_audience, issuer, expected_issuer, key_id,
issued, expires, now, response_type, grant_type, policy, identity_provider, subject, host, permission, role; and
hidden ("yes") where the library hid a value.
"""

import re
from collections.abc import Iterator
from functools import cache

_GUID = r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
_DATE = r"\d{1,4}[-/]\d{1,2}[-/]\d{1,4}[T ]\d{1,2}:\d\d:\d\d(?:\.\d+)?(?: ?[AP]M)?(?:Z|[+-]\d\d:\d\d)?"
_LONGEST = 2_000  # characters of a value worth keeping

# (words that must stand in the lower-case message, name, pattern). In a pattern Q is a quoted value, D a date,
# G a GUID, V a quoted or bare value; the first group that took part is the value.
_WORDINGS: tuple[tuple[str, str, str], ...] = (
    ("reply ", "redirect_uri", r"reply (?:address|url)[^'\"\n]{0,30}Q"),
    ("redirect", "redirect_uri", r"redirect (?:uri|url|address)[^'\"\n:]{0,30}:?\s*Q"),
    ("redirect_uri", "redirect_uri", r"redirect_uri['\"]?\s*[:=]\s*V"),
    ("application", "client_id", r"for the application\s*Q"),
    ("identifier", "client_id", r"application with (?:identifier|id|appid|appidentifier)\s*V"),
    (
        "application",
        "client_id",
        r"(?:application|app) ?(?:with )?(?:id|identifier)?\s*(?:is\s*)?:?\s*'(G|[^\s'.,;:)][^'\n]*)'",
    ),
    ("client", "client_id", r"client app(?:lication)? ?id:?\s*'?(G)'?"),
    ("client", "client_id", r"client (?:id|application)?:?\s*'(G)'"),
    ("for app ", "client_id", r"for app\s*Q"),
    ("app id", "client_id", r"with app ?id\s*V"),
    ("application '", "client_id", r"application\s*'([^'\n]*)'\s*\("),
    ("application '", "client_name", r"application\s*'[^'\n]*'\s*\(([^)\n]*)\)"),
    ("app id", "client_name", r"app id\s*'[^'\n]*'\s*\(([^)\n]*)\)"),
    ("client app", "client_name", r"client app ?id:?\s*'?G'?\s*\(([^)\n]*)\)"),
    ("named", "client_name", r"application with id '[^'\n]*' named\s*V"),
    ("asked for scope", "client_name", r"the application\s*Q\s*asked for scope"),
    ("asked for scope", "scope", r"asked for scope\s*Q"),
    ("asked for scope", "resource", r"exist on the resource\s*Q"),
    ("configured the application", "client_name", r"configured the application\s+(.{1,200}?)\s+\('"),
    ("configured the application", "client_id", r"configured the application\s+.{1,200}?\s+\('(G)'\)"),
    ("in the directory", "tenant", r"in the directory\s*V"),
    ("tenant identifier", "tenant", r"tenant identifier\s*V"),
    ("not a valid domain", "tenant", r"V\s*is not a valid domain"),
    ("tenant '", "tenant", r"tenant\s*Q"),
    ("tenant", "tenant", r"in (?:the )?tenant (?:named |with id )?V"),
    ("tenant", "tenant", r"tenant:?\s*(G)"),
    (" directory", "tenant", r"exist in the\s+V\s+directory"),
    ("resource principal named", "resource", r"resource principal named\s*V"),
    ("resource value from request", "resource", r"resource value from request:\s*V"),
    ("resource app id", "resource_name", r"resource app id:\s*V"),
    ("to access '", "resource", r"(?:to access|access to)\s*Q"),
    ("permissions for '", "resource_name", r"permissions for\s*Q"),
    ("access a service", "resource", r"access a service\s*Q"),
    ("access a service", "resource_name", r"access a service\s*'[^'\n]*'\s*\(([^)\n]*)\)"),
    ("your organization '", "tenant", r"your organization\s*Q"),
    ("resource '", "resource", r"resource\s*Q"),
    ("wrong audience", "audience", r"wrong audience or resource\s*Q"),
    ("resource principal", "resource", r"principal\s*Q\s*was not found"),
    ("application named", "resource", r"the application named\s*V\s*was not found"),
    ("the scope ", "scope", r"the scopes?\s+(?!is\b)(?:Q|(\S.{0,1900}?))\s+(?:is|are|requested)\b"),
    ("value for scope", "scope", r"value for scope\s+(\S.{0,1900}?)\s+is\b"),
    ("scope '", "scope", r"scopes?\s*Q\s*(?:is|are|requested|doesn)"),
    ("scope:", "scope", r"\bscopes?:\s*Q"),
    ("user account", "user", r"user account\s*V\s*(?:from|does|is)"),
    ("signed in user", "user", r"signed in user\s*Q"),
    ("user '", "user", r"\buser\s*Q"),
    ("user account id", "user", r"user account id:?\s*V"),
    ("identity provider", "identity_provider", r"identity provider\s*Q"),
    ("parameter: '", "parameter", r"parameters?:\s*Q"),
    ("parameter '", "parameter", r"parameter\s*Q"),
    ("' parameter", "parameter", r"Q\s*(?:request )?parameter"),
    ("parameter", "parameter", r"input parameter\s*Q"),
    ("response_type", "response_type", r"response_type\s*:?\s*Q"),
    ("response type", "response_type", r"response type\s*:?\s*Q"),
    ("response_mode", "value", r"response_mode\s*:?\s*Q"),
    ("grant type", "grant_type", r"grant type\s*:?\s*Q"),
    ("grant_type", "grant_type", r"grant_type\s*[:=]?\s*Q"),
    ("audiences: '", "audience", r"audiences?:\s*Q"),
    ("audience in the assertion", "audience", r"audience in the assertion was\s*Q"),
    ("expected audience is", "expected_audience", r"expected audience is\s*Q"),
    ("validaudience: '", "expected_audience", r"ValidAudience:\s*'(?!null')([^'\n]*)'"),
    ("validaudiences: '", "expected_audience", r"ValidAudiences:\s*'(?!null')([^'\n]*)'"),
    ("audience claim is", "audience", r"audience claim is\s*Q"),
    ("request url is", "host", r"request url is\s*Q"),
    ("allowed audiences", "expected_audience", r"allowed audiences?\s*('[^\n]*?')\.?(?:\"|\s*$|\s|\.)"),
    ("invalid audience", "expected_audience", r"invalid audience\.? expected:?\s+([^\s,]+)"),
    ("invalid audience", "audience", r"found:?\s+([^\s,]+?)\.?(?:\s|$|\")"),
    ("assertion audience", "audience", r"assertion audience:?\s*Q"),
    ("audience", "audience", r"assertion audience\s+Q"),
    ("aud", "audience", r"\baud\b[^'\n]{0,20}Q"),
    ("issuer: '", "issuer", r"(?<!Valid)issuer:\s*Q"),
    ("assertion issuer", "issuer", r"assertion issuer\s*:?\s*Q"),
    ("validissuer: '", "expected_issuer", r"ValidIssuer:\s*'(?!null')([^'\n]*)'"),
    ("validissuers: '", "expected_issuer", r"ValidIssuers:\s*'(?!null')([^'\n]*)'"),
    ("issuer: '", "issuer", r"issuer\s*:\s*Q"),
    ("wrong issuer", "issuer", r"wrong issuer\s*Q"),
    ("must match the tenant", "expected_issuer", r"must match (?:the tenant|one of the tenants)\s*Q"),
    ("invalid issuer", "expected_issuer", r"expected (?:one of )?([^\s,]+)"),
    ("invalid issuer", "issuer", r"found\s+([^\s,]+?)\.?(?:\s|$)"),
    ("assertion subject", "subject", r"assertion subject\s*:?\s*Q"),
    ("subject '", "subject", r"subject\s*Q"),
    ("the audience '", "audience", r"the audience\s*Q"),
    ("the issuer '", "issuer", r"the issuer\s*Q"),
    ("kid", "key_id", r"\bkid['\"]?\s*[:=]\s*V"),
    ("thumbprint", "key_id", r"thumbprint[^'\n:]{0,40}:\s*V"),
    ("issued on", "issued", r"issued on\s*(D)"),
    ("valid from", "issued", r"valid from\s*(D)"),
    ("notbefore", "issued", r"notBefore\s*(?:\([^)]*\))?\s*:\s*'([^'\n]*)'"),
    ("validfrom", "issued", r"ValidFrom\s*(?:\([^)]*\))?\s*:\s*'([^'\n]*)'"),
    ("validto", "expires", r"ValidTo\s*(?:\([^)]*\))?\s*:\s*'([^'\n]*)'"),
    ("expires", "expires", r"\bexpires\s*(?:\([^)]*\))?\s*:\s*'([^'\n]*)'"),
    ("expiry time", "expires", r"expiry time(?: of assertion)?:?\s*(D)"),
    ("expired on", "expires", r"expired on\s*'?(D)"),
    ("expiration", "expires", r"expiration(?: date| time)?:?\s*'?(D)"),
    ("expirationtime", "expires", r"ExpirationTime:?\s*'?(D)"),
    ("current time", "now", r"current time\s*(?:\([^)]*\))?\s*:?\s*'?(D)"),
    ("expired at", "expires", r"expired at\s*Q"),
    ("expiry utc time", "expires", r"expiry UTC time\s*Q"),
    ("current utc time", "now", r"current UTC time\s*Q"),
    ("not valid before", "issued", r"not valid before\s*Q"),
    ("policy", "policy", r"policy(?: id| name)?:?\s*Q"),
    ("host", "host", r"\bhost\s*:?\s*Q"),
    ("role", "role", r"\broles?\s*:?\s*Q"),
    ("to perform action", "permission", r"to perform action\s*Q"),
    ("to perform action", "user", r"the client\s*Q"),
    ("to perform action", "subject", r"with object id\s*Q"),
    ("over scope", "resource", r"over scope\s*Q"),
    ("missing", "permission", r"missing(?: application| delegated| required)? permissions?\s*:?\s*V"),
    ("api requires one of", "permission", r"api requires one of\s*Q"),
    ("scopes on the request", "scope", r"roles on the request\s*Q"),
    ("appid", "client_id", r"\bappid=(G)"),
    ("oid=", "subject", r"\boid=(G)"),
)
# The order in which the messages of these codes quote their values, whatever the language.
_ORDERS: dict[str, tuple[str, ...]] = {
    "AADSTS50011": ("redirect_uri", "client_id"),
    "AADSTS700016": ("client_id", "tenant"),
    "AADSTS70001": ("client_id", "tenant"),
    "AADSTS90002": ("tenant",),
    "AADSTS900023": ("tenant",),
    "AADSTS50194": ("client_id",),
    "AADSTS65001": ("client_id", "client_name"),
    "AADSTS65005": ("resource",),
    "AADSTS650053": ("client_name", "scope", "resource"),
    "AADSTS500011": ("resource", "tenant"),
    "AADSTS50020": ("user", "identity_provider", "tenant", "client_id"),
    "AADSTS90072": ("user", "identity_provider", "tenant", "client_id"),
    "AADSTS50105": ("user", "client_id"),
    "AADSTS50034": ("user", "tenant"),
    "AADSTS50076": ("resource",),
    "AADSTS50079": ("resource",),
    "AADSTS50001": ("resource", "tenant"),
    "AADSTS7000215": ("client_id",),
    "AADSTS7000222": ("client_id",),
    "AADSTS500131": ("audience", "expected_audience", "client_id"),
    "AADSTS50013": ("audience", "expected_audience", "client_id"),
    "AADSTS900144": ("parameter",),
    "AADSTS90014": ("parameter",),
    "AADSTS90100": ("parameter",),
    "AADSTS901002": ("parameter",),
    "AADSTS7000218": ("parameter",),
    "AADSTS700054": ("response_type",),
    "AADSTS70003": ("grant_type",),
    "AADSTS90009": ("client_id",),
    "AADSTS700213": ("subject",),
    "AADSTS700211": ("issuer",),
    "AADSTS700212": ("audience",),
    "AADSTS70021": ("issuer", "subject", "audience"),
    "AADSTS90023": ("value",),
    "AADSTS50128": ("tenant",),
    "AADSTS50059": (),
    "AADSTS9002326": (),
}
_HIDING = re.compile(r"\[PII of type '[^'\]]{0,200}' is hidden[^\]]{0,200}\]")
_HIDDEN = ("[pii is hidden", "[pii of type", "system.string", "hidden]")
_CLIENT_SECRETS = frozenset({"client_assertion", "client_secret"})


def read_values(message: str, codes: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the values quoted in `message`, a refusal by `codes`, under the names that knowledge uses."""
    message = _HIDING.sub("[PII is hidden]", message[:12_000])
    values = dict(_by_wording(message))
    if "aadsts" in message.lower():
        _complete_by_order(values, message, codes)
    if any(_is_hidden(value) for value in values.values()) or "[PII " in message:
        values["hidden"] = "yes"
    return values


def _by_wording(message: str) -> Iterator[tuple[str, str]]:
    """Yield the first value for each name that a known wording gives."""
    low, known = message.lower(), set()
    for words, name, pattern in _WORDINGS:
        if name in known or words not in low:
            continue
        value = _search(pattern, message)
        if value is not None:
            known.add(name)
            yield name, value


def _search(pattern: str, message: str) -> str | None:
    found = _compiled(pattern).search(message)
    if found is None:
        return None
    value = next((group for group in found.groups() if group is not None), None)
    if value and value.startswith("'") and "','" in value:
        value = value.replace("'", "").replace(",", ", ")  # a list of quoted values
    return value[:_LONGEST] if value else None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    quoted = (
        r"(?:\\?'([^'\n]{0,2000}?)\\?'|\\{0,4}\"([^\"\n]{0,2000}?)\\{0,4}\""
        r"|“([^”\n]{0,2000})”|‘([^’\n]{0,2000})’|`([^`\n]{0,2000})`)"
    )
    bare = rf"(?:{quoted}|([^\s'\",;]{{1,400}}?)(?=[.,;]?(?:\s|$|\"|\\)))"
    filled = re.sub(
        r"(?<![A-Za-z\\])[QVGD](?![A-Za-z])",
        lambda found: {"Q": quoted, "V": bare, "G": _GUID, "D": _DATE}[found[0]],
        pattern,
    )
    return re.compile(filled, re.IGNORECASE)


@cache
def _any_quoted() -> re.Pattern[str]:
    """Find quoted values in any language's quotation marks; an apostrophe after a letter opens none."""
    pairs = ("“”", "„“", "「」", "‘’", "``", '""')
    quoted = "|".join(f"{mark[0]}([^{mark}\n]{{1,2000}}){mark[1]}" for mark in pairs)
    return re.compile(
        rf"(?<![A-Za-z\u00c0-\u024f])'([^'\n]{{1,2000}})'|«\s?([^«»\n]{{1,2000}}?)\s?»|„([^„”\n]{{1,2000}})”|{quoted}"
    )


def _complete_by_order(values: dict[str, str], message: str, codes: tuple[str, ...]) -> None:
    """Fill in what the wording did not tell, from the order in which the code's message quotes its values."""
    order = next((_ORDERS[code] for code in codes if code in _ORDERS), None)
    if not order or all(name in values for name in order):
        return
    code = next(code for code in codes if code in _ORDERS)
    begins = max(message.upper().find(code), 0)
    known = set(values.values())
    quoted = (next(group for group in found.groups() if group) for found in _any_quoted().finditer(message, begins))
    left = [text for text in quoted if text not in known]
    for name in order:
        if name in values:
            continue
        fitting = next((text for text in left if _fits(name, text)), None)
        if fitting is not None:
            values[name] = fitting
            left.remove(fitting)


def _fits(name: str, text: str) -> bool:
    """Whether a quoted value has the shape that this name wants."""
    if name == "redirect_uri":
        return ":" in text
    if name == "user":
        return "@" in text or "#" in text or "{" in text
    if name == "client_id":
        return ":/" in text or ("@" not in text and " " not in text.strip())
    if name == "parameter":
        return text.replace("_", "").isalnum()
    return not re.match(r"https?://aka\.ms", text)


def _is_hidden(value: str) -> bool:
    low = value.lower()
    return low == "null" or any(mark in low for mark in _HIDDEN)
