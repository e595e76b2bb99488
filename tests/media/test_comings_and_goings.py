"""A thousand peers come and go, in every way there is, and leave no socket, task or memory behind."""

import asyncio
import gc
import time
import weakref
from collections.abc import AsyncIterator

import pytest

from media import relay as module
from tests.media.caller import Caller
from tests.media.family import Family
from tests.media.ground import Ground, opened, until
from tests.media.left_over import left_over

TOGETHER = 40                  # at the same time
MOST_KB = 8_000                # of memory that may be left by a thousand: one peer kept would be about 100 kB


@pytest.fixture
async def ground() -> AsyncIterator[Ground]:
    async with opened() as one:
        yield one


async def waves(ground: Ground, count: int, turn: int) -> None:
    """So many connect and go again: sent away, with a goodbye, or without a word."""
    stay, tasks = set(ground.relay._attendants), len(asyncio.all_tasks())
    for wave in range(count // TOGETHER):
        callers = await asyncio.gather(*(
            ground.join(f"{turn}.{wave}.{at}", ("send", "watch")[at % 2], "av") for at in range(TOGETHER)
        ))
        for at, caller in enumerate(callers):
            match at % 3:
                case 0:
                    await ground.relay.leave(caller.peer)
                case 1:
                    await caller.dtls.stop()
                case 2:                                # its line is dead, as if for half a minute
                    ground.of(caller).peer.ice.checked_at = time.monotonic() - module.GONE_AFTER - 1
        await until(lambda: set(ground.relay._attendants) == stay)
        for caller in callers:
            ground.callers.remove(caller)
            await caller.close()
        await until(lambda: len(asyncio.all_tasks()) == tasks)


async def test_a_thousand_joins_and_leaves_leave_no_socket_task_or_memory_behind(ground: Ground) -> None:
    await ground.join("who stays", "watch", "av")      # and keeps the meeting open
    await waves(ground, 200, 0)                        # what is made once and kept (contexts, arenas) is there now
    before = left_over()

    await waves(ground, 800, 1)

    after = left_over()
    [router], mux = ground.relay._routers.values(), ground.relay._mux
    assert (len(router.downlinks), router.uplinks, len(mux._by_ufrag), len(mux._by_address)) == (1, {}, 1, 1)
    assert (after.files, after.tasks) == (before.files, before.tasks)
    assert after.objects - before.objects < 800        # not one for each
    assert after.kilobytes - before.kilobytes < MOST_KB


async def test_who_left_waits_for_no_collector(ground: Ground) -> None:
    gc.collect()
    gc.disable()
    try:
        for role in ("send", "watch"):
            caller = await ground.join("A", role, "av")
            one = ground.of(caller)
            assert one.peer._dtls
            kept = [weakref.ref(part) for part in (one.peer, one.peer.ice, one.peer._dtls, one.peer._inbound)]
            del one

            await ground.relay.leave(caller.peer)

            await until(lambda kept=kept: not any(ref() for ref in kept))  # type: ignore[misc]
    finally:
        gc.enable()


async def test_those_who_offer_and_never_come_leave_nothing_either(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller, before = ground.caller(), left_over()
    for at in range(400):
        ready = "active" if at % 2 else "passive"      # who waits for us to begin, too
        offer = caller.offer("recvonly", "vvaaa").replace("a=setup:actpass", f"a=setup:{ready}")
        await ground.relay.join("m", f"person:{at}", "watch", offer)
    assert len(ground.relay._attendants) == 400

    monkeypatch.setattr(module, "GONE_AFTER", 0.0)     # as if half a minute had gone by

    await until(lambda: not ground.relay._attendants and len(ground.relay._tasks) == 1)
    await asyncio.sleep(0)                             # the loop forgets timers that were cancelled
    after = left_over()
    assert (after.files, after.tasks) == (before.files, before.tasks)
    assert (ground.relay._mux._by_ufrag, ground.relay._routers) == ({}, {})
    assert after.objects - before.objects < 400


async def test_those_who_vanish_in_the_middle_of_the_handshake_leave_nothing(ground: Ground) -> None:
    before = left_over()
    for at in range(40):
        caller = await ground.ask(f"A{at}", caller=Caller())
        await caller.check(caller.answer)
        greeting = asyncio.create_task(caller.connect(caller.answer))
        dtls = ground.of(caller).peer
        await until(lambda peer=dtls: peer._dtls is not None and peer._dtls._ssl is not None)  # type: ignore[misc]
        greeting.cancel()
        await asyncio.gather(greeting, return_exceptions=True)
        await caller.close()
        one = ground.relay._attendants.get(caller.peer)
        if one is not None:
            one.peer.ice.checked_at = time.monotonic() - module.GONE_AFTER - 1
    ground.callers.clear()

    await until(lambda: not ground.relay._attendants and len(ground.relay._tasks) == 1)
    after = left_over()
    assert (after.files, after.tasks) == (before.files, before.tasks)


async def test_who_comes_and_goes_in_a_hall_leaves_nothing_there_nor_above() -> None:
    family = Family()
    family.stage(["venue:A"], ["venue:A"])

    async def turn(at: int) -> None:
        sender = await family.joins(family.hall, "venue:A", "send")
        watcher = await family.joins(family.hall, f"person:{at}", "watch")
        lost = Caller()
        await family.hall.join("m", "venue:C", "send", lost.offer("sendonly"))      # who never comes
        await family.looks_up()
        await until(lambda: family.ways_up() and "venue:A" in family.root.stats("m")["senders"])  # type: ignore[operator]
        for peer in list(family.hall._attendants):
            await family.hall.leave(peer)
        await until(lambda: not family.root._attendants)
        for caller in (sender, watcher, lost):
            await caller.close()
        family.callers.clear()

    await turn(0)
    await until(lambda: len(family.root._tasks) == len(family.hall._tasks) == 1)
    before = left_over()
    for at in range(1, 31):
        await turn(at)

    await until(lambda: len(family.root._tasks) == len(family.hall._tasks) == 1)
    await until(lambda: left_over().tasks == before.tasks)
    after, ties = left_over(), family.hall._ties
    assert ties is not None
    assert (ties._reaches, ties._forks, ties._closing) == ({}, {}, set())
    for relay in (family.root, family.hall):
        assert (relay._attendants, relay._mux._by_ufrag, relay._mux._by_address) == ({}, {}, {})
    assert after.files == before.files
    assert after.objects - before.objects < 30 * 5
    await family.close()
