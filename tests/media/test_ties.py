"""A relay in a hall below another: what is sent at one is seen and heard at the other."""

from collections.abc import AsyncIterator

import pytest

from tests.media.caller import Caller, picture
from tests.media.family import Family, until


@pytest.fixture
async def family() -> AsyncIterator[Family]:
    one = Family()
    yield one
    await one.close()


async def heard(caller: Caller, payload: bytes) -> None:
    """Wait until that comes, whatever comes before."""
    while (await caller.hear())[1] != payload:
        pass


async def test_what_is_sent_to_the_root_is_seen_and_heard_in_the_hall(family: Family) -> None:
    family.stage(["A"], ["A"])
    sender = await family.joins(family.root, "A", "send", "av")
    watcher = await family.joins(family.hall, "B", "watch", "vva")
    await family.looks_up()

    sender.send_rtp("audio", 1, 0, b"good morning")
    await heard(watcher, b"good morning")
    sender.send_rtp("video", 1, 0, picture(1, 1, True, b"a face"))
    await heard(watcher, picture(1, 1, True, b"a face"))

    assert family.above.asked == [("m", "relay:hall", "watch", None)]


async def test_what_is_sent_in_the_hall_is_seen_and_heard_everywhere_and_does_not_come_back(family: Family) -> None:
    family.stage(["B"], ["B"])
    sender = await family.joins(family.hall, "B", "send", "av")
    beside = await family.joins(family.hall, "C", "watch", "vva")
    afar = await family.joins(family.root, "D", "watch", "vva")
    await family.has(family.root, "send", "B")
    await family.looks_up()
    await until(lambda: family.ways_up() and family.ways_up()[0].wants)

    sender.send_rtp("audio", 1, 0, b"good morning")
    sender.send_rtp("video", 1, 0, picture(1, 1, True, b"a face"))
    for watcher in (beside, afar):
        await heard(watcher, b"good morning")
        await heard(watcher, picture(1, 1, True, b"a face"))

    [halls] = [one for one in family.root._attendants.values() if one.subject == "relay:hall"]
    assert [slot.packets for slot in halls.down.slots] == [0] * 5  # type: ignore[union-attr]
    assert beside.packets.empty()
