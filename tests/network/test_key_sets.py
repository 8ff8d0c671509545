"""Discovery and keys over real TLS: which addresses are trusted, how long keys are kept, what rotation shows."""

from contextlib import closing
from pathlib import Path

import pytest

from inspector.knowledge.metadata import metadata_of_address
from inspector.network.client import open_client
from inspector.network.fetching import FetchError, UnconfirmedHostError
from inspector.network.key_sets import KeySets
from tests.network.serving import Answer, Site, write_authority
from tests.tokens.signing import jwk


class Clock:
    """A clock that a test sets."""

    now = 1_800_000_000.0

    def __call__(self) -> float:
        """Return the moment in Unix seconds."""
        return self.now


@pytest.fixture
def site(tmp_path: Path):
    with closing(Site(tmp_path)) as served:
        yield served


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def confirmed() -> set[str]:
    return set()


@pytest.fixture
def key_sets(tmp_path: Path, clock: Clock, confirmed: set[str]):
    with open_client(ca_file=write_authority(tmp_path), typed_hosts={"localhost"}) as client:
        yield KeySets(client, confirmed, clock)


def ids(fetched) -> list[str | None]:
    return [key.key_id for key in fetched.keys.keys]


def test_keys_are_fetched_and_kept(site: Site, key_sets: KeySets):
    """The second token of an issuer asks for nothing."""
    metadata = metadata_of_address(site.publish([jwk("RSA", kid="a")]))
    assert ids(key_sets.get(metadata)) == ["a"]
    key_sets.get(metadata, key_id="a")
    assert site.asked == ["/tenant/.well-known/openid-configuration", "/tenant/keys"]
    assert key_sets.peek(metadata) is not None


def test_keys_are_out_of_date_after_a_day(site: Site, key_sets: KeySets, clock: Clock):
    """After 24 hours they are fetched anew."""
    metadata = metadata_of_address(site.publish([jwk("RSA", kid="a")]))
    key_sets.get(metadata)
    clock.now += 24 * 3600 - 1
    key_sets.get(metadata)
    assert len(site.asked) == 2
    clock.now += 1
    assert key_sets.peek(metadata) is None
    key_sets.get(metadata)
    assert len(site.asked) == 4


def test_an_unknown_kid_fetches_anew_at_most_every_five_minutes(site: Site, key_sets: KeySets, clock: Clock):
    """Tokens with made-up kids can't make the program hammer an issuer."""
    metadata = metadata_of_address(site.publish([jwk("RSA", kid="a")]))
    key_sets.get(metadata)
    for _token in range(5):
        key_sets.get(metadata, key_id="made-up")
    assert len(site.asked) == 2
    clock.now += 300
    for _token in range(5):
        key_sets.get(metadata, key_id="made-up")
    assert len(site.asked) == 4


def test_rotation_is_remembered(site: Site, key_sets: KeySets, clock: Clock):
    """A key that is gone is known as retired, a new one as added since."""
    metadata = metadata_of_address(site.publish([jwk("RSA", kid="a"), jwk("P-256", kid="b")]))
    first = key_sets.get(metadata)
    assert (first.retired, first.added) == ((), frozenset())
    site.publish([jwk("P-256", kid="b"), jwk("RSA-2", kid="c")])
    clock.now += 600
    second = key_sets.get(metadata, key_id="c")
    assert ids(second) == ["b", "c"]
    assert [key.key_id for key in second.retired] == ["a"]
    assert (second.added, second.before) == (frozenset("c"), first.fetched_at)


def test_a_failed_refetch_keeps_the_keys_at_hand(site: Site, key_sets: KeySets, clock: Clock):
    """While they are fresh, keys outlive an outage; afterwards the failure is told."""
    metadata = metadata_of_address(site.publish([jwk("RSA", kid="a")]))
    key_sets.get(metadata)
    site.pages.clear()
    clock.now += 600
    assert ids(key_sets.get(metadata, key_id="new")) == ["a"]
    asked = len(site.asked)
    key_sets.get(metadata, key_id="new")
    assert len(site.asked) == asked
    clock.now += 24 * 3600
    with pytest.raises(FetchError):
        key_sets.get(metadata)


