"""Sign-in profiles: kept by name, tolerant of what people do to the file, free of secrets."""

from dataclasses import replace
from pathlib import Path

import pytest

from inspector.knowledge.clouds import Cloud
from inspector.signin.request import Flow, Prompt, SignInRequest, from_profile, to_profile
from inspector.storage import profiles

FULL = SignInRequest(
    "id",
    Flow.DEVICE_CODE,
    ("User.Read",),
    Cloud.CHINA,
    "t",
    prompt=Prompt.LOGIN,
    login_hint="ada@contoso.test",
    extra=(("dc", "x"), ("client_assertion", "secret")),
)


def test_kept(tmp_path: Path) -> None:
    """A profile comes back as it was, without the login hint and without whatever could be a secret."""
    path = tmp_path / "new" / "profiles.json"
    profiles.save(path, "Orders", to_profile(FULL))
    profiles.save(path, "Other", to_profile(SignInRequest()))
    assert list(profiles.load(path)) == ["Orders", "Other"]
    assert from_profile(profiles.load(path)["Orders"]) == replace(FULL, login_hint="", extra=(("dc", "x"),))
    assert "secret" not in path.read_text()
    assert path.stat().st_mode & 0o077 == 0
    profiles.remove(path, "Orders")
    assert list(profiles.load(path)) == ["Other"]


def test_login_hint_on_request() -> None:
    """The login hint is kept where the person asks for it."""
    assert from_profile(to_profile(FULL, keep_login_hint=True)).login_hint == "ada@contoso.test"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"profiles": 3}', '{"profiles": {"a": 3}}'])
def test_damaged_file(tmp_path: Path, text: str) -> None:
    """A file that can't be read holds no profiles, and saving mends it."""
    path = tmp_path / "profiles.json"
    path.write_text(text)
    assert profiles.load(path) == {}
    profiles.save(path, "a", {})
    assert profiles.load(path) == {"a": {}}


@pytest.mark.parametrize(
    "values",
    [
        {"flow": "dance"},
        {"scopes": "User.Read"},
        {"prompt": 3},
        {"cae": "yes"},
        {"extra": [["a"]]},
        {"redirect_port": True},
        {"unknown": 1},
        {"cloud": []},
    ],
)
def test_odd_values(values: dict[str, object]) -> None:
    """A value that does not fit its field is passed over."""
    assert from_profile(values) == SignInRequest()
