"""A real gnome-keyring in a D-Bus session of its own: `apt-get install gnome-keyring dbus` (`.ci/run` does)."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

MISSING = [each for each in ("gnome-keyring-daemon", "dbus-daemon") if shutil.which(each) is None]
needs_gnome_keyring = pytest.mark.skipif(
    bool(MISSING), reason=f"needs {', '.join(MISSING)}: apt-get install gnome-keyring dbus"
)

# Only the bus itself: no service file may start another keyring.
_CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir={folder}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>"""


class SecretService:
    """The session and its keyring daemon."""

    def __init__(self, folder: Path, address: str) -> None:
        self.environment: Mapping[str, str] = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "XDG_DATA_HOME": str(folder / "data"),
            "DBUS_SESSION_BUS_ADDRESS": address,
        }
        self.daemon: subprocess.Popen[bytes] | None = None

    def start(self, *, unlocked: bool) -> None:
        """Start the keyring, unlocked by a password or left locked."""
        words = ["gnome-keyring-daemon", "--foreground", "--components=secrets", *(["--unlock"] if unlocked else [])]
        self.daemon = subprocess.Popen(
            words, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        assert self.daemon.stdin is not None
        self.daemon.stdin.write(b"pw" if unlocked else b"")
        self.daemon.stdin.close()
        self._wait()

    def stop(self) -> None:
        """End the keyring."""
        if self.daemon is not None:
            self.daemon.send_signal(signal.SIGCONT)
            self.daemon.terminate()
            self.daemon.wait(10)
            self.daemon = None

    def freeze(self) -> None:
        """Let the keyring hang."""
        assert self.daemon is not None
        self.daemon.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let the keyring go on."""
        assert self.daemon is not None
        self.daemon.send_signal(signal.SIGCONT)

    def _wait(self) -> None:
        """Wait until the keyring owns its name on the bus."""
        from jeepney import DBusAddress, new_method_call
        from jeepney.io.blocking import open_dbus_connection

        bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
        end = time.monotonic() + 10
        while time.monotonic() < end:
            with open_dbus_connection(self.environment["DBUS_SESSION_BUS_ADDRESS"]) as connection:
                call = new_method_call(bus, "NameHasOwner", "s", ("org.freedesktop.secrets",))
                if connection.send_and_get_reply(call, timeout=5).body[0]:
                    return
            time.sleep(0.05)
        raise TimeoutError("gnome-keyring did not start")


@contextmanager
def secret_service(folder: Path) -> Iterator[SecretService]:
    """Run a D-Bus session in `folder`; the keyring is started by the test."""
    configuration = folder / "session.conf"
    configuration.write_text(_CONFIGURATION.format(folder=folder))
    words = ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--print-address=1"]
    bus = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert bus.stdout is not None
    service = SecretService(folder, bus.stdout.readline().strip())
    try:
        yield service
    finally:
        service.stop()
        bus.terminate()
        bus.wait(10)
        bus.stdout.close()
