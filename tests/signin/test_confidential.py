"""Client credentials and on-behalf-of: secrets, certificates, and the token to exchange."""

import datetime as dt
import time
from dataclasses import replace
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from fake_issuer import ACCESS, FakeIssuer, refusal
from minting import CLIENT, entra, mint, segment

from inspector.signin.certificate import msal_credential
from inspector.signin.faults import CertificateError
from inspector.signin.on_behalf_of import judge_assertion
from inspector.signin.outcome import Status
from inspector.signin.request import Credential, Flow, SignInRequest
from inspector.signin.session import ObstacleError, Session

KEY = rsa.generate_private_key(65537, 2048)
SECRET = Credential(secret="top~secret~value")


def _certificate(key: Any) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "orders")])
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + dt.timedelta(days=1))
    return builder.sign(key, hashes.SHA256())


def _pem(key: Any, passphrase: str = "") -> str:
    lock = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)
    return (private + _certificate(key).public_bytes(Encoding.PEM)).decode()


def _pfx(passphrase: str) -> bytes:
    return pkcs12.serialize_key_and_certificates(
        b"orders", KEY, _certificate(KEY), None, BestAvailableEncryption(passphrase.encode())
    )


@pytest.fixture
def daemon(request_: SignInRequest) -> SignInRequest:
    """A request of an app that signs in as itself."""
    return replace(request_, flow=Flow.CLIENT_CREDENTIALS, scopes=("https://graph.microsoft.com/.default",))


def test_secret(session: Session, issuer: FakeIssuer, daemon: SignInRequest) -> None:
    """A secret goes into the form, and into nothing that is kept."""
    outcome = session.sign_in(daemon, credential=SECRET)
    assert outcome.status is Status.SIGNED_IN
    assert outcome.account is None
    assert outcome.tokens.access_token == ACCESS
    assert issuer.posts[0]["client_secret"] == SECRET.secret
    assert SECRET.secret not in repr(outcome)
    assert SECRET.secret not in repr(SECRET)


@pytest.mark.parametrize(
    "credential",
    [
        Credential(certificate=_pem(KEY)),
        Credential(certificate=_pem(KEY, "pass"), passphrase="pass"),
        Credential(certificate=_pfx("pass"), passphrase="pass"),
    ],
    ids=["PEM", "encrypted PEM", "PFX"],
)
def test_certificate(session: Session, issuer: FakeIssuer, daemon: SignInRequest, credential: Credential) -> None:
    """A certificate signs an assertion, from PEM or PFX, with its thumbprint in the header."""
    assert session.sign_in(daemon, credential=credential).status is Status.SIGNED_IN
    assertion = issuer.posts[0]["client_assertion"]
    assert '"x5t#S256"' in _header(assertion)
    assert '"PS256"' in _header(assertion)


def _header(token: str) -> str:
    import base64

    first = token.partition(".")[0]
    return base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)).decode()


@pytest.mark.parametrize(
    "credential",
    [
        Credential(certificate=_pfx("pass"), passphrase="wrong"),
        Credential(certificate=_pem(KEY, "pass"), passphrase="wrong"),
        Credential(certificate=_pem(KEY, "pass")),
        Credential(certificate=_pem(KEY), passphrase="needless"),
        Credential(certificate=b"\x00\x01nonsense"),
        Credential(certificate="-----BEGIN nonsense"),
        Credential(certificate=_pem(KEY).partition("-----BEGIN CERTIFICATE")[0]),
        Credential(certificate=_pem(ec.generate_private_key(ec.SECP256R1()))),
        Credential(
            certificate=_pem(rsa.generate_private_key(65537, 2048)).partition("-----BEGIN CERTIFICATE")[0]
            + _certificate(KEY).public_bytes(Encoding.PEM).decode()
        ),
    ],
)
def test_bad_certificate(credential: Credential) -> None:
    """What is wrong with a certificate, its key or passphrase is said in a sentence."""
    with pytest.raises(CertificateError) as caught:
        msal_credential(credential)
    assert str(caught.value).endswith(".")


def test_refused(session: Session, issuer: FakeIssuer, daemon: SignInRequest) -> None:
    """Each attempt asks anew."""
    issuer.says = [refusal("invalid_client", 7000215)] * 2
    assert session.sign_in(daemon, credential=SECRET).status is Status.REFUSED
    assert session.sign_in(daemon, credential=SECRET).status is Status.REFUSED
    assert session.sign_in(daemon, credential=SECRET).status is Status.SIGNED_IN
    assert len(issuer.posts) == 3


def test_only_default(session: Session, daemon: SignInRequest) -> None:
    """An app that signs in as itself can ask for nothing but .default, and needs a credential."""
    with pytest.raises(ObstacleError):
        session.sign_in(replace(daemon, scopes=("User.Read",)), credential=SECRET)
    with pytest.raises(ObstacleError):
        session.sign_in(daemon)


def _on_behalf(request_: SignInRequest) -> SignInRequest:
    return replace(request_, flow=Flow.ON_BEHALF_OF, scopes=("https://graph.microsoft.com/.default",))


def test_on_behalf_of(session: Session, issuer: FakeIssuer, request_: SignInRequest) -> None:
    """A token for this API, of a user, is exchanged."""
    assertion = mint(entra(aud=CLIENT, exp=int(time.time()) + 600))
    outcome = session.sign_in(_on_behalf(request_), credential=replace(SECRET, assertion=assertion))
    assert outcome.status is Status.SIGNED_IN
    form = issuer.posts[0]
    assert form["requested_token_use"] == "on_behalf_of"
    assert form["assertion"] == assertion
    assert assertion not in repr(outcome)
    assert session.accounts() == ()


def test_unfit_assertion(session: Session, issuer: FakeIssuer, request_: SignInRequest) -> None:
    """A token that can't be exchanged is not sent, unless the person insists."""
    credential = replace(SECRET, assertion=mint(entra(aud="https://graph.microsoft.com", exp=1)))
    outcome = session.sign_in(_on_behalf(request_), credential=credential)
    assert outcome.status is Status.FAILED
    assert "AADSTS500131" in outcome.sentence
    assert issuer.posts == []
    assert session.sign_in(_on_behalf(request_), credential=credential, insist=True).status is Status.SIGNED_IN


@pytest.mark.parametrize(
    ("claims", "failing"),
    [
        ({"aud": CLIENT}, set()),
        ({"aud": f"api://{CLIENT}"}, set()),
        ({"aud": "api://orders"}, set()),
        ({"aud": "00000003-0000-0000-c000-000000000000"}, {"aud"}),
        ({"aud": None}, {"aud"}),
        ({"aud": CLIENT, "scp": None, "idtyp": "app"}, {"user"}),
        ({"aud": CLIENT, "exp": 5}, {"exp"}),
        ({"aud": CLIENT, "scp": None, "nonce": "n", "azp": None, "azpacr": None, "name": "Ada"}, {"kind"}),
    ],
)
def test_fitness(claims: dict[str, Any], failing: set[str]) -> None:
    """The assertion is judged by kind, audience, user and lifetime."""
    checks = judge_assertion(mint(entra(**{"exp": 2_000_000_000} | claims)), CLIENT, 1_900_000_000)
    assert {check.name for check in checks if check.passed is False} == failing


@pytest.mark.parametrize("text", ["", "hello", "0.AXkA", segment({"a": 1})])
def test_no_token(text: str) -> None:
    """What is no token is said to be none."""
    assert [check.passed for check in judge_assertion(text, CLIENT, 0)] == [False]
