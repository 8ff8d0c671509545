"""Workloads' tokens judged as federated credentials."""

import json
import shlex

import pytest

from inspector.diagnosis.diagnose import diagnose
from inspector.diagnosis.finding import Severity
from inspector.diagnosis.rules import assertion, federated
from inspector.diagnosis.rules import workload as limits
from tests.diagnosis.judging import case_of, ids, judge, v1
from tests.minting import NOW, entra, mint

GITHUB, EXCHANGE = "https://token.actions.githubusercontent.com", "api://AzureADTokenExchange"
MAIN = "repo:contoso/orders:ref:refs/heads/main"
AKS = "https://westeurope.oic.prod-aks.azure.com/aaaabbbb-0000-cccc-1111-dddd2222eeee/11112222-bbbb-3333-cccc-4444dddd5555/"
ACCOUNT = "system:serviceaccount:orders:api"


def workload(header=None, **claims):
    """Return a workload's token for a federated credential."""
    whole = {"iss": GITHUB, "sub": MAIN, "aud": EXCHANGE, "exp": NOW + 300}
    return mint(whole | claims, **(header or {}))


def credential(**parts):
    """Return a federated credential as `az ad app federated-credential list` prints it."""
    whole = {"name": "gh", "issuer": GITHUB, "subject": MAIN, "audiences": [EXCHANGE]} | parts
    return f"\n\n{json.dumps([whole])}\n"


def refusal(code, part, value):
    """Return the refusal of an exchange as Entra ID writes it."""
    return (
        f"\n{code}: No matching federated identity record found for presented assertion {part} '{value}'. Check your "
        "federated identity credential Subject, Audience and Issuer against the presented assertion. "
        "https://learn.microsoft.com/entra/workload-id/workload-identity-federation\n"
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (workload(), ["federated-credential"]),
        (workload(iss=AKS, sub=ACCOUNT), ["federated-credential"]),
        (workload(aud=f"{EXCHANGE}USGov"), ["federated-credential"]),
        (workload(aud="api://azureadtokenexchange"), ["federated-credential-audience"]),
        (workload(aud=[EXCHANGE, "x"]), ["federated-credential-audience"]),
        (workload(iss="https://kubernetes.default.svc", sub=ACCOUNT),
         ["federated-credential", "federated-issuer-not-public"]),
        (workload(iss="http://oidc.contoso.com", sub="x"), ["federated-credential", "federated-issuer-not-public"]),
        (workload(sub=f"repo:contoso/orders:environment:{'x' * 600}"),
         ["federated-credential", "federated-value-too-long"]),
        (workload(iss="https://agent.buildkite.com", sub="organization:a:pipeline:b:ref:c:commit:d:step:e"),
         ["federated-credential", "federated-subject-varies"]),
        (mint(v1(aud="fb60f99c-7a34-4190-8149-302f77469936")), ["federated-credential-delegated"]),
        (mint(entra(aud="fb60f99c-7a34-4190-8149-302f77469936", scp=None, idtyp="app")), ["federated-credential"]),
        (mint(v1()), []),
        (workload() + credential(), ["federated-credential-match"]),
        (workload() + credential(issuer=f"{GITHUB}/"), ["federated-credential-mismatch"]),
        (workload() + refusal("AADSTS700213", "subject", MAIN), ["federated-credential"]),
        (workload() + refusal("AADSTS700213", "subject", MAIN.replace("main", "dev")),
         ["federated-credential", "refusal-about-another-token"]),
        (refusal("AADSTS700213", "subject", MAIN), ["federated-credential"]),
        (refusal("AADSTS700213", "subject", MAIN) + credential(), ["federated-credential-elsewhere"]),
        (refusal("AADSTS700211", "issuer", AKS) + credential(issuer=AKS[:-1], subject=ACCOUNT),
         ["federated-credential-mismatch"]),
        (credential(), ["federated-credential-read"]),
        (credential(subject="repo:contoso/*"), ["federated-credential-form"]),
        (credential(subject="repo:contoso/orders:refs/heads/main"), ["federated-credential-form"]),
        (credential(issuer=f"{GITHUB}/"), ["federated-credential-form"]),
        (credential(audiences=[EXCHANGE, "x"]), ["federated-credential-form"]),
        (credential(audiences=["api://AzureAdTokenExchange"]), ["federated-credential-form"]),
    ],
)  # fmt: skip
def test_each_paste_has_its_finding(text, found):
    """Token, credential and refusal, alone and beside each other."""
    assert ids([*judge(federated, text), *judge(limits, text)]) == found


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("repo:contoso/orders:environment:prod", "for environment prod, the token's for branch main"),
        ("repo:contoso/orders:ref:refs/heads/dev", "for branch dev, the token's for branch main"),
        ("repo:contoso/orders:ref:refs/tags/main", "for tag main, the token's for branch main"),
        ("repo:contoso/orders:pull_request", "for pull requests, the token's for branch main"),
        ("repo:contoso/orders:refs/heads/main", "lacks “ref:” before refs/heads/main"),
        ("repo:contoso/order:ref:refs/heads/main", "for contoso/order, the token's for contoso/orders"),
        ("repo:contoso@1/orders@2:ref:refs/heads/main", "has ids of owner and repository that the token's lacks"),
        ("repo:Contoso/orders:ref:refs/heads/main", "letter case at character 6"),
        ("repo:contoso/orders:*", "has a *"),
        (ACCOUNT, "another one, from character 1"),
    ],
)
def test_subjects_differ_in_words(subject, words):
    """What a person would say is different, not only where."""
    [found] = judge(federated, workload() + credential(subject=subject))
    assert words in found.sentence
    assert found.severity is Severity.BLOCKER


