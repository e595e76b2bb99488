"""The container file is data that can be read, and its commands are ones that run."""

import shlex
import socket
import subprocess
import sys
from pathlib import Path

import yaml

from tests.journeys.house import ROOT, dinh, free_port

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def test_web_and_media_share_one_volume() -> None:
    service = COMPOSE["services"]["dinh"]
    assert service["volumes"] == ["data:/data"]
    assert set(service["ports"]) == {"8000:8000", "40000:40000/udp"}
    assert "data" in COMPOSE["volumes"]


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
        in_tree = {p.relative_to(ROOT) for room in ("meetings", "media", "web") for p in (ROOT / room).rglob(f"*{suffix}")}
        assert in_tree
        assert {p for p in in_tree if not (tmp_path / p).exists()} == set()
