"""A session's place: opened once, off the GUI thread, and closed whatever thread is in it."""

import threading
from contextlib import contextmanager

import pytest

from inspector.ui.session_place import ClosedError, Place


def place_of(events: list[str], gate: threading.Event | None = None) -> Place[str]:
    @contextmanager
    def open_one():
        if gate is not None:
            gate.wait(10)
        events.append("opened")
        yield "session"
        events.append("closed")

    return Place(open_one)


def test_it_is_opened_once():
    """Every user gets the same, and nothing is opened before the first."""
    events: list[str] = []
    place = place_of(events)
    assert place.opened is None
    assert (place.enter(), place.enter(), place.opened) == ("session", "session", "session")
    place.close()
    place.close()
    assert events == ["opened", "closed"]
    assert place.opened is None


def test_what_is_opened_too_late_is_closed_again():
    """Closing waits for nobody: a thread that is just opening finds out, closes and is told."""
    events: list[str] = []
    gate = threading.Event()
    place = place_of(events, gate)
    raised: list[Exception] = []

    def enter() -> None:
        try:
            place.enter()
        except ClosedError as error:
            raised.append(error)

    thread = threading.Thread(target=enter)
    thread.start()
    place.close()
    gate.set()
    thread.join()
    assert events == ["opened", "closed"]
    assert len(raised) == 1


def test_a_closed_place_stays_closed():
    """It is not opened for whoever comes after."""
    events: list[str] = []
    place = place_of(events)
    place.close()
    with pytest.raises(ClosedError):
        place.enter()
    assert events == []
