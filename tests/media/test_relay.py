"""Peers come and go, and nothing is left of them."""

import asyncio
import gc
import time

import pytest

from media import relay as module
from media.ladder import Step
from media.mux import Mux
from media.relay import DEVICES, Full, Gone, Relay, Taken
from media.sdp import BadOffer
from tests.media.caller import Caller


@pytest.fixture
async def relay():  # type: ignore[no-untyped-def]
    states: list[tuple[str, str, str, str]] = []
    running = Relay(Mux("127.0.0.1", 0), ["127.0.0.1"], lambda *state: states.append(state))
    running.open()
    running.states = states  # type: ignore[attr-defined]
    yield running
    await running.close()


async def peers(relay: Relay, count: int) -> None:
    async with asyncio.timeout(10):
        while relay.stats("m")["peers"] != count:
            await asyncio.sleep(0.01)


async def test_after_many_joins_and_leaves_tasks_and_peers_are_as_before(relay: Relay) -> None:
    caller = Caller()
    before = len(asyncio.all_tasks())
    for at in range(300):
        peer, _ = await relay.join("m", f"person:{at}", "watch", caller.offer("recvonly", "vvaaa"))
        await relay.leave(peer)

    gc.collect()
    async with asyncio.timeout(10):
        while len(asyncio.all_tasks()) != before:
            await asyncio.sleep(0.01)
    assert (relay._attendants, relay._routers, relay._mux._by_ufrag, relay._mux._by_address) == ({}, {}, {}, {})
    await caller.close()


async def test_a_peer_that_vanished_is_freed_when_its_checks_have_ceased(
    relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller = Caller()
    await caller.connect((await relay.join("m", "A", "watch", caller.offer("recvonly", "va")))[1])
    assert module.GONE_AFTER + 2 * module.TICK < 30
    [one] = relay._attendants.values()

    one.peer.ice.checked_at = time.monotonic() - module.GONE_AFTER - 0.1      # as if that long ago

    await peers(relay, 0)
    assert relay._mux._by_address == {}
    assert relay.states[-1] == ("m", "A", "watch", "gone", one.id)  # type: ignore[attr-defined]
    await caller.close()


async def test_one_fault_does_not_stop_the_clock(
    relay: Relay, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumbles(now: float) -> None:
        raise LookupError

    caller = Caller()
    await relay.join("m", "A", "watch", caller.offer("recvonly", "va"))
    [one] = relay._attendants.values()
    turn = relay._rounds.turn
    monkeypatch.setattr(relay._rounds, "turn", stumbles)
    async with asyncio.timeout(10):
        while "the relay's clock stumbled" not in caplog.text:
            await asyncio.sleep(0.01)

    one.peer.ice.checked_at = time.monotonic() - module.GONE_AFTER - 0.1
    await peers(relay, 0)
    turned: list[float] = []
    monkeypatch.setattr(relay._rounds, "turn", lambda now: (turned.append(now), turn(now)))
    async with asyncio.timeout(10):
        while not turned:
            await asyncio.sleep(0.01)
    await caller.close()


async def test_a_handshake_that_breaks_by_our_own_fault_leaves_nobody_behind(
    relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(_: object) -> bool:
        raise LookupError

    monkeypatch.setattr(module.Peer, "open", breaks)
    caller = Caller()
    await relay.join("m", "A", "watch", caller.offer("recvonly", "va"))

    await peers(relay, 0)
    assert relay._mux._by_ufrag == {}
    await caller.close()


async def test_a_bad_offer_leaves_nothing_behind(relay: Relay) -> None:
    with pytest.raises(BadOffer):
        await relay.join("m", "A", "send", "v=0\r\nnonsense")

    assert (relay._attendants, relay._mux._by_ufrag) == ({}, {})


async def test_the_last_device_to_begin_sends_and_the_one_put_aside_does_not_fight_back(relay: Relay) -> None:
    caller = Caller()
    first, _ = await relay.join("m", "A", "send", caller.offer("sendonly"))
    second, _ = await relay.join("m", "A", "send", caller.offer("sendonly"))
    assert list(relay._attendants) == [second]

    with pytest.raises(Taken):
        await relay.join("m", "A", "send", caller.offer("sendonly"), again=first)
    third, _ = await relay.join("m", "A", "send", caller.offer("sendonly"), again=second)

    assert list(relay._attendants) == [third]
    await caller.close()


async def test_one_subject_watches_from_a_few_places_only(relay: Relay) -> None:
    caller = Caller()
    for _ in range(DEVICES):
        last, _ = await relay.join("m", "A", "watch", caller.offer("recvonly"))

    with pytest.raises(Full):
        await relay.join("m", "A", "watch", caller.offer("recvonly"))
    await relay.join("m", "A", "watch", caller.offer("recvonly"), again=last)
    await relay.join("m", "B", "watch", caller.offer("recvonly"))
    await caller.close()


async def test_who_wants_no_picture_gets_none_and_only_they_may_say_so(relay: Relay) -> None:
    relay.stage("m", ["A"], ["A"])
    caller = Caller()
    peer, answer = await relay.join("m", "B", "watch", caller.offer("recvonly", "va"))

    for somebody in ((peer, "C"), ("nobody", "B")):
        with pytest.raises(Gone):
            relay.pin(*somebody, Step.PAGE)
    relay.pin(peer, "B", Step.PAGE)
    await caller.connect(answer)

    async with asyncio.timeout(10):
        while (relay.stats("m")["lines"].get("B") or {}).get("step") != "page":  # type: ignore[attr-defined]
            await asyncio.sleep(0.05)
    await caller.close()


async def test_a_relay_says_whom_it_holds_and_for_whom_they_stand(relay: Relay) -> None:
    caller = Caller()
    sender, _ = await relay.join("m", "A", "send", caller.offer("sendonly"), via="hall")
    watcher, _ = await relay.join("m", "relay:hall", "watch", caller.offer("recvonly"), via="hall")

    assert relay.held() == [(sender, "m", "A", "send"), (watcher, "m", "relay:hall", "watch")]
    assert {one.via for one in relay._attendants.values()} == {"hall"}
    assert [part.via for one in relay._attendants.values() for part in (one.up, one.down) if part] == ["hall"] * 2
    await caller.close()


async def test_nobody_can_send_somebody_else_away(relay: Relay) -> None:
    caller = Caller()
    peer, _ = await relay.join("m", "A", "send", caller.offer("sendonly"))

    await relay.leave(peer, "B")
    assert list(relay._attendants) == [peer]
    await relay.leave(peer, "A")

    assert relay._attendants == {}
    await caller.close()


async def test_a_stage_said_before_anybody_came_holds_for_who_comes(relay: Relay) -> None:
    relay.stage("m", [], ["A"])
    sender, watcher = Caller(), Caller()
    await watcher.connect((await relay.join("m", "B", "watch", watcher.offer("recvonly", "a")))[1])
    await sender.connect((await relay.join("m", "A", "send", sender.offer("sendonly", "a")))[1])
    async with asyncio.timeout(10):
        while relay.stats("m")["senders"] != ["A"]:
            await asyncio.sleep(0.01)

    sender.send_rtp("audio", 1, 0, b"good morning")

    assert (await watcher.hear())[1] == b"good morning"
    await sender.close()
    await watcher.close()
