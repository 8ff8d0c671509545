"""Graph's permissions, and which includes which."""

import pytest

from inspector.knowledge.permissions import (
    PermissionKind,
    implied_by_any,
    implies,
    permission,
    permission_with_id,
    permissions_named,
    resource_part,
    short_name,
)


@pytest.mark.parametrize(
    ("granted", "needed", "included"),
    [
        ("Mail.Read", "Mail.Read", True),
        ("mail.read", "Mail.Read", True),
        ("Mail.ReadWrite", "Mail.Read", True),
        ("Mail.Read", "Mail.ReadBasic", True),
        ("Mail.ReadWrite", "Mail.ReadBasic", True),
        ("Mail.Read", "Mail.ReadWrite", False),
        ("Mail.ReadBasic", "Mail.Read", False),
        ("User.Read.All", "User.Read", True),
        ("User.ReadWrite.All", "User.Read", True),
        ("User.ReadWrite.All", "User.ReadBasic.All", True),
        ("User.Read", "User.Read.All", False),
        ("User.ReadWrite", "User.Read.All", False),
        ("Mail.Read.Shared", "Mail.Read", True),
        ("Mail.Read", "Mail.Read.Shared", False),
        ("Application.ReadWrite.All", "Application.ReadWrite.OwnedBy", True),
        ("Application.ReadWrite.OwnedBy", "Application.ReadWrite.All", False),
        ("Sites.FullControl.All", "Sites.Read.All", True),
        ("Sites.FullControl.All", "Sites.Manage.All", True),
        ("Sites.Manage.All", "Sites.FullControl.All", False),
        ("Mail.ReadWrite", "Mail.Send", False),
        ("Mail.Read", "MailboxSettings.Read", False),
        ("Directory.Read.All", "User.Read.All", False),
        ("Orders.ReadWrite", "orders.read", True),
        ("access_as_user", "access_as_user", True),
        ("access_as_user", "Orders.Read", False),
        ("", "Orders.Read", False),
        ("RoleManagement.ReadWrite.Directory", "RoleManagement.Read.Directory", True),
        ("RoleManagement.Read.All", "RoleManagement.Read.Directory", False),
    ],
)
def test_a_permission_includes_what_its_name_says(granted, needed, included):
    """ReadWrite includes Read, .All includes one's own; letter case makes no difference."""
    assert implies(granted, needed) is included


def test_an_exact_permission_is_preferred():
    """The granted permission that is named is the exact one where there is one."""
    assert implied_by_any(("Mail.ReadWrite", "mail.read"), "Mail.Read") == "mail.read"
    assert implied_by_any(("User.Read", "Mail.ReadWrite"), "Mail.Read") == "Mail.ReadWrite"
    assert implied_by_any((), "Mail.Read") is None


def test_a_name_has_a_permission_of_each_kind():
    """Delegated and application permissions share names and differ by id and consent."""
    kinds = {each.kind for each in permissions_named("mail.READ")}
    assert kinds == {PermissionKind.DELEGATED, PermissionKind.APPLICATION}
    assert permission("Mail.Read", PermissionKind.APPLICATION).admin_consent
    assert not permission("Mail.Read", PermissionKind.DELEGATED).admin_consent
    assert permission("Orders.Read", PermissionKind.DELEGATED) is None


def test_a_permission_is_found_by_its_id():
    """Manifests name permissions by id."""
    assert permission_with_id("e1fe6dd8-ba31-4d61-89e7-88639da4683d").name == "User.Read"
    assert permission_with_id("E1FE6DD8-BA31-4D61-89E7-88639DA4683D").name == "User.Read"
    assert permission_with_id("00000000-0000-4000-8000-000000000001") is None
    assert permission_with_id("User.Read") is None


@pytest.mark.parametrize(
    ("scope", "resource", "name"),
    [
        ("User.Read", None, "User.Read"),
        ("https://graph.microsoft.com/User.Read", "https://graph.microsoft.com", "User.Read"),
        ("https://management.azure.com//.default", "https://management.azure.com/", ".default"),
        ("api://orders/Orders.Read", "api://orders", "Orders.Read"),
    ],
)
def test_a_scope_is_cut_at_its_last_slash(scope, resource, name):
    """What stands before the last slash is the audience."""
    assert (resource_part(scope), short_name(scope)) == (resource, name)
