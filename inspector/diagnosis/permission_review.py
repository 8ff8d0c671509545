"""A review of permissions: what each scope and role of some tokens allows, the broadest first."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from inspector.diagnosis.permission_power import is_of_a_place, reach_of, weigh
from inspector.diagnosis.permission_use import CallUse, Granted, Use, Way, find_use, weight_of
from inspector.diagnosis.subject import Principal, Subject, texts_of
from inspector.knowledge.api_permissions import ApiPermission, api_permission
from inspector.knowledge.permission_names import TAKES_OVER, Action, NameReading, Reach, read_name
from inspector.knowledge.permissions import OIDC_SCOPES, PermissionKind, permission, short_name
from inspector.knowledge.resources import EXCHANGE, GRAPH
from inspector.tokens.artifact import Kind
from inspector.words import _


class RightKind(StrEnum):
    """How a permission is held; the values are the `kind` of the JSON document."""

    DELEGATED = "delegated"
    APPLICATION = "application"
    APP_ROLE = "app role"  # of a user


@dataclass(frozen=True, slots=True)
class Right:
    """One permission of one API, however many tokens hold it.

    `admin_consent` is None where only the API's owner knows; `known` says whether Microsoft documents the permission or
    its name alone was read. `power` orders rights, the broadest highest. `used_by` are the calls that need it,
    `narrower` what would do in its place (each way
    the permissions that together are enough), `is_unused` None where that can't be told.
    """

    name: str
    api: str
    kind: RightKind
    allows: str
    access: Action
    reach: Reach
    admin_consent: bool | None
    known: bool
    power: int
    is_broad: bool
    tokens: tuple[str, ...]
    used_by: tuple[str, ...] = ()
    narrower: tuple[Way, ...] = ()
    is_unused: bool | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """All rights, the broadest first; tokens that hold none; and the calls they were judged by."""

    rights: tuple[Right, ...]
    without: tuple[str, ...]
    calls: tuple[CallUse, ...]

    @property
    def is_calm(self) -> bool:
        """Whether nothing is broad, unused or missing."""
        loose = any(each.is_broad or each.is_unused or each.narrower for each in self.rights)
        return not loose and all(call.is_met is not False for call in self.calls)


def review(tokens: Iterable[tuple[str, Subject]], calls: Iterable[str] = ()) -> Review:
    """Return the review of tokens, each with the words that tell it from the others, in the light of some calls.

    A call is a method and an address, as `--calling` takes it.
    """
    labelled = [(label, subject) for label, subject in tokens if subject.is_token]
    held: dict[tuple[str, RightKind, str], list[str]] = {}
    owners: dict[tuple[str, RightKind, str], Subject] = {}
    for label, subject in labelled:
        for key in _keys(subject):
            held.setdefault(key, []).append(label)
            owners.setdefault(key, subject)
    use = find_use([_granted(key, subject) for key, subject in owners.items()], calls)
    rights = [_right(key, owners[key], tuple(dict.fromkeys(labels)), use) for key, labels in held.items()]
    empty = (label for label, subject in labelled if not any(_keys(subject)) and subject.kind is not Kind.ID_TOKEN)
    without = tuple(empty)
    return Review(
        tuple(sorted(rights, key=lambda each: (not each.is_broad, -each.power, each.api, each.name))),
        without,
        use.calls,
    )


def _keys(subject: Subject) -> Iterator[tuple[str, RightKind, str]]:
    api = _api(subject)
    for scope in dict.fromkeys(subject.scopes):
        yield api, RightKind.DELEGATED, short_name(scope)
    kind = RightKind.APPLICATION if subject.is_app_only else RightKind.APP_ROLE
    for role in dict.fromkeys(subject.roles):
        yield api, kind, role
    if not subject.is_entra:
        yield from _keys_elsewhere(subject, api)


def _keys_elsewhere(subject: Subject, api: str) -> Iterator[tuple[str, RightKind, str]]:
    """Auth0 lists `permissions`; Keycloak has roles of the realm, and of each client (`resource_access`)."""
    kind = RightKind.APPLICATION if subject.is_app_only else RightKind.DELEGATED
    for name in dict.fromkeys(texts_of(subject.claim("permissions"))):
        if name not in subject.scopes:
            yield api, kind, name
    realm = subject.claim("realm_access")
    for role in _roles_in(realm):
        yield _("realm {name}").format(name=(subject.text("iss") or "").rpartition("/")[2]), RightKind.APP_ROLE, role
    clients = subject.claim("resource_access")
    for client, held in list(clients.items())[:60] if isinstance(clients, Mapping) else ():
        yield from ((str(client), RightKind.APP_ROLE, role) for role in _roles_in(held))


def _roles_in(held: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts_of(held.get("roles")))) if isinstance(held, Mapping) else ()


def _api(subject: Subject) -> str:
    if subject.resource:
        return subject.resource.name
    return ", ".join(subject.audiences[:2]) or _("an unnamed API")


def _is_graph(subject: Subject) -> bool:
    return subject.resource is not None and subject.resource.app_id == GRAPH


def _granted(key: tuple[str, RightKind, str], subject: Subject) -> Granted:
    personal = subject.principal is Principal.PERSONAL
    application = key[1] is RightKind.APPLICATION
    measured = _is_graph(subject) and key[1] is not RightKind.APP_ROLE and key[2].lower() not in OIDC_SCOPES
    return Granted(key[2], application=application, personal=personal, on_graph=measured)


def _right(key: tuple[str, RightKind, str], subject: Subject, tokens: tuple[str, ...], use: Use) -> Right:
    api, kind, name = key
    reading, granted = read_name(name), _granted(key, subject)
    documented = _documented(name, kind, subject)
    stated = _stated(name, kind, subject)
    reach = stated.reach if stated else _reach(granted, reading, documented, subject)
    access = stated.access if stated else reading.action
    takes_over = documented is not None and name in TAKES_OVER
    return Right(
        name=name,
        api=api,
        kind=kind,
        allows=stated.allows if stated else _allows(name, reading, reach, kind, api, known=documented is not None),
        access=Action.UNKNOWN if kind is RightKind.APP_ROLE else access,
        reach=reach,
        admin_consent=stated.admin_consent if stated else _needs_admin(granted, kind, reach, documented),
        known=stated is not None or documented is not None or name.lower() in OIDC_SCOPES,
        power=_power(granted, kind, access, reach),
        is_broad=takes_over
        or (
            _is_broad(access, reach, kind, wide=bool(reading.constraint) or stated is not None)
            and (access is not Action.EVERYTHING or subject.resource is not None)
        ),
        tokens=tokens,
        used_by=use.used_by.get(granted, ()),
        narrower=use.narrower.get(granted, ()),
        is_unused=granted in use.unused if use.calls and granted.on_graph and not use.is_open else None,
    )


def _stated(name: str, kind: RightKind, subject: Subject) -> ApiPermission | None:
    """Return what is known of a permission of another API of Microsoft's."""
    if subject.resource is None or kind is RightKind.APP_ROLE:
        return None
    return api_permission(subject.resource.app_id, name, _KINDS[kind])


