"""Proof of possession: tokens bound to a key are worth nothing without the proof (entra_facts 108, 109)."""

from collections.abc import Iterator, Mapping

from inspector import moments
from inspector.diagnosis.case import Case
from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.quoting import quote
from inspector.tokens.artifact import Kind, Place
from inspector.words import _

_AGE = 300  # seconds; Microsoft's libraries accept no older proof
_REFERENCE = "https://www.rfc-editor.org/rfc/rfc7800"


def sent_without_proof(case: Case) -> Iterator[Finding]:
    """A token with `cnf` under the scheme Bearer lacks the proof of its key."""
    outer = {artifact.id for artifact in case.of_kind(Kind.POP_TOKEN)}
    for subject in case.subjects:
        artifact = subject.artifact
        bound = isinstance(subject.claim("cnf"), Mapping) and subject.kind is Kind.ACCESS_TOKEN
        if bound and artifact.place is Place.AUTHORIZATION_HEADER and artifact.inside not in outer:
            yield Finding(
                id="proof-of-possession-missing",
                severity=Severity.BLOCKER,
                artifact=artifact.id,
                title=_("Bound to a key, sent without proof"),
                why=_(
                    "cnf binds the token to the client's key. Such a token is sent inside a signed request, under the "
                    "scheme PoP."
                ),
                sentence=_("This token is bound to a key (cnf), but was sent as a plain Bearer token without proof."),
                stage=Stage.CLIENT,
                evidence=(Evidence("cnf", _("present")), Evidence("Authorization", "Bearer", "PoP")),
                remedies=(
                    Remedy(
                        Who.DEVELOPER,
                        _("Send the authorization header that MSAL made, CreateAuthorizationHeader, as it stands."),
                        "Authorization: PoP …",
                    ),
                    Remedy(Who.DEVELOPER, _("Or request an ordinary token, without proof of possession.")),
                ),
                reference=_REFERENCE,
                rank=17,
            )


def private_key(case: Case) -> Iterator[Finding]:
    """The key in `cnf` is the public one; with the private one, everybody who sees the token can prove it."""
    for subject in case.subjects:
        cnf = subject.claim("cnf")
        key = cnf.get("jwk") if isinstance(cnf, Mapping) else None
        if isinstance(key, Mapping) and any(isinstance(key.get(name), str) and key[name] for name in ("d", "k")):
            yield Finding(
                id="private-key-in-token",
                severity=Severity.WARNING,
                artifact=subject.artifact.id,
                title=_("Private key in the token"),
                why=_("cnf names the client's public key. Here the private one stands beside it, for all to read."),
                sentence=_("The token carries the private key of its proof: whoever sees it can use it."),
                stage=Stage.CLIENT,
                evidence=(Evidence("cnf.jwk", ", ".join(quote(name) for name in key), "kty, n, e"),),
                remedies=(
                    Remedy(Who.DEVELOPER, _("Put only the key's public members into req_cnf, and make a new key.")),
                ),
                reference=_REFERENCE,
                rank=39,
            )


def proof_too_old(case: Case) -> Iterator[Finding]:
    """A signed request is for one call, now."""
    for subject in case.subjects:
        made = subject.number("ts") if subject.kind is Kind.POP_TOKEN else None
        if made is None or case.now - made <= _AGE:
            continue
        yield Finding(
            id="proof-too-old",
            severity=Severity.WARNING,
            artifact=subject.artifact.id,
            title=_("The proof is too old"),
            why=_("The signed request carries its own moment (ts); by default APIs accept it for five minutes."),
            sentence=_("The proof of possession was made {ago} ago; it is accepted for five minutes.").format(
                ago=moments.duration(case.now - made)
            ),
            stage=Stage.CLIENT,
            evidence=(Evidence("ts", moments.utc(made)),),
            remedies=(Remedy(Who.DEVELOPER, _("Make a new proof for each request.")),),
            rank=22,
        )


def outer_and_inner(case: Case) -> Iterator[Finding]:
    """A signed HTTP request holds the access token that counts."""
    for artifact in case.of_kind(Kind.POP_TOKEN):
        inner = artifact.claims is not None and "at" in artifact.claims
        yield Finding(
            id="proof-of-possession" if inner else "proof-without-token",
            severity=Severity.NOTE if inner else Severity.WARNING,
            artifact=artifact.id,
            title=_("Signed HTTP request") if inner else _("Proof without an access token"),
            why=(
                _(
                    "The client signed this layer with its own key. "
                    "Issuer, audience and permissions stand in the access token inside (at)."
                )
                if inner
                else _("The claim at, which holds the access token, is missing.")
            ),
            evidence=(Evidence(_("access token inside (at)"), _("present") if inner else None),),
            remedies=() if inner else (Remedy(Who.DEVELOPER, _("Send the header exactly as MSAL made it.")),),
            rank=61,
        )
