"""Renewing, silently and by force; another API; signing out; accounts from start to start."""

import json
import time
from dataclasses import replace

import pytest
from browser import bring
from fake_issuer import ACCESS, REFRESH, FakeIssuer, FakeReply, refusal, reply

from inspector.exchanges.exchange import Step
from inspector.signin.outcome import Account, OpenBrowser, Progress, Status
from inspector.signin.request import SignInRequest
from inspector.signin.session import Session


class Records(dict[str, str]):
    """A vault in memory."""

    def names(self) -> tuple[str, ...]:
        """Return the names."""
        return tuple(self)

    def read(self, name: str) -> str | None:
        """Return a record."""
        return self.get(name)

    def write(self, name: str, text: str) -> bool:
        """Keep a record."""
        self[name] = text
        return True

    def erase(self, name: str) -> None:
        """Drop a record."""
        self.pop(name, None)


def sign_in(session: Session, issuer: FakeIssuer, request_: SignInRequest) -> Account:
    """Sign in and return the account."""
    import threading

    def tell(progress: Progress) -> None:
        if isinstance(progress, OpenBrowser):
            threading.Thread(target=bring, args=(progress.redirect_uri, issuer.answer_of(progress.url))).start()

    outcome = session.sign_in(request_, tell=tell)
    assert outcome.account is not None
    return outcome.account


def test_silently(session: Session, issuer: FakeIssuer, request_: SignInRequest) -> None:
    """A token that is still good is returned, nothing is sent, and the trace says so."""
    account = sign_in(session, issuer, request_)
    before = len(issuer.requests)
    outcome = session.refresh(request_, account)
    assert outcome.status is Status.SIGNED_IN
    assert outcome.from_cache
    assert outcome.tokens.access_token == ACCESS
    assert outcome.granted_scopes == ("api://orders/Orders.Read",)
    assert len(issuer.requests) == before
    assert {each.step for each in outcome.trace} == {Step.CACHE_HIT}


def test_by_force(session: Session, issuer: FakeIssuer, request_: SignInRequest) -> None:
    """Force asks for a new token."""
    account = sign_in(session, issuer, request_)
    outcome = session.refresh(request_, account, force=True)
    assert outcome.sentence == "The tokens were renewed."
    assert not outcome.from_cache
    assert issuer.posts[-1]["grant_type"] == "refresh_token"
    assert outcome.trace[-1].step is Step.TOKEN_REQUEST


def test_another_api(session: Session, issuer: FakeIssuer, request_: SignInRequest) -> None:
    """The same account gets a token for another API."""
    account = sign_in(session, issuer, request_)
    outcome = session.refresh(replace(request_, scopes=("https://graph.microsoft.com/User.Read",)), account)
    assert outcome.status is Status.SIGNED_IN
    assert "https://graph.microsoft.com/User.Read" in issuer.posts[-1]["scope"]
    assert outcome.missing_scopes == ("https://graph.microsoft.com/User.Read",)


def test_claims_challenge(session: Session, issuer: FakeIssuer, request_: SignInRequest) -> None:
    """A refusal hands over the claims to answer; answering it passes the token cache by."""
    account = sign_in(session, issuer, request_)
    challenge = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'
    issuer.says = [refusal("interaction_required", 50076, claims=challenge)]
    outcome = session.refresh(request_, account, force=True)
    assert outcome.status is Status.REFUSED
    assert outcome.claims_challenge == challenge
    session.refresh(replace(request_, claims=outcome.claims_challenge), account)
    assert json.loads(issuer.posts[-1]["claims"]) == json.loads(challenge)


@pytest.mark.parametrize("weather", [OSError("cut"), FakeReply(503, "busy", {})])
def test_ageing_token_without_network(
    session: Session,
    issuer: FakeIssuer,
    request_: SignInRequest,
    weather: FakeReply | Exception,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A token that should be renewed soon is used on where the network or the issuer fails."""
    issuer.says = [lambda form: issuer.tokens(form, refresh_in=1)]
    account = sign_in(session, issuer, request_)
    clock = time.time
    monkeypatch.setattr(time, "time", lambda: clock() + 2)  # MSAL reads the clock itself, in whole seconds
    issuer.says = [weather]
    outcome = session.refresh(request_, account)
    assert outcome.status is Status.SIGNED_IN
    assert outcome.tokens.access_token == ACCESS


def test_refresh_refused(session: Session, issuer: FakeIssuer, request_: SignInRequest) -> None:
    """A revoked session is a refusal each time it is asked for, never one of MSAL's repetitions."""
    account = sign_in(session, issuer, request_)
    for _round in range(2):
        issuer.says = [refusal("invalid_grant", 50173)]
        outcome = session.refresh(request_, account, force=True)
        assert outcome.status is Status.REFUSED
        assert outcome.sentence == "The renewal was refused."
        assert "AADSTS50173" in outcome.refusal
        assert not issuer.says


def test_two_accounts(session: Session, issuer: FakeIssuer, request_: SignInRequest) -> None:
    """Each sign-in returns its own account, whoever signed in before."""
    first = sign_in(session, issuer, request_)
    issuer.user = "u-2"
    second = sign_in(session, issuer, request_)
    issuer.user = "u-1"
    assert sign_in(session, issuer, request_).id == first.id != second.id
    assert [each.id for each in session.accounts()] == [first.id, second.id]
    session.sign_out(first)
    assert session.accounts() == (second,)


def test_sign_out(session: Session, issuer: FakeIssuer, request_: SignInRequest) -> None:
    """Signing out of one account forgets its tokens and leaves the others."""
    account = sign_in(session, issuer, request_)
    session.sign_out(account)
    assert session.accounts() == ()
    assert session.refresh(request_, account).status is Status.FAILED


def test_kept_accounts(issuer: FakeIssuer, request_: SignInRequest) -> None:
    """The next start finds the account by its refresh token; access and ID tokens are in no record."""
    vault = Records()
    sign_in(Session(issuer, vault), issuer, request_)
    assert len(vault) == 1
    record = next(iter(vault.values()))
    assert REFRESH in record
    assert ACCESS not in record
    assert "IdToken" not in record
    later = Session(issuer, vault)
    (account,) = later.restore()
    assert account.kept
    assert account.username == "ada@contoso.test"
    assert later.refresh(request_, account).status is Status.SIGNED_IN
    later.sign_out(account)
    assert not vault


def test_written_once(issuer: FakeIssuer, request_: SignInRequest) -> None:
    """A new access token alone is no reason to write to the keyring; a rotated refresh token is."""
    vault = Records()
    session = Session(issuer, vault)
    account = sign_in(session, issuer, request_)
    written = dict(vault)
    issuer.says = [
        reply({"access_token": ACCESS, "expires_in": 3600, "scope": "api://orders/Orders.Read", "token_type": "Bearer"})
    ]
    session.refresh(request_, account, force=True)
    assert dict(vault) == written
    issuer.says = [lambda form: issuer.tokens(form, refresh_token="1.AXkA-rotated-rotated-rotated-rotated")]
    session.refresh(request_, account, force=True)
    assert "rotated" in next(iter(vault.values()))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"version": 2}',
        '{"version": 1, "cache": {}}',
        '{"version":1,"authority":"a","client_id":"c","cache":{"RefreshToken":[]}}',
    ],
)
def test_damaged_record(issuer: FakeIssuer, text: str) -> None:
    """A record that can't be read is an account that is signed out."""
    assert Session(issuer, Records(x=text)).restore() == ()
