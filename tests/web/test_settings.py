"""Where a setting comes from, and what cannot be set."""

import pytest

from web import settings as module
from web.settings import Settings, Unset, load, unsafe


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(tmp_path):
    (tmp_path / "dinh.toml").write_text('port = 1\nlocale = "en"\nhost = "::1"\n')
    env = {"DINH_DATA": str(tmp_path), "DINH_PORT": "2", "DINH_LOCALE": "vi", "HOME": "/x"}

    found = load({"port": 3}, env)

    assert (found.port, found.locale, found.host) == (3, "vi", "::1")


@pytest.mark.parametrize("env", [
    {"DINH_WORKRES": "4"}, {"DINH_PORT": "many"}, {"DINH_PORT": "70000"}, {"DINH_MEDIA_WORKERS": "0"},
    {"DINH_MEDIA_WORKERS": "33"}, {"DINH_MEDIA_PORT": "65530", "DINH_MEDIA_WORKERS": "8"}, {"DINH_LOCALE": "fr"},
    {"DINH_CERT": "a.pem"}, {"DINH_ORIGIN": "hop.example"}, {"DINH_CONFIG": "/nowhere.toml"},
    {"DINH_TURN": "turn:hop.example"}, {"DINH_TURN_SECRET": "s"}, {"DINH_TURN": "hop.example", "DINH_TURN_SECRET": "s"},
    {"DINH_TURN": 'turn:hop.example>; rel="x"', "DINH_TURN_SECRET": "s"},
])
def test_what_is_no_setting_is_refused(env, tmp_path):
    with pytest.raises(Unset):
        load({"data": str(tmp_path)}, env)


def test_what_is_wrong_with_a_setting_is_said_in_words(tmp_path):
    with pytest.raises(Unset, match="port cannot be 'many'"):
        load({"data": str(tmp_path)}, {"DINH_PORT": "many"})
    with pytest.raises(Unset, match="there is no announce; perhaps media_announce"):
        load({"data": str(tmp_path)}, {"DINH_ANNOUNCE": "192.0.2.7"})


def test_every_setting_is_explained():
    assert set(module.WORDS) == {field.name for field in module.msgspec.structs.fields(Settings)}
    assert all(f"| `{name}` |" in module.table() for name in module.WORDS)


def test_the_readme_shows_the_settings_as_they_are():
    from pathlib import Path

    assert module.table() in (Path(__file__).parents[2] / "README.md").read_text("utf-8")


def test_passwords_never_travel_in_the_clear():
    assert "https" in unsafe(Settings(host="0.0.0.0"))
    assert "https" in unsafe(Settings(host="192.0.2.7"))
    assert "--origin" in unsafe(Settings(host="0.0.0.0", behind_proxy=True))
    assert unsafe(Settings(host="0.0.0.0", cert="a", key="b", origin="https://hop.example")) == ""
    assert unsafe(Settings(host="::1")) == ""
