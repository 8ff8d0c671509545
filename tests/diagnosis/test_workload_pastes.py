"""What people paste when a pipeline or a pod can't sign in, and the first sentence that they get."""

import json

import pytest

from inspector import app
from inspector.diagnosis.expectation import Client, Expectation
from inspector.diagnosis.verdict import Verdict
from tests.diagnosis.judging import app_only
from tests.minting import NOW, TENANT, mint

GITHUB, EXCHANGE = "https://token.actions.githubusercontent.com", "api://AzureADTokenExchange"
ID = "11112222-bbbb-3333-cccc-4444dddd5555"
AKS = f"https://westeurope.oic.prod-aks.azure.com/{TENANT}/{ID}/"
TRACE = f"Trace ID: {ID} Correlation ID: {ID} Timestamp: 2027-01-15 08:00:00Z"


def no_match(part: str, value: str) -> str:
    """Return the words of AADSTS700211 to 700213."""
    return (
        f"No matching federated identity record found for presented assertion {part} '{value}'. Check your federated "
        "identity credential Subject, Audience and Issuer against the presented assertion. "
        f"https://learn.microsoft.com/entra/workload-id/workload-identity-federation {TRACE}"
    )


def workflow(subject: str) -> str:
    """Return the log of azure/login that was refused."""
    return f"""2026-11-24T10:11:01.1234567Z ##[group]Run azure/login@v2
2026-11-24T10:11:02.0000000Z Running Azure CLI Login.
2026-11-24T10:11:02.1000000Z Federated token details:
2026-11-24T10:11:02.1000001Z  issuer - {GITHUB}
2026-11-24T10:11:02.1000002Z  subject claim - {subject}
2026-11-24T10:11:02.1000003Z  audience - {EXCHANGE}
2026-11-24T10:11:02.1000004Z  job_workflow_ref - contoso/shop/.github/workflows/deploy.yml@refs/heads/main
2026-11-24T10:11:04.0000000Z ##[error]AADSTS700213: {no_match("subject", subject)}
2026-11-24T10:11:04.2000000Z ##[error]Login failed with Error: The process '/usr/bin/az' failed with exit code 1."""


TERRAFORM = f"""
resource "azuread_application_federated_identity_credential" "gh" {{
  display_name   = "github-prod"
  audiences      = ["{EXCHANGE}"]
  issuer         = "{GITHUB}"
  subject        = "repo:contoso/shop:environment:production"
}}"""
POD = f"""DefaultAzureCredential failed to retrieve a token from the included credentials.
\tEnvironmentCredential: EnvironmentCredential authentication unavailable. Environment variables are not fully configured.
\tWorkloadIdentityCredential: Authentication failed: AADSTS700211: {no_match("issuer", AKS)}"""
IDENTITY = "/subscriptions/s/resourcegroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-orders"
LISTED = json.dumps(
    [
        {
            "audiences": [EXCHANGE],
            "id": f"{IDENTITY}/federatedIdentityCredentials/aks",
            "issuer": f"https://oidc.prod-aks.azure.com/{ID}/",
            "name": "aks",
            "subject": "system:serviceaccount:orders:api",
        }
    ],
    indent=2,
)
ACCOUNT = mint({"iss": AKS, "sub": "system:serviceaccount:orders:api", "aud": [EXCHANGE], "exp": NOW + 3600})
BICEP = f"""resource fed 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2023-01-31' = {{
  name: 'orders'
  properties: {{
    audiences: [ '{EXCHANGE}' ]
    issuer: '{AKS[:-1]}'
    subject: 'system:serviceaccount:orders:api'
  }}
}}

token from the pod:
{ACCOUNT}"""
RUN = (
    "Error: building account: could not acquire access token to parse claims: clientCredentialsToken: received HTTP "
    'status 401 with response: {"error":"invalid_client","error_description":"AADSTS700213: '
    f'{no_match("subject", "organization:acme:project:Shop:workspace:prod:run_phase:apply")}","error_codes":[700213]}}'
)
PASSWORD = (
    f"curl -X POST -d 'client_id={ID}&scope=user.read&username=jane%40contoso.com&password=Winter2026%21"
    "&grant_type=password' https://login.microsoftonline.com/organizations/oauth2/v2.0/token"
)
SCRIPT = (
    'result = app.acquire_token_by_username_password("jane@contoso.com", "Winter2026!", scopes=["User.Read"])\n'
    "{'error': 'invalid_grant', 'error_description': \"AADSTS50076: Due to a configuration change made by your "
    "administrator, you must use multi-factor authentication to access '00000003-0000-0000-c000-000000000000'. "
    f"{TRACE}\", 'error_codes': [50076]}}"
)
PAGE = (
    f'fetch("https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token", {{method: "POST", body: "grant_type='
    f'client_credentials&client_id={ID}&client_secret=abc8Q~0123456789abcdefgh&scope=api%3A%2F%2Forders%2F.default"}})'
)
GERMAN = f"AADSTS700213: Kein passender Verbundidentitätsdatensatz für „repo:contoso/shop:pull_request“. {TRACE}"


