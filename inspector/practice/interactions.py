"""A person at the sign-in page: which account, second factor, consent; then whatever the sign-in was for."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from inspector.practice import pages
from inspector.practice.authority import Authority, Realm, values_of
from inspector.practice.entitlement import asked_values, missing_scopes
from inspector.practice.faults import Where
from inspector.practice.ledger import Authentication
from inspector.practice.messages import Request, Response
from inspector.practice.refusals import RefusedError
from inspector.practice.registrations import Registration
from inspector.practice.scopes import Asked, Scopes
from inspector.practice.tenants import TENANTS, Tenant, User, home_account, object_in, user_with_id, users_of

_LIFETIME = 900
_TOLD_TO_THE_APP = (65001, 65004, 90094)
_LEAVING = {"cancel": 65004, "leave": 90094}  # what an answer that ends the sign-in means
_PASSWORD = ("pwd",)
_WITH_FACTOR = ("pwd", "rsa", "ngcmfa", "mfa")


@dataclass(slots=True)
class Interaction:
    """One sign-in under way. `finish` and `refuse` say what follows; a silent one may show no page."""

    realm: Realm
    client: Registration
    session_id: str
    started: float
    finish: Callable[[Authentication, Tenant], Response]
    refuse: Callable[[RefusedError], Response]
    scopes: Scopes = field(default_factory=lambda: Scopes(frozenset(), ()))
    prompt: frozenset[str] = frozenset()
    login_hint: str = ""
    domain_hint: str = ""
    claims: Mapping[str, Any] = field(default_factory=dict)
    wants_administrator: bool = False
    authentication: Authentication | None = None
    has_consented: bool = False

    @property
    def is_silent(self) -> bool:
        """Whether no page may be shown (prompt=none)."""
        return "none" in self.prompt


class Interactions:
    """The sign-ins under way, found by the id that their pages carry."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority
        self._open: dict[str, Interaction] = {}

    def begin(self, interaction: Interaction) -> Response:
        """Take the sign-in as far as it goes without a person: to a page, or to its end."""
        interaction.authentication = self._remembered(interaction)
        return self._carry_on(interaction)

    def resume(self, request: Request) -> Response:
        """Take in what a person answered on a page. Refuses with 50089 where the page is too old."""
        interaction = self._open.pop(request.get("interaction"), None)
        own = interaction is not None and interaction.session_id == request.cookies.get(pages.COOKIE)
        if interaction is None or not own or self._authority.clock() > interaction.started + _LIFETIME:
            raise RefusedError(50089)
        answer = request.get("answer")
        if answer in _LEAVING:
            return interaction.refuse(
                RefusedError(_LEAVING[answer], **values_of(interaction.realm, interaction.client))
            )
        if answer == "other":
            interaction.authentication, interaction.prompt = None, frozenset({"select_account"})
        elif interaction.authentication is None:
            self._take_account(interaction, request)
        elif answer in ("approve", "deny"):
            self._take_factor(interaction, answer)
        elif answer == "accept":
            self._take_consent(interaction, for_everyone=request.get("for_everyone") == "yes")
        return self._carry_on(interaction)

    def _carry_on(self, interaction: Interaction) -> Response:
        """Advance; what an app must learn goes to it, everything else to the person."""
        try:
            return self._advance(interaction)
        except RefusedError as refused:
            if interaction.is_silent or refused.code in _TOLD_TO_THE_APP:
                return interaction.refuse(refused)
            raise

    def _advance(self, interaction: Interaction) -> Response:
        authentication = interaction.authentication
        if authentication is None:
            return self._ask_account(interaction)
        self._check_person(interaction, authentication)
        tenant = interaction.realm.tenant or _home(authentication.user)
        if self._needs_factor(interaction, authentication):
            return self._ask_factor(interaction, authentication)
        page = self._consent_page(interaction, authentication, tenant)
        return page or interaction.finish(authentication, tenant)

    def _remembered(self, interaction: Interaction) -> Authentication | None:
        """Return who is signed in already and fits the request, unless it wants a new sign-in or a choice."""
        if interaction.prompt & {"login", "select_account", "create"}:
            return None
        hint = interaction.login_hint.lower()
        for each in self._authority.ledger.session(interaction.session_id):
            if not hint or hint in _names(each.user):
                return _in_tenant(each, interaction.realm.tenant)
        return None

    def _ask_account(self, interaction: Interaction) -> Response:
        if interaction.is_silent:
            raise RefusedError(50058)
        choices = _choices(interaction)
        signed_in = self._authority.ledger.session(interaction.session_id)
        names = frozenset(each.user.sign_in_name for each in signed_in)
        return pages.account(self._keep(interaction), interaction.client.name, choices, names)

    def _take_account(self, interaction: Interaction, request: Request) -> None:
        user = user_with_id(request.get("account"))
        if user is None:
            return
        known = self._authority.ledger.session(interaction.session_id)
        before = next((each for each in known if each.user == user and "login" not in interaction.prompt), None)
        session = before.session_id if before else secrets.token_hex(16)
        interaction.authentication = before or Authentication(user, _PASSWORD, self._authority.clock(), session)
        self._authority.ledger.keep_session(interaction.session_id, interaction.authentication)

    def _check_person(self, interaction: Interaction, authentication: Authentication) -> None:
        """Refuse an account that may not sign in here."""
        user, client = authentication.user, interaction.client
        values = values_of(interaction.realm, client, user=user.sign_in_name, state="unregistered")
        values |= {"provider": self._authority.issuers.issuer(user.home, "1.0"), "resource_id": client.client_id}
        self._authority.strike(Where.PERSON, **values)
        if interaction.is_silent and not (self._authority.strikes("mfa-required") and authentication.has_mfa):
            self._authority.strike(Where.USER_GRANT, **values)
        tenant = interaction.realm.tenant
        if tenant and user.tenant_id != tenant.id:
            raise RefusedError(16000 if interaction.is_silent else 50020, **values)
        if not user.is_enabled:
            raise RefusedError(50057)
        if client.assignment_required and user.principal_name not in client.assigned:
            raise RefusedError(50105, **values)
        if interaction.wants_administrator and not user.is_administrator:
            raise RefusedError(90094, **values)

    def _needs_factor(self, interaction: Interaction, authentication: Authentication) -> bool:
        wanted = set(asked_values(interaction.claims, "acrs"))
        if wanted:
            return not wanted <= authentication.contexts
        policy = self._authority.strikes("mfa-required") or bool(asked_values(interaction.claims, "capolids"))
        return policy and not authentication.has_mfa

    def _ask_factor(self, interaction: Interaction, authentication: Authentication) -> Response:
        if interaction.is_silent:
            resource = interaction.scopes.first
            raise self._authority.refusal(50076, resource_id=resource.resource.client_id if resource else "")
        return pages.factor(self._keep(interaction), authentication.user)

    def _take_factor(self, interaction: Interaction, answer: str) -> None:
        before = interaction.authentication
        assert before is not None
        if answer == "deny":
            raise RefusedError(500121)
        contexts = before.contexts | set(asked_values(interaction.claims, "acrs"))
        after = Authentication(before.user, _WITH_FACTOR, self._authority.clock(), before.session_id, contexts)
        interaction.authentication = after
        self._authority.ledger.keep_session(interaction.session_id, after)

    def _consent_page(
        self, interaction: Interaction, authentication: Authentication, tenant: Tenant
    ) -> Response | None:
        """Return the page that asks for consent, or None where nothing is left to ask."""
        missing = self._missing(interaction, authentication.user, tenant)
        if interaction.has_consented or not missing:
            return None
        values = values_of(Realm(tenant.id, tenant), interaction.client)
        if interaction.is_silent:
            raise RefusedError(65001, **values).named("consent_required")
        self._authority.strike(Where.CONSENT, **values)
        user = authentication.user
        if not user.is_administrator and any(_admin_only(asked, name) for asked, name in missing):
            refused = RefusedError(90094, **values)
            return pages.approval_needed(self._keep(interaction), interaction.client.name, refused.sentence)
        titles = [(asked.resource.name, _title(asked, name)) for asked, name in missing]
        return pages.consent(self._keep(interaction), interaction.client.name, user, titles)

    def _missing(self, interaction: Interaction, user: User, tenant: Tenant) -> list[tuple[Asked, str]]:
        authority, client = self._authority, interaction.client
        forced = "consent" in interaction.prompt or bool(
            (authority.fault and authority.fault.where & {Where.CONSENT}) or authority.strikes("consent-missing")
        )
        found = []
        for asked in interaction.scopes.apis:
            names = missing_scopes(authority, tenant, client, user.object_id, asked)
            if forced and not names:
                names = client.delegated.get(asked.resource.client_id, ()) if asked.is_default else asked.names
            found += [(asked, name) for name in names]
        return found

    def _take_consent(self, interaction: Interaction, *, for_everyone: bool) -> None:
        assert interaction.authentication is not None
        user = interaction.authentication.user
        tenant = interaction.realm.tenant or _home(user)
        who = "" if for_everyone and user.is_administrator else user.object_id
        for asked, name in self._missing(interaction, user, tenant):
            resource = asked.resource.client_id
            self._authority.consents.grant(tenant.id, interaction.client.client_id, resource, (name,), who)
        interaction.has_consented = True

    def _keep(self, interaction: Interaction) -> str:
        identifier = secrets.token_urlsafe(24)
        self._open[identifier] = interaction
        return identifier


