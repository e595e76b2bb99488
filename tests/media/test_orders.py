"""What a relay is told to do, over whichever socket."""

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from media import orders as module
from media.mux import Mux
from media.orders import Orders
from media.relay import Away, Full, Gone, Relay, Taken
from media.sdp import BadOffer
from tests.media.caller import Caller
from tests.media.pipe import pipe


@pytest.fixture
async def relay() -> AsyncIterator[Relay]:
    one = Relay(Mux("127.0.0.1", 0), ["127.0.0.1"], name="van-ho")
    one.open()
    yield one
    await one.close()


class House:
    """The other end, by hand."""

    def __init__(self, orders: Orders) -> None:
        self.end, far = pipe()
        self.serving = asyncio.create_task(orders.serve(far))

    async def next(self) -> dict[str, object]:
        async with asyncio.timeout(5):
            told: dict[str, object] = json.loads(await anext(aiter(self.end)))
        return told

    async def ask(self, **fields: object) -> dict[str, object]:
        await self.end.send(json.dumps(fields))
        return await self.next()

    async def close(self) -> None:
        self.end.close()
        await self.serving


@pytest.fixture
async def orders(relay: Relay) -> AsyncIterator[Orders]:
    one = Orders(relay)
    yield one
    one.close()


@pytest.fixture
async def house(orders: Orders) -> AsyncIterator[House]:
    one = House(orders)
    assert await one.next() == {"type": "Hello", "held": [], "more": False}
    yield one
    await one.close()


@pytest.mark.parametrize("message", [
    "", "{", "[]", "7", "null", '{"type":"Join"}', '{"id":1,"type":"Dance"}', '{"id":1,"type":"Join","meeting":7}',
    '{"id":1,"type":"Stage","meeting":"m","seen":7,"heard":[]}', '{"id":1,"type":"Leave","peer":{}}', "[" * 100_000,
    '{"id":1,"type":"Stage","meeting":"' + "m" * 300 + '","seen":[],"heard":[]}', '{"type":"Heard","peer":"p"}',
    '{"type":"Heard","what":{}}', '{"id":1,"type":"Pin","peer":"p","subject":"s","most":"MOON"}',
    '{"id":{},"type":"Stats"}', '{"id":1,"type":"Renew","peer":"p","subject":"s"}',
])
async def test_whatever_is_said_something_is_answered(house: House, message: str) -> None:
    await house.end.send(message)

    told = await house.next()
    assert (told["type"], told["code"]) == ("Refused", "unreadable")
    assert (await house.ask(type="Stats", id=2, meeting="m"))["id"] == 2


@pytest.mark.parametrize("message", [
    '{"type":"Welcome"}', '{"type":"Welcome","at":"noon"}', '{"type":"Welcome","at":1e300}', '{"type":"Upped"}',
    '{"type":"Upped","ask":7,"peer":"p"}', '{"type":"Upped","ask":{}}',
])
async def test_what_answers_no_question_is_passed_over(house: House, message: str) -> None:
    await house.end.send(message)

    assert (await house.ask(type="Stats", id=2, meeting="m"))["type"] == "Stats"


