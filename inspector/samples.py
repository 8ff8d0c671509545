"""Samples: real situations, minted on the spot. Their signatures are random bytes; nothing in them is anybody's."""

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from inspector import resource_files
from inspector.diagnosis.expectation import Client, Expectation
from inspector.words import _


@dataclass(frozen=True, slots=True)
class Sample:
    """A situation: what was pasted, what the API said, and what it expects."""

    name: str
    title: str
    text: str = field(repr=False)
    said: str = field(default="", repr=False)
    expectation: Expectation = field(default_factory=Expectation)


def mint_samples(now: float) -> tuple[Sample, ...]:
    """Return every sample, with tokens whose times are told from `now` (Unix seconds)."""
    return tuple(
        _mint(name, json.loads(resource_files.read_text(name)), now)
        for name in resource_files.names("samples", ".json")
    )


def mint_token(header: Mapping[str, Any], claims: Mapping[str, Any], now: float) -> str:
    """Return a compact JWS with a signature of random bytes; times given as {"now": seconds} become instants."""
    signature = "" if header.get("alg") == "none" else _encode(os.urandom(256))
    return f"{_encode_json(header)}.{_encode_json(_with_times(claims, now))}.{signature}"


def _mint(name: str, recipe: Mapping[str, Any], now: float) -> Sample:
    words = {key: mint_token(each["header"], each["claims"], now) for key, each in recipe.get("tokens", {}).items()}
    expected = recipe.get("expects", {})
    return Sample(
        name=name.rpartition("/")[2].removesuffix(".json"),
        title=_(recipe["title"]),
        text=_filled("\n".join(recipe["paste"]), words),
        said=_filled("\n".join(recipe.get("said", ())), words),
        expectation=Expectation(
            audiences=tuple(expected.get("audiences", ())),
            scopes=tuple(expected.get("scopes", ())),
            roles=tuple(expected.get("roles", ())),
            tenant=expected.get("tenant"),
            calling=expected.get("calling"),
            client=Client(expected["client"]) if "client" in expected else None,
            context=expected.get("context", ""),
        ),
    )


def _filled(text: str, words: Mapping[str, str]) -> str:
    for name, word in words.items():
        text = text.replace("{{" + name + "}}", word).replace("{{" + name + ":wrapped}}", _wrapped(word))
    return text


def _wrapped(word: str) -> str:
    """Return a token as terminals break it: every 80 characters, the following lines indented."""
    return "\n    ".join(word[at : at + 80] for at in range(0, len(word), 80))


def _with_times(value: Any, now: float) -> Any:
    if isinstance(value, Mapping):
        return (
            int(now) + value["now"]
            if set(value) == {"now"}
            else {key: _with_times(each, now) for key, each in value.items()}
        )
    return value


def _encode_json(value: Mapping[str, Any]) -> str:
    return _encode(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")
