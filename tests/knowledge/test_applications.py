"""Microsoft's applications by id and by audience."""

import pytest

from inspector.knowledge.applications import application, application_for

GRAPH = "00000003-0000-0000-c000-000000000000"


def test_an_application_is_found_by_its_id_in_either_letter_case():
    """Ids are compared without letter case."""
    assert application("04b07795-8ddb-461a-bbee-02f9e1bf7b46").name == "Microsoft Azure CLI"
    assert application("04B07795-8DDB-461A-BBEE-02F9E1BF7B46").name == "Microsoft Azure CLI"


@pytest.mark.parametrize("value", ["", "x", "api://orders", "00000000-0000-4000-8000-000000000001", "a" * 36])
def test_what_is_not_microsofts_is_not_found(value):
    """Unknown ids and anything that is no id give None."""
    assert application(value) is None


@pytest.mark.parametrize(
    "audience",
    [
        GRAPH,
        "https://graph.microsoft.com",
        "https://graph.microsoft.com/",
        "https://Graph.Microsoft.com/",
        "https://graph.microsoft.com:443/",
        "graph.microsoft.com",
    ],
)
def test_every_spelling_of_an_audience_names_its_application(audience):
    """Slash, letter case, default port and a missing scheme make no difference."""
    assert application_for(audience).id == GRAPH


@pytest.mark.parametrize(
    ("audience", "name"),
    [
        ("https://contoso.sharepoint.com", "Office 365 SharePoint Online"),
        ("https://contoso-my.sharepoint.com/", "Office 365 SharePoint Online"),
        ("https://vault1.vault.azure.net", "Azure Key Vault"),
        ("https://org.crm4.dynamics.com/", "Dataverse"),
        ("https://outlook.office365.com:443/", "Office 365 Exchange Online"),
    ],
)
def test_wildcard_hosts_fit_any_label(audience, name):
    """`*` in the table stands for a host's first label."""
    assert application_for(audience).name == name


@pytest.mark.parametrize(
    "audience",
    [
        "https://evilgraph.microsoft.com.example.org",
        "https://graph.microsoft.com.evil.example",
        "https://graph.microsoft.co",
        "https://sharepoint.com.evil.example/",
        "api://orders",
        "\u200bhttps://graph.microsoft.com",
        "https://graph.microsoft.com\n",
        "x" * 5000,
    ],
)
def test_lookalikes_are_not_recognised(audience):
    """Part of an address, or an address inside another one, names nobody."""
    assert application_for(audience) is None
