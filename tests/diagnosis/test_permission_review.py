"""What the scopes and roles of some tokens allow, which are broad, and which some calls need."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judging import GRAPH, app_only, v1
from minting import NOW, entra, mint

from inspector import app
from inspector.diagnosis.permission_review import Review, Right, RightKind, review
from inspector.knowledge.endpoints import Scheme, need_of, read_call
from inspector.knowledge.permission_names import Action, Reach
from inspector.report import permissions as report


def reviewed(*claims: dict, calls: tuple[str, ...] = ()) -> Review:
    """Return the review of tokens with these claims, called t0, t1 and so on."""
    subjects = [app.explain(mint(each), None, NOW).case.subjects[0] for each in claims]
    return review([(f"t{number}", subject) for number, subject in enumerate(subjects)], calls)


def delegated(scopes: str, **claims) -> dict:
    return v1(aud=GRAPH, scp=scopes, **claims)


def right(found: Review, name: str) -> Right:
    return next(each for each in found.rights if each.name == name)


@pytest.mark.parametrize(
    ("name", "access", "reach", "admin", "broad"),
    [
        ("User.Read", Action.READ, Reach.OWN, False, False),
        ("Mail.ReadWrite", Action.WRITE, Reach.OWN, False, False),
        ("Mail.Send", Action.ACT, Reach.OWN, False, False),
        ("Calendars.Read.Shared", Action.READ, Reach.SHARED, False, False),
        ("User.Read.All", Action.READ, Reach.TENANT, True, False),
        ("Group.ReadWrite.All", Action.WRITE, Reach.TENANT, True, True),
        ("Directory.AccessAsUser.All", Action.EVERYTHING, Reach.TENANT, True, True),
        ("Files.ReadWrite.AppFolder", Action.WRITE, Reach.OWNED, False, False),
        ("openid", Action.SIGN_IN, Reach.OWN, False, False),
        ("User.Create", Action.WRITE, Reach.TENANT, True, False),
        ("UserAuthenticationMethod.Read", Action.READ, Reach.OWN, True, False),
    ],
)
def test_what_a_delegated_permission_allows(name, access, reach, admin, broad):
    """Read or write, own data or all that the user may reach, and who must consent."""
    found = right(reviewed(delegated(name)), name)
    assert (found.access, found.reach, found.admin_consent, found.is_broad) == (access, reach, admin, broad)
    assert found.kind is RightKind.DELEGATED
    assert found.known


@pytest.mark.parametrize(
    ("name", "access", "reach", "broad"),
    [
        ("Mail.Read", Action.READ, Reach.TENANT, True),
        ("Sites.Selected", Action.UNKNOWN, Reach.CHOSEN, False),
        ("Application.ReadWrite.OwnedBy", Action.WRITE, Reach.OWNED, False),
        ("RoleManagement.ReadWrite.Directory", Action.WRITE, Reach.TENANT, True),
        ("Mail.Send", Action.ACT, Reach.TENANT, True),
    ],
)
def test_what_an_application_permission_allows(name, access, reach, broad):
    """Without a user, a name without constraint reaches the whole tenant; an administrator always consents."""
    found = right(reviewed(app_only(roles=[name])), name)
    assert (found.access, found.reach, found.is_broad, found.admin_consent) == (access, reach, broad, True)


@pytest.mark.parametrize("name", ["ChatMessage.Read.Chat", "ChannelMessage.Read.Group"])
def test_who_consents_to_a_permission_for_one_place(name):
    """Resource-specific consent is given where the app is installed, by no administrator."""
    found = right(reviewed(app_only(roles=[name])), name)
    assert (found.reach, found.is_broad, found.admin_consent) == (Reach.CHOSEN, False, False)
    assert report.consent_word(found) == "consent when installed"


EXCHANGE, SHAREPOINT = "https://outlook.office365.com", "https://contoso.sharepoint.com"


@pytest.mark.parametrize(
    ("api", "name", "application", "reach", "admin", "broad"),
    [
        (EXCHANGE, "full_access_as_app", True, Reach.TENANT, True, True),
        (EXCHANGE, "IMAP.AccessAsApp", True, Reach.CHOSEN, True, False),
        (EXCHANGE, "SMTP.Send", False, Reach.OWN, False, False),
        (SHAREPOINT, "AllSites.FullControl", False, Reach.TENANT, True, True),
        (SHAREPOINT, "MyFiles.Read", False, Reach.OWN, False, False),
        ("https://management.azure.com/", "user_impersonation", False, Reach.TENANT, False, True),
    ],
)
def test_permissions_of_other_apis_of_microsofts(api, name, application, reach, admin, broad):
    """Names of Exchange, SharePoint and Resource Manager follow no pattern: what they allow is known all the same."""
    claims = app_only(aud=api, roles=[name]) if application else v1(aud=api, scp=name)
    found = right(reviewed(claims), name)
    assert (found.known, found.reach, found.admin_consent, found.is_broad) == (True, reach, admin, broad)


@pytest.mark.parametrize(
    ("api", "name", "application", "reach", "broad"),
    [
        (EXCHANGE, "Mail.ReadWrite", True, Reach.TENANT, True),
        (EXCHANGE, "Mail.ReadWrite", False, Reach.OWN, False),
        (SHAREPOINT, "Sites.Selected", True, Reach.CHOSEN, False),
        ("https://api.manage.microsoft.com/", "get_device_compliance", True, Reach.TENANT, True),
        ("https://api.manage.microsoft.com/", "get_device_compliance", False, Reach.UNKNOWN, False),
        ("api://orders", "Mail.ReadWrite", True, Reach.UNKNOWN, False),
    ],
)
def test_an_application_at_an_api_of_microsofts(api, name, application, reach, broad):
    """Without a user it reaches the whole tenant unless the name says less; Exchange speaks as Graph does."""
    claims = app_only(aud=api, roles=[name]) if application else v1(aud=api, scp=name)
    found = right(reviewed(claims), name)
    assert (found.reach, found.is_broad) == (reach, broad)


def test_the_broadest_stand_first_at_other_apis():
    """What is broad comes before what writes to little; what is known of an API counts, not its names alone."""
    found = reviewed(app_only(aud=EXCHANGE, roles=["IMAP.AccessAsApp", "Mail.Read", "full_access_as_app"]))
    assert [each.name for each in found.rights] == ["full_access_as_app", "Mail.Read", "IMAP.AccessAsApp"]


def test_a_name_that_graph_does_not_document():
    """Whose data it reaches is not known, and is not said to be the user's own."""
    found = right(reviewed(delegated("Foo.Bar")), "Foo.Bar")
    assert (found.known, found.reach, found.admin_consent) == (False, Reach.UNKNOWN, None)


