"""Pasted metadata: what a discovery document promises, which keys a JWKS holds, and what an API takes from both.

Keys are described by their members alone; whether they verify a token is said by `verify` and the Signature tab.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from inspector.diagnosis.case import Case
from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.quoting import join, quote, snippet
from inspector.diagnosis.subject import Subject
from inspector.knowledge.clouds import Family, read_issuer
from inspector.knowledge.metadata import WELL_KNOWN, host_of, is_known_host, with_tenant
from inspector.tokens.artifact import Artifact, Kind
from inspector.words import _, plural

_ROLLOVER = "https://learn.microsoft.com/entra/identity-platform/signing-key-rollover"
_VALIDATE = "https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-tokens"
_DISCOVERY = "https://openid.net/specs/openid-connect-discovery-1_0.html"
_KEYS = "https://www.rfc-editor.org/rfc/rfc7517"
_ENDPOINTS = ("issuer", "jwks_uri", "authorization_endpoint", "token_endpoint", "device_authorization_endpoint")
_MOST_KEYS = 12
_SMALLEST_RSA = 2048


def discovery_document(case: Case) -> Iterator[Finding]:
    """Say whose document it is and what an API is set up with."""
    for artifact in case.of_kind(Kind.DISCOVERY_DOCUMENT):
        values = _values(artifact)
        issuer = _text(values, "issuer")
        if issuer is None:
            yield _incomplete(artifact, "issuer")
            continue
        yield Finding(
            id="discovery-document",
            severity=Severity.NOTE,
            artifact=artifact.id,
            title=_("Discovery document of {issuer}").format(issuer=_name(issuer)),
            why=_(
                "It promises where people sign in, where tokens are issued and where the public keys lie. "
                "An API needs only its issuer and jwks_uri, and takes both from here by itself."
            ),
            sentence=_(
                "This is the discovery document of {issuer}: an API takes its issuer and keys from here."
            ).format(issuer=_name(issuer)),
            evidence=tuple(_promises(values)),
            remedies=(
                Remedy(
                    Who.API_OWNER,
                    _("Set this as the API's authority; let its library fetch the document and follow key changes."),
                    snippet(with_tenant(issuer, None)) if "{" not in issuer else None,
                ),
            ),
            reference=_VALIDATE if _is_entra(issuer) else _DISCOVERY,
            rank=70,
        )


def many_tenants(case: Case) -> Iterator[Finding]:
    """A document for every tenant leaves the choice of tenants to the API."""
    for artifact in case.of_kind(Kind.DISCOVERY_DOCUMENT):
        issuer = _text(_values(artifact), "issuer")
        if issuer is None or "{tenantid}" not in issuer:
            continue
        yield Finding(
            id="discovery-many-tenants",
            severity=Severity.NOTE,
            artifact=artifact.id,
            title=_("For any tenant: the API must choose"),
            why=_(
                "The issuer has a placeholder. An API must put the token's tid in its place, compare the result with "
                "iss, and decide by itself which tenants it lets in."
            ),
            evidence=(Evidence("issuer", quote(issuer), _("the tenant's own issuer")),),
            remedies=(
                Remedy(
                    Who.API_OWNER, _("For one tenant, use that tenant's authority instead of common or organizations.")
                ),
            ),
            reference=_VALIDATE,
            rank=72,
        )


def keys_elsewhere(case: Case) -> Iterator[Finding]:
    """Keys belong on the issuer's own host, over https."""
    for artifact in case.of_kind(Kind.DISCOVERY_DOCUMENT):
        values = _values(artifact)
        issuer, address = _text(values, "issuer"), _text(values, "jwks_uri")
        if address is None:
            if issuer is not None:
                yield _incomplete(artifact, "jwks_uri")
            continue
        host = host_of(address)
        if address.startswith("https://") and (host == host_of(issuer or "") or is_known_host(host)):
            continue
        yield Finding(
            id="discovery-keys-elsewhere",
            severity=Severity.WARNING,
            artifact=artifact.id,
            title=_("The keys lie on another host"),
            why=_(
                "Whoever controls that host can sign tokens for this issuer. Some issuers do this on purpose; "
                "a changed document does it too."
            ),
            sentence=_("The keys of this issuer lie on another host, or not behind https."),
            evidence=(Evidence("jwks_uri", quote(address), host_of(issuer or "") or None),),
            remedies=(
                Remedy(Who.API_OWNER, _("Fetch the document from the issuer yourself, over https, and compare.")),
            ),
            reference=_DISCOVERY,
            rank=62,
        )


