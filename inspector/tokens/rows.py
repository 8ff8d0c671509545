"""Rows of a sign-in log, as its CSV export or a copied table holds them: each failed sign-in is a refusal."""

import re
from functools import cache

from inspector.tokens.artifact import Kind, Place
from inspector.tokens.error_documents import error_of_document
from inspector.tokens.layer import Layer

_MOST = 2_000  # rows
# Column titles, without spaces and in lower case, and the members of Graph's sign-in resource that they name.
_COLUMNS = {
    **dict.fromkeys(("sign-inerrorcode", "errorcode", "status.errorcode"), "errorCode"),
    **dict.fromkeys(("resulttype", "resultcode"), "ResultType"),
    **dict.fromkeys(("failurereason", "status.failurereason"), "failureReason"),
    "resultdescription": "ResultDescription",
    "correlationid": "correlationId",
    **dict.fromkeys(("requestid", "id"), "id"),
    **dict.fromkeys(
        ("date(utc)", "date", "createddatetime", "time", "timegenerated", "timegenerated[utc]"), "createdDateTime"
    ),
    **dict.fromkeys(("username", "userprincipalname"), "userPrincipalName"),
    **dict.fromkeys(("applicationid", "appid"), "appId"),
    **dict.fromkeys(("application", "appdisplayname"), "appDisplayName"),
    **dict.fromkeys(("resource", "resourcedisplayname"), "resourceDisplayName"),
    "resourceid": "resourceId",
    **dict.fromkeys(("resourcetenantid",), "resourceTenantId"),
}


@cache
def _titles() -> re.Pattern[str]:
    return re.compile(
        r"^[^\n\0]{0,4000}?(?:sign-in error code|(?:status\.)?error ?code|result ?type)\"?[ \t]*[,;\t][^\n\0]{0,4000}$"
        r"|^[^\n\0]{0,4000}[,;\t][ \t]*\"?(?:sign-in error code|(?:status\.)?error ?code|result ?type)\"?[ \t\r]*$",
        re.IGNORECASE | re.MULTILINE,
    )


def read_rows(layer: Layer) -> None:
    """Add a refusal for each row of a table whose first line has a column for the error code."""
    titles = _titles().search(layer.text)
    if titles is None:
        return
    separator = max(",;\t", key=titles[0].count)
    names = [
        _COLUMNS.get(title.strip(' "\r\ufeff').replace(" ", "").lower(), title) for title in titles[0].split(separator)
    ]
    spans = [titles.span()]
    at = titles.end() + 1
    for _row in range(_MOST):
        line = layer.text.find("\n", at)
        end = len(layer.text) if line < 0 else line
        if at >= end or separator not in layer.text[at:end]:
            break
        if _read_row(layer, names, separator, at, end):
            spans.append((at, end))
        at = end + 1
    layer.claim(spans)


def _read_row(layer: Layer, names: list[str], separator: str, at: int, end: int) -> bool:
    import csv

    line = layer.text[at:end]
    try:
        fields = next(csv.reader([line.rstrip("\r")], delimiter=separator), [])
    except csv.Error:
        return False
    error = error_of_document(dict(zip(names, fields, strict=False)))
    if error is None:
        return False
    layer.add(Kind.ERROR_RESPONSE, line.strip(), at, end, error=error, place=Place.LOG)
    return True
