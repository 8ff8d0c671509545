"""The entries of a HAR 1.2 file as message pairs, whatever members a program left out or wrote in its own way.

Chrome, Edge, Firefox, Safari, Fiddler, Charles, mitmproxy and Playwright were looked at; what can't be part of a
sign-in is told by a glance and never read in full.
"""

import re
from base64 import b64encode
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from inspector.exchanges.bodies import Body, read_body
from inspector.exchanges.captured import Captured
from inspector.words import _

Entry = dict[str, Any]
# What stands in the address, form or redirect of every message of OAuth 2.0, OpenID Connect and SAML.
_MARKS = re.compile(
    r"authorize|oauth|openid|/token|grant_type|client_id|code=|id_token|access_token|error=|\.well-known|devicecode"
    r"|device[_/]?auth|jwks|/keys|/certs|logout|end_?session|saml|wsfed|wresult|wtrealm|/connect/|userinfo|introspect|revoke"
)
_LONGEST_FORM = 200_000  # characters of a form that is looked at


def credential_of(entry: Entry) -> str:
    """Return the Authorization header with which an entry sends a token, or nothing; it tells calls that are alike."""
    headers = _list(_part(entry, "request"), "headers")
    return next((str(each["value"]) for each in headers if _sends_token(each)), "")


def status_of(entry: Entry) -> Any:
    """Return the status as it was written."""
    return _part(entry, "response").get("status")


def address_of(entry: Entry) -> str:
    """Return the address that was called."""
    return _text(_part(entry, "request"), "url")


def may_matter(entry: Entry) -> bool:
    """Whether a glance at an entry finds anything of a sign-in itself."""
    request, response = _part(entry, "request"), _part(entry, "response")
    if _MARKS.search(f"{_text(request, 'url')} {_text(response, 'redirectURL')}".lower()):
        return True
    posted = _part(request, "postData")
    if posted and (_MARKS.search(_text(posted, "text")[:_LONGEST_FORM].lower()) or _list(posted, "params")):
        return True
    if response.get("status") in _LEADING and any(_leads(each) for each in _list(response, "headers")):
        return True
    return _shows_refusal(_part(response, "content"))


def _shows_refusal(content: Entry) -> bool:
    """Whether a body shows a code of Entra ID's; a packed page may, so it is unpacked to see."""
    text = _text(content, "text")
    if str(content.get("encoding", "")).lower() != "base64":
        return any(code in text for code in _CODES)
    packed = text.startswith(_GZIP) and "html" in _text(content, "mimeType")
    return packed or any(code in text for code in _PACKED_CODES)


# How error codes of Entra ID, Azure AD B2C and AD FS begin, and what becomes of them in base64 at three offsets.
_CODES = ("AADSTS", "AADB2C", "MSIS")
_PACKED_CODES = tuple(
    b64encode(b" " * offset + code.encode())[offset and offset + 1 : (offset + len(code)) * 8 // 6].decode()
    for code in _CODES
    for offset in range(3)
)
_GZIP = "H4sI"  # how gzip begins in base64
_LEADING = (301, 302, 303, 307, 308, 401, 403)


def _sends_token(header: Any) -> bool:
    """Whether a header sends a token."""
    name = header.get("name") if isinstance(header, dict) else None
    if name.__class__ is not str or len(name) != 13 or name.lower() != "authorization":
        return False
    return str(header.get("value"))[:7].lower().startswith(("bearer", "pop ", "dpop "))


def _leads(header: Any) -> bool:
    name = str(header.get("name")).lower() if isinstance(header, dict) else ""
    return name == "www-authenticate" or (name == "location" and bool(_MARKS.search(str(header.get("value")).lower())))


def read_entry(entry: Entry, number: int) -> tuple[Captured, bool]:
    """Return an entry as a message pair, and whether a body of it was too long to be read. Never raises."""
    request, response = _part(entry, "request"), _part(entry, "response")
    headers, answer_headers = _pairs(request.get("headers")), _pairs(response.get("headers"))
    posted = _part(request, "postData")
    sent = read_body(posted, _find(headers, "content-encoding"))
    came = read_body(_part(response, "content"), _find(answer_headers, "content-encoding"))
    status = response.get("status")
    captured = Captured(
        number=number,
        method=_text(request, "method").upper() or "GET",
        url=_text(request, "url"),
        headers=headers,
        body=sent.text,
        fields=dict(_pairs(posted.get("params"))) if not sent.text.strip() else {},
        started=read_moment(entry.get("startedDateTime")),
        seconds=_seconds(entry.get("time")),
        status=status if isinstance(status, int) and 100 <= status <= 599 else None,
        answer_headers=answer_headers,
        answer=came.text,
        redirect=_text(response, "redirectURL") or _find(answer_headers, "location"),
        fault=_fault(response),
        note=_joined(sent, came),
    )
    return captured, sent.passed_over or came.passed_over


def read_moment(written: object) -> float | None:
    """Return a date and time of ISO 8601 as Unix seconds, or None; a time without a zone is taken as UTC."""
    if not isinstance(written, str):
        return None
    try:
        moment = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", written.strip()))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def _fault(response: Entry) -> str | None:
    """Return why no answer came, where the program says so (`_error` of Chrome; status 0)."""
    if response.get("status") not in (0, -1, None):
        return None
    said = response.get("_error") or response.get("statusText")
    if isinstance(said, str) and said:
        return _("No answer came: {reason}.").format(reason=said[:120])
    return _("No answer was recorded.")


def _joined(*bodies: Body) -> str | None:
    return " ".join(dict.fromkeys(body.note for body in bodies if body.note)) or None


def _seconds(milliseconds: object) -> float | None:
    usable = isinstance(milliseconds, int | float) and 0 <= milliseconds < 1e9
    return float(milliseconds) / 1000 if usable else None  # type: ignore[arg-type]  # a number, as just seen


def _part(value: Entry, name: str) -> Entry:
    part = value.get(name)
    return part if isinstance(part, dict) else {}


def _list(value: Entry, name: str) -> list[Any]:
    items = value.get(name)
    return items if isinstance(items, list) else []


def _text(value: Entry, name: str) -> str:
    text = value.get(name)
    return text if isinstance(text, str) else ""


def _pairs(items: object) -> tuple[tuple[str, str], ...]:
    """Return headers or parameters as pairs; names of HTTP/2's own (":path") are left out."""
    pairs = items if isinstance(items, list) else []
    return tuple(
        (str(each["name"]), str(each.get("value", "")))
        for each in pairs
        if isinstance(each, dict) and isinstance(each.get("name"), str) and not each["name"].startswith(":")
    )


def _find(headers: Iterable[tuple[str, str]], name: str) -> str:
    return next((value for key, value in headers if key.lower() == name), "")
