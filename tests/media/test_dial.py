"""A relay at a venue reaches for the house, and comes back to it."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from websockets.exceptions import ConnectionClosed

from media import dial as module
from media.dial import Dial, Token, address, token
from media.grants import public_text
from media.link import RelayLink
from media.mux import Mux
from media.orders import Orders
from media.redial import Wire
from media.relay import Relay
from tests.media import house as houses
from tests.media.caller import Caller
from tests.media.house import House

PUBLIC = public_text(Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key())


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with houses.opened(RelayLink("ws://127.0.0.1:9", "no root")) as one:
        yield one


class Hall:
    """A relay that dials, in this process."""

    def __init__(self, told: Token, port: int, alone: float = module.ALONE) -> None:
        self.relay = Relay(Mux("127.0.0.1", 0), ["127.0.0.1"], name=told.name)
        self.relay.open()
        self.dial = Dial(Orders(self.relay, told.key, alone), f"ws://127.0.0.1:{port}/relays/link", told)

    async def close(self) -> None:
        await self.dial.close()
        await self.relay.close()


@pytest.fixture
async def hall(house: House, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    monkeypatch.setattr(module, "PAUSES", (0.05,))
    monkeypatch.setattr(module, "RARELY", 0.05)
    one = Hall(token(house.token("van-ho")), house.port)
    one.dial.start()
    await house.has("van-ho")
    yield one
    await one.close()


async def let_go(relay: Relay) -> None:
    async with asyncio.timeout(10):
        while relay.held():
            await asyncio.sleep(0.01)


async def test_a_hall_joins_by_way_of_the_house(house: House, hall: Hall) -> None:
    caller = Caller()
    joined = await house.tree.join("m1", "venue:A", "send", caller.offer("sendonly"), near="van-ho")
    await caller.connect(joined.answer_sdp)

    assert [f"van-ho.{one[0]}" for one in hall.relay.held()] == [joined.peer_id]
    await caller.close()


async def test_a_cut_line_keeps_the_hall_and_mends_by_itself(house: House, hall: Hall) -> None:
    caller = Caller()
    joined = await house.tree.join("m1", "venue:A", "watch", caller.offer("recvonly"), near="van-ho")
    await house.shut()
    await house.has("van-ho", there=False)
    assert hall.relay.held()

    await house.open()
    await house.has("van-ho")
    await house.tree.pin(joined.peer_id, "venue:A", "page")
    await caller.close()


async def test_a_token_that_was_revoked_lets_everybody_go(house: House, hall: Hall) -> None:
    caller = Caller()
    await house.tree.join("m1", "venue:A", "watch", caller.offer("recvonly"), near="van-ho")
    house.tokens.clear()

    await house.tree.detach("van-ho")

    await let_go(hall.relay)
    await caller.close()


async def test_a_token_refused_on_return_lets_everybody_go_but_not_at_the_first_time(house: House, hall: Hall) -> None:
    caller = Caller()
    await house.tree.join("m1", "venue:A", "watch", caller.offer("recvonly"), near="van-ho")
    await house.shut()
    house.tokens.clear()
    house.asked.clear()
    await house.open()

    await let_go(hall.relay)
    assert len(house.asked) >= module.BELIEVED
    house.token("van-ho")
    await house.has("van-ho")                      # as it asks on, it comes back when it may
    await caller.close()


async def test_a_relay_that_is_cut_off_for_too_long_lets_everybody_go(house: House) -> None:
    hall, caller = Hall(token(house.token("van-ho")), house.port, alone=0.3), Caller()
    hall.dial.start()
    await house.has("van-ho")
    await house.tree.join("m1", "venue:A", "watch", caller.offer("recvonly"), near="van-ho")

    await house.shut()
    await let_go(hall.relay)

    await hall.close()
    await caller.close()
    await house.open()


async def test_a_hall_whose_clock_is_wrong_goes_by_the_clock_of_the_house(house: House, hall: Hall) -> None:
    await house.shut()
    await house.has("van-ho", there=False)
    hall.dial._orders._ahead = -3_600.0            # as if the house's had been another one
    await house.open()
    await house.has("van-ho")

    caller = Caller()
    joined = await house.tree.join("m1", "venue:A", "watch", caller.offer("recvonly"), near="van-ho")
    assert joined.peer_id.startswith("van-ho.")
    await caller.close()


async def test_halls_do_not_all_come_back_at_once_nor_ever_faster(house: House) -> None:
    hall = Hall(token(house.token("van-ho")), house.port)
    pauses = [[hall.dial._pause(tries, 0) for tries in range(8)] for _ in range(50)]

    assert len({round(row[0], 3) for row in pauses}) > 25
    for at, normal in enumerate((*module.PAUSES, 20.0, 20.0)):
        assert all(normal / 2 <= row[at] <= normal * 1.5 for row in pauses)
    for code in (401, 403, 4401, 4409):
        assert hall.dial._pause(0, code) >= module.RARELY / 2
    await hall.relay.close()


def test_a_token_says_who_and_by_which_key() -> None:
    told = token(f"  dinh-relay.0123456789abcdef.s3cret.{PUBLIC}\n")

    assert (told.name, public_text(told.key)) == ("0123456789abcdef", PUBLIC)
    assert "s3cret" not in repr(told)
    assert told.text == f"dinh-relay.0123456789abcdef.s3cret.{PUBLIC}"


@pytest.mark.parametrize("text", [
    "", "dinh-relay", f"dinh-relay.a.b.{PUBLIC}.c", f"relay.a.b.{PUBLIC}", f"dinh-relay..b.{PUBLIC}",
    f"dinh-relay.a..{PUBLIC}", f"dinh-relay.a/b.c.{PUBLIC}", "dinh-relay.a.b.short", "dinh-relay.a.b.é",
    f"dinh-relay.a.{'b' * 1_000}.{PUBLIC}",
])
def test_what_is_no_token_is_said_to_be_none(text: str) -> None:
    with pytest.raises(ValueError, match="no token"):
        token(text)


def test_a_house_is_dialled_over_tls_unless_it_is_on_this_machine() -> None:
    assert address("https://hop.vanho.example:8443") == "wss://hop.vanho.example:8443/relays/link"
    assert address("http://[::1]:8000/") == "ws://[::1]:8000/relays/link"
    assert address("http://localhost:8000") == "ws://localhost:8000/relays/link"
    with pytest.raises(ValueError, match="in the clear"):
        address("http://hop.vanho.example")
    for bad in ("", "hop.vanho.example", "https://", "https://a:b@hop.example", "https://hop.example/x",
                "https://hop.example?x", "ftp://hop.example", "https://hop.example#x"):
        with pytest.raises(ValueError):
            address(bad)


def test_the_pauses_grow() -> None:
    assert all(later > earlier for earlier, later in itertools.pairwise(module.PAUSES))


@pytest.mark.parametrize("said", [
    "not JSON", b"\xff\xfe binary", "[" * 100_000, '{"type":"Join"}', '{"type":"Heard","peer":{},"what":{}}',
    '{"type":"Welcome","at":[]}', '{"type":"Upped","ask":1e999}', "x" * 300_000,
    '{"type":"Stats","id":1,"meeting":"m"}',
], ids=range(9))
async def test_whatever_the_house_says_the_hall_goes_on_and_comes_back(
    house: House, hall: Hall, said: str | bytes
) -> None:
    caller = Caller()
    joined = await house.tree.join("m1", "venue:A", "watch", caller.offer("recvonly"), near="van-ho")
    came = len(house.asked)
    branch = house.tree._branches["van-ho"]
    socket = branch.link._socket
    assert isinstance(socket, Wire)

    for _ in range(20):
        with contextlib.suppress(ConnectionClosed):
            await socket._connection.send(said)

    async with asyncio.timeout(10):                # beyond the bound the channel closes, and is made anew
        while len(said) > 256 * 1024 and len(house.asked) == came:
            await asyncio.sleep(0.01)
    await house.has("van-ho")
    await house.tree.pin(joined.peer_id, "venue:A", "page")
    assert len(hall.relay.held()) == 1
    await caller.close()
