"""What mends a federated credential that does not fit: on the credential's side, or on the workload's."""

from collections.abc import Iterator

from inspector.diagnosis.federation import EXCHANGE, EXCHANGES, Difference, Held, Part, Presented, Unlike
from inspector.diagnosis.federation_words import (
    create_command,
    differing_label,
    is_of_another_service,
    part_name,
    update_command,
)
from inspector.diagnosis.finding import Remedy, Who
from inspector.knowledge.workloads import GitHubSubject, read_github_subject
from inspector.words import _

_OLD_DEVOPS = "https://vstoken.dev.azure.com/"  # the issuer of service connections until July 2027


def mending(presented: Presented, held: Held, unlike: tuple[Difference, ...]) -> Iterator[Remedy]:
    """Yield what mends the first difference, the one change first."""
    first = unlike[0]
    if first.part is Part.AUDIENCE and first.found not in EXCHANGES and first.expected in EXCHANGES:
        yield right_audience(presented, first.expected)
    elif is_of_another_service(presented, held, unlike):
        yield _another_credential(presented)
    elif first.part is Part.ISSUER and held.issuer.startswith(_OLD_DEVOPS) and not presented.subject:
        yield Remedy(
            Who.OPERATOR,
            _("Copy issuer and subject from the service connection: with Entra ID's issuer, the subject is new too."),
            "/eid1/c/pub/t/…/a/…/sc/ORGANIZATION_ID/CONNECTION_ID",
        )
    elif first.kind is Unlike.EXPRESSION:
        yield Remedy(
            Who.DEVELOPER,
            _("Change the flexible credential's expression so that it holds for this value."),
            _copyable(first.found),
        )
    elif (differing_label(first) or ("",))[0] == "run_phase":
        yield _each_phase(presented)
    else:
        yield _changed_credential(presented, held, first)
        yield from _alternatives(presented, first)
    yield from _exposures(presented)


def right_audience(presented: Presented, expected: str) -> Remedy:
    """Return how the workload asks for a token with the audience that is expected."""
    github = presented.workload is not None and presented.workload.id == "github"
    text = (
        _("Let the job request its token for this audience; azure/login does so by itself, with its default audience.")
        if github
        else _("Let the workload request its token for exactly this audience, and no second one.")
    )
    return Remedy(Who.DEVELOPER, text, _copyable(f"core.getIDToken('{expected}')" if github else expected))


def lacks_ids(difference: Difference) -> bool:
    """Say whether the credential has GitHub's names only where the token has the ids as well."""
    held, sent = read_github_subject(difference.expected), read_github_subject(difference.found)
    return bool(held and sent and sent.owner_id and not held.owner_id)


def _changed_credential(presented: Presented, held: Held, first: Difference) -> Remedy:
    text = _("Set the credential's {part} to exactly the token's; a change takes some minutes to work.")
    if first.kind is Unlike.WILDCARD:
        text = _("Register each subject exactly as it is sent: a credential's subject takes no wildcards.")
    elif lacks_ids(first):
        text = _(
            "Set the subject to the token's, with the ids: GitHub writes them for repositories made, renamed or moved "
            "since July 2026."
        )
    copied = update_command(presented, held) or _copyable(first.found)
    return Remedy(Who.DEVELOPER, text.format(part=part_name(first.part)), copied)


def _another_credential(presented: Presented) -> Remedy:
    command = create_command(presented, presented.audience or EXCHANGE)
    text = _("Add a credential for this workload beside the others; an application may have twenty.")
    return Remedy(Who.DEVELOPER, text, command)


def _each_phase(presented: Presented) -> Remedy:
    """The other phase needs the credential as it stands."""
    text = _("Add a credential for this phase beside the other: plan and apply have subjects of their own.")
    return Remedy(Who.DEVELOPER, text, create_command(presented, presented.audience or EXCHANGE))


def _alternatives(presented: Presented, first: Difference) -> Iterator[Remedy]:
    """Yield what else can be done: the other side changed, or a credential added."""
    if first.part is not Part.SUBJECT:
        return
    held = read_github_subject(first.expected)
    if first.kind is Unlike.CASE and held and held.context == "environment":
        text = _("Or write the environment's name in the workflow as the credential has it.")
        yield Remedy(Who.DEVELOPER, text, _copyable(f"environment: {held.value}"))
    elif first.kind is Unlike.WILDCARD:
        text = _("Or use a flexible credential (claimsMatchingExpression): GitHub, GitLab and Terraform have it.")
        yield Remedy(Who.DEVELOPER, text)
    elif first.kind is Unlike.OTHER and not lacks_ids(first):
        sent = read_github_subject(first.found)
        if held and sent and held.context != sent.context:
            yield from _in_the_workflow(held, sent)
        yield Remedy(
            Who.DEVELOPER,
            _("Or add a second credential for this subject; an application may have twenty."),
            create_command(presented, presented.audience or EXCHANGE),
        )


def _in_the_workflow(held: GitHubSubject, sent: GitHubSubject) -> Iterator[Remedy]:
    """Yield what makes GitHub write the credential's subject: a job's environment beats its branch."""
    if held.context == "environment":
        text = _("Or let the job name the environment: then GitHub writes it into the subject.")
        yield Remedy(Who.DEVELOPER, text, _copyable(f"environment: {held.value}"))
    elif sent.context == "environment":
        yield Remedy(
            Who.DEVELOPER,
            _("Or leave the environment out of the job: with one, GitHub writes it in place of the branch."),
        )


def _exposures(presented: Presented) -> Iterator[Remedy]:
    sent = read_github_subject(presented.subject or "")
    if sent and sent.context == "pull_request":
        yield Remedy(
            Who.DEVELOPER,
            _("Such a credential lets each pull request's workflow sign in: give its identity read rights only."),
        )


def _copyable(value: str) -> str | None:
    """Return a value that can be copied as it stands, or None for one with characters that nobody sees."""
    return value if value.isascii() and value.isprintable() else None
