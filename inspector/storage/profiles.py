"""Named sign-in profiles in one JSON file that people may edit: plain values, never a secret."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inspector.storage import settings
from inspector.storage.json_file import read_document, write_document

VERSION = 1
Profile = Mapping[str, Any]


def default_path() -> Path:
    """Return where profiles lie on this system: beside the settings."""
    return settings.default_path().with_name("profiles.json")


def load(path: Path) -> dict[str, Profile]:
    """Return the profiles in `path` by name, in their order; {} where it is missing or can't be read."""
    stored = read_document(path).get("profiles")
    if not isinstance(stored, dict):
        return {}
    return {name: values for name, values in stored.items() if isinstance(values, dict)}


def save(path: Path, name: str, profile: Profile) -> None:
    """Add or replace the profile `name`, keeping all else in the file. Raises OSError."""
    document = read_document(path)
    write_document(path, document | {"version": VERSION, "profiles": load(path) | {name: dict(profile)}})


def remove(path: Path, name: str) -> None:
    """Remove the profile `name` if there is one. Raises OSError."""
    document = read_document(path)
    write_document(
        path,
        document
        | {"version": VERSION, "profiles": {each: values for each, values in load(path).items() if each != name}},
    )
