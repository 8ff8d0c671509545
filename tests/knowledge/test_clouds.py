"""Issuers, their families and clouds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.knowledge.clouds import Cloud, Family, authority_of, cloud_of_host, read_issuer

TID = "aaaabbbb-0000-cccc-1111-dddd2222eeee"
MSA = "9188040d-6c67-4c5b-b112-36a304b66dad"


@pytest.mark.parametrize(
    ("iss", "family", "cloud", "tenant", "version"),
    [
        (f"https://sts.windows.net/{TID}/", Family.ENTRA_V1, None, TID, "1.0"),
        (f"https://sts.chinacloudapi.cn/{TID}/", Family.ENTRA_V1, Cloud.CHINA, TID, "1.0"),
        (f"https://login.microsoftonline.com/{TID}/v2.0", Family.ENTRA_V2, Cloud.GLOBAL, TID, "2.0"),
        (f"https://login.microsoftonline.us/{TID}/v2.0", Family.ENTRA_V2, Cloud.US_GOV, TID, "2.0"),
        (f"https://login.partner.microsoftonline.cn/{TID}/v2.0", Family.ENTRA_V2, Cloud.CHINA, TID, "2.0"),
        (f"https://login.microsoftonline.com/{MSA}/v2.0", Family.PERSONAL, Cloud.GLOBAL, MSA, "2.0"),
        (f"https://{TID}.ciamlogin.com/{TID}/v2.0", Family.EXTERNAL_ID, Cloud.GLOBAL, TID, "2.0"),
        (f"https://contoso.b2clogin.com/{TID}/v2.0/", Family.B2C, Cloud.GLOBAL, TID, "2.0"),
        (f"https://contoso.b2clogin.com/tfp/{TID}/b2c_1_signin/v2.0/", Family.B2C, Cloud.GLOBAL, TID, "2.0"),
        (f"https://login.microsoftonline.com/{TID}/v2.0/", Family.B2C, Cloud.GLOBAL, TID, "2.0"),
        (f"00000001-0000-0000-c000-000000000000@{TID}", Family.ACS, None, TID, None),
        (f"https://practice.test/{TID}/v2.0", Family.ENTRA_V2, Cloud.PRACTICE, TID, "2.0"),
        (f"https://sts.practice.test/{TID}/", Family.ENTRA_V1, Cloud.PRACTICE, TID, "1.0"),
        ("https://accounts.google.com", Family.OTHER, None, None, None),
        (f"http://sts.windows.net/{TID}/", Family.OTHER, None, None, None),
        (f"https://login.windows.net/{TID}/v2.0", Family.OTHER, None, None, None),
        (f"https://login.microsoftonline.com.evil.example/{TID}/v2.0", Family.OTHER, None, None, None),
        (f"https://evilciamlogin.com/{TID}/v2.0", Family.OTHER, None, None, None),
        ("", Family.OTHER, None, None, None),
    ],
)
def test_an_issuer_tells_family_cloud_tenant_and_version(iss, family, cloud, tenant, version):
    """Each shape that Entra ID issues is told apart; everything else is another issuer's."""
    found = read_issuer(iss)
    assert (found.family, found.cloud, found.tenant, found.version) == (family, cloud, tenant, version)


@given(st.text(max_size=80))
@settings(max_examples=200)
def test_no_text_makes_an_issuer_raise(text):
    """Issuers come from hostile tokens."""
    read_issuer(text)
    read_issuer(f"https://sts.windows.net/{text}")
    read_issuer(f"https://x.b2clogin.com/{text}")


@pytest.mark.parametrize(
    ("host", "cloud"),
    [
        ("graph.microsoft.com", Cloud.GLOBAL),
        ("graph.microsoft.us", Cloud.US_GOV),
        ("management.usgovcloudapi.net", Cloud.US_GOV),
        ("acct.blob.core.chinacloudapi.cn", Cloud.CHINA),
        ("orders.contoso.us", None),
        ("orders.contoso.com", None),
    ],
)
def test_a_host_tells_its_cloud_only_where_it_is_microsofts(host, cloud):
    """A customer's own host, in any country, says nothing."""
    assert cloud_of_host(host) is cloud


def test_each_cloud_has_its_authority():
    """An unknown cloud signs in at the global authority."""
    assert authority_of(Cloud.US_GOV) == "login.microsoftonline.us"
    assert authority_of(Cloud.CHINA) == "login.partner.microsoftonline.cn"
    assert authority_of(None) == "login.microsoftonline.com"
