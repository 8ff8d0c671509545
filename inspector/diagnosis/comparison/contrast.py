"""What two artifacts have in common and where they part: told once, so that every rule speaks of the same thing."""

from dataclasses import dataclass
from functools import cached_property

from inspector.diagnosis.audience import Match, compare
from inspector.diagnosis.comparison.side import Side
from inspector.diagnosis.subject import Access, Subject
from inspector.knowledge.applications import application
from inspector.knowledge.identifiers import is_guid
from inspector.tokens.artifact import Kind

_TOKENS = frozenset({Kind.TOKEN, Kind.ACCESS_TOKEN, Kind.ID_TOKEN})
_USER_NAMES = ("preferred_username", "upn", "unique_name", "email", "name")


@dataclass(frozen=True)
class Contrast:
    """Both sides at one moment (`now`, Unix seconds). Where it can't be told whether they agree, the answer is None."""

    left: Side
    right: Side
    now: float

    @property
    def subjects(self) -> tuple[Subject, Subject] | None:
        """What the claims of both say, where both have claims."""
        one, other = self.left.subject, self.right.subject
        return (one, other) if one and other else None

    def agree(self, *names: str) -> bool | None:
        """Whether the first of these claims that each has is equal on both sides, letter case apart."""
        one, other = (_first(side.subject, names) for side in (self.left, self.right))
        return one.lower() == other.lower() if one and other else None

    @cached_property
    def same_tenant(self) -> bool | None:
        """Whether both were issued by one tenant."""
        pair = self.subjects
        tenants = (pair[0].tenant, pair[1].tenant) if pair else (None, None)
        return tenants[0].lower() == tenants[1].lower() if tenants[0] and tenants[1] else None

    @cached_property
    def same_person(self) -> bool | None:
        """Whether both are about one user, application or device."""
        if self.accesses_differ:
            return False
        known = self.agree("oid")
        if known is not None:
            return known and self.same_tenant is not False
        return self.agree("sub") or self.agree(*_USER_NAMES)

    @cached_property
    def same_client(self) -> bool | None:
        """Whether one client got both."""
        return self.agree("azp", "appid", "client_id", "cid")

    @cached_property
    def same_audience(self) -> bool | None:
        """Whether both are for one API, whatever its name in them."""
        pair = self.subjects
        if pair is None or not pair[0].audiences or not pair[1].audiences:
            return None
        match = compare(pair[0].audiences, pair[1].audiences, pair[0].version).match
        return None if match is Match.PERHAPS else match not in (Match.OTHER, Match.UNKNOWN)

    @cached_property
    def accesses_differ(self) -> bool:
        """Whether one acts for a user and the other is an application by itself."""
        pair = self.subjects
        return bool(pair and pair[0].access and pair[1].access and pair[0].access is not pair[1].access)

    @cached_property
    def versions_differ(self) -> bool:
        """Whether one is a v1.0 token and the other a v2.0 token of Entra ID."""
        pair = self.subjects
        return bool(pair and pair[0].version and pair[1].version and pair[0].version != pair[1].version)

    @cached_property
    def refusals_differ(self) -> bool:
        """Whether both are refusals, of different codes."""
        one, other = (side.artifact.error.code if side.artifact.error else None for side in (self.left, self.right))
        return bool(one and other and one != other)

    @cached_property
    def kinds_differ(self) -> bool:
        """Whether the two are different kinds of thing; a token whose kind can't be told may be of any kind."""
        kinds = {self.left.kind, self.right.kind}
        return len(kinds) > 1 and not (Kind.TOKEN in kinds and kinds <= _TOKENS)

    @property
    def issuers_are_strangers(self) -> bool:
        """Whether one is a token of Entra ID and the other some other issuer's."""
        pair = self.subjects
        return bool(pair and self.agree("iss") is False and pair[0].is_entra is not pair[1].is_entra)

    @property
    def both_delegated(self) -> bool:
        """Whether both act for a user."""
        pair = self.subjects
        return bool(pair and pair[0].access is pair[1].access is Access.DELEGATED)

    @property
    def both_app_only(self) -> bool:
        """Whether both are an application's own."""
        pair = self.subjects
        return bool(pair and pair[0].is_app_only and pair[1].is_app_only)


def _first(subject: Subject | None, names: tuple[str, ...]) -> str | None:
    return next((value for name in names if subject and (value := subject.text(name))), None)


def app_name(app_id: str) -> str:
    """Return the name of an application of Microsoft's, else its id as it stands."""
    known = application(app_id) if is_guid(app_id) else None
    return known.name if known and known.name else app_id
