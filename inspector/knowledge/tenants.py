"""Tenants that everybody meets (well_known_tenants.tsv)."""

from functools import lru_cache

from inspector.knowledge.tables import find_row

CONSUMERS = "9188040d-6c67-4c5b-b112-36a304b66dad"
MICROSOFT_SERVICES = "f8cdef31-a31e-4b4a-93e4-5f571e91255a"

# Words that stand in an authority where a tenant could stand, and are none.
AUDIENCE_WORDS = frozenset({"common", "organizations", "consumers"})


@lru_cache(256)
def tenant_name(tenant_id: str) -> str | None:
    """Return the name of a well-known tenant, or None."""
    row = find_row("well_known_tenants.tsv", tenant_id.lower())
    return row[1] if row else None
