"""Several relays on one machine, as the supervisor starts and keeps them."""

import os
import signal
from datetime import UTC, datetime

import pytest

from media.link import RelayLink
from media.tree import Tree
from tests.media.caller import Caller, comes_through
from tests.media.ground import until
from web.keys import grants_key, relay_secret
from web.settings import Settings
from web.supervisor import NotStarted, Supervisor


@pytest.fixture
async def supervisor(tmp_path):
    settings = Settings(data=str(tmp_path), media_workers=2, media_host="127.0.0.1", media_announce="127.0.0.1")
    one = Supervisor(settings, say=lambda words: one.said.append(words))
    one.said = []
    await one.start_relays()
    yield one
    await one.stop()


@pytest.fixture
async def tree(supervisor, tmp_path):
    secret = relay_secret(supervisor.settings)
    root, other = (RelayLink(control, secret) for control in supervisor.controls())
    one = Tree(root, grants_key(tmp_path), lambda: datetime.now(UTC), {"w1": other})
    await one.start()
    await until(lambda: root.connected and other.connected)
    yield one
    await one.close()


@pytest.fixture
async def join(tree):
    """`await join("venue:A", "send", "av")`: a connected peer in the meeting m1, wherever it is put."""
    callers = []

    async def one(subject, role, kinds, again=None):
        caller = Caller()
        callers.append(caller)
        offer = caller.offer("sendonly" if role == "send" else "recvonly", kinds)
        joined = await tree.join("m1", subject, role, offer, again)
        caller.peer = joined.peer_id
        await caller.connect(joined.answer_sdp)
        return caller

    yield one
    for caller in callers:
        await caller.close()


@pytest.fixture(autouse=True)
def apart(monkeypatch):
    """Even the smallest meeting is spread."""
    monkeypatch.setattr("media.branch.TOGETHER", 0)


async def test_a_small_meeting_stays_at_one_relay(tree, join, monkeypatch):
    monkeypatch.setattr("media.branch.TOGETHER", 2)
    peers = [(await join(f"venue:{name}", "watch", "a")).peer for name in "ABCDE"]

    assert [peer.startswith("w1.") for peer in peers] == [False, False, False, True, True]


async def test_people_are_spread_over_the_relays_of_a_machine_and_a_place_stays_together(tree, join):
    peers = [(await join(f"venue:{name}", "watch", "va")).peer for name in "ABCD"]
    sends = (await join("venue:A", "send", "a")).peer

    assert sorted(peer.startswith("w1.") for peer in peers) == [False, False, True, True]
    assert sends.startswith("w1.") == peers[0].startswith("w1.")


async def test_whoever_is_at_one_relay_hears_and_sees_who_is_at_another(tree, join):
    await tree.stage("m1", ["venue:A"], ["venue:A"])
    sender, watcher = await join("venue:A", "send", "av"), await join("venue:B", "watch", "va")
    assert sender.peer.startswith("w1.") != watcher.peer.startswith("w1.")

    await comes_through(sender, watcher)


async def test_a_relay_that_dies_is_started_again_on_its_ports_and_its_people_come_back(supervisor, tree, join):
    await join("venue:A", "watch", "va")
    second = await join("venue:B", "watch", "va")
    assert second.peer.startswith("w1.")
    before = supervisor._ports[1]

    os.kill(supervisor._relays[1].process.pid, signal.SIGKILL)
    await until(lambda: "The media relay w1 is back." in supervisor.said)

    assert supervisor._ports[1] == before
    await until(lambda: tree._workers[0].link.connected)
    assert (await join("venue:B", "watch", "va", second.peer)).peer.startswith("w1.")
    assert (await tree.stats("m1"))["relays"]["w1"]["attached"]


async def test_while_a_relay_is_away_its_people_go_to_another_one(supervisor, tree, join):
    await join("venue:A", "watch", "va")
    second = await join("venue:B", "watch", "va")
    supervisor._stopping.set()                     # it is not started again
    os.kill(supervisor._relays[1].process.pid, signal.SIGKILL)
    await until(lambda: not tree._workers[0].link.connected)

    assert "." not in (await join("venue:B", "watch", "va", second.peer)).peer


async def test_a_relay_started_by_hand_is_left_alone(tmp_path):
    supervisor = Supervisor(Settings(data=str(tmp_path), relay_control="ws://127.0.0.1:9000", media_workers=2))

    await supervisor.start_relays()

    assert list(tmp_path.iterdir()) == []
    assert b"ws://127.0.0.1:9000" in supervisor._web_feed()
    await supervisor.stop()


async def test_a_damaged_key_is_said_to_be_damaged(tmp_path):
    (tmp_path / "grants.key").write_text("half a k")

    with pytest.raises(NotStarted, match="damaged"):
        await Supervisor(Settings(data=str(tmp_path))).start_relays()


def test_the_ports_of_the_relays_follow_each_other_where_one_is_given():
    def ports(**said: int) -> list[int]:
        return [one.udp for one in Supervisor(Settings(**said))._ports]

    assert ports(media_port=40_000, media_workers=3) == [40_000, 40_001, 40_002]
    assert ports(media_workers=2) == [0, 0]
