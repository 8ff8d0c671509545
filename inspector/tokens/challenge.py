"""`WWW-Authenticate` challenges (RFC 7235 section 4.1, RFC 6750 section 3), several in one header, read tolerantly."""

import re
from collections.abc import Callable, Iterator
from functools import cache

from inspector.tokens.artifact import Challenge, ErrorResponse, Kind
from inspector.tokens.error_response import claims_of, error_from
from inspector.tokens.layer import Layer

_TOKEN = re.compile(r"[A-Za-z0-9!#$%&*+.^_|~-]{1,80}").match
_QUOTED = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL).match
_ESCAPED_QUOTED = re.compile(r'\\"([^"\\]*)\\"').match
_PLAIN = re.compile(r"[^\s,;\"]+").match
_TOKEN68 = re.compile(r"[A-Za-z0-9._~+/-]{1,20000}=*(?=\s*(?:,|$|[\r\n]))").match
_GAP: Callable[[str, int], re.Match[str]] = re.compile(r"[\s,;]*").match  # type: ignore[assignment]  # always matches
_SPACE: Callable[[str, int], re.Match[str]] = re.compile(r"[ \t]*").match  # type: ignore[assignment]  # always matches


@cache
def _beginning() -> re.Pattern[str]:
    """Find a challenge: behind its header's name, or a scheme that a parameter of challenges follows."""
    return re.compile(
        r"(?i)(?:www-authenticate|proxy-authenticate)[\\'\"\]]{0,4}\s{0,9}(?:[:=,]\s{0,9})?[\\'\"\[{]{0,4}(?=[A-Za-z])"
        r"|\b(?=(?:bearer|pop|dpop|mtls_pop)\s{1,9}(?:realm|error|error_description|authorization_uri|authorization|resource_id|claims|client_id"
        r"|trusted_issuers|scope|algs|nonce|resource|resource_metadata|authorization_endpoint|error_uri|error_codes)\s{0,3}=)"
    )


def read_challenges(layer: Layer) -> None:
    """Add every challenge of `layer`."""
    spans, at = [], 0
    while found := _beginning().search(layer.text, at):
        start = found.end()
        named = found.end() > found.start()
        end = start
        for challenge, begins, ends in parse(layer.text, start, named):
            text = layer.whole[begins:ends]
            error = error_of(challenge)
            layer.add(
                Kind.CHALLENGE,
                text,
                begins,
                ends,
                challenge=challenge,
                error=error,
                name="www-authenticate" if named else layer.name,
            )
            end = ends
        if end > start:
            spans.append((start, end))
        at = max(end, start, found.start() + 1)
    layer.claim(spans)


def parse(text: str, at: int = 0, named: bool = True) -> Iterator[tuple[Challenge, int, int]]:
    """Yield each challenge that stands in `text` from `at`, with its span; stops where the grammar ends.

    `named` says that a header's name led here, so that a scheme without parameters is a challenge, too.
    """
    while True:
        scheme = _TOKEN(text, at)
        if scheme is None:
            return
        parameters, end = _parameters(text, scheme.end())
        known = scheme[0].lower() in ("bearer", "pop", "dpop", "mtls_pop", "basic", "negotiate", "ntlm", "digest")
        if not parameters and not (named and known):
            return
        yield Challenge(scheme[0], parameters), scheme.start(), end
        gap = _GAP(text, end)
        line_ended = "\n" in gap[0] and "," not in gap[0]
        if line_ended or ("," not in gap[0] and not named):
            return
        at = gap.end()


def _parameters(text: str, at: int) -> tuple[dict[str, str], int]:
    """Return the parameters that follow a scheme, names in lower case, and where they end."""
    parameters: dict[str, str] = {}
    begins = _SPACE(text, at).end()
    lump = _TOKEN68(text, begins) if begins > at else None
    if lump and not _pair(text, begins):
        return {"token68": lump[0]}, lump.end()
    end = at
    while pair := _pair(text, _GAP(text, end).end()):
        name, value, end = pair
        parameters.setdefault(name, value)
    return parameters, end


def _pair(text: str, at: int) -> tuple[str, str, int] | None:
    """Return name, value and end of the parameter at `at`, or None where there is none."""
    name = _TOKEN(text, at)
    if name is None:
        return None
    equals = _SPACE(text, name.end()).end()
    if text[equals : equals + 1] != "=":
        return None
    begins = _SPACE(text, equals + 1).end()
    quoted = _QUOTED(text, begins) or _ESCAPED_QUOTED(text, begins)
    if quoted:
        return name[0].lower(), re.sub(r"\\(.)", r"\1", quoted[1], flags=re.DOTALL), quoted.end()
    plain = _PLAIN(text, begins + (text[begins : begins + 1] == '"'))
    if plain is None or plain[0][0] == "=":
        return None
    if text[begins : begins + 1] == '"':  # a quotation that never ends: up to the end of the line
        line = text.find("\n", begins)
        stop = len(text) if line < 0 else line
        return name[0].lower(), text[begins + 1 : stop].strip(), stop
    return name[0].lower(), plain[0], plain.end()


def error_of(challenge: Challenge) -> ErrorResponse | None:
    """Return the refusal that a challenge carries, or None where it only asks for a token."""
    given = challenge.parameters
    error, claims = given.get("error"), given.get("claims")
    if not (error or given.get("error_description") or claims):
        return None
    names = [f"AADSTS{code}" for code in given.get("error_codes", "").split() if code.isdigit()]
    return error_from(
        given.get("error_description", ""),
        names=[*names, *([error] if error else ())],
        error=error,
        claims=claims_of(claims) if claims else None,
        claims_text=claims,
    )
