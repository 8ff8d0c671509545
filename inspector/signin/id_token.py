"""Our own checks of the ID token (OpenID Connect Core 3.1.3.7): MSAL makes none but the nonce."""

from inspector.diagnosis.verification import Asked, CheckName, CheckVerdict, verify
from inspector.diagnosis.verification import Check as VerificationCheck
from inspector.exchanges.exchange import Check
from inspector.tokens.keys import KeySet
from inspector.tokens.reasons import Reason
from inspector.words import _

_PASSED = {CheckVerdict.VALID: True, CheckVerdict.INVALID: False}


def check_id_token(id_token: str, asked: Asked, keys: KeySet | None, nonce: str | None) -> tuple[Check, ...]:
    """Return one check each: signature, iss, aud, lifetime, and the nonce if one was sent.

    The signature is judged only with `keys` at hand; without them its check has `passed=None`.
    """
    verification = verify(id_token, keys or KeySet(), asked)
    no_keys = verification.signature.reason is Reason.NO_KEYS
    checks = tuple(_check(each, no_keys=no_keys) for each in verification.checks)
    if nonce is None:
        return checks
    found = (verification.claims or {}).get("nonce")
    text = _("The nonce is the one that was sent.") if found == nonce else _("The nonce is not the one that was sent.")
    return (*checks, Check("nonce", found == nonce, text))


def _check(checked: VerificationCheck, *, no_keys: bool) -> Check:
    text = checked.text
    if checked.name is CheckName.SIGNATURE and no_keys:
        text = _("Not judged: the issuer's keys are not at hand. “token-inspector verify --online” fetches them.")
    return Check(checked.name.value, _PASSED.get(checked.verdict), text)
