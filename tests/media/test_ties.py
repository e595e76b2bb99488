"""A relay in a hall below another: what is sent at one is seen and heard at the other."""

import asyncio
import os
import secrets
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest

from media import reach
from media.ladder import Step
from media.rtp import layer
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


def sockets() -> int:
    return sum(os.readlink(f"/proc/self/fd/{one}").startswith("socket:") for one in os.listdir("/proc/self/fd")
               if os.path.islink(f"/proc/self/fd/{one}"))


async def test_when_the_last_in_the_hall_leaves_nothing_is_left_there_or_above(family: Family) -> None:
    before, tasks = sockets(), len(asyncio.all_tasks())
    for turn in range(3):
        sender = await family.joins(family.hall, "B", "send", "av")
        watcher = await family.joins(family.hall, "C", "watch", "vva")
        await family.looks_up()
        await family.has(family.root, "send", "B")
        assert sockets() == before + 4

        for caller in (sender, watcher):
            await family.hall.leave(caller.peer)
            await caller.close()
            family.callers.remove(caller)
        await until(lambda: family.root._attendants == {})
        await until(lambda: (sockets(), len(asyncio.all_tasks())) == (before, tasks))
        assert (family.hall._routers, family.root._routers) == ({}, {}), turn
    assert family.hall._ties is not None
    assert (family.hall._ties._reaches, family.hall._ties._forks) == ({}, {})


async def test_who_only_sends_in_the_hall_takes_nothing_down_over_the_line(family: Family) -> None:
    family.stage(["A"], ["A"])
    await family.joins(family.root, "A", "send", "av")
    await family.joins(family.hall, "B", "send", "av")
    await family.has(family.root, "send", "B")

    assert family.root.stats("m")["watchers"] == []
    assert [asked[1] for asked in family.above.asked] == ["B"]


async def test_who_takes_over_elsewhere_sends_from_there_alone(family: Family) -> None:
    await family.joins(family.hall, "B", "send", "av")
    await family.has(family.root, "send", "B")

    await family.joins(family.root, "B", "send", "av")

    await until(lambda: family.hall.held() == [])
    assert [(one.subject, one.via) for one in family.root._attendants.values()] == [("B", "")]


async def test_who_comes_back_to_the_hall_does_not_push_away_who_took_over_elsewhere(family: Family) -> None:
    await family.joins(family.root, "B", "send", "av")
    caller = Caller()
    family.callers.append(caller)

    _, answer = await family.hall.join("m", "B", "send", caller.offer("sendonly", "av"), again="what it was before")
    await caller.connect(answer)

    await until(lambda: family.hall.held() == [])
    assert family.root.stats("m")["senders"] == ["B"]


async def test_a_parent_that_lets_everybody_go_is_asked_anew(family: Family) -> None:
    family.stage(["A"], ["A"])
    watcher = await family.joins(family.hall, "C", "watch", "vva")
    await family.looks_up()

    await family.root.clear()
    await until(lambda: len(family.above.asked) == 2)
    await family.looks_up()
    family.stage(["A"], ["A"])
    sender = await family.joins(family.root, "A", "send", "av")
    sender.send_rtp("audio", 1, 0, b"good morning")

    await heard(watcher, b"good morning")
    assert family.above.asked[1][3] is not None


async def test_an_answer_of_nonsense_or_a_refusal_is_tried_again_and_leaves_nothing_behind(family: Family) -> None:
    before, nonsense = sockets(), iter(["", "v=0\r\n", "no answer"])
    answers: list[str] = []
    honest = family.above.up

    async def up(*asked: Any) -> tuple[str, str]:
        peer, answer = await honest(*asked)
        answers.append(next(nonsense, answer))
        return peer, answers[-1]

    family.above.up = up  # type: ignore[method-assign]
    reach.REFUSED, former = (0.01,), reach.REFUSED
    try:
        await family.joins(family.hall, "C", "watch", "vva")
        await family.looks_up()
    finally:
        reach.REFUSED = former

    assert answers[:3] == ["", "v=0\r\n", "no answer"]
    await until(lambda: len(family.root._attendants) == 1)
    assert sockets() == before + 2                     # who watches here, and the one association that stands


@pytest.mark.parametrize("what", [
    {}, {"type": "Sizes"}, {"type": "Sizes", "on": 7}, {"type": "Sizes", "on": [None, {}, "1" * 99] * 99}, {"type": []},
])
async def test_what_cannot_be_understood_from_above_is_passed_over(family: Family, what: dict[str, object]) -> None:
    await family.joins(family.hall, "B", "send", "av")
    await until(family.ways_up)
    [peer] = family.root._attendants

    family.hall.hear_above("nobody", what)
    family.hall.hear_above(peer, what)

    [down] = family.ways_up()
    assert len(down.wants) <= 4
    assert [slot.layer for slot in down.slots] == [None, None]


async def test_a_strangers_packets_are_not_heard_on_the_line_to_the_parent(family: Family) -> None:
    await family.joins(family.hall, "C", "watch", "vva")
    await family.looks_up()
    assert family.hall._ties is not None
    [(tie, *_)] = family.hall._ties._reaches.values()
    assert tie._mux is not None
    assert tie._peer is not None
    heard_at, mux = tie.heard_at, tie._mux
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for head in (b"\x80", b"\x16", b"\1\1"):
            datagram = head + secrets.token_bytes(80)
            stranger.sendto(datagram, ("127.0.0.1", mux.port))
        await until(lambda: mux.strangers >= 2)

    assert tie.heard_at == heard_at
    assert tie._peer.ice.address == ("127.0.0.1", family.root._mux.port)


async def test_what_goes_up_no_more_is_told_there_and_not_missed_first(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layer, "QUIET", 1_000_000)
    family.stage(["B"], [])
    sender = await family.joins(family.hall, "B", "send", "av")
    await family.joins(family.root, "D", "watch", "va")
    await until(lambda: family.ways_up() and family.ways_up()[0].wants)
    [above] = [one.up for one in family.root._attendants.values() if one.up]
    sender.send_rtp("video", 1, 0, picture(1, 1, True, b"a face"))
    await until(lambda: above.pictures[0].flows)

    [way] = family.ways_up()
    way.ladder.step = way.step = Step.VOICE
    family.hall._routers["m"].place(way)

    await until(lambda: not above.pictures[0].flows)
