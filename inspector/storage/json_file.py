"""JSON files that are read tolerantly and replaced in one step."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def read_document(path: Path) -> dict[str, Any]:
    """Return the object in `path`; {} where the file is missing, unreadable or holds something else."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def write_document(path: Path, document: Mapping[str, Any]) -> None:
    """Write `document` to `path`, readable by its owner alone; the old file stands until the new one is whole.

    Raises OSError.
    """
    import tempfile  # at closing only: the start must not wait for it

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(document, file, indent=2)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
