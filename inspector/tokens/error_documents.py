"""Refusals as JSON documents: OAuth error responses, the errors of Graph, ARM and OData, rows of the sign-in log."""

from collections.abc import Mapping
from typing import Any

from inspector.tokens.artifact import ErrorResponse
from inspector.tokens.codes import API_ERRORS, OAUTH_ERRORS, codes_in, spelled
from inspector.tokens.error_response import claims_of, error_from


def error_of_document(values: Mapping[str, Any]) -> ErrorResponse | None:
    """Return the refusal that a JSON document is, in any of the shapes that issuers and APIs use; else None."""
    error = values.get("error", values.get("odata.error", values.get("Error")))
    if isinstance(error, Mapping):
        return _api_error(error, values)
    if isinstance(error, str) and len(error) > 2 and not (_is_class(error) and values.keys().isdisjoint(_DESCRIPTIONS)):
        return _oauth_error(error, values)
    return _flat_error(values)


_DESCRIPTIONS = ("error_description", "errorDescription", "message", "errorMessage", "detail")


def _is_class(name: str) -> bool:
    """Whether this names the class of an exception, as prints of one do, rather than an error."""
    return name.endswith(("Error", "Exception")) and name not in API_ERRORS


def _oauth_error(error: str, values: Mapping[str, Any]) -> ErrorResponse:
    """RFC 6749 section 5.2 and Entra ID's members beside it; also the bodies in which `error` is a sentence."""
    description = _text(values, *_DESCRIPTIONS) or ""
    names = [f"AADSTS{number}" for number in _numbers(values.get("error_codes"))]
    oauth = error if _is_name(error) else None
    if oauth is None and not description:
        description = error
    elif oauth is None and error not in description:
        names += codes_in(error)
    if oauth and oauth not in OAUTH_ERRORS and not _is_class(oauth):
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
    """Return what a document without an `error` member says: ARM's old shape, problem details, sign-in logs, prints."""
    logged = _sign_in_row(values)
    if logged:
        return logged
    code = values.get("code", values.get("Code", values.get("errorCode")))
    name = code if isinstance(code, str) and _is_name(code) and code.lower() not in ("ok", "success") else ""
    message = _text(values, "message", "Message", "errorMessage", "title")
    detail, status = _text(values, "detail", "error_description"), _status(values)
    bare = message is not None and values.keys() <= {"Message", "message"} and "uthoriz" in message
    if not ((name and message is not None) or (status and (message or detail)) or bare):
        return None
    challenge = _text(values, "claims")
    return error_from(
        " ".join(part for part in (message, detail) if part),
        names=_split_code(name),
        error=name if name in OAUTH_ERRORS else None,
        correlation_id=_text(values, "correlationId", "correlation_id"),
        suberror=_text(values, "subError", "suberror"),
        trace_id=_text(values, "traceId", "requestId", "request-id"),
        timestamp=_text(values, "timestamp"),
        claims_text=challenge,
        claims=claims_of(challenge) if challenge else None,
        status=status,
    )


def _sign_in_row(values: Mapping[str, Any]) -> ErrorResponse | None:
    """Return the error of a row of the sign-in log: Graph's `status`, or a diagnostic log's `ResultType`."""
    row: Mapping[str, Any] = values
    for name in ("status", "Status"):
        if isinstance(values.get(name), Mapping):
            row = values[name]
    number = _numbers([row.get("errorCode", row.get("ResultType", row.get("resultType", row.get("ErrorCode"))))])
    if not number:
        return None
    words = (
        _text(row, "failureReason", "ResultDescription", "resultDescription", "FailureReason"),
        _text(row, "additionalDetails"),
    )
    return error_from(
        " ".join(word for word in words if word),
        names=[f"AADSTS{number[0]}"],
        correlation_id=_text(values, "correlationId", "CorrelationId"),
        trace_id=_text(values, "id", "originalRequestId", "Id"),
        timestamp=_text(values, "createdDateTime", "CreatedDateTime", "time", "TimeGenerated"),
        values=_row_values(values),
    )


def _row_values(values: Mapping[str, Any]) -> dict[str, str] | None:
    drawn = {name: str(values[member]) for name, member in _ROW_VALUES.items() if _text(values, member)}
    return drawn or None


_ROW_VALUES = {
    "user": "userPrincipalName",
    "client_id": "appId",
    "client_name": "appDisplayName",
    "resource": "resourceId",
    "resource_name": "resourceDisplayName",
    "tenant": "resourceTenantId",
}


def _numbers(codes: Any) -> list[str]:
    """Return error numbers of Entra ID as they can stand in a list: whole numbers of four to eight digits."""
    if not isinstance(codes, list):
        codes = [codes]
    written = [str(code) for code in codes[:20] if isinstance(code, int | str) and not isinstance(code, bool)]
    return [
        number
        for number in written
        if number.isascii() and number.isdigit() and 4 <= len(number) <= 8 and int(number) >= 16_000
    ]


def _is_name(text: str) -> bool:
    """Whether a member holds a name of an error rather than a sentence or a number."""
    return (
        2 < len(text) < 100
        and text[0].isalpha()
        and all(c.isascii() and (c.isalnum() or c in "_-.,") for c in text.replace(", ", ""))
    )


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
