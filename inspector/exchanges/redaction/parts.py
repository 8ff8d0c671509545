"""The parts of a message, redacted by what they are: addresses, forms, cookies, headers, JSON, pages, other text.

Each part goes through here twice: once to be learned from, so that a secret is known before the first text that shows
it, and once to be written. Both times the same functions run; only the second result is kept.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote_plus

from inspector.exchanges.recording import read_json
from inspector.exchanges.redaction.pages import is_page, redact_page
from inspector.exchanges.redaction.vocabulary import Vocabulary, is_personal, is_secret
from inspector.tokens.compact import read_token

_DEEPEST = 40  # levels of JSON inside JSON
_MOST_HEADERS = 20_000  # remembered
_LONGEST_JSON = 8 << 20
_TOKEN = re.compile(r"eyJ[\w\-+/=%]{8,}\.[\w\-+/=%]+(?:\.[\w\-+/=%]*)?")
_FIELD = re.compile(
    r"<input\b(?=[^>]{0,2000}?\bname=[\"']?(?P<name>[\w.\-]{1,60}))(?=[^>]{0,9000}?\bvalue=[\"'](?P<value>[^\"']{1,8000})[\"'])",
    re.IGNORECASE,
)
_PART = re.compile(
    r"name=\"(?P<name>[\w.\-]{1,60})\"[^\r\n]*\r?\n(?:[\w-]+:[^\r\n]*\r?\n)*\r?\n(?P<value>[^\r\n]{1,8000})"
)
_FILE = re.compile(r"filename=\"(?P<value>[^\"\r\n]{1,300})\"")
_ELEMENT = re.compile(
    r"<(?:[\w.-]{1,40}:)?(?P<name>[A-Za-z][\w.-]{1,60})(?:\s[^<>]{0,500})?>(?P<value>[^<>]{1,8000})</"
)
# Parameters that are random and yet no secret: what they say is needed to see what went wrong.
_KEPT = frozenset({"code_challenge", "nonce", "x-ms-request-id", "request-id", "cnf"})
_IDENTIFYING = frozenset(
    {"sub", "oid", "mail", "userprincipalname", "preferred_username", "email", "upn", "id", "unique_name"}
)


class Parts:
    """Redacts parts of messages with one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._words = vocabulary
        self._headers: dict[tuple[str, str], str] = {}  # what was done before: most headers stand in every message

    def begin_writing(self) -> None:
        """Forget what was made while not everything was known yet."""
        self._headers.clear()

    def value(self, name: str, value: Any, depth: int = 0) -> Any:
        """Return the value of a parameter, header, member or claim called `name`."""
        if isinstance(value, Mapping):
            return self.members(value, depth + 1)
        if isinstance(value, list):
            return [self.value(name, each, depth + 1) for each in value]
        if not isinstance(value, str) or not value:
            return value
        return self._named(name, value, depth)

    def members(self, document: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
        """Return a JSON object; in what describes a person, vague names such as `name` mean the person."""
        if depth > _DEEPEST:
            return {}
        called = _called(document)
        describes = bool({each.lower() for each in document} & _IDENTIFYING)
        done = {}
        for name, value in document.items():
            if isinstance(value, str) and value and is_personal(name) and (describes or is_personal(name, surely=True)):
                done[name] = self._words.person(name.lower(), value)
            else:
                named = called if name == "value" and called is not None else name
                done[self._words.text(name)] = self.value(named, value, depth)
        return done

    def _named(self, name: str, value: str, depth: int) -> str:
        low = name.lower()
        if low in _KEPT:
            return value
        if is_secret(low) and not (low == "code" and _is_error_name(value)):
            self._learn_token(value)
            return self._words.secret(low, value)
        if low == "state":
            return self._words.secret("state", value, shortest=8)
        if is_personal(low, surely=True):
            return self._words.person(low, value)
        return self.text(value, depth)

    def text(self, text: str, depth: int = 0) -> str:
        """Return a text of unknown kind: JSON, an address, a form, a page, or words."""
        stripped = text.strip()
        if stripped[:1] in ("{", "[") and len(text) < _LONGEST_JSON and depth < _DEEPEST:
            document = read_json(stripped)
            if isinstance(document, dict | list):
                return dump(self.value("", document, depth + 1))
        if "://" in stripped[:40] and not re.search(r"\s", stripped):
            return self.address(stripped)
        if _is_form(stripped):
            return self.form(stripped)
        if is_page(text):
            self._learn_fields(text)
            return redact_page(text, self.text, self._of_form)
        self._learn_tokens(text)
        self._learn_fields(text)
        return self._words.text(text)

    def address(self, url: str) -> str:
        """Return an address: user information is left out, parameters are redacted by their names."""
        head, mark, rest = _parted(url)
        scheme, slashes, place = head.partition("://")
        host, slash, path = place.partition("/")
        head = f"{scheme}{slashes}{host.rpartition('@')[2]}{slash}{path}"
        query, hash_mark, fragment = rest.partition("#") if mark == "?" else ("", "", rest)
        done = self._words.text(head)
        if mark == "?":
            done += f"?{self.form(query)}{hash_mark}{self.form(fragment) if fragment else ''}"
        elif mark:
            done += f"#{self.form(fragment)}"
        return done

    def form(self, text: str) -> str:
        """Return `name=value` pairs, each value redacted by its name."""
        return "&".join(self._pair(pair) for pair in text.split("&"))

    def _pair(self, pair: str) -> str:
        name, equals, value = pair.partition("=")
        plain, low = unquote_plus(value), unquote_plus(name)
        if not equals:
            return self._words.text(pair)
        redacted = self._named(low.lstrip("?/#!"), plain, 1) if plain else ""
        return f"{self._words.text(name)}={value if redacted == plain else quote(redacted, safe='/:,@')}"

    def cookies(self, text: str) -> str:
        """Return a Cookie header: every name, no value."""
        return "; ".join(self._cookie(pair) for pair in text.split(";"))

    def _cookie(self, pair: str) -> str:
        name, equals, value = pair.strip().partition("=")
        if not equals:
            return self._words.text(name)
        return f"{self._words.text(name)}={self._words.secret('cookie', value.strip(), shortest=12)}"

    def header(self, name: str, value: str) -> str:
        """Return a header's value."""
        known = self._headers.get((name, value))
        if known is None:
            if len(self._headers) > _MOST_HEADERS:
                self._headers.clear()
            known = self._headers[name, value] = self._header(name, value)
        return known

    def _header(self, name: str, value: str) -> str:
        low = name.lower()
        if low == "cookie":
            return self.cookies(value)
        if low == "set-cookie":
            return "\n".join(self._set_cookie(line) for line in value.split("\n"))
        if low in ("authorization", "proxy-authorization"):
            scheme, space, credential = value.strip().partition(" ")
            if not space:
                return self._words.secret("credential", value)
            self._learn_token(credential)
            kind = "credential" if scheme.lower() == "basic" else "access-token"
            return f"{scheme} {self._words.secret(kind, credential)}"
        return str(self.value(low, value))

    def _set_cookie(self, line: str) -> str:
        first, mark, attributes = line.partition(";")
        return f"{self._cookie(first)}{mark}{self._words.text(attributes)}"

    def _of_form(self, name: str, value: str) -> str:
        """Return the value of a page's field: a short word that chooses something stays."""
        redacted = self._named(name, value, _DEEPEST)
        return (
            redacted
            if redacted != value or re.fullmatch(r"[a-z]{1,12}", value)
            else self._words.secret("field", value, 8)
        )

    # ---- learning

    def _learn_tokens(self, text: str) -> None:
        for found in _TOKEN.finditer(text) if "eyJ" in text else ():
            self._learn_token(found[0])
            self._words.secret("token", found[0])

    def _learn_token(self, token: str) -> None:
        """Learn whom a token's claims name: they are shown on pages and in other answers as well."""
        if not token.startswith("ey") or "." not in token or len(token) > 200_000:
            return
        claims = read_token(token)[0].claims
        for part in token.split("."):
            self._words.secret("token", part, shortest=12)
        if claims is not None:
            self.members(dict(claims.values) | {"sub": claims.get("sub", "")})

    def _learn_fields(self, text: str) -> None:
        """Learn the fields of a page's forms and of a multipart body."""
        import html

        for pattern, mark in ((_FIELD, "name="), (_PART, "name="), (_ELEMENT, "</")):
            for found in pattern.finditer(text) if mark in text else ():
                self._named(found["name"], html.unescape(found["value"]).strip(), _DEEPEST)
        for found in _FILE.finditer(text) if "filename=" in text else ():
            self._words.person("filename", found["value"])


def _called(document: Mapping[str, Any]) -> str | None:
    """Return what the `value` of a pair is called: {"name": "password", "value": …}, or with a key."""
    name = document.get("name", document.get("key"))
    return name if isinstance(name, str) and isinstance(document.get("value"), str) else None


def dump(value: Any) -> str:
    """Return JSON as programs write it."""
    import json

    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _parted(url: str) -> tuple[str, str, str]:
    """Return an address up to its first ? or #, that mark, and the rest."""
    at = min((found for mark in "?#" if (found := url.find(mark)) >= 0), default=len(url))
    return url[:at], url[at : at + 1], url[at + 1 :]


def _is_form(text: str) -> bool:
    first, equals, _rest = text.partition("=")
    return bool(equals) and re.fullmatch(r"[\w.\-%\[\]$]{1,80}", first) is not None and not re.search(r"\s", text)


def _is_error_name(value: str) -> bool:
    """Whether `code` is what an error is called ("invalid_grant", "ErrorAccessDenied", "50011")."""
    return re.fullmatch(r"[A-Za-z_.]{1,60}|\d{1,8}|AADSTS\d{4,8}", value) is not None
