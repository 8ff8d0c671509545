"""The form of token requests: their parameters, how they are sent, how often is polled."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.protocol.course import CODE_FLOW, SPEC_OAUTH, Course, Located, Met, is_entra, may_be_entra
from inspector.diagnosis.quoting import join
from inspector.exchanges.exchange import Step
from inspector.exchanges.sighting import Trait
from inspector.words import _

_DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
_BEHALF = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_FIXED = {"requested_token_use": "on_behalf_of", "response_type": "code"}
# What each grant can't do without (RFC 6749, 7521, 8628; Entra ID's pages on each flow).
_NEEDED = {
    "authorization_code": ("code", "redirect_uri", "client_id"),
    "refresh_token": ("refresh_token", "client_id"),
    "client_credentials": ("client_id",),
    "password": ("username", "password"),
    _DEVICE: ("device_code", "client_id"),
    _BEHALF: ("assertion",),
}
_REFUSALS = (
    "AADSTS900144", "AADSTS90014", "AADSTS7000218", "AADSTS7000216", "AADSTS9002313", "AADSTS70003", "AADSTS90013",
    "AADSTS900561", "AADSTS70002", "invalid_request", "invalid_client", "unsupported_grant_type",
)  # fmt: skip


def parameter_missing(course: Course) -> Iterator[Located]:
    """A token request without what its grant needs."""
    for met in course.grants():
        missing = [name for name in _needed(met) if name not in met.sighting.asked]
        if missing:
            yield Located(met.index, _missing(missing), _REFUSALS)
    for met in course.all(Step.TOKEN_REQUEST):
        if met.sighting.asked and "grant_type" not in met.sighting.asked:  # without any, the body was not recorded
            yield Located(met.index, _missing(["grant_type"]), _REFUSALS)
    request = course.request
    if request and "request_uri" not in request.sighting.asked and "request" not in request.sighting.asked:
        needed = ["client_id", "response_type", *(["scope"] if request.sighting.version == "2.0" else [])]
        missing = [name for name in needed if name not in request.sighting.asked]
        if missing:
            # RFC 6749 wants them everywhere, but not every server does.
            weight = Severity.BLOCKER if may_be_entra(request.sighting) else Severity.WARNING
            yield Located(request.index, replace(_missing(missing), severity=weight), _REFUSALS)


def _needed(met: Met) -> Iterator[str]:
    grant = met.sighting.asked.get("grant_type", "")
    basic, asserted = met.sighting.is_from(Trait.BASIC), "client_assertion" in met.sighting.asked
    for name in _NEEDED.get(grant, ()):
        if name != "client_id" or not (basic or asserted):
            yield name
    behalf = grant == _BEHALF and is_entra(met.sighting)
    if (grant == "client_credentials" or behalf) and not (basic or asserted):
        yield "client_secret"
    if behalf:
        yield "requested_token_use"


def _missing(names: list[str]) -> Finding:
    return Finding(
        id="parameter-missing",
        severity=Severity.BLOCKER,
        title=_("{names} is missing").format(names=", ".join(names)),
        why=_("Without it the request can't be answered."),
        sentence=_("the request lacks {names}.").format(names=join(names)),
        stage=Stage.CLIENT,
        evidence=tuple(Evidence(name, _("missing"), _for(name)) for name in names),
        remedies=(Remedy(Who.DEVELOPER, _("Send {names}.").format(names=join(names)), _fixed(names)),),
        reference=SPEC_OAUTH,
        rank=6,
    )


def _for(name: str) -> str | None:
    words = {
        "client_secret": _("the app's secret, or client_assertion"),
        "redirect_uri": _("the one of the authorization request"),
    }
    return words.get(name) or _FIXED.get(name)


def _fixed(names: list[str]) -> str | None:
    """Return the missing parameters that can have one value only, to copy."""
    return "&".join(f"{name}={_FIXED[name]}" for name in names if name in _FIXED) or None


def client_unproven(course: Course) -> Iterator[Located]:
    """A code that is redeemed without a secret and without PKCE: nothing proves that the right program has it."""
    for met in course.redemptions:
        proven = {"client_secret", "client_assertion", "code_verifier"} & met.sighting.asked.keys()
        if not proven and not met.sighting.is_from(Trait.BASIC) and course.request is None:
            yield Located(
                met.index,
                Finding(
                    id="client-unproven",
                    severity=Severity.WARNING,
                    title=_("Neither a secret nor a code_verifier"),
                    why=_(
                        "Web apps prove themselves with a secret or certificate, all others with the verifier of PKCE."
                    ),
                    sentence=_("the code is redeemed with neither a secret nor a code_verifier."),
                    stage=Stage.CLIENT,
                    evidence=(Evidence("code_verifier", _("missing"), _("of PKCE, or client_secret")),),
                    remedies=(
                        Remedy(Who.DEVELOPER, _("Use PKCE, and in a web app the secret or certificate as well.")),
                    ),
                    reference=CODE_FLOW,
                    rank=45,
                ),
                _REFUSALS,
            )


def not_a_form(course: Course) -> Iterator[Located]:
    """Token requests are forms in the body (RFC 6749, section 4.1.3), never JSON, never an address."""
    for met in course.all(Step.TOKEN_REQUEST, Step.POLL, Step.DEVICE_AUTHORIZATION):
        sighting = met.sighting
        if not is_entra(sighting) and not sighting.refused:
            continue
        if sighting.is_from(Trait.JSON_BODY):
            yield Located(met.index, _wrong_form("application/json"), _REFUSALS)
        elif sighting.is_from(Trait.QUERY):
            yield Located(met.index, _wrong_form(_("parameters in the address")), _REFUSALS)
        elif sighting.exchange.method == "GET" and sighting.step is Step.TOKEN_REQUEST and sighting.host:
            yield Located(met.index, _wrong_form("GET"), _REFUSALS)


def _wrong_form(found: str) -> Finding:
    return Finding(
        id="token-request-not-a-form",
        severity=Severity.BLOCKER,
        title=_("The token request is no form"),
        why=_("The token endpoint reads application/x-www-form-urlencoded in the body of a POST, and nothing else."),
        sentence=_("the request is not sent as a form in the body of a POST, so its parameters are not seen."),
        stage=Stage.CLIENT,
        evidence=(Evidence(_("sent as"), found, "POST, application/x-www-form-urlencoded"),),
        remedies=(
            Remedy(
                Who.DEVELOPER,
                _("Send the parameters as a form in the body."),
                "Content-Type: application/x-www-form-urlencoded",
            ),
        ),
        reference=CODE_FLOW,
        rank=5,
    )


_LENIENCY = 0.8  # of the interval: clocks and networks are not exact


def polled_too_fast(course: Course) -> Iterator[Located]:
    """A device polls no faster than the interval that it was given, and slower after slow_down (RFC 8628, 3.5)."""
    begun = course.first(Step.DEVICE_AUTHORIZATION)
    told = begun.answered("interval") if begun else None
    interval = float(told) if told and told.isdigit() else 5.0
    for earlier, later in pairwise(course.all(Step.POLL)):
        if earlier.answered("error") == "slow_down":
            interval += 5.0
        first, second = earlier.sighting.exchange.started, later.sighting.exchange.started
        if first and 0 <= second - first < interval * _LENIENCY:
            yield Located(later.index, _too_fast(second - first, interval))
            return
    slowed = next((met for met in course.all(Step.POLL) if met.answered("error") == "slow_down"), None)
    if slowed is not None:
        yield Located(slowed.index, _too_fast(None, interval))


def _too_fast(gap: float | None, interval: float) -> Finding:
    seconds = _("{count} seconds")
    return Finding(
        id="polled-too-fast",
        severity=Severity.WARNING,
        title=_("Polled faster than allowed"),
        why=_("The device must wait for the interval between two polls, and five seconds longer after each slow_down."),
        sentence=_("the device polls faster than it was told to."),
        stage=Stage.CLIENT,
        evidence=(
            Evidence(
                _("between two polls"),
                seconds.format(count=f"{gap:.1f}") if gap is not None else "slow_down",
                seconds.format(count=f"{interval:g}"),
            ),
        ),
        remedies=(
            Remedy(Who.DEVELOPER, _("Wait for the interval of the answer, and add five seconds after slow_down.")),
        ),
        reference="https://www.rfc-editor.org/rfc/rfc8628#section-3.5",
        rank=36,
    )
