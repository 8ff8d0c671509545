"""A token request whose client is known: what every grant looks at."""

from dataclasses import dataclass

from inspector.practice.authority import Authority, Realm
from inspector.practice.messages import Request
from inspector.practice.refusals import RefusedError
from inspector.practice.registrations import Platform, Registration
from inspector.practice.scopes import DEFAULT, Asked, Scopes


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """A request to the token endpoint of `version` ("1.0", "2.0"), with everything needed to answer it."""

    authority: Authority
    request: Request
    client: Registration
    realm: Realm
    version: str

    @property
    def has_proof(self) -> bool:
        """Whether a secret or an assertion of the client came along."""
        return bool(self.request.get("client_secret") or self.request.get("client_assertion"))

    def required(self, name: str) -> str:
        """Return the parameter `name`. Refuses with 900144 where it is missing."""
        value = self.request.get(name)
        if not value:
            raise RefusedError(900144, parameter=name)
        return value


def check_origin(request: Request, platform: Platform) -> None:
    """Refuse what belongs to a SPA outside a browser (9002327), and everything else inside one (9002326)."""
    origin = request.headers.get("origin", "")
    if platform is Platform.SPA and not origin:
        raise RefusedError(9002327)
    if platform is not Platform.SPA and origin:
        raise RefusedError(9002326, origin=origin)


def asked_of(asking: TokenRequest) -> Scopes:
    """Return what the request asks for: `scope` on v2.0, `resource` on v1. One API a request (70011)."""
    if asking.version == "1.0":
        return asked_resource(asking)
    text = asking.required("scope")
    scopes = asking.authority.apis.read_scopes(text, asking.client, asking.realm.tenant)
    if len({asked.resource.client_id for asked in scopes.apis}) > 1:
        raise RefusedError(70011, scope=text)
    return scopes


def asked_resource(asking: TokenRequest) -> Scopes:
    """Return what the v1 parameter `resource` asks for: all that was granted there. Refuses with 90014 or 500011."""
    identifier = asking.request.get("resource")
    if not identifier:
        raise RefusedError(90014, parameter="resource")
    resource = asking.authority.apis.find(identifier, asking.realm.tenant)
    return Scopes(frozenset({"openid", "offline_access"}), (Asked(resource, identifier, (DEFAULT,)),))
