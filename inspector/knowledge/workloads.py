"""The services that give workloads a token of their own, by issuer and subject (workload_issuers.tsv)."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from inspector.knowledge.tables import rows_of

GITHUB = "https://token.actions.githubusercontent.com"


class Workload(NamedTuple):
    """One such service. `subject` is the usual form of its subjects; `varies` says with what they change by themselves.

    `varies` is "run" (each run has its own), "person" (whoever started it is named in it) or "".
    """

    id: str
    name: str
    subject: str
    varies: str


@lru_cache(128)
def workload_of(issuer: str, subject: str = "") -> Workload | None:
    """Return the service that `issuer` or else the form of `subject` tells, or None."""
    if subject.startswith("/eid1/"):  # Entra ID signs for Azure DevOps here
        return _by_id("azure-devops")
    for identifier, name, pattern, form, varies in _rows():
        if fits_glob(issuer, pattern):
            return Workload(identifier, name, form, varies)
    return next((_by_id(identifier) for start, identifier in _STARTS if subject.startswith(start)), None)


# Subjects that only one service writes.
_STARTS = (
    ("repo:", "github"),
    ("repository_owner_id:", "github"),
    ("project_path:", "gitlab"),
    ("sc://", "azure-devops"),
    ("system:serviceaccount:", "kubernetes"),
)


def _by_id(identifier: str) -> Workload | None:
    if identifier == "kubernetes":
        return Workload(identifier, "Kubernetes", "system:serviceaccount:NAMESPACE:NAME", "")
    return next((Workload(row[0], row[1], row[3], row[4]) for row in _rows() if row[0] == identifier), None)


@cache
def _rows() -> tuple[tuple[str, ...], ...]:
    return rows_of("workload_issuers.tsv")


def fits_glob(text: str, pattern: str) -> bool:
    """Say whether all of `text` fits `pattern`, in which * stands for any characters and ? for one.

    The work is bounded by the product of both lengths, whatever is pasted.
    """
    at = star = 0
    back = -1
    mark = 0
    while at < len(text):
        if star < len(pattern) and pattern[star] == "*":
            back, mark = star, at
            star += 1
        elif star < len(pattern) and pattern[star] in ("?", text[at]):
            at, star = at + 1, star + 1
        elif back >= 0:
            mark += 1
            at, star = mark, back + 1
        else:
            return False
    return not pattern[star:].strip("*")


class GitHubSubject(NamedTuple):
    """The parts of a usual subject of GitHub Actions. The ids are there in the immutable form (July 2026) only.

    `context` is "branch", "tag", "ref", "environment", "pull_request" or the name of another claim; `value` its value.
    """

    owner: str
    repository: str
    owner_id: str | None
    repository_id: str | None
    context: str
    value: str


_GITHUB = re.compile(
    r"repo:(?P<owner>[^/@:\s]{1,100})(?:@(?P<owner_id>\d{1,20}))?/(?P<repository>[^/@:\s]{1,100})(?:@(?P<repository_id>\d{1,20}))?"
    r"(?::(?P<rest>.{1,600}))?"
)


def read_github_subject(subject: str) -> GitHubSubject | None:
    """Return the parts of `subject`, or None where it is no usual subject of GitHub Actions."""
    found = _GITHUB.fullmatch(subject)
    if found is None:
        return None
    parts = (found["owner"], found["repository"], found["owner_id"], found["repository_id"])
    return GitHubSubject(*parts, *_context(found["rest"] or ""))


def _context(rest: str) -> tuple[str, str]:
    for start, context in (("ref:refs/heads/", "branch"), ("ref:refs/tags/", "tag"), ("environment:", "environment")):
        if rest.startswith(start):
            return context, rest[len(start) :]
    name, _colon, value = rest.partition(":")
    return name, value
