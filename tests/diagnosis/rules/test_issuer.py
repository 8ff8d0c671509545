"""Issuer against version, tenant and cloud."""

import pytest

from inspector.diagnosis.finding import Severity
from inspector.diagnosis.rules import issuer
from tests.diagnosis.judging import API, GRAPH, TENANT, ids, judge, v1
from tests.minting import entra


@pytest.mark.parametrize(
    ("claims", "found"),
    [
        (v1(), []),
        (entra(), []),
        (v1(ver="2.0"), ["issuer-version-mismatch"]),
        (entra(ver="1.0"), ["issuer-version-mismatch"]),
        (entra(ver=None), []),
        (entra(tid=API), ["issuer-tenant-mismatch"]),
        (entra(tid=TENANT.upper()), []),
        (entra(iss="https://login.microsoftonline.com/common/v2.0"), ["issuer-tenant-mismatch"]),
        (entra(iss="https://login.microsoftonline.com/{tenantid}/v2.0"), ["issuer-tenant-mismatch"]),
        (entra(iss=f"https://login.microsoftonline.com.evil.example/{TENANT}/v2.0"), ["issuer-lookalike"]),
        (entra(iss=f"http://login.microsoftonline.com/{TENANT}/v2.0"), ["issuer-lookalike"]),
        (entra(iss=f"https://login.microsoftonline.com/{TENANT}"), ["issuer-lookalike"]),
        ({"iss": "https://accounts.google.com", "sub": "1", "aud": "x"}, []),
        (entra(aud="https://graph.microsoft.us"), ["cloud-mismatch"]),
        (v1(aud="https://graph.microsoft.us"), []),
        (v1(iss=f"https://sts.chinacloudapi.cn/{TENANT}/", aud=GRAPH), ["cloud-mismatch"]),
        (entra(iss=f"https://contoso.b2clogin.com/{API}/v2.0/", tid=TENANT), []),
        (entra(iss=["x"]), []),
    ],
)
def test_each_issuer_has_its_finding(claims, found):
    """The parts of an issuer belong together; other issuers are left alone."""
    assert ids(judge(issuer, claims)) == found


def test_the_cloud_of_the_call_counts():
    """A global token is worth nothing at a national API."""
    [found] = judge(issuer, entra(aud=GRAPH), calling="GET https://graph.microsoft.us/v1.0/me")
    assert (found.id, found.severity) == ("cloud-mismatch", Severity.BLOCKER)
    assert found.remedies[0].snippet == f"https://login.microsoftonline.us/{TENANT}"
