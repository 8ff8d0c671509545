"""Metadata addresses: only known hosts, only ids in their strict shape."""

import pytest

from inspector.knowledge.metadata import is_known_host, may_sign, metadata_for, metadata_of_address

TENANT = "aaaabbbb-0000-cccc-1111-dddd2222eeee"
CONSUMERS = "9188040d-6c67-4c5b-b112-36a304b66dad"
APP = "00001111-aaaa-2222-bbbb-3333cccc4444"
END = "/.well-known/openid-configuration"
V2 = f"https://login.microsoftonline.com/{TENANT}/v2.0"


@pytest.mark.parametrize(
    ("claims", "address"),
    [
        ({"iss": V2, "tid": TENANT}, V2 + END),
        ({"iss": f"https://sts.windows.net/{TENANT}/", "tid": TENANT}, f"https://login.microsoftonline.com/{TENANT}{END}"),
        ({"iss": f"https://login.microsoftonline.us/{TENANT}/v2.0"}, f"https://login.microsoftonline.us/{TENANT}/v2.0{END}"),
        ({"iss": f"https://login.partner.microsoftonline.cn/{TENANT}/v2.0"}, f"https://login.partner.microsoftonline.cn/{TENANT}/v2.0{END}"),
        ({"iss": f"https://sts.chinacloudapi.cn/{TENANT}/"}, f"https://login.partner.microsoftonline.cn/{TENANT}{END}"),
        ({"iss": f"https://sts.windows.net/{TENANT}/", "aud": "https://graph.microsoft.us"}, f"https://login.microsoftonline.us/{TENANT}{END}"),
        ({"iss": f"https://sts.windows.net/{TENANT}/", "tenant_region_scope": "USGov"}, f"https://login.microsoftonline.us/{TENANT}{END}"),
        ({"iss": f"https://login.microsoftonline.com/{CONSUMERS}/v2.0", "tid": CONSUMERS}, f"https://login.microsoftonline.com/{CONSUMERS}/v2.0{END}"),
        ({"iss": f"https://{TENANT}.ciamlogin.com/{TENANT}/v2.0", "tid": TENANT}, f"https://{TENANT}.ciamlogin.com/{TENANT}/v2.0{END}"),
        ({"iss": f"https://contoso.b2clogin.com/{TENANT}/v2.0/", "tfp": "B2C_1_SignIn"}, f"https://contoso.b2clogin.com/{TENANT}/b2c_1_signin/v2.0{END}"),
        ({"iss": f"https://contoso.b2clogin.com/tfp/{TENANT}/b2c_1a_x/v2.0/"}, f"https://contoso.b2clogin.com/{TENANT}/b2c_1a_x/v2.0{END}"),
    ],
)  # fmt: skip
def test_each_shape_of_issuer_has_its_address(claims: dict, address: str):
    """By version, cloud and kind of tenant."""
    found = metadata_for(claims)
    assert (found.address, found.issuer, found.known) == (address, claims["iss"], True)


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"iss": 7},
        {"iss": "https://issuer.test/"},
        {"iss": "https://login.microsoftonline.com.evil.test/x/v2.0"},
        {"iss": f"http://login.microsoftonline.com/{TENANT}/v2.0"},
        {"iss": "https://login.microsoftonline.com/common/v2.0"},
        {"iss": "https://login.microsoftonline.com/contoso.com/v2.0"},
        {"iss": "https://login.microsoftonline.com/../evil/v2.0"},
        {"iss": f"https://login.microsoftonline.com@evil.test/{TENANT}/v2.0"},
        {"iss": f"https://login.microsoftonline.com:8443/{TENANT}/v2.0"},
        {"iss": f"https://login.microsoftonline.com/{TENANT}/v2.0", "tid": CONSUMERS},
        {"iss": f"https://login.microsoftonline.com/{TENANT}/v2.0", "tid": [TENANT]},
        {"iss": f"https://evil.test/.ciamlogin.com/{TENANT}/v2.0"},
        {"iss": f"https://evil.test#.ciamlogin.com/{TENANT}/v2.0"},
        {"iss": f"https://a.b.ciamlogin.com/{TENANT}/v2.0"},
        {"iss": f"https://contoso.b2clogin.com/{TENANT}/v2.0/"},
        {"iss": f"https://contoso.b2clogin.com/{TENANT}/v2.0/", "tfp": "../../x"},
        {"iss": f"https://contoso.b2clogin.com/{TENANT}/v2.0/", "tfp": ["B2C_1_x"]},
    ],
)
def test_everything_else_leads_nowhere(claims: dict):
    """No address is made of a host that isn't known or of ids in another shape."""
    assert metadata_for(claims) is None


def test_an_application_id_must_be_a_guid():
    """It enters the address as a query."""
    assert metadata_for({"iss": V2}, APP).address == f"{V2}{END}?appid={APP}"
    assert metadata_for({"iss": V2}, "x").address == V2 + END


def test_a_typed_issuer_has_its_address_below_it():
    """OpenID Connect Discovery: the document lies below the issuer, with or without slash."""
    assert metadata_of_address("https://i.test/a/").address == f"https://i.test/a{END}"
    assert metadata_of_address("https://i.test/a/").issuer == "https://i.test/a/"


@pytest.mark.parametrize(
    ("key_issuer", "issuer", "tenant", "may"),
    [
        ("https://login.microsoftonline.com/{tenantid}/v2.0", V2, TENANT, True),
        ("https://login.microsoftonline.com/{tenantid}/v2.0", f"https://sts.windows.net/{TENANT}/", TENANT, True),
        ("https://login.microsoftonline.com/{tenantid}/v2.0", V2, CONSUMERS, False),
        ("https://login.microsoftonline.com/{tenantid}/v2.0", V2, None, False),
        ("https://login.microsoftonline.com/{tenantid}/v2.0", V2, "../x", False),
        (f"https://login.microsoftonline.com/{CONSUMERS}/v2.0", V2, TENANT, False),
        (f"https://login.microsoftonline.com/{CONSUMERS}/v2.0", f"https://login.microsoftonline.com/{CONSUMERS}/v2.0", CONSUMERS, True),
        ("https://login.microsoftonline.us/{tenantid}/v2.0", V2, TENANT, False),
        ("https://login.partner.microsoftonline.cn/{tenantid}/v2.0", f"https://sts.windows.net/{TENANT}/", TENANT, True),
        (V2, None, TENANT, False),
    ],
)  # fmt: skip
def test_a_key_signs_for_the_issuer_it_is_published_for(
    key_issuer: str, issuer: str | None, tenant: str | None, may: bool
):
    """The placeholder is the token's tenant; a literal issuer is meant literally."""
    assert may_sign(key_issuer, issuer, tenant) is may


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("login.microsoftonline.com", True),
        ("sts.windows.net", True),
        ("contoso.ciamlogin.com", True),
        ("evil.test", False),
        ("login.microsoftonline.com.evil.test", False),
        ("ciamlogin.com", False),
        ("", False),
    ],
)
def test_known_hosts_are_those_of_the_table(host: str, known: bool):
    """And nothing that only looks like them."""
    assert is_known_host(host) is known
