"""Records in a keyring: whole, old, or gone; never a mixture, whenever the program is killed."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from keyring_fakes import MemoryKeyring, WindowsKeyring, texts

from inspector.storage.records import KeptBadlyError, Records


class Killed(BaseException):
    """Stands for the end of the process at this very step."""


def _limited(keyring: MemoryKeyring) -> int | None:
    return 1000 if isinstance(keyring, WindowsKeyring) else None


@pytest.fixture(params=[MemoryKeyring, WindowsKeyring])
def keyring(request: pytest.FixtureRequest) -> MemoryKeyring:
    """Both kinds of keyring."""
    kind: type[MemoryKeyring] = request.param
    return kind()


def _kill_after(keyring: MemoryKeyring, steps: int) -> None:
    left = [steps]

    def step() -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Killed

    keyring.step = step


def _go_on(keyring: MemoryKeyring) -> None:
    keyring.step = lambda: None


@pytest.mark.parametrize("text", list(texts()), ids=["short", "long", "beyond ASCII"])
def test_written_is_read(keyring: MemoryKeyring, text: str) -> None:
    """What was written is read by the next start, listed, replaced and removed; nothing is left of it."""
    Records(keyring, _limited(keyring)).write("one", text)
    later = Records(keyring, _limited(keyring))
    assert later.read("one") == text
    assert later.names() == ("one",)
    later.write("one", text * 2)
    assert later.read("one") == text * 2
    later.erase("one")
    assert later.read("one") is None
    assert later.names() == ()
    assert not [name for name, _user in keyring.kept if "index" not in name and "@" not in name]


def test_killed_while_writing(keyring: MemoryKeyring) -> None:
    """Killed at any step, the record is the old one, the new one or gone, and a later removal leaves nothing."""
    old, new = "o" * 4000, "n" * 3000
    for steps in range(200):
        keyring.kept.clear()
        records = Records(keyring, _limited(keyring))
        records.write("one", old)
        _kill_after(keyring, steps)
        try:
            records.write("one", new)
            finished = True
        except Killed:
            finished = False
        _go_on(keyring)
        later = Records(keyring, _limited(keyring))
        assert later.read("one") in ((new,) if finished else (old, new, None))
        later.erase("one")
        assert not [name for name, _user in keyring.kept if "record" in name]
        if finished:
            return
    pytest.fail("writing never ended")


def test_killed_while_erasing(keyring: MemoryKeyring) -> None:
    """Killed at any step of signing out, the account is either whole or signed out; trying again ends it."""
    for steps in range(200):
        keyring.kept.clear()
        records = Records(keyring, _limited(keyring))
        records.write("one", "o" * 3000)
        _kill_after(keyring, steps)
        try:
            records.erase("one")
            finished = True
        except Killed:
            finished = False
        _go_on(keyring)
        later = Records(keyring, _limited(keyring))
        assert later.read("one") in ((None,) if finished else ("o" * 3000, None))
        later.erase("one")
        assert later.names() == ()
        assert not [name for name, _user in keyring.kept if "record" in name]
        if finished:
            return
    pytest.fail("erasing never ended")


def test_first_write_killed(keyring: MemoryKeyring) -> None:
    """A record whose first writing was cut off is listed wherever any of it was kept, so that it can be removed."""
    for steps in range(100):
        keyring.kept.clear()
        _kill_after(keyring, steps)
        try:
            Records(keyring, _limited(keyring)).write("one", "o" * 3000)
        except Killed:
            _go_on(keyring)
        else:
            return
        if any("record" in name for name, _user in keyring.kept):
            assert Records(keyring, _limited(keyring)).names() == ("one",)


def test_damaged_pieces() -> None:
    """A piece that is missing or was changed makes the record unreadable, never wrong."""
    keyring = WindowsKeyring()
    records = Records(keyring, 1000)
    records.write("one", "o" * 3000)
    places = [place for place in keyring.kept if place[0].count("/") == 4]
    kept = keyring.kept[places[1]]
    keyring.kept[places[1]] = kept[:-1] + "x"
    assert records.read("one") is None
    del keyring.kept[places[1]]
    assert records.read("one") is None


@pytest.mark.parametrize(
    "manifest",
    [
        "",
        "[]",
        "{",
        '{"version":1,"count":99999999,"generation":"g"}',
        '{"version":9,"text":"x"}',
        '{"version":1,"generation":"g","count":1}',
    ],
)
def test_damaged_manifest(keyring: MemoryKeyring, manifest: str) -> None:
    """A manifest that says nothing sensible is no record."""
    keyring.kept["token-inspector/record/one", "token-inspector"] = manifest
    assert Records(keyring).read("one") is None


def test_forgetful_keyring() -> None:
    """A keyring that gives back something else is noticed before the old record is gone."""
    keyring = WindowsKeyring()
    records = Records(keyring, 1000)
    records.write("one", "o" * 2000)
    keyring.get_password = lambda service, username: (keyring.kept.get((service, username)) or "")[:100] or None  # type: ignore[method-assign]
    with pytest.raises(KeptBadlyError):
        records.write("one", "n" * 2000)


_CHILD = """
import json, os, signal, sys
from pathlib import Path
from inspector.storage.records import Records
folder, steps, what = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
class Files:
    left = steps
    def at(self, service):
        Files.left -= 1
        if Files.left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return folder / service.replace("/", "+")
    def get_password(self, service, user):
        path = self.at(service)
        return path.read_text() if path.exists() else None
    def set_password(self, service, user, password):
        self.at(service).write_text(password)
    def delete_password(self, service, user):
        self.at(service).unlink()
records = Records(Files(), 1000)
if what == "read":
    print(json.dumps(records.read("one")))
else:
    records.write("one", what * 2500)
"""


def _child(folder: Path, steps: int, what: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _CHILD, str(folder), str(steps), what], capture_output=True, text=True, check=False
    )


def test_kill_9(tmp_path: Path) -> None:
    """The same with a real process and a real SIGKILL."""
    assert _child(tmp_path, 1000, "o").returncode == 0
    for steps in range(100):
        done = _child(tmp_path, steps, "n")
        read = json.loads(_child(tmp_path, 1000, "read").stdout)
        assert read in ("o" * 2500, "n" * 2500, None)
        if done.returncode == 0:
            return
        assert done.returncode == -signal.SIGKILL
    pytest.fail("writing never ended")


class CrowdedKeyring(MemoryKeyring):
    """A keyring in which another process writes its own list right after the first one is written here."""

    def __init__(self) -> None:
        super().__init__()
        self.others: dict[tuple[str, str], str] = {}

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it, and let the other process overwrite it once."""
        super().set_password(service, username, password)
        if service.endswith("index") and self.others:
            kept, self.others = self.others, {}
            for (place, user), value in kept.items():  # its record, and its list
                super().set_password(place, user, value)


def test_two_processes_list_their_records() -> None:
    """A list that another process wrote in the same moment takes nobody's account away."""
    first = MemoryKeyring()
    Records(first).write("theirs", "their text")
    crowded = CrowdedKeyring()
    crowded.others = dict(first.kept)
    Records(crowded).write("ours", "our text")
    assert set(Records(crowded).names()) == {"ours", "theirs"}