def test_github_writes_ids_into_new_subjects():
    """The commonest cause since July 2026: the credential has names only."""
    sent = "repo:contoso@123/orders@456:ref:refs/heads/main"
    diagnosis = diagnose(case_of(refusal("AADSTS700213", "subject", sent) + credential()))
    assert diagnosis.verdict.outcome == "refused"
    assert "lacks the ids of owner and repository" in diagnosis.verdict.sentence
    assert sent in diagnosis.verdict.snippet
    alone = diagnose(case_of(refusal("AADSTS700213", "subject", sent)))
    assert "ids of owner and repository" in alone.verdict.sentence


def test_every_value_stands_in_full_beside_what_the_credential_holds():
    """Character by character, with the place of the first difference and what nobody sees as its code."""
    long = f"repo:contoso/orders:environment:{'x' * 300}"
    [found] = judge(federated, workload(sub=long) + credential(subject=f"{long}\u200b"))
    rows = {each.where: each for each in found.evidence}
    assert (rows["iss"].found, rows["iss"].expected) == (GITHUB, GITHUB)
    assert (rows["sub"].found, rows["sub"].expected) == (long, f"{long}\\u200b")
    assert rows["first difference in subject"].expected == "character 333: \\u200b"


def test_the_values_to_register_can_be_copied():
    """Issuer, subject and audience as the portal and CLI want them, quoted for the shell."""
    [found] = judge(federated, workload())
    values = json.loads(found.remedies[0].snippet)
    assert (values["issuer"], values["subject"], values["audiences"]) == (GITHUB, MAIN, [EXCHANGE])
    words = shlex.split(found.remedies[1].snippet)
    assert words[:4] == ["az", "ad", "app", "federated-credential"]
    assert json.loads(words[-1]) == values


@pytest.mark.parametrize("hostile", ["'; rm -rf ~; '", "$(id)", "`id`", "a\nb", '"; id #', "-x", "\u202e"])
def test_no_value_breaks_out_of_the_command(hostile):
    """A command is quoted safely or not offered; the JSON is always JSON."""
    for text in (workload(sub=hostile), workload() + credential(name=hostile, subject="other")):
        for remedy in (remedy for found in judge(federated, text) for remedy in found.remedies):
            if remedy.snippet and remedy.snippet.startswith("az "):
                words = shlex.split(remedy.snippet)
                assert words[-2] == "--parameters"
                assert json.loads(words[-1])
            elif remedy.snippet and remedy.snippet.startswith("{"):
                assert json.loads(remedy.snippet)["subject"] == hostile


def test_a_managed_identitys_credential_has_its_own_command():
    """The names stand in the resource's id."""
    arm = "/subscriptions/s/resourcegroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-orders"
    text = workload() + credential(id=f"{arm}/federatedIdentityCredentials/gh", subject="other")
    [found] = judge(federated, text)
    assert found.remedies[0].snippet == (
        f"az identity federated-credential update --identity-name id-orders --resource-group rg --name gh "
        f"--issuer {GITHUB} --subject {MAIN} --audiences {EXCHANGE}"
    )


def test_another_audience_may_be_meant():
    """A workload's token for somebody else is only warned of; a misspelt exchange blocks."""
    [other] = judge(federated, workload(aud="sts.amazonaws.com"))
    [misspelt] = judge(federated, workload(aud=f"{EXCHANGE}/"))
    assert (other.severity, misspelt.severity) == (Severity.WARNING, Severity.BLOCKER)


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        ({"audiences": (EXCHANGE,)}, "federated-credential"),
        ({"audiences": ("api://AzureADTokenexchange",)}, "federated-credential-mismatch"),
        ({"audiences": ("api://orders",)}, "assertion-as-access-token"),
        ({"scopes": ("Orders.Read",)}, "assertion-as-access-token"),
        ({"calling": "GET /users"}, "assertion-as-access-token"),
    ],
)
def test_a_workloads_token_is_held_against_what_is_expected(expected, found):
    """It is for the exchange, never for an API."""
    diagnosis = diagnose(case_of(workload(), **expected))
    assert diagnosis.findings[0].id == found
    assert diagnosis.verdict.outcome == ("accepted" if found == "federated-credential" else "rejected")