def test_the_broadest_stand_first():
    """What can take over the tenant comes before what writes, and that before what reads."""
    found = reviewed(
        app_only(roles=["User.ReadBasic.All", "Mail.Read", "Directory.ReadWrite.All", "Files.ReadWrite.All"])
    )
    assert [each.name for each in found.rights] == [
        "Directory.ReadWrite.All", "Files.ReadWrite.All", "Mail.Read", "User.ReadBasic.All",
    ]  # fmt: skip


def test_one_row_for_many_tokens():
    """A permission that several tokens hold stands once, with all of them; kinds and APIs stay apart."""
    found = reviewed(delegated("User.Read Mail.Read"), delegated("User.Read"), app_only(roles=["Mail.Read"]))
    assert right(found, "User.Read").tokens == ("t0", "t1")
    assert sorted(each.kind for each in found.rights if each.name == "Mail.Read") == ["application", "delegated"]


def test_other_apis_are_listed_honestly():
    """Only the name speaks, and it is said so; a role of a user is the API's to explain."""
    found = reviewed(entra(scp="Orders.Write.All frobnicate access_as_user", roles=["Admin"]))
    assert not any(each.known for each in found.rights)
    assert right(found, "Orders.Write.All").allows.startswith("By its name:")
    assert right(found, "Orders.Write.All").admin_consent is None
    assert right(found, "frobnicate").access is Action.UNKNOWN
    assert right(found, "Admin").kind is RightKind.APP_ROLE


def test_a_graph_name_at_another_api_is_not_graphs():
    """User.Read of an own API says nothing about Graph's consent."""
    found = right(reviewed(entra(scp="User.Read")), "User.Read")
    assert (found.known, found.admin_consent, found.reach) == (False, None, Reach.UNKNOWN)


def test_a_token_without_permissions_is_named():
    """An app-only token may have neither scopes nor roles (entra_facts 40)."""
    assert reviewed(app_only(roles=None)).without == ("t0",)


