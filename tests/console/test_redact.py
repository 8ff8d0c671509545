"""`token-inspector redact` and recordings in `explain`, from outside."""

import json
from pathlib import Path

from hars import CODE, GRAPH_TOKEN, SECRET, VERIFIER, Tape, good
from test_explain import run


def test_a_copy_without_secrets(tmp_path: Path) -> None:
    """The copy is a HAR, judged like the original; what was done is said on standard error."""
    (tmp_path / "a.har").write_text(good().text())
    done = run("redact", str(tmp_path / "a.har"), "--output", str(tmp_path / "b.har"))
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "5 messages were copied." in done.stderr
    text = (tmp_path / "b.har").read_text()
    for secret in (CODE, SECRET, VERIFIER, *GRAPH_TOKEN.split(".")):
        assert secret not in text
    again = run("explain", str(tmp_path / "b.har"), "--json")
    assert again.returncode == 0
    assert [len(each["steps"]) for each in json.loads(again.stdout)["attempts"]] == [4]


def test_an_existing_file_is_not_written_over(tmp_path: Path) -> None:
    """Neither the original nor anything else."""
    (tmp_path / "a.har").write_text(good().text())
    done = run("redact", str(tmp_path / "a.har"), "--output", str(tmp_path / "a.har"))
    assert done.returncode == 2
    assert "is there already" in done.stderr


def test_what_is_no_har_is_2(tmp_path: Path) -> None:
    """The sentence says so, and no copy is left."""
    (tmp_path / "a.har").write_text("good morning")
    done = run("redact", str(tmp_path / "a.har"), "--output", str(tmp_path / "b.har"))
    assert done.returncode == 2
    assert "no readable HAR" in done.stderr
    assert not list(tmp_path.glob("b*"))


def test_what_only_begins_like_a_recording_is_read_as_text(tmp_path: Path) -> None:
    """The settings of a log, and a HAR that breaks off in its first message: what they hold is found."""
    for text in (
        f'{{"log": {{"version": 1, "note": "{GRAPH_TOKEN}"}}}}',
        good().text().replace("{", f'{{"a": "{GRAPH_TOKEN}", ', 3)[:4000],
    ):
        (tmp_path / "a.json").write_text(text)
        report = json.loads(run("explain", str(tmp_path / "a.json"), "--json").stdout)
        assert "access_token" in [each["kind"] for each in report["artifacts"]]


def test_a_recording_is_explained_from_a_file_and_from_a_pipe(tmp_path: Path) -> None:
    """Both ways the same report, with the attempt and its trouble; exit status 1 for what blocks."""
    text = Tape().authorize().come_back(state="other").redeem().text()
    (tmp_path / "a.har").write_text(text)
    from_file, from_pipe = run("explain", str(tmp_path / "a.har"), "--json"), run("explain", "-", "--json", paste=text)
    assert from_file.returncode == from_pipe.returncode == 1
    report = json.loads(from_file.stdout)
    assert report == json.loads(from_pipe.stdout)
    assert report["artifacts"][0]["kind"] == "recorded_flow"
    assert report["attempts"][0]["troubles"][0]["step"] == 2
    assert SECRET not in from_file.stdout
    shown = run("explain", str(tmp_path / "a.har")).stdout
    assert "✗  2 ··> authorization response" in shown