def test_a_workloads_token_sent_to_an_api_is_named():
    """Bearer with the exchange's audience."""
    [found] = judge(limits, f"curl https://graph.microsoft.com/v1.0/me -H 'Authorization: Bearer {workload()}'")
    assert found.id == "assertion-as-access-token"


def test_federated_tokens_are_signed_with_rs256():
    """Other algorithms are refused."""
    assert ids(judge(assertion, workload({"alg": "ES256"}))) == ["assertion-algorithm"]
    assert ids(judge(assertion, workload())) == []


def test_the_verdict_names_the_service_and_the_place_in_it():
    """A hurried developer sees whose token this is."""
    verdict = diagnose(case_of(workload(iss=AKS, sub=ACCOUNT))).verdict
    assert "Azure Kubernetes Service (service account api in orders)" in verdict.sentence
    assert json.loads(verdict.snippet)["issuer"] == AKS


def test_a_second_part_that_differs_is_said():
    """The first is described, the others are named."""
    [found] = judge(federated, workload() + credential(issuer=f"{GITHUB}/", subject=MAIN.replace("main", "dev")))
    assert found.sentence.endswith("that the token's lacks, and its subject differs too.")
    assert [each.where for each in found.evidence][:2] == ["iss", "first difference in issuer"]
    assert len(found.sentence.split()) <= 25


def test_a_credential_of_another_service_is_not_to_be_changed():
    """Where even the nearest is for something else, one is added."""
    [found] = judge(federated, workload() + credential(issuer=AKS, subject=ACCOUNT))
    assert "No federated credential pasted here is for this token of GitHub Actions" in found.sentence
    assert found.remedies[0].snippet.startswith("az ad app federated-credential create")


@pytest.mark.parametrize(
    ("sent", "kept", "words"),
    [
        (MAIN, "repo:contoso/orders:environment:prod", "let the job name the environment"),
        ("repo:contoso/orders:environment:prod", MAIN, "leave the environment out"),
        ("repo:contoso/orders:pull_request", MAIN, "read rights only"),
        ("repo:contoso/orders:environment:Prod", "repo:contoso/orders:environment:prod", "as the credential has it"),
        (MAIN, "repo:contoso/*", "flexible credential"),
        (MAIN, "repo:contoso/orders:ref:refs/heads/dev", "second credential"),
    ],
)
def test_the_other_side_can_be_changed_instead(sent, kept, words):
    """The workflow decides what stands in the subject; what a pull request may do is said."""
    [found] = judge(federated, workload(sub=sent) + credential(subject=kept))
    assert words in " ".join(remedy.text for remedy in found.remedies)


def test_no_value_with_unseen_characters_is_offered_for_copying():
    """What nobody sees in a token is not carried on by the clipboard."""
    sent = f"{MAIN}\u202e"
    template = f'issuer = "{GITHUB}"\nsubject = "{MAIN}"\naudiences = ["{EXCHANGE}"]'
    [found] = judge(federated, f"{workload(sub=sent)}\n\n{template}")
    assert all("\u202e" not in (remedy.snippet or "") for remedy in found.remedies)


def test_variables_of_a_template_are_not_taken_as_equal():
    """What only the run fills in agrees with nothing yet; what it says outright is compared all the same."""
    template = f'issuer = "{GITHUB}"\nsubject = "repo:${{var.repo}}:ref:refs/heads/main"\naudiences = ["{EXCHANGE}"]'
    refused = refusal("AADSTS700213", "subject", MAIN)
    assert ids(judge(federated, f"{refused}\n\n{template}")) == ["federated-credential-open"]
    assert diagnose(case_of(f"{refused}\n\n{template}")).verdict.outcome == "refused"
    other = template.replace(GITHUB, f"{GITHUB}/")
    assert ids(judge(federated, f"{workload()}\n\n{other}")) == ["federated-credential-mismatch"]


def test_a_list_of_credentials_is_one_note():
    """Unless some of them can never match."""
    both = credential() + credential(name="dev", subject=MAIN.replace("main", "dev"))
    assert ids(judge(limits, both)) == ["federated-credential-read"]
    assert ids(judge(limits, both + credential(name="all", subject="repo:contoso/*"))) == ["federated-credential-form"]


