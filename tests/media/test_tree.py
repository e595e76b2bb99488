"""The relays of one house, asked as if they were one."""

import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from media.door import Door
from media.link import RelayLink
from media.mux import Mux
from media.relay import Relay
from media.tree import Tree
from tests.media.caller import Caller

KEY, SECRET = Ed25519PrivateKey.generate(), secrets.token_hex(16)


@pytest.fixture
async def root() -> AsyncIterator[Relay]:
    one = Relay(Mux("127.0.0.1", 0), ["127.0.0.1"])
    one.open()
    yield one
    await one.close()


@pytest.fixture
async def tree(root: Relay) -> AsyncIterator[Tree]:
    door = Door(root, SECRET, key=KEY.public_key())
    link = RelayLink(f"ws://127.0.0.1:{await door.open('127.0.0.1', 0)}", SECRET)
    one = Tree(link, KEY, lambda: datetime.now(UTC))
    await one.start()
    yield one
    await one.close()
    await door.close()


async def test_who_has_no_relay_of_their_own_joins_the_root(root: Relay, tree: Tree) -> None:
    caller = Caller()
    joined = await tree.join("m1", "venue:A", "send", caller.offer("sendonly"), near="a relay that is not there")
    await caller.connect(joined.answer_sdp)

    assert joined.peer_id in root._attendants
    await tree.stage("m1", ["venue:A"], [])
    assert root._routers["m1"].seen == ("venue:A",)
    await tree.leave(joined.peer_id, "venue:A")
    assert root._attendants == {}
    await caller.close()


async def test_who_is_there_is_told_with_the_session_of_their_page(root: Relay, tree: Tree) -> None:
    caller = Caller()
    page = await tree.join("m1", "venue:A", "watch", caller.offer("recvonly"), holder="a session")
    codec = await tree.join("m2", "venue:B", "send", caller.offer("sendonly"))
    await root.join("m2", "venue:C", "send", caller.offer("sendonly"), via="a relay")     # that one tells of it itself

    assert await tree.everybody() == [
        (page.peer_id, "m1", "venue:A", "watch", "a session"), (codec.peer_id, "m2", "venue:B", "send", ""),
    ]
    await caller.close()
