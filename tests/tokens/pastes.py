"""What the tests of the readers share: reading a paste, and short ways to say what was found."""

import base64
import json
from typing import Any

from inspector.tokens.artifact import Artifact, Kind, Pasted
from inspector.tokens.recognise import recognise
from tests.minting import TENANT, entra, mint

TOKEN = mint(entra())
TRACE = "11111111-2222-4333-8444-555555555555"
CORRELATION = "66666666-7777-4888-8999-aaaaaaaaaaaa"
REFRESH = "0.AXoA" + "x" * 60 + ".AgABAAEAAAD" + "y" * 80
CODE = "1.AXkA" + "z" * 60 + ".AgABBAIAAAD" + "w" * 80

__all__ = ["CODE", "CORRELATION", "REFRESH", "TENANT", "TOKEN", "TRACE", "base64_of", "find", "kinds", "only"]


def kinds(text: str) -> list[str]:
    """Return the kinds of what `text` holds, in order."""
    return [artifact.kind.value for artifact in recognise(text).artifacts]


def only(text: str) -> Artifact:
    """Return the single artifact of `text`."""
    artifacts = recognise(text).artifacts
    assert len(artifacts) == 1, artifacts
    return artifacts[0]


def find(text: str | Pasted, kind: Kind) -> Artifact:
    """Return the first artifact of `kind` in `text`."""
    pasted = recognise(text) if isinstance(text, str) else text
    return next(artifact for artifact in pasted.artifacts if artifact.kind is kind)


def base64_of(value: Any) -> str:
    """Return JSON in padded standard base64, as claims challenges carry it."""
    return base64.b64encode(json.dumps(value).encode()).decode()
