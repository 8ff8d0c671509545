import json
import stat
import subprocess
import sys

import pytest

from inspector.ui.single_instance import LIMIT, SingleInstance, default_folder


@pytest.fixture
def first(qtbot, tmp_path):
    instance = SingleInstance(tmp_path)
    assert instance.is_first()
    assert instance.listen()
    yield instance
    instance.close()


SECOND = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from inspector.ui.single_instance import SingleInstance
application = QCoreApplication([])
message = json.loads(sys.stdin.read())
sys.exit(0 if SingleInstance(Path(sys.argv[1])).hand_over(message) else 1)
"""


def hand_over(folder, message):
    """Start a second process that hands `message` over; its exit status is 0 where somebody took it."""
    second = subprocess.Popen([sys.executable, "-c", SECOND, str(folder)], stdin=subprocess.PIPE, text=True)
    second.stdin.write(json.dumps(message))
    second.stdin.close()
    return second


@pytest.mark.parametrize("message", [{"file": "/var/log/app.log"}, {"text": "eyJ\n“quoted”"}, {}])
def test_a_second_start_hands_over(qtbot, first, tmp_path, message):
    """What the second start was given arrives whole at the first, which says so."""
    received = []
    first.received.connect(received.append)
    second = hand_over(tmp_path, message)
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
    assert received == [message]
    assert second.returncode == 0


def test_only_the_first_holds_the_lock(first, tmp_path):
    """A second instance in the same folder is not the first."""
    assert not SingleInstance(tmp_path).is_first()


def test_the_socket_is_the_users_alone(first, tmp_path):
    """Nobody else can open the socket."""
    assert stat.S_IMODE((tmp_path / "socket").stat().st_mode) & 0o077 == 0


def test_the_folder_is_the_users_alone():
    """The folder of lock and socket is closed to others, even where it was open before."""
    default_folder().chmod(0o755)
    assert stat.S_IMODE(default_folder().stat().st_mode) == 0o700


def test_nobody_there_is_no_hand_over(qapp, tmp_path):
    """Without a first instance the message goes nowhere and the caller knows."""
    assert not SingleInstance(tmp_path).hand_over({"text": "x"})


def test_too_long_a_message_is_cut_off(qtbot, first, tmp_path):
    """What is over the limit is dropped with its connection."""
    received = []
    first.received.connect(received.append)
    second = hand_over(tmp_path, {"text": "x" * (LIMIT + 10)})
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
    assert received == []
    assert second.returncode == 1
