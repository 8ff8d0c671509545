"""The rows of resources/knowledge: well formed, and named by file and line when they are not."""

import json
import re
from pathlib import Path

import pytest

from inspector.knowledge.permissions import PermissionKind
from inspector.knowledge.tables import content, find_row, find_rows, is_key, row_at, rows_of
from inspector.resource_files import root

KNOWLEDGE = root() / "knowledge"
GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
COLUMNS = {
    "api_permissions.tsv": 7,
    "clouds.tsv": 6,
    "directory_roles.tsv": 2,
    "first_party_apps.tsv": 3,
    "graph_endpoint_permissions.tsv": 5,
    "graph_permissions.tsv": 4,
    "resources.tsv": 6,
    "well_known_tenants.tsv": 2,
    "workload_issuers.tsv": 5,
}
KEYS = {
    "api_permissions.tsv": 3,
    "directory_roles.tsv": 1,
    "first_party_apps.tsv": 1,
    "graph_endpoint_permissions.tsv": 3,
    "graph_permissions.tsv": 2,
    "well_known_tenants.tsv": 1,
}
CLAIM_TAGS = frozenset(
    "user member guest personal service-principal managed-identity agent agent-user app delegated access id "
    "client_assertion pop_token v1 v2 entra other header b2c".split()
)


def lines_of(name: str) -> list[tuple[str, str]]:
    """Return each line of a file with its place, "file:line"."""
    lines = (KNOWLEDGE / name).read_text(encoding="utf-8").splitlines()
    return [(f"{name}:{number}", line) for number, line in enumerate(lines, 1)]


@pytest.mark.parametrize("name", COLUMNS)
def test_rows_have_their_columns(name):
    """Every row has as many columns as the header, and no quotes or stray blanks."""
    for place, line in lines_of(name):
        columns = line.split("\t")
        assert len(columns) == COLUMNS[name], place
        assert all(column == column.strip() for column in columns), place


@pytest.mark.parametrize("name", KEYS)
def test_keys_are_unique_and_sorted(name):
    """No row stands twice, so that a lookup has one answer."""
    seen: dict[tuple[str, ...], str] = {}
    for place, line in lines_of(name)[1:]:
        key = tuple(line.split("\t")[: KEYS[name]])
        assert key not in seen, f"{place} repeats {seen.get(key)}"
        seen[key] = place


@pytest.mark.parametrize("name", ["directory_roles.tsv", "first_party_apps.tsv", "well_known_tenants.tsv"])
def test_ids_are_guids_in_lower_case(name):
    """Lookups compare ids in lower case."""
    for place, line in lines_of(name)[1:]:
        assert GUID.fullmatch(line.split("\t")[0]), place


def test_graph_permissions_are_well_formed():
    """Each permission has a kind, an id and a word on admin consent."""
    for place, line in lines_of("graph_permissions.tsv")[1:]:
        _name, kind, identifier, consent = line.split("\t")
        assert kind in set(PermissionKind), place
        assert GUID.fullmatch(identifier), place
        assert consent in ("yes", "no"), place


def test_endpoints_are_well_formed():
    """Each endpoint begins with a slash and has known methods and a known kind of caller."""
    for place, line in lines_of("graph_endpoint_permissions.tsv")[1:]:
        path, methods, scheme, least, others = line.split("\t")
        assert path.startswith("/"), place
        assert set(methods.split(",")) <= {"GET", "POST", "PUT", "PATCH", "DELETE"}, place
        assert scheme in ("delegated-work", "delegated-personal", "application"), place
        assert least or others, place


def test_resources_are_well_formed():
    """Each API of resources.tsv is a known application, or names itself; hosts are in lower case."""
    for place, line in lines_of("resources.tsv")[1:]:
        resource, cloud, app_id, name, words, hosts = line.split("\t")
        assert GUID.fullmatch(app_id), place
        assert find_row("first_party_apps.tsv", app_id), place
        assert cloud in ("global", "us-gov", "china", "germany"), place
        assert name, place
        assert words == words.lower(), place
        assert hosts == hosts.lower(), place
        assert resource == app_id or "://" in resource, place


def test_no_host_belongs_to_two_resources():
    """A host that is called names one API."""
    seen: dict[str, str] = {}
    for place, line in lines_of("resources.tsv")[1:]:
        for host in filter(None, line.split("\t")[5].split(",")):
            assert host not in seen, f"{place} repeats {host} of {seen.get(host)}"
            seen[host] = place


def test_claims_are_well_formed():
    """Each claim has its members in order, a meaning of at most 30 words, and a source."""
    names = []
    for place, line in lines_of("claims.jsonl"):
        row = json.loads(line)
        expected = ["claim", "tokens", "type", "kind", "meaning", "meanings", "advice", "source", "date"]
        assert [key for key in expected if key in row] == list(row), place
        assert line == json.dumps(row, ensure_ascii=False, separators=(",", ":")), place
        for words in (row["meaning"], *row.get("meanings", {}).values()):
            assert 2 <= len(words.split()) <= 30, place
            assert words.endswith("."), place
        assert set(row.get("meanings", {})) <= CLAIM_TAGS, place
        assert row["advice"] is None or row["advice"].endswith("."), place
        assert row["source"], place
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", row["date"]), place
        names.append(row["claim"])
    assert names == sorted(set(names))


def test_no_table_has_carriage_returns():
    """Rows end in a line feed alone, or the byte scan would miss them."""
    for path in (*Path(KNOWLEDGE).glob("*.tsv"), KNOWLEDGE / "claims.jsonl"):
        data = path.read_bytes()
        assert b"\r" not in data, path.name
        assert data.endswith(b"\n"), path.name


def test_a_row_is_found_by_its_first_column_alone():
    """A key in the middle of a row, or part of a key, finds nothing."""
    assert find_row("well_known_tenants.tsv", "f8cdef31-a31e-4b4a-93e4-5f571e91255a")
    assert find_row("well_known_tenants.tsv", "f8cdef31") is None
    assert find_row("directory_roles.tsv", "Global Administrator") is None


def test_a_key_with_line_feeds_or_without_end_finds_nothing():
    """Hostile keys can't reach across rows."""
    assert not is_key("a\nb")
    assert not is_key("x" * 601)
    assert find_rows("clouds.tsv", "global\tlogin.microsoftonline.com") == ()


def test_letter_case_is_ignored_only_where_asked():
    """Permission names are compared without letter case when the exact name is not known."""
    assert find_rows("graph_permissions.tsv", "user.read") == ()
    assert find_rows("graph_permissions.tsv", "user.read", ignoring_case=True)[0][0] == "User.Read"


def test_every_row_can_be_read_back_from_its_offset():
    """`row_at` returns the row around a byte, the last one too."""
    data = content("well_known_tenants.tsv")
    last = rows_of("well_known_tenants.tsv")[-1]
    assert row_at("well_known_tenants.tsv", data.rindex(last[0].encode())) == last
