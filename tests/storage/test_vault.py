"""The vault on every keyring that can be had here: in memory, with Windows' limits, a real gnome-keyring in each mood."""

import gc
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from keyring_fakes import PLAIN, WINDOWS, MemoryKeyring, WindowsKeyring, texts
from secret_service import SecretService, needs_gnome_keyring, secret_service

from inspector.storage.keyrings import NoKeyringError, open_keyring
from inspector.storage.vault import Keeping, Vault


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SecretService]:
    """A D-Bus session of this test's own, which the library keyring finds in the environment."""
    with secret_service(tmp_path) as service:
        for name, value in service.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
        yield service


@pytest.fixture(params=["memory", "Windows", pytest.param("gnome-keyring", marks=needs_gnome_keyring)])
def reopen(request: pytest.FixtureRequest) -> Callable[[], Vault]:
    """Return what opens a vault on the same keyring again, as the next start of the program does."""
    if request.param == "gnome-keyring":
        request.getfixturevalue("session").start(unlocked=True)
        return Vault
    keyring, known = (MemoryKeyring(), PLAIN) if request.param == "memory" else (WindowsKeyring(), WINDOWS)
    return lambda: Vault(lambda: (keyring, known))


def test_contract(reopen: Callable[[], Vault]) -> None:
    """Records of any size are kept, listed, replaced and removed; the state names the keyring."""
    vault = reopen()
    assert vault.state.keeping is Keeping.UNKNOWN
    for number, text in enumerate(texts()):
        assert vault.write(f"record{number}", text)
    assert vault.state.keeping is Keeping.KEYRING
    assert vault.state.name in vault.state.sentence
    vault.close()
    later = reopen()
    assert later.names() == ("record0", "record1", "record2")
    assert [later.read(name) for name in later.names()] == list(texts())
    assert later.write("record0", "changed")
    assert later.read("record0") == "changed"
    for name in later.names():
        later.erase(name)
    assert later.names() == ()
    assert later.read("record0") is None
    later.close()


def test_too_long_for_windows() -> None:
    """A keyring that refuses with another library's error is given up, aloud, and nothing is lost meanwhile."""
    vault = Vault(lambda: (WindowsKeyring(), PLAIN))
    assert not vault.write("one", "x" * 2000)
    assert vault.state.keeping is Keeping.MEMORY
    assert "CredentialManagerError" in vault.state.reason
    assert vault.read("one") == "x" * 2000
    assert vault.names() == ("one",)


@needs_gnome_keyring
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # the library keyring leaves its connection open when locked
def test_locked(session: SecretService) -> None:
    """A locked keyring that nobody can unlock (no display for its prompt) means memory only, and unlocking it later helps."""
    session.start(unlocked=True)
    first = Vault()
    assert first.write("one", "kept")
    first.close()
    session.stop()
    session.start(unlocked=False)
    vault = Vault()
    assert vault.read("one") is None
    assert vault.state.keeping is Keeping.MEMORY
    assert "locked" in vault.state.sentence
    session.stop()
    session.start(unlocked=True)
    assert vault.retry().keeping is Keeping.KEYRING
    assert vault.read("one") == "kept"
    vault.close()
    gc.collect()


@needs_gnome_keyring
def test_frozen(session: SecretService) -> None:
    """A keyring that hangs holds nobody up longer than the limit; what was to be kept is in memory."""
    session.start(unlocked=True)
    vault = Vault(patience=0.5)
    assert vault.write("one", "kept")
    session.freeze()
    began = time.monotonic()
    assert not vault.write("two", "in memory")
    assert time.monotonic() - began < 3
    assert vault.state.keeping is Keeping.MEMORY
    assert "did not answer" in vault.state.reason
    began = time.monotonic()
    assert vault.read("two") == "in memory"
    assert time.monotonic() - began < 0.2
    session.thaw()
    _wait_for_threads()


@needs_gnome_keyring
def test_frozen_does_not_hold_up_the_exit(session: SecretService) -> None:
    """A program whose keyring hangs ends when it wants to."""
    session.start(unlocked=True)
    session.freeze()
    code = "from inspector.storage.vault import Vault; v = Vault(patience=0.5); print(v.write('one', 'x'), v.state.keeping)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=20, check=True)
    assert done.stdout.split() == ["False", "memory"]


def test_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without D-Bus there is no keyring, and the vault says so."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    vault = Vault()
    assert not vault.write("one", "x")
    assert vault.state.keeping is Keeping.MEMORY
    assert vault.state.reason


@pytest.mark.parametrize(
    "named",
    [
        "keyring.backends.null.Keyring",
        "keyrings.alt.file.PlaintextKeyring",
        "nonsense",
        "keyring.backends.macOS.Keyring",
    ],
)
def test_no_other_keyring(named: str) -> None:
    """A keyring that forgets, or stores plain text, is not used even where the environment asks for it."""
    with pytest.raises(NoKeyringError, match="PYTHON_KEYRING_BACKEND"):  # not: none of the list answers here
        open_keyring({"PYTHON_KEYRING_BACKEND": named}, "linux")
    with pytest.raises(NoKeyringError):
        open_keyring({}, "plan9")


def test_nothing_is_touched_before_it_is_needed() -> None:
    """Making a vault opens no keyring and starts no thread."""
    opened = []
    before = threading.active_count()
    vault = Vault(lambda: opened.append(1) or (MemoryKeyring(), PLAIN))  # type: ignore[func-returns-value]
    assert opened == []
    assert threading.active_count() == before
    vault.names()
    assert opened == [1]
    vault.close()


def _wait_for_threads() -> None:
    end = time.monotonic() + 5
    while any(each.name == "keyring" for each in threading.enumerate()) and time.monotonic() < end:
        time.sleep(0.02)
    assert not any(each.name == "keyring" for each in threading.enumerate())
