"""Which row of the tables explains an issuer's or API's refusal, and in which of this case's own values."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from inspector import moments
from inspector.diagnosis.case import Case
from inspector.diagnosis.prose import prose_of
from inspector.diagnosis.surroundings import is_placeholder, tags_of_error
from inspector.knowledge import refusals
from inspector.knowledge.applications import application
from inspector.knowledge.refusals import Cause, Refusal
from inspector.knowledge.resources import resource_for
from inspector.tokens.artifact import Artifact, ErrorResponse
from inspector.tokens.error_response import error_from

# Codes that only say that something failed, beside which any other code of the same message says what.
_GENERAL = frozenset(
    """AADSTS70002 AADSTS50000 AADSTS70000 AADSTS90014 AADSTS90023 AADSTS50001 AADSTS70001 AADSTS90013 invalid_token
    invalid_request invalid_grant invalid_client unauthorized_client access_denied server_error interaction_required
    insufficient_scope unauthorized 401 403 BadRequest Forbidden Unauthorized AccessDenied accessDenied UnknownError
    generalException unauthenticated UnauthorizedAccessException InvalidToken InvalidTokenError OperationFailed
    Request_BadRequest network_error authentication_failed http_status_not_200 unknown_broker_error
    endpoints_resolution_error nextauth-oauth-callback nextauth-signin spring-invalid-token-response
    spring-invalid-id-token aspnet-external-login-failed oauth2-proxy-redeem azure-identity-chain-failed
    kubernetes-unauthorized passport-response-invalid apim-jwt-invalid""".split()
)
# Issuers' and validators' own codes come before the names that a wrapper gives them.
_HOMES = ("AADSTS", "IDX", "IDW", "AKV")


@dataclass(frozen=True, slots=True)
class Match:
    """A refusal with the row that explains it. `artifact` is None where only prose speaks of it."""

    artifact: Artifact | None
    error: ErrorResponse
    row: Refusal
    tags: frozenset[str]
    values: Mapping[str, str]


def matches(case: Case) -> Iterator[Match]:
    """Yield each refusal of the paste with its row, in order; else what words of the paste or the context speak of.

    A status that nothing explains comes last: words beside it say more.
    """
    found = False
    for artifact in case.artifacts:
        if artifact.error is not None and (row := row_of(artifact.error)) is not None:
            found = True
            yield _match(case, artifact, artifact.error, row)
    if not found:
        said = _in_words(case, prose_of(case)) or _in_words(case, case.expectation.context)
        yield from (said,) if said else tuple(_of_status(case)) or _of_spoken_status(case)


_STATUS_WORDS = re.compile(r"\b(?:(401)|(403)|(unauthori[sz]ed)|(forbidden))\b", re.IGNORECASE)


def _of_spoken_status(case: Case) -> Iterator[Match]:
    """Yield what a few words such as "I get 401 from my API" say, where nothing else is there to be read."""
    prose = prose_of(case) or case.pasted.text
    found = _STATUS_WORDS.search(prose) if len(prose) < 400 and not case.artifacts else None
    if found:
        status = "401" if found[1] or found[3] else "403"
        error = ErrorResponse(status, (status,), description=prose, status=int(status))
        if row := refusals.refusal(status):
            yield _match(case, None, error, row)


def row_of(error: ErrorResponse) -> Refusal | None:
    """Return the row that says most: a specific code, then a known wording, then a general code."""
    rows = [row for code in error.codes if (row := refusals.refusal(code)) is not None]
    explained = [row for row in rows if row.causes]
    specific = [row for row in explained if row.code not in _GENERAL]
    if specific:
        return min(specific, key=_order)
    return _worded(error) or next(iter(sorted(explained, key=_order)), None) or next(iter(rows), None)


def also_named(error: ErrorResponse, row: Refusal) -> Iterator[Refusal]:
    """Yield the rows of further codes of Entra ID that a message explains in words of its own, unrelated to `row`."""
    for code in error.codes:
        other = refusals.refusal(code) if code.startswith("AADSTS") and code != row.code else None
        spoken = re.search(rf"{code}\s{{0,3}}:\s{{0,3}}\S", error.description) if other else None
        if other and spoken and other.causes and other.code not in _GENERAL and other.family != row.family:
            yield other


def is_general(row: Refusal) -> bool:
    """Whether the row only says that something failed, so that a token's own blocker says more."""
    return row.code in _GENERAL or row.code.startswith("symptom-")


def fitting(match: Match) -> list[Cause]:
    """Return the causes that can hold, the best first: the message's wording beats tags, more tags beat fewer.

    Where another issuer than Entra ID refused, what mends it at Entra ID is left out.
    """
    text = match.error.description
    weighed = []
    for number, cause in enumerate(match.row.causes):
        worded = bool(cause.match and text and re.search(cause.match, text, re.IGNORECASE))
        if (worded or not cause.match) and cause.when <= match.tags:
            weighed.append((not worded, -len(cause.when), number, cause))
    causes = [each[-1] for each in sorted(weighed, key=lambda each: each[:3])]
    return [cause for cause in causes if _names_issuer(cause)] if causes and _names_issuer(causes[0]) else causes


def _names_issuer(cause: Cause) -> bool:
    return any(tag.startswith("issuer:") for tag in cause.when)


def shorten(value: str, most: int = 160) -> str:
    """Return `value`, its middle left out where it is longer than `most` characters."""
    return value if len(value) <= most else f"{value[: most // 2]}…{value[-most // 3 :]}"