def _reach(granted: Granted, reading: NameReading, documented: bool | None, subject: Subject) -> Reach:
    """What nobody documents and whose name says nothing may reach whatever its owner likes.

    Exchange has Graph's names with Graph's meaning; an application's permission of any API of Microsoft's is for the
    whole tenant where its name says nothing else.
    """
    like_graph = granted.on_graph or (subject.resource is not None and subject.resource.app_id == EXCHANGE)
    reach = reach_of(granted.name, application=granted.application, on_graph=like_graph)
    if reach is Reach.UNKNOWN and granted.application and subject.resource:
        return Reach.TENANT
    unread = granted.on_graph and documented is None and reading.action is Action.UNKNOWN
    return Reach.UNKNOWN if unread and reach is not Reach.CHOSEN else reach


def _power(granted: Granted, kind: RightKind, access: Action, reach: Reach) -> int:
    """What a role of a user allows, nobody but the API knows: it stands behind whatever can be weighed."""
    if kind is RightKind.APP_ROLE:
        return 1
    return weight_of(granted) if granted.on_graph else weigh(access, reach, application=granted.application)


def _documented(name: str, kind: RightKind, subject: Subject) -> bool | None:
    """Return whether an administrator must consent to a permission of Graph's; None for whatever is none."""
    if not _is_graph(subject) or kind is RightKind.APP_ROLE:
        return None
    found = permission(name, _KINDS[kind])
    return found.admin_consent if found else None