def key_set(case: Case) -> Iterator[Finding]:
    """Say which keys there are, and for which issuers they may sign."""
    for artifact in case.of_kind(Kind.JWKS):
        keys = _keys(artifact)
        if not keys:
            yield _empty(artifact)
            continue
        yield Finding(
            id="key-set",
            severity=Severity.NOTE,
            artifact=artifact.id,
            title=plural("Key set with {count} key", "Key set with {count} keys", len(keys)),
            why=_(
                "An API picks the key by the token's kid and keeps the set for a day at most. "
                "Issuers change their keys without notice, so an unknown kid means: "
                "fetch again, though not more often than every five minutes."
            ),
            sentence=plural(
                "This is a set of {count} public key, by which an API checks signatures.",
                "This is a set of {count} public keys, by which an API checks signatures.",
                len(keys),
            ),
            evidence=tuple(_described(key) for key in keys[:_MOST_KEYS]),
            remedies=(
                Remedy(
                    Who.API_OWNER,
                    _("Do not copy keys into the API's settings; let its library fetch them by the authority."),
                ),
            ),
            reference=_ROLLOVER,
            rank=71,
        )


def private_keys(case: Case) -> Iterator[Finding]:
    """A private key or secret that was copied around is no longer one."""
    for artifact in case.of_kind(Kind.JWKS):
        names = [_key_name(key) for key in _keys(artifact) if _is_secret(key)]
        if names:
            yield Finding(
                id="key-set-private",
                severity=Severity.WARNING,
                artifact=artifact.id,
                title=_("This key set holds private keys"),
                why=_(
                    "Whoever has a private key or a shared secret can sign any token. A public set holds none of them."
                ),
                sentence=_("This key set holds a private key or secret, and whoever saw it can sign tokens."),
                stage=Stage.REGISTRATION,
                evidence=(Evidence("kid", join(names), _("public members only")),),
                remedies=(
                    Remedy(
                        Who.OPERATOR,
                        _("Replace the key, and publish the public members (kty, n, e or crv, x, y) only."),
                    ),
                ),
                reference=_KEYS,
                rank=40,
            )


def unusable_keys(case: Case) -> Iterator[Finding]:
    """Keys that no careful API verifies with."""
    for artifact in case.of_kind(Kind.JWKS):
        evidence = tuple(_complaints(_keys(artifact)))[:_MOST_KEYS]
        if evidence:
            yield Finding(
                id="key-set-unusable-keys",
                severity=Severity.WARNING,
                artifact=artifact.id,
                title=_("Keys that APIs cannot use"),
                why=_("Libraries leave such keys out, or refuse tokens that are signed with them."),
                sentence=_("Some keys of this set cannot be used to check signatures."),
                stage=Stage.REGISTRATION,
                evidence=evidence,
                remedies=(
                    Remedy(Who.OPERATOR, _("Publish each signing key with a kid of its own, RSA from 2048 bits.")),
                ),
                reference=_KEYS,
                rank=64,
            )


