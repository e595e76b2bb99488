"""The container file is data that can be read, and its commands are ones that run."""

import re
import shlex
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from media import __main__ as media
from tests.journeys.house import ROOT, dinh, free_port
from web import cli
from web.settings import Settings, load

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def test_web_and_media_share_one_volume() -> None:
    service = COMPOSE["services"]["dinh"]
    assert service["volumes"] == ["data:/data"]
    assert set(service["ports"]) == {"127.0.0.1:8000:8000", "40000:40000/udp"}
    assert "data" in COMPOSE["volumes"]


def test_the_environment_of_the_container_is_settings() -> None:
    service = COMPOSE["services"]["dinh"]
    given = {name: str(value) for name, value in service["environment"].items()}
    optional = {name for name, value in given.items() if value == f"${{{name}:-}}"}
    asked = {name for name, value in given.items() if value.startswith(f"${{{name}:?")}
    assert {name for name, value in given.items() if "$" in value} == asked | optional
    given |= dict.fromkeys(optional, "")

    settings = load({}, given | {"DINH_MEDIA_ANNOUNCE": "192.0.2.7", "DINH_ORIGIN": "https://hop.example"})

    assert f"{settings.media_port}:{settings.media_port}/udp" in service["ports"]


def test_the_server_that_leads_round_shares_the_secret_and_leads_only_to_the_relay() -> None:
    turn, house = COMPOSE["services"]["turn"], COMPOSE["services"]["dinh"]
    for name, value in turn["environment"].items():
        assert house["environment"][name] == value
    said = turn["command"][2].replace("$$", "$").replace("exec ", "").replace("/tmp/turn.conf", "/dev/null")
    words = shlex.split(subprocess.run(
        ["sh", "-c", "turnserver() { echo \"$@\"; }\n" + said],
        env={"PATH": "/usr/bin:/bin", "DINH_TURN_SECRET": "s", "DINH_MEDIA_ANNOUNCE": "203.0.113.7, 10.0.0.5"},
        check=True, capture_output=True, text=True).stdout)
    assert [word for word in words if "allowed" in word] == [
        "--allowed-peer-ip=203.0.113.7", "--allowed-peer-ip=10.0.0.5"]
    assert "--denied-peer-ip=0.0.0.0-255.255.255.255" in words
    assert not any("DINH_TURN_SECRET" in word for word in words if word.startswith("--"))


def test_the_relay_of_a_hall_is_started_as_the_readme_does() -> None:
    relay = COMPOSE["services"]["relay"]
    assert (relay["profiles"], relay["network_mode"]) == (["relay"], "host")
    assert set(relay["environment"]) == {media.TOKEN}
    text = (ROOT / "README.md").read_text("utf-8").replace("\\\n", " ")
    told = re.findall(r"python -m media (--parent [^`\n]*)", text)
    asked = [media._arguments(shlex.split(command)) for command in (
        *told, relay["command"].removeprefix("python -m media ").replace("${DINH_PARENT:-}", "https://hop.example"))]

    assert {one.udp for one in asked} == {("0.0.0.0", 40000)}
    assert all(one.parent.startswith("https://") for one in asked)
    assert len(asked) == 3


def test_the_command_of_the_readme_is_one_that_serves(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text("utf-8").replace("\\\n", " ")
    command = next(line for line in text.splitlines() if line.startswith(".venv/bin/dinh serve"))
    started: list[Settings] = []

    async def run(settings: Settings) -> int:
        started.append(settings)
        return 0

    monkeypatch.setattr(cli, "_run", run)
    monkeypatch.chdir(tmp_path)
    for name in ("fullchain.pem", "key.pem"):
        (tmp_path / name).touch()
    said = CliRunner().invoke(cli.main, shlex.split(command)[1:])

    assert said.exit_code == 0, said.output
    assert (started[0].media_port, started[0].media_announce) == (40000, "203.0.113.7")


async def test_the_command_of_the_container_serves_and_its_health_check_passes(tmp_path: Path) -> None:
    service = COMPOSE["services"]["dinh"]
    port = free_port()
    program, *arguments = shlex.split(service["command"])
    assert program == "dinh"
    arguments = [{"/data": str(tmp_path), "0.0.0.0": "127.0.0.1", "8000": str(port)}.get(a, a) for a in arguments]
    async with dinh(*arguments, folder=tmp_path, port=port, media_port=free_port(socket.SOCK_DGRAM)) as house:
        await house.ready()
        probe = [sys.executable if part == "python" else part.replace("8000", str(port))
                 for part in service["healthcheck"]["test"][1:]]
        assert subprocess.run(probe, check=False).returncode == 0


def test_an_installed_copy_carries_its_pages_words_and_papers(tmp_path: Path) -> None:
    install = ["install", "-q", "--no-deps", "--no-build-isolation", "--no-index", "--target", str(tmp_path), str(ROOT)]
    assert f"pip {' '.join(install[:1])}" in COMPOSE["services"]["dinh"]["build"]["dockerfile_inline"]
    subprocess.run([sys.executable, "-m", "pip", "--disable-pip-version-check", *install], check=True)
    for suffix in (".html", ".css", ".js", ".po", ".csv", ".json", ".pdf", ".docx"):
        parts = (ROOT / "meetings", ROOT / "media", ROOT / "web")
        in_tree = {path.relative_to(ROOT) for part in parts for path in part.rglob(f"*{suffix}")}
        assert in_tree
        assert {p for p in in_tree if not (tmp_path / p).exists()} == set()
