"""Keyrings in memory: one without limits, one with the limits and habits of Windows' Credential Manager."""

from collections.abc import Iterator

from inspector.storage.keyrings import Known

PLAIN = Known("made.up.Plain", "a keyring in memory", (), lambda: None)
WINDOWS = Known("made.up.Windows", "Windows in memory", (), lambda: None, 1000)


class MemoryKeyring:
    """Holds entries in `kept`; before each of its steps it calls `step`."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.step = lambda: None

    def get_password(self, service: str, username: str) -> str | None:
        """Return an entry."""
        self.step()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep an entry."""
        self.step()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Remove an entry."""
        self.step()
        del self.kept[service, username]


class CredentialManagerError(Exception):
    """pywintypes.error is no error of the library keyring."""


class WindowsKeyring(MemoryKeyring):
    """2,560 bytes of UTF-16 a value, and an old value is kept under a second name when it is replaced."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep an entry, and a copy of the one that it replaces."""
        if len(password.encode("utf-16-le")) > 2560:
            raise CredentialManagerError(1783, "CredWrite", "The stub received bad data")
        if (service, username) in self.kept:
            self.step()
            self.kept[f"{username}@{service}", username] = self.kept[service, username]
        super().set_password(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        """Remove an entry and the copy of an earlier one."""
        self.kept.pop((f"{username}@{service}", username), None)
        super().delete_password(service, username)


def texts(size: int = 4000) -> Iterator[str]:
    """Yield texts of the kind that is kept: short, long, beyond one byte a character."""
    yield "a"
    yield "x" * size
    yield "ü€𝄞" * (size // 4)
