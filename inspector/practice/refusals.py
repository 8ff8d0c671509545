"""How the practice tenant says no: a code, Entra ID's wording of it, and the body that carries it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from inspector import resource_files


@dataclass(frozen=True, slots=True)
class Wording:
    """One row of practice/refusals.json: how a code is carried. `text` has {placeholders}."""

    code: int
    error: str
    text: str
    suberror: str | None = None
    status: int = 400


class RefusedError(Exception):
    """A request is refused with an AADSTS code; `values` fill its sentence. `claims` is what a retry must ask for."""

    def __init__(self, code: int, **values: object) -> None:
        super().__init__(f"AADSTS{code}")
        self.code = code
        self.wording = wordings()[code]
        self.error = self.wording.error
        self.claims: Mapping[str, Any] | None = None
        self.values = values

    def asking_for(self, claims: Mapping[str, Any] | None) -> "RefusedError":
        """Return this refusal with the claims that a retry must ask for."""
        self.claims = claims
        return self

    def named(self, error: str) -> "RefusedError":
        """Return this refusal under another `error` value of OAuth's."""
        self.error = error
        return self

    @property
    def sentence(self) -> str:
        """What is said, with the code in front."""
        return f"AADSTS{self.code}: {self.wording.text.format_map(_Values(self.values))}"


class UncodedRefusedError(Exception):
    """A refusal for which OAuth has a name (`error`) and Entra ID documents no code."""

    def __init__(self, error: str, text: str) -> None:
        super().__init__(error)
        self.error = error
        self.sentence = text


@dataclass(frozen=True, slots=True)
class Trace:
    """The ids under which a request can be found in a server's log."""

    trace_id: str
    correlation_id: str
    now: float

    @property
    def timestamp(self) -> str:
        """The moment as error bodies write it: 2026-01-31 12:00:00Z."""
        return datetime.fromtimestamp(self.now, UTC).strftime("%Y-%m-%d %H:%M:%SZ")


def error_body(refused: RefusedError | UncodedRefusedError, trace: Trace, origin: str) -> dict[str, Any]:
    """Return the members of the token endpoint's error response, in Entra ID's order."""
    code = refused.code if isinstance(refused, RefusedError) else None
    body: dict[str, Any] = {
        "error": refused.error,
        "error_description": description(refused, trace),
        "error_codes": [code] if code else [],
        "timestamp": trace.timestamp,
        "trace_id": trace.trace_id,
        "correlation_id": trace.correlation_id,
    }
    if code:
        body["error_uri"] = f"{origin}/error?code={code}"
    if isinstance(refused, RefusedError):
        if refused.wording.suberror:
            body["suberror"] = refused.wording.suberror
        if refused.claims:
            body["claims"] = json.dumps(refused.claims, separators=(",", ":"))
    return body


def description(refused: RefusedError | UncodedRefusedError, trace: Trace) -> str:
    """Return the sentence with the lines that identify the request."""
    return (
        f"{refused.sentence}\r\nTrace ID: {trace.trace_id}\r\nCorrelation ID: {trace.correlation_id}"
        f"\r\nTimestamp: {trace.timestamp}"
    )


def instant(moment: float) -> str:
    """Return `moment` (Unix seconds) as refusals write when something was issued."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S.0000000Z")


@cache
def wordings() -> dict[int, Wording]:
    """Return every wording by its code."""
    return {row["code"]: Wording(**row) for row in json.loads(resource_files.read_text("practice/refusals.json"))}


class _Values(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"  # a value that nobody gave shows