def key_not_in_set(case: Case) -> Iterator[Finding]:
    """A token beside a key set that lacks its key."""
    sets = list(case.of_kind(Kind.JWKS))
    names = {_text(key, "kid") for artifact in sets for key in _keys(artifact)}
    for subject in case.subjects if sets else ():
        key_id = _header_text(subject, "kid")
        if key_id is None or key_id in names:
            continue
        yield Finding(
            id="key-not-in-set",
            severity=Severity.WARNING,
            artifact=subject.artifact.id,
            title=_("The token's key is not in this set"),
            why=_(
                "An API with these keys only refuses the token: the set is stale, or of another issuer or application."
            ),
            sentence=_("The key that signed this token is not in the key set beside it."),
            stage=Stage.RESOURCE,
            evidence=(Evidence("kid", quote(key_id), join([name for name in names if name]) or None),),
            remedies=(
                Remedy(
                    Who.API_OWNER,
                    _("Fetch the keys anew from the issuer's jwks_uri, and let the API do so on an unknown kid."),
                ),
                Remedy(
                    Who.API_OWNER,
                    _(
                        "If the app has claims mapping with its own key: "
                        "add ?appid= and its client id to the metadata address."
                    ),
                ),
            ),
            reference=_ROLLOVER,
            rank=42,
        )


def document_of_another_issuer(case: Case) -> Iterator[Finding]:
    """A token beside the discovery document of another issuer."""
    documents = [issuer for each in case.of_kind(Kind.DISCOVERY_DOCUMENT) if (issuer := _text(_values(each), "issuer"))]
    for subject in case.subjects if documents else ():
        found = subject.text("iss")
        if found is None or any(with_tenant(issuer, subject.claim("tid")) == found for issuer in documents):
            continue
        yield Finding(
            id="document-of-another-issuer",
            severity=Severity.WARNING,
            artifact=subject.artifact.id,
            title=_("The token is of another issuer than this document"),
            why=_(
                "An API that is set up with this document compares iss character by character, and refuses the token."
            ),
            sentence=_("The token's issuer is not the one of the discovery document beside it."),
            stage=Stage.RESOURCE,
            evidence=(Evidence("iss", quote(found), join(documents)),),
            remedies=tuple(_of_right_version(subject, documents)),
            reference=_VALIDATE,
            rank=41,
        )


def _of_right_version(subject: Subject, documents: list[str]) -> Iterator[Remedy]:
    """Entra ID has a document for each token version; mixing them up is the usual cause."""
    versions = {read_issuer(with_tenant(issuer, subject.claim("tid"))).version for issuer in documents}
    if subject.is_entra and subject.version and subject.version not in versions:
        yield Remedy(
            Who.API_OWNER,
            _(
                "Use the metadata of the token's own version: "
                "without v2.0 in the address for ver 1.0, with it for ver 2.0."
            ),
        )
    yield Remedy(Who.API_OWNER, _("Set the API's authority to the issuer whose tokens it should accept."))


def _incomplete(artifact: Artifact, member: str) -> Finding:
    return Finding(
        id="discovery-incomplete",
        severity=Severity.WARNING,
        artifact=artifact.id,
        title=_("Discovery document without {member}").format(member=member),
        why=_("Libraries need issuer and jwks_uri; without them no token of this issuer can be checked."),
        sentence=_("This discovery document lacks {member}, so no API can use it.").format(member=member),
        evidence=(Evidence(member, None, _("an https address")),),
        remedies=(
            Remedy(Who.OPERATOR, _("Publish the whole document at {path} below the issuer.").format(path=WELL_KNOWN)),
        ),
        reference=_DISCOVERY,
        rank=61,
    )


def _empty(artifact: Artifact) -> Finding:
    return Finding(
        id="key-set-empty",
        severity=Severity.WARNING,
        artifact=artifact.id,
        title=_("Key set without keys"),
        why=_("No signature can be checked with it."),
        sentence=_("This key set holds no key, so every token would be refused."),
        evidence=(Evidence("keys", _("empty")),),
        remedies=(Remedy(Who.OPERATOR, _("Publish the issuer's public signing keys.")),),
        reference=_KEYS,
        rank=63,
    )


