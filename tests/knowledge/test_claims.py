"""What claims mean, and what their values say."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.knowledge.claims import advice_on, claim, meaning_of
from inspector.knowledge.directory_roles import directory_role
from inspector.knowledge.readings import reading_of
from inspector.knowledge.tenants import tenant_name
from inspector.resource_files import read_text

NAMES = [json.loads(line)["claim"] for line in read_text("knowledge/claims.jsonl").splitlines()]
TID = "aaaabbbb-0000-cccc-1111-dddd2222eeee"


@pytest.mark.parametrize("name", NAMES)
def test_every_claim_of_the_table_is_found(name):
    """The first and the last row too."""
    assert claim(name).name == name
    assert meaning_of(name)


@pytest.mark.parametrize("name", ["", "AUD", "au", 'aud"', "aud\n", "x" * 1000, "aud\\", "claim"])
def test_a_name_that_is_no_claim_has_no_meaning(name):
    """Names come from hostile tokens; letter case counts."""
    assert meaning_of(name) == ""
    assert advice_on(name) is None


def test_directory_extensions_share_one_meaning():
    """extn.NAME and extension_APP_NAME are attributes that the organization stored."""
    assert meaning_of("extn.costCenter") == meaning_of("extension_0123_costCenter") == meaning_of("extn.*")


def test_the_short_names_of_a_proof_mean_nothing_elsewhere():
    """`b`, `m`, `p`, `q` and their kin are members of a proof of possession alone."""
    assert meaning_of("b", ("pop_token",))
    assert meaning_of("b", ("user", "access", "v2", "entra")) == ""


def test_the_meaning_fits_the_kind_of_token():
    """The most specific tag wins, and a general one helps out."""
    app = ("service-principal", "app", "access", "v2", "entra")
    assert "client secret" in meaning_of("amr", app)
    assert "client that signed the user in" in meaning_of("aud", ("user", "delegated", "id", "v2", "entra"))
    assert "Application permissions" in meaning_of("roles", app)
    assert "App roles" in meaning_of("roles", ("member", "user", "delegated", "access", "v2", "entra"))
    assert "managed identity" in meaning_of("oid", ("managed-identity", "app", "access", "v1", "entra"))
    assert "hashed" in meaning_of("nonce", ("header",))


def test_other_issuers_get_no_meanings_of_entra_ids():
    """What a claim means at Microsoft says nothing about another issuer's."""
    assert meaning_of("rh", ("other",)) == ""
    assert meaning_of("iss", ("other",))
    assert meaning_of("scp", ("other",))
    assert advice_on("upn", ("other",)) is None


@pytest.mark.parametrize(
    ("name", "value", "reading"),
    [
        ("amr", ["pwd", "mfa"], "password or client secret, multifactor authentication completed"),
        ("amr", "pwd", "password or client secret"),
        ("acr", "1", "met ISO/IEC 29115"),
        ("appidacr", "1", "client secret"),
        ("azpacr", 2, "certificate, federated credential or managed identity"),
        ("azpacr", "7", None),
        ("xms_idrel", "1 10", "member"),
        ("xms_idrel", "8 33 2", "federated managed identity"),
        ("xms_idrel", "2 4", None),
        ("xms_sub_fct", "3 13", "agent's user account"),
        ("acct", 0, "member"),
        ("acct", 1, "guest"),
        ("acct", True, None),
        ("idtyp", "app", "application without a user"),
        ("aud", "https://graph.microsoft.com", "Microsoft Graph"),
        ("aud", "api://orders", None),
        ("appid", "04b07795-8ddb-461a-bbee-02f9e1bf7b46", "Microsoft Azure CLI"),
        ("tid", "9188040d-6c67-4c5b-b112-36a304b66dad", "Microsoft accounts (consumers)"),
        ("tid", TID.upper(), "Placeholder tenant in Microsoft docs samples"),
        ("idp", "live.com", "a personal Microsoft account"),
        ("idp", f"https://sts.windows.net/{'1' * 8}-2222-3333-4444-555555555555/", None),
        ("iss", f"https://login.microsoftonline.us/{TID}/v2.0", "Entra ID, v2.0 issuer, US Government"),
        ("iss", "https://accounts.google.com", None),
        ("wids", ["62e90394-69f5-4237-9190-012177145e10"], "Global Administrator"),
        ("wids", ["0997a1d0-0d1d-4acb-b408-d5ca73121e90"], "app-only token marker (a marker, not a role)"),
        ("roles", ["e1fe6dd8-ba31-4d61-89e7-88639da4683d"], "User.Read"),
        ("roles", ["Admin"], None),
        ("xms_cc", ["CP1"], "handles claims challenges (continuous access evaluation)"),
        ("groups", ["a", "b"], "2 groups"),
        (
            "xms_mirid",
            "/subscriptions/s/resourcegroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id1",
            "user-assigned identity id1",
        ),
        (
            "xms_mirid",
            "/subscriptions/s/resourcegroups/g/providers/Microsoft.Compute/virtualMachines/vm1",
            "system-assigned identity of vm1 (virtualMachines)",
        ),
        ("exp", 5, None),
        ("unheard-of", "x", None),
    ],
)
def test_a_value_is_read_in_words(name, value, reading):
    """Odd numbers, codes and identifiers become words; what speaks for itself has no reading."""
    found = reading_of(name, value)
    if name == "idp" and reading is None:
        assert found.startswith("the Entra tenant")
    else:
        assert found == reading


def test_long_lists_are_cut():
    """Beyond a dozen only the number is told."""
    assert reading_of("amr", ["pwd"] * 20).endswith("8 more")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(NAMES), JSON)
@settings(max_examples=300)
def test_no_value_makes_a_reading_raise(name, value):
    """Values come from hostile tokens and may have any type."""
    assert reading_of(name, value) is None or isinstance(reading_of(name, value), str)


def test_markers_are_not_roles():
    """The claim wids holds markers besides roles; they grant nothing."""
    assert not directory_role("62E90394-69F5-4237-9190-012177145E10").implicit
    assert directory_role("b79fbf4d-3ef9-4689-8143-76b194e85509").implicit
    assert directory_role("x") is None


def test_well_known_tenants_have_names():
    """Others have none offline."""
    assert tenant_name("f8cdef31-a31e-4b4a-93e4-5f571e91255a") == "Microsoft Services (first-party apps)"
    assert tenant_name("11111111-2222-3333-4444-555555555555") is None
