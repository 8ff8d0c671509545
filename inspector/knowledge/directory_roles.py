"""Directory roles of the `wids` claim, and the markers among them that are no roles (directory_roles.tsv)."""

from functools import lru_cache
from typing import NamedTuple

from inspector.knowledge.tables import find_row

_MARKER = "(implicit) "


class DirectoryRole(NamedTuple):
    """One value of `wids`. `implicit`: it marks how the subject relates to the tenant and grants nothing."""

    id: str
    name: str
    implicit: bool


@lru_cache(256)
def directory_role(template_id: str) -> DirectoryRole | None:
    """Return the role with this template id, or None."""
    row = find_row("directory_roles.tsv", template_id.lower())
    if row is None:
        return None
    return DirectoryRole(row[0], row[1].removeprefix(_MARKER), row[1].startswith(_MARKER))