def _of_status(case: Case) -> Iterator[Match]:
    """Yield the first 401 or 403 of the paste, explained by the body's words where they are known."""
    for artifact in case.artifacts:
        status = artifact.error.status if artifact.error else artifact.http.status if artifact.http else None
        if status in (401, 403) and (bare := refusals.refusal(str(status))):
            said = artifact.http.body if artifact.http else ""
            error = ErrorResponse(str(status), (str(status),), description=said[:2000], status=status)
            yield _match(case, artifact, error, _worded(error) or bare)
            return


def _match(case: Case, artifact: Artifact | None, error: ErrorResponse, row: Refusal) -> Match:
    values = _values(case, error)
    tags = case.signals | tags_of_error(error) | _tags_of_tokens(case)
    if application(values.get("client_id", "")):
        tags |= {"app:first-party"}
    return Match(artifact, error, row, tags, values)


def _order(row: Refusal) -> tuple[bool, bool, bool, int]:
    return (
        not row.code.startswith(_HOMES),
        row.ours,
        row.code in _GENERAL,
        -len(row.code) if row.code.startswith("AADSTS") else 0,  # a longer number refines a shorter one
    )


def _worded(error: ErrorResponse) -> Refusal | None:
    found = _best_wording(error.description) if error.description else None
    return found[0] if found else None


def _best_wording(text: str) -> tuple[Refusal, re.Match[str]] | None:
    """Return the row whose wording in `text` says most: what names a cause before what only says that it failed."""
    return min(refusals.by_wording(text), key=lambda each: is_general(each[0]), default=None)


def _in_words(case: Case, text: str) -> Match | None:
    """Return what words of the paste or the person speak of; values are drawn from around the wording."""
    found = _best_wording(text) if text else None
    if found is None:
        return None
    row, where = found
    around = text[max(0, where.start() - 600) : where.end() + 1400]
    return _match(case, None, error_from(around, names=() if row.ours else (row.code,)), row)


_GRAPH = ("https://graph.microsoft.com", "https://graph.microsoft.com/", "00000003-0000-0000-c000-000000000000")


def _tags_of_tokens(case: Case) -> frozenset[str]:
    tags = {"token:present"} if case.subjects else set()
    for subject in case.subjects:
        version, scp, exp = subject.claim("ver"), subject.claim("scp"), subject.claim("exp")
        checks = {
            f"token:v{str(version)[:1]}": bool(version),
            "token:app-only": subject.claim("idtyp") == "app" or bool(subject.claim("roles") and not scp),
            "token:delegated": bool(scp),
            "token:roles": bool(subject.claim("roles")),
            "token:id": subject.artifact.kind == "id_token",
            "token:graph": subject.claim("aud") in _GRAPH,
            "token:expired": isinstance(exp, int | float) and exp < case.now,
        }
        tags.update(tag for tag, holds in checks.items() if holds)
    return frozenset(tags)


_PARAMETERS = ("client_id", "redirect_uri", "scope", "response_type", "grant_type", "tenant", "resource")


def _values(case: Case, error: ErrorResponse) -> dict[str, str]:
    """Return the values that sentences may name: the message's own, then those of the requests beside it."""
    values = {name: shorten(value) for name, value in error.values.items()}
    for artifact in case.artifacts:
        for name in _PARAMETERS:
            if isinstance(value := artifact.parameters.get(name), str) and value:
                values.setdefault(name, shorten(value))
    for artifact in case.artifacts:
        if artifact.challenge and (scope := artifact.challenge.parameters.get("scope")):
            values.setdefault("scope", shorten(scope))
    tenants = map(_tenant_in, (values.get("tenant", ""), *map(_url, case.artifacts)))
    if "://" in values.get("tenant", "://") and (tenant := next(filter(None, tenants), None)):
        values["tenant"] = tenant
    if error.status:
        values.setdefault("status", str(error.status))
    return dict(_derived(values, case.now)) | values


def _derived(values: Mapping[str, str], now: float) -> Iterator[tuple[str, str]]:
    """Yield what follows from a refusal's values: names for ids, the age of a credential, addresses to copy."""
    tenant, client = values.get("tenant") or "organizations", values.get("client_id", "")
    if _is_plain(tenant) and _is_plain(client):
        yield "admin_consent_url", f"https://login.microsoftonline.com/{tenant}/adminconsent?client_id={client}"
    if (known := application(client)) and known.name:
        yield "client_name", known.name
    if resource := resource_for(values.get("resource") or values.get("audience") or ""):
        yield "resource_name", resource.name
    yield from _suggested_scope(values)
    moment = moments.parse(values.get("expires") or values.get("issued") or "")
    if moment is not None:
        yield "age", moments.duration(now - moment)


def _suggested_scope(values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the scope that asks for all that was granted at the resource that the message speaks of."""
    named = values.get("resource") or next(iter(values.get("scope", "").split()), "")
    address = named if named.count("/") <= 3 and "/.default" not in named else named.rpartition("/")[0]
    if (resource := resource_for(address)) and resource.default_scope:
        yield "suggested_scope", resource.default_scope
    elif address.startswith("api://") and not is_placeholder(address):
        yield "suggested_scope", f"{address.rstrip('/')}/.default"


def _url(artifact: Artifact) -> str:
    return (artifact.http.url or "") if artifact.http else ""


def _tenant_in(address: str) -> str | None:
    """Return the tenant id in an issuer or authority, such as https://sts.windows.net/{id}/."""
    found = re.match(r"https://[\w.-]{1,80}/([0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12})(?:/|$)", address)
    return found[1] if found else None


def _is_plain(value: str) -> bool:
    return re.fullmatch(r"[\w.-]+", value) is not None
