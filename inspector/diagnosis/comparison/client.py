"""Another client, or the same client that proved itself in another way (entra_facts 42, 43)."""

from inspector.diagnosis.comparison.contrast import Contrast, app_name
from inspector.diagnosis.comparison.difference import Judgement, Weight
from inspector.diagnosis.comparison.pairing import Pair
from inspector.diagnosis.quoting import quote
from inspector.diagnosis.subject import ClientAuthentication, Subject
from inspector.words import _


def client(contrast: Contrast, pair: Pair) -> Judgement | None:
    """Say that another application got the second one."""
    if pair.both is None:
        return None
    left = _called(contrast.left.subject, pair.both[0].value)
    right = _called(contrast.right.subject, pair.both[1].value)
    one_user = contrast.both_delegated and contrast.agree("oid") and contrast.same_tenant is not False
    words = _("Another application got it: what that one was consented to, and how it is registered, decides.")
    brief = _("another client: {after} instead of {before}").format(before=left, after=right)
    if one_user:
        brief = _("same user, other client: {after} instead of {before}").format(before=left, after=right)
    return Judgement("client", Weight.MATTERS, words, brief, 27, ("azp", "appid"))


def _called(subject: Subject | None, app_id: object) -> str:
    name = subject.client_name if subject else None
    return quote(name or (app_name(app_id) if isinstance(app_id, str) else app_id))


def authentication(contrast: Contrast, pair: Pair) -> Judgement | None:
    """Say how each client proved itself."""
    subjects = contrast.subjects
    if pair.both is None or subjects is None:
        return None
    one, other = (each.client_authentication for each in subjects)
    if one is None or other is None or one is other:
        return None
    words = _("A public client proves nothing; a certificate or federated credential is stronger than a secret.")
    brief = _("the first client proved itself by {before}, the second by {after}").format(
        before=_proof(one), after=_proof(other)
    )
    return Judgement("client-authentication", Weight.MATTERS, words, brief, 38)


def _proof(how: ClientAuthentication) -> str:
    return {
        ClientAuthentication.PUBLIC: _("nothing (a public client)"),
        ClientAuthentication.SECRET: _("a secret"),
        ClientAuthentication.CERTIFICATE: _("a certificate or assertion"),
    }[how]


def client_name(contrast: Contrast, _pair: Pair) -> Judgement | None:
    """Say that the name goes with the client."""
    if contrast.same_client is False:
        return Judgement("client-name", Weight.FOLLOWS, _("The other client's name."), rank=69)
    return Judgement("client-name", Weight.MINOR, _("The same client; its name is there to be read only."), rank=69)


def managed_identity(contrast: Contrast, pair: Pair) -> Judgement | None:
    """Say what a managed identity's own claim tells."""
    if pair.both is None:
        words = _("Only a managed identity's token has it: no secret or certificate of the app's own was used.")
        brief = (
            _("only the first is a managed identity's") if pair.left else _("only the second is a managed identity's")
        )
        return Judgement("managed-identity", Weight.MATTERS, words, brief, rank=19)
    weight = Weight.FOLLOWS if contrast.same_client is False else Weight.MATTERS
    return Judgement("managed-identity", weight, _("Another managed identity."), _("another managed identity"), rank=29)
