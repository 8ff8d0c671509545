"""The vault: records in the system's keyring where it answers in time, otherwise in memory only, and always said which.

Never anywhere else, and never silently: a keyring that is locked, absent, broken or silent turns the vault into memory
for the rest of the session.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from inspector.storage.keyring_thread import KeyringThread, TooLateError
from inspector.storage.keyrings import Known, NoKeyringError, open_keyring
from inspector.storage.records import Keyring, Records
from inspector.words import _

PATIENCE = 8.0  # seconds for which a keyring, or the person it asks, may keep a call waiting


class Keeping(StrEnum):
    """Where records are kept."""

    UNKNOWN = "unknown"  # not asked yet
    KEYRING = "keyring"
    MEMORY = "memory"  # until the program ends


@dataclass(frozen=True, slots=True)
class VaultState:
    """Where records are kept, for the status bar: `name` is the keyring's, `reason` why it is not used."""

    keeping: Keeping = Keeping.UNKNOWN
    name: str = ""
    reason: str = ""

    @property
    def sentence(self) -> str:
        """The state in words."""
        if self.keeping is Keeping.KEYRING:
            return _("Accounts are kept in {name}.").format(name=self.name)
        if self.keeping is Keeping.MEMORY:
            return _("Accounts are kept in memory until the program ends. {reason}").format(reason=self.reason)
        return _("The keyring has not been asked yet.")


class Vault:
    """Named records. No method raises; each takes at most PATIENCE seconds. The first one is what touches the keyring.

    `open_one` returns the keyring and what is known of it, or raises NoKeyringError.
    """

    def __init__(
        self, open_one: Callable[[], tuple[Keyring, Known]] = open_keyring, patience: float = PATIENCE
    ) -> None:
        self._open_one = open_one
        self._patience = patience
        self._memory: dict[str, str] = {}
        self._start()

    @property
    def state(self) -> VaultState:
        """Where records are kept at the moment."""
        return self._state

    def names(self) -> tuple[str, ...]:
        """Return the names of all records."""
        kept = self._ask(lambda records: records.names())
        return tuple(dict.fromkeys((*(kept or ()), *self._memory)))

    def read(self, name: str) -> str | None:
        """Return a record's text, or None."""
        if name in self._memory:
            return self._memory[name]
        text: str | None = self._ask(lambda records: records.read(name))
        return text

    def write(self, name: str, text: str) -> bool:
        """Keep a record; return whether the keyring has it."""
        self._memory[name] = text
        self._ask(lambda records: records.write(name, text))
        kept = self._state.keeping is Keeping.KEYRING
        if kept:
            del self._memory[name]
        return kept

    def erase(self, name: str) -> None:
        """Remove a record."""
        self._memory.pop(name, None)
        self._ask(lambda records: records.erase(name))

    def retry(self) -> VaultState:
        """Ask the keyring once more, as after unlocking it, and return the state."""
        self._start()
        self.names()
        return self._state

    def close(self) -> None:
        """Let the thread end; one that a keyring keeps waiting does not hold up the program's end."""
        self._thread.close()

    def _start(self) -> None:
        self._thread = KeyringThread()
        self._records: Records | None = None
        self._state = VaultState()

    def _ask(self, question: Callable[[Records], Any]) -> Any:
        """Return the keyring's answer, or None where there is none; then the vault is in memory from here on."""
        if self._state.keeping is Keeping.MEMORY:
            return None
        try:
            thread = self._thread
            return thread.ask(lambda: question(self._opened(thread)), self._patience)
        except TooLateError:
            self._give_up(_("The keyring did not answer within {count} seconds.").format(count=int(self._patience)))
        except NoKeyringError as error:
            self._give_up(str(error))
        except Exception as error:  # noqa: BLE001  keyrings raise errors of many libraries
            self._give_up(_reason(error))
        return None

    def _opened(self, thread: KeyringThread) -> Records:
        """Open the keyring on the vault's own thread; one that was given up meanwhile does nothing more."""
        if self._records is None:
            keyring, known = self._open_one()
            if thread is not self._thread:
                raise TooLateError
            self._records = Records(keyring, known.limit)
            self._state = VaultState(Keeping.KEYRING, known.name)
        return self._records

    def _give_up(self, reason: str) -> None:
        self._state = VaultState(Keeping.MEMORY, self._state.name, reason)
        self._thread.close()
        self._thread = KeyringThread()


def _reason(error: Exception) -> str:
    """Return words for what a keyring raised; its own may name paths, and are kept short."""
    name = type(error).__name__
    if name in ("KeyringLocked", "InitError") or "dismissed" in str(error).lower():
        return _("The keyring is locked, and stayed so.")
    return _("The keyring failed ({error}).").format(error=name)
