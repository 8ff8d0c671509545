"""The tenant that is expected."""

import pytest

from inspector.diagnosis.diagnose import diagnose
from inspector.diagnosis.rules import tenant
from tests.diagnosis.judging import API, TENANT, case_of, ids, judge, v1
from tests.minting import entra

MSA = "9188040d-6c67-4c5b-b112-36a304b66dad"
PERSONAL = entra(iss=f"https://login.microsoftonline.com/{MSA}/v2.0", tid=MSA)


@pytest.mark.parametrize(
    ("claims", "wanted", "found"),
    [
        (v1(), TENANT, []),
        (v1(), TENANT.upper(), []),
        (v1(), f" {TENANT} ", []),
        (v1(), API, ["tenant-mismatch"]),
        (v1(), "contoso.onmicrosoft.com", ["tenant-not-comparable"]),
        (v1(), "common", []),
        (v1(), "organizations", []),
        (v1(), "consumers", ["tenant-mismatch"]),
        (PERSONAL, "organizations", ["tenant-mismatch"]),
        (PERSONAL, "consumers", []),
        (PERSONAL, TENANT, ["tenant-mismatch"]),
        (v1(tid=None), API, ["tenant-mismatch"]),
        ({"iss": "https://issuer.example", "sub": "1", "aud": "x"}, API, []),
        (v1(), "", []),
    ],
)
def test_each_tenant_has_its_finding(claims, wanted, found):
    """Ids are compared, words understood, and domains said to be beyond offline reach."""
    assert ids(judge(tenant, claims, tenant=wanted)) == found


def test_the_remedy_is_the_tenants_own_authority():
    """The snippet is the authority to sign in at; a well-known tenant has a name."""
    [found] = judge(tenant, PERSONAL, tenant=TENANT)
    assert found.remedies[0].snippet == f"https://login.microsoftonline.com/{TENANT}"
    assert "Microsoft accounts (consumers)" in found.sentence
    assert "personal" in found.why


def test_what_could_not_be_compared_is_said():
    """A tenant by name beside other expectations is not checked; alone it decides nothing."""
    with_audience = diagnose(case_of(v1(aud="api://orders"), audiences=("api://orders",), tenant="contoso.com"))
    alone = diagnose(case_of(v1(), tenant="contoso.com"))
    assert (with_audience.verdict.outcome, "tenant" in with_audience.not_checked) == ("accepted", True)
    assert (alone.verdict.outcome, alone.verdict.remedy is not None) == ("undecided", True)
    assert "tenant" not in diagnose(case_of(v1(), tenant=TENANT)).not_checked
