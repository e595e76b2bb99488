"""A network that lets nothing through but what goes by way of a TURN server: the picture arrives."""

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.chromium import chromium
from tests.media.conftest import Running
from tests.media.stage_page import served
from tests.media.test_stage_in_a_browser import sees
from web import turn
from web.settings import Settings

COMPOSE = yaml.safe_load((Path(__file__).parents[2] / "docker-compose.yml").read_text())
SECRET = "0123456789abcdef0123456789abcdef"
ONLY_ROUND = """
const Direct = RTCPeerConnection;
window.refusals = [];
window.RTCPeerConnection = class extends Direct {
  constructor(how) {
    super({ ...how, iceTransportPolicy: "relay" });
    this.addEventListener("icecandidateerror", ({ errorCode }) => window.refusals.push(errorCode));
  }
};
"""
HOW = """async (role) => {
  const found = [...(await stage.connection(role).getStats()).values()];
  const { selectedCandidatePairId } = found.find((one) => one.type === "transport");
  const pair = found.find((one) => one.id === selectedCandidatePairId);
  const local = found.find((one) => one.id === pair.localCandidateId);
  return [local.candidateType, local.relayProtocol];
}"""


@pytest.fixture
async def coturn(tmp_path: Path) -> AsyncIterator[int]:
    """The compose file's own command, on a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    said = COMPOSE["services"]["turn"]["command"][2].replace("$$", "$").replace("3478", str(port))
    said = said.replace("/tmp/", f"{tmp_path}/") + (
        " --allow-loopback-peers --listening-ip=127.0.0.1 --relay-ip=127.0.0.1")
    with (tmp_path / "coturn.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            "sh", "-c", said, stdout=log, stderr=log,
            env={"PATH": "/usr/bin:/bin", "DINH_TURN_SECRET": SECRET, "DINH_MEDIA_ANNOUNCE": "127.0.0.1"})
    async with asyncio.timeout(20):
        while await asyncio.to_thread(taken, f"turn:127.0.0.1:{port}") != "well":
            assert process.returncode is None, (tmp_path / "coturn.log").read_text()
    yield port
    process.terminate()
    await process.wait()


def taken(url: str, secret: str = SECRET, now: datetime | None = None) -> turn.State:
    return turn.state(url, Settings(turn=url, turn_secret=secret), now or datetime.now(UTC), 1.0)


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_the_server_takes_a_pass_of_ours_in_its_time_and_no_other(coturn: int, transport: str) -> None:
    url = f"turn:127.0.0.1:{coturn}?transport={transport}"

    assert await asyncio.to_thread(taken, url) == "well"
    assert await asyncio.to_thread(taken, url, "another secret") == "refused"
    assert await asyncio.to_thread(taken, url, SECRET, datetime.now(UTC) - timedelta(minutes=11)) == "refused"


def way_round(port: int, transport: str, secret: str = SECRET) -> str:
    settings = Settings(turn=f"turn:127.0.0.1:{port}?transport={transport}", turn_secret=secret)
    return turn.links(settings, "venue:A", datetime.now(UTC))


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_sound_and_picture_go_round_a_closed_network(relay: Running, coturn: int, transport: str) -> None:
    await relay.link.stage("m1", ["venue:A"], ["venue:A"])
    server, port = await served(relay.link, way_round(coturn, transport))
    async with chromium() as browser:
        context = await browser.new_context()
        await context.add_init_script(ONLY_ROUND)
        sender, viewer = await enter(context, port, "subject=venue:A&colour=red&hertz=500"), await enter(
            context, port, "subject=venue:B")

        await sees(viewer, 0)

        assert await sender.evaluate(HOW, "send") == ["relay", transport]
        assert await viewer.evaluate(HOW, "watch") == ["relay", transport]
    server.close()


async def test_a_pass_made_with_another_secret_leads_nowhere(relay: Running, coturn: int) -> None:
    server, port = await served(relay.link, way_round(coturn, "udp", "another secret"))
    async with chromium() as browser:
        context = await browser.new_context()
        await context.add_init_script(ONLY_ROUND)
        sender = await enter(context, port, "subject=venue:A&colour=red&hertz=500")

        await sender.wait_for_function("refusals.includes(401)", timeout=20_000)
        assert "send connected" not in await sender.evaluate("states")
    server.close()


async def enter(context: Any, port: int, asked: str) -> Any:
    page = await context.new_page()
    await page.goto(f"http://127.0.0.1:{port}/?{asked}")
    await page.wait_for_function("window.ready")
    return page