async def test_a_relay_says_whom_it_has_by_which_grants_in_pieces(
    orders: Orders, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PIECE", 2)
    callers = [Caller() for _ in range(3)]
    for at, caller in enumerate(callers):
        told = await house.ask(type="Join", id=at, meeting="m", subject=f"venue:{at}", role="watch",
                               offer=caller.offer("recvonly"), grant=f"grant {at}")
        assert told["type"] == "Joined"

    other = House(orders)
    first, last = await other.next(), await other.next()

    assert (first["more"], last["more"]) == (True, False)
    held = [*first["held"], *last["held"]]  # type: ignore[misc]
    assert [one["grant"] for one in held] == ["grant 0", "grant 1", "grant 2"]
    await house.ask(type="Leave", id=9, peer=held[0]["peer"])
    assert (await other.next())["state"] == "gone"
    assert list(orders._held) == [held[1]["peer"], held[2]["peer"]]
    await other.close()
    for caller in callers:
        await caller.close()


@pytest.mark.parametrize(("code", "raised"), [
    ("away", Away), ("full", Full), ("taken", Taken), ("gone", Gone), ("no-ice", BadOffer), ("anything", BadOffer),
])
async def test_why_the_relay_above_refuses_is_said(
    orders: Orders, house: House, code: str, raised: type[Exception]
) -> None:
    asking = asyncio.create_task(orders.up("m", "relay:van-ho", "watch", "v=0", None))
    asked = await house.next()
    assert (asked["type"], asked["meeting"], asked["role"], asked["again"]) == ("Up", "m", "watch", None)

    await house.end.send(json.dumps({"type": "Upped", "ask": asked["ask"], "refused": code}))

    with pytest.raises(raised):
        await asking


async def test_a_relay_asks_above_while_it_is_asked_itself(orders: Orders, house: House) -> None:
    asking = asyncio.create_task(orders.up("m", "relay:van-ho", "watch", "v=0", None))
    asked = await house.next()
    assert (await house.ask(type="Stats", id=asked["ask"], meeting="m"))["type"] == "Stats"

    await house.end.send(json.dumps({"type": "Upped", "ask": asked["ask"], "peer": "p1", "answer": "v=0 answer"}))

    assert await asking == ("p1", "v=0 answer")


async def test_what_cannot_be_asked_is_away(
    relay: Relay, orders: Orders, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Away):
        await orders.up("m", "relay:van-ho", "watch", "v=0", None)
    await orders.down("p1")

    house = House(orders)
    assert (await house.next())["type"] == "Hello"
    with pytest.raises(BadOffer):
        await orders.up("m", "relay:van-ho", "watch", "\x01" * 65_536, None)
    monkeypatch.setattr("media.channel.PATIENCE", 0.05)
    with pytest.raises(Away):
        await orders.up("m", "relay:van-ho", "watch", "v=0", None)
    await house.close()


async def test_a_server_that_does_not_read_is_let_go(
    relay: Relay, orders: Orders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WAITING", 16)
    _, far = pipe()
    sent, reads = asyncio.Event(), asyncio.Event()

    async def send(text: str) -> None:
        sent.set()
        await reads.wait()

    monkeypatch.setattr(far, "send", send)
    serving = asyncio.create_task(orders.serve(far))
    await sent.wait()
    for _ in range(10_000):
        relay.on_told("m", "s", "p", {"type": "Stands"})
    assert max(out.qsize() for out in orders._outs) == 16

    reads.set()
    async with asyncio.timeout(5):
        await serving


async def test_a_flood_of_orders_is_refused_beyond_what_can_be_under_way(
    relay: Relay, orders: Orders, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    going = asyncio.Event()

    async def join(*asked: object) -> tuple[str, str]:
        await going.wait()
        return secrets.token_hex(8), "v=0"

    monkeypatch.setattr(relay, "join", join)
    for at in range(module.AT_ONCE + 10):
        await house.end.send(json.dumps(
            {"type": "Join", "id": at, "meeting": "m", "subject": "s", "role": "watch", "offer": "v=0"}
        ))

    refused = [await house.next() for _ in range(10)]
    assert {(told["type"], told["code"]) for told in refused} == {("Refused", "full")}
    going.set()
    assert {(await house.next())["type"] for _ in range(module.AT_ONCE)} == {"Joined"}


async def test_it_is_told_when_nothing_comes_from_above_for_long_and_when_it_does_again(
    relay: Relay, orders: Orders, monkeypatch: pytest.MonkeyPatch
) -> None:
    since: float | None = None
    monkeypatch.setattr(Relay, "cut_since", property(lambda _: since))
    monkeypatch.setattr(module, "LOOK", 0.01)
    house = House(orders)
    assert (await house.next())["type"] == "Hello"

    since = time.monotonic() - module.CUT - 1
    assert await house.next() == {"type": "Line", "cut": True}
    since = time.monotonic()
    assert await house.next() == {"type": "Line", "cut": False}
    await house.close()


async def test_two_sockets_are_told_the_same_and_the_older_may_close(
    relay: Relay, orders: Orders, house: House
) -> None:
    other = House(orders)
    await other.next()
    relay.on_told("m", "s", "p", {"type": "Stands"})
    assert (await house.next())["type"] == (await other.next())["type"] == "Told"

    await house.close()
    asking = asyncio.create_task(orders.up("m", "relay:van-ho", "watch", "v=0", None))
    assert (await other.next())["type"] == "Up"
    await other.close()
    with pytest.raises(Away):
        await asking


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4), max_leaves=8,
)
KINDS = ["Join", "Renew", "Pin", "Leave", "Stage", "Stats", "Everybody", "Welcome", "Heard", "Upped", "Hello"]
FIELDS = ["id", "ask", "peer", "meeting", "subject", "role", "most", "what", "seen", "heard", "offer", "again", "at",
          "fragment", "restart", "grant"]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(FIELDS), JSON))
async def test_no_message_does_anything_but_be_done_or_refused(
    house: House, kind: str, fields: dict[str, object]
) -> None:
    await house.end.send(json.dumps({**fields, "type": kind}))

    await house.end.send(json.dumps({"type": "Stats", "id": 123_456, "meeting": "m"}))
    while (await house.next()).get("id") != 123_456:
        pass
