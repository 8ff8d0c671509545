"""From a paste to artifacts."""

import base64
import json
import re

from inspector.tokens.artifact import Artifact, JsonObject, Kind, Member, Pasted, Token

_COMPACT = re.compile(r"eyJ[\w-]+\.[\w-]*\.[\w-]*")


def recognise(text: str) -> Pasted:
    """Return everything usable in `text`, in order of appearance; never raises."""
    found = []
    for number, match in enumerate(_COMPACT.finditer(text), 1):
        segments = tuple(match[0].split("."))
        token = Token(segments, _object(segments[0]), _object(segments[1]))
        found.append(Artifact(f"a{number}", Kind.TOKEN, match[0], match.start(), match.end(), token=token))
    return Pasted(text, tuple(found))


def _object(segment: str) -> JsonObject | None:
    try:
        source = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)).decode()
        values = json.loads(source)
    except ValueError:
        return None
    members = tuple(Member(name, value, str(value), 0, 0) for name, value in values.items())
    return JsonObject(members, source, values)
