"""A relay in a hall and the root, as they ship: two processes, and the house between them."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from media.link import RelayLink
from tests.media import house as houses
from tests.media.caller import Caller, comes_through
from tests.media.conftest import launched
from tests.media.house import House


class Town:
    """Two halls: A at the root, the other's relay in the hall itself."""

    def __init__(self, house: House, folder: Path) -> None:
        self.house, self._folder = house, folder
        self.callers: list[Caller] = []
        self.root: asyncio.subprocess.Process | None = None
        self.hall: asyncio.subprocess.Process | None = None

    async def settle(self) -> None:
        """The relay in the hall is started and has come to the house."""
        (self._folder / "token").write_text(self.house.token("van-ho"))
        self.hall = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "media", "--parent", f"http://127.0.0.1:{self.house.port}", "--udp", "127.0.0.1:0",
            "--announce", "127.0.0.1", "--token-file", str(self._folder / "token"), "--with-parent",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )
        assert self.hall.stdout is not None
        async with asyncio.timeout(30):
            assert (await self.hall.stdout.readline()).startswith(b"ready udp=")
        await self.house.has("van-ho")

    async def join(self, subject: str, role: str, kinds: str, near: str = "", again: str | None = None) -> Caller:
        caller = Caller()
        self.callers.append(caller)
        offer = caller.offer("sendonly" if role == "send" else "recvonly", kinds)
        joined = await self.house.tree.join("m1", subject, role, offer, again, near)  # type: ignore[arg-type]
        caller.peer = joined.peer_id
        await caller.connect(joined.answer_sdp)
        return caller

    async def close(self) -> None:
        for caller in self.callers:
            await caller.close()
        for process in (self.hall, self.root):
            if process is not None and process.returncode is None:
                process.terminate()
                await process.wait()


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    (tmp_path / "secret").write_text("a secret of this test")
    root, said = await launched(tmp_path)
    async with houses.opened(RelayLink(f"ws://127.0.0.1:{said['control']}", "a secret of this test")) as house:
        one = Town(house, tmp_path)
        one.root = root
        await one.settle()
        yield one
        await one.close()


async def test_a_hall_behind_its_own_relay_hears_and_sees_the_others_and_they_it(town: Town) -> None:
    await town.house.tree.stage("m1", ["venue:A", "venue:B"], ["venue:A", "venue:B"])
    far, near = await town.join("venue:A", "send", "av"), await town.join("venue:B", "send", "av", "van-ho")
    at_root, in_hall = await town.join("venue:A", "watch", "va"), await town.join("venue:B", "watch", "va", "van-ho")
    assert near.peer.startswith("van-ho.")
    assert in_hall.peer.startswith("van-ho.")

    await comes_through(far, in_hall)
    await comes_through(near, at_root)

    stats = await town.house.tree.stats("m1")
    assert stats["relays"]["van-ho"]["attached"]
    assert stats["lines"]["venue:B"]["relay"] == "van-ho"
    assert (set(stats["senders"]), set(stats["watchers"])) == ({"venue:A", "venue:B"}, {"venue:A", "venue:B"})


async def test_when_the_house_is_cut_off_the_hall_goes_on_hearing_itself_and_comes_back(town: Town) -> None:
    await town.house.tree.stage("m1", ["venue:B"], ["venue:B"])
    sender = await town.join("venue:B", "send", "av", "van-ho")
    watcher = await town.join("venue:C", "watch", "va", "van-ho")
    await comes_through(sender, watcher)

    await town.house.shut()
    await town.house.has("van-ho", there=False)
    assert town.root is not None
    town.root.kill()
    await town.root.wait()
    await comes_through(sender, watcher)

    await town.house.open()
    await town.house.has("van-ho")
    await town.house.tree.pin(watcher.peer, "venue:C", "page")


async def test_when_the_relay_of_the_hall_dies_its_people_go_on_at_the_root(town: Town) -> None:
    await town.house.tree.stage("m1", ["venue:B"], ["venue:B"])
    far = await town.join("venue:A", "watch", "va")
    sender = await town.join("venue:B", "send", "av", "van-ho")
    await comes_through(sender, far)

    assert town.hall is not None
    town.hall.kill()
    await town.house.has("van-ho", there=False)
    again = await town.join("venue:B", "send", "av", "van-ho", sender.peer)

    assert "." not in again.peer
    await comes_through(again, far)


async def test_a_web_server_that_is_started_anew_interrupts_nobody(town: Town) -> None:
    await town.house.tree.stage("m1", ["venue:B"], ["venue:B"])
    far = await town.join("venue:A", "watch", "va")
    sender = await town.join("venue:B", "send", "av", "van-ho")
    await comes_through(sender, far)

    await town.house.restart()
    await town.house.tree.stage("m1", ["venue:B"], ["venue:B"])
    await comes_through(sender, far)

    assert {one.peer for one in await town.house.tree.everybody()} == {far.peer, sender.peer}
    assert {grant.via for grant in town.house.tree._root.peers.values()} == {"", "van-ho"}
    await town.house.tree.leave(sender.peer)
    async with asyncio.timeout(20):
        while len(town.house.tree._root.peers) > 1:
            await asyncio.sleep(0.02)


async def test_a_relay_that_is_told_to_end_ends(town: Town) -> None:
    await town.join("venue:B", "send", "av", "van-ho")
    assert town.hall is not None
    assert town.hall.stdin is not None
    town.hall.stdin.close()

    async with asyncio.timeout(20):
        assert await town.hall.wait() == 0
    await town.house.has("van-ho", there=False)