def test_calls_show_what_is_unused_and_what_is_missing():
    """Used ones carry their calls, the others are unused; a call that none allows is said with what it needs."""
    calls = ("GET https://graph.microsoft.com/v1.0/me/messages", "POST /me/sendMail", "GET /groups")
    found = reviewed(delegated("Mail.Read User.Read Mail.Send openid"), calls=calls)
    assert right(found, "Mail.Read").used_by == calls[:1]
    assert [each.name for each in found.rights if each.is_unused] == ["User.Read"]
    assert right(found, "openid").is_unused is None
    assert [call.is_met for call in found.calls] == [True, True, False]
    assert found.calls[2].least == ("Group.ReadBasic.All",)
    assert not found.is_calm


def test_narrower_ones_are_proven_by_the_table():
    """What is suggested is documented to be enough for every call that the permission serves, and allows less."""
    calls = ("GET /me/messages", "GET /me/messages/x")
    found = right(reviewed(delegated("Mail.ReadWrite"), calls=calls), "Mail.ReadWrite")
    assert found.narrower == (("Mail.ReadBasic",), ("Mail.Read",))
    for way in found.narrower:
        for call in calls:
            assert need_of(read_call(call), Scheme.WORK).met_by(way)


def test_a_broad_one_is_split_where_two_narrow_ones_do():
    """Where no single one is enough, the least for each call together are."""
    calls = ("GET /users", "GET /devices")
    found = right(reviewed(app_only(roles=["Directory.ReadWrite.All"]), calls=calls), "Directory.ReadWrite.All")
    assert found.narrower
    for way in found.narrower:
        for call in calls:
            assert need_of(read_call(call), Scheme.APPLICATION).met_by(way)


def test_what_a_call_needs_is_not_made_narrower():
    """A permission that is itself the least gets no suggestion."""
    found = reviewed(delegated("Mail.Send"), calls=("POST /me/sendMail",))
    assert right(found, "Mail.Send").narrower == ()
    assert found.is_calm


def test_an_undocumented_call_leaves_it_open():
    """Where one Graph call is not in the table, nothing is said to be unused; a call to another API changes nothing."""
    assert right(reviewed(delegated("User.Read"), calls=("GET /no/such/path",)), "User.Read").is_unused is None
    elsewhere = reviewed(delegated("User.Read"), calls=("GET https://api.example/orders",))
    assert right(elsewhere, "User.Read").is_unused is True


NAMES = st.text(max_size=20) | st.sampled_from(
    ["User.Read", "a..b", ".", "A.B.C.D", "read:x", "_", "Mail.Read.", "x/y", "É.Read"]
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(NAMES, max_size=5),
    st.lists(NAMES, max_size=5),
    st.lists(st.text(max_size=20) | st.just("GET /me"), max_size=2),
)
def test_no_name_makes_it_raise(scopes, roles, calls):
    """Whatever stands in scp, roles and calls is reviewed and shown."""
    found = reviewed(
        v1(aud=GRAPH, scp=" ".join(scopes), roles=roles), app_only(roles=roles), entra(scp=scopes), calls=tuple(calls)
    )
    for form in (report.to_text, report.to_markdown, report.to_csv, report.to_json):
        assert form(found)


def test_either_token_may_make_the_call():
    """Of a user's permission and an application's that both serve a call, neither is called unused."""
    found = reviewed(delegated("Mail.Read"), app_only(roles=["Mail.Read"]), calls=("GET /users/x/messages",))
    assert [each.is_unused for each in found.rights] == [False, False]
    assert all(each.used_by for each in found.rights)


def test_roles_and_permissions_of_other_issuers():
    """Keycloak's roles stand with the realm or the client that they are of; Auth0's permissions are read by name."""
    issuer = {"iss": "https://sso.example/realms/shop", "sub": "u", "aud": "account", "scope": "email", "exp": NOW + 60}
    roles = {"realm_access": {"roles": ["admin"]}, "resource_access": {"orders": {"roles": ["writer"]}, "x": 1}}
    found = reviewed(issuer | roles)
    assert {(each.api, each.name) for each in found.rights} == {
        ("realm shop", "admin"), ("orders", "writer"), ("account", "email"),
    }  # fmt: skip
    found = reviewed(issuer | {"scope": "read:orders", "permissions": ["read:orders", "write:orders"]})
    assert [(each.name, each.access) for each in found.rights] == [
        ("write:orders", Action.WRITE), ("read:orders", Action.READ),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "access"), [("vso.code", Action.READ), ("vso.code_write", Action.WRITE), ("vso.build_execute", Action.ACT)]
)
def test_scopes_of_azure_devops(name, access):
    """They have an order of their own."""
    found = right(reviewed(v1(aud="499b84ac-1321-427f-aa17-267ca6975798", scp=name)), name)
    assert found.access is access
    assert "vso" not in found.allows
