"""What the window remembers between two starts: size, theme, zoom, hidden values. Nothing pasted, ever."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from inspector.storage.json_file import read_document, write_document

VERSION = 1


class Settings(NamedTuple):
    """The window's settings; sizes in device-independent pixels."""

    width: int = 1320
    height: int = 840
    maximised: bool = False
    theme: str = "system"  # system, light, dark
    zoom: float = 1.0
    hide_values: bool = False


def default_path(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Return where settings lie on this system, by its own custom (XDG, Application Support, APPDATA)."""
    home = Path.home()
    if platform == "win32":
        folder = Path(environment.get("APPDATA") or home / "AppData/Roaming")
    elif platform == "darwin":
        folder = home / "Library/Application Support"
    else:
        folder = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
    return folder / "token-inspector" / "settings.json"


def load(path: Path) -> Settings:
    """Return the settings in `path`; what is missing, of the wrong type or unreadable has its default."""
    stored = read_document(path)
    defaults = Settings()._asdict()
    return Settings(**{name: stored[name] for name, default in defaults.items() if _fits(stored.get(name), default)})


def save(path: Path, settings: Settings) -> None:
    """Write `settings` to `path` in one step, keeping members that this version doesn't know. Raises OSError."""
    write_document(path, read_document(path) | settings._asdict() | {"version": VERSION})


def _fits(value: object, default: object) -> bool:
    if isinstance(default, float):
        return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 10
    if isinstance(default, int) and not isinstance(default, bool):
        return type(value) is int and 0 < value < 100_000
    return type(value) is type(default)
