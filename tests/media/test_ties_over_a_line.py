"""A hall below the root over a line that loses, is cut and comes back, and carries everything once."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from media import reach, ties
from media.ladder import Ladder, Step
from tests.lines.datagrams import led, udp_line
from tests.lines.line import Line, line
from tests.media.caller import Caller, picture
from tests.media.family import Family, until


@pytest.fixture
async def thin() -> AsyncIterator[tuple[Family, Line]]:
    """The hall's relay reaches the root over this line alone."""
    family, carried = Family(), line(delay=0.02)
    async with udp_line(carried, family.root._mux.port) as port:
        family.above.lead = lambda answer: led(answer, port)
        yield family, carried
        await family.close()


def words(caller: Caller) -> tuple[set[bytes], set[bytes]]:
    """What has come so far: of voices, and of pictures behind descriptor and first byte."""
    voices, pictures = set(), set()
    while not caller.packets.empty():
        head, payload = caller.packets.get_nowait()
        if head.payload_type == 111:
            voices.add(payload)
        elif head.payload_type == 96:
            pictures.add(payload[6:])
        else:                                          # a repair: behind the number of what it stands for
            pictures.add(payload[8:])
    return voices, pictures


class Heard:
    """What somebody has seen and heard lately."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def now(self) -> set[bytes]:
        """Since the question before, without the numbers."""
        voices, pictures = words(self._caller)
        return {voice[:9] for voice in voices} | {b"f" + face[:8] for face in pictures}


class Talk:
    """Somebody speaks and is seen: both 40 times a second."""

    def __init__(self, caller: Caller, name: bytes = b"") -> None:
        self._caller, self._name = caller, name
        self.said = 0

    async def goes_on(self, times: int) -> None:
        for _ in range(times):
            at = self.said = self.said + 1
            self._caller.send_rtp("audio", at, at * 1200, b"word %s %d" % (self._name, at))
            face = picture(at, at & 0xFF, at % 40 == 1, b"face %s %d" % (self._name, at))
            self._caller.send_rtp("video", at, at * 2250, face, True)
            await asyncio.sleep(0.025)


async def ready(family: Family) -> None:
    """Wait until the hall watches the root, and the root wants the picture of who sends in the hall."""
    senders = family.hall.stats("m")["senders"]
    await until(lambda: family.hall._routers["m"].above is not None or family.ways_up())
    await until(lambda: all(way.wants for way in family.ways_up()) and len(family.ways_up()) == len(senders))  # type: ignore[arg-type]


@pytest.mark.parametrize("above", [True, False], ids=["down", "up"])
async def test_what_the_line_loses_is_there_in_the_end(
    thin: tuple[Family, Line], above: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    family, carried = thin
    monkeypatch.setattr(Ladder, "look", lambda *_: Step.SMALL)             # what a line can take is tried elsewhere
    family.stage(["A"], ["A"])
    here, there = (family.root, family.hall) if above else (family.hall, family.root)
    talk = Talk(await family.joins(here, "A", "send", "av"))
    watcher = await family.joins(there, "B", "watch", "va")
    await ready(family)
    heard, seen = set[bytes](), set[bytes]()
    await talk.goes_on(40)
    carried.becomes(loss=0.1)
    await talk.goes_on(120)
    carried.becomes(loss=0.0)
    await talk.goes_on(40)

    def all_seen() -> bool:
        voices, pictures = words(watcher)
        heard.update(voices)
        seen.update(pictures)
        return len(seen) == talk.said

    await until(all_seen)
    lost = carried.down.carried.lost if above else carried.up.carried.lost
    assert lost > 15
    assert len(heard) > talk.said - lost / 4           # by then half of the losses would have been voices


async def test_the_line_carries_the_same_for_one_in_the_hall_and_for_ten(thin: tuple[Family, Line]) -> None:
    family, carried = thin
    family.stage(["A"], ["A"])
    talk = Talk(await family.joins(family.root, "A", "send", "av"))
    taken, watchers = [], 0
    for count in (1, 3, 10):
        while watchers < count:
            await family.joins(family.hall, f"B{watchers}", "watch", "va")
            watchers += 1
        await ready(family)
        await talk.goes_on(20)
        [halls] = [one.down for one in family.root._attendants.values() if one.subject == "relay:hall"]
        before = sum(slot.octets for slot in halls.slots)  # type: ignore[union-attr]
        carried.forgets()
        await talk.goes_on(40)
        octets = sum(slot.octets for slot in halls.slots) - before  # type: ignore[union-attr]
        taken.append((octets, carried.down.carried.bytes))

    assert max(octets for octets, _ in taken) <= 1.1 * taken[0][0]
    assert max(carried for _, carried in taken) <= 1.1 * taken[0][1]
    for caller in family.callers[1:]:
        await until(lambda caller=caller: not caller.packets.empty())  # type: ignore[misc]


async def test_a_hall_whose_line_is_cut_goes_on_by_itself_and_comes_back(
    thin: tuple[Family, Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    family, carried = thin
    monkeypatch.setattr(ties, "CUT", 1.5)
    family.stage(["A"], ["A"])
    afar = Talk(await family.joins(family.root, "A", "send", "av"), b"afar")
    beside = Talk(await family.joins(family.hall, "B", "send", "av"), b"here")
    watcher = await family.joins(family.hall, "C", "watch", "va")
    heard = Heard(watcher)
    async with asyncio.TaskGroup() as group:
        speaking = [group.create_task(talk.goes_on(2000)) for talk in (afar, beside)]
        await until(lambda: heard.now() >= {b"word afar", b"face afar"})

        carried.becomes(whole=False)
        family.above.away = True
        await until(lambda: family.hall.cut_since is not None)
        await until(lambda: heard.now() == {b"word here", b"face here"})
        assert family.hall.stats("m")["cut"] is True

        carried.becomes(whole=True)
        family.above.away = False
        await until(lambda: heard.now() == {b"word afar", b"face afar"})
        assert family.hall.cut_since is None
        assert family.hall.stats("m")["cut"] is False
        for task in speaking:
            task.cancel()
    assert {again for *_, again in family.above.asked} == {None}           # the same association came back


async def test_what_the_root_has_forgotten_in_a_long_outage_is_asked_for_anew(
    thin: tuple[Family, Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    family, carried = thin

    def below() -> set[str]:
        return {one.id for one in family.root._attendants.values() if one.via}

    monkeypatch.setattr(reach, "LOST", 1.0)
    family.stage(["A", "B"], ["A", "B"])
    afar = Talk(await family.joins(family.root, "A", "send", "av"), b"afar")
    here = Talk(await family.joins(family.hall, "B", "send", "av"), b"here")
    heard = Heard(await family.joins(family.hall, "C", "watch", "vvaa"))
    over_there = Heard(await family.joins(family.root, "D", "watch", "vvaa"))
    async with asyncio.TaskGroup() as group:
        speaking = [group.create_task(talk.goes_on(2000)) for talk in (afar, here)]
        for one in (heard, over_there):
            await until(lambda one=one: len(one.now()) == 4)  # type: ignore[misc]
        before = below()

        carried.becomes(whole=False)
        family.above.away = True
        for peer in before:
            await family.root.leave(peer)
        await until(lambda: over_there.now() == {b"word afar", b"face afar"})
        carried.becomes(whole=True)
        family.above.away = False

        await until(lambda: len(below()) == 2)         # what was said just before the outage is still in their ears
        for one in (heard, over_there):
            await until(lambda one=one: len(one.now()) == 4)  # type: ignore[misc]
        for task in speaking:
            task.cancel()
    assert len(before) == 2
    assert not before & below()
    assert before <= {again for *_, again in family.above.asked}
