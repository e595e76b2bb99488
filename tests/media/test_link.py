"""The control channel: secret, bounded, and back by itself."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from media.door import Door
from media.link import RelayAway, RelayLink
from media.mux import Mux
from media.orders import Orders
from media.relay import ROOM, Gone, Relay
from media.sdp import BadOffer
from tests.media.caller import Caller
from tests.media.conftest import Join, Running, has

SECRET = secrets.token_hex(16)


class Ground:
    """A relay with its door, and a link to it."""

    def __init__(self) -> None:
        self.relay = Relay(Mux("127.0.0.1", 0), ["127.0.0.1"])
        self.relay.open()
        self.orders = Orders(self.relay, alone=0.3)
        self.door = Door(self.orders, SECRET)
        self.port = 0

    async def open(self) -> None:
        self.port = await self.door.open("127.0.0.1", self.port)


@pytest.fixture
async def ground() -> AsyncIterator[Ground]:
    here = Ground()
    await here.open()
    yield here
    await here.door.close()
    await here.relay.close()


@pytest.fixture
async def link(ground: Ground) -> AsyncIterator[RelayLink]:
    one = RelayLink(f"ws://127.0.0.1:{ground.port}", SECRET)
    await one.start()
    yield one
    await one.close()


async def test_who_does_not_know_the_secret_is_not_let_in(ground: Ground) -> None:
    for headers in ({}, {"Authorization": "Bearer guess"}, {"Authorization": ""}):
        with pytest.raises(InvalidStatus) as refused:
            await connect(f"ws://127.0.0.1:{ground.port}", additional_headers=headers)
        assert refused.value.response.status_code == 401


@pytest.mark.parametrize("message", [
    "", "{", "[]", "7", '{"type":"Join"}', '{"id":1,"type":"Dance"}', '{"id":1,"type":"Join","meeting":7}',
    '{"id":1,"type":"Stage","meeting":"m","seen":7,"heard":[]}', '{"id":1,"type":"Leave","peer":{}}', "[" * 100_000,
    '{"id":1,"type":"Stage","meeting":"' + "m" * 300 + '","seen":[],"heard":[]}',
])
async def test_whatever_is_said_something_is_answered(ground: Ground, message: str) -> None:
    async with connect(
        f"ws://127.0.0.1:{ground.port}", additional_headers={"Authorization": f"Bearer {SECRET}"}
    ) as socket:
        assert json.loads(await socket.recv())["type"] == "Hello"
        await socket.send(message)
        assert json.loads(await socket.recv())["type"] == "Refused"


@pytest.mark.parametrize("filling", ["\x01", "\ufffd", "v"])
async def test_no_offer_of_anybodys_breaks_the_channel_of_all(ground: Ground, link: RelayLink, filling: str) -> None:
    assert (await link.stats("m1"))["peers"] == 0
    channel = link._socket

    with pytest.raises(BadOffer):
        await link.join("m1", "person:p1", "watch", filling * 65_536)
    with pytest.raises(BadOffer):
        await link.renew("0" * 16, "person:p1", filling * 65_536, restart=False)

    assert (await link.stats("m1"))["peers"] == 0
    assert link._socket is channel


async def test_the_figures_of_a_full_relay_come_through(
    ground: Ground, link: RelayLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = {f"person:{number:036}": {"down": 1, "loss": 0.00390625, "round_trip": 0.0123} for number in range(ROOM)}
    monkeypatch.setattr(ground.relay, "stats", lambda meeting: {"watchers": list(many), "lines": many})

    assert len((await link.stats("m1"))["lines"]) == ROOM


async def test_a_message_beyond_the_bound_closes_the_channel(ground: Ground) -> None:
    async with connect(
        f"ws://127.0.0.1:{ground.port}", additional_headers={"Authorization": f"Bearer {SECRET}"}
    ) as socket:
        await socket.recv()
        await socket.send("x" * 300_000)
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009


async def test_a_bad_offer_comes_back_with_its_code(link: RelayLink) -> None:
    with pytest.raises(BadOffer) as refused:
        await link.join("m", "venue:A", "send", "hello")
    assert refused.value.code == "unreadable"


async def test_without_a_relay_asking_fails_and_staging_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("media.channel.PATIENCE", 0.2)
    link = RelayLink("ws://127.0.0.1:9", SECRET)
    await link.start()

    await link.stage("m", ["venue:A"], ["venue:A"])
    with pytest.raises(RelayAway):
        await link.join("m", "venue:A", "send", "v=0")
    await link.close()


async def test_states_are_told(ground: Ground, link: RelayLink) -> None:
    told: asyncio.Queue[tuple[str, ...]] = asyncio.Queue()
    link.on_state = lambda *state: told.put_nowait(state)
    caller = Caller()
    joined = await link.join("m", "venue:A", "send", caller.offer("sendonly"))
    await caller.connect(joined.answer_sdp)
    async with asyncio.timeout(5):
        assert await told.get() == ("m", "venue:A", "send", "connected", joined.peer_id)
        await link.leave(joined.peer_id, "venue:A")
        assert await told.get() == ("m", "venue:A", "send", "gone", joined.peer_id)
    await caller.close()


async def test_the_stages_are_said_again_when_the_relay_comes_back(ground: Ground, link: RelayLink) -> None:
    await link.stats("m")
    await link.stage("m", ["venue:A"], [])
    await ground.door.close()
    await link.stage("n", [], ["venue:B"])
    ground.relay._routers.clear()                     # as a relay that was started anew

    ground.door = Door(ground.orders, SECRET)
    await ground.open()

    await link.stats("m")
    assert {name: (router.seen, router.heard) for name, router in ground.relay._routers.items()} == {
        "m": (("venue:A",), ()), "n": ((), ("venue:B",)),
    }


async def test_peers_outlast_a_web_server_that_comes_back_in_time(relay: Running, join: Join) -> None:
    await relay.link.stage("m1", [], ["venue:A"])
    sender = await join("venue:A", "send", "a")
    watcher = await join("venue:B", "watch", "a")

    await relay.link.close()
    sender.send_rtp("audio", 1, 0, b"nobody directs us")
    assert (await watcher.hear())[1] == b"nobody directs us"
    relay.link = RelayLink(f"ws://127.0.0.1:{relay.control}", relay.secret)
    await relay.link.start()

    await has(relay, "send", "venue:A")
    await has(relay, "watch", "venue:B")


async def test_a_relay_that_nobody_directs_lets_everybody_go(ground: Ground, link: RelayLink) -> None:
    caller = Caller()
    await link.join("m", "venue:A", "watch", caller.offer("recvonly"))
    await link.stage("m", ["venue:A"], [])

    await link.close()

    async with asyncio.timeout(5):
        while ground.relay._attendants or ground.relay._routers:
            await asyncio.sleep(0.02)
    await caller.close()


async def test_a_line_is_begun_anew_and_goes_on(relay: Running, join: Join) -> None:
    await relay.link.stage("m1", [], ["venue:A"])
    sender, watcher = await join("venue:A", "send", "a"), await join("venue:B", "watch", "a")
    fragment = "a=ice-ufrag:anew\r\na=ice-pwd:0123456789abcdef0123456789\r\n"

    renewed = await relay.link.renew(watcher.peer, "venue:B", fragment, restart=True)
    assert renewed.renamed
    assert renewed.ufrag in renewed.answer
    sender.send_rtp("audio", 1, 0, b"before the checks")
    assert (await watcher.hear())[1] == b"before the checks"

    watcher.ufrag = "anew"
    await watcher.check(renewed.answer)
    sender.send_rtp("audio", 2, 2880, b"after them")
    assert (await watcher.hear())[1] == b"after them"
    again = await relay.link.renew(watcher.peer, "venue:B", fragment, restart=True)
    assert (again.renamed, again.answer, again.ufrag) == (False, "", renewed.ufrag)


async def test_only_ones_own_line_is_begun_anew_and_only_by_what_can_be_read(relay: Running, join: Join) -> None:
    watcher = await join("venue:B", "watch", "a")
    fragment = "a=ice-ufrag:anew\r\na=ice-pwd:0123456789abcdef0123456789\r\n"

    for peer, subject in ((watcher.peer, "venue:A"), ("nobody", "venue:B")):
        with pytest.raises(Gone):
            await relay.link.renew(peer, subject, fragment, restart=True)
    with pytest.raises(BadOffer):
        await relay.link.renew(watcher.peer, "venue:B", "a=ice-ufrag:x", restart=True)
    candidates = await relay.link.renew(watcher.peer, "venue:B", "a=end-of-candidates\r\n", restart=False)
    assert (candidates.renamed, candidates.answer) == (False, "")
