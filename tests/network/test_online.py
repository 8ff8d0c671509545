"""Verifying online from end to end: the right address is asked, nothing else, and rotation is told."""

import json
import time
from contextlib import closing
from pathlib import Path

import pytest

from inspector.__main__ import main
from inspector.diagnosis.verification import Asked
from inspector.network.client import open_client
from inspector.network.key_sets import KeySets
from inspector.network.online import verify_online
from inspector.network.plan import plan_fetch
from inspector.tokens.keys import KeySet
from inspector.tokens.reasons import Reason
from tests.network.serving import Answer, Site, write_authority
from tests.tokens.signing import jwk, key, keys, sign

TENANT = "aaaabbbb-0000-cccc-1111-dddd2222eeee"
NOW = int(time.time())
NONE = KeySet()


@pytest.fixture
def site(tmp_path: Path):
    with closing(Site(tmp_path)) as served:
        yield served


def token(issuer: str, kid: str | None = "a", name: str = "RSA", **claims) -> str:
    header = {"kid": kid} if kid else {}
    members = {"iss": issuer, "aud": "api://orders", "exp": NOW + 3600} | claims
    return sign(name, "RS256", header, json.dumps(members).encode())


def verify(site: Site, tmp_path: Path, text: str, given: KeySet = NONE, issuer: str | None = None, clock=time.time):
    typed = {"localhost"}
    with open_client(ca_file=write_authority(tmp_path), typed_hosts=typed) as client:
        return verify_online(text, given, Asked(NOW, (), issuer), KeySets(client, typed, clock))


def test_a_trusted_issuer_is_asked_for_its_keys(site: Site, tmp_path: Path):
    """The token verifies, and the key's source is told."""
    issuer = site.publish([jwk("RSA", kid="a")])
    found = verify(site, tmp_path, token(issuer), issuer=issuer)
    assert found.signature.reason is Reason.FITS
    assert found.signature.key.source == f"{issuer}/keys"


def test_an_issuer_that_only_the_token_names_is_not_asked(site: Site, tmp_path: Path):
    """What stands in a token is no address to contact."""
    issuer = site.publish([jwk("RSA", kid="a")])
    found = verify(site, tmp_path, token(issuer))
    assert found.signature.reason is Reason.ISSUER_UNKNOWN
    assert site.asked == []


def test_a_token_of_another_issuer_leads_nowhere_else(site: Site, tmp_path: Path):
    """With a trusted issuer, only its address is asked, whatever the token says; and the token is refused."""
    issuer = site.publish([jwk("RSA-2", kid="a")])
    found = verify(site, tmp_path, token("https://evil.test/"), issuer=issuer)
    assert found.is_refused
    assert all(path.startswith("/tenant/") for path in site.asked)


@pytest.mark.parametrize("text", ["", "opaque", "eyJhbGciOiJub25lIn0.e30.", "eyJhbGciOiJSUzI1NiJ9.e30", "a.b.c.d.e"])
def test_nothing_is_asked_for_what_keys_cannot_help(site: Site, tmp_path: Path, text: str):
    """Unsigned, cut, encrypted and opaque tokens need no keys."""
    verify(site, tmp_path, text, issuer=site.publish([]))
    assert site.asked == []


def test_a_failure_to_fetch_is_the_answer(site: Site, tmp_path: Path):
    """It can't be judged, and the sentence says why."""
    found = verify(site, tmp_path, token("x"), issuer=f"{site.address}/missing")
    assert found.signature.reason is Reason.NOT_FETCHED
    assert "404" in found.reason


def test_keys_that_were_given_stand_in_for_a_failure(site: Site, tmp_path: Path):
    """Offline keys still judge; the failure is a note."""
    found = verify(site, tmp_path, token("x"), keys(key("RSA", kid="a")), f"{site.address}/missing")
    assert found.signature.reason is Reason.FITS
    assert "404" in found.notes[0]


def test_a_key_that_is_no_longer_published_is_told(site: Site, tmp_path: Path):
    """Its signature fits, but whoever has fetched the keys since refuses it."""
    issuer = site.publish([jwk("RSA-2", kid="b")])
    found = verify(site, tmp_path, token(issuer), keys(key("RSA", kid="a")), issuer)
    assert found.signature.reason is Reason.RETIRED_KEY


def test_a_key_that_a_stale_set_lacks_is_told(site: Site, tmp_path: Path):
    """The token is valid now, but a key set such as the one given would refuse it."""
    issuer = site.publish([jwk("RSA", kid="a")])
    found = verify(site, tmp_path, token(issuer), keys(key("RSA-2", kid="b")), issuer)
    assert found.signature.reason is Reason.FITS
    assert "stale" in found.notes[0]


def test_rotation_between_two_tokens_is_told(site: Site, tmp_path: Path):
    """The window's cache sees both sides of a rotation."""
    issuer = site.publish([jwk("RSA", kid="a")])
    now = [1_800_000_000.0]
    asked = Asked(NOW, (), issuer)
    with open_client(ca_file=write_authority(tmp_path), typed_hosts={"localhost"}) as client:
        key_sets = KeySets(client, clock=lambda: now[0])
        assert verify_online(token(issuer), KeySet(), asked, key_sets).signature.reason is Reason.FITS
        site.publish([jwk("RSA-2", kid="b")])
        now[0] += 600
        fresh = verify_online(token(issuer, "b", "RSA-2"), KeySet(), asked, key_sets)
        assert "added this key" in fresh.notes[0]
        assert verify_online(token(issuer), KeySet(), asked, key_sets).signature.reason is Reason.RETIRED_KEY


