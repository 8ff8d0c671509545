"""Which permission a call to Microsoft Graph needs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.knowledge.clouds import Cloud
from inspector.knowledge.endpoints import Scheme, need_of, needs, read_call

GRAPH = "https://graph.microsoft.com"


def least(calling, scheme=Scheme.WORK):
    """Return the least privileged permissions for a call."""
    need = need_of(read_call(calling), scheme)
    return need.suggestion if need else None


@pytest.mark.parametrize(
    ("calling", "expected"),
    [
        (f"GET {GRAPH}/v1.0/me/messages?$select=subject&$top=5", "Mail.ReadBasic"),
        (f"GET {GRAPH}/v1.0/me", "User.Read"),
        (f"GET {GRAPH}/beta/me", "User.Read"),
        ("GET /me", "User.Read"),
        ("/v1.0/me/messages", "Mail.ReadBasic"),
        (f"{GRAPH}/v1.0/me", "User.Read"),
        (f"get {GRAPH}/v1.0/me/", "User.Read"),
        (f"GET {GRAPH}/v1.0/me HTTP/1.1", "User.Read"),
        (f"HEAD {GRAPH}/v1.0/me", "User.Read"),
        ("GET graph.microsoft.com/v1.0/me", "User.Read"),
        (f"GET {GRAPH}/V1.0/ME/Messages/AAMkAD=", "Mail.Read"),
        (f"POST {GRAPH}/v1.0/me/sendMail", "Mail.Send"),
        (f"PATCH {GRAPH}/v1.0/me/messages/AAMk%2Fx=", "Mail.ReadWrite"),
        (f"GET {GRAPH}/v1.0/users/alice@contoso.com/messages", "Mail.ReadBasic"),
        (f"GET {GRAPH}/v1.0/users('alice@contoso.com')/memberOf", "User.Read"),
        (f"GET {GRAPH}/v1.0/users/{{user-id}}/calendarView", "Calendars.ReadBasic"),
        (f"GET {GRAPH}/v1.0/me/calendarView?startDateTime=x", "Calendars.ReadBasic"),
        (f"GET {GRAPH}/v1.0/reports/getEmailActivityUserDetail(period='D7')", "Reports.Read.All"),
        (f"GET {GRAPH}/v1.0/groups/1/members/microsoft.graph.user", "GroupMember.ReadBasic.All"),
        (f"GET {GRAPH}/v1.0/groups/1/members/$count", "GroupMember.ReadBasic.All"),
        (f"GET {GRAPH}/v1.0/me/drive/root:/Docs/Q1/a b.xlsx:/content", "Files.Read"),
        (f"GET {GRAPH}/v1.0/me/drive/root/children", "Files.Read"),
        (f"GET {GRAPH}/v1.0/drives/1/root/children", "Files.Read"),
        (f"GET {GRAPH}/v1.0/sites/contoso.sharepoint.com:/sites/team:/lists", "Sites.Read.All"),
        (f"PATCH {GRAPH}/v1.0/applications(appId='x')", "Application.ReadWrite.All"),
        ("GET https://graph.microsoft.us/v1.0/me/messages", "Mail.ReadBasic"),
        ("GET https://microsoftgraph.chinacloudapi.cn/v1.0/me/messages", "Mail.ReadBasic"),
    ],
)
def test_the_least_privileged_permission_of_a_call(calling, expected):
    """Ids, keys, functions, casts, paths, queries, versions, letter case and clouds lead to the documented row."""
    assert least(calling) == (expected,)


def test_each_kind_of_caller_has_its_own_permission():
    """Applications need other permissions than users, and personal accounts may have none."""
    messages = f"GET {GRAPH}/v1.0/users/x/messages"
    assert least(messages, Scheme.APPLICATION) == ("Mail.ReadBasic.All",)
    assert least(f"GET {GRAPH}/v1.0/groups", Scheme.PERSONAL) is None


def test_a_literal_row_is_preferred_to_a_template():
    """/sites/root is a path of its own, not a site called root."""
    assert needs(read_call(f"GET {GRAPH}/v1.0/sites/root"))[0].template == "/sites/root"


def test_a_need_is_met_by_any_documented_permission_or_a_wider_one():
    """Any of the listed permissions is enough; letter case makes no difference."""
    need = need_of(read_call(f"GET {GRAPH}/v1.0/me/messages"), Scheme.WORK)
    assert need.met_by(["mail.readbasic"])
    assert need.met_by(["User.Read", "Mail.ReadWrite"])
    assert not need.met_by(["User.Read"])
    assert not need.met_by([])


def test_permissions_that_are_needed_together_must_all_be_there():
    """A+B|C means A with B or C."""
    need = need_of(read_call(f"POST {GRAPH}/v1.0/agentRegistry/agentCollections/1/members/$ref"), Scheme.WORK)
    assert need.suggestion == ("AgentCollection.ReadWrite.All", "AgentInstance.Read.All")
    assert need.met_by(["AgentCollection.ReadWrite.All", "AgentInstance.ReadWrite.All"])
    assert not need.met_by(["AgentCollection.ReadWrite.All"])


def test_a_batch_has_no_permission_of_its_own():
    """Each request of a batch needs its own permissions."""
    call = read_call(f"POST {GRAPH}/v1.0/$batch")
    assert call.is_batch
    assert needs(call) == ()


@pytest.mark.parametrize(
    ("calling", "name"),
    [
        ("GET https://management.azure.com/subscriptions?api-version=2022-12-01", "Azure Resource Manager"),
        ("GET https://v1.vault.azure.net/secrets/x", "Azure Key Vault"),
        ("PUT https://acct.blob.core.windows.net/c/b", "Azure Storage"),
        ("GET https://contoso.sharepoint.com/_api/web", "SharePoint Online"),
        ("GET https://graph.microsoft.com.evil.example/v1.0/me", None),
        ("GET https://orders.contoso.com/api", None),
        ("GET http://localhost:5001/api", None),
    ],
)
def test_a_call_names_its_api(calling, name):
    """The host tells which API of Microsoft's is called, if any."""
    call = read_call(calling)
    assert (call.resource.name if call.resource else None) == name
    assert not call.is_graph


@pytest.mark.parametrize("calling", ["", "   ", "hello", "GET", "POST something"])
def test_what_names_no_address_is_no_call(calling):
    """Words without a host or path give None."""
    assert read_call(calling) is None


def test_a_call_tells_its_cloud_and_version():
    """The national hosts of Graph belong to their clouds."""
    call = read_call("GET https://graph.microsoft.us/beta/me")
    assert (call.cloud, call.version, call.path, call.is_for_signed_in_user) == (Cloud.US_GOV, "beta", "/me", True)
    assert not read_call(f"GET {GRAPH}/v1.0/members").is_for_signed_in_user


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_text_makes_a_call_raise(text):
    """The person's words may be anything."""
    read_call(text)
    call = read_call(f"GET {GRAPH}/v1.0/{text}")
    if call:
        needs(call)


def test_of_several_least_permissions_one_that_only_reads_is_suggested() -> None:
    """Microsoft's table calls two permissions least for GET /groups, and one of them writes."""
    call = read_call("GET https://graph.microsoft.com/v1.0/groups")
    assert call is not None
    assert all("Write" not in name for need in needs(call) for name in need.suggestion)
