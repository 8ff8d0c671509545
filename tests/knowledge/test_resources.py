"""Microsoft's APIs by audience and address, and the scopes that ask for them."""

import pytest

from inspector.knowledge.resources import resource_for, resource_in_words, scope_of


@pytest.mark.parametrize(
    ("audience", "name", "scope"),
    [
        ("https://graph.microsoft.com", "Microsoft Graph", "https://graph.microsoft.com/.default"),
        ("00000003-0000-0000-c000-000000000000", "Microsoft Graph", "https://graph.microsoft.com/.default"),
        ("https://graph.microsoft.us/", "Microsoft Graph (US Government)", "https://graph.microsoft.us/.default"),
        (
            "https://microsoftgraph.chinacloudapi.cn",
            "Microsoft Graph (China)",
            "https://microsoftgraph.chinacloudapi.cn/.default",
        ),
        ("https://management.azure.com/", "Azure Resource Manager", "https://management.azure.com/.default"),
        ("https://management.core.windows.net/", "Azure Resource Manager", "https://management.azure.com/.default"),
        ("797f4846-ba00-4fd7-ba43-dac1f8f63013", "Azure Resource Manager", "https://management.azure.com/.default"),
        (
            "https://management.usgovcloudapi.net",
            "Azure Resource Manager (US Government)",
            "https://management.usgovcloudapi.net//.default",
        ),
        ("https://myvault.vault.azure.net", "Azure Key Vault", "https://vault.azure.net/.default"),
        ("https://acct.blob.core.windows.net", "Azure Storage", "https://storage.azure.com/.default"),
        ("https://acct.dfs.core.windows.net/", "Azure Storage", "https://storage.azure.com/.default"),
        ("https://contoso.sharepoint.com", "SharePoint Online", "https://contoso.sharepoint.com/.default"),
        ("https://org.crm.dynamics.com", "Dataverse (Dynamics 365)", "https://org.crm.dynamics.com/.default"),
        ("https://database.windows.net/", "Azure SQL Database", "https://database.windows.net/.default"),
        (
            "499b84ac-1321-427f-aa17-267ca6975798",
            "Azure DevOps",
            "499b84ac-1321-427f-aa17-267ca6975798/.default",
        ),
        ("https://batch.core.windows.net/", "Azure Batch", "https://batch.core.windows.net//.default"),
    ],
)
def test_an_audience_names_its_api_and_scope(audience, name, scope):
    """Every spelling leads to the API's name and to the scope that asks for it; a slash at the end is doubled."""
    found = resource_for(audience)
    assert (found.name, found.default_scope) == (name, scope)


@pytest.mark.parametrize(
    "audience",
    [
        "api://orders",
        "https://orders.contoso.com",
        "",
        "orders",
        "https://evil.example/graph.microsoft.com",
        "a\u200bb",
    ],
)
def test_an_api_of_ones_own_is_no_resource_of_microsofts(audience):
    """Unknown audiences give None."""
    assert resource_for(audience) is None


def test_an_id_alone_tells_no_cloud():
    """Graph has the same application id in every cloud."""
    assert resource_for("00000003-0000-0000-c000-000000000000").cloud is None
    assert resource_for("https://graph.microsoft.us").cloud == "us-gov"


def test_an_api_without_a_row_of_its_own_is_still_named():
    """The 600 other applications with addresses are known by these."""
    assert resource_for("https://teams.microsoft.com").name == "Microsoft Teams Services"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("REST call to Azure Monitor (POST of a tutorial)", "Azure Monitor"),
        ("reading a secret from Key Vault", "Azure Key Vault"),
        ("Node app, Microsoft Graph", "Microsoft Graph"),
        ("moves data from Key Vault to Azure Storage", None),
        ("Angular SPA with MSAL.js", None),
        ("newsletter service", None),
        ("", None),
    ],
)
def test_words_name_an_api_only_when_they_name_one(words, name):
    """Several APIs, or none, in somebody's words decide nothing; parts of words don't count."""
    found = resource_in_words(words)
    assert (found.name if found else None) == name


def test_a_scope_is_the_audience_and_the_permission():
    """The part before the last slash becomes the audience."""
    assert scope_of("https://management.azure.com/") == "https://management.azure.com//.default"
    assert scope_of("api://orders", "Orders.Read") == "api://orders/Orders.Read"
