"""Claims challenges (continuous access evaluation, step-up), and the parameter that answers them."""

from collections.abc import Iterator, Mapping

from inspector.diagnosis.case import Case
from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.words import _

_RANK_BEHIND = 60  # behind the refusal that the claims came with


def claims_challenge(case: Case) -> Iterator[Finding]:
    """A claims challenge (continuous access evaluation, step-up) and the parameter that answers it."""
    for artifact in case.artifacts:
        error = artifact.error
        if error is None or error.claims is None:
            continue
        asked = error.claims.get("access_token")
        members = asked if isinstance(asked, Mapping) else {}
        # Entra ID sends the claims along with a refusal that has its own code: there they are the way out, not the why.
        root = next((code.lower() for code in error.codes if code.startswith("AADSTS")), None)
        yield Finding(
            id="claims-challenge",
            severity=Severity.BLOCKER,
            artifact=artifact.id,
            title=_("The next sign-in must satisfy these claims") if root else _("The API asks for more claims"),
            why=_why_challenged(members),
            sentence=_sentence_challenged(members),
            consequence_of=root,
            stage=Stage.TOKEN,
            evidence=tuple(
                Evidence(_("challenge: {name}").format(name=name), _wanted(wanted)) for name, wanted in members.items()
            ),
            remedies=(
                Remedy(
                    Who.DEVELOPER,
                    _("Drop the cached token and ask for a new one interactively, with this as the claims parameter."),
                    f"claims={error.claims.source}",
                ),
            ),
            codes=("insufficient_claims",),
            reference="https://learn.microsoft.com/entra/identity-platform/claims-challenge",
            rank=_RANK_BEHIND if root else 4,
        )


def _wanted(request: object) -> str:
    """Return the value or values that a claims request names (OIDC Core 5.5.1), or that it only asks for the claim."""
    if not isinstance(request, Mapping):
        return _("asked for")
    values = request.get("values")
    return ", ".join(map(str, values)) if isinstance(values, list) else str(request.get("value", _("asked for")))


def _sentence_challenged(members: Mapping[str, object]) -> str:
    if "nbf" in members:
        return _("The session was revoked or changed, so the API wants a token issued after that moment.")
    if "acrs" in members:
        return _("This operation needs a stronger sign-in than the token proves (an authentication context).")
    return _("The API asks for a token with further claims.")


def _why_challenged(members: Mapping[str, object]) -> str:
    if "nbf" in members:
        return _(
            "Continuous access evaluation ended the token early, after a password change, sign-out, disabled account "
            "or new location. The token itself looks unexpired."
        )
    if "acrs" in members:
        return _(
            "Conditional Access ties the operation to an authentication context; acrs names it, and the token lacks it."
        )
    return _("The claims request names what the next token must hold.")
