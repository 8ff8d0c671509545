"""Groups overage."""

import pytest

from inspector.diagnosis.rules import groups
from tests.diagnosis.judging import TENANT, app_only, ids, judge, v1

SOURCES = {
    "_claim_names": {"groups": "src1"},
    "_claim_sources": {"src1": {"endpoint": f"https://graph.windows.net/{TENANT}/users/x/getMemberObjects"}},
}


@pytest.mark.parametrize(
    ("claims", "found"),
    [
        (v1(**SOURCES), ["groups-overage"]),
        (v1(hasgroups=True), ["groups-overage"]),
        (v1(hasgroups="true"), ["groups-overage"]),
        (v1(hasgroups=False), []),
        (v1(groups=["a"], **SOURCES), []),
        (v1(_claim_names={"roles": "src1"}), []),
        (v1(_claim_names="groups"), []),
        (v1(groups=["a"] * 200), []),
        (v1(), []),
    ],
)
def test_overage_is_told_by_its_pointers(claims, found):
    """Groups that are there are no overage."""
    assert ids(judge(groups, claims)) == found


def test_the_groups_are_asked_for_at_graph_and_never_at_the_tokens_address():
    """The address in the token is of a retired API, and from the paste."""
    [found] = judge(groups, v1(**SOURCES))
    snippet = found.remedies[0].snippet
    assert (
        snippet == "POST https://graph.microsoft.com/v1.0/users/11112222-bbbb-3333-cccc-4444dddd5555/getMemberObjects"
    )
    assert "graph.windows.net" not in str(found.remedies)


def test_clouds_and_applications_have_their_own_address():
    """China's Graph has another host; an application is a service principal."""
    [china] = judge(groups, v1(iss=f"https://sts.chinacloudapi.cn/{TENANT}/", **SOURCES))
    [app] = judge(groups, app_only(oid="x; rm", **SOURCES))
    assert "microsoftgraph.chinacloudapi.cn" in china.remedies[0].snippet
    assert app.remedies[0].snippet.endswith("/servicePrincipals/OBJECT_ID/getMemberObjects")
