"""Refusals: OAuth error responses, Graph's, ARM's and OData's error documents, and the codes inside any text."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from inspector.tokens.artifact import ErrorResponse, JsonObject
from inspector.tokens.json_text import read_object
from inspector.tokens.messages import read_values

LONGEST_DESCRIPTION = 12_000  # characters
# Cheap tests before the expressions: any of these must stand in a text that names a code.
MARKS = ("AADSTS", "IDX", "IDW", "AADB2C", "AKV", "TF4", "TF2", "TF3", "VS", "MSIS", "ID4", "aadsts")
OAUTH_ERRORS = frozenset({
    "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope",
    "access_denied", "unsupported_response_type", "server_error", "temporarily_unavailable", "invalid_token",
    "insufficient_scope", "insufficient_claims", "interaction_required", "login_required", "consent_required",
    "account_selection_required", "invalid_request_uri", "invalid_request_object", "request_not_supported",
    "request_uri_not_supported", "registration_not_supported", "authorization_pending", "authorization_declined",
    "slow_down", "expired_token", "bad_verification_code", "invalid_target", "invalid_resource", "use_dpop_nonce",
    "invalid_dpop_proof", "unmet_authentication_requirements", "insufficient_user_authentication",
    "unsupported_response_mode", "invalid_assertion", "unsupported_token_type",
})  # fmt: skip
# Names that APIs of Microsoft give to refusals about identity and permission.
API_ERRORS = frozenset({
    "InvalidAuthenticationToken", "InvalidAuthenticationTokenTenant", "InvalidAuthenticationTokenAudience",
    "AuthenticationFailedMissingToken", "ExpiredAuthenticationToken", "AuthenticationFailedInvalidHeader",
    "AuthorizationFailed", "LinkedAuthorizationFailed", "AuthenticationFailed", "AuthorizationFailure",
    "AuthorizationPermissionMismatch", "AuthorizationResourceTypeMismatch", "InsufficientAccountPermissions",
    "AuthorizationServiceMismatch", "AuthorizationProtocolMismatch", "AuthorizationSourceIPMismatch", "NoAuthenticationInformation",
    "InvalidAuthenticationInfo", "InvalidAudience", "InvalidAuthenticationTokenSignature", "InvalidSubscriptionId",
    "SubscriptionNotFound", "RoleAssignmentExists", "PrincipalNotFound", "ForbiddenByPolicy", "ForbiddenByRbac", "ForbiddenByConnection",
    "ForbiddenByFirewall", "AccessDenied", "accessDenied", "ErrorAccessDenied", "ErrorInvalidUser", "UnknownError",
    "Authorization_RequestDenied", "Authorization_IdentityNotFound", "Authentication_ExpiredToken", "Authentication_MissingOrMalformed",
    "Authentication_Unauthorized", "Authentication_RequestFromNonPremiumTenantOrB2CTenant", "Authentication_RequestFromUnsupportedUserRole",
    "Authorization_UnauthorizedClient", "Directory_QuotaExceeded", "Request_UnsupportedQuery",
    "Request_ResourceNotFound", "Request_BadRequest", "ResourceNotFound", "MailboxNotEnabledForRESTAPI", "ErrorItemNotFound",
    "TokenExpired", "TokenNotFound", "InvalidTenant", "CompactToken", "OrganizationFromTenantGuidNotFound",
    "AuthorizationInfoNotFound", "unauthenticated", "notAllowed", "generalException", "InvalidAuthenticationTokenIssuer",
    "RequestDisallowedByPolicy", "ScopeLocked", "RequestDisallowedByAzure", "MissingSubscriptionRegistration",
    "InvalidUpn", "TenantNotFound", "UnauthorizedAccessException", "ErrorInsufficientPermissionsInAccessToken",
    "InvalidToken", "MissingClaim", "MissingClaimType", "SasTokenExpired",
})  # fmt: skip
# Codes that wrap another one in the same message, and words that say less than any other name.
_WRAPPERS = frozenset({"AADSTS70002", "AADSTS50000", "AADSTS90000", "AADSTS70000"})
_VAGUE = frozenset({"Unauthorized", "Forbidden", "BadRequest", "UnknownError", "InternalServerError", "NotFound", "unauthenticated", "Unknown", "Error"})  # fmt: skip


@cache
def code_pattern() -> re.Pattern[str]:
    """Return what finds the codes of Entra ID, Azure AD B2C, the .NET libraries, Key Vault, Azure DevOps and AD FS."""
    return re.compile(r"(?<![A-Za-z0-9])(?:(?i:AADSTS)\d{4,8}|AADB2C\d{4,6}|ID[XW]\d{5}|AKV\d{4,5}|TF\d{5,6}|VS\d{5,6}|MSIS\d{4,5}|ID[34]\d{3}|AADSTS(?=:))(?!\d)")  # fmt: skip


@cache
def name_pattern() -> re.Pattern[str]:
    """Return what finds OAuth's error values and the APIs' names for refusals."""
    names = "|".join(sorted((*OAUTH_ERRORS, *API_ERRORS), key=len, reverse=True))
    return re.compile(rf"(?<![A-Za-z0-9_.\-/])(?:{names})(?![A-Za-z0-9_\-/]|\.\w)")


def codes_in(text: str) -> list[str]:
    """Return the codes in `text`, each once, in order."""
    if not any(mark in text for mark in MARKS):
        return []
    return list(dict.fromkeys(spelled(found[0]) for found in code_pattern().finditer(text)))


def spelled(code: str) -> str:
    """Return a code in its own spelling."""
    return code.upper() if code[:3].lower() == "aad" else code


def rank(codes: Iterable[str]) -> tuple[str, ...]:
    """Order codes, each once: the most specific first, a wrapper after what it wraps, vague words last."""
    return tuple(sorted(dict.fromkeys(code for code in codes if code), key=_generality))


def _generality(code: str) -> int:
    if code in _VAGUE:
        return 6
    if code in OAUTH_ERRORS:
        return 5
    if code in _WRAPPERS:
        return 2
    if code.startswith("AADSTS"):
        return 1 if len(code) <= 11 else 0  # long codes refine short ones
    return 1 if code[:3] in ("AAD", "AKV") or code[:4] == "MSIS" or code[:3] in ("IDX", "IDW") else 3


def error_from(description: str, *, names: Iterable[str] = (), **parts: Any) -> ErrorResponse:
    """Return the error that `description` tells; `names` are codes known besides those in the text.

    `parts` are fields of ErrorResponse that are known from elsewhere; None means unknown.
    """
    description = description.strip()[:LONGEST_DESCRIPTION]
    given = {name: value for name, value in parts.items() if value is not None}
    found = [*codes_in(description), *names]
    if given.get("error") in OAUTH_ERRORS:
        found.append(given["error"])
    codes = _specific(rank(found))
    drawn = _identifiers(description)
    values = given.pop("values", None) or read_values(description, codes)
    return ErrorResponse(codes[0] if codes else None, codes, description, values=values, **{**drawn, **given})


def _specific(codes: tuple[str, ...]) -> tuple[str, ...]:
    """OAuth's words stand among the codes only where nothing more specific does."""
    if codes and codes[0] not in OAUTH_ERRORS and codes[0] not in _VAGUE:
        return tuple(code for code in codes if code not in OAUTH_ERRORS)
    return codes