def _promises(values: Mapping[str, Any]) -> Iterator[Evidence]:
    for name in _ENDPOINTS:
        value = _text(values, name)
        if value is not None:
            yield Evidence(name, quote(value))
    for name in ("id_token_signing_alg_values_supported", "response_modes_supported", "grant_types_supported"):
        value = values.get(name)
        if isinstance(value, list) and value:
            yield Evidence(name, join([str(each) for each in value]))


def _described(key: Mapping[str, Any]) -> Evidence:
    """Return a key as evidence: its id, what it is, and for which issuer."""
    facts = [_kind(key)]
    if _text(key, "alg"):
        facts.append(quote(_text(key, "alg")))
    if _text(key, "use") == "enc":
        facts.append(_("for encryption"))
    issuer = _text(key, "issuer")
    if issuer is not None:
        facts.append(_("any tenant") if "{tenantid}" in issuer else _("only for {issuer}").format(issuer=quote(issuer)))
    return Evidence(_key_name(key), ", ".join(facts))


def _complaints(keys: list[Mapping[str, Any]]) -> Iterator[Evidence]:
    ids = [_text(key, "kid") for key in keys]
    for key in keys:
        name, bits = _key_name(key), _bits(key)
        if _text(key, "kty") not in ("RSA", "EC", "OKP", "oct", "AKP"):
            yield Evidence(name, _("type {type}").format(type=quote(key.get("kty"))), "RSA, EC, OKP")
        elif bits is not None and bits < _SMALLEST_RSA:
            yield Evidence(name, _("{count} bits").format(count=bits), _("2048 bits or more"))
        if _text(key, "kid") is None:
            if len(keys) > 1:
                yield Evidence(name, _("no kid"), _("an id of its own"))
        elif ids.count(_text(key, "kid")) > 1:
            yield Evidence(name, _("an id that stands twice"), _("an id of its own"))


def _kind(key: Mapping[str, Any]) -> str:
    bits = _bits(key)
    if bits is not None:
        return _("RSA, {count} bits").format(count=bits)
    return quote(_text(key, "crv") or _text(key, "kty") or "?")


def _bits(key: Mapping[str, Any]) -> int | None:
    """Return the size of an RSA key by the length of its modulus."""
    modulus = _text(key, "n")
    return len(modulus) * 6 // 8 * 8 if _text(key, "kty") == "RSA" and modulus else None


def _is_secret(key: Mapping[str, Any]) -> bool:
    return "d" in key or "priv" in key or (_text(key, "kty") == "oct" and "k" in key)


def _key_name(key: Mapping[str, Any]) -> str:
    return quote(_text(key, "kid") or _("(no kid)"))


def _keys(artifact: Artifact) -> list[Mapping[str, Any]]:
    values = _values(artifact)
    entries = values.get("keys") if "keys" in values else [values]
    return [each for each in entries if isinstance(each, Mapping)] if isinstance(entries, list) else []


def _values(artifact: Artifact) -> Mapping[str, Any]:
    return artifact.document.values if artifact.document else {}


def _text(values: Mapping[str, Any], name: str) -> str | None:
    value = values.get(name)
    return value if isinstance(value, str) and value else None


def _header_text(subject: Subject, name: str) -> str | None:
    header = subject.artifact.header
    return _text(header.values, name) if header else None


def _is_entra(issuer: str) -> bool:
    return read_issuer(with_tenant(issuer, None).replace("{tenantid}", "common")).family.is_entra


def _name(issuer: str) -> str:
    """Return what an issuer is called: Microsoft's by their service, others by their address."""
    family = read_issuer(issuer.replace("{tenantid}", "common")).family
    known = {
        Family.B2C: "Azure AD B2C",
        Family.EXTERNAL_ID: "Microsoft Entra External ID",
        Family.PERSONAL: _("personal Microsoft accounts"),
        Family.ENTRA_V1: "Microsoft Entra ID (v1.0)",
        Family.ENTRA_V2: "Microsoft Entra ID (v2.0)",
    }
    return known.get(family, quote(issuer))
