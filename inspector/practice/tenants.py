"""The two directories of the practice tenant and the people in them."""

from dataclasses import dataclass

_ADMINISTRATOR_ROLE = "62e90394-69f5-4237-9190-012177145e10"  # Global Administrator
_MEMBER = "b79fbf4d-3ef9-4689-8143-76b194e85509"
_GUEST = "13bd1c72-6f4a-4dcf-985f-18d3b80f208a"


@dataclass(frozen=True, slots=True)
class Tenant:
    """A directory: its id, its domain and its name."""

    id: str
    domain: str
    name: str


@dataclass(frozen=True, slots=True)
class User:
    """A user object in the directory `tenant_id`. A guest's `home` is the tenant where they sign in."""

    object_id: str
    tenant_id: str
    name: str
    given_name: str
    family_name: str
    principal_name: str
    title: str
    home: str
    groups: tuple[str, ...] = ()
    is_administrator: bool = False
    is_enabled: bool = True

    @property
    def is_guest(self) -> bool:
        """Whether the account belongs to another tenant."""
        return self.home != self.tenant_id

    @property
    def sign_in_name(self) -> str:
        """What the person types: for a guest, the address at home."""
        if not self.is_guest:
            return self.principal_name
        return self.principal_name.partition("#EXT#")[0].replace("_", "@", 1)

    @property
    def directory_roles(self) -> tuple[str, ...]:
        """The role template ids of the `wids` claim."""
        standing = _GUEST if self.is_guest else _MEMBER
        return (_ADMINISTRATOR_ROLE, standing) if self.is_administrator else (standing,)


LEARNING = Tenant("c0ffee00-0000-4000-8000-000000000001", "learning.practice.test", "Practice")
PARTNER = Tenant("c0ffee00-0000-4000-8000-000000000002", "partner.practice.test", "Practice partner")
TENANTS = (LEARNING, PARTNER)

# More than the 200 that fit a JWT: their token says where to look instead.
_MANY = 230


def _group(number: int) -> str:
    return f"c0ffee00-6666-4000-8000-{number:012d}"


def _user(number: int, given: str, family: str, title: str, tenant: Tenant = LEARNING, **more: object) -> User:
    """Return a user whose name at sign-in is the given name in lower case."""
    return User(
        object_id=f"c0ffee00-eeee-4000-8000-{number:012d}",
        tenant_id=tenant.id,
        name=f"{given} {family}",
        given_name=given,
        family_name=family,
        principal_name=str(more.pop("principal_name", f"{given.lower()}@{tenant.domain}")),
        title=title,
        home=str(more.pop("home", tenant.id)),
        **more,  # type: ignore[arg-type]  # the rest are User's own fields
    )


USERS = (
    _user(1, "Alice", "Archer", "member", groups=(_group(1), _group(2))),
    _user(2, "Ben", "Baker", "member"),
    _user(3, "Ada", "Admin", "administrator", is_administrator=True, groups=(_group(1),)),
    _user(4, "Mona", "Many", f"member of {_MANY} groups", groups=tuple(_group(each) for each in range(1, _MANY + 1))),
    _user(5, "Dan", "Dormant", "member, account disabled", is_enabled=False),
    _user(
        6, "Gus", "Guest", "guest from the partner tenant", home=PARTNER.id,
        principal_name=f"gus_{PARTNER.domain}#EXT#@{LEARNING.domain}",
    ),
    _user(7, "Gus", "Guest", "member of the partner tenant", PARTNER),
    _user(8, "Pia", "Partner", "member of the partner tenant, unknown in the practice tenant", PARTNER),
)  # fmt: skip


def tenant_named(name: str) -> Tenant | None:
    """Return the tenant with this id or domain, letter case ignored."""
    return next((each for each in TENANTS if name.lower() in (each.id, each.domain)), None)


def users_of(tenant: Tenant | None) -> tuple[User, ...]:
    """Return the users of `tenant`; of every tenant's own users where None (organizations, common)."""
    if tenant is None:
        return tuple(each for each in USERS if not each.is_guest)
    return tuple(each for each in USERS if each.tenant_id == tenant.id)


def user_with_id(object_id: str) -> User | None:
    """Return the user object with this id."""
    return next((each for each in USERS if each.object_id == object_id), None)


def home_account(user: User) -> User:
    """Return the user object at home: for a guest, the one in their own tenant."""
    if not user.is_guest:
        return user
    return next(each for each in USERS if each.tenant_id == user.home and each.principal_name == user.sign_in_name)


def object_in(tenant: Tenant, account: User) -> User | None:
    """Return the user object of the same person in `tenant`, or None where they are unknown there."""
    home = home_account(account)
    return next((each for each in users_of(tenant) if home_account(each) == home), None)
