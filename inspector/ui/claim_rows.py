"""What the Claims tab shows of an artifact."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inspector.report.claims import ClaimRow
    from inspector.report.compose import ArtifactRow


def claim_rows(row: "ArtifactRow | None") -> "tuple[ClaimRow, ...]":
    """Return what the table shows of an artifact: its claims, or the members of the error it holds."""
    if row is None:
        return ()
    if row.claims_explained:
        return row.claims_explained
    from inspector.report.claims import ClaimRow

    return tuple(
        ClaimRow(name, str(value), "", str(value))
        for name, value in (row.error or {}).items()
        if value not in (None, [], {})
    )
