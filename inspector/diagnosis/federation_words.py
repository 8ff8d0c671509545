"""In words: where a workload runs, in what its values differ from a credential, and the commands that register them."""

import json
import re

from inspector import masking
from inspector.diagnosis.federation import EXCHANGE, Difference, Held, Part, Presented, Unlike
from inspector.diagnosis.quoting import quote
from inspector.knowledge.workloads import GitHubSubject, read_github_subject
from inspector.words import _


def part_name(part: Part) -> str:
    """Return what a value is called in App registrations."""
    return {Part.ISSUER: _("issuer"), Part.SUBJECT: _("subject"), Part.AUDIENCE: _("audience")}[part]


def origin(presented: Presented) -> str:
    """Return the service and the place in it: "GitHub Actions (contoso/orders, branch main)"."""
    workload = presented.workload
    name = workload.name if workload else _("the issuer {host}").format(host=_host(presented.issuer or ""))
    place = _place(presented.subject or "")
    return _("{service} ({place})").format(service=name, place=place) if place else name


def _host(issuer: str) -> str:
    return quote(issuer.partition("://")[2].partition("/")[0] or issuer)


def _place(subject: str) -> str:
    github = read_github_subject(subject)
    if github:
        return f"{_repository(github)}, {_context(github)}" if github.context else _repository(github)
    account = _service_account(subject)
    if account:
        return _("service account {name} in {namespace}").format(namespace=account[0], name=account[1])
    return quote(subject) if len(subject) < 50 else ""


def _service_account(subject: str) -> tuple[str, str] | None:
    found = re.fullmatch(r"system:serviceaccount:([^:\s]{1,63}):([^:\s]{1,253})", subject)
    return (found[1], found[2]) if found else None


def _repository(subject: GitHubSubject) -> str:
    return quote(f"{subject.owner}/{subject.repository}")


def _context(subject: GitHubSubject) -> str:
    """Return what a subject is for: a branch, an environment, a pull request and so on."""
    templates = {
        "branch": _("branch {value}"),
        "tag": _("tag {value}"),
        "environment": _("environment {value}"),
        "pull_request": _("pull requests"),
    }
    template = templates.get(subject.context, "{name} {value}")
    return template.format(name=quote(subject.context), value=quote(_short(subject.value))).strip()


def _short(value: str) -> str:
    return value if len(value) <= 60 else f"…{value[-58:]}"


def is_of_another_service(presented: Presented, held: Held, unlike: tuple[Difference, ...]) -> bool:
    """Say whether even the nearest credential is for something else: another issuer's host, and another subject."""
    parts = {each.part for each in unlike}
    return {Part.ISSUER, Part.SUBJECT} <= parts and _host(presented.issuer or "") != _host(held.issuer)


def describe(difference: Difference) -> str:
    """Return a clause that says how a credential differs from what is presented: "its issuer ends in a slash, …"."""
    kind, part, place = difference.kind, part_name(difference.part), difference.position
    if kind is Unlike.SLASH:
        return _slash(difference, part)
    if kind is Unlike.INVISIBLE:
        return _invisible(difference, part)
    templates = {
        Unlike.CASE: _("its {part} differs in letter case at character {place}"),
        Unlike.LOOKALIKE: _("its {part} has another letter that looks the same at character {place}"),
        Unlike.ENCODED: _("its {part} is percent-encoded otherwise, from character {place}"),
        Unlike.WILDCARD: _("its {part} has a *, which stands for nothing but itself"),
        Unlike.EXPRESSION: _("its expression does not hold for the token, from character {place}"),
    }
    if kind in templates:
        return templates[kind].format(part=part, place=place)
    said = _of_issuers(difference) if difference.part is Part.ISSUER else _of_subjects(difference)
    return said or _("its {part} is another one, from character {place}").format(part=part, place=place)


def _of_issuers(difference: Difference) -> str:
    """Return which issuer each side names: by host, or on the same host by the place of the first difference."""
    ours, theirs = _host(difference.expected), _host(difference.found)
    if ours != theirs:
        return _("its issuer is at {ours}, the token's at {theirs}").format(ours=ours, theirs=theirs)
    return _("its issuer is another one at {host}, from character {place}").format(host=ours, place=difference.position)


def _slash(difference: Difference, part: str) -> str:
    if difference.expected.endswith("/"):
        return _("its {part} ends in a slash that the token's lacks").format(part=part)
    return _("its {part} lacks the slash at the end that the token's has").format(part=part)


def _invisible(difference: Difference, part: str) -> str:
    longer = len(difference.expected) >= len(difference.found)
    template = (
        _("its {part} has an invisible character or a blank at character {place}")
        if longer
        else _("the token's {part} has an invisible character or a blank at character {place}")
    )
    return template.format(part=part, place=difference.position)


def _of_subjects(difference: Difference) -> str | None:
    """Return what two subjects of one service name differently, or None where that can't be told."""
    ours, theirs = _service_account(difference.expected), _service_account(difference.found)
    if ours and theirs:
        return _("its subject is service account {ours}, the token's is {theirs}").format(
            ours=quote("/".join(ours)), theirs=quote("/".join(theirs))
        )
    held, sent = read_github_subject(difference.expected), read_github_subject(difference.found)
    if held and sent:
        return _of_github(held, sent)
    if difference.found.isdecimal() and "@" in difference.expected:
        return _("its subject is an e-mail address, the token's is the account's number")
    return _of_labels(difference)


