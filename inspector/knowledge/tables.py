"""Rows of the tables in resources/knowledge, found by scanning bytes: nothing is parsed that is not asked for."""

from functools import cache

from inspector.resource_files import read_bytes

LONGEST_KEY = 600  # no key in any table is longer; what is longer comes from hostile text


@cache
def content(name: str) -> bytes:
    """Return the table `name` as it stands; its header line lets every row follow a line feed."""
    return read_bytes(f"knowledge/{name}")


@cache
def lowered(name: str) -> bytes:
    """Return `content` in lower case; offsets are the same, so that rows can be read from `content`."""
    return content(name).lower()


def find_row(name: str, key: str) -> tuple[str, ...] | None:
    """Return the columns of the first row whose first column is `key`, or None."""
    rows = find_rows(name, key)
    return rows[0] if rows else None


def find_rows(name: str, key: str, ignoring_case: bool = False) -> tuple[tuple[str, ...], ...]:
    """Return the columns of all rows whose first column is `key`."""
    if not is_key(key):
        return ()
    needle = b"\n%s\t" % (key.lower() if ignoring_case else key).encode()
    data = lowered(name) if ignoring_case else content(name)
    found = []
    start = data.find(needle)
    while start >= 0:
        found.append(row_at(name, start + 1))
        start = data.find(needle, start + 1)
    return tuple(found)


def row_at(name: str, offset: int) -> tuple[str, ...]:
    """Return the columns of the row that holds the byte at `offset` of `content`."""
    data = content(name)
    start = data.rfind(b"\n", 0, offset) + 1
    return tuple(data[start : data.find(b"\n", offset)].decode().split("\t"))


def rows_of(name: str) -> tuple[tuple[str, ...], ...]:
    """Return all rows of a small table without its header line."""
    return tuple(tuple(line.split("\t")) for line in content(name).decode().strip("\n").split("\n")[1:])


def is_key(text: str) -> bool:
    """Say whether `text` can be a key at all: printable ASCII, and not endless."""
    return 0 < len(text) <= LONGEST_KEY and text.isascii() and text.isprintable()