_GUID = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
_FIELDS = (
    ("trace_id", rf"(?i)(?:trace[ _-]?id|traceid|(?<!client[ _-])request[ _-]?id|ablaufverfolgungs-?id)\\{{0,4}}['\"]?\s{{0,9}}[:=]\s{{0,9}}\\{{0,4}}['\"]?({_GUID})"),
    ("correlation_id", rf"(?i)(?:correlation[ _-]?id|client[ _-]request[ _-]id|korrelations-?id)\\{{0,4}}['\"]?\s{{0,9}}[:=]\s{{0,9}}\\{{0,4}}['\"]?({_GUID})"),
    ("timestamp", r"(?i)(?:timestamp|zeitstempel|\bdate)\\{0,4}['\"]?\s{0,9}[:=]\s{0,9}\\{0,4}['\"]?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z?)"),
    ("suberror", r"(?i)sub_?error(?:code)?\\{0,4}['\"]?\s{0,9}[:=]\s{0,9}\\{0,4}['\"]?([a-z][a-z_]{3,60})"),
)  # fmt: skip


@cache
def _field(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _identifiers(text: str) -> dict[str, str]:
    """Return trace id, correlation id, timestamp and suberror where the text names them.

    In other languages the labels differ, but Entra ID always ends its message with the two ids and the time.
    """
    low = text.lower()
    drawn: dict[str, str] = {}
    if "id" in low or "timestamp" in low or "zeit" in low or "suberror" in low:
        for name, pattern in _FIELDS:
            found = _field(pattern).search(text)
            if found:
                drawn[name] = found[1]
    if "aadsts" in low and "trace_id" not in drawn and "correlation_id" not in drawn:
        guids = _field(rf"[:：]\s*({_GUID})\s*(?:$|[\r\n\\])").findall(text)
        drawn.update(zip(("trace_id", "correlation_id"), guids, strict=False))
        stamp = _field(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ)").search(text)
        if stamp and guids:
            drawn["timestamp"] = stamp[1]
    return drawn


def claims_of(challenge: str) -> JsonObject | None:
    """Decode a claims challenge: JSON as it stands, URL-encoded, or base64 in either alphabet, padded or not."""
    text = challenge.strip().strip("'\"")
    if "%" in text[:20]:
        from urllib.parse import unquote

        text = unquote(text)
    if not text.startswith("{"):
        from inspector.tokens.base64url import decode

        text = decode(text)[0].decode("utf-8", "replace")
    if text.startswith('{\\"'):
        text = text.replace('\\"', '"')
    return read_object(text).object


def error_of_document(values: Mapping[str, Any], source: str = "") -> ErrorResponse | None:
    """Return the refusal that a JSON document is, in any of the shapes that issuers and APIs use; else None."""
    error = values.get("error", values.get("odata.error", values.get("Error")))
    if isinstance(error, Mapping):
        return _api_error(error, values)
    if isinstance(error, str) and error:
        return _oauth_error(error, values, source)
    return _flat_error(values)


def _oauth_error(error: str, values: Mapping[str, Any], source: str) -> ErrorResponse:
    """RFC 6749 section 5.2 and Entra ID's members beside it; also the bodies in which `error` is a sentence."""
    description = _text(values, "error_description", "errorDescription", "message", "errorMessage", "detail") or ""
    names = [f"AADSTS{number}" for number in _numbers(values.get("error_codes"))]
    oauth = error if _is_name(error) else None
    if oauth is None and not description:
        description = error
    elif oauth is None and error not in description:
        names += codes_in(error)
    if oauth and oauth not in OAUTH_ERRORS:
        names.append(spelled(oauth))
    challenge = _text(values, "claims")
    return error_from(
        description,
        names=names,
        error=oauth,
        suberror=_text(values, "suberror", "subError"),
        trace_id=_text(values, "trace_id", "traceId"),
        correlation_id=_text(values, "correlation_id", "correlationId"),
        timestamp=_text(values, "timestamp"),
        claims=claims_of(challenge) if challenge else None,
        claims_text=challenge,
        status=_status(values),
    )


def _api_error(error: Mapping[str, Any], outer: Mapping[str, Any]) -> ErrorResponse | None:
    """Graph, ARM, Key Vault, OData: `{"error": {"code", "message", "innerError"}}`."""
    message = error.get("message", error.get("Message", error.get("value")))
    if isinstance(message, Mapping):
        message = message.get("value")
    names, inner = _code_names(error), _innermost(error)
    description = message if isinstance(message, str) else ""
    if not names and not description and "status" not in error:
        return None
    return error_from(
        description,
        names=names,
        trace_id=_text(inner, "request-id", "requestId") or _text(error, "traceId"),
        correlation_id=_text(inner, "client-request-id") or _text(error, "correlationId"),
        timestamp=_text(inner, "date") or _text(error, "timestamp"),
        status=_status(error) or _status(outer),
    )


def _code_names(error: Mapping[str, Any]) -> list[str]:
    """Return the names in an error and in the errors inside it, the innermost first."""
    names: list[str] = []
    level: Any = error
    for _step in range(8):
        if not isinstance(level, Mapping):
            break
        code = level.get("code", level.get("Code"))
        if isinstance(code, str):
            names[:0] = _split_code(code)
        level = level.get("innerError", level.get("innererror", level.get("InnerError")))
    details = error.get("details")
    for detail in details[:10] if isinstance(details, list) else []:
        if isinstance(detail, Mapping) and isinstance(detail.get("code"), str):
            names += _split_code(detail["code"])
    return names


def _split_code(code: str) -> list[str]:
    """SharePoint writes a number and a .NET name in one; a status number is no code."""
    name = code.partition(", ")[2] or code
    name = name.rpartition(".")[2] or name
    return [spelled(name)] if name and not name.isdigit() and len(name) < 100 else []


def _innermost(error: Mapping[str, Any]) -> Mapping[str, Any]:
    level: Mapping[str, Any] = error
    for _step in range(8):
        deeper = level.get("innerError", level.get("innererror"))
        if not isinstance(deeper, Mapping):
            break
        level = deeper
    outer = error.get("innerError", error.get("innererror"))
    return {**(outer if isinstance(outer, Mapping) else {}), **level}


def _flat_error(values: Mapping[str, Any]) -> ErrorResponse | None:
    """Return what error documents without an `error` member say: ARM's old shape, problem details, sign-in logs, prints of exceptions."""
    logged = _sign_in_row(values)
    if logged:
        return logged
    code, message = values.get("code", values.get("Code", values.get("errorCode"))), _text(values, "message", "Message", "errorMessage", "title")
    detail = _text(values, "detail", "error_description")
    status = _status(values)
    named = isinstance(code, str) and _is_name(code)
    if (named and message is not None) or (status and (message or detail)) or (set(values) <= {"Message", "message"} and message and "uthoriz" in message):
        known = "status" in values or "statusCode" in values or status is None or status >= 400
        if not known or (named and str(code).lower() in ("ok", "success")):
            return None
        return error_from(
            " ".join(part for part in (message, detail) if part),
            names=[*(_split_code(str(code)) if named else ())],
            error=str(code) if named and code in OAUTH_ERRORS else None,
            correlation_id=_text(values, "correlationId", "correlation_id"),
            suberror=_text(values, "subError", "suberror"),
            trace_id=_text(values, "traceId", "requestId", "request-id"),
            timestamp=_text(values, "timestamp"),
            claims_text=_text(values, "claims"),
            claims=claims_of(str(values["claims"])) if _text(values, "claims") else None,
            status=status,
        )
    return None


def _sign_in_row(values: Mapping[str, Any]) -> ErrorResponse | None:
    """Return the error of a row of the sign-in log: Graph's `status`, or a diagnostic log's `ResultType`."""
    row: Mapping[str, Any] = values
    for name in ("status", "Status"):
        if isinstance(values.get(name), Mapping):
            row = values[name]
    number = _numbers([row.get("errorCode", row.get("ResultType", row.get("resultType", row.get("ErrorCode"))))])
    if not number:
        return None
    words = (_text(row, "failureReason", "ResultDescription", "resultDescription", "FailureReason"), _text(row, "additionalDetails"))
    return error_from(
        " ".join(word for word in words if word),
        names=[f"AADSTS{number[0]}"],
        correlation_id=_text(values, "correlationId", "CorrelationId"),
        trace_id=_text(values, "id", "originalRequestId", "Id"),
        timestamp=_text(values, "createdDateTime", "CreatedDateTime", "time", "TimeGenerated"),
        values=_row_values(values),
    )


def _row_values(values: Mapping[str, Any]) -> dict[str, str] | None:
    names = (
        ("user", "userPrincipalName"), ("client_id", "appId"), ("client_name", "appDisplayName"), ("resource", "resourceId"),
        ("resource_name", "resourceDisplayName"), ("tenant", "resourceTenantId"),
    )  # fmt: skip
    drawn = {name: str(values[member]) for name, member in names if isinstance(values.get(member), str) and values[member]}
    return drawn or None


def _numbers(codes: Any) -> list[str]:
    """Return error numbers of Entra ID as they can stand in a list: whole numbers of four to eight digits."""
    if not isinstance(codes, list):
        codes = [codes]
    written = [str(code) for code in codes[:20] if isinstance(code, int | str) and not isinstance(code, bool)]
    return [number for number in written if number.isascii() and number.isdigit() and 4 <= len(number) <= 8 and int(number) >= 16_000]


def _is_name(text: str) -> bool:
    """Whether a member holds a name of an error rather than a sentence or a number."""
    return 2 < len(text) < 100 and text[0].isalpha() and all(c.isascii() and (c.isalnum() or c in "_-.,") for c in text.replace(", ", ""))


def _status(values: Mapping[str, Any]) -> int | None:
    """Return the HTTP status that a document names."""
    for name in ("status", "statusCode", "StatusCode", "status_code", "httpStatus"):
        value = values.get(name)
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) == 3:
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and 400 <= value < 600:
            return value
    return None


def _text(values: Mapping[str, Any], *names: str) -> str | None:
    """Return the first of these members that is a string with something in it."""
    for name in names:
        value = values.get(name)
        if isinstance(value, str) and value:
            return value
    return None