def _of_labels(difference: Difference) -> str | None:
    """Return which named part of two subjects differs first, or None where their parts have no names."""
    part = differing_label(difference)
    if part is None:
        return None
    label, ours, theirs = part
    return _("its subject has {label} {ours}, the token's {theirs}").format(
        label=label, ours=quote(_short(ours)), theirs=quote(_short(theirs))
    )


# How Terraform, GitLab and Azure DevOps (until July 2027) write subjects.
_LABELLED = tuple(map(re.compile, (
    r"organization:(?P<organization>[^:]+):project:(?P<project>[^:]+):workspace:(?P<workspace>[^:]+):run_phase:(?P<run_phase>\w+)",
    r"project_path:(?P<project_path>[^:]+):ref_type:(?P<ref_type>[^:]+):ref:(?P<ref>.+)",
    r"sc://(?P<organization>[^/]+)/(?P<project>[^/]+)/(?P<connection>.+)",
)))  # fmt: skip


def differing_label(difference: Difference) -> tuple[str, str, str] | None:
    """Return the name of the first part that differs, what the credential has there, and what the token."""
    for pattern in _LABELLED:
        held, sent = (pattern.fullmatch(each[:700]) for each in (difference.expected, difference.found))
        if held and sent:
            parts = ((label, held[label], sent[label]) for label in pattern.groupindex)
            return next((each for each in parts if each[1] != each[2]), None)
    return None


def _of_github(held: GitHubSubject, sent: GitHubSubject) -> str:
    if (held.owner.lower(), held.repository.lower()) != (sent.owner.lower(), sent.repository.lower()):
        return _("its subject is for {ours}, the token's for {theirs}").format(
            ours=_repository(held), theirs=_repository(sent)
        )
    if bool(held.owner_id) != bool(sent.owner_id):
        return ids_words(sent)
    if held.owner_id != sent.owner_id or held.repository_id != sent.repository_id:
        return _("its subject has other ids of owner or repository: one was deleted and made again")
    if held.context.startswith("refs/"):
        return _("its subject lacks “ref:” before {ref}").format(ref=quote(held.context))
    return _("its subject is for {ours}, the token's for {theirs}").format(ours=_context(held), theirs=_context(sent))


def ids_words(sent: GitHubSubject) -> str:
    """Return which side has GitHub's immutable ids."""
    if sent.owner_id:
        return _("its subject lacks the ids of owner and repository that the token's has")
    return _("its subject has ids of owner and repository that the token's lacks")


def named(held: Held) -> str:
    """Return what a credential is called in a sentence."""
    return (
        _("The federated credential “{name}”").format(name=quote(held.name))
        if held.name
        else _("The federated credential")
    )


def credential_json(presented: Presented, audience: str = EXCHANGE) -> str | None:
    """Return the parameters that `az ad app federated-credential create` takes; None without issuer or subject."""
    if not presented.issuer or not presented.subject:
        return None
    values = {
        "name": _credential_name(presented),
        "issuer": presented.issuer,
        "subject": presented.subject,
        "audiences": [audience],
    }
    return json.dumps(values, ensure_ascii=True)


def _credential_name(presented: Presented) -> str:
    """Return a name that Entra ID allows: 3 to 120 letters, digits, hyphens and underscores."""
    github = read_github_subject(presented.subject or "")
    words = [github.repository, github.context, github.value] if github else [presented.subject or ""]
    service = presented.workload.id if presented.workload else "workload"
    name = re.sub(r"[^A-Za-z0-9]+", "-", "-".join([service, *words]))
    return name.strip("-")[:100]


def create_command(presented: Presented, audience: str = EXCHANGE) -> str | None:
    """Return the command that registers the values, quoted for bash; None where no quoting is safe."""
    values = credential_json(presented, audience)
    quoted = masking.shell_quote(values) if values else None
    return f"az ad app federated-credential create --id APP_ID --parameters {quoted}" if quoted else None


def update_command(presented: Presented, held: Held) -> str | None:
    """Return the command that gives `held` the values presented; what a refusal leaves out stays as it is."""
    if held.is_template:
        return None
    audience = presented.audience or (held.audiences[0] if held.audiences else EXCHANGE)
    values = (presented.issuer or held.issuer, presented.subject or held.subject or "", audience)
    name = masking.shell_quote(held.name) if held.name else "CREDENTIAL_NAME"
    if name is None or not all(values):
        return None
    if held.resource:
        return _identity_command(held, name, values)
    parameters = json.dumps({"issuer": values[0], "subject": values[1], "audiences": [values[2]]}, ensure_ascii=True)
    quoted = masking.shell_quote(parameters)
    return (
        f"az ad app federated-credential update --id APP_ID --federated-credential-id {name} --parameters {quoted}"
        if quoted
        else None
    )


def _identity_command(held: Held, name: str, values: tuple[str, str, str]) -> str | None:
    """Return the command for a managed identity's credential, whose names stand in its ARM id."""
    pieces = held.resource.split("/")
    places = {word.lower(): pieces[at + 1] for at, word in enumerate(pieces[:-1])}
    identity = masking.shell_quote(places.get("userassignedidentities", "IDENTITY"))
    group = masking.shell_quote(places.get("resourcegroups", "GROUP"))
    quoted = [masking.shell_quote(value) for value in values]
    if identity is None or group is None or None in quoted:
        return None
    return (
        f"az identity federated-credential update --identity-name {identity} --resource-group {group} --name {name} "
        f"--issuer {quoted[0]} --subject {quoted[1]} --audiences {quoted[2]}"
    )
