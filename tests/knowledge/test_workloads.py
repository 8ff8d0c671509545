"""Services that give workloads tokens, and the forms of their subjects."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.knowledge.workloads import GITHUB, fits_glob, read_github_subject, workload_of

ID = "11112222-bbbb-3333-cccc-4444dddd5555"


@pytest.mark.parametrize(
    ("issuer", "subject", "name"),
    [
        (GITHUB, "", "GitHub Actions"),
        (f"{GITHUB}/contoso", "", "GitHub Actions"),
        ("https://github.contoso.com/_services/token", "", "GitHub Actions"),
        (f"https://oidc.prod-aks.azure.com/{ID}/", "", "Azure Kubernetes Service"),
        (f"https://westeurope.oic.prod-aks.azure.com/{ID}/{ID}/", "", "Azure Kubernetes Service"),
        ("https://oidc.eks.eu-west-1.amazonaws.com/id/ABC", "", "Amazon EKS"),
        ("https://gitlab.com", "", "GitLab"),
        ("https://gitlab.contoso.com", "", "GitLab"),
        ("https://app.terraform.io", "", "HCP Terraform"),
        ("https://accounts.google.com", "", "Google"),
        ("https://cognito-identity.amazonaws.com", "", "Amazon Cognito"),
        (f"https://vstoken.dev.azure.com/{ID}", "", "Azure DevOps"),
        (f"https://login.microsoftonline.com/{ID}/v2.0", f"/eid1/c/pub/t/x/a/y/sc/{ID}/{ID}", "Azure DevOps"),
        (f"https://login.microsoftonline.com/{ID}/v2.0", ID, "Entra ID"),
        ("https://agent.buildkite.com", "", "Buildkite"),
        (f"https://oidc.circleci.com/org/{ID}", "", "CircleCI"),
        (
            "https://api.bitbucket.org/2.0/workspaces/contoso/pipelines-config/identity/oidc", "", "Bitbucket Pipelines",
        ),
        ("https://oidc.contoso.com", "system:serviceaccount:a:b", "Kubernetes"),
        ("https://oidc.contoso.com", "somebody", None),
        ("", "", None),
    ],
)  # fmt: skip
def test_a_service_is_told_by_its_issuer(issuer, subject, name):
    """Or, where the issuer is one's own, by the form of the subject."""
    found = workload_of(issuer, subject)
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("subject", "parts"),
    [
        ("repo:contoso/orders:ref:refs/heads/main", ("contoso", "orders", None, None, "branch", "main")),
        ("repo:contoso/orders:ref:refs/heads/a:b/c", ("contoso", "orders", None, None, "branch", "a:b/c")),
        ("repo:contoso/orders:ref:refs/tags/v1", ("contoso", "orders", None, None, "tag", "v1")),
        ("repo:contoso/orders:environment:Prod EU", ("contoso", "orders", None, None, "environment", "Prod EU")),
        ("repo:contoso/orders:pull_request", ("contoso", "orders", None, None, "pull_request", "")),
        ("repo:contoso@12/orders@34:ref:refs/heads/main", ("contoso", "orders", "12", "34", "branch", "main")),
        ("repo:contoso/orders:refs/heads/main", ("contoso", "orders", None, None, "refs/heads/main", "")),
        ("repo:contoso/orders", ("contoso", "orders", None, None, "", "")),
        ("repo:contoso", None),
        ("repository_owner_id:1:repository_id:2", None),
    ],
)
def test_a_subject_of_github_is_read(subject, parts):
    """The usual form, with names only or with the immutable ids."""
    assert read_github_subject(subject) == parts


@given(st.text(max_size=40))
def test_a_text_without_signs_fits_itself_only(text):
    """What holds no * or ? is compared literally."""
    if not set(text) & set("*?"):
        assert fits_glob(text, text)
        assert not fits_glob(text + "x", text)
    assert fits_glob(text, "*")


@pytest.mark.parametrize(
    ("text", "pattern", "fits"),
    [
        ("repo:a/b:ref:refs/heads/x", "repo:a/*:ref:refs/heads/*", True),
        ("repo:a/b:environment:x", "repo:a/*:ref:refs/heads/*", False),
        ("abc", "a?c", True),
        ("ac", "a?c", False),
        ("", "", True),
        ("x", "", False),
        ("a" * 600, "*a" * 200 + "b", False),
    ],
)
def test_signs_stand_for_other_characters(text, pattern, fits):
    """A hostile pattern ends as well."""
    assert fits_glob(text, pattern) is fits
