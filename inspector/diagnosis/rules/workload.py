"""What a workload's token or a federated credential can't be, whatever stands on the other side."""

from collections.abc import Iterator

from inspector.diagnosis.case import Case
from inspector.diagnosis.federation import (
    CLAIMS,
    EXCHANGE,
    EXCHANGES,
    LONGEST,
    PARTS,
    Held,
    Part,
    Presented,
    held_credentials,
    is_federated,
    presented_by_refusals,
    presented_tokens,
)
from inspector.diagnosis.federation_words import named, origin, part_name
from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.quoting import join, quote, whole
from inspector.knowledge.workloads import GITHUB, read_github_subject
from inspector.tokens.artifact import Place
from inspector.words import _

_TRUST = "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-create-trust"
_RULES = "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations"


def unusable(case: Case) -> Iterator[Finding]:
    """What no credential can hold: an issuer that is not public, values too long, a subject that is new each time."""
    for presented in presented_tokens(case):
        issuer = presented.issuer or ""
        if _is_private(issuer):
            yield _private_issuer(presented, issuer)
        long = next((part for part in PARTS if len(presented.value(part) or "") > LONGEST), None)
        if long:
            yield _too_long(presented, long)
        if presented.workload and presented.workload.varies:
            yield _varying(presented, presented.workload.id, presented.workload.varies)


def _is_private(issuer: str) -> bool:
    scheme, _slashes, rest = issuer.partition("://")
    host = rest.partition("/")[0].partition(":")[0].lower()
    inner = host.endswith((".svc", ".local", ".internal", ".localhost", ".lan")) or host in ("localhost", "kubernetes")
    return scheme != "https" or inner or host.startswith(("10.", "127.", "192.168."))


def _private_issuer(presented: Presented, issuer: str) -> Finding:
    return Finding(
        id="federated-issuer-not-public",
        severity=Severity.BLOCKER,
        artifact=presented.artifact,
        title=_("The issuer can't be reached by Entra ID"),
        why=_("Entra ID reads the signing keys at the issuer's public https address, below /.well-known."),
        sentence=_("The issuer {issuer} is no public https address, so Entra ID cannot read its keys.").format(
            issuer=quote(issuer or _("(none)"))
        ),
        stage=Stage.REGISTRATION,
        evidence=(Evidence("iss", whole(issuer) if issuer else None, _("a public https address")),),
        remedies=(
            Remedy(
                Who.OPERATOR,
                _("Give the cluster a public OIDC issuer (AKS: --enable-oidc-issuer), and project tokens with it."),
                "az aks update --name CLUSTER --resource-group GROUP --enable-oidc-issuer --enable-workload-identity",
            ),
        ),
        reference=_TRUST,
        rank=17,
    )


def _too_long(presented: Presented, part: Part) -> Finding:
    value = presented.value(part) or ""
    return Finding(
        id="federated-value-too-long",
        severity=Severity.BLOCKER,
        artifact=presented.artifact,
        title=_("Longer than a federated credential can hold"),
        why=_("A federated credential's issuer, subject and audience have 600 characters each at most."),
        sentence=_("The {part} has {count} characters; a federated credential holds 600 at most.").format(
            part=part_name(part), count=len(value)
        ),
        stage=Stage.REGISTRATION,
        evidence=(Evidence(CLAIMS[part], whole(value), _("600 characters at most")),),
        remedies=(Remedy(Who.DEVELOPER, _("Let the issuer write a shorter subject, with fewer claims in it.")),),
        reference=_RULES,
        rank=17,
    )


def _varying(presented: Presented, service: str, varies: str) -> Finding:
    person = varies == "person"
    return Finding(
        id="federated-subject-varies",
        severity=Severity.WARNING,
        artifact=presented.artifact,
        title=_("The subject changes by itself"),
        why=_("A federated credential matches one subject exactly, so it fits only the run or person named in it."),
        sentence=_("The subject names the person who started the run, so one credential serves that person only.")
        if person
        else _("The subject is another one at each run, so a credential that holds it fits this run only."),
        stage=Stage.REGISTRATION,
        evidence=(Evidence("sub", whole(presented.subject or "")),),
        remedies=(_steady(service),),
        reference=_RULES,
        rank=24,
    )


def _steady(service: str) -> Remedy:
    if service == "buildkite":
        return Remedy(
            Who.DEVELOPER,
            _("Ask for a subject that stays the same, and register that."),
            f"buildkite-agent oidc request-token --audience {EXCHANGE} --subject-claim pipeline_id",
        )
    if service == "circleci":
        return Remedy(
            Who.DEVELOPER, _("Register a credential for each person, or let one machine user start the runs.")
        )
    return Remedy(
        Who.DEVELOPER, _("Let a service with a steady subject do the exchange, such as a managed identity of your own.")
    )


def credential_form(case: Case) -> Iterator[Finding]:
    """A credential by itself: what can never match, whatever is sent."""
    if list(presented_tokens(case)) or list(presented_by_refusals(case)):
        return
    held = held_credentials(case)
    faults = [fault for each in held for fault in [*_form_faults(each)][:1]]
    yield from faults or [_read(each) for each in held[:1]]


