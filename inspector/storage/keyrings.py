"""Which keyring is used: one of a short list that is really guarded by the system, or none."""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from inspector.storage.records import Keyring
from inspector.words import _


@dataclass(frozen=True, slots=True)
class Known:
    """A keyring on the list: its class in the library keyring, what people call it, how long its values may be.

    `load` returns the class; each is imported by name, so that a packaged program holds them all.
    """

    path: str
    name: str
    platforms: tuple[str, ...]
    load: Callable[[], Any]
    limit: int | None = None


def _windows() -> Any:
    from keyring.backends.Windows import WinVaultKeyring

    return WinVaultKeyring


def _macos() -> Any:
    from keyring.backends.macOS import Keyring

    return Keyring


def _secret_service() -> Any:
    from keyring.backends.SecretService import Keyring

    return Keyring


def _libsecret() -> Any:
    from keyring.backends.libsecret import Keyring

    return Keyring


KNOWN = (
    # 2,560 bytes of UTF-16 at most; what is longer fails with an error of another library.
    Known("keyring.backends.Windows.WinVaultKeyring", "Windows Credential Manager", ("win32",), _windows, 1000),
    Known("keyring.backends.macOS.Keyring", "macOS Keychain", ("darwin",), _macos),
    Known("keyring.backends.SecretService.Keyring", "Secret Service", ("linux",), _secret_service),
    Known("keyring.backends.libsecret.Keyring", "libsecret", ("linux",), _libsecret),
)


class NoKeyringError(Exception):
    """There is no keyring to use here; the text says why."""


def open_keyring(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> tuple[Keyring, Known]:
    """Return the first keyring of the list that works here. Touches D-Bus or the system. Raises NoKeyringError.

    `keyring.get_keyring()` is never asked: it may answer with one that stores plain text, or forgets.
    """
    wanted = environment.get("PYTHON_KEYRING_BACKEND", "")
    candidates = [each for each in KNOWN if platform in each.platforms and wanted in ("", each.path)]
    if not candidates:
        raise NoKeyringError(_unknown(wanted))
    reasons = []
    for known in candidates:
        try:
            return _open(known), known
        except Exception as error:  # noqa: BLE001  each backend has errors of its own
            reasons.append(f"{known.name}: {error}")
    raise NoKeyringError(_("No keyring answers here ({reasons}).").format(reasons="; ".join(reasons)[:300]))


def _open(known: Known) -> Keyring:
    backend = known.load()
    if backend.priority <= 0:  # reading it raises where the backend can't work
        raise NoKeyringError(_("not usable"))
    keyring = backend()
    if known.limit is not None:
        keyring.persist = "local machine"  # Windows would carry it to the person's other machines
    opened: Keyring = keyring
    return opened


def _unknown(wanted: str) -> str:
    if wanted:
        return _("PYTHON_KEYRING_BACKEND names a keyring that is not used here.")
    return _("This system has no keyring that is known.")
