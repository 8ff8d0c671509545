"""What the window remembers between two starts: size, theme, zoom, hidden values. Nothing pasted, ever."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

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
    stored = _read(path)
    defaults = Settings()._asdict()
    return Settings(**{name: stored[name] for name, default in defaults.items() if _fits(stored.get(name), default)})


def save(path: Path, settings: Settings) -> None:
    """Write `settings` to `path` in one step, keeping members that this version doesn't know. Raises OSError."""
    import tempfile  # at closing only: the start must not wait for it

    document = _read(path) | settings._asdict() | {"version": VERSION}
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".settings-", suffix=".json")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(document, file, indent=2)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _read(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _fits(value: object, default: object) -> bool:
    if isinstance(default, float):
        return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 10
    if isinstance(default, int) and not isinstance(default, bool):
        return type(value) is int and 0 < value < 100_000
    return type(value) is type(default)