def test_an_unknown_kid_offers_the_keys_of_the_application(site: Site, tmp_path: Path):
    """Applications with claims mapping have keys of their own."""
    issuer = site.publish([jwk("RSA-2", kid="b")])
    found = verify(site, tmp_path, token(issuer), issuer=issuer)
    assert found.signature.reason is Reason.UNKNOWN_KEY
    assert "app id" in found.notes[0]


def test_a_key_of_another_issuer_is_refused(site: Site, tmp_path: Path):
    """The consumers' key, published beside the others, may sign for its own issuer only."""
    issuer = site.publish(
        [jwk("RSA", kid="a", issuer="https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0")]
    )
    assert verify(site, tmp_path, token(issuer), issuer=issuer).signature.reason is Reason.KEY_ISSUER


def test_published_secrets_are_refused(site: Site, tmp_path: Path):
    """HS256 with a fetched key proves nothing."""
    issuer = site.publish([jwk("oct", kid="a")])
    found = verify(
        site, tmp_path, sign("oct", "HS256", {"kid": "a"}, json.dumps({"iss": issuer}).encode()), issuer=issuer
    )
    assert found.signature.reason is Reason.SECRET_PUBLISHED


class TestPlan:
    """What would be contacted is known before it is."""

    def test_entra_tokens_lead_to_their_own_tenant(self):
        """By version, tenant and cloud."""
        planned = plan_fetch(token(f"https://login.microsoftonline.com/{TENANT}/v2.0", tid=TENANT, ver="2.0"))
        assert (
            planned.metadata.address
            == f"https://login.microsoftonline.com/{TENANT}/v2.0/.well-known/openid-configuration"
        )

    def test_an_application_id_is_asked_for_by_name(self):
        """Only a GUID enters the address."""
        text = token(f"https://login.microsoftonline.com/{TENANT}/v2.0", tid=TENANT)
        assert plan_fetch(text, app_id=TENANT).metadata.address.endswith(f"?appid={TENANT}")
        assert "?" not in plan_fetch(text, app_id="x&y=1").metadata.address

    def test_other_issuers_lead_nowhere(self):
        """Until the person names one."""
        assert plan_fetch(token("https://issuer.test/")).metadata is None
        planned = plan_fetch(token("https://issuer.test/"), "https://mine.test/a/")
        assert planned.metadata.address == "https://mine.test/a/.well-known/openid-configuration"


class TestCommand:
    """`token-inspector verify --online`."""

    def run(self, tmp_path: Path, capsys, text: str, *words: str) -> tuple[int, dict]:
        """Run the command and return its status and its document."""
        file = tmp_path / "token.txt"
        file.write_text(text)
        status = main(["verify", str(file), "--json", *words])
        return status, json.loads(capsys.readouterr().out)

    def test_the_exit_status_tells_the_answer(self, site: Site, tmp_path: Path, capsys):
        """0 valid, 1 invalid, 3 cannot be judged."""
        issuer = site.publish([jwk("RSA", kid="a")])
        words = ("--online", "--issuer", issuer, "--ca-file", str(write_authority(tmp_path)))
        status, document = self.run(tmp_path, capsys, token(issuer), *words)
        assert (status, document["signature"]["verdict"], document["signature"]["key_id"]) == (0, "valid", "a")
        assert document["signature"]["key_source"] == f"{issuer}/keys"
        assert self.run(tmp_path, capsys, token(issuer, name="RSA-2"), *words)[0] == 1
        assert self.run(tmp_path, capsys, token(issuer, "z", "RSA-2"), *words)[0] == 3

    def test_the_ca_is_taken_from_the_environment_too(self, site: Site, tmp_path: Path, capsys, monkeypatch):
        """OpenSSL's own variable names extra authorities."""
        monkeypatch.setenv("SSL_CERT_FILE", str(write_authority(tmp_path)))
        issuer = site.publish([jwk("RSA", kid="a")])
        assert self.run(tmp_path, capsys, token(issuer), "--online", "--issuer", issuer)[0] == 0

    def test_keys_elsewhere_are_allowed_by_name(self, site: Site, tmp_path: Path, capsys):
        """The host is named in the answer, and an option allows it."""
        keys_at = site.address.replace("localhost", "127.0.0.1") + "/tenant/keys"
        issuer = site.publish([jwk("RSA", kid="a")], jwks_uri=keys_at)
        words = ("--online", "--issuer", issuer, "--ca-file", str(write_authority(tmp_path)))
        status, document = self.run(tmp_path, capsys, token(issuer), *words)
        assert (status, "127.0.0.1" in document["signature"]["reason"]) == (3, True)
        assert self.run(tmp_path, capsys, token(issuer), *words, "--allow-host", "127.0.0.1")[0] == 0

    def test_a_ca_file_that_is_none_is_misuse(self, tmp_path: Path, capsys):
        """The file is named."""
        (tmp_path / "token.txt").write_text(token("https://issuer.test/"))
        (tmp_path / "ca.txt").write_text("no certificate")
        words = ["verify", str(tmp_path / "token.txt"), "--online", "--ca-file"]
        assert main([*words, str(tmp_path / "ca.txt")]) == 2
        assert main([*words, str(tmp_path / "missing")]) == 2
        assert "ca.txt" in capsys.readouterr().err


def test_malformed_answers_never_break_it(site: Site, tmp_path: Path):
    """Whatever the issuer publishes, an answer comes back."""
    issuer = site.publish([])
    for body in ({"keys": [{"kty": "RSA", "kid": "a", "n": "!" * 5000}]}, {"keys": [[[]]]}, {"keys": "x"}, {"a": 1}):
        site.pages["/tenant/keys"] = Answer(body)
        assert verify(site, tmp_path, token(issuer), issuer=issuer).reason
