"""Verifying over a session: what is kept, what is counted, and when anybody is contacted."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from inspector.diagnosis.verification import Asked
from inspector.network.verifier import Verifier
from inspector.tokens.keys import KeySet
from inspector.tokens.reasons import Reason
from tests.network.serving import Site, write_authority
from tests.network.test_online import NOW, token
from tests.tokens.signing import jwk


@pytest.fixture
def site(tmp_path: Path):
    with closing(Site(tmp_path)) as served:
        yield served


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def verifier(tmp_path: Path, told: list[str]):
    with closing(Verifier(lambda _method, address: told.append(address), write_authority(tmp_path))) as made:
        yield made


def test_keys_serve_every_later_token(site: Site, verifier: Verifier, told: list[str]):
    """After one fetch, another token of the issuer is judged without a request."""
    issuer = site.publish([jwk("RSA", kid="a")])
    asked = Asked(NOW, (), issuer)
    assert verifier.judge(token(issuer), KeySet(), asked).signature.reason is Reason.NO_KEYS
    assert told == []
    assert verifier.fetch(token(issuer), KeySet(), asked, typed=True).signature.reason is Reason.FITS
    assert told == [f"{issuer}/.well-known/openid-configuration", f"{issuer}/keys"]
    assert verifier.judge(token(issuer, sub="another"), KeySet(), asked).signature.reason is Reason.FITS
    assert verifier.kept(token(issuer), issuer).jwks_uri == f"{issuer}/keys"
    assert len(told) == 2


def test_an_issuer_that_was_not_typed_may_not_be_private(site: Site, verifier: Verifier):
    """Taking the token's own issuer by a click is not typing it."""
    issuer = site.publish([jwk("RSA", kid="a")])
    found = verifier.fetch(token(issuer), KeySet(), Asked(NOW, (), issuer))
    assert found.signature.reason is Reason.NOT_FETCHED
    assert site.asked == []


def test_a_host_to_confirm_is_named(site: Site, verifier: Verifier, told: list[str]):
    """The answer names the host; once confirmed, its keys are asked for."""
    issuer = site.publish([], jwks_uri="https://cdn.invalid/keys")
    asked = Asked(NOW, (), issuer)
    assert verifier.fetch(token(issuer), KeySet(), asked, typed=True).unconfirmed_host == "cdn.invalid"
    verifier.confirm("CDN.invalid")
    found = verifier.fetch(token(issuer), KeySet(), asked, typed=True)
    assert found.unconfirmed_host is None
    assert told[-1] == "https://cdn.invalid/keys"


def test_no_http_client_is_loaded_before_the_first_fetch():
    """Planning and judging are light."""
    code = (
        "import sys, time; from inspector.network.verifier import Verifier; from inspector.diagnosis.verification import Asked;"
        "from inspector.tokens.keys import KeySet; v = Verifier(); v.plan('x'); v.judge('x', KeySet(), Asked(0.0));"
        "print([m for m in ('httpx', 'ssl', 'jwt', 'cryptography') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