def test_a_service_connection_with_entra_ids_issuer_has_another_subject():
    """The refusal names the issuer only; the old subject is not carried over."""
    old = credential(issuer="https://vstoken.dev.azure.com/x", subject="sc://contoso/Shop/prod")
    [found] = judge(federated, refusal("AADSTS700211", "issuer", "https://login.microsoftonline.com/x/v2.0") + old)
    assert "sc://" not in (found.remedies[0].snippet or "")
    assert "subject" in found.remedies[0].text


def test_two_audiences_are_counted():
    """Entra ID takes exactly one."""
    [found] = judge(federated, workload(aud=[EXCHANGE, "https://kubernetes.default.svc"]))
    assert "has 2 audiences" in found.sentence


def test_what_can_not_be_compared_with_a_workloads_token_is_not_accepted():
    """A tenant stands in no such token."""
    diagnosis = diagnose(case_of(workload(), tenant="aaaabbbb-0000-cccc-1111-dddd2222eeee"))
    assert (diagnosis.verdict.outcome, diagnosis.not_checked) == ("explained", ("signature", "tenant"))


TERRAFORM, GITLAB = "https://app.terraform.io", "https://gitlab.com"
PLAN = "organization:contoso:project:Default Project:workspace:prod:run_phase:plan"
BRANCH = "project_path:contoso/orders:ref_type:branch:ref:main"


@pytest.mark.parametrize(
    ("issuer", "sent", "held", "said"),
    [
        (TERRAFORM, PLAN, PLAN.replace("plan", "apply"), "its subject has run_phase apply, the token's plan"),
        (TERRAFORM, PLAN, PLAN.replace("prod", "test"), "its subject has workspace test, the token's prod"),
        (GITLAB, BRANCH, BRANCH.replace("main", "dev"), "its subject has ref dev, the token's main"),
        ("https://accounts.google.com", "1045123456789", "sa@p.iam.gserviceaccount.com", "an e-mail address"),
    ],
)
def test_the_part_of_a_subject_that_differs_is_named(issuer, sent, held, said):
    """Subjects of Terraform and GitLab have named parts; Google's is a number."""
    [found] = judge(federated, workload(iss=issuer, sub=sent) + credential(issuer=issuer, subject=held))
    assert said in found.sentence


def test_each_phase_of_terraform_has_a_credential():
    """The one for the other phase must stay as it is."""
    held = credential(issuer=TERRAFORM, subject=PLAN.replace("plan", "apply"))
    [found] = judge(federated, workload(iss=TERRAFORM, sub=PLAN) + held)
    assert found.remedies[0].text.startswith("Add a credential for this phase")
    assert "federated-credential create" in found.remedies[0].snippet


@pytest.mark.parametrize(
    ("subject", "context", "differs"),
    [
        (MAIN, "the credential is for repo:contoso/orders:environment:production.", "environment production"),
        (ACCOUNT, "AKS; federated credential has system:serviceaccount:default:api", "default/api"),
        (MAIN, f"GitHub workflow, subject {MAIN}", None),
        (MAIN, "one of repo:contoso/a:pull_request, repo:contoso/b:pull_request", None),
    ],
)
def test_the_subject_that_the_person_names_is_compared(subject, context, differs):
    """People write around the refusal what their credential holds; two of them, or the same one, say nothing."""
    found = judge(federated, refusal("AADSTS700213", "subject", subject), context=context)
    mismatch = next((each for each in found if each.id == "federated-credential-mismatch"), None)
    assert (differs in (mismatch.sentence or "")) if mismatch else differs is None


def test_a_refusal_that_names_a_wrong_audience():
    """AADSTS70021 names all three values; an audience that is not the exchange's is what to change."""
    text = (
        "AADSTS70021: No matching federated identity record found for presented assertion. Assertion Issuer: "
        f"'{GITLAB}'. Assertion Subject: '{BRANCH}'. Assertion Audience: '{{audience}}'. https://docs.microsoft.com"
    )
    [found] = judge(federated, text.format(audience=GITLAB))
    assert found.id == "federated-credential-audience"
    assert GITLAB in found.sentence
    assert ids(judge(federated, text.format(audience=EXCHANGE))) == ["federated-credential"]


def test_the_client_id_of_an_identity_in_place_of_its_object_id():
    """A credential that trusts a managed identity holds the object id, which is the token's subject."""
    token = entra(aud="fb60f99c-7a34-4190-8149-302f77469936", scp=None, idtyp="app", sub="an-object-id")
    held = credential(issuer=token["iss"], subject=token["azp"])
    [found] = judge(federated, mint(token) + held)
    assert "its subject is the identity's client ID, the token's is its object ID" in found.sentence
