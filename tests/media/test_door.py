"""A relay that knows the server's key lets nobody in without a grant."""

import secrets
import time
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from media.door import Door
from media.grants import Grant, sign, until
from media.link import RelayAway, RelayLink
from media.mux import Mux
from media.orders import Orders
from media.relay import Relay
from tests.media.caller import Caller

KEY, SECRET = Ed25519PrivateKey.generate(), secrets.token_hex(16)


@pytest.fixture
async def relay() -> AsyncIterator[Relay]:
    one = Relay(Mux("127.0.0.1", 0), ["127.0.0.1"])
    one.open()
    yield one
    await one.close()


@pytest.fixture
async def link(relay: Relay) -> AsyncIterator[RelayLink]:
    door = Door(Orders(relay, KEY.public_key()), SECRET)
    one = RelayLink(f"ws://127.0.0.1:{await door.open('127.0.0.1', 0)}", SECRET)
    await one.start()
    yield one
    await one.close()
    await door.close()


@pytest.fixture
async def offer() -> AsyncIterator[str]:
    caller = Caller()
    yield caller.offer("recvonly")
    await caller.close()


def grant() -> Grant:
    return Grant("m1", "venue:A", "watch", "", "", until(time.time()), secrets.token_hex(16))


async def test_the_grant_says_who_joins_where_and_as_what(relay: Relay, link: RelayLink, offer: str) -> None:
    await link.join("another meeting", "somebody else", "send", offer, grant=sign(KEY, grant()))

    [one] = relay._attendants.values()
    assert (one.meeting, one.subject, one.role) == ("m1", "venue:A", "watch")


async def test_nobody_joins_without_a_grant_that_is_good_here_now_and_new(link: RelayLink, offer: str) -> None:
    spent = sign(KEY, grant())
    await link.join("m1", "venue:A", "watch", offer, grant=spent)

    for bad in (
        "", spent, sign(KEY, replace(grant(), until=until(time.time() - 70))), sign(KEY, replace(grant(), relay="w1")),
        sign(Ed25519PrivateKey.generate(), grant()), "x" * 100_000,
    ):
        with pytest.raises(RelayAway):
            await link.join("m1", "venue:A", "watch", offer, grant=bad)

    assert (await link.stats("m1"))["peers"] == 1
