"""Federated credentials and the details of a workflow's token, as tools write them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.tokens.artifact import Kind
from inspector.tokens.recognise import recognise

GITHUB, EXCHANGE = "https://token.actions.githubusercontent.com", "api://AzureADTokenExchange"
MAIN = "repo:contoso/orders:ref:refs/heads/main"
JSON = f'{{"name": "gh", "issuer": "{GITHUB}", "subject": "{MAIN}", "audiences": ["{EXCHANGE}"]}}'
WRITTEN = {
    "az ad app federated-credential list": f"[{JSON}]",
    "Graph": f'{{"@odata.context": "x", "value": [{JSON}]}}',
    "ARM": f'{{"name": "gh", "properties": {{"issuer": "{GITHUB}", "subject": "{MAIN}", "audiences": ["{EXCHANGE}"]}}}}',
    "az ad app federated-credential create": f"az ad app federated-credential create --id x --parameters '{JSON}'",
    "az identity federated-credential create": (
        f"az identity federated-credential create --name gh --identity-name i --resource-group g --issuer {GITHUB} "
        f"--subject {MAIN} --audience {EXCHANGE}"
    ),
    "Terraform azuread": f"""resource "azuread_application_federated_identity_credential" "x" {{
  display_name = "gh"
  audiences    = ["{EXCHANGE}"]
  issuer       = "{GITHUB}"
  subject      = "{MAIN}"
}}""",
    "Terraform azurerm": f"""resource "azurerm_federated_identity_credential" "x" {{
  name      = "gh"
  audience  = ["{EXCHANGE}"]
  issuer    = "{GITHUB}"
  parent_id = azurerm_user_assigned_identity.x.id
  subject   = "{MAIN}"
}}""",
    "Terraform plan": f"""  # azuread_application_federated_identity_credential.x will be created
      + audiences    = [
          + "{EXCHANGE}",
        ]
      + display_name = "gh"
      + issuer       = "{GITHUB}"
      + subject      = "{MAIN}"
""",
    "Bicep": f"""resource fic 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2023-01-31' = {{
  name: 'gh'
  properties: {{
    issuer: '{GITHUB}'
    subject: '{MAIN}'
    audiences: [
      '{EXCHANGE}'
    ]
  }}
}}""",
    "PowerShell": (
        f"New-AzADAppFederatedCredential -ApplicationObjectId $id -Audience {EXCHANGE} -Issuer '{GITHUB}' "
        f"-Name 'gh' -Subject '{MAIN}'"
    ),
    "PowerShell's list": f"""Audience    : {{{EXCHANGE}}}
Description :
Id          : 11112222-bbbb-3333-cccc-4444dddd5555
Issuer      : {GITHUB}
Name        : gh
Subject     : {MAIN}
""",
    "PowerShell's JSON": f'{{"Name": "gh", "Issuer": "{GITHUB}", "Subject": "{MAIN}", "Audience": ["{EXCHANGE}"]}}',
    "a table": (
        f"Name  Issuer{' ' * 40}Subject{' ' * 36}Audience\n----  {'-' * 44}  {'-' * 41}  {'-' * 28}\n"
        f"gh    {GITHUB:44}  {MAIN:41}  {{{EXCHANGE}}}\n"
    ),
    "YAML": f"""kind: FederatedIdentityCredential
spec:
  name: gh
  issuer: {GITHUB}
  subject: {MAIN}
  audiences:
    - {EXCHANGE}
""",
    "the portal": f"Federated credential\nIssuer\n{GITHUB}\nSubject identifier\n{MAIN}\nAudience\n{EXCHANGE}\n",
}
LOG = f"""2026-04-22T18:47:13.7556577Z Federated token details:
2026-04-22T18:47:13.7557524Z  issuer - {GITHUB}
2026-04-22T18:47:13.7558748Z  subject claim - {MAIN}
2026-04-22T18:47:13.7559935Z  audience - {EXCHANGE}
2026-04-22T18:47:13.7559990Z  job_workflow_ref - contoso/orders/.github/workflows/deploy.yml@refs/heads/main
"""


def credentials(text):
    """Return the parameters of the federated credentials of a text."""
    return [dict(each.parameters) for each in recognise(text).artifacts if each.kind is Kind.FEDERATED_CREDENTIAL]


@pytest.mark.parametrize("tool", WRITTEN)
def test_a_credential_is_read_from_what_each_tool_writes(tool):
    """Issuer, subject and audience are the same in every spelling."""
    [found] = credentials(WRITTEN[tool])
    assert (found["issuer"], found["subject"], found["audiences"]) == (GITHUB, MAIN, EXCHANGE)
    assert found.get("name", "gh") == "gh"


def test_several_resources_are_told_apart():
    """Each has its own settings and its own name."""
    other = WRITTEN["Terraform azurerm"].replace("main", "dev").replace('"gh"', '"dev"')
    first, second = credentials(f"{WRITTEN['Terraform azuread']}\n\n{other}")
    assert (first["name"], second["name"]) == ("gh", "dev")
    assert (first["subject"], second["subject"]) == (MAIN, MAIN.replace("main", "dev"))


def test_a_flexible_credential_has_an_expression():
    """Its subject is null."""
    text = JSON.replace(f'"{MAIN}"', "null").replace(
        "}", ', "claimsMatchingExpression": {"value": "claims[\'sub\'] matches \'repo:contoso/*\'"}}', 1
    )
    [found] = credentials(text)
    assert found["expression"] == "claims['sub'] matches 'repo:contoso/*'"
    assert "subject" not in found


@pytest.mark.parametrize(
    "text",
    [
        "issuer: CN=Contoso CA\nsubject: CN=api.contoso.com",
        '{"issuer": "https://login.contoso.com", "authorization_endpoint": "https://x", "jwks_uri": "https://x"}',
        f"AADSTS70021: No record found. Assertion Issuer: '{GITHUB}'. Assertion Subject: '{MAIN}'. Assertion Audience: 'x'.",
        "Check your federated identity credential Subject, Audience and Issuer against the presented assertion.",
        '{"issuer": {"cn": "x"}, "subject": {"cn": "y"}}',
    ],
)
def test_other_issuers_and_subjects_are_no_credential(text):
    """Certificates, discovery documents and refusals speak of them too."""
    assert credentials(text) == []


def test_the_details_in_a_log_are_claims():
    """azure/login prints what its token says, and not the token."""
    [found] = recognise(LOG).artifacts
    assert found.kind is Kind.CLAIMS
    assert found.claims.values == {
        "iss": GITHUB,
        "sub": MAIN,
        "aud": EXCHANGE,
        "job_workflow_ref": "contoso/orders/.github/workflows/deploy.yml@refs/heads/main",
    }


PIECES = st.sampled_from(
    ["issuer", "subject", "Federated token details:\n", " issuer - ", "\n", "=", ":", '"', "'", "[", "https://x", "repo:",
     "--issuer ", " - ", "audiences", "{", "}", "name", " ", "\u200b"]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=4), max_size=40).map("".join))
@settings(max_examples=150, deadline=None)
def test_no_settings_make_the_reader_raise(text):
    """Whatever is written around them, spans lie within the text."""
    for artifact in recognise(f"federated {text}").artifacts:
        assert 0 <= artifact.start <= artifact.end <= len(text) + 10
