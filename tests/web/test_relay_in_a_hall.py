"""A relay in a hall as it ships, before the house as it is served: led to, heard through, and revoked."""

import asyncio
import secrets
import sys

import httpx
import pytest

from meetings.procedure.stage import DirectStage
from tests.media.caller import Caller, comes_through
from tests.media.conftest import launched
from tests.media.ground import until
from tests.web.served import serving
from tests.web.under_way import convene
from web.bearer import relay_token
from web.settings import Settings

HALL, OTHER = "venue:SL-VH-01", "venue:SL-VH-02"


@pytest.fixture
async def settings(tmp_path):
    (tmp_path / "secret").write_text(secrets.token_hex(16))
    process, said = await launched(tmp_path)
    yield Settings(data=str(tmp_path / "var"), relay_control=f"ws://127.0.0.1:{said['control']}",
                   relay_secret_file=str(tmp_path / "secret"))
    process.terminate()
    await process.wait()


class Sitting:
    """One under way, the hall on its stage, and equipment that comes to its doors."""

    def __init__(self, house, meeting, port):
        self.house, self.meeting, self.port = house, meeting, port
        self.callers = []

    async def device(self, subject, direction, kinds="av"):
        """A device of that hall, connected."""
        house, caller = self.house, Caller()
        _, secret = await house.register.passes.make(self.meeting, subject, direction, "person:p1", house.now())
        self.callers.append(caller)
        door, offered = ("whip", "sendonly") if direction == "send" else ("whep", "recvonly")
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}") as client:
            answer = await client.post(
                f"/{door}/{self.meeting}", content=caller.offer(offered, kinds),
                headers={"authorization": f"Bearer {secret}", "content-type": "application/sdp"},
            )
        assert answer.status_code == 201
        await caller.connect(answer.text)
        return caller

    async def where(self, subject):
        return [one.peer.rpartition(".")[0] for one in await self.house.relay.everybody() if one.subject == subject]


@pytest.fixture
async def sitting(house, app):
    under_way = await convene(house)
    await under_way.open(where={"chutoa": "SL-VH"})
    await under_way.do("chutoa", DirectStage, source=HALL)
    async with serving(app) as port:
        one = Sitting(house, under_way.id, port)
        yield one
        for caller in one.callers:
            await caller.close()


@pytest.fixture
async def relay(sitting, tmp_path):
    """Its name; it stands in the hall and has come to the house."""
    house = sitting.house
    made, secret = await house.register.relays.make("Trạm", ("SL-VH-01",), "person:p1", house.now())
    (tmp_path / "token").write_text(relay_token(made.id, secret, house.relays.key))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "media", "--parent", f"http://127.0.0.1:{sitting.port}", "--udp", "127.0.0.1:0",
        "--announce", "127.0.0.1", "--token-file", str(tmp_path / "token"), "--with-parent",
        stdin=asyncio.subprocess.PIPE,
    )
    await until(lambda: made.id in house.relays.attached())
    yield made.id
    process.terminate()
    assert await process.wait() == 0


async def test_a_hall_is_led_to_its_relay_and_is_heard_and_seen_elsewhere(sitting, relay):
    codec, screen = await sitting.device(HALL, "send"), await sitting.device(OTHER, "watch", "va")

    await comes_through(codec, screen)

    assert (await sitting.where(HALL), await sitting.where(OTHER)) == ([relay], [""])


async def test_when_its_relay_is_revoked_a_hall_comes_by_the_root(sitting, relay):
    await sitting.device(HALL, "send")
    await sitting.house.relays.revoke(relay)
    assert relay not in sitting.house.relays.attached()

    codec, screen = await sitting.device(HALL, "send"), await sitting.device(OTHER, "watch", "va")
    await comes_through(codec, screen)

    assert await sitting.where(HALL) == [""]
