"""A HAR in the window: opened or pasted, its steps in the Flow tab, a redacted copy saved, all of it cancellable."""

from pathlib import Path

import pytest
from hars import CODE, GRAPH_TOKEN, REFRESH_TOKEN, SECRET, Tape, good
from PySide6.QtWidgets import QFileDialog

from inspector import app
from inspector.exchanges.json_stream import NotARecordingError
from inspector.ui.flow_saving import ask_for_copy
from inspector.ui.judgement_tabs import FLOW


def refused() -> Tape:
    """Return a sign-in whose code is redeemed with another redirect URI."""
    return Tape().authorize().come_back().redeem(redirect_uri="https://app.contoso.com/other", status=400)


@pytest.fixture(params=[0, 1_200_000], ids=["small", "large"])
def recording(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file that is read as text, and one that is streamed."""
    path = tmp_path / "sign-in.har"
    path.write_text(refused().add("GET", "https://x.test/page", answer="x" * request.param).text())
    return path


def test_opening_shows_the_verdict_and_the_steps(window, recording: Path) -> None:
    """The verdict names the step; the Flow tab counts and draws the steps."""
    window.explain_file(recording)
    judgement = window._judgement
    assert "At step 3 (token request)" in judgement.banner.accessibleName()
    assert judgement.tabs.tabText(FLOW) == "Flow 3"
    judgement.tabs.setCurrentIndex(FLOW)
    assert judgement.flow.shown is not None
    assert judgement.flow.shown.troubles[0].index == 2
    assert judgement.flow.save.text() == "&Save redacted copy…"


def test_a_pasted_recording_is_one_too(window) -> None:
    """From the clipboard there is no file to copy: the steps are what can be saved."""
    window.explain_text(refused().text())
    window._judgement.tabs.setCurrentIndex(FLOW)
    assert window._judgement.flow.shown is not None
    assert window._judgement.flow.save.text() == "&Save as redacted HAR…"


def test_a_redacted_copy_is_saved(window, recording: Path, tmp_path: Path) -> None:
    """Beside the original, without a secret; the tab says how it went."""
    window.explain_file(recording)
    window._judgement.tabs.setCurrentIndex(FLOW)
    target = tmp_path / "copy.har"
    window._inspection.save_redacted(recording, target)
    text = target.read_text()
    for secret in (CODE, SECRET, REFRESH_TOKEN, *GRAPH_TOKEN.split(".")):
        assert secret not in text
    assert "messages were copied" in window._judgement.flow._told.text()
    window.explain_file(target)
    assert "At step 3 (token request)" in window._judgement.banner.accessibleName()


def test_the_original_is_never_written_over(window, recording: Path) -> None:
    """Choosing the original as the copy's name does nothing."""
    asked: list[tuple[Path, Path]] = []
    ask_for_copy(window, recording, lambda source, target: asked.append((source, target)))
    (opened,) = window.findChildren(QFileDialog)
    opened.fileSelected.emit(str(recording))
    opened.fileSelected.emit(str(recording.with_name("other.har")))
    opened.close()
    assert asked == [(recording, recording.with_name("other.har"))]


def test_what_can_not_be_written_is_said(window, recording: Path, tmp_path: Path) -> None:
    """A place that is not there: the window says so and goes on."""
    window.explain_file(recording)
    window._inspection.save_redacted(recording, tmp_path / "nowhere" / "copy.har")
    assert "No such file" in window._notice.words.text()


def test_cancelled_copies_leave_nothing(window, recording: Path, tmp_path: Path) -> None:
    """A copy that was cancelled half-way is not there, nor is a part of it."""
    with pytest.raises(NotARecordingError):  # nothing of it was read
        app.redact_recording(recording, tmp_path / "copy.har", cancelled=lambda: True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sign-in.har"]


def test_an_answer_typed_beside_a_large_recording_changes_nothing(window, recording: Path) -> None:
    """A file that is too large to keep can't be joined with an answer."""
    window.explain_file(recording)
    paste = window._inspection.current
    assert paste.is_log == (not paste.text)


def test_hidden_values_are_hidden_in_the_steps(window) -> None:
    """With values hidden, no tenant id stands in what is copied of the steps."""
    window.explain_text(good().text())
    window._toolbar.hiding.setChecked(True)
    window._judgement.tabs.setCurrentIndex(FLOW)
    assert "aaaabbbb-0000-cccc-1111-dddd2222eeee" not in window._judgement.flow.to_text()


def test_the_clock_does_not_judge_a_recording_again(window, recording):
    """It is judged as of its own moments, and may hold hundreds of attempts."""
    window.explain_file(recording)
    before = window._inspection.current.diagnosis
    window._on_tick()
    assert window._inspection.current.diagnosis is before
