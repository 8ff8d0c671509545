"""Where a federated credential differs from what is presented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.diagnosis.federation import (
    EXCHANGE,
    Held,
    Part,
    Presented,
    Unlike,
    differences,
    first_difference,
    nearest,
    unlike,
)

GITHUB = "https://token.actions.githubusercontent.com"
MAIN = "repo:contoso/orders:ref:refs/heads/main"
SENT = Presented(GITHUB, MAIN, EXCHANGE, "a1")


def held(issuer=GITHUB, subject=MAIN, audience=EXCHANGE, expression=None):
    """Return a credential with these values."""
    return Held(issuer, subject, (audience,), expression, "gh", "", "a2")


@pytest.mark.parametrize(
    ("credential", "kind", "place"),
    [
        (held(issuer=f"{GITHUB}/"), Unlike.SLASH, 44),
        (held(issuer=GITHUB.upper()), Unlike.CASE, 1),
        (held(subject=MAIN.replace("contoso", "Contoso")), Unlike.CASE, 6),
        (held(subject=f"{MAIN} "), Unlike.INVISIBLE, 40),
        (held(subject=f"{MAIN}\u200b"), Unlike.INVISIBLE, 40),
        (held(subject=f" {MAIN}"), Unlike.INVISIBLE, 1),
        (held(subject=MAIN.replace("contoso", "cont\u043eso")), Unlike.LOOKALIKE, 10),
        (held(subject=MAIN.replace("/", "\u2215", 1)), Unlike.LOOKALIKE, 13),
        (held(subject="repo:contoso/orders:ref:refs%2Fheads%2Fmain"), Unlike.ENCODED, 29),
        (held(subject="repo:contoso/*"), Unlike.WILDCARD, 14),
        (held(subject="repo:fabrikam/*"), Unlike.OTHER, 6),
        (held(subject="repo:contoso/orders:environment:main"), Unlike.OTHER, 21),
        (held(audience="api://azureadtokenexchange"), Unlike.CASE, 7),
        (held(audience="api://other"), Unlike.OTHER, 7),
        (held(subject=None, expression="claims['sub'] matches 'repo:fabrikam/*'"), Unlike.EXPRESSION, 6),
        (held(subject=None, expression="claims['sub'] eq 'repo:contoso/orders'"), Unlike.EXPRESSION, 20),
    ],
)  # fmt: skip
def test_each_kind_of_difference_is_told_with_its_place(credential, kind, place):
    """Characters are counted from 1."""
    [found] = differences(SENT, credential)
    assert (found.kind, found.position) == (kind, place)


@pytest.mark.parametrize(
    "credential",
    [
        held(),
        held(issuer="${azurerm_kubernetes_cluster.x.oidc_issuer_url}"),
        held(issuer="azurerm_kubernetes_cluster.x.oidc_issuer_url"),
        held(subject="repo:${var.repository}:ref:refs/heads/main"),
        held(subject=None, expression="claims['sub'] matches 'repo:contoso/*:ref:refs/heads/*'"),
    ],
)
def test_what_fits_or_is_left_open_has_no_difference(credential):
    """A template's variables are only known when it runs."""
    assert differences(SENT, credential) == ()


def test_what_a_refusal_leaves_out_is_not_compared():
    """AADSTS700213 names the subject only."""
    assert differences(Presented(None, MAIN, None, "a1"), held(issuer="https://x", audience="y")) == ()


def test_the_nearest_credential_has_the_fewest_differences():
    """Then the longest beginning in common."""
    far, near = held(subject="repo:fabrikam/x:pull_request"), held(subject="repo:contoso/orders:ref:refs/heads/dev")
    assert nearest(SENT, (held(issuer="https://x", subject="y"), far, near)) is near


@given(st.text(max_size=30), st.text(max_size=30))
def test_the_first_difference_is_where_the_values_part(one, other):
    """Before it they are the same, at it they are not."""
    if one != other:
        at = first_difference(one, other) - 1
        assert one[:at] == other[:at]
        assert one[at : at + 1] != other[at : at + 1]
        assert unlike(one, other) in Unlike


def test_parts_are_compared_in_the_order_in_which_entra_id_names_them():
    """Issuer, subject, audience."""
    found = differences(SENT, held(issuer="https://x", subject="y", audience="z"))
    assert [each.part for each in found] == [Part.ISSUER, Part.SUBJECT, Part.AUDIENCE]
