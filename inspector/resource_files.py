"""The one reader of resources/: tables, samples, icons and translations that ship with the program."""

from functools import cache
from pathlib import Path


@cache
def root() -> Path:
    """Return the folder of resources: inside the package once installed, beside it in a checkout."""
    inside = Path(__file__).parent / "resources"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "resources"


def read_bytes(name: str) -> bytes:
    """Return the content of `name`, a path below resources/ such as "knowledge/clouds.tsv"."""
    return (root() / name).read_bytes()


def read_text(name: str) -> str:
    """Return the UTF-8 text of `name`, a path below resources/."""
    return read_bytes(name).decode("utf-8")


def names(folder: str, suffix: str) -> tuple[str, ...]:
    """Return the paths below resources/ of the files in `folder` that end in `suffix`, sorted."""
    return tuple(sorted(f"{folder}/{path.name}" for path in (root() / folder).iterdir() if path.name.endswith(suffix)))
