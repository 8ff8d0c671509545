"""Kept accounts from the terminal: told apart by name and place, and signed out only where the keyring let go."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from inspector import console
from inspector.console.signin import MISUSED, REFUSED, SIGNED_IN
from inspector.signin.outcome import Account
from inspector.storage.vault import Keeping, VaultState

WORK = Account("1.t", "ada@contoso.com", "https://login.microsoftonline.com/t", "client-1", kept=True)
LAB = Account("1.t", "ada@contoso.com", "https://login.microsoftonline.us/t", "client-2", kept=True)


class Kept:
    """A session and its vault, with accounts; after `fails`, the keyring no longer answers."""

    def __init__(self, *accounts: Account, fails: bool = False) -> None:
        self._accounts, self._fails = accounts, fails
        self.state = VaultState(Keeping.KEYRING, "Secret Service")
        self.forgotten: list[Account] = []

    def restore(self) -> tuple[Account, ...]:
        """Return the accounts."""
        return self._accounts

    def sign_out(self, account: Account) -> None:
        """Forget one."""
        self.forgotten.append(account)
        if self._fails:
            self.state = VaultState(Keeping.MEMORY, "Secret Service", "The keyring did not answer within 8 seconds.")

    @contextmanager
    def open_kept_session(self, **_options: Any) -> Iterator[tuple["Kept", "Kept"]]:
        """Give both."""
        yield self, self


def run(kept: Kept, *words: str) -> int:
    """Run `signin` with these accounts."""
    return console.run(["signin", *words], kept)


def test_same_name_twice(capsys: pytest.CaptureFixture[str]) -> None:
    """Two accounts of one name are not guessed between; client or authority says which."""
    kept = Kept(WORK, LAB)
    assert run(kept, "--sign-out", "ADA@contoso.com") == MISUSED
    said = capsys.readouterr().err
    assert "client-1" in said
    assert "login.microsoftonline.us" in said
    assert run(kept, "--sign-out", "ada@contoso.com", "--client-id", "client-2") == SIGNED_IN
    assert run(kept, "--sign-out", "ada@contoso.com", "--authority", "https://login.microsoftonline.com/t") == SIGNED_IN
    assert kept.forgotten == [LAB, WORK]


def test_keyring_that_kept_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Where the keyring fails meanwhile, signing out is no success, and why is said."""
    assert run(Kept(WORK, fails=True), "--sign-out", WORK.username, "--json") == REFUSED
    told = capsys.readouterr()
    document = json.loads(told.out)
    assert not document["complete"]
    assert "may still hold" in document["sentence"]
    assert "did not answer" in told.err


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    """The list names who, where and with which client."""
    assert run(Kept(WORK), "--accounts", "--json") == SIGNED_IN
    document = json.loads(capsys.readouterr().out)
    assert document["accounts"] == [
        {"username": WORK.username, "id": WORK.id, "authority": WORK.authority, "client_id": WORK.client_id}
    ]
    assert document["keeping"] == "keyring"
    assert run(Kept(), "--renew", "nobody") == MISUSED
    assert "No account is kept here." in capsys.readouterr().err