_KINDS = {RightKind.APPLICATION: PermissionKind.APPLICATION, RightKind.DELEGATED: PermissionKind.DELEGATED}


def _needs_admin(granted: Granted, kind: RightKind, reach: Reach, documented: bool | None) -> bool | None:
    """Resource-specific consent is given by whoever owns the team, or is in the chat, when the app is installed."""
    if granted.name.lower() in OIDC_SCOPES or (
        granted.on_graph and reach is Reach.CHOSEN and is_of_a_place(granted.name)
    ):
        return False
    return True if kind is RightKind.APPLICATION else documented


def _is_broad(access: Action, reach: Reach, kind: RightKind, *, wide: bool) -> bool:
    if access is Action.EVERYTHING:
        return True
    if reach is not Reach.TENANT or kind is RightKind.APP_ROLE:
        return False
    if kind is RightKind.APPLICATION:
        return access in (Action.WRITE, Action.READ, Action.ACT)
    return access is Action.WRITE and wide


def _allows(name: str, reading: NameReading, reach: Reach, kind: RightKind, api: str, *, known: bool) -> str:
    special = _special(name.lower()) if known or reading.action is Action.SIGN_IN else None
    if special:
        return special
    if reading.action is Action.EVERYTHING:
        return _everything(kind, api)
    if kind is RightKind.APP_ROLE:
        return _("A role that was defined and assigned for this API; what it allows, the API decides.")
    if reading.action is Action.UNKNOWN and reach in (Reach.UNKNOWN, Reach.TENANT, Reach.OWN):
        return _("The name follows no known pattern: only the API's owner knows what it allows.")
    done = _("{verb} {things}").format(verb=reading.verb, things=reading.things)
    words = _("{done}: {whose}.").format(done=done, whose=_whose(reach, kind))
    return words if known else _("By its name: {words}").format(words=words[:1].lower() + words[1:])


def _special(name: str) -> str | None:
    return {
        "openid": _("Sign in: brings an ID token."),
        "profile": _("Name, user name and object id of the signed-in user."),
        "email": _("E-mail address of the signed-in user, where there is one."),
        "offline_access": _("Stay signed in: brings a refresh token."),
        "user.read": _("Sign in, and read the signed-in user's own profile."),
        "sites.selected": _("Only the sites that were granted to the application one by one; none before that."),
    }.get(name)


def _everything(kind: RightKind, api: str) -> str:
    if kind is RightKind.APPLICATION:
        return _("Everything that {api} offers, without a user.").format(api=api)
    return _("Whatever the signed-in user may do in {api}.").format(api=api)


def _whose(reach: Reach, kind: RightKind) -> str:
    application = kind is RightKind.APPLICATION
    return {
        Reach.OWN: _("the signed-in user's own"),
        Reach.SHARED: _("the signed-in user's own and what is shared with them"),
        Reach.CHOSEN: _("only what was granted one by one, or where the app is installed"),
        Reach.OWNED: _("only what the application itself made or owns"),
        Reach.TENANT: _("of the whole tenant, without a user") if application else _("all that the user may reach"),
        Reach.UNKNOWN: _("whose, only the API's owner knows"),
    }[reach]