def _form_faults(held: Held) -> Iterator[Finding]:
    subject = held.subject or ""
    github = read_github_subject(subject)
    if "*" in subject:
        yield _form(held, Part.SUBJECT, _("its subject has a *, which stands for nothing but itself"))
    if github and github.context.startswith("refs/"):
        yield _form(held, Part.SUBJECT, _("its subject lacks “ref:” before {ref}").format(ref=quote(github.context)))
    if held.issuer == f"{GITHUB}/":
        yield _form(held, Part.ISSUER, _("its issuer ends in a slash that GitHub's tokens lack"))
    if len(held.audiences) > 1:
        yield _form(held, Part.AUDIENCE, _("it names several audiences, and Entra ID takes exactly one"))
    wrong = [audience for audience in held.audiences if audience.lower().startswith(EXCHANGE.lower())]
    if wrong and wrong[0] not in EXCHANGES:
        yield _form(held, Part.AUDIENCE, _("its audience is spelt otherwise than {expected}").format(expected=EXCHANGE))
    long = next((part for part in PARTS if len(held.value(part) or "") > LONGEST), None)
    if long:
        yield _form(held, long, _("its {part} is longer than 600 characters").format(part=part_name(long)))


def _form(held: Held, part: Part, fault: str) -> Finding:
    return Finding(
        id="federated-credential-form",
        severity=Severity.WARNING,
        artifact=held.artifact,
        title=_("A federated credential that can't match"),
        why=_("Issuer, subject and audience are compared with the token's letter by letter, without wildcards."),
        sentence=_("{credential} can't match: {fault}.").format(credential=named(held), fault=fault),
        stage=Stage.REGISTRATION,
        evidence=(Evidence(part.value, whole(held.value(part) or "")),),
        remedies=(Remedy(Who.DEVELOPER, _("Copy the value from a token of the workload, and register exactly that.")),),
        reference=_RULES,
        rank=19,
    )


def _read(held: Held) -> Finding:
    return Finding(
        id="federated-credential-read",
        severity=Severity.NOTE,
        artifact=held.artifact,
        title=_("A federated credential"),
        why=_("It lets whoever holds a token with these three values, letter by letter, sign in as the application."),
        sentence=_("{credential} lets tokens of {origin} sign in as the application.").format(
            credential=named(held), origin=origin(Presented(held.issuer, held.subject, None, held.artifact))
        ),
        evidence=(
            Evidence("issuer", whole(held.issuer)),
            Evidence("subject", whole(held.subject or held.expression or "")),
            Evidence("audiences", ", ".join(map(whole, held.audiences))),
        ),
        remedies=(Remedy(Who.DEVELOPER, _("Paste the workload's token or the refusal beside it: both are compared.")),),
        reference=_TRUST,
        rank=57,
    )


def delegated_exchange(case: Case) -> Iterator[Finding]:
    """Only app-only tokens of Entra ID may serve as federated credential (AADSTS700229)."""
    for subject in case.subjects:
        if subject.is_entra and subject.is_delegated and is_federated(subject):
            yield Finding(
                id="federated-credential-delegated",
                severity=Severity.BLOCKER,
                artifact=subject.artifact.id,
                title=_("A user's token cannot be a federated credential"),
                why=_("Entra ID takes only app-only tokens of its own as federated credential (AADSTS700229)."),
                sentence=_("This token acts for a user; only an app-only token can serve as federated credential."),
                stage=Stage.TOKEN,
                evidence=(Evidence(_("delegated"), ", ".join(subject.access_evidence)),),
                remedies=(
                    Remedy(
                        Who.DEVELOPER,
                        _("Get the token with a managed identity or client credentials."),
                        f"{EXCHANGE}/.default",
                    ),
                ),
                reference=_TRUST,
                rank=18,
            )


def sent_to_api(case: Case) -> Iterator[Finding]:
    """A workload's token is for the exchange; an API wants the access token that comes of it."""
    expected = case.expectation
    for presented in presented_tokens(case):
        read = presented.subject_read
        if read is None or presented.audience not in EXCHANGES:
            continue
        others = [each for each in expected.audiences if not each.lower().startswith(EXCHANGE.lower())]
        sent = read.artifact.place is Place.AUTHORIZATION_HEADER
        if others or expected.scopes or expected.roles or expected.calling or sent:
            yield _not_for_an_api(presented, others)


def _not_for_an_api(presented: Presented, audiences: list[str]) -> Finding:
    return Finding(
        id="assertion-as-access-token",
        severity=Severity.BLOCKER,
        artifact=presented.artifact,
        title=_("A workload's token instead of an access token"),
        why=_("It proves to Entra ID who the workload is. An API takes the access token that Entra ID gives for it."),
        sentence=_(
            "This token of {origin} is for Entra ID's token exchange; an API needs the token that comes of it."
        ).format(origin=presented.workload.name if presented.workload else _("a workload")),
        stage=Stage.CLIENT,
        evidence=(Evidence("aud", whole(presented.audience or ""), join(audiences) or None),),
        remedies=(
            Remedy(
                Who.DEVELOPER,
                _("Send it as client_assertion to the token endpoint, and send the access token to the API."),
                "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ),
        ),
        reference="https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow",
        rank=11,
    )
