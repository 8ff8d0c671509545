import json
from pathlib import Path

import pytest

from inspector.storage.settings import Settings, default_path, load, save


def test_what_is_saved_is_read_back(tmp_path):
    """Every member survives the file."""
    settings = Settings(900, 600, maximised=True, theme="dark", zoom=1.5, hide_values=True)
    save(tmp_path / "deep" / "settings.json", settings)
    assert load(tmp_path / "deep" / "settings.json") == settings


@pytest.mark.parametrize(
    "content", ["", "[]", "{", "null", '{"width": "wide"}', '{"width": -3}', '{"zoom": true}', "[" * 5000, "\ufffd"]
)
def test_what_cannot_be_read_has_its_default(tmp_path, content):
    """A broken file is no reason not to start."""
    (tmp_path / "settings.json").write_text(content, encoding="utf-8")
    assert load(tmp_path / "settings.json") == Settings()


def test_unknown_members_stay(tmp_path):
    """What a newer version wrote is kept."""
    path = tmp_path / "settings.json"
    path.write_text('{"accent": "green", "width": 1000}', encoding="utf-8")
    save(path, load(path))
    assert json.loads(path.read_text(encoding="utf-8"))["accent"] == "green"
    assert load(path).width == 1000


def test_saving_leaves_one_file(tmp_path):
    """The file is replaced in one step; nothing lies beside it."""
    for width in (800, 900):
        save(tmp_path / "settings.json", Settings(width=width))
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]


@pytest.mark.parametrize(
    ("platform", "environment", "folder"),
    [
        ("linux", {"XDG_CONFIG_HOME": "/x"}, Path("/x")),
        ("linux", {}, Path.home() / ".config"),
        ("win32", {"APPDATA": "/roaming"}, Path("/roaming")),
        ("darwin", {}, Path.home() / "Library/Application Support"),
    ],
)
def test_each_system_has_its_place(platform, environment, folder):
    """Settings lie where the system's custom has them."""
    assert default_path(environment, platform) == folder / "token-inspector" / "settings.json"