@pytest.mark.parametrize(
    ("text", "said", "snippet"),
    [
        (workflow("repo:contoso@88213/shop@771233:environment:production"), "ids of owner and repository",
         "repo:contoso@88213/shop@771233:environment:production"),
        (workflow("repo:contoso@88213/shop@771233:environment:production") + TERRAFORM,
         "its subject lacks the ids of owner and repository", "repo:contoso@88213/shop@771233:environment:production"),
        (workflow("repo:contoso/shop:ref:refs/heads/main") + TERRAFORM,
         "for environment production, the token's for branch main", "repo:contoso/shop:ref:refs/heads/main"),
        (workflow("repo:contoso/shop:environment:Production") + TERRAFORM, "letter case at character 31",
         "repo:contoso/shop:environment:Production"),
        (workflow("repo:contoso/shop:environment:production") + TERRAFORM, "on another app than the client ID", ""),
        (POD, f"issuer {AKS}", ""),
        (f"{POD}\n\n$ az identity federated-credential list\n{LISTED}",
         "at oidc.prod-aks.azure.com, the token's at westeurope.oic.prod-aks.azure.com", "--identity-name id-orders"),
        (BICEP, "lacks the slash at the end", AKS),
        (f"$ kubectl create token api -n orders --audience {EXCHANGE}\n{ACCOUNT}", "service account api in orders", AKS),
        (RUN, "organization:acme:project:Shop:workspace:prod:run_phase:apply", "run_phase:apply"),
        (GERMAN, "repo:contoso/shop:pull_request", "repo:contoso/shop:pull_request"),
        (PASSWORD, "ROPC", ""),
        (SCRIPT, "username-and-password request cannot show the prompt", ""),
    ],
)  # fmt: skip
def test_the_first_sentence_names_what_differs(text: str, said: str, snippet: str) -> None:
    """And what to copy is the value that mends it."""
    verdict = explain(text)
    assert said in verdict.sentence
    assert snippet in (verdict.snippet or "")


@pytest.mark.parametrize(
    ("text", "expected", "said"),
    [
        (PAGE, {"client": Client.SPA}, "whoever opens the page holds the application's whole power"),
        (PASSWORD, {"context": "nightly job"}, "client credentials are meant"),
        (mint(app_only()), {"context": "Blazor server app, users sign in"}, "each visitor"),
        (
            mint(app_only()),
            {"client": Client.API, "context": "on-behalf-of"},
            "each caller acts with your API's rights",
        ),
    ],
)
def test_what_does_not_fit_the_client_names_who_is_exposed(text: str, expected: dict[str, str], said: str) -> None:
    """In the first sentence, beside the one change."""
    verdict = explain(text, **expected)
    assert said in verdict.sentence
    assert verdict.remedy


@pytest.mark.parametrize(
    "text",
    [
        'INFO httpx HTTP Request: POST https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token "HTTP/1.1 400 Bad"',
        "Invoke-RestMethod -Method Post -Uri https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token -Body $body",
    ],
)
def test_what_was_not_pasted_is_not_called_missing(text: str) -> None:
    """A line of a log or a call without its body shows nothing of the parameters."""
    verdict = explain(text)
    assert (verdict.outcome, "grant_type" in verdict.sentence) == ("undecided", False)


def explain(text: str, **expected: str) -> Verdict:
    """Return the verdict over a paste, as the program draws it."""
    return app.explain(text, Expectation(**expected), float(NOW)).verdict  # type: ignore[arg-type]
