"""The Authorization header as it was sent: whether a token stood in it at all."""

import re
from collections.abc import Iterator
from functools import cache

from inspector.diagnosis.case import Case
from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.words import _

_LOOKED_AT = 60_000  # characters of the paste in which a header is looked for


@cache
def _empty_bearer() -> re.Pattern[str]:
    """Find what a program writes where its variable held no token; a token that somebody redacted looks otherwise."""
    return re.compile(
        r"\bauthorization\b[\"']?\s{0,3}[:=,]\s{0,3}[\"'`]?bearer[ \t]+"
        r"(?P<value>undefined|null|none|nil|nan|true|false|Optional\(nil\)|<nil>|\[object \w{1,20}\])(?![\w.-])",
        re.IGNORECASE,
    )


def bearer_without_token(case: Case) -> Iterator[Finding]:
    """“Bearer undefined”: the request went out before there was a token."""
    text = case.pasted.text[:_LOOKED_AT]
    found = _empty_bearer().search(text) if "earer" in text or "EARER" in text else None
    if found is None:
        return
    value = found["value"]
    yield Finding(
        id="bearer-without-token",
        severity=Severity.BLOCKER,
        artifact=None,
        title=_("No token after Bearer"),
        why=_("The word stands where the text of the token belongs; every API answers 401 to that."),
        sentence=_(
            "The Authorization header says “Bearer {value}”: no token was there when the request was sent."
        ).format(value=value),
        stage=Stage.CLIENT,
        evidence=(Evidence("Authorization", f"Bearer {value}", _("Bearer and the access token")),),
        remedies=(_remedy(value),),
        reference="https://www.rfc-editor.org/rfc/rfc6750#section-2.1",
        rank=3,
    )


def _remedy(value: str) -> Remedy:
    if value.startswith("["):
        return Remedy(
            Who.DEVELOPER,
            _("Send the text of the token, not the result that holds it or the promise of it."),
            "`Bearer ${(await acquireToken()).accessToken}`",
        )
    return Remedy(
        Who.DEVELOPER,
        _("Wait for the token before you call: await the sign-in or acquireTokenSilent, and check that it gave one."),
        "const { accessToken } = await msalInstance.acquireTokenSilent(request);",
    )