def test_keys_without_ids_and_unreadable_ones_stand_in_the_set(site: Site, key_sets: KeySets):
    """Damaged entries take nothing from the others."""
    metadata = metadata_of_address(
        site.publish([7, {"kty": "RSA"}, jwk("RSA"), {"kty": "XYZ", "kid": "z"}, jwk("P-256", kid="b")])
    )
    fetched = key_sets.get(metadata)
    assert ids(fetched) == [None, None, None, "z", "b"]
    assert len(fetched.keys.usable) == 2
    assert all(key.fetched for key in fetched.keys.keys)


def test_a_document_of_another_issuer_is_refused(site: Site, key_sets: KeySets):
    """Its keys are not even asked for."""
    metadata = metadata_of_address(site.publish([jwk("RSA")], issuer="https://login.microsoftonline.com/x/v2.0"))
    with pytest.raises(FetchError, match="another issuer"):
        key_sets.get(metadata)
    assert len(site.asked) == 1


def test_the_tenant_is_filled_in(site: Site, key_sets: KeySets):
    """Documents for many tenants name their issuer with a placeholder."""
    tenant = "aaaabbbb-0000-cccc-1111-dddd2222eeee"
    site.publish([jwk("RSA", kid="a")], f"/{tenant}", issuer=f"{site.address}/{{tenantid}}")
    metadata = metadata_of_address(f"{site.address}/{tenant}")
    assert ids(key_sets.get(metadata, tenant=tenant)) == ["a"]


@pytest.mark.parametrize(
    "jwks_uri",
    [
        "https://cdn.test/keys",
        "https://10.0.0.7/keys",
        "https://login.microsoftonline.com:8443/keys",
        "https://login.microsoftonline.com.evil.test/keys",
    ],
)
def test_keys_on_another_host_need_confirmation(site: Site, key_sets: KeySets, jwks_uri: str):
    """Nobody is asked there before the person said so."""
    metadata = metadata_of_address(site.publish([], jwks_uri=jwks_uri))
    with pytest.raises(UnconfirmedHostError) as caught:
        key_sets.get(metadata)
    assert caught.value.address == jwks_uri
    assert caught.value.host == jwks_uri.partition("://")[2].partition("/")[0].partition(":")[0]


def test_a_confirmed_host_must_still_be_public(site: Site, key_sets: KeySets, confirmed: set[str]):
    """Confirming where keys lie opens no private network; typing the host does."""
    keys_at = site.address.replace("localhost", "127.0.0.1") + "/tenant/keys"
    metadata = metadata_of_address(site.publish([jwk("RSA", kid="a")], jwks_uri=keys_at))
    with pytest.raises(UnconfirmedHostError):
        key_sets.get(metadata)
    confirmed.add("127.0.0.1")
    with pytest.raises(FetchError, match="private network"):
        key_sets.get(metadata)


@pytest.mark.parametrize(
    "jwks_uri", ["http://cdn.test/keys", "file:///etc/passwd", "https://user:pw@localhost/keys", 7, None]
)
def test_odd_addresses_of_keys_are_refused(site: Site, key_sets: KeySets, jwks_uri):
    """Neither plain http nor another scheme nor a user name."""
    metadata = metadata_of_address(site.publish([], jwks_uri=jwks_uri))
    with pytest.raises(FetchError):
        key_sets.get(metadata)
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    "answer", [Answer({"keys": {}}), Answer({}), Answer(b"[]"), Answer(b"", 302, {"Location": "https://10.0.0.1/"})]
)
def test_what_is_no_set_of_keys_is_refused(site: Site, key_sets: KeySets, answer: Answer):
    """The sentence says what lies there."""
    metadata = metadata_of_address(site.publish([]))
    site.pages["/tenant/keys"] = answer
    with pytest.raises(FetchError):
        key_sets.get(metadata)
