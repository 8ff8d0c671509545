"""One request and its answer as another program recorded them, unmasked. They live only while a recording is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qsl, urlsplit

_MOST = 500  # parameters of one message
_LONGEST_ADDRESS = 100_000  # characters


@dataclass(frozen=True)
class Captured:
    """A message pair. `number` is its place in the recording, from 1; `started` is Unix time, None where not told.

    `form` holds the fields of a body where a program lists them; `fault` says why no answer came.
    """

    number: int
    method: str
    url: str = field(repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: str = field(default="", repr=False)
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    started: float | None = None
    seconds: float | None = None
    status: int | None = None
    answer_headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    answer: str = field(default="", repr=False)
    redirect: str = field(default="", repr=False)  # where the answer leads, with its fragment
    fault: str | None = None
    note: str | None = None

    def header(self, name: str) -> str | None:
        """Return the first request header called `name` (lower case), or None."""
        return next((value for key, value in self.headers if key.lower() == name), None)

    def answered(self, name: str) -> str | None:
        """Return the first response header called `name` (lower case), or None."""
        return next((value for key, value in self.answer_headers if key.lower() == name), None)

    @cached_property
    def query(self) -> dict[str, str]:
        """The decoded parameters of the address."""
        return parameters_of(split(self.url)[2])

    @cached_property
    def fragment(self) -> dict[str, str]:
        """The decoded parameters after the #, where the recording kept them."""
        return parameters_of(split(self.url)[3])

    @cached_property
    def form(self) -> dict[str, str]:
        """The fields of a form, or the plain members of a JSON body."""
        if self.fields:
            return dict(self.fields)
        text = self.body.strip()
        if text.startswith("{"):
            return _members(text)
        kind = (self.header("content-type") or "").lower()
        is_form = "x-www-form-urlencoded" in kind or (not kind and "=" in text)
        return parameters_of(text) if is_form or looks_like_form(text) else {}

    @property
    def host(self) -> str:
        """The host with its port, in lower case."""
        return split(self.url)[0]

    @property
    def path(self) -> str:
        """The path as it was written."""
        return split(self.url)[1]


def split(url: str) -> tuple[str, str, str, str]:
    """Return host (with port, lower case), path, query and fragment; empty where `url` is no address."""
    try:
        parts = urlsplit(url[:_LONGEST_ADDRESS])
        return parts.netloc.rpartition("@")[2].lower(), parts.path, parts.query, parts.fragment
    except ValueError:
        return "", "", "", ""


def parameters_of(text: str) -> dict[str, str]:
    """Return the decoded `name=value` pairs of a query or form; never raises."""
    text = text.lstrip("?#/!")
    if "=" not in text:
        return {}
    pairs = parse_qsl("&".join(text.split("&", _MOST)[:_MOST]), keep_blank_values=True, errors="replace")
    return {name.strip(): value for name, value in pairs}


_FORM_NAMES = ("grant_type=", "client_id=", "code=", "id_token=", "access_token=", "SAMLResponse=", "error=")


def looks_like_form(text: str) -> bool:
    """Whether `text` is a form by what it holds, whatever it was called."""
    return text.startswith(_FORM_NAMES) or any(f"&{name}" in text for name in _FORM_NAMES)


def _members(text: str) -> dict[str, str]:
    from inspector.exchanges.recording import read_json

    document = read_json(text)
    if not isinstance(document, dict):
        return {}
    return {str(name): value if isinstance(value, str) else str(value) for name, value in document.items()}