def _choices(interaction: Interaction) -> tuple[User, ...]:
    """Return the accounts to choose from, the hinted one first; a stranger stands last, to see what happens."""
    tenant = interaction.realm.tenant
    users = users_of(tenant)
    strangers = tuple(each for each in users_of(None) if tenant and object_in(tenant, each) is None)
    hint, domain = interaction.login_hint.lower(), interaction.domain_hint.lower()
    hinted = [each for each in users if hint and hint in _names(each)]
    in_domain = [each for each in users if domain and each.sign_in_name.lower().endswith(f"@{domain}")]
    return tuple(hinted or in_domain) or (*users, *strangers)


def _names(user: User) -> tuple[str, ...]:
    return user.sign_in_name.lower(), user.principal_name.lower()


def _in_tenant(authentication: Authentication, tenant: Tenant | None) -> Authentication:
    """Return the same sign-in with the person's user object in `tenant`, where they have one."""
    user = home_account(authentication.user) if tenant is None else object_in(tenant, authentication.user)
    if user is None or user == authentication.user:
        return authentication
    return Authentication(
        user, authentication.methods, authentication.time, authentication.session_id, authentication.contexts
    )


def _home(user: User) -> Tenant:
    return next(tenant for tenant in TENANTS if tenant.id == user.home)


def _admin_only(asked: Asked, name: str) -> bool:
    scope = asked.resource.scope_named(name)
    return scope is not None and scope.admin_only


def _title(asked: Asked, name: str) -> str:
    scope = asked.resource.scope_named(name)
    return f"{scope.title} ({scope.name})" if scope and scope.title != scope.name else name
