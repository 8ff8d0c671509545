"""What a request to Graph needs."""

import pytest

from inspector.diagnosis.finding import Severity, Who
from inspector.diagnosis.rules import calling
from tests.diagnosis.judging import GRAPH, app_only, id_token, ids, judge, v1

MESSAGES = "GET https://graph.microsoft.com/v1.0/me/messages"
MSA = "9188040d-6c67-4c5b-b112-36a304b66dad"


@pytest.mark.parametrize(
    ("claims", "call", "found"),
    [
        (v1(aud=GRAPH, scp="Mail.Read"), MESSAGES, []),
        (v1(aud=GRAPH, scp="mail.readwrite"), f"{MESSAGES}?$select=subject", []),
        (v1(aud=GRAPH, scp="User.Read"), MESSAGES, ["permission-missing"]),
        (v1(aud=GRAPH, scp="User.Read"), "GET /me", []),
        (v1(aud=GRAPH, scp="Mail.Read"), "POST https://graph.microsoft.com/v1.0/me/sendMail", ["permission-missing"]),
        (app_only(), MESSAGES, ["me-without-user"]),
        (app_only(), "GET https://graph.microsoft.com/beta/me", ["me-without-user"]),
        (app_only(), "GET https://graph.microsoft.com/v1.0/users/x/messages", []),
        (
            app_only(roles=["User.Read.All"]),
            "GET https://graph.microsoft.com/v1.0/users/x/messages",
            ["permission-missing"],
        ),
        (app_only(roles=None), "GET https://graph.microsoft.com/v1.0/users", ["permission-missing"]),
        (
            v1(aud=GRAPH, tid=MSA, scp="Group.Read.All"),
            "GET https://graph.microsoft.com/v1.0/groups",
            ["call-not-supported"],
        ),
        (v1(aud=GRAPH), "POST https://graph.microsoft.com/v1.0/$batch", ["call-permissions-unknown"]),
        (v1(aud=GRAPH), "GET https://graph.microsoft.com/v1.0/nothing/of/the/kind", ["call-permissions-unknown"]),
        (v1(aud=GRAPH, scp=None), MESSAGES, []),
        (v1(aud="api://orders"), MESSAGES, []),
        (id_token(), MESSAGES, []),
        (v1(aud="https://management.azure.com/"), "GET https://management.azure.com/subscriptions", []),
        (v1(aud="api://orders"), "GET https://orders.contoso.com/api", []),
        (v1(aud=GRAPH), "not a call", []),
    ],
)
def test_each_call_has_its_finding(claims, call, found):
    """Permissions are compared only for tokens that are for Graph at all."""
    assert ids(judge(calling, claims, calling=call)) == found


def test_a_missing_delegated_permission_is_the_least_one():
    """The scope to ask for stands in full."""
    [found] = judge(calling, v1(aud=GRAPH, scp="User.Read"), calling=MESSAGES)
    assert found.severity is Severity.BLOCKER
    assert found.sentence == "GET /me/messages needs the delegated permission Mail.ReadBasic, which this token lacks."
    assert found.remedies[0].snippet == "https://graph.microsoft.com/Mail.ReadBasic"


def test_a_missing_application_permission_is_an_administrators_matter():
    """Application permissions always need admin consent."""
    [found] = judge(calling, app_only(roles=None), calling="GET https://graph.microsoft.com/v1.0/users/x/messages")
    assert found.remedies[0].who is Who.TENANT_ADMIN
    assert found.remedies[1].snippet == "https://graph.microsoft.com/.default"


def test_me_is_replaced_by_the_users_address():
    """The rest of the address stays."""
    [found] = judge(calling, app_only(), calling="GET https://graph.microsoft.com/beta/me/messages")
    assert found.remedies[0].snippet == "GET https://graph.microsoft.com/beta/users/{user-id}/messages"


def test_a_national_cloud_keeps_its_host():
    """The scope belongs to the host that is called."""
    claims = v1(aud="https://graph.microsoft.us", scp="User.Read")
    [found] = judge(calling, claims, calling="GET https://graph.microsoft.us/v1.0/me/messages")
    assert found.remedies[0].snippet == "https://graph.microsoft.us/Mail.ReadBasic"
