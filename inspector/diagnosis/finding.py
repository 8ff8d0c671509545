"""Our judgement of an artifact: findings, their evidence, and the remedies with who can carry them out."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: a blocker means that the token or request is refused."""

    BLOCKER = "blocker"
    WARNING = "warning"
    NOTE = "note"


class Stage(StrEnum):
    """Where in the exchange the cause lies."""

    REGISTRATION = "registration"
    AUTHORIZE = "authorize"
    TOKEN = "token"
    RESOURCE = "resource"
    CLIENT = "client"


class Who(StrEnum):
    """Who can carry out a remedy."""

    DEVELOPER = "developer"
    TENANT_ADMIN = "tenant admin"
    API_OWNER = "API owner"
    USER = "user"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was compared: `where` is a claim, header member, parameter or place in the paste."""

    where: str
    found: str | None = None
    expected: str | None = None


@dataclass(frozen=True, slots=True)
class Remedy:
    """What somebody should do; `snippet` is text to copy, already safe to paste."""

    who: Who
    text: str
    snippet: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One judgement. `id` is stable kebab-case; `artifact` the id of what it judges.

    `title` is what is wrong in a few words, `why` the reason. `sentence` is the finding as the
    verdict says it, without its outcome word. `rank` orders findings of equal severity: lower
    is closer to the root.
    """

    id: str
    severity: Severity
    title: str
    why: str
    artifact: str | None = None
    sentence: str | None = None
    consequence_of: str | None = None
    stage: Stage | None = None
    evidence: tuple[Evidence, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    codes: tuple[str, ...] = ()
    reference: str | None = None
    rank: int = 50
